"""The chapters: how each opens and ends, and that none leans on what only a later one says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from memlib.book import labels, pictures
from memlib.book.chapters import Chapter, numbered, table
from memlib.book.project import Project

REAL = Project.find()
CHAPTERS = {each.name: each for each in numbered(REAL)}

#: Chapters that do not have the form yet. This list only shrinks; at the end it is empty.
NOT_YET = {
    "replication_report",
}

GOOD = """\
# A chapter

```{admonition} The question
:class: opening

How many?

**You will be able to**

* count them,
* and say
  why.

**Time:** about 5 minutes, and 5 for the exercises.
```

```{code-cell} ipython3
:tags: [hide-input]

from memlib.chapters import vectors as draw

draw.bucket_costs(rows, points=8)
```

```{prf:theorem} Many
:label: thm-many

Text.
```

```{admonition} What to keep
:class: note
* Many.
```

## Exercises

```{exercise} One
Text.
```
"""


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_has_the_form(name: str) -> None:
    missing = CHAPTERS[name].missing()
    if name in NOT_YET:
        assert missing, f"{name} has the form: take it off the list"
    else:
        assert not missing


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_time_told_is_about_what_it_takes(name: str) -> None:
    chapter = CHAPTERS[name]
    if name in NOT_YET and "no time" in chapter.missing():
        return
    for told, takes in zip(chapter.told, chapter.minutes, strict=True):
        assert told % 5 == 0
        assert abs(told - takes) <= max(5, takes * 0.3), f"told {told}, reckoned {takes}"


def test_nothing_is_missing_from_a_good_one() -> None:
    assert Chapter("good", GOOD).missing() == []
    assert Chapter("good", GOOD).told == (5, 5)
    assert Chapter("good", GOOD).exercises == 1


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("How many?", "How many.", "no question below its title"),
        ("* count them,\n", "count them,\n", "no goals"),
        ("about 5 minutes", "5 min", "no time"),
        ("draw.bucket_costs(rows, points=8)", "print(rows)", "no picture before its first"),
        ("# A chapter\n\n", "# A chapter\n\n```{prf:lemma}\nText.\n```\n\n", "no picture before"),
        ("* Many.", "Many.", "no list of what to keep"),
        ("## Exercises", "## More\n\n## Exercises", "no list of what to keep"),
    ],
)
def test_what_is_missing_is_named(old: str, new: str, missing: str) -> None:
    assert old in GOOD
    found = Chapter("bad", GOOD.replace(old, new)).missing()
    assert any(each.startswith(missing) for each in found)


def test_words_and_code_are_counted_plainly() -> None:
    text = "# A title\n\n```{prf:lemma} Big one\n:label: lem-big\n\nFor $x = 1$.\n```\n"
    cells = "```{code-cell} ipython3\na = 1\n\nb = 2\n```\n"
    folded = "```{code-cell} ipython3\n:tags: [hide-input]\n\nc = 3\n```\n"
    chapter = Chapter("some", text + cells + folded)
    assert chapter.words == 2 + 1 + 2 + 4  # with the mark of the heading
    assert chapter.code == 2


def test_what_draws_is_known_by_its_module() -> None:
    assert ("memlib.plots.line", "line") in pictures.drawing()
    assert not pictures.draws("show(X)", "from memlib.chapters.transformers import show")


# Order

_REFERENCE = re.compile(
    r"\{(?:prf:ref|eq|ref|numref)\}`(?:[^`<]*<)?(?P<role>[\w-]+)>?`|\]\(#(?P<link>[\w-]+)\)"
)
_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|:{3,})(?:\{(?P<kind>[\w:-]+)\})?")


def uses(text: str) -> Iterator[tuple[str, bool]]:
    """Each label that a page refers to, and whether the place says that it only looks ahead."""
    proofs: list[tuple[str, bool]] = []
    ahead = blank = True
    for line in text.splitlines():
        if fence := _FENCE.match(line):
            if fence["kind"]:
                proofs.append((fence["fence"], fence["kind"] == "prf:proof"))
            elif proofs and fence["fence"] == proofs[-1][0]:
                proofs.pop()
            blank = True
        elif not line.strip():
            blank = True
        else:
            if blank:
                ahead = line.lstrip().startswith("*Ahead:*")
            blank = False
        for match in _REFERENCE.finditer(line):
            yield match["role"] or match["link"], ahead and not any(p for _, p in proofs)


def too_early(project: Project) -> set[tuple[str, str]]:
    """(chapter, label) for each use of what a later chapter states."""
    known = labels.collect(project)
    place = {page: index for index, page in enumerate(project.numbered)}
    return {
        (chapter.name, label)
        for index, chapter in enumerate(numbered(project))
        for label, ahead in uses(chapter.text)
        if not ahead and label in known and place.get(known[label].page, 0) > index
    }


def test_nothing_is_used_before_its_chapter() -> None:
    assert too_early(REAL) == set()


def test_a_use_that_comes_too_early_is_seen(small: Project) -> None:
    toc = (small.root / "_toc.yml").read_text(encoding="utf-8")
    (small.root / "_toc.yml").write_text(
        toc.replace("caption: All", "caption: All\n    numbered: 1"), encoding="utf-8"
    )
    one = small.root / "notebooks" / "one.md"
    before = one.read_text(encoding="utf-8")
    for text, found in (
        ("By {prf:ref}`lem-small` it is so.", True),
        ("By {prf:ref}`that <lem-small>` it is so.", True),
        ("See [that](#lem-small).", True),
        ("*Ahead:* {prf:ref}`lem-small` will say more.", False),
        ("```{prf:proof}\n*Ahead:* by {prf:ref}`lem-small`.\n```", True),
        ("*Ahead:* more.\n\nBy {prf:ref}`lem-small`.", True),
    ):
        one.write_text(f"{before}\n{text}\n", encoding="utf-8")
        assert (("one", "lem-small") in too_early(Project(small.root))) is found, text


def test_the_table_lists_every_chapter() -> None:
    lines = table(REAL).splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(CHAPTERS)


def test_the_first_three_parts_stay_short() -> None:
    """14 chapters had 31,122 words and 1,536 lines of code in sight at the first edition."""
    first = [CHAPTERS[page.split("/")[1]] for page in REAL.numbered[:14]]
    assert first[-1].name == "open_softmax"
    words, code = sum(each.words for each in first), sum(each.code for each in first)
    print(f"words {words:,}, visible lines of code {code:,}")
    assert words <= 25_000
    assert code <= 700
