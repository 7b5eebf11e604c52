"""``python -m memlib.plots``: draw the figure of the README from a stored table.

Writes ``NAME-light.svg`` and ``NAME-dark.svg``, and prints the alt text that README.md carries.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from memlib import files
from memlib.errors import MemlibError
from memlib.plots.style import Picture
from memlib.plots.variations import fitted_picture

TABLE: Final = "results/theorem_sizes.json"
TARGET: Final = "book/_static/theorem-sizes.svg"

#: Curves whose sizes differ by less than this share are drawn once, with all their names.
SAME: Final = 0.001


def theorem_sizes(table: dict[str, Any]) -> Picture:
    """Parameters against labels for every family of the table, and 2N for comparison.

    Args:
        table: a table of ``memlib.tables.theorem_sizes``: ``manifest`` and ``rows``.
    """
    curves: dict[str, list[tuple[float, float]]] = {}
    for row in table["rows"]:
        point = (row["labels"], row["built"]["parameters"])
        curves.setdefault(row["family"], []).append(point)
    low, high = table["manifest"]["fitted"]
    sizes = [n for n, _ in next(iter(curves.values()))]
    return fitted_picture(
        joined(curves),
        over=(low, high),
        across="labels",
        lines={"one neuron a label, 2N": [(n, 2 * n) for n in (min(sizes), max(sizes))]},
    )


def joined(curves: dict[str, list[tuple[float, float]]]) -> dict[str, list[tuple[float, float]]]:
    """Curves that lie on each other, put together under all their names.

    >>> joined({"a": [(1, 10)], "b": [(1, 30)], "c": [(1, 10)]})
    {'a, c': [(1, 10)], 'b': [(1, 30)]}
    """
    groups: list[tuple[list[str], list[tuple[float, float]]]] = []
    for name, curve in curves.items():
        for names, other in groups:
            pairs = zip(curve, other, strict=False)
            if len(curve) == len(other) and all(
                n == m and abs(p - q) <= SAME * q for (n, p), (m, q) in pairs
            ):
                names.append(name)
                break
        else:
            groups.append(([name], curve))
    return {", ".join(names): curve for names, curve in groups}


def main(arguments: list[str] | None = None) -> int:
    """Draw and save; 0 when both files were written."""
    parser = argparse.ArgumentParser(prog="python -m memlib.plots", description=__doc__)
    parser.add_argument("table", nargs="?", default=TABLE, help=f"default: {TABLE}")
    parser.add_argument("-o", "--output", default=TARGET, help=f"default: {TARGET}")
    options = parser.parse_args(arguments)
    try:
        table = files.read_json(Path(options.table))
        if not isinstance(table, dict) or not table.keys() >= {"manifest", "rows"}:
            raise MemlibError("no table of results", operation="draw", place=options.table)
        made = theorem_sizes(table)
        made.save(options.output)
    except MemlibError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(made.alt)
    return 0


if __name__ == "__main__":
    sys.exit(main())
