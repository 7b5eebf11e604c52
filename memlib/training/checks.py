"""Whether a model can be trained on a task: asked before the data is read or a run begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import torch

from memlib.errors import MemlibError, context
from memlib.models.parts import Dims, Shape, unfit
from memlib.models.random_features import KINDS
from memlib.models.registry import FAMILIES
from memlib.training.run import Loss, Pairs, Task
from memlib.training.solved import SOLVED
from memlib.training.tasks import form

#: The largest model: a slip of the pen, not an experiment.
_LARGEST: Final = 20_000_000
#: The most features that are solved for: the time grows with their square.
_FEATURES: Final = 50_000


def check_model(family: str, shape: Pairs, task: Task, loss: Loss) -> None:
    """
    Raises:
        MemlibError: there is no such family or recipe, a size or an argument is unknown or
            impossible, or model, data and loss do not fit together.

    >>> from memlib.training.run import pairs
    >>> task = Task("uniform", pairs(sequences=5, length=3, dim=2))
    >>> check_model("uniform", pairs(m=2, blocks=1), task, "mse")
    >>> check_model("uniform", pairs(m=2, block=1), task, "mse")
    Traceback (most recent call last):
    memlib.errors.MemlibError: build model: shape: the family has no size 'block' (leave it out)
    """
    known = sorted({*FAMILIES, *SOLVED})
    if family not in known:
        raise unfit(f"there is no family {family!r}", mend="use " + ", ".join(known))
    made = form(task)
    if loss == "mse" and made.classes != 2 and family not in SOLVED:
        raise MemlibError(
            f"{made.classes} classes are no ±1 labels",
            operation="task", place="settings.loss", mend='use loss = "cross-entropy"',
        )  # fmt: skip
    with context(place="shape"):
        if family in SOLVED:
            _check_solved(family, Shape(dict(shape)))
            return
        dims = Dims(made.length, made.dim, made.vocabulary, 1 if loss == "mse" else made.classes)
        found = FAMILIES[family]
        size = found.parameters(Shape(dict(shape)), dims)
        if size > _LARGEST:
            raise unfit(f"{size:,} parameters are too many", mend=f"at most {_LARGEST:,}")
        sizes = Shape(dict(shape))
        with torch.device("meta"):  # shapes, and no numbers
            found.module(sizes, dims)
        sizes.close()


def check_engines(engines: Mapping[str, str]) -> None:
    """Engines are chosen by family.

    Raises:
        MemlibError: there is no such family.
    """
    for family in engines:
        if family not in FAMILIES:
            raise MemlibError(
                f"there is no family {family!r}", place="engine", mend="use " + ", ".join(FAMILIES)
            )


def _check_solved(family: str, sizes: Shape) -> None:
    if family == "random-features":
        if (count := sizes.size("features")) > _FEATURES:
            raise MemlibError(f"{count:,} features are too many", mend=f"at most {_FEATURES:,}")
        sizes.choice("kind", KINDS, KINDS[0])
    sizes.close()
