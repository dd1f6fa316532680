"""One writer at a time on a SQLite file, across threads and processes. Does not know what is written.

SQLite before 3.51.3 can damage a WAL that two connections write or checkpoint in the same instant, and its own
lock does not exclude that; so writers queue before they reach it.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreBusy

_LOOK_AGAIN_S = 0.001


class Turns:
    """The queue of writers before one file. The lock is the kernel's: it falls when its process dies."""

    def __init__(self, lock: Path, wait_s: float) -> None:
        self._lock = lock
        self._wait_s = wait_s
        self._mine = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold the only turn. Raise StoreBusy if it does not come within the waiting time."""
        give_up_at = time.monotonic() + self._wait_s
        if not self._mine.acquire(timeout=self._wait_s):
            raise StoreBusy(f"no turn to write within {self._wait_s:g} s")
        try:
            # Opened anew each time: an inherited descriptor would share its lock with a forked child.
            held = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._acquire(held, give_up_at)
                yield
            finally:
                os.close(held)
        finally:
            self._mine.release()

    def _acquire(self, held: int, give_up_at: float) -> None:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= give_up_at:
                    raise StoreBusy(f"no turn to write within {self._wait_s:g} s") from None
                time.sleep(_LOOK_AGAIN_S)
            else:
                return
