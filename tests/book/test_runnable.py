"""Exercise cells and what they depend on: every one of the book runs alone, with its prelude."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from exercises.on_pages import ANSWERS, filled

from memlib.book import runnable
from memlib.book.live import exercises, needs_torch, tables
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


def test_what_an_answer_may_call_is_made_before() -> None:
    """The names of the comment that shows its form, and those of the solution."""
    solution = "````{solution} exr-x\n\n```python\nprint(cube(limit))\n```\n````"
    cells = [
        ("code", "square = abs\ncube = abs\nlimit = 3\nother = 4"),
        ("markdown", "```{exercise} X\n:label: exr-x\n```"),
        ("code", "answer = None  # square(1), of other\nprint(check(answer))"),
        ("markdown", solution),
    ]
    (found,) = runnable.exercises(cells)
    assert found == runnable.Exercise("exr-x", cells[2][1], "square = abs\ncube = abs\nlimit = 3")


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
import json, sys
from pathlib import Path
from memlib import stored
from memlib.lab.cell import run

stored.folder = lambda: Path(sys.argv[2])
for name in json.loads(sys.argv[1]):
    sys.modules[name] = None
for before, code in json.load(sys.stdin):
    print(json.dumps(run(code, before)))
"""


@pytest.fixture
def asked(real: Project) -> list[tuple[str, runnable.Exercise]]:
    """(chapter, exercise) of the whole book, those that train something left out."""
    found = [(name, each) for name in real.notebooks for each in exercises(real, name)]
    return [(name, each) for name, each in found if not needs_torch(each.code)]


def said(root: Path, results: Path, given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What each cell prints, and its error, where nothing is but what a browser has."""
    for name in tables(root):
        shutil.copyfile(root / "results" / f"{name}.json", results / f"{name}.json")
    done = subprocess.run(
        [sys.executable, "-c", ALONE, json.dumps(ABSENT), str(results)],
        input=json.dumps(given), capture_output=True, text=True, check=False, cwd=root,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_every_exercise_of_the_book_has_a_right_answer_and_a_wrong_one(real: Project) -> None:
    labels = [each.label for name in real.notebooks for each in exercises(real, name)]
    assert sorted(labels) == sorted(ANSWERS)


def test_every_exercise_runs_alone(
    real: Project, asked: list[tuple[str, runnable.Exercise]], tmp_path: Path
) -> None:
    """As it stands, with a right answer, and with a wrong one, after its prelude and no more."""
    assert len(asked) >= 60
    forms = [
        (each.code, *(filled(each.code, answer) for answer in ANSWERS[each.label]))
        for _, each in asked
    ]
    before = [runnable.GIVEN + each.before for _, each in asked]
    given = [(first, code) for first, codes in zip(before, forms, strict=True) for code in codes]
    told = iter(said(real.root, tmp_path, given))
    for name, each in asked:
        where = (name, each.label)
        (still, _), (right, error), (wrong, trouble) = (next(told) for _ in range(3))
        assert NOT_YET in still, where
        assert (error, trouble) == ("", ""), where
        assert right.strip(), where
        assert all(line.startswith("Right") for line in right.splitlines()), (where, right)
        assert wrong.strip(), where
        assert not any(line.startswith("Right") for line in wrong.splitlines()), (where, wrong)
