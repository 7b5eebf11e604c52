"""Pictures of digits as tasks: a picture is a sequence of square patches, row by row."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from memlib.data.sources import VARIABLE, local_files
from memlib.errors import MemlibError
from memlib.training.arguments import Index, Natural, Seed, Share
from memlib.training.arrays import Arrays


def digits(
    sequences: Natural,
    seed: Seed,
    patch: Natural = 2,
    first: Index = 0,
    labels: Literal["true", "random"] = "true",
    noise: Share = 0.0,
    held: Index = 0,
) -> Arrays:
    """N of scikit-learn's 1,797 handwritten digits, 8 × 8, grey levels 0 to 1, as patches.

    Args:
        sequences: N.
        seed: of the order of the pictures, and of drawn labels.
        patch: the side of a patch; 2 makes 16 tokens of d = 4.
        first: begin here in that order: a test set is the same seed with another ``first``.
        labels: "true", or "random".
        noise: the share of labels that are drawn anew.
        held: hold out so many pictures, those that come next, with their true labels.

    Raises:
        MemlibError: there are too few pictures, or patches do not tile them.

    >>> made = digits(10, seed=0)
    >>> made.length, made.dim, made.classes
    (16, 4, 10)
    >>> held = digits(10, seed=0, noise=0.5, held=5).held
    >>> held.digest == digits(5, seed=0, first=10).digest
    True
    """
    from sklearn.datasets import load_digits

    found = load_digits()
    source = found.images / 16, found.target
    drawn = 1.0 if labels == "random" else noise
    return _task(source, _Choices(sequences, seed, patch, first, drawn), held)


def mnist(
    sequences: Natural,
    seed: Seed,
    patch: Natural = 7,
    first: Index = 0,
    labels: Literal["true", "random"] = "true",
    noise: Share = 0.0,
    held: Index = 0,
) -> Arrays:
    """N of the 10,000 test digits of MNIST, 28 × 28, from the folder of MEMLIB_DATA.

    Arguments and errors as :func:`digits`; it also fails where the files are missing.
    """
    pictures, y = _mnist()
    drawn = 1.0 if labels == "random" else noise
    return _task((pictures / 255, y), _Choices(sequences, seed, patch, first, drawn), held)


@lru_cache(maxsize=1)
def _mnist() -> tuple[Any, Any]:
    made = []
    for name, header in (("images-idx3", 16), ("labels-idx1", 8)):
        files = local_files(f"mnist_t10k-{name}-ubyte.gz")
        if files is None:
            raise MemlibError(
                "MNIST is read from a local copy",
                place=VARIABLE,
                mend="name a folder with mnist_t10k-images-idx3-ubyte.gz and its labels",
            )
        raw = gzip.decompress(files[0].read_bytes())
        made.append(np.frombuffer(raw, np.uint8, offset=header))
    return made[0].reshape(-1, 28, 28), made[1]


@dataclass(frozen=True)
class _Choices:
    """The arguments of :func:`digits`; ``noise`` is 1 where all labels are drawn."""

    sequences: int
    seed: int
    patch: int
    first: int
    noise: float


def _task(source: tuple[Any, Any], chosen: _Choices, held: int) -> Arrays:
    pictures, y = source
    side, patch, count = pictures.shape[1], chosen.patch, chosen.sequences
    order = np.random.default_rng([4, chosen.seed]).permutation(len(pictures))
    taken = order[chosen.first : chosen.first + count]
    if len(taken) < count:
        raise MemlibError(f"there are only {len(taken)} pictures from {chosen.first} on")
    tiles = side // patch
    x = pictures[taken].reshape(count, tiles, patch, tiles, patch)
    x = x.transpose(0, 1, 3, 2, 4).reshape(count, tiles * tiles, patch * patch)
    drawn = np.random.default_rng([5, chosen.seed, chosen.first])
    guess = drawn.integers(0, 10, count)
    renew = drawn.random(count) < chosen.noise
    rest = None
    if held:
        after = replace(chosen, sequences=held, first=chosen.first + count, noise=0.0)
        rest = _task(source, after, 0)
    return Arrays(
        np.where(renew, guess, y[taken].astype(np.int64)),
        10,
        x=np.ascontiguousarray(x, dtype=np.float32),
        held=rest,
    )
