"""Processes that work for us, and what is told when one of them is lost."""

from __future__ import annotations

import errno
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Final

from memlib.errors import MemlibError

#: What to do where a sweep ends because its workers did.
GO_ON: Final = (
    "the finished runs are kept: run the same command again to go on, with fewer --workers"
)
#: Errors of a system that has no room for one more process.
_NO_ROOM: Final = (errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


@contextmanager
def local_workers(mend: str = GO_ON) -> Iterator[None]:
    """Local workers end at once where the work is broken off, by a signal or by an error.

    Args:
        mend: what to do where a worker was killed or cannot be started.

    Raises:
        MemlibError: a worker was killed, or so many cannot be started.
    """
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    def leave(*_: object) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    main = current_thread() is main_thread()
    before = signal.signal(signal.SIGTERM, leave) if main else None
    try:
        yield
    except BaseException as error:
        get_reusable_executor().shutdown(wait=False, kill_workers=True)
        if isinstance(error, TerminatedWorkerError):
            raise killed(mend) from error
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            what = f"so many workers cannot be started: {error.strerror}"
            raise MemlibError(what, operation="workers", mend=mend) from error
        raise
    finally:
        if main:
            signal.signal(signal.SIGTERM, before)


def killed(mend: str = GO_ON) -> MemlibError:
    """What is told of a worker that somebody killed."""
    what = "a worker was killed, perhaps because the memory was full"
    return MemlibError(what, operation="workers", mend=mend)
