"""A network that says a text by heart: its own output is its next input.

Every word comes from the layers: of the data set that a certificate carries, only the window
length and the vocabulary are read, which says how numbers are spelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from memlib.budget import Budget
from memlib.data.checks import shown
from memlib.data.dataset import Dataset, Token
from memlib.data.lossless import Vocabulary, split
from memlib.data.recital import END, START
from memlib.errors import MemlibError, context
from memlib.exact.certificate import read
from memlib.exact.evaluate import BYTES_A_NUMBER
from memlib.exact.layers import Network
from memlib.exact.stepwise import Stepwise

#: The output of a network for a window of tokens.
Answer = Callable[[Sequence[Token]], Fraction]


def weigh(network: Network, token_dim: int, columns: int, budget: Budget) -> None:
    """Refuse a network that would need too much for so many columns.

    Raises:
        BudgetError: naming the limit.
    """
    rows = widest = token_dim
    for layer in network:
        rows = layer.rows_after(rows)
        widest = max(widest, rows, layer.inside)
    budget.hold(columns * widest * BYTES_A_NUMBER, "what a layer computes")


@dataclass(frozen=True)
class Reciter:
    """A network, and how the numbers that it says are spelled.

    Attributes:
        answer: the network's output for a window of ``length`` tokens.
        length: n.
        vocabulary: token number k and its spelling.
        positions: a token carries its place in the text as a second coordinate.

    Example:
        >>> from memlib.constructions.theorems import next_token
        >>> from memlib.data.recital import recital
        >>> ds = recital(b"a rose is a rose.")
        >>> made = next_token.construct(ds)
        >>> b"".join(Reciter.of(made.network, ds).recite())
        b'a rose is a rose.'
    """

    answer: Answer
    length: int
    vocabulary: Vocabulary
    positions: bool

    @classmethod
    def of(cls, network: Network, dataset: Dataset, answer: Answer | None = None) -> Reciter:
        """From a network and the data whose text it holds; only its ``about`` and n are read.

        Args:
            network: the layers.
            dataset: made by :func:`memlib.data.recital.recital`.
            answer: another way to run the network than exactly.

        Raises:
            MemlibError: the data is no text.
        """
        text = dataset.about.get("recital")
        if not isinstance(text, Mapping):
            raise MemlibError(
                "its data is no text", mend="make the data with memlib data text, then construct"
            )
        length = dataset.length
        if answer is None:
            answer = Stepwise(network, length, [(Fraction(1),) * dataset.token_dim])
        return cls(answer, length, Vocabulary.from_json(text), text.get("positions") is True)

    @classmethod
    def read(cls, path: str | Path) -> Reciter:
        """From a certificate file.

        Raises:
            MemlibError: the file is no certificate, or not one of a text.
        """
        found = read(path)
        with context(operation="recite", place=str(path)):
            weigh(found.network, found.dataset.token_dim, 1, Budget())
            return cls.of(found.network, found.dataset)

    def numbers(self) -> Iterator[int]:
        """The numbers that the network says from the start on, up to the end mark.

        Raises:
            MemlibError: an answer is no token number.
        """
        return self._follow([])

    def recite(self, begin: int = 0) -> Iterator[bytes]:
        """The text from token ``begin`` on, token by token, to its end.

        Raises:
            MemlibError: the network left the text (it is not the one that was built).
        """
        for place, number in enumerate(self.numbers()):
            if place >= begin:
                yield self._spelled(number)

    def go_on(self, prompt: bytes, place: int = 0) -> Iterator[bytes]:
        """What the network says after a prompt; the prompt itself is not repeated.

        Before a short prompt stand start marks, as at the beginning of the text. A prompt that the
        network never saw gives something all the same, or an answer that is no token.

        Args:
            prompt: text made of tokens of the vocabulary.
            place: where the prompt stands in the text, for tokens that carry their place.

        Raises:
            MemlibError: the prompt has a token that the text has not, or the network's answer is
                no token.
        """
        given = self.vocabulary.numbers(split(prompt, self.vocabulary.unit))
        return (self._spelled(number) for number in self._follow(given, place))

    def _follow(self, given: Sequence[int], place: int = 0) -> Iterator[int]:
        said = len(given) + place
        window = [self._token(START, 0)] * self.length
        for k, number in enumerate(given):
            window.append(self._token(number, place + k + 1))
        while True:
            answer = self.answer(window[-self.length :])
            if answer == END:
                return
            if answer.denominator != 1 or self.vocabulary.text(int(answer)) is None:
                raise MemlibError(
                    f"the network says {shown(answer)}, which is no token of the text",
                    operation="recite",
                    place=f"after {said} tokens",
                    mend="it was led to a window that it never saw, or its weights were changed",
                )
            said += 1
            yield int(answer)
            window = [*window[-self.length :], self._token(int(answer), said)]

    def _token(self, number: int, place: int) -> Token:
        return (Fraction(number), Fraction(place)) if self.positions else (Fraction(number),)

    def _spelled(self, number: int) -> bytes:
        text = self.vocabulary.text(number)
        assert text is not None, "checked when the network said it"
        return text
