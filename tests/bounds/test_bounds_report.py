"""All bounds at once: the command, its JSON, other works, and bad input."""

import json
import time

import pytest

from memlib.bounds import all_bounds, others, softmax
from memlib.bounds.shapes import Shape
from memlib.cli import main

TASKS = ["next-token", "seq-to-seq"]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("sequences", [1, 7, 10**4, 10**12])
@pytest.mark.parametrize("classes", [1, 2, 10])
def test_one_flat_object_of_plain_numbers(
    task: str, sequences: int, classes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["bounds", task, "--sequences", str(sequences), "--length", "3", "--json"]
    start = time.process_time()
    assert main([*arguments, "--classes", str(classes)]) == 0
    assert time.process_time() - start < 1
    found = json.loads(capsys.readouterr().out)
    when = found.pop("applies_when")
    assert found.pop("task") == task
    for key, number in found.items():
        assert type(number) in (int, float), key
    assert set(when) <= set(found)
    assert all(text for text in when.values())
    assert {"closed_form", "tight_form", "product_form", "bits"} <= set(when)
    if classes == 1:
        assert all(found[key] == 0 for key in when)
    else:
        assert found["closed_form"] <= found["product_form"] <= found["bartlett"]
        assert found["closed_form"] <= found["tight_form"]


def test_the_table_names_each_bound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bounds", "seq-to-seq", "--sequences", "10000", "--length", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:3] == ["closed_form", "≥", "8"] for line in lines)
    assert any(line.split()[0] == "siegel" for line in lines)


@pytest.mark.parametrize(
    "extra",
    [
        ["--sequences", "0"],
        ["--sequences", "-3"],
        ["--length", "0"],
        ["--classes", "0"],
        ["--sequences", "1" + "0" * 400],
        ["--hidden", "0"],
        ["--heads", "x"],
        ["--precision", "0"],
    ],
)
def test_bad_sizes_are_one_line(extra: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    base = {"--sequences": "10", "--length": "4"} | {extra[0]: extra[1]}
    arguments = [part for pair in base.items() for part in pair]
    assert main(["bounds", "seq-to-seq", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "defect" not in error
    assert len(error) < 300


def test_more_data_needs_more() -> None:
    for task in TASKS:
        small, large = all_bounds(task, 10**4, 8), all_bounds(task, 10**6, 8)
        for key in small["applies_when"]:
            assert small[key] < large[key], key


def test_shapes_change_the_family_not_the_closed_form() -> None:
    narrow = all_bounds("seq-to-seq", 10**5, 4)
    wide = all_bounds("seq-to-seq", 10**5, 4, family=Shape(embedding=16, hidden=64))
    assert narrow["closed_form"] == wide["closed_form"]
    assert narrow["product_form"] < wide["product_form"]
    assert "m = 16" in wide["applies_when"]["product_form"]


def test_sontag() -> None:
    # Samples of 2W + 2 points are not all shattered: W = 5 parameters allow N = 11, not 12.
    assert others.sontag(11) == 5
    assert others.sontag(12) > 5


def test_madden_by_the_steps_of_its_proof() -> None:
    """Theorem 13's corpus: n' + (ζ^T − 1)/(ζ − 1) contexts, never more than the bound with + 2."""
    for vocabulary in (2, 3, 10, 1000):
        for k in (1, 9, 100, 12345):
            most = k // (vocabulary - 1) + 1
            depth = 0
            while vocabulary**depth < most:
                depth += 1
            contexts = most + (vocabulary**depth - 1) // (vocabulary - 1)
            assert contexts <= others.madden_capacity(k, vocabulary) + 1e-6
            # That corpus cannot be fitted: the capacity is at most one less, the table's + 1.
            assert contexts - 1 <= others.madden_capacity(k, vocabulary, constant=1) + 1e-6
            assert others.madden(int(others.madden_capacity(k, vocabulary)), vocabulary) <= k
    assert others.madden_every_distribution(100, 2) == 100
    # k = 12, ζ = 4: (2 + 1/3)·4 + 2 by the theorem, + 1 by the table.
    assert others.madden_capacity(12, 4) == pytest.approx(28 / 3 + 2)
    assert others.madden_capacity(12, 4, constant=1) == pytest.approx(28 / 3 + 1)


def test_softmax_bound_is_weak() -> None:
    """What is known for softmax asks for far less than hardmax, and soon for nothing."""
    for length in (10, 100, 1000):
        found = all_bounds("seq-to-seq", 10**6, length)
        assert found["softmax_known"] < found["closed_form"]
    assert softmax.known_form(10**6 * 1000, 1000).depth <= 1
    # By hand: W = 10, t = 65, q = 2 gives 30² + 330·(65 + log₂ 270).
    assert softmax.exponential_vc(10, 65, 2) == pytest.approx(900 + 330 * (65 + 8.07682), abs=0.1)
