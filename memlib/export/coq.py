"""A certificate as a theorem: a file that the proof assistant Coq accepts when it holds.

The file holds the network, the data and the claims, number by number, and one theorem: the network
memorizes the data, and its sizes are the claims. Nothing here is trusted: Coq evaluates the network
again, by a checker that is itself proved correct (``formal/CheckSound.v``). What the words mean
stands in ``formal/Network.v`` and ``formal/Check.v``.

Build the proofs once (``make prove``), then check a file with ``coqc -Q formal Memlib FILE.v``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

from memlib.errors import MemlibError, context
from memlib.exact.certificate import Certificate
from memlib.exact.layer import Layer, Matrix, Number
from memlib.exact.layers import (
    Affine,
    FeedForward,
    HardAttention,
    Head,
    Relu,
    Threshold,
    UniformAttention,
)
from memlib.files import write_bytes

#: The claims of a certificate, in the order of the record ``sizes`` of ``formal/Check.v``.
CLAIMS: Final = (
    "width", "depth", "parameters", "dense_parameters",
    "max_bits", "total_bits", "sequences", "items",
)  # fmt: skip
#: The kinds of layers that ``formal/Network.v`` defines, and what they are called there.
KINDS: Final = {
    Affine.kind: "Affine",
    Relu.kind: "Relu",
    Threshold.kind: "Threshold",
    FeedForward.kind: "Ffn",
    UniformAttention.kind: "Uniform",
    HardAttention.kind: "Hard",
}
_TASKS: Final = {"next-token": "NextToken", "seq-to-seq": "SeqToSeq"}

_FILE: Final = """\
(* A memorization certificate as a theorem, written by memlib. Check it, after `make prove`, with
   coqc -Q formal Memlib {name}.v *)
From Coq Require Import QArith ZArith NArith List.
From Memlib Require Import Network Check CheckSound.
Import ListNotations.
Open Scope Q_scope.
Open Scope nat_scope.
Notation I n := (Qmake n%Z 1).

Definition network : list layer := [
  {layers}].

Definition data : table := {{|
  token_dim := {token_dim};
  tokens := [
    {tokens}];
  items := [
    {items}] |}}.

Definition claims : sizes :=
  Sizes {claims}.

(* The network memorizes the data, and its sizes are the claims. *)
Theorem certificate_holds :
  Memorizes {task} network (data_of data) /\\ sizes_of network data = claims.
Proof.
  split; [apply memorizes_sound; vm_cast_no_check (eq_refl true)|].
  vm_cast_no_check (eq_refl claims).
Qed.
Print Assumptions certificate_holds.
"""


def theorem(certificate: Certificate, name: str = "Certificate") -> str:
    """The certificate as the text of a Coq file.

    Args:
        certificate: whose layers are of the :data:`KINDS`; it is not checked here.
        name: of the file, without its suffix.

    Raises:
        MemlibError: another kind of layer, or a claim that is missing or no count.

    Example:
        >>> from memlib.data import Dataset
        >>> from memlib.exact.certificate import claims
        >>> from memlib.exact.layers import Network
        >>> data = Dataset.next_token([[1], [2]], [[0], [1]], [5, 10])
        >>> five = Network((Affine(1, 1, {(0, 0): 5}, {}),))
        >>> text = theorem(Certificate(data, five, claims(data, five), {}))
        >>> [line.strip() for line in text.splitlines() if "Affine" in line]
        ['Affine 1 1 [(0,0,I 5)] []].']
    """
    layers = []
    for place, layer in enumerate(certificate.network):
        with context(operation="export", place=f"layers[{place}]"):
            layers.append(_layer(layer))
    data = certificate.dataset
    items = (
        f"({_list(map(_natural, sequence))}, {_list(map(_integer, _labels(labels)))})"
        for sequence, labels in zip(data.sequences, data.labels, strict=True)
    )
    return _FILE.format(
        name=name,
        layers=";\n  ".join(layers),
        token_dim=data.token_dim,
        tokens=";\n    ".join(_list(map(_rational, token)) for token in data.tokens),
        items=";\n    ".join(items),
        claims=" ".join(_claim(certificate, claim) for claim in CLAIMS),
        task=_TASKS[data.task],
    )


def save(path: str | Path, certificate: Certificate) -> None:
    """Write :func:`theorem` to a file, whole or not at all.

    Raises:
        MemlibError: as :func:`theorem`; a name that Coq takes for no file of its own; a file that
            cannot be written.
    """
    path = Path(path)
    if path.suffix != ".v" or not path.stem.isidentifier() or not path.stem.isascii():
        raise MemlibError(
            f"Coq takes no file that is called {path.name!r}",
            operation="export",
            mend="use letters, digits and _ and the ending .v, for example Certificate.v",
        )
    write_bytes(path, theorem(certificate, path.stem).encode())


def _layer(layer: Layer) -> str:
    if layer.kind not in KINDS:
        raise MemlibError(
            f"no theorem can speak of {layer.kind} layers yet",
            mend=f"known are: {', '.join(KINDS)}",
        )
    if isinstance(layer, HardAttention):
        return f"Hard {layer.takes} [{'; '.join(map(_head, layer.heads))}]"
    sizes = map(str, layer.sizes.values())
    return " ".join([KINDS[layer.kind], *sizes, *map(_part, layer.matrices())])


def _head(head: Head) -> str:
    return " ".join(["Head", str(head.s), *map(_part, head.matrices())])


def _part(part: Matrix) -> str:
    """A matrix or a bias: the list of its places and numbers."""
    places = sorted(part.entries)
    if len(part.shape) == 2:
        return _list(f"({i},{j},{_rational(part.entries[i, j])})" for i, j in places)
    return _list(f"({i},{_rational(part.entries[i])})" for i in places)


def _labels(labels: object) -> Sequence[int]:
    """The labels of a sequence: one, or one for each token."""
    return [labels] if isinstance(labels, int) else cast(tuple[int, ...], labels)


def _claim(certificate: Certificate, name: str) -> str:
    value = certificate.claims.get(name)
    if type(value) is not int or value < 0:
        raise MemlibError(f"the claim {name} is missing or no count", operation="export")
    return _natural(value)


def _list(parts: Iterable[str]) -> str:
    return "[" + ";".join(parts) + "]"


def _rational(x: Number) -> str:
    """``I n`` or ``p # q``.

    >>> _rational(-5), _rational(Fraction(3, 7)), _rational(Fraction(-1, 1 << 30))
    ('I (-5)', '3 # 7', '(-1) # (2^30)')
    """
    x = Fraction(x)
    if x.denominator == 1:
        return f"I {_signed(x.numerator)}"
    return f"{_signed(x.numerator)} # {_positive(x.denominator)}"


def _signed(n: int) -> str:
    return _positive(n) if n >= 0 else f"(-{_positive(-n)})"


def _positive(n: int) -> str:
    """Decimal or hexadecimal, long runs of zeros at the end as a power of two."""
    zeros = (n & -n).bit_length() - 1 if n else 0
    if zeros >= 24:
        odd = n >> zeros
        return f"(2^{zeros})" if odd == 1 else f"({_positive(odd)}*2^{zeros})"
    return hex(n) if n >> 64 else str(n)


def _natural(n: int) -> str:
    """A number of type N: an index, a count.

    >>> _natural(12)
    '12%N'
    """
    return f"{n}%N"


def _integer(n: int) -> str:
    return f"{_signed(n)}%Z"
