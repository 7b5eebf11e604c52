"""From a file on the reader's disk to its last word: `data text`, `construct`, `recite`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memlib import cli
from memlib.chapters import by_heart as chapter
from memlib.exact.recite import Reciter

POEM = "Row, row, row your boat,\nGently down the stream.\nMerrily, merrily, merrily, merrily,\n"
REFRAIN = POEM + "Life is but a dream.\n\n" + POEM + "Life is but a song.\n"
CODE = "def f(x):\n\treturn x if x<1 else f(x-1)+f(x-2)  # 'slow'\n\n\nprint(f(9))\n"
TEXTS = {
    "refrain": REFRAIN.encode(),
    "code": CODE.encode(),
    "chinese": "春眠不覺曉，處處聞啼鳥。夜來風雨聲，花落知多少。".encode(),
    "arabic": "اقرأ باسم ربك الذي خلق، خلق الإنسان من علق".encode(),
    "emoji": "👩‍🚀👨‍👩‍👧‍👦 and 👩‍🚀, 🏳️‍🌈!".encode(),
    "crlf": b"\xef\xbb\xbfone\r\ntwo\r\n\r\nthree\r\n",
    "word": b"word",
    "line": b"a single line without an end",
    "equal": b"na " * 300,
    "spaces": b"  \n\n \t  x  ",
    "latin": b"caf\xe9 au lait",
    "all bytes": bytes(range(256)) * 3,
}


def run(*arguments: str) -> int:
    return cli.main(list(arguments))


def learned(tmp_path: Path, text: bytes, *options: str, form: str = "plain") -> str:
    source, data, cert = (str(tmp_path / name) for name in ("text.txt", "d.json", "c.json"))
    Path(source).write_bytes(text)
    assert run("data", "text", source, *options, "-o", data) == 0
    build = ["--theorem", "next-token", "--method", "compact", "--form", form]
    assert run("construct", data, *build, "-o", cert) == 0
    return cert


def recited(cert: str, capfdbinary: pytest.CaptureFixture[bytes], *options: str) -> bytes:
    capfdbinary.readouterr()
    assert run("recite", cert, *options) == 0
    return capfdbinary.readouterr().out


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("unit", ["words", "characters", "bytes"])
def test_word_for_word(
    name: str, unit: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = TEXTS[name]
    if name in ("latin", "all bytes") and unit != "bytes":
        (tmp_path / "text.txt").write_bytes(text)
        target = str(tmp_path / "d.json")
        assert run("data", "text", str(tmp_path / "text.txt"), "--tokens", unit, "-o", target) == 2
        assert capfdbinary.readouterr().err.count(b"\n") == 1
        return
    assert recited(learned(tmp_path, text, "--tokens", unit), capfdbinary) == text


def test_residual_blocks_recite_too(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert (
        recited(learned(tmp_path, TEXTS["refrain"], form="residual"), capfdbinary)
        == (TEXTS["refrain"])
    )


def test_a_part_and_a_prompt(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    cert = learned(tmp_path, TEXTS["refrain"])
    assert recited(cert, capfdbinary, "--words", "3") == b"Row, row, row "
    assert recited(cert, capfdbinary, "--from", "3", "--words", "2") == b"your boat,\n"
    assert recited(cert, capfdbinary, "--prompt", "Row, row, row ", "--words", "2") == (
        b"your boat,\n"
    )
    assert recited(cert, capfdbinary, "--words", "0") == b""
    assert run("recite", cert, "--prompt", "zebra") == 2
    assert run("recite", cert, "--words", "-1") == 2


def test_off_the_path_it_says_something(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    cert = learned(tmp_path, TEXTS["refrain"])
    capfdbinary.readouterr()
    code = run("recite", cert, "--prompt", "dream.\n\ndream.\n\nboat,\n", "--words", "4")
    said = capfdbinary.readouterr()
    assert (code, said.err) == (0, b"") if said.out else code == 2
    assert code == 0 or said.err.startswith(b"memlib: recite: after ")


def test_words_come_from_the_layers_alone(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Other labels in the certificate change nothing; another weight changes the words."""
    text = TEXTS["refrain"]
    cert = learned(tmp_path, text)
    value = json.loads(Path(cert).read_text())
    value["dataset"]["labels"] = value["dataset"]["labels"][::-1]
    Path(cert).write_text(json.dumps(value))
    assert recited(cert, capfdbinary) == text
    last = value["network"]["layers"][-1]
    assert last["kind"] == "affine"
    last["bias"] = [[0, "1"]] if not last["bias"] else []
    Path(cert).write_text(json.dumps(value))
    assert run("recite", cert, "--words", "9") in (0, 2)  # another text, or no token at all
    assert not capfdbinary.readouterr().out.startswith(text[:4])


def test_what_cannot_be_recited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, cert = str(tmp_path / "d.json"), str(tmp_path / "c.json")
    assert run("data", "random", "--sequences", "4", "--length", "2", "-o", data) == 0
    assert run("construct", data, "--theorem", "next-token", "-o", cert) == 0
    capsys.readouterr()
    assert run("recite", cert, "--prompt", "a") == 2
    assert "its data is no text" in capsys.readouterr().err
    assert run("recite", data) == 2
    assert run("recite", str(tmp_path / "none.json")) == 2
    for text, options in ((b"", []), (b"a b a c", ["--length", "1"]), (b"x", ["--length", "0"])):
        (tmp_path / "t").write_bytes(text)
        assert run("data", "text", str(tmp_path / "t"), *options, "-o", data) == 2
    assert run("data", "text", str(tmp_path / "gone"), "-o", data) == 2


def test_with_places_a_prompt_says_where_it_stands(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    cert = learned(tmp_path, b"na na na hey na!", "--positions")
    assert Reciter.read(cert).positions
    assert recited(cert, capfdbinary) == b"na na na hey na!"
    assert recited(cert, capfdbinary, "--prompt", "na ", "--from", "2") == b"hey na!"


@pytest.mark.parametrize(
    "about", ["{}", '{"data": {"recital": {"unit": "words", "vocabulary": []}}}']
)
def test_a_layer_too_wide_is_weighed_first(
    about: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide = 10**9
    layers = [
        {"kind": "affine", "shape": [wide, 1], "weight": [], "bias": []},
        {"kind": "affine", "shape": [1, wide], "weight": [], "bias": []},
    ]
    data = {"token_dim": 1, "tokens": [["1"]], "sequences": [[0]], "labels": [0]}
    value = {
        "format": "exact-memorization-certificate/1", "task": "next-token", "dataset": data,
        "network": {"layers": layers}, "claims": {}, "about": json.loads(about),
    }  # fmt: skip
    cert = tmp_path / "c.json"
    cert.write_text(json.dumps(value))
    assert run("recite", str(cert)) == 2
    assert "too large: what a layer computes takes about" in capsys.readouterr().err


@pytest.mark.large
def test_a_text_of_100_kb(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = chapter.documentation(16_000)[:100_000]
    assert len(text) == 100_000
    assert recited(learned(tmp_path, text), capfdbinary) == text
