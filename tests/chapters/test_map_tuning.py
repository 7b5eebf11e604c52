"""What rates tried again at every N change: cells that moved, and who holds more then."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import map_at_a_glance, map_tuning, who_is_ahead
from memlib.chapters.the_map import Map
from memlib.experiments.config import experiment, written
from memlib.experiments.verdicts.the_map import Capacity, Measured

SOFTMAX, NET, DEEP = "softmax", "flattened, one layer", "deep sets"
STANDARDIZED = "standardized mean, m = 8"


def a_map(name: str, **held: Capacity) -> Map:
    """One cell per family, on 64 orders at n = 256."""
    names = {"softmax": SOFTMAX, "net": NET, "deep": DEEP, "standard": STANDARDIZED}
    found = {
        ("64 orders", names[short], 256): Measured(one, one, 500) for short, one in held.items()
    }
    return Map(written(experiment(name)), ("64 orders",), [], found)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The softmax cell moves up, that of deep sets down, the others stay."""
    stay, low, high = Capacity(64, 91), Capacity(16, 32), Capacity(128, 181)
    maps = {
        "map_500": a_map("map_500", softmax=low, net=stay, deep=high, standard=stay),
        "map_500_again": a_map("map_500_again", softmax=high, net=stay, deep=stay, standard=stay),
    }
    monkeypatch.setattr(map_tuning, "read", maps.__getitem__)
    monkeypatch.setattr(map_tuning, "stored", lambda: ["map_500", "map_500_again"])
    monkeypatch.setattr(map_tuning, "AGAIN", {"map_500": "map_500_again"})


@pytest.mark.usefixtures("two")
def test_cells_that_moved_are_counted_for_each_side() -> None:
    said = map_tuning.moved().data
    assert "Transformers: 1 up and 0 down, of 1" in said
    assert "feed-forward nets: 0 up and 0 down, of 1" in said
    assert "controls: 0 up and 1 down, of 2" in said
    assert "More than one step of the climb: 1 up and 1 down." in said
    (far,) = said.split("\n\n")[1].split("\n")
    assert far == "* softmax, 64 orders at n = 256, about 500 parameters: 16 to 32, now 128 to 181"


@pytest.mark.usefixtures("two")
def test_who_holds_more_before_and_after(shown: Any) -> None:
    map_tuning.compared()
    (line,) = shown[0].text.split("\n")[1:]
    assert line.split()[:3] == ["64", "orders", "256"]
    cells = line.split("256", 1)[1]
    assert cells.index("feed-forward 2–5.7×") < cells.index("transformer 1.4–2.8×")
    assert "close" in cells  # standardized, in the map: as many as the net


def test_without_runs_it_says_so(monkeypatch: pytest.MonkeyPatch, shown: Any) -> None:
    monkeypatch.setattr(map_tuning, "stored", list)
    assert "Not measured yet" in map_tuning.moved().data
    map_tuning.compared()
    assert not shown


def test_what_the_page_says_of_rates_tried_again() -> None:
    """The dip is gone; who holds more among the models of the paper and softmax stays the same."""
    head, far = map_tuning.moved().data.split("\n\n")
    assert head.startswith("**At about 1,000 parameters: brackets")  # the text names this size
    assert " up and 0 down. By a factor" in head
    dips = [line for line in far.split("\n") if "standardized mean" in line and "n = 256" in line]
    assert {line.split(", ")[2] for line in dips} == {"8 orders at n = 256", "64 orders at n = 256"}
    for one, again in map_tuning.pairs():
        for changed in (False, True):
            before, after = (
                {
                    (duel.data, duel.length): who_is_ahead.more(duel)
                    for duel in map_at_a_glance.fights(some, changed=changed)
                }
                for some in (one, again)
            )
            for place, (side, low, _) in after.items():
                if not changed:
                    assert (side if low > 1 else "") == (
                        before[place][0] if before[place][1] > 1 else ""
                    )
                elif place[1] == 256:
                    assert side == who_is_ahead.OURS
                    assert low > 1
