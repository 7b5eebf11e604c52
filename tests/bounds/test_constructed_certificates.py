"""Every bound against a certificate of every theorem, on labels drawn uniformly at random.

Labels are drawn here, one per item that the theorem's network can tell apart, so the statements
about random labels apply; each is wrong with probability at most 2^-20, and the seed is fixed.
"""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from memlib.bounds import check_certificate
from memlib.cli import main
from memlib.constructions.registry import THEOREMS

FORMS = ["plain", "residual"]
CLASSES = 3
COUNT, LENGTH = 60, 4

ALWAYS = {"description length", "sign patterns, free places", "sign patterns, all places"}


def random_data(theorem: str, seed: int) -> dict[str, Any]:
    """60 sequences of 4 tokens (single vectors for feed-forward) with uniformly random labels."""
    rng = random.Random(seed)
    length = 1 if theorem == "feed-forward" else LENGTH
    count = 400
    if theorem == "embedding":
        tokens = [[str(i + 1)] for i in range(count)]
    else:
        tokens = [[str(i), str(rng.randint(-50, 50))] for i in range(count)]
    rng.shuffle(tokens)
    if theorem == "embedding":
        tokens.sort(key=lambda token: int(token[0]))
    places = rng.sample(range(count), COUNT * length)
    sequences = [places[i * length : (i + 1) * length] for i in range(COUNT)]
    task = "seq-to-seq" if theorem in ("seq-to-seq", "sparse") else "next-token"

    def label() -> int:
        return rng.randrange(CLASSES)

    labels: list[Any] = [
        [label() for _ in range(length)] if task == "seq-to-seq" else label() for _ in range(COUNT)
    ]
    return {
        "task": task,
        "dataset": {
            "token_dim": len(tokens[0]),
            "tokens": tokens,
            "sequences": sequences,
            "labels": labels,
        },
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", sorted(THEOREMS))
def test_no_constructed_certificate_lies_below_a_bound(
    theorem: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, cert = tmp_path / "data.json", tmp_path / "cert.json"
    data.write_text(json.dumps(random_data(theorem, seed=len(theorem))))
    code = main(["construct", str(data), "--theorem", theorem, "--form", form, "-o", str(cert)])
    captured = capsys.readouterr()
    assert code == 0, captured.err
    certificate = json.loads(cert.read_text())
    verdicts = check_certificate(certificate, classes=CLASSES)
    applied = [verdict for verdict in verdicts if verdict.applies]
    for verdict in applied:
        print(f"{theorem} ({form}): {verdict.bound}: {verdict.ratio:.3g} times the bound")
        assert verdict.holds, verdict
    assert {verdict.bound for verdict in applied} >= ALWAYS
    items = COUNT * LENGTH if certificate["task"] == "seq-to-seq" else COUNT
    assert applied[0].needed == pytest.approx(items * 1.584962500721156 - 20)
