"""Exact networks as PyTorch modules and safetensors files, and what floating point makes of them.

* :func:`module`: a certificate's network as a plain ``nn.Module``, in the chosen dtype;
* :func:`save`, :func:`load`: network files, torch or safetensors, complete without the certificate;
* :func:`survival`: how many labels survive in a dtype, and which layer needs more bits than it has;
* :func:`measure`: the bits needed, exactly, layer by layer (no torch);
* :mod:`memlib.export.coq`: the certificate as a theorem that the proof assistant Coq checks (no
  torch).

PyTorch is imported when it is needed: ``pip install 'memlib[export]'``.
"""

from __future__ import annotations

from memlib.export.convert import module
from memlib.export.files import load, save
from memlib.export.formats import FORMATS, Format
from memlib.export.measure import Needs, measure
from memlib.export.survival import Survival, exact_needs, survival

__all__ = [
    "FORMATS",
    "Format",
    "Needs",
    "Survival",
    "exact_needs",
    "load",
    "measure",
    "module",
    "save",
    "survival",
]
