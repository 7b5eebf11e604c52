"""The colors: readable on their background, and apart for every eye."""

from __future__ import annotations

from itertools import combinations

import pytest

from memlib.plots.themes import COLOR_NAMES, DARK, LIGHT, THEMES, Theme, letters_on

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
RGB = tuple[float, float, float]


def linear(color: str) -> RGB:
    values = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return r, g, b


def contrast(one: str, two: str) -> float:
    """The contrast ratio of the web's accessibility guidelines."""
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(linear, (one, two))]
    return (max(light) + 0.05) / (min(light) + 0.05)


def lab(rgb: RGB) -> RGB:
    """CIE L*a*b*, where a distance of 10 is plain to see side by side."""
    r, g, b = (min(max(v, 0.0), 1.0) for v in rgb)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(color: str, eye: str) -> RGB:
    rgb = linear(color)
    r, g, b = (sum(w * v for w, v in zip(row, rgb, strict=True)) for row in EYES[eye])
    return lab((r, g, b))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_contrast(theme: Theme) -> None:
    assert contrast(theme.text, theme.background) >= 7
    assert contrast(theme.muted, theme.background) >= 4.5
    for name, color in zip(COLOR_NAMES, theme.palette, strict=True):
        assert contrast(color, theme.background) >= 3, name


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_colors_are_apart_for_every_eye(theme: Theme, eye: str) -> None:
    for one, two in combinations(COLOR_NAMES, 2):
        a, b = seen(theme.color(one), eye), seen(theme.color(two), eye)
        distance = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5
        assert distance >= 15, (one, two, round(distance, 1))


def test_a_color_keeps_its_name_in_both_themes() -> None:
    """The hue of a named color differs by less than a twelfth of the circle."""
    from colorsys import rgb_to_hls

    for name in COLOR_NAMES[:-1]:
        hues = []
        for theme in (LIGHT, DARK):
            color = theme.color(name)
            hues.append(rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0])
        difference = abs(hues[0] - hues[1])
        assert min(difference, 1 - difference) < 1 / 12, name


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_shades_have_readable_letters_and_nothing_is_background(theme: Theme) -> None:
    """In the dark theme a cell of nothing is dark: matrices were white boxes there."""
    assert theme.shade(0) == theme.background
    for k in range(-10, 11):
        face = theme.shade(k / 10)
        assert contrast(letters_on(face), face) >= 4.5
    assert theme.shade(1) != theme.shade(-1)
