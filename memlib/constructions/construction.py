"""What every construction returns: the network, what its proof promises, and how it was made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from memlib import numbers
from memlib.constructions.sizes import NetworkForm, Sizes
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exact import certificate
from memlib.exact.count import count
from memlib.exact.layers import Layer, Network
from memlib.exact.plain import compile_plain
from memlib.exact.program import Program
from memlib.exact.residual import compile_residual

#: Told how many parts are done, and of how many.
Progress = Callable[[int, int], None]


def no_progress(done: int, of: int) -> None:
    """Tell nobody."""


class How(TypedDict, total=False):
    """How a network is built: what every theorem's ``construct`` takes beside its data.

    All are optional: plain layers, seed 0 and no progress if not given.

    Attributes:
        form: ``"plain"`` layers as in the proofs, or ``"residual"`` blocks of eq. (3).
        seed: of the random choices.
        progress: called with (parts done, parts in all).
    """

    form: NetworkForm
    seed: int
    progress: Progress | None


def chosen(
    *, form: NetworkForm = "plain", seed: int = 0, progress: Progress | None = None
) -> tuple[NetworkForm, int, Progress]:
    """The form, the seed and whom to tell: ``chosen(**how)``."""
    return form, seed, progress or no_progress


@dataclass(frozen=True)
class Built(ABC):
    """A network built for a data set.

    Attributes:
        theorem: the name that ``memlib construct --theorem`` takes.
        dataset: the data that it memorizes.
        network: the layers.
    """

    theorem: str
    dataset: Dataset
    network: Network

    @abstractmethod
    def about(self) -> dict[str, Any]:
        """The ``about`` entry of the certificate: which theorem, which method, which sizes."""

    def write(self, path: str | Path) -> None:
        """Write the certificate of the network."""
        certificate.write(path, self.dataset, self.network, self.about())


@dataclass(frozen=True)
class Construction(Built):
    """A network built for a data set by the proof of a theorem.

    Attributes:
        promised: the sizes that the proof promises, as explicit sums.
        built: the sizes of the network.
        dense_parameters: all places of the network's matrices and biases, zeros too.
        form: ``"plain"`` layers, or ``"residual"`` blocks of eq. (3).
        seed: of the random choices.
        constants: the numbers that the proof names, by name.
        proof: the objects that the proof names, for pictures and tests.
        method: ``"literal"``, the steps and constants of the paper's proof; ``"pencil"``, its
            steps with constants tuned to the data; or ``"compact"``.
    """

    promised: Sizes
    built: Sizes
    dense_parameters: int
    form: NetworkForm
    seed: int
    constants: Mapping[str, int]
    proof: Any = None
    method: str = "literal"

    def built_sizes(self) -> dict[str, int]:
        """The sizes of the network, by name, and its dense parameters."""
        return {**vars(self.built), "dense_parameters": self.dense_parameters}

    def promised_sizes(self) -> dict[str, int]:
        """The promised sizes, by name."""
        return dict(vars(self.promised))

    def about(self) -> dict[str, Any]:
        """The ``about`` entry of the certificate."""
        from memlib import __version__

        return {
            "theorem": self.theorem,
            "method": self.method,
            "form": self.form,
            "seed": self.seed,
            "memlib": __version__,
            "promised": vars(self.promised),
            "constants": {name: numbers.format(value) for name, value in self.constants.items()},
        }


def finish(
    theorem: str,
    dataset: Dataset,
    program: Program,
    promised: Sizes,
    form: NetworkForm,
    seed: int,
    *,
    constants: Mapping[str, int],
    proof: Any,
    before: tuple[Layer, ...] = (),
    method: str = "literal",
) -> Construction:
    """Compile the program in the form that was asked for, count it, and put all together.

    Args:
        before: layers that come before the program (``flatten``).
        method: ``"literal"``, ``"pencil"`` or ``"compact"``.

    Raises:
        MemlibError: the form is neither ``"plain"`` nor ``"residual"``.
    """
    compiled = compile_form(program, form)
    network = Network((*before, *compiled.layers))
    counts = count(network, dataset.token_dim)
    built = Sizes(counts.width, counts.depth, counts.parameters, counts.max_bits)
    return Construction(
        theorem, dataset, network, promised, built, counts.dense_parameters, form, seed, constants,
        proof, method,
    )  # fmt: skip


def compile_form(program: Program, form: str) -> Network:
    """The program in plain layers or in blocks of eq. (3)."""
    if form == "plain":
        return compile_plain(program)
    if form == "residual":
        return compile_residual(program)
    raise MemlibError(f"no form is called {form!r}", mend="use plain or residual")


__all__ = [
    "Built",
    "Construction",
    "How",
    "NetworkForm",
    "Progress",
    "chosen",
    "compile_form",
    "finish",
    "no_progress",
]
