"""One training run: what it is made of, its key, and what comes out of it.

Everything here is plain data that can be written down, compared and hashed. Two runs with equal
keys are the same run, bit for bit, on one machine and one engine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias, get_args

from memlib.errors import MemlibError

Value: TypeAlias = int | float | str | bool | None
Pairs: TypeAlias = tuple[tuple[str, Value], ...]
Dtype: TypeAlias = Literal["float64", "float32", "bfloat16", "int8", "int4", "int3"]
Loss: TypeAlias = Literal["mse", "cross-entropy"]
Goal: TypeAlias = Literal["loss", "error"]

#: What trains; :mod:`memlib.training.train` says which does what.
ENGINES: Final = ("auto", "kernel", "batched", "loop", "fastest")

#: The number formats of weights. From "bfloat16" on they are rounded copies of float32 weights:
#: forward and backward pass see the rounded weights, the update goes to the float32 ones
#: (straight-through). bfloat16: round to nearest even; the others: round(w / s)·s, where
#: s = max |w| / LEVELS of each matrix, so that weights are whole numbers from −LEVELS to LEVELS.
DTYPES: Final = ("float64", "float32", "bfloat16", "int8", "int4", "int3")
LEVELS: Final[Mapping[str, int]] = {"int8": 127, "int4": 7, "int3": 3}

#: The words that settings may take.
_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "loss": get_args(Loss), "dtype": DTYPES, "goal": get_args(Goal)
}  # fmt: skip
#: The largest number: float32 holds it, and the multiples of it that an optimizer makes.
_MOST: Final = 1e30
#: The least and the largest value of numbers. Steps: each is noted, and a billion fill a memory.
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "steps": (0, 10_000_000), "learning_rate": (0, _MOST), "warmup": (0, 1),
    "gain": (1e-12, _MOST), "weight_decay": (0, _MOST), "clip": (1e-12, _MOST), "below": (0, _MOST),
}  # fmt: skip


def pairs(**values: Value) -> Pairs:
    """Named values in the order of their names, so that equal values make equal runs.

    >>> pairs(q=8, blocks=4)
    (('blocks', 4), ('q', 8))
    """
    return tuple(sorted(values.items()))


@dataclass(frozen=True)
class Task:
    """A data set by its recipe; :func:`memlib.training.tasks.arrays` makes the arrays.

    >>> Task("uniform", pairs(sequences=500, length=10, dim=6, seed=0)).argument("length")
    10
    """

    recipe: str
    arguments: Pairs

    def argument(self, name: str, default: Value = None) -> Any:
        """The argument of that name."""
        return dict(self.arguments).get(name, default)


@dataclass(frozen=True)
class Settings:
    """How a model is trained: full-batch AdamW, linear warm-up, then cosine to zero.

    Attributes:
        steps: updates; every step sees all N sequences.
        learning_rate: the peak.
        warmup: the fraction of the steps in which the learning rate rises.
        gain: a factor on the initial weights of hidden layers.
        weight_decay: of AdamW.
        clip: the largest norm of the gradient over all parameters; None: no clipping.
        loss: "mse" on one output and labels ±1, or "cross-entropy" on one output a class.
        dtype: of the weights, one of :data:`DTYPES`.
        goal, below: a run *hits* at the first step whose loss (or error) is below ``below``;
            measured in the forward pass, before the update.
        stop: end the run at its hit.

    Raises:
        MemlibError: a word that is none of these, or a number that no training can have.

    >>> Settings(10, 0.1, goal="losss")
    Traceback (most recent call last):
    memlib.errors.MemlibError: settings: goal: 'losss' is unknown (use loss, error)
    """

    steps: int
    learning_rate: float
    warmup: float = 0.1
    gain: float = 1.0
    weight_decay: float = 0.0
    clip: float | None = None
    loss: Loss = "mse"
    dtype: Dtype = "float32"
    goal: Goal = "loss"
    below: float = 0.01
    stop: bool = False

    def __post_init__(self) -> None:
        for name, words in _SAID.items():
            if getattr(self, name) not in words:
                self._refuse(name, "is unknown", "use " + ", ".join(words))
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if value is None and name == "clip":
                continue
            kinds = (int,) if name == "steps" else (int, float)
            if type(value) not in kinds or not least <= value <= most:
                kind = "a whole number" if name == "steps" else "a number"
                self._refuse(name, "is not allowed", f"{kind} from {least:g} to {most:,.9g}")
        if not any(self.stop is word for word in (True, False)):
            self._refuse("stop", "is unknown", "true or false")

    def _refuse(self, name: str, what: str, mend: str) -> None:
        value = getattr(self, name)
        raise MemlibError(f"{value!r} {what}", operation="settings", place=name, mend=mend)


#: The names of all settings.
SETTINGS: Final = tuple(field.name for field in fields(Settings))


@dataclass(frozen=True)
class Run:
    """One model, trained once.

    Attributes:
        family: a name that :mod:`memlib.models` knows.
        shape: its sizes by name. ``input`` says what happens to a token: "linear" (E_in on
            vectors, trained), "table" (one trained vector for each token id) or "fixed" (the
            vectors of the task enter as they are, so m = d).
        task: the data.
        settings: the training.
        seed: of the initial weights.
    """

    family: str
    shape: Pairs
    task: Task
    settings: Settings
    seed: int

    @cached_property
    def key(self) -> str:
        """A hash of everything that the run is made of.

        >>> task = Task("uniform", pairs(sequences=4, length=2, dim=1, seed=0))
        >>> one = Run("uniform", pairs(blocks=1, m=2, q=8), task, Settings(10, 0.01), 0)
        >>> one.key == run_from_json(one.to_json()).key, len(one.key)
        (True, 32)
        """
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:32]

    def size(self, name: str, default: Value = None) -> Any:
        """One of the shape's values."""
        return dict(self.shape).get(name, default)

    def to_json(self) -> str:
        """The run as one line of JSON, always the same one."""
        value = {  # not asdict: it copies every leaf, and stored tables ask for this 100,000 times
            "family": self.family,
            "shape": dict(self.shape),
            "task": {"recipe": self.task.recipe, "arguments": dict(self.task.arguments)},
            "settings": vars(self.settings),
            "seed": self.seed,
        }
        return json.dumps(value, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    Attributes:
        loss, error: at the end (at the hit, when it stopped there), before any last update.
        best_loss, best_error: the smallest of any step, each for itself.
        hit: the first step (from 0) that met the goal, or None.
        exact_loss, exact_error: the weights of the hit (of the end, without one), evaluated again
            in float64 by the reference model.
        parameters: the number of trained parameters.
        steps: updates really made.
        seconds: of training, divided evenly over runs that were trained together.
        engine, device: who computed it.
        finite: False when the loss became infinite or no number, and training ended there.
        curve: (step, loss, error) at a few steps.
        test_loss, test_error: of the same weights as ``exact_loss``, in float64, on the items that
            the task holds out; None where it holds out none.
    """

    loss: float
    error: float
    best_loss: float
    best_error: float
    hit: int | None
    exact_loss: float
    exact_error: float
    parameters: int
    steps: int
    seconds: float
    engine: str
    device: str
    finite: bool = True
    curve: tuple[tuple[int, float, float], ...] = ()
    test_loss: float | None = None
    test_error: float | None = None

    @property
    def holds(self) -> bool:
        """Whether training hit, as the training precision saw it."""
        return self.hit is not None


def run_from_json(text: str) -> Run:
    """The run that :meth:`Run.to_json` wrote.

    Raises:
        MemlibError: the text is no run.
    """
    try:
        value = json.loads(text)
        return Run(
            value["family"],
            pairs(**value["shape"]),
            task_from(value["task"]),
            Settings(**value["settings"]),
            value["seed"],
        )
    except (ValueError, TypeError, KeyError) as error:
        raise MemlibError(f"no run: {error}", operation="read run") from error


def task_from(value: Mapping[str, Any]) -> Task:
    """The task from its recipe and its arguments by name."""
    return Task(value["recipe"], pairs(**value["arguments"]))
