"""The glossary: every entry is a word of the text, and knows where it stands first."""

from __future__ import annotations

import re

import pytest

from memlib.book import glossary
from memlib.book.project import Project

REAL = Project.find()
FIRST = glossary.first_pages(REAL)


@pytest.mark.parametrize("word", FIRST)
def test_every_entry_is_in_the_text_of_the_chapters(word: str) -> None:
    assert FIRST[word], f"no numbered chapter says {word!r}"
    before = REAL.numbered[: REAL.numbered.index(FIRST[word])]
    if f"% {word} from" not in REAL.text("glossary"):
        for page in before:
            assert not glossary.pattern(word).search(glossary.plain(REAL.text(page)))


def test_entries_stand_in_order_and_once() -> None:
    words = [word.lower() for word in FIRST]
    assert len(words) > 30
    assert words == sorted(set(words))


def test_the_words_with_a_chapter_are_entries() -> None:
    told = re.findall(r"^% (.+) from (\w+)$", REAL.text("glossary"), re.MULTILINE)
    assert told
    assert {word for word, _ in told} <= set(FIRST)
    assert {f"notebooks/{chapter}" for _, chapter in told} <= set(REAL.numbered)


@pytest.mark.parametrize(
    "text",
    ["`hinge`", "$hinge$", "$$\nhinge\n$$", "$$ x $$ (eq-hinge)", "# hinge",
     "{doc}`hinge`", "[hinge](x.md)",
     "```{code-cell}\nhinge\n```", "```{note} hinge\nx\n```", "% hinge", "unhinged", "hinged-x"],
)  # fmt: skip
def test_what_is_no_running_text(text: str) -> None:
    found = glossary.pattern("hinge").search(glossary.plain(f"\n{text}\n"))
    assert bool(found) is (text == "hinged-x")


@pytest.mark.parametrize(
    "text", ["a hinge", "Hinges", "*hinge*", "(hinge)", "```{note}\nhinge\n```"]
)
def test_what_is(text: str) -> None:
    assert glossary.pattern("hinge").search(glossary.plain(f"\n{text}\n"))


def test_a_term_of_two_words_may_be_broken_over_two_lines() -> None:
    assert glossary.pattern("sequence id").search("its sequence\nids")
