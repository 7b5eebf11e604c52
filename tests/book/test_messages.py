"""Pages cut into messages: nothing lost, the right things translated, the rest untouched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from memlib.book import messages, source
from memlib.book.project import Project

PAGE = """\
# A page

(sec-one)=
## One, *two*

Words that run
over two lines with $x$ and {ref}`sec-one`.
$$
y = 1 \\text{ not this}
$$ (eq-y)

````{admonition} A title
:class: note

* first
  goes on
* second

```{prf:theorem} Theorem 4.1 of the paper: about $N$
:label: thm-one

Inside.
```
````

```{code-cell} ipython3
code = "not this"
```

```sh
make book
```

```{raw} html
<p>Raw
words</p>
```

| head | $x$ |
|---|---|
| $1$ | $2$ |

A term
: Its meaning.
"""
FOUND = [
    "A page",
    "One, *two*",
    "Words that run over two lines with $x$ and {ref}`sec-one`.",
    "A title",
    "first goes on",
    "second",
    "about $N$",
    "Inside.",
    "<p>Raw\nwords</p>",
    "| head | $x$ |",
    "A term",
    "Its meaning.",
]


def test_each_sentence_for_a_reader_is_a_message() -> None:
    assert messages.messages(PAGE) == FOUND


def test_all_else_stays_as_it_is() -> None:
    """Also what a translation could not do without: the paper's number, labels, options, code."""
    done = messages.translate(PAGE, lambda message: f"<{FOUND.index(message)}>")
    for kept in (
        "(sec-one)=\n## <1>\n\n<2>\n$$\n",
        "$$ (eq-y)\n\n````{admonition} <3>\n:class: note\n\n* <4>\n* <5>\n\n",
        "{prf:theorem} Theorem 4.1 of the paper: <6>\n:label: thm-one\n\n<7>\n```\n````\n",
        'code = "not this"\n```\n\n```sh\nmake book\n```\n\n```{raw} html\n<8>\n```\n\n',
        "<9>\n|---|---|\n",
        "| $1$ | $2$ |\n\n<10>\n: <11>\n",
    ):
        assert kept in done


def test_a_title_that_is_translated_leaves_the_box_in_one_piece() -> None:
    text = "```{prf:lemma} Small\n:label: lem-a\n\nText.\n```\n"
    assert messages.translate(text, {"Small": "小"}.get) == text.replace("Small", "小")  # type: ignore[arg-type]


@given(st.lists(st.sampled_from([*PAGE.splitlines(), ":::", "```", "$$", "> q", "%"]), max_size=30))
def test_pieces_are_the_text_whatever_it_is(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "".join(piece.text for piece in messages.cut(text)) == text.removesuffix("\n") + "\n"
    assert messages.translate(text, lambda message: "") == text


def test_every_page_of_the_book_is_cut_without_loss(real: Project) -> None:
    for page in real.pages:
        text = real.text(page)
        assert messages.translate(text, lambda message: "") == text, page


def test_a_cell_has_the_messages_that_its_page_has(real: Project) -> None:
    """Catalogs are made of pages and put into cells."""
    for name in ("tour", "sqrt_n"):
        cells = [c.source for c in source.read(real, name).cells if c.cell_type == "markdown"]
        found = [each for cell in cells for each in messages.messages(cell)]
        assert found == messages.messages(real.text(f"notebooks/{name}"))
