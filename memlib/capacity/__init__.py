"""How large a model must be until training finds one that memorizes: many small runs, all kept.

* :mod:`memlib.capacity.run`: what one training run is, and what comes out of it.
* :mod:`memlib.capacity.tasks`: the data of a run, as arrays.
* :mod:`memlib.capacity.train`: runs in, outcomes out, on every engine and device.
* :mod:`memlib.capacity.store`: every finished run is one row of a SQLite file.
* :mod:`memlib.capacity.sweep`: the runs of a configuration file, over many workers.
* :mod:`memlib.capacity.search`: which runs, so that the answer is a size with its interval.
"""
