"""Constructions made to be looked at: what a choice costs, what fails, what is left out."""
