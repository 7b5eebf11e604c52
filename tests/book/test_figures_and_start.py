"""Figures become two files a page; the start shows device and preset."""

from __future__ import annotations

from pathlib import Path

import pytest

from memlib.book import figures, preset
from memlib.errors import MemlibError
from memlib.plots import picture


def test_a_page_gets_a_file_for_each_theme(tmp_path: Path) -> None:
    made = picture(
        lambda axes, theme: axes.plot([1, 2]), alt='Up from "one" to two.', caption="a<b"
    )
    html = figures.to_files(f"<p>x</p>{made.html()}<p>y</p>", tmp_path / "_images", "../_images")
    assert "data:" not in html
    assert "<source" not in html
    assert html.count("<img ") == 2
    assert html.count('alt="Up from &quot;one&quot; to two."') == 2
    assert html.count('class="only-light"') == html.count('class="only-dark"') == 1
    assert "<figcaption>a&lt;b</figcaption>" in html
    contents = {path.read_bytes() for path in (tmp_path / "_images").iterdir()}
    assert contents == {made.light, made.dark}
    for path in (tmp_path / "_images").iterdir():
        assert f'src="../_images/{path.name}"' in html


def test_two_figures_stay_two(tmp_path: Path) -> None:
    html = "".join(
        picture(lambda axes, theme, k=k: axes.plot([k, 2]), alt=f"A line from {k} on.").html()
        for k in range(2)
    )
    out = figures.to_files(html, tmp_path, "x")
    assert out.count("<img ") == 4
    assert len(list(tmp_path.iterdir())) == 4


def test_start_shows_and_chooses(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preset, "device", lambda: "cpu")
    assert preset.start("auto") == ("cpu", "quick")
    assert preset.start("full") == ("cpu", "full")
    monkeypatch.setattr(preset, "device", lambda: "cuda")
    assert preset.start("auto") == ("cuda", "full")
    assert preset.start() == ("cuda", "quick")
    assert "device: cuda" in capsys.readouterr().out
    with pytest.raises(MemlibError, match="choose quick, full or auto"):
        preset.start("fast")


def test_without_a_gpu_torch_is_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preset.shutil, "which", lambda name: None)
    monkeypatch.setattr(preset.importlib.util, "find_spec", lambda name: pytest.fail("asked"))
    assert preset.device() == "cpu"
