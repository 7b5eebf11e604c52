"""How large a model must be until training finds one that memorizes: many small runs, all kept.

* :mod:`memlib.training.run`: what one training run is, and what comes out of it.
* :mod:`memlib.training.tasks`: the data of a run, as arrays.
* :mod:`memlib.training.train`: runs in, outcomes out, on every engine and device.
* :mod:`memlib.experiments.store`: every finished run is one row of a SQLite file.
* :mod:`memlib.experiments.sweep`: the runs of a configuration file, over many workers.
* :mod:`memlib.experiments.protocols`: which runs, so that the answer is a size with its interval.
"""
