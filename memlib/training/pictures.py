"""Pictures of digits as tasks: a picture is a sequence of square patches, row by row."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Any

import numpy as np

from memlib.data.sources import VARIABLE, local_files
from memlib.errors import MemlibError
from memlib.training.tasks import Arrays


def digits(
    sequences: int,
    seed: int,
    patch: int = 2,
    first: int = 0,
    labels: str = "true",
    noise: float = 0.0,
    held: int = 0,
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
    return _task(*source, sequences, seed, patch, first, labels, noise, held)


def mnist(
    sequences: int,
    seed: int,
    patch: int = 7,
    first: int = 0,
    labels: str = "true",
    noise: float = 0.0,
    held: int = 0,
) -> Arrays:
    """N of the 10,000 test digits of MNIST, 28 × 28, from the folder of MEMLIB_DATA.

    Arguments and errors as :func:`digits`; it also fails where the files are missing.
    """
    pictures, y = _mnist()
    return _task(pictures / 255, y, sequences, seed, patch, first, labels, noise, held)


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


def _task(
    pictures: Any,
    y: Any,
    sequences: int,
    seed: int,
    patch: int,
    first: int,
    labels: str,
    noise: float,
    held: int,
) -> Arrays:
    side = pictures.shape[1]
    if side % patch:
        raise MemlibError(f"patches of {patch} do not tile {side} pixels", place="patch")
    rng = np.random.default_rng([4, seed])
    chosen = rng.permutation(len(pictures))[first : first + sequences]
    if len(chosen) < sequences:
        raise MemlibError(f"there are only {len(chosen)} pictures from {first} on")
    tiles = side // patch
    x = pictures[chosen].reshape(sequences, tiles, patch, tiles, patch)
    x = x.transpose(0, 1, 3, 2, 4).reshape(sequences, tiles * tiles, patch * patch)
    truth = y[chosen].astype(np.int64)
    drawn = np.random.default_rng([5, seed, first])
    guess = drawn.integers(0, 10, sequences)
    renew = drawn.random(sequences) < (1.0 if labels == "random" else noise)
    x = np.ascontiguousarray(x, dtype=np.float32)
    rest = None
    if held:
        rest = _task(pictures, y, held, seed, patch, first + sequences, "true", 0.0, 0)
    return Arrays(np.where(renew, guess, truth), 10, x=x, held=rest)
