"""How a network of line words works, in three steps: the hinges, some folds, all folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme

#: A key: its place on the line, the word's value there (a share of its range), and its label.
Key = tuple[float, float, int]


def words(stages: Sequence[tuple[str, Sequence[Key]]], corners: Sequence[float]) -> None:
    """The word of every key at several stages, one below the other.

    Args:
        stages: title → keys; the first is what the hinges make, the last what is read.
        corners: where a new piece of the line begins.
    """

    def draw(axes: Any, theme: Theme) -> None:
        for number, (ax, (title, keys)) in enumerate(zip(axes.flat, stages, strict=True)):
            if number == 0:
                ax.plot([x for x, _, _ in keys], [y for _, y, _ in keys], color=theme.muted, lw=1)
            for corner in corners:
                ax.axvline(corner, color=theme.grid, linewidth=1)
            for label, mark, color in ((0, "o", "blue"), (1, "s", "red")):
                chosen = [(x, y) for x, y, own in keys if own == label]
                xs, ys = [x for x, _ in chosen], [y for _, y in chosen]
                ax.plot(xs, ys, mark, color=theme.color(color), label=f"label {label}", ms=5)
            if number == len(stages) - 1:
                ax.axhline(0.5, color=theme.text, linestyle="--", linewidth=1)
            ax.set(ylim=(-0.05, 1.05), yticks=[0, 0.5, 1], xticks=[])
            ax.set_title(title, fontsize=11, loc="left")
        axes.flat[0].legend(loc="upper center", bbox_to_anchor=(0.5, 1.55), ncols=2)
        axes.flat[-1].set_xlabel("keys, in the order of the line; a rule where a bucket begins")

    told = ", then ".join(title for title, _ in stages)
    last = stages[-1][1]
    above = all((y > 0.5) == bool(label) for _, y, label in last)
    show(
        draw,
        alt=f"{len(last)} keys in {len(corners)} buckets, their words as shares of the range: "
        f"{told}. At first a broken line, labels mixed; at the end "
        f"{'all keys of label 1 lie above one half and no others' if above else 'still mixed'}.",
        caption="Three steps of one network: broken line, folding, reading.",
        size=(6.2, 1.7 * len(stages)),
        layout=(len(stages), 1),
        squeeze=False,
    )
