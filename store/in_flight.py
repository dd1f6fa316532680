"""What runs under a programme, and what a change of its rules does to each of it, judged for all at once.

Reads only: `rules plan` shows what is found here, and the adoption carries it out. The judgement is `rules.in_flight`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from rules.entries import Entry
from rules.in_flight import (
    Follows,
    Sitting,
    SittingFollows,
    Standing,
    Stays,
    nomination_follows,
    sitting_follows,
)
from rules.programme import Stage
from rules.rule_changes import Running
from store import tables as t
from store.policies import stage_of
from store.rulebook import Rulebook, Rules
from store.unit_tree import UnitTree
from store.writing import portions

OPEN, PLANNED = "open", "planned"


@dataclass(frozen=True, slots=True)
class Change:
    """What takes the place of what, how, and when: `base` is in force until `at`, `draft` from then on."""

    base: Rules
    draft: Rules
    running: Running
    at: datetime


@dataclass(frozen=True, slots=True)
class Nominee:
    """A nomination that runs, in its stage."""

    id: str
    unit_id: str
    author_id: str
    assignee_id: str | None
    standing: Standing


JudgedNomination = tuple[Nominee, Follows | Stays]
JudgedSitting = tuple[Row[*tuple[Any, ...]], SittingFollows | Stays]


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that runs, each with what becomes of it."""

    nominations: Sequence[JudgedNomination]
    sittings: Sequence[JudgedSitting]


def judge(
    conn: Connection, change: Change, rulebook: Rulebook, units: UnitTree, ids: Collection[str] | None = None
) -> Judged:
    """Return what becomes of all that runs, or of the nominations and sittings in `ids`."""
    return Judged(
        [(one, _nomination(conn, one, change, rulebook, units)) for one in nominees(conn, _named(change), ids)],
        judge_sittings(conn, change, rulebook, units, ids),
    )


def judge_sittings(
    conn: Connection, change: Change, rulebook: Rulebook, units: UnitTree, ids: Collection[str] | None = None
) -> Sequence[JudgedSitting]:
    """Return what becomes of the sittings alone."""
    return [(row, _sitting(conn, row, moved, change, rulebook, units)) for row, moved in _sittings(conn, change, ids)]


def nominees(conn: Connection, programme: str, ids: Collection[str] | None = None) -> Iterator[Nominee]:
    """Yield the nominations that stand in a stage whose terms are known, by id; those in `ids` only, if given."""
    n = t.nominations.c
    runs = (
        select(n.id, n.unit_id, n.author_id, n.assignee_id, n.entry, n.stage_since)
        .where(n.programme == programme, n.status != "ended", n.entry.is_not(None))
        .order_by(n.id)
    )
    extended = _since_when(conn, "extended", select(n.id).where(n.programme == programme, n.status != "ended"))
    for query in _portions(runs, n.id, ids):
        for row in conn.execute(query):
            entry = Entry.model_validate(row.entry)
            is_extended = row.id in extended and extended[row.id] >= row.stage_since
            standing = Standing(entry, row.stage_since, is_extended)
            yield Nominee(row.id, row.unit_id, row.author_id, row.assignee_id, standing)


def _named(change: Change) -> str:
    return change.draft.programme.programme


def _sittings(
    conn: Connection, change: Change, ids: Collection[str] | None
) -> Iterator[tuple[Row[*tuple[Any, ...]], bool]]:
    """Yield the sittings that are still to be decided, by id, each with whether a person has moved it."""
    s = t.sittings.c
    runs = select(t.sittings).where(s.programme == _named(change), s.status.in_([PLANNED, OPEN])).order_by(s.id)
    there = select(s.id).where(s.programme == _named(change), s.status.in_([PLANNED, OPEN]))
    moved = _since_when(conn, "rescheduled", there)
    for query in _portions(runs, s.id, ids):
        for row in conn.execute(query):
            yield row, row.id in moved


def _portions(query: Select[Any], key: Any, ids: Collection[str] | None) -> Iterator[Select[Any]]:  # noqa: ANN401 - a column
    if ids is None:
        yield query
        return
    for some in portions(sorted(ids)):
        yield query.where(key.in_(some))


def _since_when(conn: Connection, kind: str, streams: Select[str]) -> Mapping[str, datetime]:
    """Return when an event of this kind last happened (stream → instant), where it ever did."""
    e = t.events.c
    found = select(e.stream, func.max(e.at)).where(e.kind == kind, e.stream.in_(streams)).group_by(e.stream)
    return dict(conn.execute(found).all())


def _nomination(conn: Connection, one: Nominee, change: Change, rulebook: Rulebook, units: UnitTree) -> Follows | Stays:
    entry, draft = one.standing.entry, change.draft
    if entry.edition == draft.edition:
        return Stays("same_terms")
    whereabouts = units.whereabouts(one.unit_id, draft.clock.day(one.standing.entered_at))
    old = rulebook.of(conn, entry.edition)
    return nomination_follows(one.standing, old, draft, change.running, whereabouts, at=change.at)


def _sitting(
    conn: Connection,
    row: Row[*tuple[Any, ...]],
    is_moved: bool,
    change: Change,
    rulebook: Rulebook,
    units: UnitTree,
) -> SittingFollows | Stays:
    is_open = row.status == OPEN
    old = rulebook.of(conn, row.edition) if is_open else change.base
    if old.edition == change.draft.edition:
        return Stays("same_terms")
    sitting = Sitting(
        stage=row.stage,
        whereabouts=units.whereabouts(row.unit_id, change.draft.clock.day(change.at)),
        period=row.period,
        is_open=is_open,
        round=row.round,
        candidates_close_at=row.candidates_close_at,
        votes_open_at=row.votes_open_at,
        votes_close_at=row.votes_close_at,
        published_at=row.published_at,
        is_rescheduled=is_moved,
    )
    before = stage_of(row.policy) if is_open else _planned_stage(old, sitting)
    return sitting_follows(sitting, before, old, change.draft, change.running, at=change.at)


def _planned_stage(old: Rules, sitting: Sitting) -> Stage | None:
    if sitting.stage not in {stage.stage for stage in old.programme.stages}:
        return None
    return old.sitting_terms(sitting.stage, sitting.whereabouts, sitting.period).stage
