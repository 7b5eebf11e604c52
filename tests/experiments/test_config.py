"""Experiments as files: axes, variants, presets, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import TINY, tiny

from memlib.errors import MemlibError
from memlib.experiments import protocols
from memlib.experiments.config import load

EXPERIMENTS = sorted((Path(__file__).parents[2] / "experiments").glob("*.toml"))


def test_cells_are_the_product_of_the_axes(tmp_path: Path) -> None:
    config = load(tiny(tmp_path), "cpu")
    assert [dict(cell.shape)["blocks"] for cell in config.cells()] == [1, 2]
    assert protocols.total(config) == 2 * (2 + 12)
    assert protocols.total(load(tiny(tmp_path), "quick")) == 2 + 1


def test_two_values_at_a_time(tmp_path: Path) -> None:
    text = TINY.replace('"shape.blocks" = [1, 2]', '"task.length, shape.blocks" = [[3, 1], [5, 2]]')
    cells = load(tiny(tmp_path, text)).cells()
    assert [(dict(c.arguments)["length"], dict(c.shape)["blocks"]) for c in cells] == [
        (3, 1),
        (5, 2),
    ]


def test_a_variant_changes_what_it_names(tmp_path: Path) -> None:
    text = TINY + '[[variant]]\nname = "a"\nshape = { m = 4 }\n[[variant]]\nname = "b"\n'
    cells = load(tiny(tmp_path, text)).cells()
    assert [(c.variant, dict(c.shape)["m"]) for c in cells] == [
        ("a", 4), ("a", 4), ("b", 2), ("b", 2)
    ]  # fmt: skip


def test_whole_numbers_are_the_same_run(tmp_path: Path) -> None:
    cell = load(tiny(tmp_path)).cells()[0]
    assert cell.run(0, 0, gain=1).key == cell.run(0, 0, gain=1.0).key


#: What is said → the words of the file, and those in their place.
WRONG = {
    "unknown: tone": ("[tune]", "[tone]"),
    "claim is missing": ('claim = "a tiny experiment"', ""),
    "is no axis": ('"shape.blocks"', '"blocks"'),
    "unknown: stops": ("steps = 400", "stops = 400"),
    "no TOML": ('id = "X"', 'id = "X'),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, words: str) -> None:
    with pytest.raises(MemlibError, match=words):
        load(tiny(tmp_path, TINY.replace(*WRONG[words])))


def test_another_engine_asks_for_the_same_runs(tmp_path: Path) -> None:
    """Finished rows stay counted, whoever made them."""
    (tmp_path / "other").mkdir()
    one = load(tiny(tmp_path))
    other = load(tiny(tmp_path / "other", TINY + '[engine]\nuniform = "batched"\n'))
    assert one.digest != other.digest
    assert one.plan == other.plan
    asked = [[w.run.key for w in next(protocols.stages(config))] for config in (one, other)]
    assert asked[0] == asked[1]
    more = load(tiny(tmp_path / "other", TINY.replace("seeds = ", "seeds = 1")))
    assert one.plan != more.plan


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda p: p.stem)
@pytest.mark.parametrize("preset", ["quick", "cpu", "gpu"])
def test_every_experiment_can_be_read(path: Path, preset: str) -> None:
    config = load(path, preset)
    total = protocols.total(config)
    assert (
        total is None if config.value["protocol"] == "ladder" else total
    )  # climbs end when they do
    assert config.value["criteria"]


def test_tuning_never_sees_what_counts(tmp_path: Path) -> None:
    """No seed and no draw of the tuning runs comes again in the runs that count."""
    from fake import outcome

    plan = protocols.stages(load(tiny(tmp_path)))
    tuned = next(plan)
    scored = plan.send({w.run.key: outcome(0.5) for w in tuned})
    of = [{(w.run.seed, w.run.task.argument("seed")) for w in part} for part in (tuned, scored)]
    assert not {s for s, _ in of[0]} & {s for s, _ in of[1]}
    assert not {d for _, d in of[0]} & {d for _, d in of[1]}
    assert len(scored) == 24
    assert len({(w.run.seed, w.run.shape) for w in scored}) == 24, "every run has its own seed"


def test_tuning_takes_the_setting_that_hits(tmp_path: Path) -> None:
    from fake import outcome

    plan = protocols.stages(load(tiny(tmp_path)))
    tuned = next(plan)
    given = {
        w.run.key: outcome(0.001 if w.run.settings.learning_rate == 0.03 else 0.5) for w in tuned
    }
    assert {w.run.settings.learning_rate for w in plan.send(given)} == {0.03}


def test_best_of_asks_for_the_same_trials_again(tmp_path: Path) -> None:
    from fake import outcome

    text = TINY.replace('"success"', '"best-of"') + (
        "[trials]\ncount = 3\ndraws = 2\nlearning_rate = [0.001, 0.1]\nwarmup = [0.0, 0.3]\n"
    )
    config = load(tiny(tmp_path, text))

    def all_runs() -> list[str]:
        keys = []
        plan = protocols.stages(config)
        wanted = next(plan)
        try:
            while True:
                keys += [w.run.key for w in wanted]
                wanted = plan.send({w.run.key: outcome(w.run.settings.warmup) for w in wanted})
        except StopIteration:
            return keys

    assert all_runs() == all_runs()
    assert len(set(all_runs())) == protocols.total(config) == 12
