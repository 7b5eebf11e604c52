"""The few things that layers do to the matrix of a sequence, as one interface.

A layer says what it does in these words (:meth:`memlib.exact.layer.Layer.act`), and an evaluation
is one class that speaks them for its own kind of matrix ``Z``: the columns of one sequence as
fractions (:mod:`memlib.exact.evaluate`, the definition), rows of integers of a whole data set
(:mod:`memlib.exact.batch`), limbs, enclosures, tensors, or just the degrees of polynomials.

A word that an evaluation does not know is an error with its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

from memlib.errors import MemlibError
from memlib.exact.layer import Bias, Matrix, Number

if TYPE_CHECKING:
    from memlib.exact.analytic import SoftmaxHead
    from memlib.exact.layers import Head

Z = TypeVar("Z")
V = TypeVar("V")


class Vocabulary(Generic[Z]):
    """What an evaluation can do to a matrix Z."""

    def affine(self, z: Z, weight: Matrix, bias: Matrix | None = None) -> Z:
        """W Z[:,k] + b in every column."""
        self._cannot("affine maps")

    def add(self, z: Z, weight: Matrix, change: Z, bias: Matrix | None = None) -> Z:
        """Z[:,k] + W C[:,k] + b in every column; a change C of one column goes to all of Z."""
        self._cannot("sums")

    def relu(self, z: Z) -> Z:
        """max(Z, 0)."""
        self._cannot("ReLU")

    def threshold(self, z: Z) -> Z:
        """1 where Z ≥ 0, else 0."""
        self._cannot("thresholds")

    def function(self, z: Z, name: str) -> Z:
        """An analytic function of every entry."""
        self._cannot(name)

    def read(self, z: Z) -> Z:
        """The columns that are read afterwards: all, or the last one."""
        return z

    def mean(self, z: Z, weight: Matrix) -> Z:
        """One column, the mean of all, of which only the rows that the weight reads are of use."""
        self._cannot("means")

    def total(self, z: Z) -> Z:
        """One column, the sum of all."""
        self._cannot("sums of columns")

    def first(self, z: Z) -> Z:
        """The first column."""
        self._cannot("single columns")

    def rest(self, z: Z) -> Z:
        """All columns but the first."""
        self._cannot("single columns")

    def join(self, left: Z, right: Z) -> Z:
        """The columns of both, left ones first."""
        self._cannot("joined columns")

    def column(self, value: Matrix) -> Z:
        """A column of constants."""
        self._cannot("constant columns")

    def lookup(self, z: Z, table: Matrix) -> Z:
        """For each id from 1 its column of the table."""
        self._cannot("tables")

    def stack(self, z: Z, columns: int) -> Z:
        """So many columns, one below the other, as one."""
        self._cannot("stacked columns")

    def places(self, z: Z, vectors: Matrix) -> Z:
        """Z[:,k] + U[:,k]: to every column the vector of its place."""
        self._cannot("positions")

    def hard_attention(self, z: Z, heads: Sequence[Head]) -> Z:
        """Z + Σ_h W^O_h · mean of the W^V_h Z whose keys W^K_h Z fit W^Q_h Z[:,k] best."""
        self._cannot("hard attention")

    def softmax_attention(self, z: Z, heads: Sequence[SoftmaxHead], rows: int, skip: bool) -> Z:
        """[Z +] Σ_h W^O_h W^V_h Z σ_S[(W^K_h Z)ᵀ(W^Q_h Z)], with so many rows."""
        self._cannot("softmax attention")

    def _cannot(self, what: str) -> NoReturn:
        raise MemlibError(f"{type(self).__name__.lstrip('_')} knows no {what}")


class RowWise(Vocabulary[list[V]]):
    """Layers of single columns, one coordinate of many columns at a time.

    A kind of row tells how weighted rows are summed up, and its ReLU and threshold; the walk over
    sparse matrices is written here, once.
    """

    def combine(self, terms: Sequence[tuple[V, Number]], bias: Number) -> V:
        """Σ weight · row + bias."""
        raise NotImplementedError

    def relu_of(self, row: V) -> V:
        """max(row, 0)."""
        raise NotImplementedError

    def threshold_of(self, row: V) -> V:
        """1 where the row is at least 0, else 0."""
        raise NotImplementedError

    def affine(self, z: list[V], weight: Matrix, bias: Matrix | None = None) -> list[V]:
        terms: list[list[tuple[V, Number]]] = [[] for _ in range(weight.rows)]
        for (i, j), value in weight.entries.items():
            terms[i].append((z[j], value))
        added: Bias = {} if bias is None else bias.entries
        return [self.combine(each, added.get(i, 0)) for i, each in enumerate(terms)]

    def add(
        self, z: list[V], weight: Matrix, change: list[V], bias: Matrix | None = None
    ) -> list[V]:
        """Rows that nothing is added to stay as they are."""
        added: Bias = {} if bias is None else bias.entries
        terms: dict[int, list[tuple[V, Number]]] = {i: [(z[i], 1)] for i in added}
        for (i, j), value in weight.entries.items():
            terms.setdefault(i, [(z[i], 1)]).append((change[j], value))
        result = list(z)
        for i, each in terms.items():
            result[i] = self.combine(each, added.get(i, 0))
        return result

    def relu(self, z: list[V]) -> list[V]:
        return [self.relu_of(row) for row in z]

    def threshold(self, z: list[V]) -> list[V]:
        return [self.threshold_of(row) for row in z]
