"""Figures of Table 1, measured: every construction that has a network, with its numbers."""

from __future__ import annotations

import pytest

from memlib.constructions.registry import THEOREMS
from memlib.errors import MemlibError
from memlib.plots.rivals import NAMES, along, trade
from memlib.plots.style import Picture
from memlib.rivals.registry import RIVALS
from memlib.tables.table_1 import MAKERS


def rows(sequences: int, parameters: int, name: str) -> dict[str, object]:
    sizes = {"parameters": parameters, "depth": 2, "width": 5, "max_bits": 7}
    return {"construction": name, "sequences": sequences, "sizes": sizes}


def test_every_construction_has_a_name_and_a_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[Picture] = []
    monkeypatch.setattr("IPython.display.display", pictures.append)
    titles = {name: each.title for name, each in (*THEOREMS.items(), *RIVALS.items())}
    titles |= {"limited-bits": "Theorem F.1, few bits", "feed-forward": "Vardi et al. 2022"}
    for maker in MAKERS:
        if maker.method == "literal":
            assert NAMES.get(maker.name, titles[maker.name]) == titles[maker.name]
    none = {"construction": "baum", "sequences": 900, "sizes": None}
    drawn = [rows(n, p, name) for name in NAMES for n, p in ((100, 30), (1, 3))]
    along([*drawn, *(rows(n, p, "newest") for n, p in ((100, 30), (1, 3))), none], "sequences")
    trade([rows(1, 3, name) for name in NAMES], "depth", "width")
    curves, marks = pictures
    assert curves.light != curves.dark
    for name in NAMES.values():
        assert f"{name}: 3 at 1, 30 at 100, slope 0.50" in curves.alt
        assert f"{name}: 2 and 5" in marks.alt
    assert "newest: 3 at 1, 30 at 100" in curves.alt
    assert "900" not in curves.alt


def test_nothing_to_draw() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        along([{"construction": "baum", "sequences": 1, "sizes": None}], "sequences")
