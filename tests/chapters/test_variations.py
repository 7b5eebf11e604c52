"""*Deep sets, embeddings, few bits*: figures and tables have the numbers of the networks."""

from __future__ import annotations

from typing import Any

from memlib.chapters import exchanges, variations
from memlib.constructions.studies.bucket_sizes import memorize_with_slots
from memlib.constructions.theorems import deep_sets, embedding
from memlib.data import Dataset
from memlib.exact import compile_plain, count
from memlib.stored import load


def test_connections_counts_both_patterns(shown: Any) -> None:
    variations.connections(5)
    told = shown.only.alt
    assert "25 pairs" in told
    assert "10 in all" in told


def test_verdicts_tell_who_builds(shown: Any) -> None:
    variations._verdicts(["one\nlast", "two"], {"x": [True, False], "y": [False, False]})
    assert "x builds for one last; y builds for none. All others refuse" in shown.only.alt


def test_who_accepts_tells_what_the_others_say(shown: Any) -> None:
    data = {
        "sizes": exchanges.labeled(("ab", 1), ("abb", 2)),
        "same": exchanges.labeled(("a", 1)),
    }
    said = variations.who_accepts(data, ["next-token", "deep-sets"])
    assert "next-token builds for same; deep-sets builds for sizes, same" in shown.only.alt
    assert set(said) == {("next-token", "sizes")}
    assert "length" in said["next-token", "sizes"]


def test_sums_count_the_different_ones(shown: Any) -> None:
    made = deep_sets.construct(Dataset.next_token([[1], [2]], [[0], [0, 1], [1]], [1, 2, 3]))
    variations.sums_by_size(made)
    assert "3 multisets of 1 to 2 tokens" in shown.only.alt
    assert "3 different sums" in shown.only.alt


def test_trade_tells_every_point(shown: Any) -> None:
    variations.trade({"N = 16": {"B = 2": (57, 9000), "B = 4": (90, 3000)}}, caption="Shorter.")
    assert "N = 16: B = 2, 57 bits, 9,000 parameters, B = 4, 90 bits" in shown.only.alt


def test_size_of_a_memorizer_is_what_is_built() -> None:
    net = memorize_with_slots([(0, 1), (1, 3), (5, 0)], [2, 1, 3], slots=2)
    counts = count(compile_plain(net.program(("x1", "x2"))), 2)
    assert exchanges.size(net) == (counts.max_bits, counts.parameters)


def test_stored_trade_and_its_ends(shown: Any, capsys: Any) -> None:
    stored = load("limited_bits")
    variations.stored_trade(stored, {"B = 2": (57, 9000)}, 16)
    figure, table = shown
    last = stored.rows[-1]
    assert "N = 16, here: B = 2, 57 bits, 9,000" in figure.alt
    assert f"{last['built']['parameters']:,}" in table.text
    variations.ends_of_the_trade(stored)
    assert f"from B = {last['bits']} to B = 2:" in capsys.readouterr().out


def test_embedding_table_and_all_theorems(shown: Any) -> None:
    ids = Dataset.next_token([[1], [2]], [[0, 1], [1, 1]], [1, 2])
    made = embedding.construct(ids)
    variations.looked_up(made, "ab")
    scores = made.proof.scores.of
    rows = [line.split() for line in shown[-1].text.split("\n")[1:]]
    assert [row[2] for row in rows] == [str(scores.get(i, 0)) for i in range(2)]
    variations.all_theorems(load("theorem_sizes"))
    figure, table = shown[-2:]
    assert "Dashed for comparison: 2N" in figure.alt
    assert "limited-bits" in table.text


def test_the_five_sets_are_refused_as_the_page_says(shown: Any) -> None:
    theorems = ["next-token", "deep-sets", "embedding", "feed-forward"]
    said = variations.who_accepts(exchanges.five_sets(), theorems)
    refused = {(theorem, name.split("\n")[-1]) for theorem, name in said}
    assert {("deep-sets", "last"), ("next-token", "order"), ("embedding", "vectors")} <= refused
    assert not any(name == "harmless" for _, name in refused)


def test_networks_of_the_page(shown: Any, capsys: Any) -> None:
    exchanges.deep_set_of(Dataset.next_token([[1], [2]], [[0], [0, 1], [1]], [1, 2, 3]))
    exchanges.embedded(["abc", "cba"], [1, 2])
    said = capsys.readouterr().out
    assert "right: 3 of 3" in said
    assert "answers: 1 2\nlabels:  1 2" in said
    exchanges.sparse_connections((4, 8))
    table = shown[-1]
    assert [line.split()[:3] for line in table.text.split("\n")[1:]] == [
        ["4", "8", "16"], ["8", "16", "64"],
    ]  # fmt: skip


def test_two_ways_and_the_small_trade(shown: Any) -> None:
    exchanges.two_ways(16, slots=(1, 2), groups=(2,))
    assert "groups (Lemma F.1): B = 2" in shown.only.alt
    trade = exchanges.small_trade(64)
    assert [bits for bits, _ in trade.values()] == sorted(bits for bits, _ in trade.values())
    assert trade["B = 2"][1] > trade["B = 8"][1]
