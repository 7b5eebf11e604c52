"""A text from a PyTorch module, and a clear word where the format holds too few bits."""

from __future__ import annotations

import pytest

from memlib.constructions.registry import THEOREMS
from memlib.constructions.studies import pencil
from memlib.data.recital import recital
from memlib.errors import MemlibError
from memlib.exact.certificate import Certificate
from memlib.export.generate import reciter

pytest.importorskip("torch")
TEXT = b"to be or not to be, that is the question"


def test_a_module_recites() -> None:
    made = pencil.construct(recital(TEXT))
    held = Certificate(made.dataset, made.network, {}, {})
    assert b"".join(reciter(held).recite()) == TEXT
    assert b"".join(reciter(held, "float32").go_on(b"to be or ")) == TEXT[9:]
    with pytest.raises(MemlibError, match="bfloat16 holds 8"):
        reciter(held, "bfloat16")


def test_too_few_bits() -> None:
    made = THEOREMS["next-token"].by("compact")(recital(b" ".join(b"%d" % k for k in range(300))))
    with pytest.raises(MemlibError, match="it would lose the text"):
        reciter(Certificate(made.dataset, made.network, {}, {}))
