"""The evidence attached to nominations: a row for each file, written only when the file is in its place.

What may be attached is judged by `rules.evidence`; who may, by `rules.rights`.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, select, text, update

from rules.errors import RuleBroken
from store import tables as t
from store.engine import Database
from store.files import Files
from store.writing import portions

_FILES = 0x5030_1947  # the name, among PostgreSQL's advisory locks, of the right to place and remove files
e = t.evidence.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of evidence; sizes in bytes, hashes SHA-256. A picture has a copy that others see, a PDF has none."""

    id: str
    nomination_id: str
    name: str
    kind: str
    size: int
    hash: str
    copy_size: int | None
    copy_hash: str | None
    added_by: str
    added_at: datetime


def of_nomination(conn: Connection, nomination_id: str) -> tuple[Attachment, ...]:
    """Return what is attached to a nomination, the oldest first, without what was withdrawn."""
    found = conn.execute(_attached(nomination_id).order_by(e.added_at, e.id)).mappings()
    return tuple(Attachment(**row) for row in found)


def of_nominations(conn: Connection, nomination_ids: Collection[str]) -> dict[str, tuple[Attachment, ...]]:
    """Return what is attached to many nominations (id → the oldest first); one without anything is absent."""
    columns = [e[one.name] for one in fields(Attachment)]
    found: dict[str, tuple[Attachment, ...]] = {}
    for some in portions(sorted(nomination_ids)):
        query = select(*columns).where(e.nomination_id.in_(some), e.withdrawn_at.is_(None))
        for row in conn.execute(query.order_by(e.added_at, e.id)).mappings():
            found[row["nomination_id"]] = (*found.get(row["nomination_id"], ()), Attachment(**row))
    return found


def one(conn: Connection, nomination_id: str, id_: str) -> Attachment | None:
    """Return one of them; None if there is none of this id, or if it was withdrawn."""
    found = conn.execute(_attached(nomination_id).where(e.id == id_)).mappings().first()
    return Attachment(**found) if found else None


def count(conn: Connection, nomination_id: str) -> int:
    """Return how many files are attached to a nomination."""
    query = select(func.count()).select_from(t.evidence)
    return conn.execute(query.where(e.nomination_id == nomination_id, e.withdrawn_at.is_(None))).scalar_one()


def hold(conn: Connection, nomination_id: str) -> None:
    """Keep everybody else from changing this nomination and its evidence until the end of the transaction."""
    n = t.nominations.c
    conn.execute(select(n.id).where(n.id == nomination_id).with_for_update())


def attach(conn: Connection, files: Files, attachment: Attachment, file: Path, copy: Path | None) -> None:
    """Put a settled file (and its copy) in its place and write its row. The nomination is held.

    Raise RuleBroken `file_attached_already` if the nomination has this content, DiskFull or FilesUnavailable.
    """
    same = _attached(attachment.nomination_id).where(e.hash == attachment.hash)
    if conn.execute(same).first() is not None:
        raise RuleBroken("file_attached_already")
    lock_files(conn)
    files.keep(file, attachment.hash)
    if copy is not None and attachment.copy_hash is not None:
        files.keep(copy, attachment.copy_hash)
    conn.execute(t.evidence.insert().values({one.name: getattr(attachment, one.name) for one in fields(attachment)}))


def withdraw(conn: Connection, id_: str, *, now: datetime) -> None:
    """Take a file back: that it was there is remembered, its name is not. `sweep` then removes what nobody names."""
    conn.execute(update(t.evidence).where(e.id == id_).values(withdrawn_at=now, name=""))


def sweep(database: Database, files: Files, hashes: Collection[str]) -> None:
    """Remove those of these files that no row names any more. After the commit of whatever took their rows back.

    Raise StoreError; then they stay, and `sovang doctor` tells of them.
    """
    with database.write() as conn:
        lock_files(conn)
        named = named_files(conn, hashes)
        for hash_ in sorted(set(hashes) - named.keys()):
            files.remove(hash_)


def named_files(conn: Connection, hashes: Collection[str] | None = None) -> dict[str, int]:
    """Return every file that a row names (hash → size in bytes), or those of `hashes` that one does.

    Not only evidence has its files there: a scan of a written ballot (`store.scans`) names one too.
    """
    named: dict[str, int] = {}
    s = t.scans.c
    for hash_, size, withdrawn in (
        (e.hash, e.size, e.withdrawn_at),
        (e.copy_hash, e.copy_size, e.withdrawn_at),
        (s.hash, s.size, s.withdrawn_on),
    ):
        query = select(hash_, size).where(withdrawn.is_(None), hash_.is_not(None))
        found = conn.execute(query if hashes is None else query.where(hash_.in_(hashes)))
        named.update((str(told), int(bytes_ or 0)) for told, bytes_ in found)
    return named


def lock_files(conn: Connection) -> None:
    """Let nobody else place or remove a file until the end of the transaction: on SQLite nobody else writes anyway."""
    if conn.dialect.name != "sqlite":
        conn.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _FILES})


def _attached(nomination_id: str) -> Select[*tuple[Any, ...]]:
    return select(*(e[one.name] for one in fields(Attachment))).where(
        e.nomination_id == nomination_id, e.withdrawn_at.is_(None)
    )
