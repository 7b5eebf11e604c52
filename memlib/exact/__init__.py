"""Exact networks as data: layers, programs over named coordinates, evaluation, certificates."""

from memlib.exact.certificate import Certificate
from memlib.exact.count import Counts, count
from memlib.exact.evaluate import evaluate, trace
from memlib.exact.layers import Network
from memlib.exact.plain import compile_plain
from memlib.exact.program import Program, Step
from memlib.exact.residual import compile_residual

__all__ = [
    "Certificate",
    "Counts",
    "Network",
    "Program",
    "Step",
    "compile_plain",
    "compile_residual",
    "count",
    "evaluate",
    "trace",
]
