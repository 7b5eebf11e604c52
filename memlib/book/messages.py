"""MyST text cut into the sentences and titles that a translator sees, and put together again.

A message is one heading, paragraph, list item, row of a table, title of a box or alternative text,
on one line: other line breaks in the source make no other message. Code, formulas that stand alone,
labels and options are no messages; they stay as they are. Raw HTML is one message, lines and all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from memlib.book.labels import heading

#: Directives whose argument is words for the reader.
_TITLED: Final = re.compile(
    r"prf:\w+|admonition|exercise(-start)?|grid-item-card|dropdown|tab-item|card|list-table|table"
    r"|sidebar|topic"
)
#: Directives, and fences without one, whose content is no prose.
_VERBATIM: Final = re.compile(
    r"code(-cell|-block)?|literalinclude|math|toctree|bibliography|mermaid|eval-rst|include|image"
    r"|moving|statement-map|raw"
)

_FENCE: Final = re.compile(
    r"(?P<indent>\s*)(?P<marks>`{3,}|:{3,})(?P<directive>\{[\w:-]+\})?(?P<gap>[ ]*)(?P<rest>.*)"
)
_OPTION: Final = re.compile(r"(?P<start>\s*:(?P<name>[\w-]+):[ ]*)(?P<value>.*)")
_MARK: Final = re.compile(r"(?P<mark>\s*(?:(?:[*+-]|\d+[.)]|>|:)[ ]+|#+[ ]+))(?P<words>\S.*)")
_LABEL: Final = re.compile(
    r"\s*\([\w-]+\)=\s*|\s*%.*|\s*(?:---|\*\*\*|\+\+\+.*)\s*|\s*</?[\w-]+[^>]*>\s*"
)
_ROW: Final = re.compile(r"\s*\|.*\|\s*")
_RULE: Final = re.compile(r"[\s|:-]+")
#: What a translation takes over as it stands.
KEPT: Final = re.compile(
    r"\$\$?[^$]+\$\$?|\{[\w:+-]+\}`[^`]*`|`[^`]+`|\]\([^)\s]+\)|<[^>\s][^>]*>|https?://\S+"
)


@dataclass(frozen=True)
class Piece:
    """A part of a page.

    Attributes:
        text: as it stands in the source.
        message: what of it a translator sees; nothing for all that stays as it is.
        before: what comes in front of the message, such as the mark of a list item.
        after: what follows it.
    """

    text: str
    message: str = ""
    before: str = ""
    after: str = "\n"


def messages(text: str) -> list[str]:
    """What a translator sees of a page or of a cell, in order.

    >>> messages("# Title\\n\\nTwo\\nlines with $x$.\\n\\n$$\\nx\\n$$\\n\\n* one\\n* two")
    ['Title', 'Two lines with $x$.', 'one', 'two']
    """
    return [piece.message for piece in cut(text) if piece.message]


def translate(text: str, known: Callable[[str], str]) -> str:
    """The text with every message that is known replaced.

    Args:
        text: MyST text.
        known: the translation of a message, or nothing.

    >>> translate("* one\\n  more\\n* two", {"one more": "一"}.get)
    '* 一\\n* two'
    """
    done = []
    for piece in cut(text):
        words = known(piece.message) if piece.message else ""
        done.append(piece.before + words + piece.after if words else piece.text)
    return "".join(done).removesuffix("" if text.endswith("\n") else "\n")


def cut(text: str) -> Iterator[Piece]:
    """The pieces of a text; their texts joined are the text, with a line feed at its end."""
    lines = (text.removesuffix("\n") + "\n").splitlines(keepends=True)
    place = 0
    while place < len(lines):
        end, pieces = _next(lines, place)
        yield from pieces
        place = end


def _next(lines: list[str], place: int) -> tuple[int, list[Piece]]:
    """One piece or more that begin at a line, and the line after them."""
    line = lines[place]
    if not line.strip() or _LABEL.fullmatch(line.rstrip("\n")):
        return place + 1, [Piece(line)]
    if found := _FENCE.fullmatch(line.rstrip("\n")):
        return _fence(lines, place, found)
    if line.lstrip().startswith("$$"):
        return _formula(lines, place)
    if _ROW.fullmatch(line.rstrip("\n")):
        return place + 1, [_row(line)]
    return _paragraph(lines, place)


def _formula(lines: list[str], place: int) -> tuple[int, list[Piece]]:
    """A formula on lines of its own, with its label."""
    end = place + 1
    if lines[place].count("$$") < 2:
        while end < len(lines) and "$$" not in lines[end]:
            end += 1
        end += 1
    return min(end, len(lines)), [Piece("".join(lines[place:end]))]


def _fence(lines: list[str], place: int, found: re.Match[str]) -> tuple[int, list[Piece]]:
    """The opening of a directive with its options, or all of a block that holds no prose."""
    directive, marks = (found["directive"] or "").strip("{}"), found["marks"]
    if not directive and marks[0] == ":":  # the end of one
        return place + 1, [Piece(lines[place])]
    pieces = [_opening(lines[place], found, directive)]
    end = place + 1
    while directive and end < len(lines) and (option := _OPTION.fullmatch(lines[end].rstrip("\n"))):
        spoken = option["name"] in ("alt", "caption") and option["value"]
        value = option["value"] if spoken else ""
        pieces.append(Piece(lines[end], value, option["start"]))
        end += 1
    if directive and not _VERBATIM.fullmatch(directive):
        return end, pieces
    if not directive and _open_before(lines, place, marks):
        return place + 1, [Piece(lines[place])]
    begin = end
    while end < len(lines) and lines[end].strip() != marks:
        end += 1
    inside = "".join(lines[begin:end])
    message = inside.removesuffix("\n") if directive == "raw" and _worded(inside) else ""
    pieces.append(Piece(inside, message))
    pieces += [Piece(each) for each in lines[end : end + 1]]
    return end + 1, pieces


def _open_before(lines: list[str], place: int, marks: str) -> bool:
    """Whether a bare fence closes a directive that holds prose."""
    if lines[place].strip() != marks:
        return False
    stack: list[str] = []
    verbatim = ""
    for line in lines[:place]:
        found = _FENCE.fullmatch(line.rstrip("\n"))
        if not found:
            continue
        bare = not found["directive"] and not found["rest"]
        name = (found["directive"] or "").strip("{}")
        if verbatim:
            verbatim = "" if bare and found["marks"] == verbatim else verbatim
        elif bare and stack and stack[-1] == found["marks"]:
            stack.pop()
        elif name and not _VERBATIM.fullmatch(name):
            stack.append(found["marks"])
        else:
            verbatim = found["marks"]
    return bool(stack) and stack[-1] == marks


def _opening(line: str, found: re.Match[str], directive: str) -> Piece:
    """The first line of a directive; its message is the title, without the paper's number."""
    titled = _TITLED.fullmatch(directive)
    rest = found["rest"] if titled else ""
    _, title = heading("", rest)
    before = line.rstrip("\n")[: len(line.rstrip("\n")) - len(title)]
    return Piece(line, title if _worded(title) else "", before)


def _row(line: str) -> Piece:
    """A row of a table, one message with its bars."""
    words = line.strip()
    message = "" if _RULE.fullmatch(line) or not _worded(words) else words
    return Piece(line, message, line[: len(line) - len(line.lstrip())])


def _paragraph(lines: list[str], place: int) -> tuple[int, list[Piece]]:
    """Lines that belong together: a paragraph, an item, a heading, a term or its meaning."""
    found = _MARK.fullmatch(lines[place].rstrip("\n"))
    before = found["mark"] if found else re.match(r"\s*", lines[place])[0]  # type: ignore[index]
    words = [found["words"] if found else lines[place].strip()]
    end = place + 1
    alone = before.strip().startswith("#")
    while not alone and end < len(lines) and _goes_on(lines[end]):
        words.append(lines[end].strip())
        end += 1
    text, message = "".join(lines[place:end]), " ".join(" ".join(words).split())
    return end, [Piece(text, message if _worded(message) else "", before)]


def _goes_on(line: str) -> bool:
    """Whether a line belongs to the paragraph before it."""
    bare = line.rstrip("\n")
    starts = _FENCE.fullmatch(bare) or _MARK.fullmatch(bare) or _ROW.fullmatch(bare)
    return not (not bare.strip() or starts or _LABEL.fullmatch(bare) or bare.strip()[:2] == "$$")


def _worded(text: str) -> bool:
    """Whether there are words in it, apart from formulas, code and references."""
    return bool(re.search(r"[A-Za-z]{2}|\b[aAI]\b", KEPT.sub("", text)))
