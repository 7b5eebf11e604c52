"""The data of a run as arrays: from a recipe and its arguments, always the same ones.

Every argument is part of the run's key. Whatever the source, the model is read at the *last* token,
and its label is a class number from 0. Where a source reads token 0, that token is moved to the
end: the models here that see order see a fixed permutation, the others see no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from memlib.errors import MemlibError, context
from memlib.training import pictures, strings, synthetic, words
from memlib.training.arguments import check
from memlib.training.arrays import Arrays
from memlib.training.run import Run, Task, pairs

#: How many data sets a process keeps in memory.
_KEPT: Final = 6
#: The largest data set, in numbers.
_LARGEST: Final = 500_000_000


class Form(NamedTuple):
    """What a model may ask of a data set before it is made.

    ``vocabulary`` is 0 where tokens are vectors alone, and 1 where the text decides it.
    """

    length: int
    dim: int
    vocabulary: int
    classes: int


class Recipe(NamedTuple):
    """How a data set is made, and its form, from the same arguments."""

    make: Callable[..., Arrays]
    form: Callable[[Mapping[str, Any]], Form]


def _pictures(side: int, patch: int) -> Callable[[Mapping[str, Any]], Form]:
    def form(given: Mapping[str, Any]) -> Form:
        edge = given.get("patch", patch)
        if side % edge:
            raise MemlibError(f"patches of {edge} do not tile {side} pixels", place="patch")
        return Form((side // edge) ** 2, edge**2, 0, 10)

    return form


def _text(classes: int) -> Callable[[Mapping[str, Any]], Form]:
    return lambda a: Form(a["length"] + a.get("mark", False), a.get("dim", 0), 1, classes)


def _strings(given: Mapping[str, Any]) -> Form:
    return Form(given["length"] - 1, 0, given["vocabulary"], given["vocabulary"])


RECIPES: Final[Mapping[str, Recipe]] = {
    "uniform": Recipe(synthetic.uniform, lambda a: Form(a["length"], a["dim"], 0, 2)),
    "context": Recipe(synthetic.context, lambda a: Form(a["length"], a["dim"], a["tokens"], 2)),
    "lattice": Recipe(synthetic.lattice, lambda a: Form(a["length"], a["dim"], 1, a["classes"])),
    "orders": Recipe(synthetic.orders, lambda a: Form(a["length"], a["dim"], a["tokens"], 2)),
    "needle": Recipe(synthetic.needle, lambda a: Form(a["length"], a["dim"], 1, 2)),
    "running": Recipe(words.running, lambda a: Form(a["length"], a["dim"], 1, 2)),
    "strings": Recipe(strings.strings, _strings),
    "multinli": Recipe(words.multinli, _text(3)),
    "imdb": Recipe(words.imdb, _text(2)),
    "digits": Recipe(pictures.digits, _pictures(8, 2)),
    "mnist": Recipe(pictures.mnist, _pictures(28, 7)),
}


def recipe(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        MemlibError: there is none.
    """
    if name not in RECIPES:
        raise MemlibError(
            f"there is no recipe {name!r}", operation="task", mend="use " + ", ".join(RECIPES)
        )
    return RECIPES[name]


def form(task: Task) -> Form:
    """The form of a task's data, its arguments checked; the seed may be missing.

    Raises:
        MemlibError: there is no such recipe, it does not take these arguments, or the data set
            would be too large.

    >>> from memlib.training.run import pairs
    >>> form(Task("uniform", pairs(sequences=5, length=3, dim=2)))
    Form(length=3, dim=2, vocabulary=0, classes=2)
    """
    found = recipe(task.recipe)
    given: dict[str, Any] = dict(task.arguments)
    with context(operation="task", place=task.recipe):
        check(found.make, given)
        made = found.form(given)
        if (size := given["sequences"] * made.length * max(1, made.dim)) > _LARGEST:
            raise MemlibError(
                f"N·n·d = {size:,} numbers are too many", mend=f"at most {_LARGEST:,}"
            )
    return made


def arrays(task: Task) -> Arrays:
    """The arrays of a task.

    Raises:
        MemlibError: there is no such recipe, or its arguments make no data.

    >>> from memlib.training.run import pairs
    >>> made = arrays(Task("uniform", pairs(sequences=5, length=3, dim=2, seed=0)))
    >>> made.sequences, made.length, made.dim, made.classes
    (5, 3, 2, 2)
    """
    return _made(task)


@lru_cache(maxsize=_KEPT)
def _made(task: Task) -> Arrays:
    form(task)
    try:
        return recipe(task.recipe).make(**dict(task.arguments))
    except TypeError as error:
        raise MemlibError(str(error), operation="task", place=task.recipe) from error
    except MemlibError as error:
        raise error.within(operation="task", place=task.recipe) from error


def alike(run: Run) -> Run:
    """Runs for which this is equal can be trained together."""
    own = {"learning_rate": 0.0, "gain": 1.0, "warmup": 0.0, "weight_decay": 0.0, "clip": None}
    task = run.task
    plain = run.settings.loss == "mse" and run.size("input") != "table"
    if plain and form(task).dim:  # draws of vectors have one form
        task = Task(task.recipe, pairs(**{**dict(task.arguments), "seed": 0}))
    return replace(run, seed=0, task=task, settings=replace(run.settings, **own))  # type: ignore[arg-type]
