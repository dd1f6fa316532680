"""Scans kept with written ballots: of an open vote the paper itself, of a secret one the member's signed receipt.

Of a picture only the copy is kept, without the place where it was taken. Like its ballot's, a scan's row tells no hour.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, select, update

from store import evidence
from store import tables as t
from store.files import Files

s = t.scans.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """The file kept with one member's written ballot of one round; `size` in bytes, `hash` SHA-256."""

    id: str
    sitting_id: str
    round: int
    person_id: str
    kind: str
    size: int
    hash: str
    added_by: str
    added_on: date


def of_sitting(conn: Connection, sitting_id: str) -> tuple[Scan, ...]:
    """Return the scans of a sitting, by round and member, without what was withdrawn."""
    found = conn.execute(_kept(sitting_id).order_by(s.round, s.person_id)).mappings()
    return tuple(Scan(**row) for row in found)


def one(conn: Connection, sitting_id: str, voting_round: int, person_id: str) -> Scan | None:
    """Return the scan that is kept with a member's written ballot of one round, if there is one."""
    this = (s.round == voting_round, s.person_id == person_id)
    found = conn.execute(_kept(sitting_id).where(*this)).mappings().first()
    return Scan(**found) if found else None


def keep(conn: Connection, files: Files, scan: Scan, file: Path) -> None:
    """Put a settled file in its place and write its row. The sitting is held, and has no scan of this ballot.

    Raise DiskFull or FilesUnavailable.
    """
    evidence.lock_files(conn)
    files.keep(file, scan.hash)
    conn.execute(t.scans.insert().values(asdict(scan)))


def withdraw(conn: Connection, id_: str, *, on: date) -> None:
    """Take a scan back: that it was there is remembered. `evidence.sweep` then removes what nobody names."""
    conn.execute(update(t.scans).where(s.id == id_).values(withdrawn_on=on))


def _kept(sitting_id: str) -> Select[*tuple[Any, ...]]:
    columns = (s[one.name] for one in fields(Scan))
    return select(*columns).where(s.sitting_id == sitting_id, s.withdrawn_on.is_(None))
