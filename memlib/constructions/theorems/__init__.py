"""The theorems of the paper, one file each; every one reads like its proof."""
