"""*What nobody knows yet*: softmax at every scale, three bounds, the smallest cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memlib.bounds import next_token, seq_to_seq, softmax
from memlib.bounds.study import Row, softmax_means
from memlib.plots.curves import counts_and_bounds
from memlib.plots.growth import slope
from memlib.plots.tables import table
from memlib.stored import Table
from memlib.tables import theorem_sizes


def means_by_scale(tokens: Sequence[int], means: Mapping[float, Sequence[float]]) -> None:
    """What each token sees, against the scale of the scores.

    Args:
        tokens: of one sequence.
        means: scale → the weighted mean that each token sees.
    """
    counts_and_bounds(
        {},
        {
            f"token {token}": [(a, float(seen[place])) for a, seen in means.items()]
            for place, token in enumerate(tokens)
        },
        across="a, the scale of the scores",
        up="the mean that a token sees",
        caption="Softmax: a curve for each token. Hardmax knows only the two ends, and the middle "
        "point a = 0.",
    )


def three_bounds(stored: Table) -> None:
    """The construction and three lower bounds against the number of labels, with slopes."""
    n = stored.manifest["length"]
    found: dict[str, list[tuple[int, float]]] = {"hardmax": [], "repeated": [], "exponentials": []}
    for items in (10**k for k in range(2, 15)):
        sequences = max(1, items // n)
        for name, least in (
            ("hardmax", seq_to_seq.closed_form(sequences, n)),
            ("repeated", next_token.closed_form(sequences)),
            ("exponentials", softmax.known_form(items, n).parameters),
        ):
            found[name].append((items, least))
    counts_and_bounds(
        {"built, √(nN), uniform attention": theorem_sizes.curve(stored.rows, "seq-to-seq")},
        {
            "hardmax, distinct tokens": found["hardmax"],
            "softmax, data of our choice": found["repeated"],
            "softmax, exponentials, narrow": found["exponentials"],
        },
        across=f"labels nN, sequences of length {n}",
        up="parameters",
        caption="One construction, by its nonzero parameters, and three lower bounds on dense "
        "parameters.",
        log="xy",
    )
    print("slopes, last six powers of ten:")
    for name, curve in found.items():
        print(f"{name:12} {slope(curve[-7:]):.2f}")


def reached(rows: Sequence[Row]) -> None:
    """Labelings that one narrow block reaches with hardmax and with softmax."""
    table(
        [
            {
                "N": row.sequences,
                "n": row.length,
                "draw": row.seed,
                "all": row.possible,
                "hardmax": row.hardmax,
                "softmax, at least": row.softmax,
                "more": row.softmax - row.hardmax,
            }
            for row in rows
        ],
        caption="Labelings reached by one narrow block, on distinct integers between -12 and 12.",
    )
    for name in ("hardmax", "softmax"):
        full = sum(getattr(row, name) == row.possible for row in rows)
        print(f"{name} reaches all in {full} of {len(rows)}")
    print(f"largest gain: {max(row.softmax / row.hardmax for row in rows):.2f} times")


def means_of(tokens: Sequence[int], steps: int) -> None:
    """What each token of a sequence sees while the scale of the scores goes from −1.5 to 1.5."""
    scales = [step * 1.5 / steps for step in range(-steps, steps + 1)]
    means_by_scale(tokens, {a: [float(x) for x in softmax_means(tokens, a)] for a in scales})
