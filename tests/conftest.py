"""For all tests: hypothesis draws the same cases every time, and a busy machine fails none."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("memlib", deadline=None, derandomize=True, database=None)
settings.load_profile("memlib")


@pytest.fixture(scope="session")
def tracked() -> list[str]:
    """The files of this checkout; who asks for it is skipped where git cannot say which."""
    command = ["git", "ls-files"]
    root = Path(__file__).parents[1]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    except OSError:
        pytest.skip("git is not installed")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no checkout that git takes: {error.stderr.splitlines()[0]}")
    return done.stdout.splitlines()
