"""The command line, in this process: what it prints, writes and returns, and how it fails."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from memlib import MemlibError, cli, files
from memlib.cli import COMMANDS, main
from memlib.data import read

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEMLIB_DATA", raising=False)
    monkeypatch.delenv("MEMLIB_TRACEBACK", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def assert_refused(result: tuple[int, str, str], *says: str) -> None:
    """Exit code 2 and one line that says all this."""
    code, out, err = result
    assert code == 2
    assert out == ""
    assert err.startswith("memlib: ")
    assert err.count("\n") == 1
    for text in says:
        assert text in err


# --- the way through


def test_from_data_to_a_certificate_that_holds(run: Run) -> None:
    code, out, err = run("data", "hard", "--sequences", 12, "--length", 3, "-o", "d.json")
    assert (code, err) == (0, "")
    ds = read("d.json")
    assert f"sha256                     {ds.digest()}" in out
    for form in ("plain", "residual"):
        name = f"{form}.json.gz"
        code, out, err = run("construct", "d.json", "--theorem", "next-token", "--form", form,
                             "-o", name)  # fmt: skip
        assert (code, err) == (0, "")
        assert "promised: at most" in out
        code, out, err = run("verify", name, "--data", "d.json")
        assert (code, err) == (0, "")
        assert out.startswith("holds: next-token")
        code, out, err = run("info", name)
        assert (code, err) == (0, "")
        assert "promised: at most" in out
        code, out, err = run("info", name, "--json")
        facts = json.loads(out)
        assert facts["sha256"] == ds.digest()
        assert facts["built"]["width"] <= facts["promised"]["width"]
    assert sorted(os.listdir()) == ["d.json", "plain.json.gz", "residual.json.gz"]


def test_other_data_a_changed_label_and_a_changed_claim_are_refuted_with_exit_1(run: Run) -> None:
    for seed in (1, 2):
        run("data", "random", "--sequences", 5, "--length", 2, "--seed", seed, "-o", f"{seed}.json")
    run("construct", "1.json", "--theorem", "next-token", "-o", "c.json")
    good = json.loads(Path("c.json").read_text())
    other_label = json.loads(json.dumps(good))
    other_label["dataset"]["labels"][3] += 1
    Path("label.json").write_text(json.dumps(other_label))
    other_claim = json.loads(json.dumps(good))
    other_claim["claims"]["width"] -= 1
    Path("claim.json").write_text(json.dumps(other_claim))
    for arguments, says in (
        (["c.json", "--data", "2.json"], "data"),
        (["label.json"], "sequences[3]"),
        (["claim.json"], "claims.width"),
    ):
        code, out, err = run("verify", *arguments)
        assert (code, out) == (1, "")
        assert err.startswith("memlib: refuted: ")
        assert says in err
        assert err.count("\n") == 1


def test_info_of_a_data_set(run: Run) -> None:
    run("data", "random", "--sequences", 5, "--length", 2, "-o", "d.json")
    code, out, _ = run("info", "d.json")
    assert code == 0
    assert "sequences (N)              5" in out
    assert json.loads(run("info", "d.json", "--json")[1])["sha256"] == read("d.json").digest()


def test_theorems_are_listed(run: Run) -> None:
    code, out, _ = run("construct", "--list")
    assert code == 0
    assert any(line.startswith("next-token: ") for line in out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["random", "--task", "seq-to-seq", "--denominator", 7], ("seq-to-seq", 20, 4)),
        (["hard", "--classes", 5, "--distinct-items"], ("next-token", 20, 4)),
        (["pydoc", "--drop-conflicts", "--dim", 2], ("next-token", 20, 4)),
        (["pydoc", "--drop-conflicts", "--punctuation", "--seed", 3, "--classes", 4],
         ("next-token", 20, 4)),
    ],
)  # fmt: skip
def test_data_by_name(run: Run, arguments: list[Any], expected: tuple[str, int, int]) -> None:
    code, _, err = run("data", *arguments, "--sequences", 20, "--length", 4, "-o", "d.json.gz")
    assert (code, err) == (0, "")
    ds = read("d.json.gz")
    assert (ds.task, len(ds), ds.length) == expected


def test_what_is_dropped_is_counted(run: Run) -> None:
    options = ["pydoc", "--sequences", 300, "--length", 2, "-o", "d.json"]
    assert_refused(run("data", *options), "300 sequences contradict", "--drop-conflicts")
    code, out, _ = run("data", *options, "--drop-conflicts")
    assert code == 0
    dropped = next(line for line in out.splitlines() if line.startswith("conflicts dropped"))
    assert int(dropped.split()[-1]) > 0
    assert len(read("d.json")) == 300


# --- help and wrong arguments


@pytest.mark.parametrize("command", ["", *COMMANDS, "data hard", "data imdb"])
def test_help(run: Run, command: str) -> None:
    code, out, err = run(*command.split(), "--help")
    assert (code, err) == (0, "")
    assert out.startswith("usage: memlib")
    if not command:
        assert all(f"  {name} " in out for name in COMMANDS)


def test_version(run: Run) -> None:
    assert run("--version")[:2] == (0, "memlib 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "required: COMMAND"),
        (["bogus"], "'bogus'"),
        (["data"], "required: NAME"),
        (["data", "bogus"], "'bogus'"),
        (["data", "random"], "-o/--output"),
        (["data", "random", "-o"], "expected one argument"),
        (["data", "random", "-o", "d.json", "--sequences", "x"], "'x'"),
        (["data", "random", "-o", "d.json", "--sequences", "1.5"], "'1.5'"),
        (["data", "random", "-o", "d.json", "--sequences", "0"], "sequences: 0 is no size"),
        (["data", "random", "-o", "d.json", "--seq", "3"], "--seq"),
        (["data", "random", "-o", "d.json", "--sequences", "1" + "0" * 18], "--sequences and"),
        (["data", "hard", "-o", "d.json", "--length", "1" + "0" * 10], "at most 40000000"),
        (["data", "random", "-o", "d.json", "--dim", "1" + "0" * 10], "--vocabulary and --dim"),
        (["data", "pydoc", "-o", "d.json", "--dim", "1" + "0" * 10], "--dim: 8000"),
        (["data", "random", "-o", "d.json", "--vocabulary", "1"], "make 1 distinct items"),
        (["data", "random", "-o", "no/d.json"], "no such folder"),
        (["data", "random", "-o", "."], "is a folder"),
        (["data", "pydoc", "-o", "d.json", "--offset", "-1"], "offset: -1"),
        (["data", "pydoc", "-o", "d.json", "--sequences", "999999999", "--drop-conflicts"], "only"),
        (["data", "imdb", "-o", "d.json"], "MEMLIB_DATA"),
        (["construct"], "DATA.json is missing"),
        (["construct", "d.json", "-o", "c.json"], "--theorem is missing"),
        (["construct", "d.json", "--theorem", "next-token"], "-o CERT.json is missing"),
        (["construct", "d.json", "--theorem", "bogus", "-o", "c.json"], "use next-token"),
        (["construct", "d.json", "--theorem", "next-token", "-o", "c.json"], "d.json: No such"),
        (["construct", "d.json", "--form", "bogus"], "'bogus'"),
        (["verify"], "required: CERT.json"),
        (["verify", "c.json"], "c.json"),
        (["info"], "required: CERT.json"),
        (["info", "c.json"], "c.json: No such file"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_one_line_and_exit_2(
    run: Run, arguments: list[str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)  # no network in tests
    assert_refused(run(*arguments), says)
    assert os.listdir() == []


# --- bad data

GOOD: dict[str, Any] = {
    "task": "next-token",
    "dataset": {
        "token_dim": 2,
        "tokens": [["0", "1/2"], ["-0x1fp-2", "3"], ["7", "7"]],
        "sequences": [[0, 1], [1, 1], [2, 1]],
        "labels": [4, -5, 4],
    },
}


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("sequences", [[0, 1], [2, 1], [0, 1]], ("sequences 0 and 2", "labels 4 and 5")),
        ("sequences", [[0, 1], [1, 3], [2, 1]], ("sequences[1][1]", "tokens 0 to 2")),
        ("sequences", [[0, 1], [1], [2, 1]], ("sequences[1]", "pad")),
        ("sequences", [], ("sequences", "is empty")),
        ("tokens", [["0", "1/2"], ["7"], ["7", "7"]], ("tokens[1]", "same number of coordinates")),
        ("tokens", [["0", 0.5], ["1", "3"], ["7", "7"]], ("tokens[0][1]", "0.5", "strings")),
        ("tokens", [["0", "0.5"], ["1", "3"], ["7", "7"]], ("tokens[0][1]", "0.5", "write")),
        ("labels", [4, "5", 4], ("labels[1]", "labels are integers")),
        ("labels", [4, True, 4], ("labels[1]", "true", "labels are integers")),
        ("labels", [4, 5.0, 4], ("labels[1]", "5.0", "labels are integers")),
    ],
)
def test_bad_data_is_refused_with_place_and_mend(
    run: Run, part: str, value: Any, says: tuple[str, ...]
) -> None:
    form = json.loads(json.dumps(GOOD))
    form["dataset"][part] = value
    if says[0] == "sequences 0 and 2":
        form["dataset"]["labels"] = [4, 4, 5]
    Path("bad.json").write_text(json.dumps(form))
    assert_refused(run("construct", "bad.json", "--theorem", "next-token", "-o", "c.json"), *says)
    assert os.listdir() == ["bad.json"]


@pytest.mark.parametrize(
    "dataset",
    [
        {"token_dim": 1, "tokens": [["5"]], "sequences": [[0]], "labels": [-3]},
        {"token_dim": 1, "tokens": [["5"], ["6"]], "sequences": [[0], [1]], "labels": [2, 2]},
        {"token_dim": 1, "tokens": [["5"]], "sequences": [[0, 0], [0, 0]], "labels": [7, 7]},
    ],
)
def test_one_of_anything_is_good(run: Run, dataset: dict[str, Any]) -> None:
    Path("d.json").write_text(json.dumps({"task": "next-token", "dataset": dataset}))
    for form in ("plain", "residual"):
        assert run("construct", "d.json", "--theorem", "next-token", "--form", form,
                   "-o", "c.json")[0] == 0  # fmt: skip
        assert run("verify", "c.json", "--data", "d.json")[0] == 0


@pytest.mark.parametrize("exponent", ["9999999", "-9999999"])
def test_legal_numbers_of_ten_million_bits_take_no_time(run: Run, exponent: str) -> None:
    """Their squares would: info leaves them out, and construct refuses."""
    form = json.loads(json.dumps(GOOD))
    form["dataset"]["tokens"][0][0] = f"0x1p{exponent}"
    Path("far.json").write_text(json.dumps(form))
    started = time.process_time()
    code, out, err = run("info", "far.json")
    assert (code, err) == (0, "")
    assert out.count("not computed: tokens[0] has a coordinate of 10000000 bits") == 2
    result = run("construct", "far.json", "--theorem", "next-token", "-o", "c.json")
    assert_refused(result, "far.json: tokens[0]", "10000000 bits", "shorter coordinates")
    assert time.process_time() - started < 5
    assert os.listdir() == ["far.json"]


@pytest.mark.parametrize(
    ("limit", "most", "says"),
    [
        ("MAX_BYTES", 150, "more than 150 bytes"),
        ("MAX_VALUES", 20, "more than 20 values"),
        ("MAX_EXPONENT_BITS", 1, "more than 1 bits together"),
    ],
)
def test_small_files_that_would_fill_the_memory(
    run: Run, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, says: str
) -> None:
    """A packed bomb, many short values, many huge exponents: each has its limit."""
    Path("d.json.gz").write_bytes(gzip.compress(json.dumps(GOOD).encode()))
    assert run("info", "d.json.gz")[0] == 0
    monkeypatch.setattr(files, limit, most)
    assert_refused(run("info", "d.json.gz"), "read: d.json.gz", says)
    assert_refused(run("construct", "d.json.gz", "--theorem", "next-token", "-o", "c.json"), says)


WEIRD: list[Any] = [
    None, True, 0, -1, 1, 2, 10**30, 1.5, 1e400, "", "0", "1/2", "1/0", "-", "0x", "0x1p-3", "x",
    "\ud800", "٣", "9" * 5000, "0x1p9999999999", [], {}, [[]], [0], {"task": 1}, "next-token",
    "seq-to-seq",
]  # fmt: skip


def mutated(text: str, rng: Random) -> bytes:
    """One to three changes of the text: of its bytes, or of one of its values."""
    if rng.random() < 0.5:
        value = json.loads(text)
        for _ in range(rng.randint(1, 3)):
            places: list[tuple[Any, Any]] = []
            pending = [value]
            while pending:
                node = pending.pop()
                keys = list(node) if isinstance(node, dict) else range(len(node))
                places += [(node, key) for key in keys]
                pending += [node[key] for key in keys if isinstance(node[key], (dict, list))]
            if not places:
                break
            node, key = rng.choice(places)
            what = rng.random()
            if what < 0.6:
                node[key] = rng.choice(WEIRD)
            elif what < 0.8:
                del node[key]
            elif isinstance(node, list):
                node.insert(key, json.loads(json.dumps(node[key])))
            else:
                node[rng.choice(["more", "task", "labels"])] = rng.choice(WEIRD)
        return json.dumps(value).encode()
    data = bytearray(text.encode())
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data)) if data else 0
        what = rng.random()
        if what < 0.4 and data:
            data[at] ^= 1 << rng.randrange(8)
        elif what < 0.6:
            del data[at : at + rng.randint(1, 9)]
        elif what < 0.8:
            data[at:at] = rng.choice(
                [b"0", b"-", b'"', b"[", b"]", b",", b"\0", b"\xff", b"9" * 300]
            )
        else:
            del data[at:]
    return bytes(data)


def assert_clean(code: int, err: str, codes: tuple[int, ...]) -> None:
    assert code in codes, err
    assert "Traceback" not in err
    assert "defect" not in err
    assert err.count("\n") == (0 if code == 0 else 1), err
    assert len(err) < 1000


def test_1000_mutated_data_files_leave_one_line_and_no_file(run: Run) -> None:
    rng = Random(7)
    refused = 0
    for case in range(1000):
        raw = mutated(json.dumps(GOOD), rng)
        name = "bad.json"
        if case % 10 == 0:
            name, raw = "bad.json.gz", bytearray(gzip.compress(raw, mtime=0))
            raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        Path(name).write_bytes(raw)
        code, _, err = run("construct", name, "--theorem", "next-token", "-o", "c.json")
        assert_clean(code, err, (0, 2))
        info_code, _, info_err = run("info", name)
        assert_clean(info_code, info_err, (0, 2))
        if code == 2:
            refused += 1
            assert os.listdir() == [name]
        else:
            assert run("verify", "c.json", "--data", name)[0] == 0
            os.remove("c.json")
        os.remove(name)
    assert 700 < refused < 990  # both ends of the road are tested


def test_1000_mutated_certificates_leave_one_line(run: Run) -> None:
    Path("d.json").write_text(json.dumps(GOOD))
    assert run("construct", "d.json", "--theorem", "next-token", "-o", "good.json")[0] == 0
    text = Path("good.json").read_text()
    rng = Random(8)
    codes = set()
    for case in range(1000):
        Path("c.json").write_bytes(mutated(text, rng))
        code, _, err = run("verify", "c.json")
        assert_clean(code, err, (0, 1, 2))
        codes.add(code)
        if case % 5 == 0:
            code, _, err = run("info", "c.json")
            assert_clean(code, err, (0, 2))
    assert codes >= {1, 2}


# --- interruptions and defects


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, "memlib: interrupted\n"),
        (MemoryError(), 2, "memlib: the memory is full\n"),
        (MemlibError("bad\nthing", mend="mend it"), 2, "memlib: bad thing (mend it)\n"),
        (
            ValueError("two\nlines"),
            70,
            "memlib: defect: ValueError: two lines (please report it)\n",
        ),
    ],
)
def test_what_ends_a_command_early(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, says: str
) -> None:
    def write(*_: object) -> None:
        raise error

    monkeypatch.setattr("memlib.data.json_form.write_json", write)
    result = run("data", "random", "--sequences", 3, "-o", "d.json")
    assert (result[0], result[2]) == (code, says)
    assert os.listdir() == []


def test_a_defect_shows_its_traceback_on_request(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMLIB_TRACEBACK", "1")
    monkeypatch.setattr(cli, "_run", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        run("info", "x")


def test_an_interrupted_write_leaves_the_old_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("data", "random", "--sequences", 3, "-o", "d.json")
    before = Path("d.json").read_bytes()

    def replace(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replace)
    assert run("data", "random", "--sequences", 4, "-o", "d.json")[0] == 130
    assert Path("d.json").read_bytes() == before
    assert os.listdir() == ["d.json"]


def test_a_pipe_is_written_to_and_not_replaced(run: Run) -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert run("data", "random", "--sequences", 3, "-o", "pipe")[0] == 0
    assert json.loads(os.read(reader, 1 << 16))["task"] == "next-token"
    os.close(reader)
    assert Path("pipe").is_fifo()
    assert os.listdir() == ["pipe"]


def test_nobody_reads_the_output(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-c", "import sys, memlib.cli; sys.exit(memlib.cli.main(sys.argv[1:]))",
         "construct", "--list"],
        stdout=writer, stderr=subprocess.PIPE, cwd=tmp_path, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (process.returncode, process.stderr) == (141, b"")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, memlib.cli\n"
        "assert memlib.cli.main(['--version']) == 0\n"
        "heavy = {'numpy', 'torch', 'tqdm', 'memlib.data', 'memlib.exact'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_a_bar_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from memlib.cli.parser import progress_bar

    with progress_bar("work") as move:
        assert move is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_bar("work") as move:
        assert move is not None
        move(1, 4)
        move(4, 4)
