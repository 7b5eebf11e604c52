"""Write a certificate's network as a PyTorch or safetensors file, and say which labels survive.

Every weight is rounded once to the chosen format. Then the network is run in each format on the
certificate's own data: a label survives when the output, rounded to the nearest integer, is the
label. Beside it stand the bits that weights, values and partial sums need, computed exactly: where
a format holds them, all labels must survive. Load the file with memlib.export.load(path).

With --to coq the whole certificate becomes a theorem instead: network, data and sizes, in a file
that coqc accepts when they hold.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from memlib.cli.parser import Parser, output_path, progress_bar, show

if TYPE_CHECKING:
    from memlib.export.bits import Need
    from memlib.export.survival import Survival


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib export``."""
    from memlib.export.files import KINDS
    from memlib.export.formats import FORMATS

    add = parser.add_argument
    add("certificate", metavar="CERT.json", help="gzip when the name ends in .gz")
    add("--to", choices=(*KINDS, "coq"), required=True, help="the kind of file")
    add("--dtype", choices=tuple(FORMATS), default="float64",
        help="the format of its numbers (default float64)")  # fmt: skip
    add("-o", "--output", metavar="FILE", required=True, help="the file to write")


def run(options: Namespace) -> int:
    """Read, measure, write, and print the survival table."""
    path = output_path(options.output)
    if options.to == "coq":
        return _theorem(path, options.certificate)

    from memlib.budget import Budget
    from memlib.exact.certificate import read
    from memlib.export.architecture import needs_library
    from memlib.export.convert import weigh
    from memlib.export.files import save
    from memlib.export.formats import FORMATS
    from memlib.export.measure import measure
    from memlib.export.survival import check_outputs, survival

    needs_library("torch")
    certificate = read(options.certificate)
    budget = Budget()
    weigh(certificate, budget)
    with progress_bar("measure") as progress:
        needs = measure(certificate.network, certificate.dataset, progress, budget)
    check_outputs(certificate, needs)
    save(path, certificate, options.to, options.dtype)
    show(
        [
            ("wrote", path),
            ("kind", f"{options.to}, {options.dtype}, {len(certificate.network)} layers"),
            ("weights need", _bits(needs.whole("weights"))),
            ("values need", _bits(needs.whole("values"))),
            ("partial sums need", _bits(needs.whole("sums"))),
            *(
                (f"{name} ({format.precision} bits)", _verdict(survival(certificate, name, needs)))
                for name, format in FORMATS.items()
            ),
        ]
    )
    return 0


def _theorem(path: Path, certificate: str) -> int:
    """Write the certificate as a theorem, and say how it is checked."""
    from memlib.exact.certificate import read
    from memlib.export.coq import save

    save(path, read(certificate))
    show([("wrote", path), ("check it", f"make prove; coqc -Q formal Memlib {path}")])
    return 0


def _bits(need: Need) -> str:
    """The widest significand and the range of exponents, in words.

    >>> from memlib.export.bits import of_numbers
    >>> _bits(of_numbers([5, 8]))
    '3 bits, from 2^0 to 2^3'
    """
    if need.endless:
        return f"no finite number of bits; without those, {need.bits} bits"
    if need.lowest is None:
        return "nothing"
    return f"{need.bits} bits, from 2^{need.lowest} to 2^{need.highest}"


def _verdict(found: Survival) -> str:
    survive = f"{found.survive} of {found.labels} labels survive, {found.equal} exactly"
    return f"{survive}; " + ("everything fits" if found.suffices else f"first, {found.first}")
