"""Text cut into tokens that join to it again, byte for byte.

* ``words``: a word (letters, digits, underscores; an apostrophe inside belongs to it) with all the
  signs and spaces that follow it, up to the next word. A letter of a script that sets no spaces
  between words (Chinese, Japanese, Thai, ...) is a word by itself.
* ``characters``: Unicode code points; an emoji with joiners is several.
* ``bytes``: the bytes of the file, whatever they mean.

Nothing is folded, trimmed or normalized: capitals, carriage returns, a byte order mark and empty
lines stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from memlib.data.checks import shown
from memlib.errors import MemlibError

Unit: TypeAlias = Literal["words", "characters", "bytes"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)

#: Letters of scripts that are written without spaces between words.
_ALONE: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(
    rf"(?:[{_ALONE}]|(?:(?![{_ALONE}])\w)+(?:['’](?:(?![{_ALONE}])\w)+)*)?\W*", re.DOTALL
)


def split(data: bytes, unit: Unit) -> list[str] | list[int]:
    """The tokens of a text: strings, or for ``bytes`` numbers from 0 to 255.

    Raises:
        MemlibError: the text is not UTF-8 (for words and characters).

    >>> split(b"The cat,\\r\\nthe  cat's!", "words")
    ['The ', 'cat,\\r\\n', 'the  ', "cat's!"]
    >>> split("猫は cat".encode(), "words")
    ['猫', 'は ', 'cat']
    >>> split("é!".encode(), "bytes")
    [195, 169, 33]
    """
    if unit == "bytes":
        return list(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MemlibError(
            f"byte {error.start} is no UTF-8 text", mend="--tokens bytes takes any file"
        ) from None
    return list(text) if unit == "characters" else [word for word in _WORD.findall(text) if word]


def joined(tokens: Iterable[str | int]) -> bytes:
    """The bytes that tokens stand for.

    >>> joined(split("Ein Häuschen".encode(), "words")).decode()
    'Ein Häuschen'
    """
    return b"".join(bytes((t,)) if isinstance(t, int) else t.encode("utf-8") for t in tokens)


@dataclass(frozen=True)
class Vocabulary:
    """Tokens of a text, numbered 1, 2, 3, ... as they first appear.

    Attributes:
        unit: what a token is.
        entries: ``entries[k - 1]`` is token number k.
    """

    unit: Unit
    entries: tuple[str, ...] | tuple[int, ...]

    @classmethod
    def of(cls, unit: Unit, tokens: Sequence[str] | Sequence[int]) -> Vocabulary:
        """The vocabulary of a text.

        >>> Vocabulary.of("words", ["a ", "rose ", "is ", "a "]).entries
        ('a ', 'rose ', 'is ')
        """
        return cls(unit, cast(tuple[str, ...], tuple(dict.fromkeys(tokens))))

    @classmethod
    def from_json(cls, value: Any) -> Vocabulary:
        """What :meth:`to_json` wrote, checked.

        Raises:
            MemlibError: it is no such vocabulary.
        """
        if not isinstance(value, dict) or value.get("unit") not in UNITS:
            raise MemlibError("names no unit of text", place="about", mend="see memlib data text")
        unit, entries = value["unit"], value.get("vocabulary")
        kind = int if unit == "bytes" else str
        if not isinstance(entries, list) or {type(each) for each in entries} - {kind}:
            raise MemlibError(
                f"{shown(entries)} is no vocabulary of {unit}", place="about: vocabulary"
            )
        if unit == "bytes" and not all(0 <= each < 256 for each in entries):
            raise MemlibError("a byte is a number from 0 to 255", place="about: vocabulary")
        return cls(unit, cast(tuple[str, ...], tuple(entries)))

    def to_json(self) -> dict[str, Any]:
        """The unit and the entries, for a data set's ``about``."""
        return {"unit": self.unit, "vocabulary": list(self.entries)}

    def numbers(self, tokens: Sequence[str] | Sequence[int]) -> list[int]:
        """The number of each token.

        Raises:
            MemlibError: a token is not in the vocabulary.

        >>> Vocabulary("words", ("a ", "rose ")).numbers(["rose ", "a "])
        [2, 1]
        """
        entries: Sequence[str | int] = self.entries
        number = {entry: k + 1 for k, entry in enumerate(entries)}
        for token in tokens:
            if token not in number:
                raise MemlibError(
                    f"{shown(token)} does not occur in the text",
                    mend=f"its {self.unit} are {len(self.entries)}; use some of them",
                )
        return [number[token] for token in tokens]

    def text(self, number: int) -> bytes | None:
        """The bytes of token ``number``; None where there is no such token.

        >>> Vocabulary("bytes", (104, 105)).text(2)
        b'i'
        """
        if not 1 <= number <= len(self.entries):
            return None
        return joined([self.entries[number - 1]])
