"""One `up` on a data folder at a time: a file that the kernel unlocks when its holder ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.refusals import RefusalError

LOCK = "lock"
_TRIES = 5  # `holder` locks for an instant to look; who starts in that instant tries again
_PAUSE_S = 0.05


@contextmanager
def hold(data: Path) -> Iterator[None]:
    """Hold the data folder. Raise RefusalError if another process does."""
    try:
        with _locked(data / LOCK, os.O_RDWR | os.O_CREAT, tries=_TRIES) as file:
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
            yield
    except BlockingIOError:
        raise RefusalError("data_in_use", data=data, pid=_written(data / LOCK)) from None


def holder(data: Path) -> int | None:
    """Return the process that holds the data folder, or None. Changes nothing there."""
    try:
        with _locked(data / LOCK, os.O_RDONLY, tries=1):
            return None
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _written(data / LOCK)


@contextmanager
def _locked(path: Path, flags: int, *, tries: int) -> Iterator[int]:
    file = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        while True:
            tries -= 1
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not tries:
                    raise
            time.sleep(_PAUSE_S)
        yield file
    finally:
        os.close(file)


def _written(path: Path) -> int:
    """Return the process id in the lock file, 0 if there is none to read."""
    text = path.read_bytes().strip()
    return int(text) if text.isdigit() else 0
