"""What all figures that move hold: drawings for every place of a control, words, small pages."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET

import pytest

from memlib.errors import MemlibError
from memlib.figures.moving import Control, Moving, Part
from memlib.figures.page import ENGINE, css, html
from memlib.figures.registry import FIGURES, drawn, figure
from memlib.figures.tables import packed


def unpacked(table: dict[str, object], key: str) -> str:
    """What the page's script makes of a packed table (moving.js does the same)."""
    number, *values = table["table"][key]  # type: ignore[index]
    first, *rest = table["shapes"][number]  # type: ignore[index]
    return str(first) + "".join(
        f"{value}{piece}" for value, piece in zip(values, rest, strict=True)
    )


@pytest.mark.parametrize("name", FIGURES)
def test_every_drawing_is_well_formed_and_inside_the_picture(name: str) -> None:
    moving = FIGURES[name]
    for part in moving.parts:
        for text in moving.tables[part.name].values():
            assert text
            if part.name != "said":
                ET.fromstring(f"<svg>{text}</svg>")
                for x in map(float, re.findall(r' (?:x|cx|x1|x2)="(-?[\d.]+)"', text)):
                    assert -80 <= x <= moving.size[0], (part.name, x)


@pytest.mark.parametrize("name", FIGURES)
def test_each_control_alone_needs_no_python(name: str) -> None:
    """From rest, every control goes everywhere by the tables of the page."""
    moving = FIGURES[name]
    for control in moving.controls:
        if control.kind == "handle" and not any(
            f'data-handle="{control.name}"' in moving.drawn(part.name, moving.start)
            for part in moving.parts
        ):
            continue  # it is not in the picture at rest
        for value in control.values:
            state = {**moving.start, control.name: value}
            for part in moving.parts:
                key = ",".join(str(state[each]) for each in part.on)
                assert key in moving.tables[part.name], (control.name, value, part.name)


@pytest.mark.parametrize("name", FIGURES)
def test_a_packed_table_gives_each_drawing_back(name: str) -> None:
    for drawings in FIGURES[name].tables.values():
        table = packed(drawings)
        assert all(unpacked(table, key) == text for key, text in drawings.items())


@pytest.mark.parametrize("name", FIGURES)
def test_at_rest_it_stands_without_javascript_and_is_light(name: str) -> None:
    moving = FIGURES[name]
    block = html(moving)
    svg = block[block.index("<svg") : block.index("</svg>") + 6]
    assert svg.count("data-part") == len(moving.parts) - 1
    assert moving.alt.split()[0] in svg
    assert 'role="img"' in svg
    assert '<div class="moving-bar"' in block
    assert "hidden>" in block
    assert len(moving.point.split()) > 8
    assert ENGINE in block
    assert block.count("</script>") == 1
    assert len(gzip.compress(block.encode())) < 25_000
    assert "http" not in block.replace("http://www.w3.org/2000/svg", "")


def test_what_no_table_holds_is_drawn_by_the_same_function() -> None:
    state = {**FIGURES["cells"].start, "x_a": 0, "x_b": 1}
    key = ",".join(str(state[each]) for each in FIGURES["cells"].part("said").on)
    assert key not in FIGURES["cells"].tables["said"]
    text = drawn("cells", "said", str(state).replace("'", '"'))
    assert text.startswith("Inputs −3, −5/2, 1, 2: 11 cells")


def test_wrong_names_and_values_are_told() -> None:
    with pytest.raises(MemlibError, match="no figure is called 'x'"):
        figure("x")
    with pytest.raises(MemlibError, match="no part is called 'x'"):
        drawn("fold", "x", "{}")
    with pytest.raises(MemlibError, match="folds = 99"):
        drawn("fold", "veil", '{"folds": 99}')
    on = Control("a", "a", "slider", ("0", "1"), 0)
    with pytest.raises(MemlibError, match="name every control once"):
        Moving("x", "X", "p", "one two three four", (1, 1), (on,), (Part("p", ("b",), str),))
    with pytest.raises(MemlibError, match="alt text"):
        Moving("x", "X", "p", "short", (1, 1), (on,), ())


def test_colors_are_there_for_both_themes() -> None:
    assert css().count("--m-blue:") == 3
