"""The fast evaluation equals the exact one on networks of every kind, and finds what is false."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("numba")
pytest.importorskip("torch")

from constructions.theorems.theorem_cases import DRAWN, of_multisets
from export.networks import KINDS, drawn, flat_network, table_network

from memlib import cli, fast
from memlib.constructions.registry import THEOREMS
from memlib.data import Dataset
from memlib.data.synthetic import hard_dataset
from memlib.errors import MemlibError
from memlib.exact import batch, certificate
from memlib.exact.certificate import Certificate
from memlib.exact.layers import Affine, Layer, Network, Relu, SumPool, UniformAttention
from memlib.exact.verify import Refuted
from memlib.fast import cores, outputs, tensors, verdict

#: numba on the cores, and torch, whose device is the CPU here.
DEVICES = (None, "cpu")


def same(made: Certificate, threads: int = 2) -> None:
    expected = batch.outputs(made.network, made.dataset)
    for device in DEVICES:
        assert fast.evaluate(made.network, made.dataset, threads=threads, device=device) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_layer(kind: str) -> None:
    """Alone, twice, after and before a layer that mixes; sequences of several lengths."""
    before, after = ("uniform_attention", kind), (kind, "relu", "sum_pool")
    for seed, kinds in enumerate(((kind,), (kind, kind), before, after, ("prepend", kind, "ffn"))):
        same(drawn(kinds, seed, lengths=(1, 2, 3)), threads=1 + seed % 2)


def test_tables_and_flattening() -> None:
    same(table_network())
    same(flat_network())


@pytest.mark.parametrize("seed", range(4))
def test_attention_with_all_denominators(seed: int) -> None:
    """Means over 1 to 7 columns, weights over 3, 5 and 2^40, label by label for every token."""
    rng = Random(seed)

    def matrix(rows: int, columns: int) -> dict[tuple[int, int], Fraction]:
        return {
            (i, j): Fraction(
                rng.randint(1, 10**30) * rng.choice((1, -1)), rng.choice((1, 3, 2**40, 45))
            )
            for i in range(rows)
            for j in range(columns)
            if rng.random() < 0.6
        }

    layers: list[Layer] = [Affine(3, 1, matrix(3, 1), {0: Fraction(1, 9)})]
    for _ in range(3):
        layers += [UniformAttention(3, matrix(3, 3)), Affine(3, 3, matrix(3, 3), {1: -5}), Relu()]
    layers += [Affine(1, 3, {(0, 0): 1} | matrix(1, 3), {})]
    sequences = [
        [rng.randrange(9) for _ in range(n)] for n in (1, 2, 3, 4, 5, 6, 7) for _ in range(5)
    ]
    tokens = [[Fraction(k, 7)] for k in range(-4, 5)]
    data = Dataset.seq_to_seq(tokens, sequences, [[0] * len(s) for s in sequences])
    for network in (Network(tuple(layers)), Network((UniformAttention(1, {}), *layers))):
        for device in DEVICES:
            assert fast.evaluate(network, data, device=device) == batch.outputs(network, data)
    pooled = Network((*layers[:-1], SumPool(), layers[-1]))
    next_token = Dataset.next_token(tokens, sequences, [0] * len(sequences))
    for device in DEVICES:
        made = fast.evaluate(pooled, next_token, device=device)
        assert made == batch.outputs(pooled, next_token)


@pytest.mark.parametrize("form", ["plain", "residual"])
@pytest.mark.parametrize("theorem", THEOREMS)
def test_every_theorem_in_both_forms(theorem: str, form: str) -> None:
    for seed in (1, 2):
        data = DRAWN[theorem](12, seed, hard=seed == 2)
        made = THEOREMS[theorem].construct(data, form=form)
        report = fast.verify(made.network, data)
        assert report.counts["items"] == data.items
        if seed == 2:
            assert fast.verify(made.network, data, device="cpu") == report
        slow = {"gather", "scatter", "prepend", "drop_first", "flatten", "embedding"}
        assert set(report.by_definition) == slow & {layer.kind for layer in made.network}


def test_batches_and_blocks_that_do_not_come_out_even(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any cut into batches and blocks gives the same numbers, in the order of the sequences."""
    data = of_multisets(60, 4)
    network = THEOREMS["deep-sets"].construct(data).network
    expected = batch.outputs(network, data)
    for size_of_batch, size_of_block in ((1, 1), (7, 3), (64, 16)):
        monkeypatch.setattr(outputs, "BATCH", size_of_batch)
        monkeypatch.setattr(cores, "BLOCK", size_of_block)
        monkeypatch.setattr(tensors, "GATHERED", 4 * size_of_block)
        for device in DEVICES if size_of_batch > 1 else (None,):
            assert fast.evaluate(network, data, device=device) == expected
    assert fast.evaluate(network, data, items=[5, 0, 59]) == [expected[i] for i in (5, 0, 59)]


def changed(layers: tuple[Layer, ...], at: int) -> tuple[Layer, ...]:
    """The network with one low bit of the greatest weight of one affine layer turned."""
    layer = layers[at]
    assert isinstance(layer, Affine)
    place = max(layer.weight, key=lambda p: abs(layer.weight[p]))
    old = Fraction(layer.weight[place])
    turned = old.numerator ^ 1 or old.numerator ^ 2
    weight = {**layer.weight, place: Fraction(turned, old.denominator)}
    return (*layers[:at], replace(layer, weight=weight), *layers[at + 1 :])


def test_one_changed_bit_is_found() -> None:
    """Either way of evaluating finds the same first wrong label, or that this bit is of no use."""
    found = 0
    data = hard_dataset(40, 4, 2, 2, seed=3)
    network = THEOREMS["next-token"].construct(data).network
    affine = [i for i, layer in enumerate(network) if isinstance(layer, Affine) and layer.weight]
    for at in affine[4::60]:
        other = Network(changed(network.layers, at))
        exact = [values == [y] for values, y in
                 zip(batch.outputs(other, data), data.labels, strict=True)]  # fmt: skip
        if all(exact):
            fast.verify(other, data)
            continue
        words = set()
        for device in DEVICES:
            with pytest.raises(Refuted) as caught:
                fast.verify(other, data, device=device)
            words.add(str(caught.value))
        (word,) = words
        assert word.startswith(f"sequences[{exact.index(False)}]: label ")
        found += 1
    assert found >= 4


def test_a_certificate_holds_and_its_changes_do_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the command line, with the exit codes and the words of the exact checker."""
    data = hard_dataset(24, 4, 2, 3, seed=5)
    made = THEOREMS["next-token"].construct(data)
    path = tmp_path / "cert.json"

    def both() -> tuple[int, str]:
        codes, words = [], []
        for extra in ([], ["--fast", "--threads", "1"], ["--fast", "--device", "cpu"]):
            codes.append(cli.main(["verify", str(path), *extra]))
            out, err = capsys.readouterr()
            words.append(out + err)
        assert len(set(codes)) == len(set(words)) == 1
        return codes[0], words[0]

    certificate.write(path, data, made.network, made.about())
    assert both()[0] == 0
    wrong = replace(data, labels=(data.labels[0], -7, *data.labels[2:]))  # type: ignore[arg-type]
    certificate.write(path, wrong, made.network, made.about())
    code, words = both()
    assert code == 1
    assert "sequences[1]: label -7 expected, the network gives" in words
    certificate.write(path, data, Network((*made.network.layers, Relu())), made.about())
    text = path.read_text().replace('"depth":', '"depth":1')
    path.write_text(text)
    assert both()[0] == 1
    path.write_text(text.replace('"relu"', '"rely"'))
    assert both()[0] == 2


def test_claims_of_a_certificate_are_counted() -> None:
    made = drawn(("ffn",), 1)
    claims = certificate.claims(made.dataset, made.network)
    assert fast.verify(replace(made, claims=claims)).counts == claims
    for depth in (claims["depth"] - 1, claims["depth"] + 1):
        with pytest.raises(Refuted, match=rf"claims\.depth: claimed {depth}, counted"):
            fast.verify(replace(made, claims=claims | {"depth": depth}))


def test_what_cannot_be_done_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = Dataset.next_token([[1]], [[0]], [1])
    for layers in ((Affine(2, 1, {}, {}),), (Relu(), Affine(1, 2, {(0, 1): 1}, {}))):
        with pytest.raises(MemlibError):
            fast.evaluate(Network(layers), data)
    with pytest.raises(MemlibError, match="threads"):
        fast.evaluate(Network((Relu(),)), data, threads=0)
    with pytest.raises(MemlibError, match="data"):
        fast.verify(Network((Relu(),)))
    assert cli.main(["verify", "none.json", "--threads", "2"]) == 2
    assert cli.main(["verify", "none.json", "--device", "cpu"]) == 2
    with pytest.raises(MemlibError, match="torch has no device 'nowhere'"):
        fast.evaluate(Network((Relu(),)), data, device="nowhere")
    monkeypatch.setitem(sys.modules, "numba", None)
    assert cli.main(["verify", "none.json", "--fast"]) == 2
    assert "pip install 'memlib[fast]'" in capsys.readouterr().err


def test_the_verdict_compares_integers() -> None:
    """A label is compared over the scale of the output; nothing is rounded on the way."""
    data = Dataset.next_token([[2**70], [1]], [[0], [1]], [2**69, 0])
    half = Network((Affine(1, 1, {(0, 0): Fraction(1, 2)}, {}),))
    with pytest.raises(Refuted, match=r"sequences\[1\]: label 0 expected, the network gives 1/2"):
        verdict.verify(half, data)
