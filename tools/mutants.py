"""Can the tests fail? Changes the code in one place at a time and runs the tests that must notice.

    python tools/mutants.py                 # all of tools/mutants.toml; an hour on two cores
    python tools/mutants.py memlib/files    # the changes of files whose path contains this
    python tools/mutants.py --list          # only tell which there are

Each change is made in a temporary copy, so the checkout stays as it is. Exit code: 0 every change
was caught, 1 some were not, 2 the list is wrong: a text that no longer occurs in its file, or
occurs twice, or a test that is not there or fails without any change.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_suffix(".toml")
#: What is copied: everything that tests read.
COPIED = ("memlib", "tests", "tools", "experiments", "results", "notebooks", "book", "formal",
          ".github", ".ci", "pyproject.toml", "_config.yml", "_toc.yml", "Makefile",
          "constraints.txt", "README.md", "myst.yml")  # fmt: skip
#: Seconds after which a test that never ends counts as failed.
PATIENCE = 600
#: Exit codes of pytest: tests failed; or they could not even be read, because of the change.
CAUGHT = (1, 2)


@dataclass(frozen=True)
class Change:
    """One place, another text there, and the tests that must notice.

    Attributes:
        file: its path in the checkout.
        old: a text that stands in it exactly once.
        new: what stands there instead.
        tests: arguments for pytest.
    """

    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.old.strip()!r} -> {self.new.strip()!r}"

    def made(self, text: str) -> str:
        """The text of the file with the change.

        Raises:
            ValueError: the old text stands there not once.
        """
        count = text.count(self.old)
        if count != 1 or self.old == self.new:
            raise ValueError(f"{self.file}: {self.old!r} stands there {count} times, not once")
        return text.replace(self.old, self.new)


def changes(only: str) -> Iterator[Change]:
    """The changes of the list whose file has this in its path."""
    for file, old, new, tests in tomllib.loads(LIST.read_text(encoding="utf-8"))["changes"]:
        if only in file:
            yield Change(file, old, new, tuple(shlex.split(tests)))


def pytest(copy: Path, tests: tuple[str, ...]) -> int:
    """The exit code of these tests on the copy."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "NUMBA_CACHE_DIR": str(copy / "numba")}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not site",
    ]
    try:
        done = subprocess.run(
            [*command, *tests], cwd=copy, env=environment, capture_output=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return CAUGHT[0]
    return done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="?", default="", help="a part of the path of a file")
    parser.add_argument("--trust", action="store_true", help="the tests do pass as the code is")
    parser.add_argument("--list", action="store_true", help="tell which changes there are")
    options = parser.parse_args()
    chosen = list(changes(options.only))
    wrong = 0
    for change in chosen:
        try:
            change.made((ROOT / change.file).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            print(f"wrong: {error}", file=sys.stderr)
            wrong += 1
        if options.list:
            print(change)
    if wrong or options.list or not chosen:
        return 2 if wrong or not chosen else 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        return tried(Path(folder), chosen, options.trust)


def tried(copy: Path, chosen: list[Change], trust: bool) -> int:
    """Make one change after the other; the exit code."""
    ignore = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=ignore)
        elif (ROOT / name).is_file():
            shutil.copy(ROOT / name, copy / name)
    missed, wrong, green = [], [], set()
    for number, change in enumerate(chosen, start=1):
        start = time.monotonic()
        if not trust and change.tests not in green and pytest(copy, change.tests):
            wrong.append(change)
            print(f"WRONG  {change}: {' '.join(change.tests)} fails without the change", flush=True)
            continue
        green.add(change.tests)
        path = copy / change.file
        text = path.read_text(encoding="utf-8")
        path.write_text(change.made(text), encoding="utf-8")
        _touch(path, 2 * number)
        caught = pytest(copy, change.tests) in CAUGHT
        path.write_text(text, encoding="utf-8")
        _touch(path, 2 * number + 1)
        if not caught:
            missed.append(change)
        word = "caught" if caught else "MISSED"
        print(f"{word} {time.monotonic() - start:4.0f} s  {change}", flush=True)
    print(f"{len(chosen) - len(missed) - len(wrong)} of {len(chosen)} caught")
    return 2 if wrong else bool(missed)


def _touch(path: Path, count: int) -> None:
    """A time of its own for every text: what Python keeps compiled is told apart by seconds."""
    now = path.stat().st_mtime + 10 * count
    os.utime(path, (now, now))


if __name__ == "__main__":
    sys.exit(main())
