"""Every family by its name: how to build one, and how many parameters it trains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from torch import nn

from memlib.models.causal import Causal, causal_parameters
from memlib.models.feed_forward import FeedForward, feed_forward_parameters
from memlib.models.mixers import KINDS, Mixer, mixer_parameters
from memlib.models.parts import Dims, Shape, draw, unfit
from memlib.models.uniform import MeanOnly, OneLook, mean_only_parameters, one_look_parameters


class Family(NamedTuple):
    """A family: its module, its count, and one line about it."""

    module: Callable[[Shape, Dims], nn.Module]
    parameters: Callable[[Shape, Dims], int]
    about: str


def _one_look(look: str, about: str) -> Family:
    return Family(partial(OneLook, look=look), partial(one_look_parameters, look=look), about)


_ABOUT: Final = {
    "softmax": "layers of softmax attention",
    "hardmax": "layers of hardmax attention, straight-through",
    "averaging": "layers of uniform attention",
    "pooling": "layers of pooling, as in PoolFormer",
    "identity": "layers that mix nothing",
}

#: Every family that can be trained.
FAMILIES: Final[Mapping[str, Family]] = {
    "uniform": _one_look("attention", "eq. (165): one uniform attention between two stacks"),
    "deep-sets": _one_look("mean", "a stack, the mean of all tokens, a stack"),
    "last-only": _one_look("last", "two stacks on the last token"),
    "mean-only": Family(MeanOnly, mean_only_parameters, "a stack on the mean of the tokens"),
    "feed-forward": Family(FeedForward, feed_forward_parameters, "ReLU layers, flattened input"),
    "causal": Family(Causal, causal_parameters, "a language model: every next token is predicted"),
    **{
        kind: Family(partial(Mixer, kind=kind), partial(mixer_parameters, kind=kind), _ABOUT[kind])
        for kind in KINDS
    },
}


def family(name: str) -> Family:
    """The family of that name.

    Raises:
        MemlibError: there is none.
    """
    if name not in FAMILIES:
        raise unfit(f"there is no family {name!r}", mend="use " + ", ".join(FAMILIES))
    return FAMILIES[name]


def build(
    name: str, shape: Mapping[str, Any], dims: Dims, seed: int = 0, gain: float = 1.0
) -> nn.Module:
    """A model with its initial weights in float32.

    Args:
        name: of the family.
        shape: its sizes by name, see the family's class.
        dims: what the data asks for.
        seed: of the initial weights.
        gain: a factor on the weight matrices of hidden layers.

    Raises:
        MemlibError: no such family, or sizes that it does not have or that do not fit.

    >>> build("uniform", {"m": 2, "q": 8, "blocks": 1}, Dims(length=3, dim=6)).out
    Linear(in_features=2, out_features=1, bias=True)
    """
    sizes = Shape(shape)
    model = family(name).module(sizes, dims)
    sizes.close()
    draw(model, seed, gain)
    return model


def parameters(name: str, shape: Mapping[str, Any], dims: Dims) -> int:
    """How many parameters a model trains, by formula.

    >>> parameters("uniform", {"m": 2, "q": 8, "blocks": 4}, Dims(length=10, dim=6))
    357
    """
    return family(name).parameters(Shape(shape), dims)
