"""Criteria that cannot be told are refused."""

from __future__ import annotations

import pytest

from memlib.errors import MemlibError
from memlib.experiments.criteria import told

#: A whole number that no float holds.
HUGE = 10**400


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("{a:share}", HUGE), ("{a:percent}", HUGE), ("{a:short}", HUGE),
        ("{a.b}", 1), ("{a", 1), ("}", 1), ("{a[0]}", 1), ("{b}", 1), ("{a:z}", 1),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_cannot_be_told_is_refused(sentence: str, value: object) -> None:
    with pytest.raises(MemlibError, match="asks for what the file does not have"):
        told(sentence, {"a": value}, {})
