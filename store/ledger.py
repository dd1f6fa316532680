"""The ledger: what happened to every nomination and sitting, numbered, for ever. Knows not what it means.

Periods have no stream of their own: that they opened and closed stands in the audit chain.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from store import instance
from store import tables as t
from store.canonical import digest
from store.errors import Diverged, LedgerGap, WrongEpoch
from store.writing import insert, portions


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One event. `number` counts from 1 within its stream; `body` is JSON and holds ids, never names."""

    number: int
    kind: str
    at: datetime
    actor_id: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """New events of one stream, in order, and the run of the workflow that wrote them."""

    stream: str
    lines: Sequence[LedgerLine]
    epoch: str
    run_id: str


def content_hash(stream: str, line: LedgerLine) -> str:
    """Return the hash of what `line` says; who wrote it down in which run is no part of it."""
    return digest([stream, line.number, line.kind, line.at, line.actor_id, line.body])


def append(conn: Connection, stream: str, events: Sequence[LedgerLine], epoch: str, run_id: str) -> int:
    """Write `events` under their numbers and return the number of the last one in the ledger.

    An event that is there already stays as it is. Raise Diverged if what is there says something else,
    LedgerGap if an event before the first one is missing, WrongEpoch if the writer is of another time.
    """
    append_all(conn, [Stretch(stream, events, epoch, run_id)])
    return last_numbers(conn, [stream]).get(stream, 0)


def append_all(conn: Connection, stretches: Iterable[Stretch]) -> None:
    """Write the events of many streams in a handful of statements; each as `append` does. All or nothing."""
    stretches = [stretch for stretch in stretches if stretch.lines]
    if not stretches:
        return
    in_force = instance.epoch(conn)
    for stretch in stretches:
        if stretch.epoch != in_force:
            raise WrongEpoch(stretch.epoch, in_force)
    _refuse_gaps(stretches, last_numbers(conn, [stretch.stream for stretch in stretches]))
    # In one order always, so that two who write the same events never wait for each other in a circle.
    in_order = sorted(stretches, key=lambda stretch: stretch.stream)
    rows = [_row(stretch, line) for stretch in in_order for line in stretch.lines]
    conn.execute(insert(conn, t.events).on_conflict_do_nothing(index_elements=["stream", "number"]), rows)
    _refuse_other_content(conn, rows)


def events_of(conn: Connection, stream: str, *, after: int = 0) -> tuple[LedgerLine, ...]:
    """Return the events of `stream` behind number `after`, in order."""
    e = t.events.c
    found = conn.execute(
        select(e.number, e.kind, e.at, e.actor_id, e.body)
        .where(e.stream == stream, e.number > after)
        .order_by(e.number)
    )
    return tuple(LedgerLine(*row) for row in found)


def bodies(conn: Connection, streams: Sequence[str], kind: str) -> dict[str, Mapping[str, Any]]:
    """Return what the last event of a kind says in each stream (stream → body); a stream without one is absent."""
    e = t.events.c
    found: dict[str, Mapping[str, Any]] = {}
    for some in portions(streams):
        query = select(e.stream, e.body).where(e.stream.in_(some), e.kind == kind).order_by(e.stream, e.number)
        found.update((stream, body) for stream, body in conn.execute(query))
    return found


def last_numbers(conn: Connection, streams: Sequence[str]) -> dict[str, int]:
    """Return how far each stream goes (stream → number of its last event); a stream without events is absent."""
    e = t.events.c
    numbers: dict[str, int] = {}
    for some in portions(streams):
        found = conn.execute(select(e.stream, func.max(e.number)).where(e.stream.in_(some)).group_by(e.stream))
        numbers.update((stream, number) for stream, number in found)
    return numbers


def spoiled(conn: Connection) -> tuple[tuple[str, int], ...]:
    """Return the events (stream, number) that do not say what was written, or do not follow on the one before."""
    e = t.events.c
    found: list[tuple[str, int]] = []
    before: tuple[str, int] = ("", 0)
    lines = select(e.stream, e.number, e.kind, e.at, e.actor_id, e.body, e.content_hash).order_by(e.stream, e.number)
    for stream, number, kind, at, actor_id, body, written in conn.execute(lines.execution_options(yield_per=1000)):
        follows = number == (before[1] + 1 if stream == before[0] else 1)
        if not follows or content_hash(stream, LedgerLine(number, kind, at, actor_id, body)) != written:
            found.append((stream, number))
        before = (stream, number)
    return tuple(found)


def _refuse_gaps(stretches: Sequence[Stretch], last: dict[str, int]) -> None:
    for stretch in stretches:
        there = last.get(stretch.stream, 0)
        for line in stretch.lines:
            if line.number > there + 1:
                raise LedgerGap(stretch.stream, line.number, there)
            there = max(there, line.number)


def _row(stretch: Stretch, line: LedgerLine) -> dict[str, Any]:
    return {
        "stream": stretch.stream,
        "number": line.number,
        "kind": line.kind,
        "at": line.at,
        "actor_id": line.actor_id,
        "body": dict(line.body),
        "content_hash": content_hash(stretch.stream, line),
        "epoch": stretch.epoch,
        "run_id": stretch.run_id,
    }


def _refuse_other_content(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    e = t.events.c
    first = min(row["number"] for row in rows)
    there: dict[tuple[str, int], str] = {}
    for some in portions(sorted({row["stream"] for row in rows})):
        found = conn.execute(select(e.stream, e.number, e.content_hash).where(e.stream.in_(some), e.number >= first))
        there.update(((stream, number), written) for stream, number, written in found)
    for row in rows:
        if there[row["stream"], row["number"]] != row["content_hash"]:
            raise Diverged(row["stream"], row["number"])
