"""*Memorizing vectors*: the figures and the forecast say what was built."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from memlib.chapters import vectors
from memlib.constructions.studies import pencil
from memlib.data.synthetic import random_dataset
from memlib.exact import count


def test_two_words_tells_every_word(shown: Any) -> None:
    net = pencil.memorize([(0,), (1,), (2,)], [3, 1, 2], slots=2, inputs=("x",), prefix="")
    vectors.two_words(net, [3, 1, 2])
    alt = shown.only.alt
    assert "Points on a line in 2 buckets" in alt
    places = [int(x) for x in net.projection.values]
    key = net.shape.key_bits
    first = " ".join(f"{place:0{key}b}" for place in places[:2])
    assert f"places {places[0]}, {places[1]} with labels 3, 1, key word {first}, " in alt
    assert "label word 11 01" in alt
    assert f"key word {places[2]:0{key}b} {0:0{key}b}, label word 10 00" in alt  # an empty slot


def test_bucket_costs_finds_the_bottom(shown: Any) -> None:
    vectors.bucket_costs([(1, 90, 5), (2, 40, 9), (4, 70, 17)], points=8)
    assert "fall from 90 at 1 to 40 at 2 and rise to 70 at 4" in shown.only.alt
    assert "from 5 to 17" in shown.only.alt


def test_curves_that_cross_are_told_where() -> None:
    """80 √N against 2N + 3: they meet at N = 1,600, when the 3 is left out."""
    built = {n: SimpleNamespace(built=SimpleNamespace(parameters=80 * n**0.5)) for n in (16, 256)}
    built |= {n: SimpleNamespace(built=SimpleNamespace(parameters=80 * n**0.5)) for n in (1024,)}
    said = vectors.where_they_cross(built, dim=3).data  # type: ignore[arg-type]
    assert "over all sizes is **0.50**, from N = 128 on **0.50**" in said
    assert "near N = 2,000." in said  # 1,600, to thousands


def test_two_directions_tells_the_smallest_gaps(shown: Any) -> None:
    vectors.two_directions([(0, 0), (0, 3), (4, 0)], list("abc"), [(1, 0), (0, 2)])
    assert "direction (1, 0): 0.00" in shown.only.alt
    assert "direction (0, 2): 0.00" in shown.only.alt


def test_pulses_and_answers(shown: Any, capsys: Any) -> None:
    points = [(0,), (1,), (2,)]
    net = pencil.memorize(points, [3, 1, 2], slots=2, inputs=("x",), prefix="")
    vectors.pulses(net, ["a", "b", "c"])
    assert "2 pulses" in shown.only.alt
    assert f"'{net.buckets[0].words['keys']} and " in shown.only.alt
    vectors.answers(net, points, [3, 1, 1])
    assert "2 of 3" in capsys.readouterr().out


def test_tables_count_what_is_built(shown: Any) -> None:
    task = random_dataset(16, 1, 3, 10, vocabulary=16)
    rows = vectors.with_slots(task, (1, 4))
    assert rows[0][2] < rows[1][2], "more slots, longer words"
    built = vectors.memorized((8, 16), 3, 10)
    vectors.bits_in_all(built, 3)
    vectors.long_sequences(3, (4, 8))
    bits, long = shown
    total = count(built[16].network, 3).total_bits
    assert f"{total:,}" in bits.text.split("\n")[2]
    assert [line.split()[0] for line in long.text.split("\n")[1:]] == ["4", "8"]
