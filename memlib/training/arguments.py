"""What an argument of a recipe may be, written where the recipe takes it, and checked from there.

``sequences: Natural`` says that N is a whole number from 1 on; a ``Literal`` lists the words that
may be said. :func:`check` reads these annotations, so that a rule stands in one place.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from memlib.errors import MemlibError

#: N, n, d and other sizes; a billion numbers fill a memory.
Natural: TypeAlias = Annotated[int, (1, 10_000_000)]
#: Sizes that may be none.
Index: TypeAlias = Annotated[int, (0, 10_000_000)]
#: The number of classes, of words.
Classes: TypeAlias = Annotated[int, (2, 10_000_000)]
Seed: TypeAlias = Annotated[int, (0, 2**63 - 1)]
Share: TypeAlias = Annotated[float, (0, 1)]


def check(recipe: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    """Whether a recipe can take these arguments; the seed, which comes later, may be missing.

    Raises:
        MemlibError: an argument is unknown or missing, or its value is not allowed.

    >>> def words(sequences: Natural, seed: Seed, labels: Literal["true", "random"] = "true"): ...
    >>> check(words, {"sequences": 3, "labels": "ture"})
    Traceback (most recent call last):
    memlib.errors.MemlibError: task: labels: 'ture' is not allowed (use true, random)
    """
    hints = get_type_hints(recipe, include_extras=True)
    taken = inspect.signature(recipe).parameters
    for name in sorted(set(arguments) - set(taken)):
        raise _refused(f"the recipe takes no {name!r}", name, "use " + ", ".join(taken))
    for name, parameter in taken.items():
        if name not in arguments:
            if parameter.default is parameter.empty and name != "seed":
                raise _refused(f"{name} is missing", name, "write it")
            continue
        allowed = _allowed(hints[name], arguments[name])
        if allowed:
            raise _refused(f"{arguments[name]!r} is not allowed", name, allowed)


def _allowed(hint: Any, value: Any) -> str:
    """What is allowed, when the value is not; nothing when it is."""
    if get_origin(hint) is Literal:
        words = get_args(hint)
        return "" if value in words else "use " + ", ".join(words)
    if hint is bool:
        return "" if type(value) is bool else "true or false"
    kind, (least, most) = get_args(hint)
    fits = type(value) in ((int, float) if kind is float else (int,)) and least <= value <= most
    word = "number" if kind is float else "whole number"
    return "" if fits else f"a {word} from {least:,} to {most:,}"


def _refused(what: str, name: str, mend: str) -> MemlibError:
    return MemlibError(what, operation="task", place=name, mend=mend)
