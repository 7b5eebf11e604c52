"""*How many bits does a weight need?*: what is told of stored networks is what their rows say."""

from __future__ import annotations

from typing import Any

from memlib.chapters import how_many_bits
from memlib.constructions.theorems import embedding
from memlib.export import measure
from memlib.stored import Table
from memlib.tables import floating_point


def test_bits_by_layer_tells_the_peak_and_where_each_format_is_passed(
    shown: Any,
) -> None:
    how_many_bits.bits_by_layer([1, 9, 30, 4], {"wide": 53, "narrow": 8})
    told = shown.only.alt
    assert "at most 30, reached at layer 2" in told
    assert "wide holds 53, never passed; narrow holds 8, passed at layer 1" in told


def test_survivors_tell_every_share(shown: Any) -> None:
    how_many_bits.survivors(["p", "q"], {"wide": [(4, 4, True), (1, 4, False)]})
    assert "wide: p 4 of 4, q 1 of 4" in shown.only.alt


HELD = {"wide": 53, "narrow": 8}


def row(theorem: str, sequences: int, bits: int, alive: int, suffices: bool) -> dict[str, Any]:
    told = {"survive": alive, "suffices": suffices, "step": "F₂: fold → F₂: fold → F₂: match"}
    return {
        "theorem": theorem, "sequences": sequences, "labels": sequences, "bits": None,
        "form": "plain", "parameters": 70, "weights": {"bits": bits}, "values": {"bits": 2},
        "sums": {"bits": 1},
        "formats": {"wide": told | {"suffices": True, "survive": sequences}, "narrow": told,
                    "float64": told},
    }  # fmt: skip


ROWS = [row("next-token", 16, 20, 3, False), row("next-token", 64, 60, 64, False)]


def test_bits_by_size_tells_curves_and_formats(shown: Any) -> None:
    how_many_bits.bits_by_size([*ROWS, row("alone", 4, 9, 1, True)], HELD)
    told = shown.only.alt
    assert "next-token: 20 at N = 16, 60 at N = 64" in told
    assert "alone" not in told  # one size is no curve
    assert "bits held: wide 53, narrow 8" in told


def test_tally_and_faults(shown: Any, capsys: Any) -> None:
    how_many_bits.tally(ROWS, HELD)
    assert capsys.readouterr().out.split("\n")[:4] == [
        "bits suffice in 2 cases:", "  all labels survive in 2",
        "bits do not suffice in 2 cases:", "  all labels survive in 1",
    ]  # fmt: skip
    how_many_bits.count_faults(ROWS, HELD)
    assert capsys.readouterr().out == "  2 × fold → match\n"
    how_many_bits.first_faults(ROWS, HELD)
    how_many_bits.few_bits(ROWS)
    faults, few = shown
    assert "3 of 16" in faults.text
    assert "fold → match" in faults.text
    assert "64 of 64" in few.text


def test_all_networks_are_named(shown: Any) -> None:
    how_many_bits.all_networks([ROWS[0] | {"bits": 4, "form": "residual"}], HELD)
    assert "narrow: next-token 16, B = 4 (blocks) 3 of 16" in shown.only.alt


def test_bits_asked_and_there(capsys: Any) -> None:
    rows = [{"sequences": 2**k, "built": {"parameters": 100 + k}} for k in range(5)]
    how_many_bits.asked_and_there(Table("x", {"classes": 4}, rows), 53)
    out = capsys.readouterr().out.split("\n")
    assert out[0].endswith("2 bits asked,")
    assert "5,512 in that many" in out[3]


def test_the_small_network_of_the_page(shown: Any, capsys: Any) -> None:
    data = floating_point.data(floating_point.Case("embedding", 4))
    made = embedding.construct(data)
    needs = measure(made.network, data)
    held = how_many_bits.held_by(("float64", "bfloat16"))
    how_many_bits.bits_inside(made, needs, held)
    assert f"weights need {needs.whole('weights').bits} bits" in capsys.readouterr().out
    how_many_bits.run_in_formats(made, data, needs, held)
    how_many_bits.needed_and_held((2**40 + 1,), held)
    assert "float64 holds 53, bfloat16 holds 8" in (said := capsys.readouterr().out)
    assert f"{2**40 + 1} needs 41" in said
    curve, table = shown
    assert "float64 holds 53" in curve.alt
    assert [line.split()[0] for line in table.text.split("\n")[1:]] == ["float64", "bfloat16"]


def test_a_key_grows_with_the_data(shown: Any) -> None:
    how_many_bits.bits_of_a_key((16, 64))
    (table,) = shown
    short, long = (int(line.split()[1]) for line in table.text.split("\n")[1:])
    assert short < long
