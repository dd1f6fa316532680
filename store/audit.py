"""The audit chain: who did what to what, each entry bound to the one before by its hash. Append-only, like its table.

Append as the last act of a transaction: the end of the chain is locked from then until the commit. Nobody who holds
it waits for anything else, so that no two transactions ever wait for each other in a circle because of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from store import tables as t
from store.canonical import digest
from store.writing import portions

BEGINNING = "0" * 64
"""What the first entry is bound to."""

_PASSING = {"tokens": frozenset({"last_used_at"}), "credentials": frozenset({"last_used_at", "uses"})}
"""Columns that change without an act, and are no part of a row's hash."""

_CHAIN = 0x5030_1946  # the name of the chain's end among PostgreSQL's advisory locks


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act. `object` is `<table>:<id>`, or `events:<stream>` for a stream of the ledger.

    The hashes are those of the object before and after (`row_hash`), None where the act changed no row.
    """

    at: datetime
    actor_id: str | None
    action: str
    object: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    before_hash: str | None = None
    after_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: what is printed on paper, so that nobody can cut or rewrite what came before."""

    seq: int
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What `verify` found. `is_complete` is None when no head from outside was there to compare with."""

    entries: int
    is_unbroken: bool
    is_complete: bool | None
    agrees: bool
    broken_at: int | None  # the first entry that is not bound to the one before
    changed: tuple[str, ...]  # objects that are not as their last entry says


def append(conn: Connection, lines: Sequence[AuditLine]) -> Head:
    """Append `lines` to the chain, in order, and return its new end. They stand or fall with the transaction."""
    if not lines:  # whoever has nothing to say waits for nobody
        return head(conn)
    if conn.dialect.name != "sqlite":
        conn.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _CHAIN})
    end = head(conn)
    rows = []
    for seq, line in enumerate(lines, end.seq + 1):
        row = _row(seq, line, end.entry_hash)
        end = Head(seq, row["entry_hash"])
        rows.append(row)
    conn.execute(t.audit.insert(), rows)
    return end


def head(conn: Connection) -> Head:
    """Return the end of the chain; an empty chain ends at entry 0."""
    last = conn.execute(select(t.audit.c.seq, t.audit.c.entry_hash).order_by(t.audit.c.seq.desc()).limit(1)).first()
    return Head(*last) if last else Head(0, BEGINNING)


def verify(conn: Connection, anchors: Sequence[Head] = ()) -> Findings:
    """Answer three questions: is the chain unbroken, is it complete up to `anchors`, do the rows agree with it?

    `anchors` are ends of the chain kept outside (on paper, by mail). Cutting the chain or building it anew from
    any point before an anchor shows; without anchors it cannot show.
    """
    count, broken_at = 0, None
    for before, after in pairwise(_with_beginning(conn)):
        count += 1
        if broken_at is None and not _follows(before, after):
            broken_at = int(after["seq"])
    changed = _changed(conn)
    return Findings(
        entries=count,
        is_unbroken=broken_at is None,
        is_complete=_holds(conn, anchors) if anchors else None,
        agrees=not changed,
        broken_at=broken_at,
        changed=changed,
    )


def row_hash(conn: Connection, table: str, id_: str) -> str | None:
    """Return the hash of the row `id_` of `table` as it is now, or of the last event of the stream `id_`."""
    return row_hashes(conn, table, [id_]).get(id_)


def row_hashes(conn: Connection, table: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the hashes of many rows (id → hash), each as `row_hash` does; what is not there is absent."""
    return _last_events(conn, ids) if table == t.events.name else _rows(conn, t.metadata.tables[table], ids)


def _row(seq: int, line: AuditLine, prev_hash: str) -> dict[str, Any]:
    row = {
        "seq": seq,
        "at": line.at,
        "actor_id": line.actor_id,
        "action": line.action,
        "object": line.object,
        "detail": dict(line.detail),
        "before_hash": line.before_hash,
        "after_hash": line.after_hash,
        "prev_hash": prev_hash,
    }
    return {**row, "entry_hash": digest(row)}


def _with_beginning(conn: Connection) -> Iterator[Mapping[str, Any]]:
    yield {"seq": 0, "entry_hash": BEGINNING}
    found = conn.execute(select(t.audit).order_by(t.audit.c.seq).execution_options(yield_per=1000))
    yield from (dict(row) for row in found.mappings())


def _follows(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    content = {key: value for key, value in after.items() if key != "entry_hash"}
    return bool(
        after["seq"] == before["seq"] + 1
        and after["prev_hash"] == before["entry_hash"]
        and after["entry_hash"] == digest(content)
    )


def _holds(conn: Connection, anchors: Sequence[Head]) -> bool:
    a = t.audit.c
    found = dict(conn.execute(select(a.seq, a.entry_hash).where(a.seq.in_([anchor.seq for anchor in anchors]))).all())
    return all(found.get(anchor.seq, BEGINNING if not anchor.seq else "") == anchor.entry_hash for anchor in anchors)


def _changed(conn: Connection) -> tuple[str, ...]:
    a = t.audit.c
    last = select(func.max(a.seq)).where(a.after_hash.is_not(None)).group_by(a.object)
    told: dict[str, dict[str, str]] = {}
    for object_, written in conn.execute(select(a.object, a.after_hash).where(a.seq.in_(last))):
        table, _, id_ = object_.partition(":")
        told.setdefault(table, {})[id_] = str(written)
    changed = []
    for table, expected in told.items():
        there = row_hashes(conn, table, sorted(expected))
        changed += [f"{table}:{id_}" for id_, written in expected.items() if there.get(id_) != written]
    return tuple(sorted(changed))


def _rows(conn: Connection, table: Table, ids: Sequence[str]) -> dict[str, str]:
    key = table.columns[_key_of(table)]
    told = [column for column in table.columns if column.name not in _PASSING.get(table.name, ())]
    hashes: dict[str, str] = {}
    for some in portions(ids):
        for row in conn.execute(select(*told).where(key.in_(some))).mappings():
            hashes[str(row[key.name])] = digest(dict(row))
    return hashes


def _key_of(table: Table) -> str:
    return "id" if "id" in table.columns else next(column.name for column in table.primary_key)


def _last_events(conn: Connection, streams: Sequence[str]) -> dict[str, str]:
    e = t.events.c
    hashes: dict[str, str] = {}
    for some in portions(streams):
        last = select(e.stream, func.max(e.number).label("number")).where(e.stream.in_(some)).group_by(e.stream)
        ends = last.subquery()
        found = conn.execute(
            select(e.stream, e.content_hash).join(ends, (e.stream == ends.c.stream) & (e.number == ends.c.number))
        )
        hashes.update((stream, written) for stream, written in found)
    return hashes
