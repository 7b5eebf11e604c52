"""memlib: exact transformer memorizers, lower bounds as numbers, and measured capacity.

The parts are imported where they are used (``from memlib.data import Dataset``); importing
``memlib`` itself is quick and pulls in neither numpy nor torch.
"""

from memlib.errors import MemlibError

__all__ = ["MemlibError", "__version__"]

__version__ = "0.1.0"
