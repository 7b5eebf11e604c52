"""The plain torch loop: slow, short, and what the other engines must agree with."""

from __future__ import annotations

import time
from copy import deepcopy

import numpy as np
import torch
from torch import nn

from memlib.training import outcomes
from memlib.training.arrays import Arrays
from memlib.training.run import Run


def train(run: Run, model: nn.Module, data: Arrays, device: str = "cpu") -> outcomes.Trained:
    """Train ``model``; on return it holds the weights of the hit, or of the end without one.

    Full batch, torch.optim.AdamW with foreach; F₂ works only where the model reads it.
    """
    settings = run.settings
    wide = settings.dtype == "float64"
    number = torch.float64 if wide else torch.float32
    model.to(device=device, dtype=number)
    x = [outcomes.as_number(one, number).to(device) for one in outcomes.inputs(run, data)]
    y = outcomes.as_number(outcomes.labels(settings.loss, data), number).to(device)
    exact = settings.dtype in ("float64", "float32")
    weights = list(model.parameters())
    optimizer = torch.optim.AdamW(
        weights, lr=settings.learning_rate, weight_decay=settings.weight_decay, foreach=True
    )
    losses: list[float] = []
    errors: list[float] = []
    hit, kept = None, None
    rate = outcomes.rates(settings)
    below = outcomes.threshold(settings, data.y.size)
    began = time.perf_counter()
    for step in range(settings.steps + 1):
        if exact:
            scores = model(*x)
        else:
            seen = {
                name: outcomes.rounded(p, settings.dtype) for name, p in model.named_parameters()
            }
            scores = torch.func.functional_call(model, seen, tuple(x))
        each, wrong = outcomes.losses_and_errors(scores, y, settings.loss)
        loss = each.mean()
        losses.append(loss.item())
        errors.append(wrong.mean().item())
        if not np.isfinite(losses[-1]):
            break
        value = losses[-1] if settings.goal == "loss" else errors[-1]
        if hit is None and value < below:
            hit, kept = step, deepcopy(model.state_dict())
            if settings.stop:
                break
        if step == settings.steps:
            break
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if settings.clip is not None:
            nn.utils.clip_grad_norm_(weights, settings.clip)
        optimizer.param_groups[0]["lr"] = rate[step]
        optimizer.step()
    seconds = time.perf_counter() - began
    if kept is not None:
        model.load_state_dict(kept)
    model.to("cpu")
    return outcomes.Trained(np.array(losses), np.array(errors), len(losses) - 1, hit, seconds)
