"""Every bound against a certificate of every theorem, on labels drawn uniformly at random.

Labels are drawn here, one per item that the theorem's network can tell apart, so the statements
about random labels apply; each is wrong with probability at most 2^-20, and the seed is fixed.
"""

import json
import random
from math import log2
from pathlib import Path
from typing import Any

import pytest

from memlib.bounds import check_certificate
from memlib.cli import main
from memlib.constructions.registry import THEOREMS
from memlib.rivals.registry import RIVALS

Capture = pytest.CaptureFixture[str]
COMPACT = [name for name, each in THEOREMS.items() if "compact" in each.methods]
EXACT_RIVALS = [n for n, each in RIVALS.items() if not each.intervals]
#: What every statement takes.
TAKES = {name: each.takes for name, each in (*THEOREMS.items(), *RIVALS.items())}
#: In residual form these have the shape of eq. (4), so a theorem about shapes applies too.
BLOCKS = {"next-token", "seq-to-seq"}

FORMS = ["plain", "residual"]
CLASSES = 3
COUNT, LENGTH = 60, 4

ALWAYS = {"description length", "sign patterns, free places", "sign patterns, all places"}


def random_data(theorem: str, seed: int, classes: int = CLASSES) -> dict[str, Any]:
    """60 sequences of 4 tokens (or single vectors) with uniformly random labels."""
    rng = random.Random(seed)
    takes = TAKES[theorem]
    length = 1 if takes == "vectors" else LENGTH
    count = 400
    if takes == "ids":
        tokens = [[str(i + 1)] for i in range(count)]
    elif theorem in RIVALS:  # some ask for general position: a parabola
        tokens = [[str(i), str(i * i)] for i in range(1, count + 1)]
    else:
        tokens = [[str(i), str(rng.randint(-50, 50))] for i in range(count)]
    rng.shuffle(tokens)
    if takes == "ids":
        tokens.sort(key=lambda token: int(token[0]))
    places = rng.sample(range(count), COUNT * length)
    sequences = [places[i * length : (i + 1) * length] for i in range(COUNT)]
    task = "seq-to-seq" if takes in ("seq-to-seq", "either") else "next-token"

    def label() -> int:
        return rng.randrange(classes)

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


def verdicts_on(
    theorem: str, arguments: list[str], classes: int, folder: Path, capsys: Capture
) -> None:
    """Construct by the command; every bound that applies must hold, and is printed."""
    data, cert = folder / "data.json", folder / "cert.json"
    data.write_text(json.dumps(random_data(theorem, len(theorem), classes)))
    code = main(["construct", str(data), "--theorem", theorem, *arguments, "-o", str(cert)])
    captured = capsys.readouterr()
    assert code == 0, captured.err
    certificate = json.loads(cert.read_text())
    verdicts = check_certificate(certificate, classes=classes)
    applied = [verdict for verdict in verdicts if verdict.applies]
    for verdict in applied:
        print(f"{theorem} {arguments}: {verdict.bound}: {verdict.ratio:.3g} times the bound")
        assert verdict.holds, verdict
    assert {verdict.bound for verdict in applied} >= ALWAYS
    items = COUNT * LENGTH if certificate["task"] == "seq-to-seq" else COUNT
    assert applied[0].needed == pytest.approx(items * log2(classes) - 20)
    if "residual" in arguments and theorem in BLOCKS:
        assert {verdict.bound for verdict in applied} > ALWAYS


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", sorted(THEOREMS))
def test_no_constructed_certificate_lies_below_a_bound(
    theorem: str, form: str, tmp_path: Path, capsys: Capture
) -> None:
    verdicts_on(theorem, ["--form", form], CLASSES, tmp_path, capsys)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", COMPACT)
def test_no_compact_certificate_lies_below_a_bound(
    theorem: str, form: str, tmp_path: Path, capsys: Capture
) -> None:
    """The smallest networks that we have: here a wrong bound would show first."""
    verdicts_on(theorem, ["--form", form, "--method", "compact"], CLASSES, tmp_path, capsys)


@pytest.mark.parametrize("rival", EXACT_RIVALS)
def test_no_network_of_another_work_lies_below_a_bound(
    rival: str, tmp_path: Path, capsys: Capture
) -> None:
    """Softmax networks are left out: no bound here is for them, and they hold intervals."""
    verdicts_on(rival, [], 2, tmp_path, capsys)
