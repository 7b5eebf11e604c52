"""What a file may take: the one rule, and how it is raised."""

from __future__ import annotations

import time

import pytest

from memlib import budget
from memlib.budget import PATIENCE, UNLIMITED, Budget, BudgetError, patience


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 5), ("0", 0), ("", PATIENCE), ("-1", PATIENCE), ("1e3", PATIENCE), ("9" * 99, PATIENCE)],
)
def test_the_environment_says_how_patient(
    monkeypatch: pytest.MonkeyPatch, text: str, seconds: int
) -> None:
    monkeypatch.setenv("MEMLIB_PATIENCE", text)
    assert patience() == seconds
    assert Budget().seconds == seconds


def test_memory_grows_with_patience_and_with_the_file() -> None:
    one = Budget(PATIENCE)
    assert one.memory == budget.MEMORY
    assert Budget(2 * PATIENCE).memory == 2 * budget.MEMORY
    assert Budget(PATIENCE, size=10).memory == budget.MEMORY + 10 * budget.MEMORY_A_BYTE
    one.hold(one.memory, "as much as there is")
    with pytest.raises(BudgetError, match=r"a thing takes about 1\.1 GB, more than 1\.1 GB"):
        one.hold(one.memory + 1, "a thing")


def test_time_is_weighed_before_it_is_spent() -> None:
    short = Budget(2, option="--patience SECONDS")
    short.spend(1)
    began = time.monotonic()
    with pytest.raises(BudgetError, match=r"more than 2 s of work \(--patience SECONDS, 2 now"):
        short.spend(3)
    assert time.monotonic() - began < 1
    short.end = time.process_time() - 1
    with pytest.raises(BudgetError):
        short.spend()
    UNLIMITED.spend(10**6)
    UNLIMITED.hold(10**20, "anything")
