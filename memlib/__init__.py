"""memlib: exact transformer memorizers, lower bounds as numbers, and measured capacity.

``import memlib`` offers the few names that most need (:mod:`memlib.public`), each loaded when it
is first used; the parts are imported where they are used (``from memlib.data import Dataset``).
Importing ``memlib`` itself is quick and pulls in neither numpy nor torch.

* :func:`memlib.dataset`: lists, arrays, a table or a file become a data set;
* :func:`memlib.build`: a network that memorizes it, exactly;
* :func:`memlib.verify`: the independent check, every label;
* :func:`memlib.lower_bounds`: what no network can do with less;
* :func:`memlib.to_torch`, :func:`memlib.recite`: use it.
"""

from typing import TYPE_CHECKING

from memlib.errors import MemlibError

if TYPE_CHECKING:
    from memlib.public import build, dataset, lower_bounds, recite, to_torch, verify

__all__ = [
    "MemlibError",
    "__version__",
    "build",
    "dataset",
    "lower_bounds",
    "recite",
    "to_torch",
    "verify",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name in __all__:
        from memlib import public

        return getattr(public, name)
    raise AttributeError(f"module 'memlib' has no attribute {name!r}")
