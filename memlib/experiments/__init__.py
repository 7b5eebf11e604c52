"""Experiments as files: their settings, the runs they ask for, the store, the verdicts."""
