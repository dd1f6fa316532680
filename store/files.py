"""Files of evidence in a folder, each under the SHA-256 of its content; what they are and whose, the rows say.

A file is written under a passing name, synced, and only then moved to its place: under its hash there is all of it or
nothing. Nothing in here looks into a file, and no name that anybody sent is ever a path.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import DiskFull, FilesUnavailable

INCOMING = "incoming"
"""The folder of what is not whole yet, or was never taken; what a crash left there belongs to nobody."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Arriving:
    """A file on its way in: `add` what comes, then `settle`; `path` is its passing name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0  # bytes
        self._hashing = hashlib.sha256()
        with translated():
            self._file = open(path, "xb", buffering=0, opener=_ours_alone)  # noqa: SIM115 - closed in `close`; Path.open takes no opener

    @property
    def hash(self) -> str:
        """Return the SHA-256 of what has come so far, in hexadecimal."""
        return self._hashing.hexdigest()

    def add(self, portion: bytes) -> None:
        """Write what came next. Raise DiskFull or FilesUnavailable."""
        self._hashing.update(portion)
        self.size += len(portion)
        rest = memoryview(portion)
        with translated():
            while rest:
                rest = rest[self._file.write(rest) :]

    def settle(self) -> None:
        """Have the disk confirm all of it. Raise DiskFull or FilesUnavailable."""
        with translated():
            os.fsync(self._file.fileno())
        self.close()

    def edges(self, beginning: int, end: int) -> tuple[bytes, bytes]:
        """Return so many of its first and of its last bytes. Raise FilesUnavailable."""
        with translated(), self.path.open("rb") as file:
            first = file.read(beginning)
            file.seek(max(0, self.size - end))
            return first, file.read(end)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class Files:
    """The folder, made when the first file comes; readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def arriving(self) -> Iterator[Arriving]:
        """Yield a file to be written; what was not kept by the end is gone. Raise DiskFull or FilesUnavailable."""
        with translated():
            self._make(self.folder / INCOMING)
        file = Arriving(self.passing_name())
        try:
            yield file
        finally:
            file.close()
            file.path.unlink(missing_ok=True)

    def passing_name(self) -> Path:
        """Return a path that nobody else has, for something that is not whole yet."""
        return self.folder / INCOMING / secrets.token_hex(16)

    def take(self, path: Path) -> tuple[str, int]:
        """Sync a file that somebody else has written, and return its hash and its size in bytes."""
        with translated(), path.open("rb+") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
            return found, file.tell()

    def keep(self, path: Path, hash_: str) -> None:
        """Move a settled file to its place. Whoever does holds `evidence.lock_files`.

        If the same content is there already, this one takes its place: a damaged one is whole again.
        Raise DiskFull or FilesUnavailable.
        """
        kept = self.path(hash_)
        with translated():
            self._make(kept.parent)
            path.replace(kept)
            _sync(kept.parent)

    def path(self, hash_: str) -> Path:
        """Return where the file of this hash is, or would be."""
        return self.folder / hash_[:2] / hash_

    def is_whole(self, hash_: str) -> bool:
        """Return whether the file is there and its content is what its name says. Raise FilesUnavailable."""
        try:
            with self.path(hash_).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == hash_
        except FileNotFoundError:
            return False
        except OSError as failed:
            raise FilesUnavailable(str(failed.errno)) from failed

    def remove(self, hash_: str) -> None:
        """Remove a file; that it is gone already is well. Whoever does holds `evidence.lock_files`."""
        with translated():
            self.path(hash_).unlink(missing_ok=True)

    def all(self) -> Iterator[Path]:
        """Yield every file, those on their way too."""
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.glob("*/*") if path.is_file())

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(self.folder)
            _sync(self.folder.parent)


@contextmanager
def translated() -> Iterator[None]:
    """Tell the system's errors as ours; what they say holds paths, so only their number is kept."""
    try:
        yield
    except OSError as failed:
        kind = DiskFull if failed.errno in _FULL else FilesUnavailable
        raise kind(str(failed.errno)) from failed


def _ours_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
