"""The interval check: what it accepts, what it refutes (exit 1), what it calls malformed (2)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from memlib import numbers
from memlib.cli import main
from memlib.cli.formats import INTERVAL, is_interval
from memlib.data import Dataset, json_form
from memlib.exact import verify as exact
from memlib.exact.certificate import claims
from memlib.exact.verify import Malformed, Refuted
from memlib.interval import certificate
from memlib.interval.check import compare, verify
from memlib.rivals.registry import RIVALS

from .interval_cases import NAMES, drawn

Change = Callable[[Any], object]
DATA = Dataset.next_token([[1], [2], [3]], [[0, 1], [1, 2], [2, 0], [1, 0]], [3, -1, 0, 3])


@pytest.fixture(scope="module", params=["madden", "kajitsuka-2023"])
def good(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A certificate as JSON values."""
    path = tmp_path_factory.mktemp("good") / "c.json"
    RIVALS[request.param].construct(DATA).write(path)
    return json.loads(path.read_text())


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[Any], str]:
    """The verdict on a certificate given as JSON values."""
    path = tmp_path / "c.json"

    def judged(value: Any) -> str:
        path.write_text(json.dumps(value))
        try:
            return str(verify(path))
        except Refuted as error:
            return f"refuted: {error}"
        except Malformed as error:
            return f"malformed: {error}"

    return judged


def weights(value: Any) -> Iterator[list[Any]]:
    """The places of all weights and biases, each a list whose last entry is the number."""
    for layer in value["network"]["layers"]:
        for part in (layer, *layer.get("heads", ())):
            for name in ("weight", "bias", "query", "key", "value", "output"):
                yield from part.get(name, ())


def bounds_of(value: Any) -> list[tuple[Fraction, Fraction]]:
    return [(numbers.parse(a), numbers.parse(b)) for a, b in value["outputs"]]


def restate(value: Any, place: int, low: Fraction, high: Fraction) -> None:
    """Another enclosure, with the margin that goes with it."""
    value["outputs"][place] = [numbers.format(low), numbers.format(high)]
    data = json_form.from_json({"task": value["task"], "dataset": value["dataset"]})
    margin = certificate.margin(bounds_of(value), data)
    value["claims"]["margin"] = numbers.format(margin)


def test_the_good_one_holds(good: Any, judge: Callable[[Any], str]) -> None:
    assert judge(good).startswith("holds: next-token, every output enclosed")
    assert "margin 0.9999" in judge(good)


def test_every_changed_weight_is_refuted(good: Any, judge: Callable[[Any], str]) -> None:
    """Half of it more, or its sign: every weight of these networks matters."""
    for place, _ in enumerate(weights(good)):
        for factor in (Fraction(3, 2), Fraction(-1)):
            value = copy.deepcopy(good)
            entry = list(weights(value))[place]
            entry[-1] = numbers.format(numbers.parse(entry[-1]) * factor)
            value["claims"] |= recounted(value)
            assert judge(value).startswith("refuted: sequences["), (place, entry)


def recounted(value: Any) -> dict[str, int]:
    """The sizes of a changed network, so that the change itself must be found."""
    data = json_form.from_json({"task": value["task"], "dataset": value["dataset"]})
    layers = tuple(
        certificate.layer_json.from_json(x, "enclosed") for x in value["network"]["layers"]
    )
    return claims(data, certificate.Network(layers))


def test_one_flipped_bit(good: Any, judge: Callable[[Any], str]) -> None:
    """The longest weight, one bit from its end on: at some bit the output leaves its enclosure."""
    longest = max(range(len(list(weights(good)))), key=lambda k: len(list(weights(good))[k][-1]))
    verdicts = []
    number = numbers.parse(list(weights(good))[longest][-1])
    for bit in range(number.numerator.bit_length() - 1):
        value = copy.deepcopy(good)
        changed = Fraction(abs(number.numerator) ^ (1 << bit), number.denominator)
        list(weights(value))[longest][-1] = numbers.format(changed if number > 0 else -changed)
        value["claims"] |= recounted(value)
        verdicts.append(judge(value).split(":")[0])
    assert verdicts[-1] == "refuted"
    turn = verdicts.index("refuted")
    assert set(verdicts[turn + 3 :]) == {"refuted"}  # every higher bit matters
    assert turn < len(verdicts) / 2


@pytest.mark.parametrize("place", range(4))
def test_a_changed_label_is_refuted(good: Any, judge: Callable[[Any], str], place: int) -> None:
    for step in (-1, 1):
        value = copy.deepcopy(good)
        value["dataset"]["labels"][place] += step
        assert judge(value).startswith("refuted: claims.margin")
        low, high = bounds_of(value)[0]
        restate(value, 0, low, high)
        assert judge(value).startswith(f"refuted: sequences[{place}]: the stated enclosure")
        low, high = bounds_of(value)[place]
        restate(value, place, low + step, high + step)
        assert judge(value).startswith(f"refuted: sequences[{place}]: label")


def test_every_changed_claim_is_refuted(good: Any, judge: Callable[[Any], str]) -> None:
    for name, claim in good["claims"].items():
        value = copy.deepcopy(good)
        wrong = "1" if name == "margin" else claim + 1
        value["claims"][name] = wrong
        assert judge(value).startswith(f"refuted: claims.{name}: claimed")


def test_enclosures_may_be_wide_but_not_wrong(good: Any, judge: Callable[[Any], str]) -> None:
    half = Fraction(1, 2)
    low, high = bounds_of(good)[1]
    for a, b, verdict in (
        (low - Fraction(1, 9), high, "holds"),
        (low, high + Fraction(2, 5), "holds"),
        (
            -1 - half,
            high,
            "refuted: sequences[1]: the stated enclosure",
        ),
        (low, -1 + half, "refuted: sequences[1]: the stated enclosure"),
        (high, high, "refuted: sequences[1]: label -1 expected"),
        (low, low, "refuted: sequences[1]: label -1 expected"),
    ):
        value = copy.deepcopy(good)
        restate(value, 1, a, b)
        assert judge(value).startswith(verdict)


def test_too_low_a_precision_is_refuted(good: Any, judge: Callable[[Any], str]) -> None:
    assert judge(good | {"precision": 24}).startswith("refuted: sequences[")
    assert judge(good | {"precision": good["precision"] + 100}).startswith("holds")


READS_THREE = {"kind": "affine", "shape": [1, 3], "weight": [], "bias": []}


def layers(value: Any) -> Any:
    return value["network"]["layers"]


MALFORMED: list[tuple[str, Change]] = [
    ("it must hold", lambda v: v.pop("precision")),
    ("it must hold", lambda v: v.update(more=1)),
    ("it must hold", lambda v: v["claims"].pop("margin")),
    ("a precision of 8 bits", lambda v: v.update(precision=8)),
    ("a precision of", lambda v: v.update(precision=1 << 40)),
    ("precision: is no integer", lambda v: v.update(precision=True)),
    ("precision: is no integer", lambda v: v.update(precision="128")),
    ("is no exact number", lambda v: v["outputs"].__setitem__(0, [2.9, 3.1])),
    ("is no exact number", lambda v: v["outputs"].__setitem__(0, ["inf", "inf"])),
    ("above the upper one", lambda v: v["outputs"].__setitem__(0, ["4", "3"])),
    ("malformed certificate", lambda v: v["outputs"].__setitem__(0, ["4"])),
    ("3 enclosures for 4 labels", lambda v: v["outputs"].pop()),
    ("a size is no integer", lambda v: v["claims"].update(width=1.0)),
    ("a size is no integer", lambda v: v["claims"].update(width=True)),
    ("no layer of interval certificates", lambda v: layers(v)[0].update(kind="magic")),
    ("no layer of interval certificates", lambda v: layers(v).append({"kind": "sum_pool"})),
    ("layers[0]", lambda v: layers(v)[0].pop("shape")),
    ("lies outside the shape", lambda v: layers(v)[-1]["weight"].append([9, 9, "1"])),
    ("a listed zero", lambda v: layers(v)[-1]["weight"].__setitem__(0, [0, 0, "0"])),
    ("listed twice", lambda v: layers(v)[-1]["weight"].append(layers(v)[-1]["weight"][0])),
    ("takes columns of 3 rows, not 1", lambda v: layers(v).append(READS_THREE)),
    ("rows, not one", lambda v: layers(v).pop()),
    ("about: is no object", lambda v: v.update(about=[])),
    ("the format is not", lambda v: v.update(format="interval-memorization-certificate/2")),
    ("labels", lambda v: v["dataset"]["labels"].__setitem__(0, "3")),
]  # fmt: skip


@pytest.mark.parametrize(("says", "change"), MALFORMED, ids=[str(k) for k in range(len(MALFORMED))])
def test_malformed(good: Any, judge: Callable[[Any], str], says: str, change: Change) -> None:
    value = copy.deepcopy(good)
    change(value)
    verdict = judge(value)
    assert verdict.startswith("malformed: ")
    assert says in verdict


def test_work_is_weighed_before_it_is_done(good: Any, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(json.dumps(good | {"precision": 60_000}))
    with pytest.raises(Malformed, match="seconds of computing"):
        verify(tmp_path / "c.json", patience=1)


def test_other_data_is_refuted(good: Any, tmp_path: Path) -> None:
    cert, source = tmp_path / "c.json", tmp_path / "d.json"
    cert.write_text(json.dumps(good))
    shuffled = Dataset.next_token([[3], [1], [2]], [[1, 2], [2, 0], [0, 1], [2, 1]], DATA.labels)  # type: ignore[arg-type]
    for data, verdict in (
        (DATA, None),
        (shuffled, None),  # the same sequences, written out in tokens
        (Dataset.next_token([[1], [2], [4]], DATA.sequences, DATA.labels), r"sequences\[1\]: the"),  # type: ignore[arg-type]
        (Dataset.next_token(DATA.tokens, DATA.sequences, [3, -1, 0, 2]), r"labels\[3\]"),
        (DATA.choose([0, 1, 2]), "sequences: the data has 3, the certificate 4"),
        (DATA.choose([1, 0, 2, 3]), r"sequences\[0\]"),
    ):
        json_form.write(source, data)
        if verdict is None:
            assert verify(cert, source).counts["sequences"] == 4
        else:
            with pytest.raises(Refuted, match=verdict):
                verify(cert, source)


def test_the_formats_are_told_apart(good: Any, tmp_path: Path) -> None:
    cert = tmp_path / "c.json"
    cert.write_text(json.dumps(good))
    assert certificate.FORMAT == INTERVAL
    assert is_interval(str(cert))
    with pytest.raises(Malformed, match="precision' is unknown"):
        exact.verify(str(cert))
    RIVALS["zhang"].construct(DATA).write(cert)
    assert not is_interval(str(cert))
    with pytest.raises(Malformed, match="the format is not interval-memorization"):
        verify(cert)
    assert not is_interval(str(tmp_path / "none.json"))
    (tmp_path / "bad.json.gz").write_bytes(b"\x1f\x8b" + INTERVAL.encode())
    assert not is_interval(str(tmp_path / "bad.json.gz"))


@pytest.mark.parametrize("name", NAMES)
def test_the_command_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, cert = str(tmp_path / "d.json"), str(tmp_path / "c.json.gz")
    json_form.write(source, drawn(name, 6, 4))
    assert main(["construct", source, "--theorem", name, "-o", cert]) == 0
    assert "promised: at most" in capsys.readouterr().out
    assert main(["verify", cert, "--data", source]) == 0
    assert "every output enclosed" in capsys.readouterr().out
    assert main(["info", cert]) == 0
    out = capsys.readouterr().out
    assert "precision" in out
    assert "margin" in out
    assert main(["info", cert, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["precision"] >= 128
    json_form.write(source, drawn(name, 7, 4))
    assert main(["verify", cert, "--data", source]) == 1
    assert main(["verify", cert, "--fast"]) == 2
    capsys.readouterr()
    assert main(["construct", "--list"]) == 0
    assert f"\n{name}: " in capsys.readouterr().out


def test_mutated_files_leave_one_line(
    good: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(good, separators=(",", ":"))
    rng = Random(3)
    path = tmp_path / "c.json"
    codes = []
    for _ in range(150):
        place, cut = rng.randrange(len(text)), rng.randrange(3)
        path.write_text(
            text[:place] + rng.choice('0123456789abcdef",:[]{}-/px') + text[place + cut :]
        )
        code = main(["verify", str(path), "--patience", "5"])
        err = capsys.readouterr().err
        assert code in (0, 1, 2)
        assert err.count("\n") == (0 if code == 0 else 1)
        assert "defect" not in err
        codes.append(code)
    assert set(codes) >= {1, 2}


def test_another_task_is_named_first() -> None:
    one = Dataset.next_token([[1]], [[0]], [2])
    other = Dataset.seq_to_seq([[1]], [[0]], [[2]])
    with pytest.raises(Refuted, match=r"^task: the data says seq-to-seq"):
        compare(one, other)
