"""What a figure that moves is: controls that a reader sets, and parts that are drawn from them.

Every control holds a whole number. A part says which controls it depends on and draws itself from
their values. The page holds the drawings of all values that a part lists (its *table*), so moving a
control costs the reader nothing; values outside the table are drawn by the same function in the
reader's browser, where Python is loaded then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

from memlib.errors import MemlibError

#: ``slider``: a range; ``choice``: one button per value; ``flip``: a button for 0 and 1; ``turn``:
#: a button that goes on to the next value; ``handle``: something in the picture that is dragged.
Kind = Literal["slider", "choice", "flip", "turn", "handle"]
State = Mapping[str, int]


@dataclass(frozen=True)
class Control:
    """What a reader sets.

    Attributes:
        name: a word, unique in the figure.
        label: what it is called on the page.
        kind: how it looks.
        words: what each value from ``low`` on is called, on the page and aloud.
        start: the value at rest.
        low: the first value.
        across: of a handle, where in the picture ``low`` and the last value lie.
    """

    name: str
    label: str
    kind: Kind
    words: Sequence[str]
    start: int
    low: int = 0
    across: tuple[float, float] = (0, 0)

    @property
    def high(self) -> int:
        """The last value."""
        return self.low + len(self.words) - 1

    @property
    def values(self) -> range:
        """All values."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True)
class Part:
    """A piece of the picture (or its sentence) that depends on some of the controls.

    Attributes:
        name: a word, unique in the figure; the part called ``said`` is the sentence below.
        on: the controls it depends on, the arguments of ``draw`` in this order.
        draw: from their values to SVG (``said``: to plain words).
        table: the values whose drawings the page holds; ``None`` means all.
    """

    name: str
    on: tuple[str, ...]
    draw: Callable[..., str]
    table: Iterable[tuple[int, ...]] | None = None


@dataclass(frozen=True)
class Moving:
    """A figure.

    Attributes:
        name: a word; the block's id is ``moving-NAME``.
        title: a few words.
        point: what it says at rest, a sentence or two.
        alt: what the picture shows at rest.
        size: width and height of the picture.
        controls, parts: in the order of the page, and of drawing.
        flips, hint: words before the buttons that flip; how to move what is in the picture.
        needs_python: what cannot be moved where Python is not there, as a sentence; or nothing.
    """

    name: str
    title: str
    point: str
    alt: str
    size: tuple[int, int]
    controls: tuple[Control, ...]
    parts: tuple[Part, ...]
    needs_python: str = ""
    flips: str = ""
    hint: str = ""

    def __post_init__(self) -> None:
        known = [control.name for control in self.controls]
        strange = {name for part in self.parts for name in part.on} - set(known)
        if strange or len(set(known)) < len(known) or len(self.alt) < 20:
            raise MemlibError(
                f"controls {sorted(strange) or known}",
                operation="figure",
                place=self.name,
                mend="name every control once, and say in the alt text what is seen",
            )

    @property
    def start(self) -> dict[str, int]:
        """The values at rest."""
        return {control.name: control.start for control in self.controls}

    def part(self, name: str) -> Part:
        """The part of that name.

        Raises:
            MemlibError: there is none.
        """
        for part in self.parts:
            if part.name == name:
                return part
        raise MemlibError(f"no part is called {name!r}", operation="figure", place=self.name)

    def drawn(self, name: str, state: State) -> str:
        """One part at these values.

        Raises:
            MemlibError: no such part, or a value outside a control.
        """
        part = self.part(name)
        for control in self.controls:
            if control.name in part.on and state[control.name] not in control.values:
                raise MemlibError(
                    f"{control.name} = {state[control.name]}", operation="figure", place=self.name
                )
        return part.draw(*(state[each] for each in part.on))

    @cached_property
    def tables(self) -> dict[str, dict[str, str]]:
        """part → values, joined by commas → drawing."""
        ranges = {control.name: control.values for control in self.controls}
        found = {}
        for part in self.parts:
            every = product(*(ranges[name] for name in part.on))
            rest = tuple(self.start[name] for name in part.on)
            wanted = dict.fromkeys([rest, *(every if part.table is None else part.table)])
            found[part.name] = {",".join(map(str, key)): part.draw(*key) for key in wanted}
        return found
