"""What runs under a programme, and what a change of its rules does to each of it, judged for all at once.

Reads only: `rules plan` shows what is found here, and the adoption carries it out. The judgement is `rules.in_flight`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, cast, func, select

from rules.entries import Entry
from rules.in_flight import (
    Follows,
    Sitting,
    SittingFollows,
    Standing,
    Stays,
    nomination_follows,
    runs_on_the_clock,
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
    """A nomination that runs, in its stage; `terms` is the text of its entry."""

    id: str
    unit_id: str
    author_id: str
    assignee_id: str | None
    terms: str
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
    jury = _Jury(conn, change, rulebook, units)
    nominations = [(one, jury.judge(one)) for one in nominees(conn, _named(change), ids)]
    return Judged(nominations, judge_sittings(conn, change, rulebook, units, ids))


def judge_sittings(
    conn: Connection, change: Change, rulebook: Rulebook, units: UnitTree, ids: Collection[str] | None = None
) -> Sequence[JudgedSitting]:
    """Return what becomes of the sittings alone."""
    return [(row, _sitting(conn, row, moved, change, rulebook, units)) for row, moved in _sittings(conn, change, ids)]


def nominees(conn: Connection, programme: str, ids: Collection[str] | None = None) -> Iterator[Nominee]:
    """Yield the nominations that stand in a stage whose terms are known, by id; those in `ids` only, if given."""
    n = t.nominations.c
    runs = (
        select(n.id, n.unit_id, n.author_id, n.assignee_id, cast(n.entry, Text).label("terms"), n.stage_since)
        .where(n.programme == programme, n.status != "ended", n.entry.is_not(None))
        .order_by(n.id)
    )
    extended = _since_when(
        conn, ("extended", "objected"), select(n.id).where(n.programme == programme, n.status != "ended")
    )
    read: dict[str, Entry] = {}  # most have terms in common with others: each is read once
    for query in _portions(runs, n.id, ids):
        for id_, unit_id, author_id, assignee_id, terms, since in conn.execute(query):
            if terms not in read:
                read[terms] = Entry.model_validate_json(terms)
            is_extended = id_ in extended and extended[id_] >= since
            yield Nominee(id_, unit_id, author_id, assignee_id, terms, Standing(read[terms], since, is_extended))


def _named(change: Change) -> str:
    return change.draft.programme.programme


def _sittings(
    conn: Connection, change: Change, ids: Collection[str] | None
) -> Iterator[tuple[Row[*tuple[Any, ...]], bool]]:
    """Yield the sittings that are still to be decided, by id, each with whether a person has moved it."""
    s = t.sittings.c
    runs = select(t.sittings).where(s.programme == _named(change), s.status.in_([PLANNED, OPEN])).order_by(s.id)
    there = select(s.id).where(s.programme == _named(change), s.status.in_([PLANNED, OPEN]))
    moved = _since_when(conn, ("rescheduled",), there)
    for query in _portions(runs, s.id, ids):
        for row in conn.execute(query):
            yield row, row.id in moved


def _portions(query: Any, key: Any, ids: Collection[str] | None) -> Iterator[Any]:  # noqa: ANN401 - a select of any shape
    if ids is None:
        yield query
        return
    for some in portions(sorted(ids)):
        yield query.where(key.in_(some))


def _since_when(conn: Connection, kinds: Sequence[str], streams: Select[str]) -> Mapping[str, datetime]:
    """Return when an event of these kinds last happened (stream → instant), where it ever did."""
    e = t.events.c
    found = select(e.stream, func.max(e.at)).where(e.kind.in_(kinds), e.stream.in_(streams)).group_by(e.stream)
    return dict(conn.execute(found).all())


class _Jury:
    """Judges nominations, those that have everything in common only once."""

    def __init__(self, conn: Connection, change: Change, rulebook: Rulebook, units: UnitTree) -> None:
        self._conn, self._change, self._rulebook, self._units = conn, change, rulebook, units
        self._judged: dict[tuple[object, ...], Follows | Stays] = {}
        self._is_exact: dict[str, bool] = {}

    def judge(self, one: Nominee) -> Follows | Stays:
        """Return what becomes of a nomination."""
        entry, draft = one.standing.entry, self._change.draft
        if entry.edition == draft.edition:
            return Stays("same_terms")
        old, entered_at = self._rulebook.of(self._conn, entry.edition), one.standing.entered_at
        entered = entered_at if self._runs_on_the_clock(old) else draft.clock.day(entered_at)
        key = (one.terms, one.unit_id, one.standing.is_extended, entered)
        if key not in self._judged:
            whereabouts = self._units.whereabouts(one.unit_id, draft.clock.day(entered_at))
            self._judged[key] = nomination_follows(
                one.standing, old, draft, self._change.running, whereabouts, at=self._change.at
            )
        return self._judged[key]

    def _runs_on_the_clock(self, old: Rules) -> bool:
        if old.edition not in self._is_exact:
            programmes = (old.programme, self._change.draft.programme)
            self._is_exact[old.edition] = any(runs_on_the_clock(programme) for programme in programmes)
        return self._is_exact[old.edition]


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
