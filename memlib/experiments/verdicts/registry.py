"""Every verdict by its name: what an experiment's file says under ``verdict.by``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from memlib.errors import MemlibError
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Rows
from memlib.experiments.verdicts.b1 import few_bits, more_bits_at_figure_3
from memlib.experiments.verdicts.b2 import bits_a_parameter
from memlib.experiments.verdicts.d1 import double_descent
from memlib.experiments.verdicts.f1_f2 import figure_1_or_2, figure_1_vectors
from memlib.experiments.verdicts.f3 import figure_3_ours, figure_3_paper
from memlib.experiments.verdicts.f3_vectors import figure_3_vectors
from memlib.experiments.verdicts.g1 import against_built, between_sizes
from memlib.experiments.verdicts.m1 import averaging_suffices
from memlib.experiments.verdicts.parts import parts_of_a_change
from memlib.experiments.verdicts.s1 import longer, wider
from memlib.experiments.verdicts.t1 import blocks_suffice
from memlib.experiments.verdicts.t1_change import smallest_change
from memlib.experiments.verdicts.the_map import who_memorizes_more

#: From rows and bars to the verdict and the numbers that decided.
Judge: TypeAlias = Callable[[Rows, Bars], tuple[str, str]]

#: In the order in which the report tells them.
JUDGES: Final[Mapping[str, Judge]] = {
    judge.__name__: judge
    for judge in (
        figure_1_or_2,
        figure_1_vectors,
        figure_3_paper,
        figure_3_ours,
        figure_3_vectors,
        blocks_suffice,
        smallest_change,
        who_memorizes_more,
        parts_of_a_change,
        longer,
        few_bits,
        more_bits_at_figure_3,
        bits_a_parameter,
        averaging_suffices,
        double_descent,
        against_built,
        between_sizes,
    )
}

#: Meanings that are counted from the rows, by the name of the verdict; they may be empty.
MEANINGS: Final[Mapping[str, Callable[[Rows, Bars], str]]] = {longer.__name__: wider}


def judge(bars: Bars) -> Judge:
    """The verdict that an experiment's file asks for.

    Raises:
        MemlibError: it asks for none, or for one that there is not.

    >>> judge(Bars({"by": "blocks_suffise"}, "t1"))
    Traceback (most recent call last):
    memlib.errors.MemlibError: verdict: t1: there is no verdict 'blocks_suffise' (use figure_1...
    """
    if bars["by"] not in JUDGES:
        raise MemlibError(
            f"there is no verdict {bars['by']!r}",
            operation="verdict", place=bars.place, mend="use " + ", ".join(JUDGES),
        )  # fmt: skip
    return JUDGES[bars["by"]]
