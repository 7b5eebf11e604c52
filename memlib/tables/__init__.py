"""Measured tables that the book shows, and the commands that make them."""
