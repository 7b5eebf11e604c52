"""What the tables of a protocol may say: how many runs, which rates, between which sizes.

The other tables of an experiment's file are judged by :mod:`memlib.experiments.checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from memlib.errors import context
from memlib.experiments.values import RUNS, count, different, filled, keys, number, refuse
from memlib.training.run import SETTINGS, Settings

PROTOCOLS: Final = ("success", "best-of", "grid", "ladder")
#: Learning rates among which a search stays: it goes by ratios, so 0 is none.
RATES: Final = (1e-12, 1e6)


def protocol(value: Mapping[str, Any]) -> None:
    """The protocol, and the tables that it reads, with a preset chosen.

    A climb and its verdict must mean the same share.

    Raises:
        MemlibError: there is no such protocol, or a table of it lacks or has what it should not.
    """
    name = value["protocol"]
    if name not in PROTOCOLS:
        raise refuse(f"there is no protocol {name!r}", "protocol", PROTOCOLS)
    if name == "best-of":
        _trials(value.get("trials", {}))
        return
    score = value.get("score", {})
    keys(score, ("seeds", "draws"), "score")
    runs = count(score.get("seeds"), "score.seeds") * count(score.get("draws", 1), "score.draws")
    if runs > RUNS:
        raise refuse(f"{runs:,} runs per cell", "score", f"at most {RUNS:,}")
    if name == "ladder":
        _climbs(value)
    if name == "success":
        _tune(value.get("tune", {}), SETTINGS)


def _climbs(value: Mapping[str, Any]) -> None:
    _ladder(value.get("ladder", {}), "ladder")
    for one in value.get("data", []):
        _ladder({**value["ladder"], **one.get("ladder", {})}, f"data {one['name']!r}.ladder")
    share = value.get("verdict", {}).get("share", value["ladder"]["share"])
    if share != value["ladder"]["share"]:
        raise refuse(f"{share!r} and {value['ladder']['share']!r}", "ladder.share", "one share")
    _tune(value.get("tune", {}), ("learning_rate",))
    if "learning_rate" not in value["tune"]:
        raise refuse("a climb has no rates to choose from", "tune", "give learning_rate")
    least, most = RATES
    for rate in value["tune"]["learning_rate"]:
        if not least <= rate <= most:
            allowed = f"a number from {least:g} to {most:,g}"
            raise refuse(f"{rate!r} is not allowed", "tune.learning_rate", allowed)


def _tune(tune: Mapping[str, Any], known: Iterable[str]) -> None:
    keys(tune, ("seeds", *known), "tune")
    count(tune.get("seeds"), "tune.seeds")
    for key, values in tune.items():
        if key == "seeds":
            continue
        with context(place=f"tune.{key}"):
            for value in filled(values, ""):
                Settings(**{"steps": 1, "learning_rate": 0.1, key: value})
            different(values, "")


def _ladder(ladder: Mapping[str, Any], place: str) -> None:
    """Sizes of the data, and when to stop; see :mod:`memlib.experiments.ladder`."""
    names = ("first", "least", "most", "doublings", "extensions")
    keys(ladder, (*names, "share", "finest", "again"), place)
    for key in names[:3]:
        count(ladder.get(key), f"{place}.{key}")
    if not ladder["least"] <= ladder["first"] <= ladder["most"]:
        raise refuse("no order", place, "least ≤ first ≤ most")
    for key in names[3:]:
        if type(ladder.get(key)) is not int or not 0 <= ladder[key] <= 20:
            raise refuse(f"{ladder.get(key)!r}", f"{place}.{key}", "a whole number from 0 to 20")
    for key, low, high in (("share", 1e-6, 1.0), ("finest", 1.01, 4.0), ("again", 1.0, 1e6)):
        if not number(ladder.get(key)) or not low <= ladder[key] <= high:
            raise refuse(
                f"{ladder.get(key)!r}", f"{place}.{key}", f"a number from {low:g} to {high}"
            )


def _trials(trials: Mapping[str, Any]) -> None:
    keys(trials, ("count", "draws", "learning_rate", "warmup"), "trials")
    count(trials.get("count"), "trials.count")
    count(trials.get("draws", 1), "trials.draws")
    for key, least, most in (("learning_rate", *RATES), ("warmup", 0.0, 1.0)):
        ends = trials.get(key)
        if not isinstance(ends, list) or len(ends) != 2 or not all(map(number, ends)):
            raise refuse(f"{ends!r} is no pair of ends", f"trials.{key}", "[low, high]")
        if not least <= ends[0] <= ends[1] <= most:
            raise refuse(f"{ends!r}", f"trials.{key}", f"{least:g} ≤ low ≤ high ≤ {most:g}")
