"""The lab: a text (or a small table) becomes a network; it is checked, recited, and refuted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import memlib
from memlib.constructions.construction import Construction
from memlib.data.dataset import Dataset
from memlib.data.lossless import Unit
from memlib.data.recital import recital
from memlib.errors import MemlibError
from memlib.exact import certificate
from memlib.exact.batch import outputs
from memlib.exact.count import count
from memlib.exact.layers import Affine, Network
from memlib.exact.recite import Reciter
from memlib.exact.verify import Malformed, Refuted, verify
from memlib.lab import pasted

#: Told what is being done, and how much of it (0 to 1) is done.
Tell = Callable[[str, float], None]

#: More tokens (of a table: more rows) than this take long in a browser.
MOST: Final = 3000


class Session:
    """One text (or table), its network, and its certificate.

    Example:
        >>> lab = Session()
        >>> lab.build("a rose is a rose", "words")["items"]
        5
        >>> lab.check()["holds"]
        True
        >>> "".join(lab.recite())
        'a rose is a rose'
        >>> lab.check(lab.with_label_changed())["says"]
        'refuted: sequences[2]: label 4 expected, the network gives 3'
    """

    def __init__(self, tell: Tell | None = None) -> None:
        self.tell = tell or (lambda what, part: None)
        self._made: Construction | None = None
        self._table: pasted.Pasted | None = None

    @property
    def made(self) -> Construction:
        """The network.

        Raises:
            MemlibError: none was built yet.
        """
        if self._made is None:
            raise MemlibError("nothing is built yet", mend="build first")
        return self._made

    @property
    def data(self) -> Dataset:
        """The data."""
        return self.made.dataset

    def build(self, text: str, unit: Unit = "words", kind: str = "text") -> dict[str, Any]:
        """Build the compact network of a text or a table; its size and what it is compared with.

        Args:
            text: what was pasted.
            unit: what a token is.
            kind: "text", or "table" (see :mod:`memlib.lab.pasted`).

        Raises:
            MemlibError: there is nothing, or more than :data:`MOST` tokens or rows; no such table.
        """
        self.tell("reading", 0)
        start = perf_counter()
        table = pasted.read(text, unit) if kind == "table" else None
        data = table.data if table else recital(text.encode("utf-8", "surrogatepass"), unit)
        items = len(data) if table else len(data) - 1  # the end mark is no token of the text
        if items > MOST:
            raise MemlibError(
                f"{items:,} {'rows' if table else 'tokens'} are too many for a page",
                mend=f"paste up to {MOST:,}, or use memlib on your machine",
            )
        self.tell("building the network", 0)
        self._made = memlib.build(data, "next-token", method="compact")
        self._table = table
        counts = count(self.made.network, data.token_dim)
        about = data.about.get("recital", {})
        different = len(table.names) if table else len(about["vocabulary"])
        return {
            "kind": kind,
            "items": items,
            "unit": unit,
            "different": different,
            "tokens": len(data.tokens),
            "length": data.length,
            "positions": bool(about.get("positions")),
            "nonzero": counts.parameters,
            "dense": counts.dense_parameters,
            "width": counts.width,
            "depth": counts.depth,
            "max_bits": counts.max_bits,
            "bits_each": counts.total_bits / items,
            "least_bits_each": log2(max(2, different)),
            "seconds": perf_counter() - start,
        }

    def certificate(self) -> str:
        """The certificate, as the text of its file."""
        made = self.made
        value = certificate.to_json(made.dataset, made.network, made.about())
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"

    def with_label_changed(self) -> str:
        """The certificate with the label of one sequence changed to its neighbor's."""
        value = json.loads(self.certificate())
        labels = value["dataset"]["labels"]
        place = len(labels) // 3
        other = next((label for label in labels if label != labels[place]), labels[place] + 1)
        labels[place] = max(labels) if labels[place] != max(labels) else other
        return json.dumps(value)

    def with_bit_changed(self) -> str:
        """The certificate of a network in which the lowest bit of one long number is flipped.

        The longest bias of which that bit matters, or weight, where it matters of no bias; the
        claims are those of the changed network, so only a label can be wrong.
        """
        made = self.made
        for i, field, place in _longest(made.network):
            layers = list(made.network.layers)
            old = getattr(layers[i], field)
            value = Fraction(old[place])
            flipped = Fraction(value.numerator ^ 1, value.denominator)
            if not flipped:
                continue
            layers[i] = replace(layers[i], **{field: {**old, place: flipped}})
            changed = Network(tuple(layers))
            said = [values[0] for values in outputs(changed, self.data)]
            if said != list(self.data.labels):
                return json.dumps(certificate.to_json(self.data, changed, made.about()))
        raise MemlibError("no lowest bit matters")

    def check(self, text: str | None = None) -> dict[str, Any]:
        """What ``verify.py`` says of the certificate, or of the text of another one."""
        start = perf_counter()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "certificate.json"
            path.write_text(self.certificate() if text is None else text, encoding="utf-8")

            def progress(done: int, of: int) -> None:
                self.tell("checking every label", done / of)

            try:
                says, holds = str(verify(path, None, progress)), True
            except Refuted as error:
                says, holds = f"refuted: {error}", False
            except Malformed as error:
                says, holds = f"malformed: {error}".replace(f"{path}: ", ""), False
        return {"holds": holds, "says": says, "seconds": perf_counter() - start}

    def recite(self) -> list[str]:
        """The whole text, token by token, or the table, line by line, as the network computes it.

        Bytes that are no text by themselves are joined until they are.
        """
        if self._table:

            def progress(done: int, of: int) -> None:
                self.tell("computing every label", done / of)

            values = outputs(self.made.network, self.data, progress)
            return self._table.said([value for (value,) in values])
        said, open_bytes = [], b""
        for token in Reciter.of(self.made.network, self.data).recite():
            open_bytes += token
            try:
                said.append(open_bytes.decode("utf-8"))
                open_bytes = b""
            except UnicodeDecodeError:
                continue
            self.tell("reciting", len(said) / (len(self.data) - 1))
        return said


def _longest(network: Network) -> Iterator[tuple[int, str, Any]]:
    """(layer, "bias" or "weight", place) of every number: biases first, longest first."""
    for field in ("bias", "weight"):
        found = [
            (Fraction(value), i, place)
            for i, layer in enumerate(network)
            if isinstance(layer, Affine)
            for place, value in getattr(layer, field).items()
        ]
        for _, i, place in sorted(found, key=lambda each: -abs(each[0].numerator)):
            yield i, field, place
