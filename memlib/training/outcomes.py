"""From a trained model to its outcome: series cut at the end, weights judged in float64."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, isfinite, pi
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from memlib.models.parts import Dims
from memlib.models.registry import build
from memlib.models.uniform import OVER_ALL
from memlib.training.arrays import Arrays
from memlib.training.bags import bag
from memlib.training.run import LEVELS, Dtype, Loss, Outcome, Run, Settings

#: How many points of a curve are kept.
_POINTS: Final = 50
#: How many tokens are evaluated at once in float64.
_TOKENS: Final = 100_000


@dataclass
class Trained:
    """What a training run left behind, whichever engine computed it.

    Attributes:
        losses, errors: before each update and after the last one, until the run ended.
        steps: updates made.
        hit: the step of the hit, or None.
        seconds: of training.
    """

    losses: NDArray[np.float64]
    errors: NDArray[np.float64]
    steps: int
    hit: int | None
    seconds: float


def rates(settings: Settings) -> NDArray[np.float64]:
    """The learning rate of each step: a straight rise to the peak, then a cosine to zero.

    >>> rates(Settings(steps=4, learning_rate=1.0, warmup=0.5)).round(3).tolist()
    [0.5, 1.0, 1.0, 0.5]
    """
    rise = round(settings.warmup * settings.steps)
    fall = settings.steps - rise
    factors = [(t + 1) / rise for t in range(rise)]
    factors += [(1 + cos(pi * t / fall)) / 2 for t in range(fall)]
    return settings.learning_rate * np.array(factors, dtype=np.float64)


def threshold(settings: Settings, answers: int) -> float:
    """What a measured loss or error must stay below to be a hit.

    An error is a count of wrong answers by ``answers``. The value returned lies halfway between the
    last count that meets the goal and the next, so that no rounding of the quotient turns 17 wrong
    of 1,700 into less than 0.01.

    >>> goal = Settings(1, 0.1, goal="error", below=0.01)
    >>> threshold(goal, 1700) * 1700, threshold(goal, 1000) * 1000
    (16.5, 9.5)
    """
    if settings.goal == "loss":
        return settings.below
    most = round(settings.below * answers) + 1
    while most >= 0 and not most / answers < settings.below:
        most -= 1
    return (most + 0.5) / answers


def dims(run: Run, data: Arrays) -> Dims:
    """What the data of a run asks of its model."""
    outputs = 1 if run.settings.loss == "mse" else data.classes
    return Dims(data.length, data.dim, data.vocabulary, outputs)


def fresh_model(run: Run, data: Arrays) -> nn.Module:
    """The model of a run with its initial weights."""
    return build(run.family, dict(run.shape), dims(run, data), run.seed, run.settings.gain)


def tokens(run: Run, data: Arrays) -> Tensor:
    """What the model of a run reads: vectors, or ids for a table."""
    if data.x is None or run.size("input") == "table":
        assert data.ids is not None
        return torch.from_numpy(data.ids)
    return torch.from_numpy(data.x)


def inputs(run: Run, data: Arrays) -> tuple[Tensor, ...]:
    """What the model of a run is called with: tokens, or distinct tokens and their shares."""
    found = bag(run, data)
    return (tokens(run, data),) if found is None else tuple(map(torch.from_numpy, found))


def labels(loss: Loss, data: Arrays) -> Tensor:
    """±1 for squares, class numbers for cross-entropy."""
    return torch.from_numpy(data.signs if loss == "mse" else data.y)


def as_number(tensor: Tensor, number: torch.dtype) -> Tensor:
    """Vectors in this number format; ids as they are."""
    return tensor.to(number) if tensor.is_floating_point() else tensor


def losses_and_errors(scores: Tensor, y: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
    """Each sequence's loss, and 1 where its answer is wrong; a tie is wrong.

    ``scores`` are [..., N, outputs], ``y`` is [N]. Where every token has a label, ``scores`` are
    [..., N, n, outputs] and ``y`` is [N, n]: a sequence's loss and error are means over its tokens.
    """
    if loss == "mse":
        found = scores[..., 0]
        return (found - y) ** 2, (found * y <= 0).to(scores.dtype)
    label = y.expand(scores.shape[:-1])[..., None]
    true = scores.gather(-1, label)
    each = scores.logsumexp(-1) - true[..., 0]
    rivals = (scores >= true).sum(-1)
    wrong = ((rivals > 1) | true[..., 0].isnan()).to(scores.dtype)
    return (each.mean(-1), wrong.mean(-1)) if y.dim() == 2 else (each, wrong)


def rounded(w: Tensor, dtype: Dtype, own: int = 0) -> Tensor:
    """Weights as the forward pass sees them; the gradient passes straight through.

    ``own``: how many leading axes count models; each has its own scale of whole numbers.

    >>> rounded(torch.tensor([0.1, -0.44, 0.7]), "int4").mul(10).round().tolist()
    [1.0, -4.0, 7.0]
    >>> rounded(torch.tensor([0.1, -0.2, 0.3]), "int3").mul(10).round().tolist()
    [1.0, -2.0, 3.0]
    """
    if dtype == "bfloat16":
        near = w.to(torch.bfloat16).to(w.dtype)
    elif dtype in LEVELS:
        axes = tuple(range(own, w.dim()))
        step = w.detach().abs().amax(axes, keepdim=True).clamp_min(1e-30) / LEVELS[dtype]
        near = (w / step).round() * step
    else:
        return w
    return w + (near - w).detach()


def outcome(
    run: Run, data: Arrays, model: nn.Module, trained: Trained, engine: str, device: str
) -> Outcome:
    """The outcome of a run whose ``model`` holds the weights to judge."""
    exact_loss, exact_error = judge(run, data, model)
    test_loss, test_error = (None, None) if data.held is None else judge(run, data.held, model)
    losses, errors = trained.losses, trained.errors
    good = np.isfinite(losses)
    points = sorted(set(np.linspace(0, len(losses) - 1, _POINTS).astype(int).tolist()))
    return Outcome(
        loss=float(losses[-1]),
        error=float(errors[-1]),
        best_loss=float(losses[good].min()) if good.any() else float("inf"),
        best_error=float(errors[good].min()) if good.any() else 1.0,
        hit=trained.hit,
        exact_loss=exact_loss,
        exact_error=exact_error,
        parameters=sum(p.numel() for p in model.parameters()),
        steps=trained.steps,
        seconds=trained.seconds,
        engine=engine,
        device=device,
        finite=isfinite(losses[-1]),
        curve=tuple((k, float(losses[k]), float(errors[k])) for k in points if good[k]),
        test_loss=test_loss,
        test_error=test_error,
    )


def judge(run: Run, data: Arrays, model: nn.Module) -> tuple[float, float]:
    """Mean loss and error of a model in float64, a part of the sequences at a time."""
    settings = run.settings
    weights = {
        name: rounded(p.detach(), settings.dtype).double() for name, p in model.named_parameters()
    }
    x, y = inputs(run, data), labels(settings.loss, data)
    part = max(1, _TOKENS // data.length)
    if run.size("mean") in OVER_ALL:
        part = data.sequences
    loss = error = 0.0
    with torch.no_grad():
        for begin in range(0, data.sequences, part):
            some = tuple(as_number(one[begin : begin + part], torch.float64) for one in x)
            scores = torch.func.functional_call(model, weights, some)
            each, wrong = losses_and_errors(scores, y[begin : begin + part], settings.loss)
            loss += float(each.sum())
            error += float(wrong.sum())
    return loss / data.sequences, error / data.sequences
