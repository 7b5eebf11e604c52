"""Measure how fast memlib works on this machine, in CPU time."""

from __future__ import annotations

from argparse import Namespace

from memlib.cli.parser import Parser, at_least, tell
from memlib.errors import MemlibError


def add_arguments(parser: Parser) -> None:
    """Add what can be measured."""
    from memlib.constructions.line.driver import EFFORTS

    kinds = parser.add_subparsers(
        dest="what", metavar="WHAT", required=True, parser_class=Parser, help="one of:"
    )
    line = "verified items per second, and beside dense matrices of fractions"
    add = kinds.add_parser("evaluate", help=line, description=line).add_argument
    add("--sequences", type=at_least(1), default=1024, metavar="N", help="default 1024")
    add("--certificate", metavar="CERT.json", help="this network in place of Theorem 4.1's")
    add("--threads", type=at_least(1), default=1, metavar="K", help="how many (default 1)")
    add("--sample", type=at_least(1), default=2, metavar="S", help="with fractions (default 2)")
    add("--json", action="store_true", help="print one JSON object")
    line = "seconds to build and to verify a network of line words, and its size"
    add = kinds.add_parser("construct", help=line, description=line).add_argument
    add("--sequences", type=at_least(1), nargs="+", default=[256, 1024], metavar="N",
        help="sizes of hard data with distinct items (default 256 1024)")  # fmt: skip
    add("--form", choices=("plain", "residual"), default="residual",
        help="plain layers, or blocks with skip connections (default residual)")  # fmt: skip
    add("--effort", choices=tuple(EFFORTS), default="medium",
        help="longer searches find smaller networks (default medium)")  # fmt: skip
    add("--json", action="store_true", help="print one JSON object")
    line = "words per second that a network recites, of a text of N words"
    add = kinds.add_parser("recite", help=line, description=line).add_argument
    add("--words", type=int, nargs="+", default=[1000, 10_000], metavar="N",
        help="lengths of the text (default 1000 10000)")  # fmt: skip
    add("--json", action="store_true", help="print one JSON object")
    line = "training steps per second, and beside the plain torch loop"
    add = kinds.add_parser("train", help=line, description=line).add_argument
    add("--rounds", type=at_least(1), default=3, metavar="R", help="best of (default 3)")
    add("--json", action="store_true", help="print one JSON object")


def run(options: Namespace) -> int:
    """Measure, and print."""
    measures = {"evaluate": evaluate, "construct": construct, "recite": recite, "train": train}
    return measures[options.what](options)


def train(options: Namespace) -> int:
    """``memlib benchmark train``."""
    from memlib.training.speed import measure

    rows = measure(options.rounds)
    tell(rows, options.json)
    return 0


def construct(options: Namespace) -> int:
    """``memlib benchmark construct``: line words, each network verified."""
    from memlib.fast import needs

    needs()
    from memlib.tables.line_sizes import Case, row

    # Machine code is made, or read from disk, before anything is timed.
    row(Case("sizes", 32, options.form, "low"))
    rows: list[tuple[str, object]] = []
    for sequences in options.sequences:
        made = row(Case("sizes", sequences, options.form, options.effort))
        about = f"{sequences} labels"
        rows += [
            (f"{about}: nonzero parameters", made["built"]["parameters"]),
            (f"{about}: bits per label", round(made["built"]["total_bits"] / sequences, 2)),
            (f"{about}: CPU seconds to build", made["cpu_seconds_to_build"]),
            (f"{about}: seconds to build", made["seconds_to_build"]),
            (f"{about}: seconds to verify", made["seconds_to_verify"]),
            (f"{about}: labels verified", made["verified"]),
        ]
    tell(rows, options.json)
    return 0


def recite(options: Namespace) -> int:
    """``memlib benchmark recite``: Python's own documentation, its first N words."""
    if min(options.words) < 1:
        raise MemlibError("--words takes numbers from 1", operation="benchmark recite")
    rows = [row for words in options.words for row in recited(words)]
    tell(rows, options.json)
    return 0


def recited(words: int) -> list[tuple[str, object]]:
    """Learn the first words of Python's documentation, recite them to the end, and compare."""
    from time import process_time

    import memlib
    from memlib.data.lossless import joined, split
    from memlib.data.python_docs import topics
    from memlib.data.recital import recital

    text = joined(split(topics().encode(), "words")[:words])
    start = process_time()
    made = memlib.build(recital(text), "next-token", method="compact")
    built = process_time() - start
    start = process_time()
    said = list(memlib.recite(made))
    seconds = process_time() - start
    if b"".join(said) != text:
        raise MemlibError("another text was said", operation="benchmark recite")
    return [
        (f"{words} words: nonzero parameters", made.built.parameters),
        (f"{words} words: seconds to build", round(built, 2)),
        (f"{words} words: words per second", round(len(said) / seconds)),
    ]


def evaluate(options: Namespace) -> int:
    """``memlib benchmark evaluate``."""
    from memlib.fast import needs

    needs()
    from memlib.exact.verify import Refuted
    from memlib.fast.speed import measure

    if options.certificate is None:
        from memlib.constructions.theorems import next_token
        from memlib.data.synthetic import hard_dataset

        dataset = hard_dataset(options.sequences, 8, 3, 2)
        network = next_token.construct(dataset).network
    else:
        from memlib.exact.certificate import read

        certificate = read(options.certificate)
        dataset, network = certificate.dataset, certificate.network
    try:
        speed = measure(network, dataset, options.threads, options.sample)
    except Refuted as error:
        raise MemlibError(f"refuted: {error}", operation="benchmark evaluate") from error
    tell(speed.rows(), options.json)
    return 0
