"""Through the command line: a true certificate holds; each small change to it is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from memlib import numbers
from memlib.cli import main
from memlib.data import Dataset, json_form
from memlib.exact import batch, certificate

DATA = Dataset.next_token(
    [[0, 1], [2, 0], [-3, 1]], [[0, 1], [1, 0], [2, 2], [0, 2], [2, 1]], [4, 7, 4, -1, 0]
)


@pytest.fixture(scope="module", params=["plain", "residual"])
def files(request: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    data, made = folder / "data.json", folder / "made.json"
    json_form.write(data, DATA)
    arguments = ["construct", data, "--theorem", "next-token", "--form", request.param, "-o", made]
    assert main(list(map(str, arguments))) == 0
    return data, made


def verdict(path: Path, *arguments: object) -> int:
    return main(["verify", str(path), *map(str, arguments)])


def written(tmp_path: Path, value: Any) -> Path:
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_it_holds_with_and_without_its_data(files: tuple[Path, Path]) -> None:
    data, made = files
    assert verdict(made) == 0
    assert verdict(made, "--data", data) == 0


def test_each_changed_label_and_claim(files: tuple[Path, Path], tmp_path: Path) -> None:
    value = json.loads(files[1].read_text(encoding="utf-8"))
    for k in range(len(DATA)):
        wrong = copy.deepcopy(value)
        wrong["dataset"]["labels"][k] += 1
        assert verdict(written(tmp_path, wrong)) == 1
    for name in value["claims"]:
        for off in (-1, 1):
            wrong = copy.deepcopy(value)
            wrong["claims"][name] += off
            assert verdict(written(tmp_path, wrong)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["labels"].__setitem__(1, 8),
        lambda d: d["sequences"].__setitem__(0, [1, 1]),
        lambda d: (d["sequences"].reverse(), d["labels"].reverse()),
        lambda d: (d["sequences"].pop(), d["labels"].pop()),
        lambda d: d["tokens"][2].__setitem__(0, "-4"),
    ],
    ids=["label", "sequence", "order", "one less", "token"],
)
def test_other_data(
    files: tuple[Path, Path], tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    data, made = files
    other = json.loads(data.read_text(encoding="utf-8"))
    change(other["dataset"])
    assert verdict(made, "--data", written(tmp_path, other)) == 1


def entries(value: dict[str, Any]) -> list[list[Any]]:
    """Every listed weight and bias of the network, as it stands in the certificate."""
    names = ("weight", "bias", "w1", "b1", "w2", "b2")
    layers = value["network"]["layers"]
    return [entry for layer in layers for name in names for entry in layer.get(name, [])]


def flipped(text: str) -> str:
    """The number with the second bit of its numerator flipped."""
    x = numbers.parse(text)
    return numbers.format(Fraction(x.numerator ^ 2, x.denominator))


def test_flipped_bits(files: tuple[Path, Path], tmp_path: Path) -> None:
    """Second bits of weights all over the network; the claims are made to fit the new sizes.

    What memlib's own evaluation gives decides: labels that are hit hold, others are refused.
    """
    value = json.loads(files[1].read_text(encoding="utf-8"))
    count = len(entries(value))
    refused = 0
    for place in range(0, count, count // 10):
        wrong = copy.deepcopy(value)
        entry = entries(wrong)[place]
        if (new := flipped(entry[-1])) == "0":
            continue
        entry[-1] = new
        honest(wrong)
        path = written(tmp_path, wrong)
        network = certificate.read(path).network
        hit = [values[0] for values in batch.outputs(network, DATA)] == list(DATA.labels)
        assert verdict(path) == (0 if hit else 1)
        refused += not hit
    assert refused >= 4


def honest(value: dict[str, Any]) -> None:
    """Claims that fit the network, counted from the entries."""
    bits = [numbers.bits(numbers.parse(entry[-1])) for entry in entries(value)]
    value["claims"] |= {"max_bits": max(bits), "total_bits": sum(bits), "parameters": len(bits)}
