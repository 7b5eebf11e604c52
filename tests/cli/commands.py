"""What a command gives back, a good data set, and what must be true of a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., tuple[int, str, str]]

GOOD: dict[str, Any] = {
    "task": "next-token",
    "dataset": {
        "token_dim": 2,
        "tokens": [["0", "1/2"], ["-0x1fp-2", "3"], ["7", "7"]],
        "sequences": [[0, 1], [1, 1], [2, 1]],
        "labels": [4, -5, 4],
    },
}


def assert_refused(result: tuple[int, str, str], *says: str) -> None:
    """Exit code 2 and one line that says all this."""
    code, out, err = result
    assert code == 2
    assert out == ""
    assert err.startswith("memlib: ")
    assert err.count("\n") == 1
    for text in says:
        assert text in err
