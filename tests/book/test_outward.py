"""What the site says of itself to others."""

from __future__ import annotations

import struct
from pathlib import Path

from memlib.book import outward
from memlib.book.project import Project


def test_every_page_has_a_description_in_plain_words(real: Project) -> None:
    said = outward.descriptions(real)
    assert set(said) == set(real.pages)
    for page, text in said.items():
        assert 20 < len(text) <= 202, page
        assert not set("$\\{}`*|") & set(text), f"{page}: {text}"
        assert "](" not in text, f"{page}: {text}"


def test_llms_has_every_page_but_the_cover(small: Project) -> None:
    said = {page: f"About {page}." for page in small.pages}
    text = outward.llms(small, said)
    assert text.startswith("# A small book\n\n> About intro.\n")
    assert "- [Preface](https://someone.github.io/small/preface.html): About preface." in text
    assert "## All" in text


def test_the_tags_of_a_page(small: Project) -> None:
    text = outward.tags(small, "notebooks/one", 'Say "one" & two.')
    assert '<meta property="og:title" content="One"/>' in text
    assert 'content="Say &quot;one&quot; &amp; two."' in text
    assert 'property="og:url" content="https://someone.github.io/small/notebooks/one.html"' in text
    assert 'content="https://someone.github.io/small/_static/card.png"' in text


def test_the_card_has_the_size_that_is_told(tmp_path: Path) -> None:
    card = tmp_path / "card.png"
    outward.draw_card(card, "How much can a transformer memorize?")
    data = card.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == outward.CARD_SIZE
    assert len(data) < 200_000
