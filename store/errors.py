"""The errors of the store.

StoreError
├── StoreBusy           somebody else wrote for too long; nothing was written, ask again
├── StoreUnavailable    the database cannot be reached, or cannot write; nothing was written
├── UnknownRevision     a newer program has made the tables
├── FilesUnavailable    the folder of files cannot be read or written; nothing was kept
│   └── DiskFull        because no room is left
├── Diverged            the ledger holds another event under this number
├── LedgerGap           an event before this one is missing
├── WrongEpoch          the writer belongs to another time of the instance
├── NotDecided          a nomination heard of a decision that no council has made
└── SpoiledBallot       a ballot does not open, or is not the one its row says

What a person may not do is a `rules.errors.RuleBroken` with a code, here as everywhere.
"""


class StoreError(Exception):
    """Anything the store objects to."""


class StoreBusy(StoreError):
    """Somebody else wrote for too long; nothing was written, ask again."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, or cannot write; nothing was written."""


class UnknownRevision(StoreError):
    """The tables are at a revision that this program does not know: a newer one has made them."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"the tables are at revision {revision}, which this program does not know")
        self.revision = revision


class FilesUnavailable(StoreError):
    """The folder of files cannot be read or written; nothing was kept."""


class DiskFull(FilesUnavailable):
    """No room is left for a file; nothing was kept."""


class Diverged(StoreError):
    """The ledger holds another event under this number: never merged, somebody has to look."""

    def __init__(self, stream: str, number: int) -> None:
        super().__init__(f"{stream} holds another event {number}")
        self.stream = stream
        self.number = number


class LedgerGap(StoreError):
    """An event before this one is missing."""

    def __init__(self, stream: str, number: int, last: int) -> None:
        super().__init__(f"{stream} ends at event {last}, event {number} cannot follow")
        self.stream = stream
        self.number = number
        self.last = last


class WrongEpoch(StoreError):
    """The writer belongs to another time of the instance: before a restore, or of another copy."""

    def __init__(self, epoch: str, in_force: str) -> None:
        super().__init__(f"the epoch is {in_force}, not {epoch}")
        self.epoch = epoch
        self.in_force = in_force


class NotDecided(StoreError):
    """A nomination heard of a decision that no council has made: somebody else spoke to it, and nothing is written."""

    def __init__(self, stream: str, heard: str, stage: str) -> None:
        super().__init__(f"{stream} heard that it goes to {heard}, but stands in {stage}")
        self.stream = stream
        self.heard = heard
        self.stage = stage


class SpoiledBallot(StoreError):
    """A ballot does not open, or is not the one its row says: nothing is counted, somebody has to look."""

    def __init__(self, whose: str) -> None:
        super().__init__(f"the ballot {whose} is not whole")
        self.whose = whose
