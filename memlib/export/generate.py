"""A text from a PyTorch module that memorizes it, where the format holds the weights' bits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from memlib.data.dataset import Token
from memlib.errors import MemlibError
from memlib.exact.certificate import Certificate
from memlib.exact.recite import Reciter
from memlib.export.convert import module
from memlib.export.survival import survival


def reciter(certificate: Certificate, dtype: str = "float64") -> Reciter:
    """What recites the certificate's text with the network as a PyTorch module.

    Args:
        certificate: of a text (``memlib data text``).
        dtype: float64, float32, bfloat16 or float16.

    Raises:
        MemlibError: the format holds too few bits for the weights or for what they compute, the
            data is no text, torch is missing, or the dtype is unknown.

    Example:
        >>> from memlib.constructions.studies import pencil
        >>> from memlib.data.recital import recital
        >>> made = pencil.construct(recital(b"a b"))
        >>> held = Certificate(made.dataset, made.network, {}, {})
        >>> b"".join(reciter(held).recite())
        b'a b'
    """
    import torch

    found = survival(certificate, dtype)
    if not found.suffices:
        raise MemlibError(
            f"{found.first}: it would lose the text",
            operation="recite with torch",
            mend="memlib recite computes with exact numbers of any length",
        )
    network = module(certificate, dtype)
    kind = getattr(torch, dtype)

    def answer(window: Sequence[Token]) -> Fraction:
        columns = torch.tensor([[float(x) for x in token] for token in window], dtype=kind)
        with torch.no_grad():
            said = network(columns.unsqueeze(0)).flatten()[-1]
        return Fraction(round(float(said)))

    return Reciter.of(certificate.network, certificate.dataset, answer)
