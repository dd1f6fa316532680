"""Backups of the database and of the evidence, made while the house runs: a folder each, looked at before it counts.

The Temporal server's file is in none: open cases are built anew from the ledger. Nor are the keys: who has both can
read open ballots. Nothing here deletes a backup.
"""

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rules.errors import RuleBroken
from store import audit, evidence
from store.engine import Database
from store.files import Files, translated

FOLDER = "backups"
"""In the folder of the database."""

_DATABASE, _FILES, _MANIFEST = "sovang.sqlite", "files", "backup.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: when and by whom it was made, how large its database is (bytes), how many files of evidence it has.

    `audit_seq` is the end of the audit chain in it. `wrong` are the codes of what was not well when it was looked at
    last, at `verified_at`: `database`, `audit`, `evidence`.
    """

    name: str
    made_at: datetime
    made_by: str | None
    size: int
    files: int
    audit_seq: int
    verified_at: datetime
    wrong: tuple[str, ...]


def folder_of(database: Database) -> Path | None:
    """Return where the backups of a database lie; None for one on a server, which is backed up with its own tools."""
    return database.path.with_name(FOLDER) if database.path else None


def all_in(folder: Path) -> tuple[Backup, ...]:
    """Return the backups in a folder, the newest first. One that was cut off while it was made is none."""
    found = (_read(manifest) for manifest in folder.glob(f"*/{_MANIFEST}"))
    return tuple(sorted(filter(None, found), key=lambda one: one.made_at, reverse=True))


def make(database: Database, files: Files, *, now: datetime, by: str | None) -> Backup:
    """Make a backup, look whether it is whole, and leave a line in the audit chain of the house.

    Evidence that lies on the same disk is linked, not copied: files under their hash never change.
    Raise RuleBroken `backup_on_server` or `backup_under_way`, DiskFull or FilesUnavailable.
    """
    folder = folder_of(database)
    if folder is None:
        raise RuleBroken("backup_on_server")
    name = now.strftime("%Y-%m-%dT%H%M%SZ")
    coming = folder / f".{name}"
    with translated():
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            coming.mkdir(mode=0o700)
        except FileExistsError:
            raise RuleBroken("backup_under_way") from None
        if (folder / name).exists():
            coming.rmdir()
            raise RuleBroken("backup_under_way")
    try:
        with translated():
            seq = _copy(database, coming / _DATABASE)
            _link(_named(coming), files, Files(coming / _FILES))
            backup = _looked_at(coming, Backup(name, now, by, 0, 0, seq, now, ()), now)
            _write(coming, backup)
            coming.rename(folder / name)
            _sync(folder)
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise
    detail = {"audit_seq": seq, "files": backup.files, "wrong": list(backup.wrong)}
    with database.write() as conn:
        audit.append(conn, [audit.AuditLine(now, by, "backup_made", f"backups:{name}", detail)])
    return backup


def verify(folder: Path, name: str, *, now: datetime) -> Backup:
    """Look again whether a backup is whole, and note when that was. Raise RuleBroken `no_such_backup`."""
    known = _read(folder / name / _MANIFEST)
    if known is None or name != Path(name).name:
        raise RuleBroken("no_such_backup", name=name)
    with translated():
        backup = _looked_at(folder / name, known, now)
        _write(folder / name, backup)
    return backup


def _copy(database: Database, to: Path) -> int:
    """Copy the database as it is in one instant, and return the end of its audit chain then."""
    with database.read() as conn, closing(sqlite3.connect(to)) as copy:
        seq = audit.head(conn).seq
        source: Any = conn.connection.driver_connection
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, that can be carried away
    to.chmod(0o600)
    with to.open("rb") as file:
        os.fsync(file.fileno())
    return seq


def _link(hashes: Collection[str], files: Files, to: Files) -> None:
    """Put the files of evidence beside it. One that is lost already is found missing by the look that follows."""
    for hash_ in hashes:
        there, here = files.path(hash_), to.path(hash_)
        here.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.link(there, here)
        except FileNotFoundError:
            continue
        except OSError as failed:
            if failed.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
                raise
            shutil.copyfile(there, here)


def _looked_at(folder: Path, backup: Backup, now: datetime) -> Backup:
    size = (folder / _DATABASE).stat().st_size
    if _is_damaged(folder / _DATABASE):  # then nothing in it is believed
        return replace(backup, size=size, verified_at=now, wrong=("database",))
    named = _named(folder)
    return replace(backup, size=size, files=len(named), verified_at=now, wrong=tuple(_wrong(folder, named)))


def _is_damaged(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError:
        return True
    return bool(found != ("ok",))


def _wrong(folder: Path, named: Collection[str]) -> Iterator[str]:
    copied = Database(f"sqlite:///{folder / _DATABASE}")
    try:
        with copied.read() as conn:
            chain = audit.verify(conn)
    finally:
        copied.close()
    if not (chain.is_unbroken and chain.agrees):
        yield "audit"
    files = Files(folder / _FILES)
    if not all(files.is_whole(hash_) for hash_ in named):
        yield "evidence"


def _named(folder: Path) -> tuple[str, ...]:
    """Return the files of evidence that the rows of a backup name."""
    copied = Database(f"sqlite:///{folder / _DATABASE}")
    try:
        with copied.read() as conn:
            return tuple(evidence.named_files(conn))
    finally:
        copied.close()


def _read(manifest: Path) -> Backup | None:
    try:
        told = json.loads(manifest.read_text("utf-8"))
        days = {name: datetime.fromisoformat(told[name]) for name in ("made_at", "verified_at")}
        return Backup(**{**told, **days, "name": manifest.parent.name, "wrong": tuple(told["wrong"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(folder: Path, backup: Backup) -> None:
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(backup).items()}
    with (folder / f"{_MANIFEST}.new").open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    (folder / f"{_MANIFEST}.new").replace(folder / _MANIFEST)
    _sync(folder)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
