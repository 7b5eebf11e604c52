"""Constructions of other works, to hold beside the paper's: one file each."""
