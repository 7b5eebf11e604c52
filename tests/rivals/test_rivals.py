"""The constructions of other works: their statements, checked by the one-file checker."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.data import Dataset
from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, verify
from memlib.rivals import park
from memlib.rivals.hyperplanes import facet, interpolate, plane_through
from memlib.rivals.registry import RIVALS
from memlib.rivals.rival import Measure, Rival

from .rival_cases import GENERAL_POSITION, SEQUENCES, TWO_CLASSES, check, drawn, edges, most

EXACT = [name for name, other in RIVALS.items() if not other.intervals]
OF_VECTORS = [name for name in EXACT if name not in SEQUENCES]


@pytest.mark.parametrize("name", EXACT)
def test_drawn_data(name: str, tmp_path: Path) -> None:
    for seed in range(4):
        check(name, drawn(name, 12 + seed, seed), tmp_path)


@pytest.mark.parametrize("name", EXACT)
def test_edges(name: str, tmp_path: Path) -> None:
    for _, data in edges(name):
        check(name, data, tmp_path)


@pytest.mark.parametrize("name", EXACT)
def test_the_statement_holds_of_the_layers(name: str, tmp_path: Path) -> None:
    """What the statement counts, counted in the layers, beside the statement's own formula."""
    for seed in range(6):
        data = drawn(name, 9 + 4 * seed, 30 + seed)
        made = check(name, data, tmp_path, seed)
        for what, (counted, allowed) in most(name, made.network, data).items():
            assert counted <= allowed, (seed, what)
            for measure in made.measures:
                if measure.name == what:
                    assert (measure.built, measure.promised) == (counted, allowed)


@pytest.mark.large
@pytest.mark.parametrize("name", EXACT)
def test_twenty_data_sets(name: str, tmp_path: Path) -> None:
    """Every label, read by the one-file checker in a process of its own."""
    for seed in range(20):
        data = drawn(name, 40 + seed, seed)
        check(name, data, tmp_path, seed)
        cert, source = str(tmp_path / "cert.json.gz"), str(tmp_path / "data.json")
        run = subprocess.run(
            [sys.executable, "-I", str(verify.__file__), cert, "--data", source],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr


def test_park_grows_like_the_power_two_thirds() -> None:
    """No constant is known, so only the growth is looked at: well below N, from 64 to 4,096."""
    sizes = []
    for count in (64, 512, 4096):
        data = random_dataset(count, 1, 3, 2, vocabulary=count, spread=10**6, seed=1)
        made = RIVALS["park"].construct(data)
        sizes.append(made.built_sizes()["parameters"])
    for small, large in pairwise(sizes):
        assert large < 8**0.75 * small  # N^(2/3) and a logarithm; N itself would be 8 times as much


@pytest.mark.parametrize("name", OF_VECTORS)
@settings(max_examples=15, deadline=None)
@given(labels=st.lists(st.sampled_from((-1, 4)), min_size=1, max_size=9), seed=st.integers(0, 3))
def test_any_two_labels_on_a_parabola(
    name: str, labels: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Points (k, k²) are in general position: every labeling of them has its network."""
    points = [(k, k * k) for k in range(len(labels))]
    data = Dataset.next_token(points, [[k] for k in range(len(labels))], labels)
    check(name, data, tmp_path_factory.getbasetemp(), seed)


@pytest.mark.parametrize("name", EXACT)
def test_a_wrong_label_is_refuted(name: str, tmp_path: Path) -> None:
    data = drawn(name, 8, 1)
    made = RIVALS[name].construct(data)
    assert isinstance(made, Rival)
    labels = [y + 1 if isinstance(y, int) else [x + 1 for x in y] for y in data.labels]
    moved = Dataset(data.task, data.tokens, data.sequences, labels)  # type: ignore[arg-type]
    certificate.write(tmp_path / "c.json", moved, made.network, made.about())
    with pytest.raises(verify.Refuted):
        verify.verify(str(tmp_path / "c.json"))


@pytest.mark.parametrize("name", EXACT)
def test_other_tasks_and_forms_are_refused(name: str) -> None:
    task = "next-token" if name in SEQUENCES else "seq-to-seq"
    with pytest.raises(MemlibError, match=f"^construct {name}: .*{task}"):
        RIVALS[name].construct(random_dataset(3, 2, 1, 2, task=task))  # type: ignore[arg-type]
    with pytest.raises(MemlibError, match="plain layers alone"):
        RIVALS[name].construct(drawn(name, 3, 1), form="residual")


@pytest.mark.parametrize("name", OF_VECTORS)
def test_one_vector_has_one_label(name: str) -> None:
    data = Dataset.next_token([[0], [1]], [[0, 1], [0, 1]], [1, 2])
    with pytest.raises(MemlibError, match="sequences 0 and 1 are equal, but have labels 1 and 2"):
        RIVALS[name].construct(data)


@pytest.mark.parametrize("name", TWO_CLASSES)
def test_three_labels_are_too_many(name: str) -> None:
    data = Dataset.next_token([[0], [1], [2]], [[0], [1], [2]], [1, 2, 3])
    with pytest.raises(MemlibError, match="two labels, not 3"):
        RIVALS[name].construct(data)


@pytest.mark.parametrize("name", GENERAL_POSITION)
def test_three_points_on_a_line_are_not_in_general_position(name: str) -> None:
    line = [[k, 2 * k] for k in range(6)]
    data = Dataset.next_token(line, [[k] for k in range(6)], [1, 0, 1, 0, 1, 0])
    with pytest.raises(MemlibError, match="general position"):
        RIVALS[name].construct(data)


def test_a_token_that_comes_twice_is_named() -> None:
    data = Dataset.seq_to_seq([[0], [1]], [[0, 1], [1, 1]], [[1, 2], [3, 3]])
    with pytest.raises(MemlibError, match=r"sequences\[1\]: holds a token twice"):
        RIVALS["kim"].construct(data)


def test_places_fold_and_overlay_without_a_meeting() -> None:
    rng = Random(2)
    for count in (1, 2, 9, 60, 300):
        places = rng.sample(range(10**9), count)
        _, folded = park.fold(places)
        assert len(set(folded)) == count
        assert max(folded) <= max(1, count * count // 2 + count)
        cuts, short = park.overlay(folded)
        assert len(set(short)) == count
        root = park.cube_root(count)
        assert max(short) <= 2 * (root * count + 1)
        assert len(cuts) <= count / root + max(folded) / (root * count + 1) + 2


def test_a_hull_touches_d_points() -> None:
    rng = Random(4)
    for dim in (1, 2, 3, 5):
        points = [tuple(rng.randrange(-99, 99) for _ in range(dim)) for _ in range(3 * dim + 4)]
        points = list(dict.fromkeys(points))
        plane, held = facet(points, rng)
        assert len(held) == dim
        assert [i for i, p in enumerate(points) if plane.at(p) <= 0] == held
        values, scale = interpolate(points, held, list(range(dim)))
        assert [values.at(points[i]) for i in held] == [scale * k for k in range(dim)]
        through = plane_through(points, held[:-1] or held, rng)
        assert all(through.at(points[i]) == 0 for i in held[:-1])


def test_a_broken_promise_shows() -> None:
    assert Measure("units", 3, 3).kept
    assert not Measure("units", 4, 3).kept
    assert Measure("units", 4, None).kept
