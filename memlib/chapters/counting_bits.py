"""*Counting bits*: short words, and networks held against the bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, product
from math import log2
from textwrap import fill
from typing import Any, cast

from memlib.bounds import check_certificate
from memlib.bounds.verdict import Verdict
from memlib.constructions.theorems import next_token
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact import Network, certificate
from memlib.plots.curves import counts_and_bounds
from memlib.plots.growth import growth
from memlib.plots.style import show
from memlib.plots.tables import table
from memlib.plots.themes import Theme
from memlib.rivals import zhang

#: N → name of a network → its verdicts, the first of them the length of its description.
Found = Mapping[int, Mapping[str, Sequence[Verdict]]]


def run_lengths(items: int) -> list[int]:
    """The length of the word of each labeling by 0 and 1 that tells its runs in Elias's code.

    >>> sorted(run_lengths(3))  # 000 and 111 are one run of three: 1 + 3 bits
    [4, 4, 4, 4, 5, 5, 5, 5]
    """
    runs = ([len(list(run)) for _, run in groupby(y)] for y in product((0, 1), repeat=items))
    return [1 + sum(2 * x.bit_length() - 1 for x in lengths) for lengths in runs]


def rare_short_words(lengths: Sequence[int], items: int) -> None:
    """How rare labelings with a short word are, beside the bound 2^−c."""
    saved = range(items - min(lengths) + 1)
    short_words([sum(x <= items - c for x in lengths) / len(lengths) for c in saved], items=items)


def short_words(shares: Sequence[float], *, items: int) -> None:
    """How rare labelings with a short code word are, beside the bound 2^−c.

    Args:
        shares: at place c the share of all labelings whose word has at most N − c bits.
        items: N.
    """
    seen = [(c, share) for c, share in enumerate(shares) if share > 0]
    bound = [(c, 2.0**-c) for c in range(len(shares))]
    above = sum(share > 2.0**-c for c, share in seen)

    def draw(axes: Any, theme: Theme) -> None:
        axes.plot(
            *zip(*bound, strict=True), "--", color=theme.color("red"), label="no code does better"
        )
        axes.plot(*zip(*seen, strict=True), "o", color=theme.color("blue"), label="this code")
        axes.set(yscale="log", xlabel="c, bits saved", ylabel="share of labelings")
        axes.set(xticks=range(len(shares)))
        axes.legend(loc="upper right")

    told = ", ".join(f"{share:.3g} at c = {c}" for c, share in seen)
    show(
        draw,
        alt=f"Share of the {2**items:,} labelings of {items} items whose code word is at least c "
        f"bits shorter than {items}, against c, on a log scale. Seen: {told}. A dashed line halves "
        f"with each bit; {above} of the points lie above it.",
        caption=f"All {2**items:,} labelings of {items} items: few have a short name.",
    )


def literal_and_hinges(data: Dataset) -> dict[str, tuple[Dataset, Network]]:
    """Two networks for the same labels, each with the data as it reads them."""
    vectors = [tuple(x for i in s for x in data.tokens[i]) for s in data.sequences]
    labels = [cast(int, label) for label in data.labels]
    flat = Dataset.next_token(vectors, [[i] for i in range(len(vectors))], labels)
    hinges = zhang.interpolate(vectors, labels).network()
    return {
        "√N, literal": (data, next_token.construct(data).network),
        "one neuron per item": (flat, hinges),
    }


def held_against(
    data: Dataset, network: Network, *, classes: int, surprise: int
) -> Sequence[Verdict]:
    """All bounds that speak of the network, as they are held against a certificate."""
    file = certificate.to_json(data, network, {})
    return check_certificate(file, classes=classes, surprise=surprise)


def descriptions(found: Found) -> None:
    """Description lengths and what is needed, as a table and as a picture."""
    table(
        [
            {
                "N": n,
                "network": name,
                "needed, bits": round(verdicts[0].needed),
                "description": round(verdicts[0].have),
                "ratio": f"{verdicts[0].ratio:,.0f}",
            }
            for n, both in found.items()
            for name, verdicts in both.items()
        ],
        caption="Description length against N log₂ 10 − 20.",
    )
    names = list(next(iter(found.values())))
    growth(
        {name: [(n, both[name][0].have) for n, both in found.items()] for name in names},
        size="bits of description",
        lines={"needed": [(n, both[names[0]][0].needed) for n, both in found.items()]},
        caption="What the networks weigh, and what any must.",
    )


def in_words(verdicts: Sequence[Verdict]) -> None:
    """What each bound says of a network, and why it applies or not."""
    for v in verdicts:
        print(v.bound)
        print("  applies" if v.applies else "  does not apply")
        print(fill(v.why, 60, initial_indent="  ", subsequent_indent="  "))
        if v.applies:
            print(f"  needed {v.needed:,.0f} {v.unit}")
            print(f"  has    {v.have:,.0f}, holds: {v.holds}")


def broken(found: Found) -> None:
    """How many bounds applied, and how many of them are broken."""
    every = [v for both in found.values() for vs in both.values() for v in vs if v.applies]
    print(len(every), "bounds applied,", sum(not v.holds for v in every), "broken")


def labelings_of_a_neuron(points: Sequence[int], bits: int) -> int:
    """How many labelings one neuron on the line reaches with two weights of so many bits.

    >>> labelings_of_a_neuron([1, 2], 2)
    3
    """
    values = range(-(2 ** (bits - 1)), 2 ** (bits - 1))
    return len({tuple(w * x + u > 0 for x in points) for w, u in product(values, repeat=2)})


def neuron_with_bits(points: Sequence[int], most: int) -> None:
    """Labelings of one neuron against the bits of its weights, beside the number of networks."""
    sizes = range(1, most + 1)
    counts_and_bounds(
        {"labelings, counted": [(b, log2(labelings_of_a_neuron(points, b))) for b in sizes]},
        {
            "networks, 2b bits": [(b, 2 * b) for b in sizes],
            f"all labelings of {len(points)} points": [(b, len(points)) for b in sizes],
        },
        across="bits per weight, b",
        caption="One neuron on the line: more bits help until something else is in the way.",
    )


def literal_and_hinges_held(top: int, *, classes: int, surprise: int) -> Found:
    """Both networks for N = 16, 32, …, 2^top, with the verdicts of all bounds."""
    return {
        2**k: {
            name: held_against(data, network, classes=classes, surprise=surprise)
            for name, (data, network) in literal_and_hinges(
                random_dataset(2**k, 8, 3, classes)
            ).items()
        }
        for k in range(4, top + 1)
    }
