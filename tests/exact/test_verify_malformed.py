"""Every way to be no certificate: exit status 2 and one line that names the place."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memlib.exact.verify import main

from .by_hand import affine, certificate, write


def good() -> dict[str, Any]:
    """Layers: affine, relu, ffn, hard_attention, gather, affine; two sequences of two tokens."""
    eye = [[0, 0, "1"], [1, 1, "1"]]
    layers = [
        affine([[1, 0], [0, 1]], [1, 0]),
        {"kind": "relu"},
        {"kind": "ffn", "shape": [2, 1],
         "w1": [[0, 0, "1"]], "b1": [], "w2": [[1, 0, "2"]], "b2": []},
        {"kind": "hard_attention",
         "heads": [{"shape": [2, 2], "query": eye, "key": eye, "value": eye, "output": eye}]},
        {"kind": "gather", "shape": [2, 2], "weight": eye},
        affine([[2, 1]]),
    ]  # fmt: skip
    return certificate([[0, 1], [2, 3]], [[0, 1], [1, 0]], layers)


Path_ = tuple[str | int, ...]
DATA, NET, LAYER = ("dataset",), ("network", "layers"), ("network", "layers", 0)
HEAD = ("network", "layers", 3, "heads", 0)
WEIGHT = (*LAYER, "weight", 0, 2)
DELETE = object()
UNKNOWN = ("unknown",)

# place, new value, words of the message
CASES: list[tuple[Path_, Any, str]] = [
    (("format",), "exact-memorization-certificate/2", "format"),
    (("format",), 1, "format"),
    (("format",), DELETE, "missing"),
    (("task",), "next", "task"),
    (("task",), ["next-token"], "task"),
    (("about",), DELETE, "missing"),
    (("about",), 3, "about"),
    (UNKNOWN, 1, "unknown"),
    (("claims",), [], "claims"),
    (("claims", "depth"), DELETE, "missing"),
    (("claims", "depth"), True, "True"),
    (("claims", "depth"), "4", "integer"),
    (("claims", "depth"), 4.0, "integer"),
    (("claims", "size"), 4, "unknown"),
    ((*DATA, "extra"), 1, "unknown"),
    ((*DATA, "token_dim"), 3, "tokens[0]"),
    ((*DATA, "token_dim"), True, "token_dim"),
    ((*DATA, "token_dim"), 0, "token_dim"),
    ((*DATA, "tokens"), [], "one or more"),
    ((*DATA, "tokens"), {"0": ["1", "2"]}, "tokens"),
    ((*DATA, "tokens", 0), ["1"], "tokens[0]"),
    ((*DATA, "tokens", 0), "12", "tokens[0]"),
    ((*DATA, "tokens", 0, 0), 1, "tokens[0]"),
    ((*DATA, "tokens", 0, 0), 0.5, "tokens[0]"),
    ((*DATA, "tokens", 0, 0), None, "tokens[0]"),
    ((*DATA, "tokens", 0), ["4/2", "0x3"], "same token"),
    ((*DATA, "sequences"), [], "one or more"),
    ((*DATA, "sequences", 1), [], "sequences[1]"),
    ((*DATA, "sequences", 1), [0, 2], "2 is no index"),
    ((*DATA, "sequences", 1), [0, -1], "-1 is no index"),
    ((*DATA, "sequences", 1), [0, True], "True is no integer"),
    ((*DATA, "sequences", 1), [0, "1"], "no integer"),
    ((*DATA, "sequences", 1), [0, 1.0], "no integer"),
    ((*DATA, "sequences", 1), [1], "gather"),
    ((*DATA, "labels"), [1], "labels"),
    ((*DATA, "labels", 0), "1", "labels[0]"),
    ((*DATA, "labels", 0), True, "labels[0]"),
    ((*DATA, "labels", 0), 1.0, "labels[0]"),
    ((*DATA, "labels", 0), [1, 2], "labels[0]"),
    (("task",), "seq-to-seq", "labels[0]"),
    (NET, [], "one or more"),
    (NET, {}, "layers"),
    (("network", "bias"), [], "unknown"),
    ((*NET, 1), "relu", "layers[1]"),
    ((*NET, 1), {}, "layers[1]"),
    ((*NET, 1), {"kind": "gelu"}, "gelu"),
    ((*NET, 1), {"kind": ["relu"]}, "layers[1]"),
    ((*NET, 1), {"kind": "relu", "shape": [2, 2]}, "unknown"),
    ((*NET, 1), {"kind": "sum_pool"}, "gather"),
    ((*NET, 1), {"kind": "embedding", "shape": [2, 2], "weight": []}, "embedding"),
    ((*NET, 1), {"kind": "flatten", "shape": [2, 3]}, "flatten"),
    ((*NET, 1), {"kind": "flatten", "shape": [3, 2]}, "rows"),
    ((*NET, 1), {"kind": "prepend", "rows": 3, "value": []}, "3 rows"),
    ((*NET, 1), {"kind": "prepend", "rows": 2, "value": []}, "columns"),
    ((*NET, 1), {"kind": "prepend", "rows": 2, "value": [[0, "0"]]}, "zeros"),
    ((*NET, 1), {"kind": "drop_first"}, "gather"),
    ((*NET, 5), {"kind": "relu"}, "leaves 2 rows"),
    ((*NET, 4, "shape"), [2, 3], "square"),
    ((*NET, 2, "w1", 0), [1, 0, "1"], "w1[0]"),
    ((*NET, 2, "b2"), DELETE, "missing"),
    ((*NET, 2, "b2"), [[2, "1"]], "b2[0]"),
    ((*LAYER, "bias"), DELETE, "missing"),
    ((*LAYER, "bias"), None, "bias"),
    ((*LAYER, "bias"), [[0, 0, "1"]], "bias[0]"),
    ((*LAYER, "bias"), [[0, "1"], [0, "2"]], "twice"),
    ((*LAYER, "bias"), [["0", "1"]], "bias[0]"),
    ((*LAYER, "shape"), [2, 3], "needs 3 rows"),
    ((*LAYER, "shape"), [0, 2], "from 1 to"),
    ((*LAYER, "shape"), [2, 2, 2], "shape"),
    ((*LAYER, "shape"), ["2", 2], "shape"),
    ((*LAYER, "shape"), [2.0, 2], "shape"),
    ((*LAYER, "shape"), [10**12, 2], "from 1 to"),
    ((*LAYER, "shape"), [10**4000 - 1, 2], "from 1 to"),
    ((*LAYER, "weight"), [[0, 0, "1"], [0, 0, "1"]], "twice"),
    ((*LAYER, "weight"), [[0, 0]], "weight[0]"),
    ((*LAYER, "weight"), [[0, 0, "1", "1"]], "weight[0]"),
    ((*LAYER, "weight"), [[2, 0, "1"]], "weight[0]"),
    ((*LAYER, "weight"), [[0, -1, "1"]], "weight[0]"),
    ((*LAYER, "weight"), [[False, 0, "1"]], "weight[0]"),
    ((*LAYER, "weight"), {"0": "1"}, "weight"),
    ((*LAYER, "weight"), 7, "weight"),
    *(
        (WEIGHT, bad, "weight[0]")
        for bad in (
            1, 1.5, None, True, ["1"], "", " 1", "1 ", "+1", "--1", "1.5", "1e3", "nan", "inf",
            "0", "0/5", "0x0", "1/0", "1/-2", "1/2/3", "0x", "0xG", "0X1", "0x1F", "0x1p", "0x1p+3",
            "0x1p1.5", "0x1/2", "1p3", "1_0", "0x1_0", "0x1p12345678", "0x1p-12345678", "9" * 4001,
            "1/" + "9" * 4001, "\u0661", "\u00b2", "1\n",
        )
    ),
    ((*HEAD, "shape"), [2, 3], "3 rows"),
    ((*HEAD, "key"), DELETE, "missing"),
    ((*HEAD, "bias"), [], "unknown"),
    ((*HEAD, "output"), [[2, 0, "1"]], "output[0]"),
    ((*HEAD[:-1],), [], "one or more"),
    ((*HEAD[:-1],), [[]], "heads[0]"),
    ((*HEAD, "shape"), [10**12, 2], "from 1 to"),
]  # fmt: skip


def put(value: Any, place: Path_, new: Any) -> Any:
    value = copy.deepcopy(value)
    inner = value
    for key in place[:-1]:
        inner = inner[key]
    if new is DELETE:
        del inner[place[-1]]
    else:
        inner[place[-1]] = new
    return value


def status(capsys: pytest.CaptureFixture[str], path: Path, *more: object) -> tuple[int, str]:
    """Exit status and the one line of standard error (none when all holds)."""
    code = main([str(path), *map(str, more)])
    out, err = capsys.readouterr()
    assert err.count("\n") == (code != 0)
    assert out.count("\n") == (code == 0)
    assert err.isascii()
    assert len(err) < 400
    return code, err


def test_the_good_one_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(capsys, write(tmp_path / "c.json", good())) == (0, "")


@pytest.mark.parametrize(("place", "new", "words"), CASES)
def test_malformed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: Path_, new: Any, words: str
) -> None:
    code, line = status(capsys, write(tmp_path / "c.json", put(good(), place, new)))
    assert (code, words in line) == (2, True), line
    assert line.startswith("malformed: ")


DATA_CASES = [case for case in CASES if case[0][0] in ("task", "dataset", "unknown")]


@pytest.mark.parametrize(("place", "new", "words"), DATA_CASES)
def test_malformed_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: Path_, new: Any, words: str
) -> None:
    path = write(tmp_path / "c.json", good())
    data = {key: good()[key] for key in ("task", "dataset")}
    assert status(capsys, path, "--data", write(tmp_path / "d.json", data)) == (0, "")
    code, line = status(capsys, path, "--data", write(tmp_path / "d.json", put(data, place, new)))
    if words == "gather":  # good data, but not this certificate's
        assert code == 1
    else:
        assert (code, words in line, "d.json" in line) == (2, True, True), line


def raw(change: Callable[[str], str]) -> bytes:
    return change(json.dumps(good())).encode("utf-8", "surrogatepass")


TEXTS: list[tuple[str, bytes, str]] = [
    ("empty", b"", "no JSON"),
    ("cut", raw(lambda t: t[:-1]), "no JSON"),
    ("more", raw(lambda t: t + "1"), "no JSON"),
    ("number", b"7", "object"),
    ("null", b"null", "object"),
    ("list", b"[]", "object"),
    ("deep lists", b"[" * 100_000, "recursion"),
    ("deep objects", b'{"a":' * 100_000, "recursion"),
    ("deep about", raw(lambda t: t.replace("[1.5", "[" * 99_999)), "recursion"),
    ("NaN", raw(lambda t: t.replace("1.5", "NaN")), "NaN"),
    ("Infinity", raw(lambda t: t.replace("1.5", "-Infinity")), "Infinity"),
    ("key twice", raw(lambda t: t.replace('"task"', '"format"', 1)), "twice"),
    ("key twice in about", raw(lambda t: t.replace('"any"', '"method"')), "twice"),
    ("long integer", raw(lambda t: t.replace("1.5", "1" * 4001)), "4,000 digits"),
    ("very long integer", raw(lambda t: t.replace("1.5", "1" * 10**6)), "4,000 digits"),
    ("latin-1", raw(str).replace(b"by hand", b"\xe9"), "JSON"),
    ("utf-16", json.dumps(good()).encode("utf-16"), "no JSON"),
    ("odd key", raw(lambda t: t.replace('"task"', '"\\ud800\\n\\u2028"')), "missing"),
    ("odd kind", raw(lambda t: t.replace('"gather"', '"\\ud800\\n\\u2028"')), "no kind"),
    ("a comma", raw(lambda t: t.replace("]", ",]", 1)), "no JSON"),
    ("gzip without the name", gzip.compress(raw(str), mtime=0), "no JSON"),
]


@pytest.mark.parametrize(("content", "words"), [c[1:] for c in TEXTS], ids=[c[0] for c in TEXTS])
def test_malformed_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(content)
    code, line = status(capsys, path)
    assert (code, words in line) == (2, True), line


@pytest.mark.parametrize(("ids", "holds"), [((1, 3), True), ((1, 4), False), ((0, 3), False)])
def test_ids_lie_inside_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ids: tuple[int, int], holds: bool
) -> None:
    """A table of three columns has no column 4, and none for 0, whatever it would be read as."""
    table = {"kind": "embedding", "shape": [1, 3], "weight": [[0, 0, "5"], [0, 2, "7"]]}
    made = certificate([[1], [3]], [[0], [1]], [table])
    made["dataset"]["tokens"] = [[str(x)] for x in ids]
    made["dataset"]["labels"] = [5 if ids[0] else 0, 7 if ids[1] == 3 else 0]
    code, line = status(capsys, write(tmp_path / "c.json", made))
    assert (code, "embedding" in line) == ((0, False) if holds else (2, True)), line


def test_a_byte_order_mark_is_no_part_of_the_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(b"\xef\xbb\xbf" + raw(str).replace(b"\n", b"\r\n"))
    assert status(capsys, path) == (0, "")


PACKED = gzip.compress(raw(str), mtime=0)


@pytest.mark.parametrize(
    "content",
    [b"", raw(str), PACKED[:-1], PACKED[:40], PACKED[:60] + b"\xff" + PACKED[61:]],
    ids=["empty", "not packed", "last byte gone", "cut", "a byte changed"],
)
def test_malformed_gzip(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    path = tmp_path / "c.json.gz"
    path.write_bytes(PACKED)
    assert status(capsys, path)[0] == 0
    path.write_bytes(content)
    assert status(capsys, path)[0] == 2


def test_odd_names_of_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("no\nsuch", "\udcff.json", "\u2028", "nul\0", ".", "x" * 5000):
        assert main([f"{tmp_path}/{name}"]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n"), err.isascii()) == ("", 1, True)


@pytest.mark.parametrize(
    "arguments", [[], ["a", "b"], ["a", "--x\ny"], ["a", "--patience", "soon"]]
)
def test_odd_command_lines(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert (stopped.value.code, capsys.readouterr().err.count("\n")) == (2, 1)
