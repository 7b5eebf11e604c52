"""Data sets: exact tokens, sequences, labels; where they come from and what holds of them."""

from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, TASKS, Dataset, Task, Token
from memlib.data.json_form import from_json, read, to_json, write

__all__ = [
    "NEXT_TOKEN",
    "SEQ_TO_SEQ",
    "TASKS",
    "Dataset",
    "Task",
    "Token",
    "from_json",
    "read",
    "to_json",
    "write",
]
