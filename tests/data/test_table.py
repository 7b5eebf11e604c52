"""Tables as people publish them: the right data set, or one clear line."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from memlib import cli
from memlib.data import json_form
from memlib.data.dataset import Dataset

for needed in ("pandas", "pyarrow", "numpy"):  # the extra `table`
    pytest.importorskip(needed)

CSV = 'text,label,x,y\n"one, ""two""\nthree",good,0.1,-2\nfour,bad,1e-3,3\n\nfive,good,2.5,1/3\n'


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Dataset]:
    """Write a file, make its data, read it back."""

    def make(name: str, content: bytes | None, *options: str) -> Dataset:
        if content is not None:
            (tmp_path / name).write_bytes(content)
        target = tmp_path / "d.json"
        assert cli.main(["data", "table", str(tmp_path / name), *options, "-o", str(target)]) == 0
        return json_form.read(target)

    return make


def said(table: Dataset) -> list[str]:
    """The texts of the data, read back through its vocabulary."""
    entries = ["", *table.about["text"]["vocabulary"]]
    return ["".join(entries[int(table.tokens[i][0])] for i in s) for s in table.sequences]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_with_quotes_and_line_breaks(
    table: Callable[..., Dataset], ending: str, mark: str
) -> None:
    ds = table("t.csv", (mark + CSV).replace("\n", ending).encode(), "--text", "text")
    assert [text.replace("\r\n", "\n") for text in said(ds)] == [
        'one, "two"\nthree', "four", "five",
    ]  # fmt: skip
    assert ds.labels == (1, 2, 1)
    assert ds.about["classes"] == {"good": 1, "bad": 2}


def test_csv_numbers_stay_the_decimals_that_are_written(table: Callable[..., Dataset]) -> None:
    ds = table("t.csv", CSV.encode(), "--features", "x,y")
    assert ds.tokens == (
        (Fraction(1, 10), Fraction(-2)),
        (Fraction(1, 1000), Fraction(3)),
        (Fraction(5, 2), Fraction(1, 3)),
    )
    assert ds.about["features"] == ["x", "y"]


def test_tsv_with_ids_and_number_labels(table: Callable[..., Dataset]) -> None:
    ds = table("t.tsv", b"ids\tlabel\n3 14 15\t-2\n[3, 14]\t7\n", "--ids", "ids")
    assert ds.labels == (-2, 7)
    assert "classes" not in ds.about
    values = [[int(ds.tokens[i][0]) for i in s] for s in ds.sequences]
    assert values == [[3, 14, 15], [0, 3, 14]]


def test_json_lines(table: Callable[..., Dataset]) -> None:
    rows = [{"q": [1, 2], "a": True}, {"q": [2, 1], "a": False}, {"q": [2, 2], "a": True}]
    lines = "\r\n".join(json.dumps(row) for row in rows) + "\r\n\r\n"
    ds = table("t.jsonl", ("\ufeff" + lines).encode(), "--ids", "q", "--label", "a")
    assert ds.labels == (1, 2, 1)
    assert ds.about["classes"] == {"true": 1, "false": 2}
    exact = b'{"x": 0.1, "label": 1}\n{"x": 0.30000000000000004, "label": 2}\n'
    ds = table("u.jsonl", exact, "--features", "x")
    assert ds.tokens == ((Fraction(1, 10),), (Fraction("0.30000000000000004"),))


def test_a_label_for_every_token(table: Callable[..., Dataset]) -> None:
    rows = b'{"ids": [1, 2], "label": ["N", "V"]}\n{"ids": [2, 1], "label": ["V", "N"]}\n'
    ds = table("t.jsonl", rows, "--ids", "ids")
    assert (ds.task, ds.labels) == ("seq-to-seq", ((1, 2), (2, 1)))


def test_npz(table: Callable[..., Dataset], tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    X = np.array([[0.1, 1.5], [2.0, -1.0]], dtype=np.float32)
    np.savez(tmp_path / "t.npz", X=X, label=np.array([3, 4]))
    ds = table("t.npz", None, "--features", "X")
    assert ds.tokens[0] == (Fraction(1, 10), Fraction(3, 2))
    np.savez(tmp_path / "i.npz", ids=np.array([[1, 2], [2, 2]]), label=np.array(["a", "b"]))
    assert table("i.npz", None, "--ids", "ids").about["classes"] == {"a": 1, "b": 2}


def test_parquet(table: Callable[..., Dataset], tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {"s": ["a b", "b a"], "label": ["x", "y"], "v": pa.array([0.1, 0.5], pa.float32())}
    parquet.write_table(pa.table(columns), tmp_path / "t.parquet")
    assert said(table("t.parquet", None, "--text", "s")) == ["a b", "b a"]
    ds = table("t.parquet", None, "--features", "v")
    assert ds.tokens == ((Fraction(1, 10),), (Fraction(1, 2),))


def test_duplicates_stay_and_contradictions_go(table: Callable[..., Dataset]) -> None:
    rows = b"x,label\n1,a\n1,a\n1,b\n2,b\n"
    ds = table("t.csv", rows, "--features", "x", "--drop-conflicts")
    assert ds.labels == (1, 1, 2)
    assert [ds.tokens[s[0]][0] for s in ds.sequences] == [1, 1, 2]


def test_missing_values(table: Callable[..., Dataset]) -> None:
    rows = b"x,label\n1,a\nNA,b\n,b\n3,\n4,c\n"
    ds = table("t.csv", rows, "--features", "x", "--drop-missing")
    assert [token[0] for token in ds.tokens] == [1, 4]
    assert ds.about["classes"] == {"a": 1, "c": 2}
    assert len(table("t.csv", rows, "--features", "x", "--sequences", "1", "--drop-missing")) == 1


@pytest.mark.parametrize(
    ("name", "content", "options", "told"),
    [
        ("t.csv", b"x,label\n1,a\n1,b\n", ["--features", "x"], "row 1 and row 2 hold the same"),
        ("t.csv", b"x,label\n1,a\n,b\n", ["--features", "x"], "row 2: the value of x is missing"),
        ("t.csv", b"x,label\n1,a\n", ["--features", "z"], "no column 'z' (there are x, label)"),
        ("t.csv", b"x,label\nred,a\n", ["--features", "x"], "row 1: 'red' is no number"),
        ("t.csv", b"x,label\n1e99999999,a\n", ["--features", "x"], "more than 4000 digits"),
        ("t.csv", b"x,label\ninf,a\n", ["--features", "x"], "'inf' is no number"),
        ("t.csv", b"", ["--features", "x"], "cannot be read"),
        ("t.csv", b"x,label\n", ["--features", "x"], "there are no rows"),
        ("t.csv", b'x,label\n"1,a\n', ["--features", "x"], "read table"),
        ("t.csv", b"x,label\n\xff,a\n", ["--text", "x"], "cannot be read"),
        ("t.csv", b"x,label\n1,a\n", [], "one of the arguments"),
        ("t.tsv", b"ids\tlabel\n1 b\t2\n", ["--ids", "ids"], "'b' is no id"),
        ("t.jsonl", b'{"x": 1\n', ["--ids", "x"], "line 1: no JSON"),
        ("t.jsonl", b"[1]\n", ["--ids", "x"], "line 1: a list of 1 is no object"),
        ("t.jsonl", b'{"x": {"y": 1}, "label": 1}\n', ["--ids", "x"], "an object is no id"),
        ("t.jsonl", b'{"x": [1], "label": {}}\n', ["--ids", "x"], "an object is no label"),
        ("t.npz", b"PK no zip", ["--ids", "x"], "cannot be read"),
        ("t.parquet", b"PAR1", ["--ids", "x"], "cannot be read"),
        ("t.xlsx", b"", ["--ids", "x"], "no kind of table"),
        ("gone.csv", None, ["--ids", "x"], "No such file"),
    ],
)
def test_one_clear_line(
    name: str,
    content: bytes | None,
    options: list[str],
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    target = tmp_path / "d.json"
    command = ["data", "table", str(tmp_path / name), *options, "-o", str(target)]
    assert cli.main(command) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert told in error
    assert not target.exists()


def test_names_are_shown_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, data, cert = (str(tmp_path / name) for name in ("t.csv", "d.json", "c.json"))
    Path(source).write_text("word,label\nred,warm\nblue,cold\ngreen,cold\n")
    assert cli.main(["data", "table", source, "--text", "word", "-o", data]) == 0
    assert "1 = warm, 2 = cold" in capsys.readouterr().out
    assert cli.main(["construct", data, "--theorem", "next-token", "-o", cert]) == 0
    capsys.readouterr()
    assert cli.main(["info", cert]) == 0
    assert "1 = warm, 2 = cold" in capsys.readouterr().out
    assert cli.main(["recite", cert]) == 0
    assert capsys.readouterr().out == "warm\ncold\ncold\n"
    assert cli.main(["verify", cert, "--data", data]) == 0
    assert capsys.readouterr().out.endswith("\nlabels: 1 = warm, 2 = cold\n")
