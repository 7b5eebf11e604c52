"""*Memorizing with √N parameters*: the six words, the pencil network, and how large it all is."""

from __future__ import annotations

import math
import subprocess
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from memlib.chapters.sequence_ids import watched_counts
from memlib.constructions.construction import Construction
from memlib.constructions.lemmas.point_memorizer import PointMemorizer
from memlib.constructions.studies.folding import folds_of, near_and_far
from memlib.constructions.studies.sizes_without_weights import Growing
from memlib.data.dataset import Dataset
from memlib.exact import Network, evaluate, verify
from memlib.plots import bits, line
from memlib.plots.growth import growth, slope
from memlib.plots.style import show
from memlib.plots.tables import table
from memlib.plots.themes import Theme
from memlib.stored import Table

Rows = Sequence[Mapping[str, Any]]


def the_words(data: Dataset, words: Sequence[str]) -> None:
    """The words with the places of their letters, and the labels."""
    table(
        [
            {
                "word": word,
                "tokens": ", ".join(str(data.tokens[x][0]) for x in sequence),
                "last": word[-1],
                "label": label,
            }
            for word, sequence, label in zip(words, data.sequences, data.labels, strict=True)
        ],
        caption="Six words of three tokens, labeled at will.",
    )


def watched(proof: Any, letters: str) -> None:
    """How often each letter occurs in each multiset; the watched ones are marked."""
    rows = {name: [m.get(x, 0) for x in range(len(letters))] for name, m in _named(proof, letters)}
    watched_counts(letters, rows, sorted(proof.ids.tokens))


def scores(proof: Any, letters: str) -> None:
    """The sums of the scores of each multiset."""
    found = proof.ids.scores
    print("scores from 1 to", found.bound)
    table(
        [
            {
                "multiset": name,
                "sum of scores": " + ".join(str(found.of.get(letters.index(x), 0)) for x in name),
                "sequence id": total,
            }
            for (name, _), total in zip(_named(proof, letters), found.sums, strict=True)
        ],
        caption="A token without a score counts 0.",
    )


def _named(proof: Any, letters: str) -> list[tuple[str, Mapping[int, int]]]:
    """The multisets of the data, each with its letters in order."""
    return [("".join(letters[x] * m[x] for x in sorted(m)), m) for m in proof.contexts.multisets]


def context_ids(proof: Any, words: Sequence[str], labels: Sequence[int]) -> None:
    """The three numbers that stand at the last token of each word."""
    table(
        [
            {
                "word": word,
                "φ̃ (last)": str(score),
                "F (last)": str(name),
                "mean of φ̃": str(mean),
                "label": label,
            }
            for word, (score, name, mean), label in zip(
                words, proof.context_ids, labels, strict=True
            )
        ],
        caption="Context ids: the sequences are points now.",
    )


def bucket_words(lookup: PointMemorizer) -> None:
    """Both words of each bucket, in binary and as numbers."""
    shape = lookup.shape
    rows = []
    for bucket in lookup.buckets:
        keys, labels = bucket.words["out.keys"], bucket.words["out.labels"]
        rows.append(
            {
                "key word": _slots(keys, shape.key_bits, shape.slots),
                "is the number": keys,
                "label word": _slots(labels, shape.label_bits, shape.slots),
                "is": labels,
            }
        )
    table(rows, caption="The words of the two buckets, in binary.")


def _slots(word: int, bits: int, slots: int) -> str:
    return " ".join(textwrap.wrap(f"{word:0{bits * slots}b}", bits))


def pulses(lookup: PointMemorizer, words: Sequence[str]) -> None:
    """The buckets on the line, each under its pulse."""
    line.pulses(
        list(zip(map(float, lookup.projection.values), words, strict=True)),
        [
            (b.pulse.a, b.pulse.b, f"{b.words['out.keys']} and {b.words['out.labels']}")
            for b in lookup.buckets
        ],
    )


def fold_by_fold(lookup: PointMemorizer, number: int) -> None:
    """The key word of a bucket, read bit by bit, in whole numbers."""
    shape = lookup.shape
    length = shape.slots * shape.key_bits
    keys = lookup.buckets[number].words["out.keys"]
    unit = 2 ** (length + 2)
    print("word", _slots(keys, shape.key_bits, shape.slots))
    print("all heights in units of 1 /", unit)
    table(
        [
            {
                "fold": i,
                "near": int(fold.near * unit),
                "far": int(fold.far * unit),
                "higher": "near" if fold.near > fold.far else "far",
                "bit": fold.bit,
            }
            for i, fold in enumerate(folds_of(f"{keys:0{length}b}"), start=1)
        ],
        caption=f"{length} folds, {length} bits.",
    )


def folds(word: str) -> None:
    """The triangle wave after each fold, with the near and the far point, and the bit read off."""
    near, far = map(float, near_and_far(word))
    seen = [(float(fold.near), float(fold.far), fold.bit) for fold in folds_of(word)]
    bits.wave_by_wave(near, far, seen, caption=f"Reading {word}. Shaded: falling pieces.")


def matches(lookup: PointMemorizer, labels: Sequence[int], number: int, asks: int) -> None:
    """The keys of one bucket, and the point that asks for its label."""
    spots, slots = lookup.projection.values, lookup.shape.slots
    inside = sorted(zip(spots, labels, strict=True))[number * slots : (number + 1) * slots]
    line.matches([(int(x), label) for x, label in inside], float(spots[asks]))


def answers(data: Dataset, words: Sequence[str], networks: Mapping[str, Network]) -> None:
    """What networks say at the last token of each word, beside the label."""
    rows = []
    for word, sequence, label in zip(words, data.sequences, data.labels, strict=True):
        columns = [data.tokens[x] for x in sequence]
        said = {name: str(evaluate(n, columns)[-1][0]) for name, n in networks.items()}
        rows.append({"word": word, "label": label, **said})
    table(rows, caption="What both networks say at the last token.")


def run_checker(path: Path) -> None:
    """Run the checker as a program of its own, and show how it ends."""
    command = [sys.executable, verify.__file__, path.name]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True)
    print("exit", done.returncode)
    print(textwrap.fill(done.stdout + done.stderr, 60))


def built_here(built: Mapping[int, Construction], stored: Table) -> None:
    """The networks built just now beside the stored ones: the same sizes, and the slope."""
    known, sizes = _known(stored.rows), {n: x.built.parameters for n, x in built.items()}
    print("built here:", ", ".join(f"{n:,}" for n in sizes))
    print("different from the stored ones:", sum(known[n] != p for n, p in sizes.items()))
    growth(
        {
            "built here": list(sizes.items()),
            "stored": [(n, p) for n, p in known.items() if n >= max(sizes)],
        },
        lines={"2N + d": [(n, 2 * n + stored.manifest["dim"]) for n in known]},
        size="nonzero parameters",
        caption="The literal network, and one neuron per item.",
    )
    late = slope([(n, p) for n, p in known.items() if n >= 256])
    print(f"slope from N = 256 on: {late:.2f}")


def _known(rows: Rows) -> dict[int, int]:
    return {row["sequences"]: row["built"]["parameters"] for row in rows}


def by_the_prices(stored: Table, growing: Growing, crossing: int) -> None:
    """The sizes beyond what was built, and where they fall below 2N + d."""
    far, dim = [2**k for k in range(14, 25)], stored.manifest["dim"]
    growth(
        {"built": [(n, p) for n, p in _known(stored.rows).items() if n >= 1_024]},
        lines={
            "2N + d": [(n, 2 * n + dim) for n in [1_024, *far]],
            "by the prices": [(n, growing.parameters(n)) for n in far],
        },
        size="nonzero parameters",
        caption=f"The lines cross near N = {crossing:,}.",
    )


def longer_sequences(sizes: Mapping[int, int]) -> None:
    """Nonzero parameters by the length of the sequences."""
    table(
        [{"length n": n, "nonzero parameters": size} for n, size in sizes.items()],
        caption="256 sequences of growing length.",
    )
    (short, few), *_, (long, many) = sizes.items()
    print(f"{long} tokens in place of {short}: {many / few - 1:.0%} more")


def bits_of_all(rows: Rows) -> None:
    """Parameters and bits at every power of four."""
    table(
        [
            {
                "N": row["sequences"],
                "nonzero parameters": row["built"]["parameters"],
                "longest, bits": row["built"]["max_bits"],
                "bits per item": round(row["total_bits"] / row["sequences"]),
            }
            for row in rows
            if math.log2(row["sequences"]) % 2 == 0
        ],
        caption="Bits of all parameters, divided by N.",
    )


def two_directions(
    points: Sequence[tuple[float, float]], names: Sequence[str], directions: Sequence[Any]
) -> None:
    """Points of the plane and their shadows on a line, for each direction of the line.

    Args:
        points, names: what to project.
        directions: vectors (x, y), not 0.
    """
    gaps = [line.smallest_gap(_shadows(points, v)) for v in directions]

    def draw(axes: Any, theme: Theme) -> None:
        for ax, v, gap in zip(axes.flat, directions, gaps, strict=True):
            _projection(ax, theme, points, names, v)
            shown = ", ".join(f"{x:g}" for x in v)
            ax.set_title(f"({shown}): gap {gap:.2f}", fontsize=11)

    told = "; ".join(
        f"direction ({v[0]:g}, {v[1]:g}): {gap:.2f}"
        for v, gap in zip(directions, gaps, strict=True)
    )
    show(
        draw,
        alt=f"{len(points)} points of the plane, drawn {len(directions)} times, each time with "
        f"their shadows on a line of another direction. Smallest distance of two shadows: {told}.",
        caption="From one side points hide behind each other; from another all can be seen.",
        size=(6.2, 3.5),
        layout=(1, len(directions)),
        squeeze=False,
    )


def _shadows(points: Sequence[tuple[float, float]], v: Any) -> list[float]:
    norm = math.hypot(*v)
    return [(x * v[0] + y * v[1]) / norm for x, y in points]


def _projection(
    ax: Any, theme: Theme, points: Sequence[tuple[float, float]], names: Sequence[str], v: Any
) -> None:
    norm = math.hypot(*v)
    u, reach = (v[0] / norm, v[1] / norm), max(math.hypot(*p) for p in points) + 0.4
    down = -reach if v[0] >= 0 else reach  # the line goes below the points
    foot = (-down * u[1], down * u[0])
    shadows = _shadows(points, v)
    ends = (min(shadows) - 0.6, max(shadows) + 0.6)
    line = [(foot[0] + t * u[0], foot[1] + t * u[1]) for t in ends]
    ax.plot(*zip(*line, strict=True), color=theme.muted, linewidth=1.4)
    for point, name, t in zip(points, names, shadows, strict=True):
        shadow = (foot[0] + t * u[0], foot[1] + t * u[1])
        ax.plot(*zip(point, shadow, strict=True), ":", color=theme.muted, linewidth=1.1)
        ax.plot(*point, "o", color=theme.color("blue"), zorder=3)
        hidden = sum(abs(t - other) < 0.05 for other in shadows) > 1
        ax.plot(*shadow, "D", color=theme.color("red" if hidden else "green"), markersize=5)
        ax.annotate(name, point, (6, 5), textcoords="offset points")
    ax.margins(0.08)
    ax.set_aspect("equal")
    ax.set_axis_off()
