"""Recite what a network memorizes: of a text, word after word, its output its next input.

Standard output is the text's bytes and nothing else. Every token comes from the layers; the labels
in the certificate are not read. After a prompt that the network never saw it says something all the
same; where its answer is no token, it stops with an error. Of a table: the label of every sequence,
one per line, as the network computes it.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from itertools import islice
from typing import TYPE_CHECKING

from memlib.cli.parser import Parser
from memlib.errors import MemlibError, context

if TYPE_CHECKING:
    from memlib.exact.certificate import Certificate


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib recite``."""
    add = parser.add_argument
    add("certificate", metavar="CERT.json", help="of data made with memlib data text")
    add("--words", type=int, metavar="K", help="stop after K tokens (default: at the end)")
    add("--from", dest="begin", type=int, default=0, metavar="i",
        help="leave out the first i tokens; with --prompt: where the prompt stands")  # fmt: skip
    add("--prompt", metavar="TEXT", help="go on from here; the prompt itself is not printed")


def run(options: Namespace) -> int:
    """Say the text, token by token, as the network computes it."""
    from memlib.budget import Budget
    from memlib.exact.certificate import read
    from memlib.exact.recite import Reciter, weigh

    for name, value in (("--words", options.words), ("--from", options.begin)):
        if value is not None and value < 0:
            raise MemlibError("give at least 0", operation="recite", place=name)
    certificate = read(options.certificate)
    with context(operation="recite", place=options.certificate):
        text = "recital" in certificate.dataset.about or options.prompt is not None
        data = certificate.dataset
        columns = 1 if text else len(data) + len(data.tokens)
        weigh(certificate.network, data.token_dim, columns, Budget())
        if not text:
            return tell_labels(certificate, options.begin, options.words)
        reciter = Reciter.of(certificate.network, certificate.dataset)
    if options.prompt is None:
        said = reciter.recite(options.begin)
    else:
        said = reciter.go_on(options.prompt.encode("utf-8", "surrogateescape"), options.begin)
    out = sys.stdout.buffer
    for token in islice(said, options.words):
        out.write(token)
        out.flush()
    return 0


def tell_labels(certificate: Certificate, begin: int, most: int | None) -> int:
    """The label of every sequence, by its name where the data names classes, one a line."""
    from memlib.exact.batch import outputs

    classes = certificate.dataset.about.get("classes")
    names = {number: name for name, number in classes.items()} if isinstance(classes, dict) else {}
    said = outputs(certificate.network, certificate.dataset)[begin:]
    for values in said[:most]:
        print(" ".join(str(names.get(value, value)) for value in values))
    return 0
