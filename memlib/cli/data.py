"""Make a data set and write it as JSON, exactly (gzip when the name ends in .gz)."""

from __future__ import annotations

from argparse import Namespace
from typing import Any, Final

from memlib.cli.own_data import OWN, add_own, make_table, make_text
from memlib.cli.parser import Parser, output_path, show
from memlib.cli.summary import dataset_rows
from memlib.data.checks import shown
from memlib.data.dataset import NEXT_TOKEN, TASKS, Dataset
from memlib.errors import MemlibError
from memlib.files import MAX_VALUES

_DRAWN: Final = {
    "random": "random tokens, sequences and labels",
    "hard": "look-alikes: permuted, another last token, one token changed; random labels",
}
_TEXTS: Final = {
    "pydoc": "the next word in Python's own documentation",
    "imdb": "film reviews: negative 0, positive 1",
    "multinli": "pairs of sentences: entailment 0, neutral 1, contradiction 2",
}
_MOST_WORDS: Final = 1 << 17  # of a text here
_LOCAL: Final = (
    "Fetched through the datasets library; or, when MEMLIB_DATA names a folder, read from there."
)


def add_arguments(parser: Parser) -> None:
    """Add one sub-command a source."""
    sources = parser.add_subparsers(
        dest="name", metavar="NAME", required=True, parser_class=Parser, help="one of:"
    )
    for name, line in (_DRAWN | _TEXTS).items():
        note = _LOCAL if name in ("imdb", "multinli") else ""
        source = sources.add_parser(
            name, help=line, description=f"{line[0].upper()}{line[1:]}. {note}"
        )
        add = source.add_argument
        add("-o", "--output", metavar="DATA.json", required=True, help="the file to write")
        add("--sequences", type=int, default=1000, metavar="N", help="how many (default 1000)")
        add("--length", type=int, default=8, metavar="n", help="tokens in each (default 8)")
        if name in _DRAWN:
            _add_drawn(source, name)
        else:
            _add_text(source, name)
    for name, line in OWN.items():
        add_own(
            sources.add_parser(name, help=line, description=f"{line[0].upper()}{line[1:]}."), name
        )


def _add_drawn(source: Parser, name: str) -> None:
    add = source.add_argument
    add("--dim", type=int, default=3, metavar="d", help="coordinates of a token (default 3)")
    add("--classes", type=int, default=2, metavar="C", help="labels 1 to C (default 2)")
    add("--vocabulary", type=int, metavar="V", help="tokens to draw from (default 256 or more)")
    add("--spread", type=int, metavar="S", help="coordinates k/DENOMINATOR, k from -S to S")
    add("--denominator", type=int, default=1, help="of the coordinates (default 1)")
    add("--task", choices=TASKS, default=NEXT_TOKEN, help=f"default {NEXT_TOKEN}")
    add("--seed", type=int, default=0, help="of everything that is drawn (default 0)")
    if name == "hard":
        add("--distinct-items", action="store_true",
            help="no permutations that ask for the same label again")  # fmt: skip


def _add_text(source: Parser, name: str) -> None:
    add = source.add_argument
    add("--dim", type=int, default=1, metavar="d",
        help="a word's number as one integer, or as d digits (default 1)")  # fmt: skip
    add("--drop-conflicts", action="store_true",
        help="leave out what contradicts an earlier sequence, and read on")  # fmt: skip
    add("--offset", type=int, default=0, help="begin here (default 0)")
    add("--seed", type=int, help="shuffle first (default: as the text stands)")
    if name == "pydoc":
        add("--classes", type=int, metavar="C",
            help="the next word's number mod C (default: the number itself)")  # fmt: skip
        add("--punctuation", action="store_true", help="signs are words too")
        add("--task", choices=TASKS, default=NEXT_TOKEN, help=f"default {NEXT_TOKEN}")
    if name == "multinli":
        add("--split", choices=("train", "dev"), default="train", help="default train")


def run(options: Namespace) -> int:
    """Make the data set, write it, print what it is."""
    from memlib.data.json_form import write

    arguments = vars(options).copy()
    name, path = arguments.pop("name"), output_path(arguments.pop("output"))
    if name in OWN:
        dataset, dropped = make_text(options) if name == "text" else make_table(options)
    else:
        _check_sizes(name, options)
        dataset, dropped = _make(name, arguments)
    write(path, dataset)
    show([("wrote", path), *dataset_rows(dataset), *dropped])
    return 0


def _check_sizes(name: str, options: Namespace) -> None:
    """Refuse what no file could hold, before the work begins. A text says itself where it ends."""
    tokens = options.sequences * options.length
    kinds = options.vocabulary or 1 if name in _DRAWN else min(tokens, _MOST_WORDS)
    sizes = {"--vocabulary and --dim" if name in _DRAWN else "--dim": kinds * options.dim}
    if name in _DRAWN:
        sizes["--sequences and --length"] = tokens
    for place, values in sizes.items():
        if values > MAX_VALUES:
            raise MemlibError(
                f"{shown(values)} values", place=place, mend=f"a file holds at most {MAX_VALUES}"
            )


def _make(name: str, arguments: dict[str, Any]) -> tuple[Dataset, list[tuple[str, object]]]:
    if name in _DRAWN:
        from memlib.data.synthetic import hard_dataset, random_dataset

        return (hard_dataset if name == "hard" else random_dataset)(**arguments), []
    from memlib.data.imdb import imdb
    from memlib.data.multinli import multinli
    from memlib.data.python_docs import python_docs

    made = {"pydoc": python_docs, "imdb": imdb, "multinli": multinli}[name](**arguments)
    return made.dataset, [("conflicts dropped", len(made.dropped))]
