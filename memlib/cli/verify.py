"""Check a certificate: every label and every claim, exactly, and that it speaks of your data.

Exit code 0: it holds. 1: a label or a claim is refuted (the first one is named). 2: a file is
malformed. The same check is one file that needs nothing else: memlib/exact/verify.py. With --fast
the labels are computed in machine words (numba), exactly too, and many times faster. Interval
certificates (softmax, analytic activations) have their own format and check: memlib/interval.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable

from memlib.cli.formats import is_interval
from memlib.cli.parser import Parser, at_least, device, progress_bar, read_twice
from memlib.errors import MemlibError


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib verify``."""
    from memlib.exact.verify import PATIENCE

    add = parser.add_argument
    add("certificate", metavar="CERT.json", help="gzip when the name ends in .gz")
    add("--data", metavar="DATA.json", help="refuse a certificate of other data")
    add("--patience", metavar="SECONDS", type=at_least(0), default=PATIENCE,
        help=f"least budget, in estimated seconds (default {PATIENCE})")  # fmt: skip
    add("--fast", action="store_true", help="evaluate in machine words; needs memlib[fast]")
    add("--threads", metavar="K", type=at_least(1),
        help="with --fast: how many (default 2)")  # fmt: skip
    add("--device", metavar="NAME", type=device,
        help="with --fast: a device of torch (cuda, mps, cpu) in the place of the cores, or auto: "
        "the GPU where there is one")  # fmt: skip


def run(options: Namespace) -> int:
    """Verify, and print what holds or what is refuted."""
    from memlib.exact.verify import Malformed, Refuted, verify

    if options.threads is not None and not options.fast:
        raise MemlibError("--threads goes together with --fast", operation="verify")
    if options.device is not None and (not options.fast or options.threads is not None):
        raise MemlibError(
            "--device goes together with --fast and without --threads", operation="verify"
        )
    try:
        with read_twice(options.certificate) as path, progress_bar("verify") as progress:
            options.certificate = path
            if is_interval(options.certificate):
                print(verify_interval(options, progress))
            elif options.fast:
                from memlib.fast import gpu, verify_file

                threads = options.threads or 2
                where = gpu() if options.device == "auto" else options.device
                print(
                    verify_file(
                        options.certificate,
                        options.data,
                        threads,
                        progress,
                        where,
                        options.patience,
                    )
                )
            else:
                print(verify(options.certificate, options.data, progress, options.patience))
            tell_names(path)
    except Refuted as error:
        print("memlib: refuted: " + " ".join(str(error).split()), file=sys.stderr)
        return 1
    except Malformed as error:
        print("memlib: malformed: " + " ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


def tell_names(path: str) -> None:
    """The names of the labels, where the data of the certificate says them."""
    from memlib.cli.summary import class_rows
    from memlib.files import mentions, read_json

    if not mentions(path, '"classes"'):
        return
    data = read_json(path)["about"].get("data")
    for name, value in class_rows(data) if isinstance(data, dict) else ():
        print(f"{name}: {value}")


def verify_interval(options: Namespace, progress: Callable[[int, int], None] | None) -> str:
    """The check of an interval certificate; what holds, in one line."""
    if options.fast:
        raise MemlibError(
            "interval certificates have one check", operation="verify", mend="leave out --fast"
        )
    from memlib.interval.check import verify

    return str(verify(options.certificate, options.data, progress, options.patience))
