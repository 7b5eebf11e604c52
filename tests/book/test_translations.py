"""The real translations: formulas, references and code of the English, Chinese typography."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from memlib.book import catalog
from memlib.book.messages import KEPT
from memlib.book.project import Project

HAN = r"[\u3400-\u9fff]"
LATIN = r"[A-Za-z0-9]"

PAGES = [
    (language, page)
    for language in catalog.LANGUAGES
    for page in catalog.translated(Project.find(), language)
]


def kept(text: str) -> set[str]:
    """What a translation takes over, without the words for a reader inside."""
    words = r"(?<=`)[^`<]*(?=<)|(?<=aria-label=\")[^\"]*|(?<=\\text\{)[^}]*"
    return {re.sub(words, "", each) for each in KEPT.findall(text)}


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_formulas_references_code_and_links_are_those_of_the_english(
    real: Project, language: str, page: str
) -> None:
    for message, translation in catalog.read(real, language, page).known.items():
        assert kept(translation) == kept(message), message
        places = [each.count("{prf:ref}") for each in (message, translation)]
        assert places[0] == places[1], f"links count the references: {message}"
        numbers = [re.findall(r"\d[\d,.]+\d", KEPT.sub("", x)) for x in (message, translation)]
        assert set(numbers[0]) == set(numbers[1]), message
        assert message.count("|") == translation.count("|"), message


@pytest.mark.parametrize("page", [page for language, page in PAGES if language == "zh"])
def test_chinese_typography(real: Project, page: str) -> None:
    """Full-width marks after Chinese words; a space between Chinese and Latin or digits."""
    for message, translation in catalog.read(real, "zh", page).known.items():
        if message.startswith("<"):
            continue  # HTML as it stands
        text = KEPT.sub("\uffff", translation).replace(" |", "").replace("| ", "")
        for wrong in (
            rf"{HAN}[,;:!?]",
            rf"{HAN}\.(?:\s|$)",
            rf"[,;:!?] ?{HAN}",
            rf"{HAN}{LATIN}|{LATIN}{HAN}",
            r"[，。；：？！、（）] (?!\*)|[^*] [，。；：？！、（）]",
            rf"\({HAN}|{HAN}\)",
            r"  ",
        ):
            found = re.search(wrong, text)
            assert found is None, f"{found and found[0]!r} in {translation}"
        assert "*" not in MarkdownIt().render(KEPT.sub("`x`", translation)), (
            f"stars that are no emphasis: {translation}"  # after a full-width mark, before a word
        )
        assert re.search(HAN, text) or not re.search(r"[a-z]{4}", KEPT.sub("", message)), message
