"""The stored terms are sums that can be made anew, and they sum to the sizes."""

from __future__ import annotations

import pytest

from memlib.constructions.studies.terms import TERMS, built_terms, promised_terms
from memlib.constructions.theorems import next_token
from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.stored import load
from memlib.tables import constant_terms


@pytest.mark.parametrize("sequences", [1, 2, 23, 100])
def test_terms_sum_to_the_sizes(sequences: int) -> None:
    data = random_dataset(sequences, 4, 2, 3, seed=sequences)
    made = next_token.construct(data)
    for terms, sizes in ((built_terms(made), made.built), (promised_terms(data), made.promised)):
        assert set(terms) == set(TERMS)
        assert sum(term.parameters for term in terms.values()) == sizes.parameters
        assert sum(term.layers for term in terms.values()) == sizes.depth


def test_each_built_term_is_within_its_promise() -> None:
    data = random_dataset(200, 8, 3, 2, seed=1)
    made = next_token.construct(data)
    built, promised = built_terms(made), promised_terms(data)
    for name in TERMS:
        assert built[name].layers <= promised[name].layers
        assert built[name].parameters <= promised[name].parameters


def test_other_networks_have_no_such_terms() -> None:
    made = next_token.construct(random_dataset(5, 3, 1, 2), form="residual")
    with pytest.raises(MemlibError, match="plain form"):
        built_terms(made)


def test_the_stored_table_can_be_made_anew() -> None:
    stored = load("constant_terms").rows
    assert stored[0] == constant_terms.row(stored[0]["sequences"])
    for found in stored:
        for which in ("built", "promised"):
            terms = found[which].values()
            assert sum(term["parameters"] for term in terms) == found[f"{which}_parameters"]
