"""Data sets: exact tokens, sequences, labels; where they come from and what holds of them."""

from memlib.data.consistency import (
    Conflict,
    Dropped,
    check_consistent,
    distinct_items,
    find_conflicts,
    is_consistent,
    multiset,
    without_conflicts,
)
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, TASKS, Dataset, Task, Token
from memlib.data.json_form import from_json, read, to_json, write
from memlib.data.padding import pad_left
from memlib.data.separation import is_separated, squared_radius, squared_separation

__all__ = [
    "NEXT_TOKEN",
    "SEQ_TO_SEQ",
    "TASKS",
    "Conflict",
    "Dataset",
    "Dropped",
    "Task",
    "Token",
    "check_consistent",
    "distinct_items",
    "find_conflicts",
    "from_json",
    "is_consistent",
    "is_separated",
    "multiset",
    "pad_left",
    "read",
    "squared_radius",
    "squared_separation",
    "to_json",
    "without_conflicts",
    "write",
]
