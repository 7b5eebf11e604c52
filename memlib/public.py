"""The few names that a user needs, as ``import memlib`` offers them: data, build, verify, bounds.

Each imports what it needs when it is called.

Example:
    >>> import memlib
    >>> data = memlib.dataset([["a", "rose", "is"], ["a", "rose"]], ["a", "is"])
    >>> net = memlib.build(data)
    >>> str(memlib.verify(net)).split(";")[0]
    'holds: next-token, every label exact'
    >>> net.built.parameters <= net.promised.parameters
    True
    >>> memlib.lower_bounds(data)["bits"]
    2.0
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memlib.data.dataset import Dataset

if TYPE_CHECKING:
    from memlib.constructions.construction import Construction
    from memlib.exact.verify import Report
    from memlib.export.modules import ExactNetwork


def dataset(
    sequences: Any,
    labels: Any = None,
    *,
    label: str = "label",
    text: str | None = None,
    ids: str | None = None,
    features: Sequence[str] = (),
    tokens: str = "words",
    drop_missing: bool = False,
    drop_conflicts: bool = False,
) -> Dataset:
    """A data set from what is at hand.

    Args:
        sequences: one of

            * the path of a data file (JSON, as ``memlib data`` writes it), without labels;
            * the path of a table (CSV, TSV, JSON lines, Parquet, NPZ) or a pandas DataFrame, with
              ``label`` and one of ``text``, ``ids``, ``features`` naming columns;
            * texts (strings), cut into ``tokens`` without loss;
            * sequences of hashable things (words, ids), each a token: lists, numpy arrays or torch
              tensors of integers;
            * sequences of vectors, or one vector each: floats count as the shortest decimal that
              reads back to them.
        labels: of every sequence, one label of any kind, or a list with one for every token.
        label, text, ids, features: columns of a table.
        tokens: words, characters or bytes, of texts.
        drop_missing: leave out rows of a table with a missing value.
        drop_conflicts: leave out what contradicts an earlier sequence.

    Raises:
        MemlibError: naming the place and the mend, where this is no data set.

    >>> dataset([[3, 5], [5, 3]], ["up", "down"]).about["classes"]
    {'up': 1, 'down': 2}
    >>> dataset([[0.1, 2.0], [0.2, 1.0]], [1, 0]).tokens[0]
    (Fraction(1, 10), Fraction(2, 1))
    """
    from memlib.data import given

    if labels is None and not hasattr(sequences, "columns"):
        path = str(sequences)
        if not (text or ids or features):
            from memlib.data.json_form import read

            return read(path)
        from memlib.data.table import read_table

        sequences = read_table(path)
    if labels is None:
        from memlib.data.table import Columns, from_table

        return from_table(
            given.columns(sequences),
            Columns(text, ids, tuple(features)),
            label,
            unit=given.unit(tokens),
            drop_missing=drop_missing,
            drop_conflicts=drop_conflicts,
        )
    return given.from_lists(sequences, labels, given.unit(tokens), drop_conflicts=drop_conflicts)


def build(
    data: Dataset,
    theorem: str = "next-token",
    *,
    method: str | None = None,
    form: str = "plain",
    seed: int = 0,
) -> Construction:
    """A network that memorizes the data, exactly, by a theorem of the paper.

    Args:
        data: consistent data of one length (most theorems).
        theorem: a name that ``memlib construct --list`` prints.
        method: ``"literal"`` (the paper's proof) or ``"compact"`` (fewer parameters than data);
            compact where the theorem has it, when not given.
        form: ``"plain"`` layers or ``"residual"`` blocks.
        seed: of the random choices.

    Raises:
        MemlibError: the data does not fit the theorem, or there is no such theorem or method.
    """
    from memlib.constructions.registry import THEOREMS
    from memlib.constructions.statement import LITERAL, find

    chosen = find(theorem, THEOREMS)
    if method is None:
        method = "compact" if "compact" in chosen.methods else LITERAL
    return chosen.by(method)(data, form=form, seed=seed)


def verify(certificate: str | Path | Construction, data: str | Path | None = None) -> Report:
    """The independent check of a certificate: every label and every claim, exactly.

    Args:
        certificate: a file, or what :func:`build` gave (its certificate is written and read back).
        data: a file; refuse a certificate of other data.

    Raises:
        Refuted, Malformed: of :mod:`memlib.exact.verify`.
    """
    from memlib.exact import verify as checker

    other = None if data is None else Path(data)
    if isinstance(certificate, (str, Path)):
        return checker.verify(Path(certificate), other)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.json"
        certificate.write(path)
        return checker.verify(path, other)


def lower_bounds(data: Dataset) -> dict[str, Any]:
    """What any network of the paper's kind must have, by every lower bound, for data of this size.

    Of N, n and C alone, not of the labels: see ``memlib bounds``.
    """
    from memlib.bounds.report import all_bounds

    return all_bounds(data.task, len(data), data.longest, max(2, data.classes))


def to_torch(certificate: str | Path | Construction, dtype: str = "float64") -> ExactNetwork:
    """The network as a PyTorch module, every weight rounded once (extra: export)."""
    from memlib.exact.certificate import Certificate, read
    from memlib.export import module

    if isinstance(certificate, (str, Path)):
        return module(read(certificate), dtype)
    return module(Certificate(certificate.dataset, certificate.network, {}, {}), dtype)


def recite(certificate: str | Path | Construction) -> Iterator[bytes]:
    """The text that a network holds (``memlib data text``), token by token, as it computes it."""
    from memlib.exact.recite import Reciter

    if isinstance(certificate, (str, Path)):
        return Reciter.read(certificate).recite()
    return Reciter.of(certificate.network, certificate.dataset).recite()
