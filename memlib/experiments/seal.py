"""A seal on stored runs: one hash over all of a table's rows, written when they are exported.

Who alters a stored number, by mistake or not, breaks it. It is a hash of what the file says, number
by number as text, and not of how the file is laid out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

#: Of a table, what the seal covers: all but the manifest, which holds it.
COVERED: Final = ("same", "columns", "rows")
#: Where the manifest holds it.
SEAL: Final = "rows sha256"


def seal(table: Mapping[str, Any]) -> str:
    """The hash of a table's rows, 64 hexadecimal digits.

    >>> table = {"manifest": {}, "same": {"seed": 0}, "columns": ["loss"], "rows": [[0.5]]}
    >>> seal(table) == seal({**table, "manifest": {"what": "other"}})
    True
    >>> seal(table) == seal({**table, "rows": [[0.4]]})
    False
    """
    covered = json.dumps([table[key] for key in COVERED])
    numbers_as_text = json.loads(covered, parse_float=str)
    text = json.dumps(numbers_as_text, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def holds(table: Mapping[str, Any]) -> bool | None:
    """Whether a table's rows are those that were sealed; None where its manifest has no seal.

    >>> holds({"manifest": {}}), holds({"manifest": {SEAL: None}, "rows": []})
    (None, False)
    """
    manifest = table.get("manifest")
    if not isinstance(manifest, Mapping) or SEAL not in manifest:
        return None
    stored = manifest[SEAL]
    try:
        return table.keys() >= set(COVERED) and bool(stored == seal(table))
    except RecursionError:  # lists in lists, which no export writes
        return False
