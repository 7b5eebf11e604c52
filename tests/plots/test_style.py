"""Figures: alt text, two themes, one picture shown, the same bytes each time."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.plots import DARK, LIGHT, Theme, picture, show
from memlib.plots.growth import growth, slope

ALT = "A line that rises from one to two."


def line(axes: Any, theme: Theme) -> None:
    axes.plot([1, 2], color=theme.color("blue"), label="line")
    axes.set(xlabel="x", ylabel="y", title="Title")
    axes.legend()


@pytest.mark.parametrize("alt", ["", "  ", "A plot.", "Figure 1"])
def test_alt_text_must_say_something(alt: str) -> None:
    with pytest.raises(MemlibError, match="says too little"):
        picture(line, alt=alt)


def test_alt_text_must_not_repeat_the_caption() -> None:
    with pytest.raises(MemlibError, match="repeats the caption"):
        picture(line, alt=ALT, caption=ALT)


def test_drawn_once_for_each_theme() -> None:
    themes = []
    made = picture(lambda axes, theme: themes.append(theme), alt=ALT)
    assert themes == [LIGHT, DARK]
    assert LIGHT.background.encode() in made.light
    assert DARK.background.encode() in made.dark


def test_the_same_bytes_each_time_and_no_date() -> None:
    first, second = picture(line, alt=ALT), picture(line, alt=ALT)
    assert (first.light, first.dark) == (second.light, second.dark)
    assert not re.search(rb"20\d\d-\d\d|dc:date|Matplotlib v", first.light)


def test_many_points_become_a_png_that_is_the_same_each_time() -> None:
    def cloud(axes: Any, theme: Theme) -> None:
        axes.scatter([k % 97 for k in range(3000)], [k % 89 for k in range(3000)])

    first, second = picture(cloud, alt=ALT), picture(cloud, alt=ALT)
    assert first.kind == "png"
    assert first.light.startswith(b"\x89PNG")
    assert (first.light, first.dark) == (second.light, second.dark)
    assert b"tEXt" not in first.light


class Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_notebook_shows_exactly_one_picture_with_its_words() -> None:
    made = picture(line, alt='It says "a < b" twice.', caption="Both & more")
    parser = Images()
    parser.feed(made.html())
    images = [attrs for tag, attrs in parser.tags if tag == "img"]
    (source,) = [attrs for tag, attrs in parser.tags if tag == "source"]
    assert [image["alt"] for image in images] == ['It says "a < b" twice.']
    assert source["media"] == "(prefers-color-scheme: dark)"
    assert source["srcset"] != images[0]["src"]
    assert "<figcaption>Both &amp; more</figcaption>" in made.html()
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == 'Figure: It says "a < b" twice.'
    assert bundle["text/html"] == made.html()


def test_show_displays_in_the_middle_of_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython.display

    shown: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    show(line, alt=ALT)
    assert [made.alt for made in shown] == [ALT]


def test_several_axes_and_no_figure_left_open() -> None:
    import matplotlib.pyplot as plt

    def two(axes: Any, theme: Theme) -> None:
        assert axes.shape == (2,)
        axes[0].plot([1, 2])

    made = picture(two, alt=ALT, layout=(1, 2), size=(8, 3), sharey=True)
    assert (made.width, made.height) == (800, 300)
    assert plt.get_fignums() == []


def test_save_writes_both(tmp_path: Path) -> None:
    made = picture(line, alt=ALT)
    made.save(tmp_path / "line.svg")
    assert (tmp_path / "line-light.svg").read_bytes() == made.light
    assert (tmp_path / "line-dark.svg").read_bytes() == made.dark
    with pytest.raises(MemlibError, match="svg"):
        made.save(tmp_path / "line.png")


def test_growth_tells_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython.display

    shown: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    growth({"built": [(16, 40), (256, 160)]}, lines={"bound": [(16, 16), (256, 256)]})
    (made,) = shown
    assert "built: 40 at N = 16, 160 at N = 256, slope 0.50" in made.alt
    assert "bound: 16 at N = 16, 256 at N = 256, slope 1.00" in made.alt
    assert slope([(5, 7)]) == 0
    for nothing in ({}, {"built": []}):
        with pytest.raises(MemlibError, match="nothing to draw"):
            growth(nothing)
