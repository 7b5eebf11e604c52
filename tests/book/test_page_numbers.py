"""On paper a reference to another chapter names its page."""

from __future__ import annotations

from bs4 import BeautifulSoup

from memlib.book import page_numbers

LINK = '<a href="#notebooks-{}">{}</a>'
THEIRS = LINK.format("two--lem-b", "Lemma B.2")


def marked(html: str) -> str:
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    page_numbers.mark(soup, "notebooks-one")
    return str(soup)


def test_the_first_reference_to_another_chapter_names_the_page() -> None:
    html = marked(
        f"<p>By {THEIRS}.</p><p>Again {THEIRS}, and {LINK.format('two--e', '(2.4)')}.</p>"
    )
    assert page_numbers.wanted(html) == ["notebooks-two--lem-b"]
    before, after = (page_numbers.fill(html, pages) for pages in ({}, {"notebooks-two--lem-b": 9}))
    said = [" ".join(BeautifulSoup(x, "html.parser").get_text().split()) for x in (before, after)]
    assert said == ["By Lemma B.2 (p. 000).Again Lemma B.2, and (2.4).",
                    "By Lemma B.2 (p. 9).Again Lemma B.2, and (2.4)."]  # fmt: skip


def test_brackets_do_not_stand_in_brackets() -> None:
    html = page_numbers.fill(marked(f"<p>words ({THEIRS})</p>"), {"notebooks-two--lem-b": 9})
    assert BeautifulSoup(html, "html.parser").get_text().split() == [
        "words", "(Lemma", "B.2,", "p.", "9)"
    ]  # fmt: skip


def test_no_page_is_named_within_a_chapter_in_lists_of_uses_and_in_tables() -> None:
    own = LINK.format("one--lem-a", "Lemma A.1")
    for html in (
        f"<p>{own}</p>",
        f'<div class="memlib-ways"><p>Uses: {THEIRS}</p></div>',
        f"<table><tr><td>{THEIRS}</td></tr></table>",
        f"<p>{LINK.format('two', 'another chapter')}</p>",
    ):
        assert page_numbers.wanted(marked(html)) == []
