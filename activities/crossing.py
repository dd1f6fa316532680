"""How the errors of the store cross to Temporal: what a retry cannot mend says so."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from store.errors import Diverged, LedgerGap, NotDecided, WrongEpoch


@contextmanager
def crossing() -> Iterator[None]:
    """Let an error that no retry mends through as one; everything else stays what it is and is tried again."""
    try:
        yield
    except (Diverged, LedgerGap, NotDecided, WrongEpoch) as broken:
        raise ApplicationError(str(broken), type="diverged", non_retryable=True) from broken
