"""What a reader may write in place of None in each exercise: a right answer, and a wrong one.

Both are Python, as it is typed on the page; names that the exercise's page knows may stand in it.
"""

from __future__ import annotations

from typing import Final

#: By the label of the exercise: (right, wrong).
ANSWERS: Final[dict[str, tuple[str, str]]] = {
    "exr-absolute-value": (
        "FeedForward(1, 1, {(0, 0): -1}, {}, {(0, 0): 2}, {})",
        "FeedForward(1, 1, {(0, 0): -1}, {}, {(0, 0): 1}, {})",
    ),
    "exr-all-outputs": ("4000", "400"),
    "exr-another-direction": ("5", "3"),
    "exr-baum-and-yun": ("16384", "1024"),
    "exr-below-one-neuron": ("64", "128"),
    "exr-best-bucket": ("30", "333"),
    "exr-best-length": ("591", "100"),
    "exr-best-of-ten": ("0.65", "0.1"),
    "exr-bits": ("929_543", "125"),
    "exr-bits-for-labels": ("32", "31"),
    "exr-bits-needed": ("[3, 2, 3, 11]", "[3, 2, 4, 11]"),
    "exr-boltz-order": ("'b'", "'a'"),
    "exr-cannot-be-built": ("262", "261"),
    "exr-coin-tosses": ("0.5", "0.25"),
    "exr-conflict-loss": ("0.00277", "0.001386"),
    "exr-contradiction": ("('bac', 1)", "('bac', 3)"),
    "exr-count-exponentials": ("110", "150"),
    "exr-count-language-model": ("80352", "145888"),
    "exr-count-steps": ("14", "12"),
    "exr-count-trained": ("693", "692"),
    "exr-dead-features": ("500", "499"),
    "exr-enough-failures": ("72", "0"),
    "exr-equal-parameters": ("15", "16"),
    "exr-fair-match": ("27", "26"),
    "exr-fewer-cells": ("[0, 1, 2, 3]", "[1, 2, 3, -4]"),
    "exr-fewest-bits": (
        'min(here, key=lambda row: row["sizes"]["total_bits"])["construction"]',
        'here[-1]["construction"]',
    ),
    "exr-first-lost": ("257", "256"),
    "exr-first-ruled-out": ("147", "146"),
    "exr-flat-minor": ("[3, 4, -7]", "[2, 4, -6]"),
    "exr-float32": ("22", "23"),
    "exr-fold": ("[F(22, 32), F(20, 32), F(24, 32)]", "[F(22, 32), F(20, 32), F(25, 32)]"),
    "exr-follow-a-key": ('{"v", "x"}', '{"v"}'),
    "exr-free-labels": ("8", "16"),
    "exr-free-labels-words": ("6", "12"),
    "exr-greedy-scores": ("{'a': 1, 'b': 2, 'c': 3}", "{'a': 1, 'b': 1, 'c': 3}"),
    "exr-half-bits": (
        'sum(size // 2 if "read" in name else size for name, size in built.items())',
        "sum(built.values()) // 2",
    ),
    "exr-how-many-heads": ("15", "14"),
    "exr-how-many-questions": ("480", "640"),
    "exr-how-many-slots": ("3840", "256"),
    "exr-interval-bits": ("110", "109"),
    "exr-keys-in-a-word": ('held["float64"] // shape.key_bits', "1"),
    "exr-largest": (
        "Head(1, 2, {(0, 1): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1})",
        "Head(1, 2, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1}, {(0, 0): 1})",
    ),
    "exr-largest-term": ("'labels: read'", "'rest'"),
    "exr-linear-enough": ("84", "83"),
    "exr-make-it-fail": ("((0, 2), (1, 0), (0, -1))", "((2, 0), (0, 1), (-1, 0))"),
    "exr-one-in-a-million": ("-(-9980 // 16)", "625"),
    "exr-only-order": ("('acb', 'cab')", "('bac', 'abc')"),
    "exr-other-way": ("[('ab', 1), ('abb', 2)]", '[("ab", 1), ("ba", 2)]'),
    "exr-out-of-position": ("(5, 5)", "(4, 1)"),
    "exr-own-words": ("{3}", "{1, 3}"),
    "exr-places-speak": ("60", "125"),
    "exr-read-a-loss": ("5270", "5440"),
    "exr-reader-depth": ("136", "120"),
    "exr-seq-forced": ("[2, 1, 4, 1]", "[2, 1, 4, 4]"),
    "exr-set-or-word": ("[('aab', 1), ('aba', 2)]", '[("ab", 1), ("ab", 2)]'),
    "exr-seven-lines": ("29", "128"),
    "exr-share-of-labels": ("49", "50"),
    "exr-shortest-solution": ("[3, 4]", "[4, 3]"),
    "exr-slots": (
        "min(range(1, 1_025), key=lambda k: price.bucket_2 * -(-1_024 // k) + price.slot_2 * k)",
        "1_024",
    ),
    "exr-small-scores": ('{"a": 1, "b": 3, "c": 2, "d": 1}', '{"a": 1, "b": 2, "c": 3, "d": 4}'),
    "exr-table-is-all": ("max(N for N, size in rest if size < 30_000)", "rest[-1][0]"),
    "exr-three-bits": ("[3, -1, 0, 2]", "[3, -1, 0, 3]"),
    "exr-two-points": ("0.91", "2.0"),
    "exr-watch-few": ("'ab'", "'abc'"),
    "exr-what-fits": ("900000", "225000"),
    "exr-where-sqrt-wins": ("524_288", "8"),
    "exr-wide-or-deep": ("20", "19"),
    "exr-word-by-hand": ("'0001'", "'0010'"),
    "exr-write-word": ("1436", "3221"),
}


def filled(code: str, answer: str) -> str:
    """The cell of an exercise with an answer in the place of None."""
    blank = "= None, None" if "= None, None" in code else "= None"
    assert code.count(blank) == 1, code
    return code.replace(blank, f"= {answer}")
