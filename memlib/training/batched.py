"""Many models of one shape at once: stacked weights and torch.func.vmap, on any device.

The models share shape, form of the data, number of steps and loss; each has its own seed, learning
rate, gain, warm-up, weight decay and clipping, and may have its own draw of the data. One code path
for every device.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from memlib.training import outcomes
from memlib.training.arrays import Arrays
from memlib.training.kernel.adamw import BETA_1, BETA_2, EPSILON
from memlib.training.run import Run

#: After how many steps it is asked whether all models are done.
_LOOK: Final = 25


def train(
    runs: Sequence[Run],
    models: Sequence[nn.Module],
    data: Sequence[Arrays],
    device: str = "cpu",
) -> list[outcomes.Trained]:
    """Train all; on return each model holds the weights of its hit, or of the end without one."""
    settings = runs[0].settings
    number = torch.float64 if settings.dtype == "float64" else torch.float32
    x, y, shared = _inputs(runs, data)
    x = tuple(outcomes.as_number(one, number).to(device) for one in x)
    y = outcomes.as_number(y, number).to(device)
    weights = {
        name: torch.stack([dict(m.named_parameters())[name].detach() for m in models])
        .to(device=device, dtype=number)
        .requires_grad_()
        for name, _ in models[0].named_parameters()
    }
    optimizer = _AdamW(runs, list(weights.values()), device, number)
    kept = {name: w.detach().clone() for name, w in weights.items()}
    done = torch.zeros(len(runs), dtype=torch.bool, device=device)
    losses: list[Tensor] = []
    errors: list[Tensor] = []
    below = outcomes.threshold(settings, data[0].y.size)
    began = time.perf_counter()
    for step in range(settings.steps + 1):
        seen = {name: outcomes.rounded(w, settings.dtype, own=1) for name, w in weights.items()}
        scores = torch.func.vmap(
            lambda own, given: torch.func.functional_call(models[0], own, given),
            in_dims=(0, None if shared else 0), randomness="error",
        )(seen, x)  # fmt: skip
        each, wrong = outcomes.losses_and_errors(scores, y, settings.loss)
        loss = each.mean(-1)
        losses.append(loss.detach())
        errors.append(wrong.mean(-1))
        value = losses[-1] if settings.goal == "loss" else errors[-1]
        met = (value < below) & losses[-1].isfinite() & ~done
        last = ~done & ~met if step == settings.steps else torch.zeros_like(met)
        for name, w in weights.items():
            copied = (met | last).view(-1, *[1] * (w.dim() - 1))
            kept[name] = torch.where(copied, w.detach(), kept[name])
        done = done | met | ~losses[-1].isfinite()
        over = settings.stop and step % _LOOK == 0 and bool(done.all())
        if step == settings.steps or over:
            break
        optimizer.step(step, torch.autograd.grad(loss.sum(), list(weights.values())))
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize(device)  # steps are only queued until somebody asks for a number
    seconds = (time.perf_counter() - began) / len(runs)
    for k, model in enumerate(models):
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                parameter.data = kept[name][k].cpu()
    table = torch.stack(losses).double().cpu().numpy(), torch.stack(errors).double().cpu().numpy()
    return [_cut(run, table[0][:, k], table[1][:, k], below, seconds) for k, run in enumerate(runs)]


def _inputs(runs: Sequence[Run], data: Sequence[Arrays]) -> tuple[tuple[Tensor, ...], Tensor, bool]:
    """What the models are called with, labels, and whether all share them; else one each.

    Bags of different draws are filled up in front to the largest.
    """
    first = runs[0]
    if all(run.task == first.task for run in runs):
        return outcomes.inputs(first, data[0]), outcomes.labels(first.settings.loss, data[0]), True
    found = [outcomes.inputs(run, one) for run, one in zip(runs, data, strict=True)]
    if len({len(each) for each in found}) > 1:  # some draws have too many distinct tokens
        found = [(outcomes.tokens(run, one),) for run, one in zip(runs, data, strict=True)]
    stacked = []
    for parts in zip(*found, strict=True):
        most = max(part.shape[1] for part in parts)
        filled = []
        for part in parts:
            missing = (part.shape[0], most - part.shape[1], *part.shape[2:])
            filled.append(torch.cat([part.new_zeros(missing), part], 1))
        stacked.append(torch.stack(filled))
    y = torch.stack([outcomes.labels(first.settings.loss, one) for one in data])
    return tuple(stacked), y, False


def _cut(
    run: Run, losses: np.ndarray[tuple[int], np.dtype[np.float64]],
    errors: np.ndarray[tuple[int], np.dtype[np.float64]], below: float, seconds: float,
) -> outcomes.Trained:  # fmt: skip
    """One model's series, until it hit (if that stops it) or was no number any more."""
    bad = np.flatnonzero(~np.isfinite(losses))
    end = int(bad[0]) if len(bad) else len(losses) - 1
    value = losses if run.settings.goal == "loss" else errors
    met = np.flatnonzero(value[: end + 1] < below)
    met = met[np.isfinite(losses[met])]
    hit = int(met[0]) if len(met) else None
    if run.settings.stop and hit is not None:
        end = hit
    return outcomes.Trained(losses[: end + 1], errors[: end + 1], end, hit, seconds)


class _AdamW:
    """torch's AdamW for stacked weights, each model with its own rate, decay and clipping."""

    def __init__(
        self, runs: Sequence[Run], weights: list[Tensor], device: str, number: torch.dtype
    ) -> None:
        def column(values: Sequence[float]) -> Tensor:
            return torch.tensor(values, dtype=number, device=device)

        self.weights = weights
        self.rates = torch.tensor(
            np.array([outcomes.rates(run.settings) for run in runs]), dtype=number, device=device
        )
        self.decay = column([run.settings.weight_decay for run in runs])
        clips = [run.settings.clip for run in runs]
        self.clip = column([float("inf") if c is None else c for c in clips])
        self.clipping = any(c is not None for c in clips)
        self.first = [torch.zeros_like(w) for w in weights]
        self.second = [torch.zeros_like(w) for w in weights]

    @torch.no_grad()
    def step(self, step: int, grads: Sequence[Tensor]) -> None:
        grads = list(grads)
        if self.clipping:
            norm = torch.stack([g.flatten(1).square().sum(1) for g in grads]).sum(0).sqrt()
            factor = (self.clip / (norm + 1e-6)).clamp(max=1)
            grads = [g * _over(factor, g) for g in grads]
        torch._foreach_mul_(self.first, BETA_1)
        torch._foreach_add_(self.first, grads, alpha=1 - BETA_1)
        torch._foreach_mul_(self.second, BETA_2)
        torch._foreach_addcmul_(self.second, grads, grads, value=1 - BETA_2)
        rate = self.rates[:, step]
        root = (1 - BETA_2 ** (step + 1)) ** 0.5
        for w, first, second in zip(self.weights, self.first, self.second, strict=True):
            w.mul_(_over(1 - rate * self.decay, w))
            size = _over(rate / (1 - BETA_1 ** (step + 1)), w)
            w.sub_(size * first / (second.sqrt() / root + EPSILON))


def _over(values: Tensor, like: Tensor) -> Tensor:
    """One number a model, beside its weights."""
    return values.view(-1, *[1] * (like.dim() - 1))
