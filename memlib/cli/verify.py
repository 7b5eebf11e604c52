"""Check a certificate: every label and every claim, exactly, and that it speaks of your data.

Exit code 0: it holds. 1: a label or a claim is refuted (the first one is named). 2: a file is
malformed. The same check is one file that needs nothing else: memlib/exact/verify.py.
"""

from __future__ import annotations

import sys
from argparse import Namespace

from memlib.cli.parser import Parser, progress_bar


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib verify``."""
    from memlib.exact.verify import PATIENCE

    add = parser.add_argument
    add("certificate", metavar="CERT.json", help="gzip when the name ends in .gz")
    add("--data", metavar="DATA.json", help="refuse a certificate of other data")
    add("--patience", metavar="SECONDS", type=int, default=PATIENCE,
        help=f"least budget, in estimated seconds (default {PATIENCE})")  # fmt: skip


def run(options: Namespace) -> int:
    """Verify, and print what holds or what is refuted."""
    from memlib.exact.verify import Malformed, Refuted, verify

    try:
        with progress_bar("verify") as progress:
            print(verify(options.certificate, options.data, progress, options.patience))
    except Refuted as error:
        print("memlib: refuted: " + " ".join(str(error).split()), file=sys.stderr)
        return 1
    except Malformed as error:
        print("memlib: malformed: " + " ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0
