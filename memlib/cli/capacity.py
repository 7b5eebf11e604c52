"""Train many small models as an experiment asks, keep every run, and export the rows.

An experiment is a TOML file (see experiments/). Finished runs are kept in a store, so a run that
was stopped goes on where it was: `resume` is `run` on the experiments that the store knows.
"""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import Final

from memlib.cli.parser import Parser, device, output_path, positive, show, workers
from memlib.errors import MemlibError

STORE: Final = "capacity.sqlite"


def add_arguments(parser: Parser) -> None:
    """Add the sub-commands run, resume, show and export."""
    from memlib.experiments.checks import PRESETS
    from memlib.training.run import ENGINES

    commands = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=Parser, help="one of:"
    )
    for name, line in (
        ("run", "train what is missing"),
        ("resume", "the same: what the store has is not trained again"),
        ("export", "write results/NAME.json: rows and a manifest"),
        ("show", "what the store holds"),
    ):
        action = commands.add_parser(name, help=line, description=line)
        add = action.add_argument
        add("--store", default=STORE, metavar="FILE", help=f"default {STORE}")
        if name == "show":
            continue
        add("config", metavar="CONFIG", help="the experiment, a TOML file")
        add("--preset", default="cpu", choices=PRESETS, help="default cpu")
        if name == "export":
            add("-o", "--output", metavar="FILE",
                help="default results/NAME.json; no run there is lost")  # fmt: skip
            continue
        add("--workers", type=workers, default=1, metavar="W", help="processes (default 1)")
        add("--scheduler", default="", metavar="ADDRESS", help="a Dask scheduler instead")
        add("--engine", default="auto", choices=ENGINES, help="default auto")
        add("--device", default="cpu", type=device, metavar="NAME", help="of torch (default cpu)")
        add("--minutes", type=positive, default=float("inf"), help="stop handing out work then")


def run(options: Namespace) -> int:
    """Do what was asked."""
    from memlib.experiments.store import Store

    if options.action == "show":
        with Store(options.store, read_only=True) as store:
            for name, enlisted, finished, seconds in store.sweeps():
                print(f"{name}: {finished} of {enlisted} runs, {seconds / 60:.1f} minutes")
        return 0
    from memlib.experiments.config import load

    config = load(options.config, options.preset)
    if options.action == "export":
        from memlib.experiments import export

        output = None if options.output is None else _output(options)
        path = export.write(config, options.store, output)
        show([("wrote", path)])
        return 0
    from memlib.experiments.runs import held
    from memlib.experiments.sweep import Sweep

    stored = held(config)  # a table that is refused leaves no new store behind
    with Store(options.store) as store:
        done = Sweep(
            config,
            store,
            workers=options.workers,
            scheduler=options.scheduler,
            engine=options.engine,
            device=options.device,
            minutes=options.minutes,
            held=stored,
        ).go()
    print(f"{config.sweep}: " + ("all runs are there" if done else "stopped; resume to go on"))
    return 0


def _output(options: Namespace) -> Path:
    """The file that was named for an export, which may be none of those that it is made of."""
    path = output_path(options.output)
    store = (f"{options.store}{end}" for end in ("", "-wal", "-shm", "-journal"))
    for source in (options.config, *store):
        both = os.path.exists(source) and path.exists()
        if os.path.realpath(source) == os.path.realpath(path) or (
            both and os.path.samefile(source, path)
        ):
            what = "the experiment" if source == options.config else "the store"
            raise MemlibError(
                f"this file is {what} itself", operation="export", place=options.output,
                mend="name another file with -o",
            )  # fmt: skip
    return path
