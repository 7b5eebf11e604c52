"""Which statement is used where: read from the text, and the map that is drawn of it."""

from __future__ import annotations

import itertools
from graphlib import TopologicalSorter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from memlib.book import statement_map, uses
from memlib.book.project import Project
from memlib.book.uses import Use

TEXT = """\
# Page

By {prf:ref}`lem-a`, and {prf:ref}`as said <lem-a>`.

````{prf:lemma} B
:label: lem-b
:class: dropdown

See {prf:ref}`lem-a`.

```{note}
And {prf:ref}`lem-c`.
```
````

```{prf:proof}
{prf:ref}`lem-b` uses
{prf:ref}`a lemma
<lem-a>`.
```

```{code-cell} ipython3
print("{prf:ref}`lem-a`")
```

Free again: {prf:ref}`lem-b`.

## Told
% proof of lem-b

By {prf:ref}`lem-c`.

## Next

{prf:ref}`lem-c`
"""


def test_each_reference_has_its_owner_and_its_number() -> None:
    found = [(u.label, u.number, u.owner) for u in uses.in_text(TEXT, "page")]
    assert found == [
        ("lem-a", 1, ""),
        ("lem-a", 2, ""),
        ("lem-a", 3, "lem-b"),
        ("lem-c", 1, "lem-b"),
        ("lem-b", 1, "lem-b"),
        ("lem-a", 4, "lem-b"),
        ("lem-b", 2, ""),
        ("lem-c", 2, "lem-b"),
        ("lem-c", 3, ""),
    ]


@pytest.mark.parametrize("words", ["This proves", "We prove"])
def test_a_proof_belongs_to_the_statement_that_it_names(words: str) -> None:
    """Else the lemma above it would be said to use the theorem that it is there for."""
    text = "```{prf:lemma}\n:label: lem-b\n```\n\n```{prf:proof}\n:class: dropdown\n\n"
    found = uses.in_text(f"{text}{words} {{prf:ref}}`thm-a`. By {{prf:ref}}`lem-b`.\n```\n", "page")
    assert [(u.label, u.owner) for u in found] == [("thm-a", "thm-a"), ("lem-b", "thm-a")]


def test_no_statement_of_the_book_leads_back_to_itself(real: Project) -> None:
    TopologicalSorter(uses.collect(real).direct).prepare()


def test_no_reference_of_the_book_is_lost(real: Project) -> None:
    written = sum(real.text(page).count("{prf:ref}`") for page in real.pages)
    assert len(uses.collect(real).all) == written > 250


def test_both_ways(real: Project) -> None:
    all_uses = uses.collect(real)
    pairs = {(user, used) for user, each in all_uses.direct.items() for used in each}
    back = {(use.owner, label) for label in all_uses.statements for use in all_uses.of(label)}
    assert pairs == {(owner, label) for owner, label in back if owner}
    assert all(user != used for user, used in pairs)


def test_a_told_proof_names_a_statement(real: Project) -> None:
    """A misspelled name in a comment would lose what the proof uses."""
    known = uses.collect(real).statements
    assert {use.owner for use in uses.collect(real).all} <= {"", *known}


@pytest.fixture
def book(small: Project) -> Project:
    one = small.root / "notebooks" / "one.md"
    text = one.read_text(encoding="utf-8")
    lemma = "\n```{prf:lemma} First & last\n:label: lem-first\nBy {prf:ref}`lem-small`.\n```\n"
    one.write_text(text + lemma, encoding="utf-8")
    return Project(small.root)


def test_the_map_has_a_line_per_statement_and_an_arc_per_use(book: Project) -> None:
    found = uses.collect(book)
    assert found.all == (Use("lem-small", "notebooks/one", 1, "lem-first"),)
    drawn = statement_map.svg(found, str.upper, str.title, lambda label: f"x.html#{label}")
    tree = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    links = [a.get("{http://www.w3.org/1999/xlink}href") for a in tree.iter(f"{space}a")]
    assert links == ["x.html#lem-first", "x.html#lem-small"]
    (path,) = tree.iter(f"{space}path")
    assert (path.get("data-from"), path.get("data-to")) == ("lem-first", "lem-small")
    assert path.get("class") == "memlib-map-later"
    words = ["".join(text.itertext()) for text in tree.iter(f"{space}text")]
    assert words == ["Notebooks/One", "LEM-FIRST First & last", "Notebooks/Two", "LEM-SMALL Small"]
    assert "0 lead up" in (tree.findtext(f"{space}desc") or "")


def test_the_map_of_the_book_is_inside_its_frame(real: Project) -> None:
    found = uses.collect(real)
    rows, height = statement_map.rows(found, str, str)
    heights = [row.y for row in rows]
    assert heights == sorted(heights)
    assert heights[0] > 0
    assert heights[-1] < height
    for first, second in itertools.pairwise(heights):
        assert second - first > 14, "lines of text do not touch"
    longest = max(len(f"Proposition 00.0 {words}") for _, words in (row.words for row in rows))
    assert statement_map.ARCS + 8 + longest * statement_map.LETTER <= statement_map.WIDTH
    for label, used in found.direct.items():
        for other in used:
            place = {row.label: row.y for row in rows}
            drawn = statement_map.arc(label, other, place[label], place[other], later=False)
            left = float(drawn.partition(" C")[2].split()[0])
            assert left > -statement_map.ARCS / 3, "its middle is three quarters as far out"


def test_the_page_of_each_text(tmp_path: Path, small: Project) -> None:
    assert small.text("preface").startswith("# Preface")
    assert small.text("notebooks/one").startswith("# One")
