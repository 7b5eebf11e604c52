"""What the benchmark times is what it says, and it prints what was asked for."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("numba")

from export.networks import drawn

from memlib import cli
from memlib.exact import evaluate
from memlib.exact.layers import Network
from memlib.fast import speed
from memlib.fast.speed import dense_fractions


@pytest.mark.parametrize("kind", ["affine", "relu", "threshold", "ffn"])
def test_dense_fractions_are_the_definition(kind: str) -> None:
    made = drawn((kind, kind), 2)
    for token in made.dataset.tokens:
        [expected] = evaluate(made.network, [token])
        assert dense_fractions(made.network, token) == expected


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["benchmark", "evaluate", "--sequences", "12", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["items"] == 12
    assert found["items_per_second"] == pytest.approx(12 / found["seconds"])
    assert found["speedup_over_fractions"] == pytest.approx(
        found["fractions_seconds_per_item"] / found["output_seconds_per_item"]
    )
    assert cli.main(["benchmark", "evaluate", "--sequences", "0"]) == 2


def test_building_line_words(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["benchmark", "construct", "--effort", "low", "--json", "--sequences"]
    assert cli.main([*command, "20", "40"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["40 labels: labels verified"] == 40
    assert 0 < found["20 labels: nonzero parameters"] < found["40 labels: nonzero parameters"]
    assert cli.main([*command, "0"]) == 2


def test_a_difference_is_no_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong fractions end in an error, not in a number."""
    right = speed.dense_fractions

    def wrong(network: Network, column: list) -> list:  # type: ignore[type-arg]
        return [y + 1 for y in right(network, column)]

    monkeypatch.setattr(speed, "dense_fractions", wrong)
    assert cli.main(["benchmark", "evaluate", "--sequences", "3"]) == 2
    assert "differ" in capsys.readouterr().err
