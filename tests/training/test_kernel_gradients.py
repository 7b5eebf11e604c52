"""Loss, wrong answers and gradient of the kernel against autograd in float64.

One step of AdamW shows only the signs of a gradient, so the pass alone is compared. Random shapes
run as plain Python, from the very text that is compiled elsewhere; three shapes are compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import Phase, assume, currently_in_test_context, given, settings
from hypothesis import strategies as st

from memlib.models.uniform import MEANS, OVER_ALL
from memlib.training.arrays import Arrays
from memlib.training.kernel import compiled, pack_one_look, parts, unroll
from memlib.training.outcomes import as_number, fresh_model, inputs, labels, losses_and_errors
from memlib.training.run import Loss, Run, Settings, Task, pairs
from memlib.training.tasks import arrays

LOSSES: tuple[Loss, ...] = ("mse", "cross-entropy")
#: Two tiles of lanes, the second of which is mostly padding.
MANY = 133


#: So many times the effect of rounding is forgiven; hard cases are means that hardly differ and are
#: standardized, or columns whose rows hardly differ and are normed.
FORGIVEN = 10


def by_torch(
    run: Run, data: Arrays, places: list[Any], number: torch.dtype, nudge: int = 0
) -> tuple[float, float, Any]:
    """Loss and wrong answers, summed, and the gradient of the mean loss in the kernel's order.

    With a nudge, weights change in the last digit of float32, for every nudge in another way.
    """
    model = fresh_model(run, data).to(number)
    generator = torch.Generator().manual_seed(nudge)
    with torch.no_grad():
        for weight in model.parameters() if nudge else ():
            weight *= 1 + 2**-23 * torch.randn(weight.shape, generator=generator)
    x = [as_number(one, number) for one in inputs(run, data)]
    y = as_number(labels(run.settings.loss, data), number)
    each, errors = losses_and_errors(model(*x), y, run.settings.loss)
    each.mean().backward()  # type: ignore[no-untyped-call]
    found = np.zeros(max(int(place.max()) for place in places) + 1)
    for parameter, place in zip(model.parameters(), places, strict=True):
        assert parameter.grad is not None
        used = place >= 0
        assert not parameter.grad.numpy()[~used].any()  # rows of tokens that do not occur
        found[place[used]] = parameter.grad.numpy()[used]
    return each.sum().item(), errors.sum().item(), found


def check_gradient(run: Run) -> None:
    """The gradient is measured against its largest number: small ones are sums of larger terms."""
    assert compiled.supports(run)
    data = arrays(run.task)
    made = compiled.problem(run, fresh_model(run, data), data)
    grad = np.zeros_like(made.weights)
    work = np.full(made.room, np.nan, np.float32)  # nothing is read that was not written
    one_pass = compiled.model_pass(made)
    loss, wrong = one_pass(made.weights, grad, made.data, made.sizes, work)
    exact = by_torch(run, data, made.places, torch.float64)
    near = [by_torch(run, data, made.places, torch.float64, nudge) for nudge in (1, 2, 3)]
    near.append(by_torch(run, data, made.places, torch.float32))
    forgiven = FORGIVEN * max(abs(one[0] - exact[0]) for one in near)
    assert abs(loss - exact[0]) <= 1e-5 * exact[0] + forgiven
    assert abs(wrong - exact[1]) <= 1  # an output that rounding takes over 0
    largest = np.abs(exact[2]).max()
    assert largest > 0
    forgiven = FORGIVEN * max(np.abs(one[2] - exact[2]).max() for one in near)
    apart = 2e-5 * largest + forgiven
    if currently_in_test_context():
        assume(apart < 0.02 * largest)  # else it says nothing
    assert np.abs(grad[: len(exact[2])] - exact[2]).max() <= apart
    assert not grad[len(exact[2]) :].any()  # padding


@pytest.fixture(scope="module")
def as_python() -> Iterator[None]:
    """The specialized text as it stands, not compiled."""
    kept = (parts._together, parts._columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unroll, "_jit", lambda function: function)
        patch.setattr(unroll, "_COMPILED", {})
        for made in kept:
            made.cache_clear()
        yield
    for made in kept:
        made.cache_clear()


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """All tokens different; few tokens, which recur; one needle in each sequence."""
    recipe = draw(st.sampled_from(("uniform", "context", "needle")))
    length = draw(st.sampled_from((2, 3, 5, 40)) if recipe != "uniform" else st.integers(1, 4))
    count = draw(st.sampled_from((1, 5, MANY)))
    more = {"tokens": draw(st.integers(20, 30))} if recipe == "context" else {}
    dim = draw(st.integers(1, 3))
    return Task(
        recipe,
        pairs(sequences=count, length=length, dim=dim, seed=draw(st.integers(0, 99)), **more),
    )


@st.composite
def runs(draw: st.DrawFn, /, family: str, **shapes: Any) -> Run:
    task = draw(tasks())
    shape: dict[str, Any] = {name: draw(sizes) for name, sizes in shapes.items()}
    if shape.get("mean") in OVER_ALL:  # over a few sequences, rounding is most of it
        task = Task(task.recipe, pairs(**{**dict(task.arguments), "sequences": MANY}))
    if shape.get("input") == "fixed":
        shape["m"] = task.argument("dim")
    if shape.get("input") == "table" and task.recipe == "uniform":
        del shape["input"]
    loss = draw(st.sampled_from(LOSSES))
    return Run(family, pairs(**shape), task, Settings(1, 0.1, loss=loss), draw(st.integers(0, 99)))


ONE_LOOK: dict[str, Any] = {
    "m": st.integers(1, 4), "q": st.integers(1, 5), "blocks": st.integers(0, 2),
    "mean": st.sampled_from(MEANS),
    "input": st.sampled_from(("linear", "fixed", "table")),
}  # fmt: skip


@pytest.mark.parametrize(
    "run",
    [
        Run(
            "uniform", pairs(m=2, q=8, blocks=2, input="table"),
            Task("context", pairs(sequences=150, length=4, dim=2, tokens=9, seed=0)),
            Settings(1, 0.1), 2,
        ),
        Run(
            "feed-forward", pairs(width=9, depth=1),
            Task("context", pairs(sequences=150, length=4, dim=2, tokens=9, seed=0)),
            Settings(1, 0.1, loss="cross-entropy"), 6,
        ),
        Run(
            "softmax", pairs(m=6, q=3, norm=1, input="linear"),
            Task("context", pairs(sequences=150, length=4, dim=2, tokens=9, seed=0)),
            Settings(1, 0.1), 3,
        ),
    ],
    ids=["table", "feed-forward", "softmax"],
)  # fmt: skip
def test_the_compiled_pass(run: Run) -> None:
    check_gradient(run)


cases = settings(max_examples=12, phases=(Phase.explicit, Phase.generate))
as_it_stands = pytest.mark.usefixtures("as_python")


@as_it_stands
@cases
@given(runs("uniform", **ONE_LOOK))
def test_eq_165(run: Run) -> None:
    check_gradient(run)


@as_it_stands
@cases
@given(runs("uniform", **ONE_LOOK))
def test_tokens_that_are_made_again_on_the_way_back(run: Run) -> None:
    """As where a tile has more tokens than are kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack_one_look, "_KEPT", 0)
        check_gradient(run)


@as_it_stands
@cases
@given(runs("uniform", **ONE_LOOK, after=st.integers(1, 6), q_after=st.integers(1, 5)))
def test_another_size_after_attention(run: Run) -> None:
    check_gradient(run)


@as_it_stands
@cases
@given(runs("uniform", m=st.integers(5, 7), q=st.integers(1, 3), blocks=st.integers(1, 2)))
def test_many_coordinates(run: Run) -> None:
    check_gradient(run)


@as_it_stands
@cases
@given(runs("deep-sets", **ONE_LOOK))
def test_deep_sets(run: Run) -> None:
    check_gradient(run)


@as_it_stands
@cases
@given(runs("last-only", **ONE_LOOK))
def test_last_token_only(run: Run) -> None:
    check_gradient(run)


@as_it_stands
@cases
@given(
    runs(
        "softmax", m=st.integers(1, 4), q=st.integers(1, 5), norm=st.just(0),
        small=st.sampled_from((10, 100, 300)), input=st.sampled_from(("linear", "fixed", "table")),
    )
)  # fmt: skip
def test_softmax(run: Run) -> None:
    check_gradient(run)


@as_it_stands
@cases
@given(
    runs(
        "softmax", m=st.integers(2, 4), q=st.integers(1, 5), norm=st.just(1),
        input=st.sampled_from(("linear", "table")),
    )
)  # fmt: skip
def test_softmax_with_layer_norm(run: Run) -> None:
    check_gradient(run)


@as_it_stands
@cases
@given(
    runs(
        "feed-forward", width=st.integers(1, 6), depth=st.integers(0, 2),
        window=st.integers(1, 5), leak=st.sampled_from((0, 0, 10, 35)),
    )
)  # fmt: skip
def test_feed_forward(run: Run) -> None:
    check_gradient(run)
