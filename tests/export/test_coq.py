"""The text of a certificate as a theorem; what Coq says of it is tested in tests/formal."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.errors import MemlibError
from memlib.exact.certificate import Certificate, claims
from memlib.exact.count import count
from memlib.export import coq
from tests.export.networks import drawn


def certified(*kinds: str) -> Certificate:
    """A drawn network with its claims."""
    made = drawn(kinds, 1)
    return Certificate(made.dataset, made.network, claims(made.dataset, made.network), {})


def value(text: str) -> Fraction:
    """What the text of a rational means."""
    numerator, _, denominator = text.removeprefix("I ").partition(" # ")
    number = re.sub(r"\^", "**", f"Fraction({numerator}) / Fraction({denominator or 1})")
    return Fraction(eval(number, {"Fraction": Fraction}))


@given(st.fractions(), st.integers(-100, 100))
def test_numbers_keep_their_value(x: Fraction, exponent: int) -> None:
    number = x * Fraction(2) ** exponent
    assert value(coq._rational(number)) == number


def test_every_listed_number_is_written() -> None:
    made = certified("ffn", "uniform_attention", "threshold", "relu")
    network = coq.theorem(made).split("Definition network")[1].split("Definition data")[0]
    written = len(re.findall(r"\(\d+,(?:\d+,)?(?:I |\(?-?\d)", network))
    assert written == count(made.network, made.dataset.token_dim).parameters


def test_claims_stand_in_order() -> None:
    made = certified("relu")
    line = re.search(r"Sizes (.+)\.$", coq.theorem(made), re.M)
    assert line is not None
    assert line[1].split() == [f"{made.claims[name]}%N" for name in coq.CLAIMS]


@pytest.mark.parametrize("kind", ["sum_pool", "gather", "prepend"])
def test_other_layers_are_refused_by_name(kind: str) -> None:
    with pytest.raises(MemlibError, match=r"no theorem can speak of \w+ layers yet"):
        coq.theorem(certified(kind))


@pytest.mark.parametrize("change", [{"depth": -1}, {"depth": True}, {"depth": "3"}, None])
def test_claims_must_be_counts(change: dict[str, object] | None) -> None:
    made = certified("relu")
    wrong: dict[str, object] = dict(made.claims) | (change or {})
    if change is None:
        del wrong["depth"]
    with pytest.raises(MemlibError, match="depth"):
        coq.theorem(Certificate(made.dataset, made.network, wrong, {}))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["compact-64.v", "64.v", "Cert.txt", "Zertifikat_ä.v"])
def test_names_that_coq_refuses(name: str, tmp_path: Path) -> None:
    with pytest.raises(MemlibError, match="Coq takes no file"):
        coq.save(tmp_path / name, certified("relu"))
    assert list(tmp_path.iterdir()) == []
