"""Exercise cells and what they depend on: every one of the book runs alone, with its prelude."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout

import pytest

from memlib.book import runnable
from memlib.book.live import NEEDS_TORCH, code_cells
from memlib.book.project import Project
from memlib.exercises import NOT_YET


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("answer = None\nprint(check.it(answer, 3))", True),
        ("answer = None  # a number\nx = 3\ncheck.it(answer)", True),
        ("answer = 3\nprint(answer)", False),
        ("best = None\nprint(x)", False),
        ("answer = None", False),
        ("for", False),
        ("", False),
    ],
)
def test_what_asks(code: str, asked: bool) -> None:
    assert runnable.asks(code) == asked


CELLS = [
    "import math\nfrom memlib.data import text as words\nunused = 3",
    "rows = []\nfor k in range(3):\n    rows.append(k)\nprint(rows)",
    "table = {}\ntable['a'] = [x for x in rows if x]",
    "def area(r):\n    return math.pi * r\nrows = rows[1:]",
]


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("answer = None\nf(answer)", ""),
        ("answer = None\nf(answer, area)", "import math\ndef area(r):\n    return math.pi * r"),
        (
            "answer = None\nf(answer, rows)",
            "rows = []\nfor k in range(3):\n    rows.append(k)\nrows = rows[1:]",
        ),
        (
            "answer = None\nf(answer, table)",
            "rows = []\nfor k in range(3):\n    rows.append(k)\ntable = {}\n"
            "table['a'] = [x for x in rows if x]",
        ),
        ("rows = 3\nanswer = None\nf(answer, rows)", ""),
        ("answer = None\nf(answer, preset, words)", "from memlib.data import text as words"),
    ],
)
def test_what_must_run_before(last: str, kept: str) -> None:
    found = runnable.before([*CELLS, last], len(CELLS))
    assert found == kept
    names: dict[str, object] = {"f": lambda *_: None}
    with redirect_stdout(io.StringIO()):
        exec(runnable.GIVEN + found + "\n" + last, names)


#: What a browser has not.
ABSENT = ("IPython", "matplotlib", "mpmath", "numba", "numpy", "pandas", "scipy", "torch", "tqdm")
ALONE = """
import io, json, sys
from contextlib import redirect_stdout

for name in json.loads(sys.argv[1]):
    sys.modules[name] = None
for before, code in json.load(sys.stdin):
    names, printed = {}, io.StringIO()
    with redirect_stdout(printed):
        exec(before, names)
        exec(code, names)
    print(json.dumps(printed.getvalue()))
"""


def test_every_exercise_runs_alone(real: Project) -> None:
    asked, given = [], []
    for name in real.notebooks:
        cells = code_cells(real, name)
        for place, code in enumerate(cells):
            if not runnable.asks(code) or any(f".{each}(" in code for each in NEEDS_TORCH):
                continue
            asked.append((name, place))
            given.append((runnable.GIVEN + runnable.before(cells, place), code))
    assert len(asked) >= 60
    done = subprocess.run(
        [sys.executable, "-c", ALONE, json.dumps(ABSENT)],
        input=json.dumps(given), capture_output=True, text=True, check=False, cwd=real.root,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(asked), (asked[len(said)], done.stderr[-500:])
    for where, told in zip(asked, said, strict=True):
        assert NOT_YET in told, where
