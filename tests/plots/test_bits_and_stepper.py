"""Figures on vectors, sequence ids and bits: both themes, numbers in the alt text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from typing import Any

import pytest

from memlib.constructions.studies import pencil
from memlib.constructions.studies.layer_by_layer import layer_by_layer
from memlib.errors import MemlibError
from memlib.plots import bits
from memlib.plots.stepper import stepper, stepper_html


def tent(z: float) -> float:
    return min(2 * z, 2 - 2 * z)


def test_waves_counts_teeth(shown: Any) -> None:
    bits.triangle_waves([tent, lambda z: tent(tent(z))])
    assert "with 1, 2 teeth" in shown.only.alt


def test_near_and_far_says_who_is_higher(shown: Any) -> None:
    bits.near_and_far(tent, 2, [("0", 0.1, 0.2), ("1", 0.6, 0.7)])
    assert "at 0 the far point is higher; at 1 the near point is higher" in shown.only.alt


WALK = [
    {"title": "first", "stage": 1, "rows": {"score": "2"}, "key_bits": "", "label_bits": ""},
    {
        "title": "</script>",
        "stage": 3,
        "rows": {"label": "1/2"},
        "key_bits": "01",
        "label_bits": "1",
    },
]


def test_stepper_is_one_piece_that_asks_no_host() -> None:
    text = stepper_html(
        {"x": WALK}, places=[(2, 1)], buckets=[(2, 2)], slots=1, alt="a small walk of two layers"
    )
    assert text.count("<script>") == text.count("</script>") == 1  # the data cannot end it
    assert "@DATA@" not in text
    assert "@NAME@" not in text
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text) == []
    assert " src=" not in text
    assert text.index("<table") < text.index("<script>")
    cells = [unescape(cell) for cell in re.findall(r"<td[^>]*>([^<]*)</td>", text)]
    assert cells[-5:] == ["2", WALK[1]["title"], "01", "1", "1/2"]
    data = re.search(r"const data = (\{.*\});\n", text)
    assert data is not None
    assert json.loads(data[1])["walks"]["x"][1]["rows"] == {"label": "1/2"}


@pytest.mark.parametrize("walks", [{}, {"x": []}, {"x": WALK, "y": WALK[:1]}])
def test_stepper_refuses_walks_that_do_not_fit(walks: dict[str, list[dict[str, object]]]) -> None:
    with pytest.raises(MemlibError, match="stepper"):
        stepper_html(walks, places=[], buckets=[], slots=1, alt="a small walk of two layers")


def test_stepper_script_is_valid_and_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The script of a real network, run on a page of our own making by node, where there is one."""
    pages: list[object] = []
    monkeypatch.setattr("IPython.display.display", pages.append)
    net = pencil.memorize([(1,), (2,)], [1, 2], slots=2, inputs=("x",), prefix="")
    walks = {"x = 1": [layer.table() for layer in layer_by_layer(net, (1,), ("x",))]}
    stepper(walks, places=[(2, 1), (4, 2)], buckets=[(2, 4)], slots=2)
    (page,) = pages
    script = re.search(r"<script>(.*)</script>", page.data, flags=re.DOTALL)  # type: ignore[attr-defined]
    assert script is not None
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine; the site's tests run the script in a browser")
    done = subprocess.run([node, "--check", "-"], input=script[1], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
