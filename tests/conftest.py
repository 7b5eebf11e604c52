"""For all tests: hypothesis draws the same cases every time, and a busy machine fails none."""

from hypothesis import settings

settings.register_profile("memlib", deadline=None, derandomize=True, database=None)
settings.load_profile("memlib")
