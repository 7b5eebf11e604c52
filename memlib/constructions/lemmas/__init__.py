"""The lemmas of the paper that can be built, one file each, named by what they do."""
