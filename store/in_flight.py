"""What runs under a programme, and what a change of its rules does to each of it, judged for all at once.

A change of a calendar is judged the same way, for all programmes that go by it.
Reads only: `rules plan` shows what is found here, and the adoption carries it out. The judgement is `rules.in_flight`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, cast, func, select

from rules.calendar import Calendar
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.in_flight import (
    Follows,
    Sitting,
    SittingFollows,
    Standing,
    Stays,
    nomination_follows,
    nomination_recounted,
    runs_on_the_clock,
    sitting_follows,
    sitting_recounted,
)
from rules.programme import Stage
from rules.rule_changes import Running
from store import editions
from store import tables as t
from store.policies import stage_of
from store.rulebook import Rulebook, Rules
from store.unit_tree import UnitTree
from store.writing import portions

OPEN, PLANNED = "open", "planned"
_GAVE_TIME = ("extended", "released", "shifted", "objected")
"""What moves a deadline away from where the rules alone had put it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What takes the place of what, how, and when: `base` is in force until `at`, `draft` from then on."""

    base: Rules
    draft: Rules
    running: Running
    at: datetime

    @property
    def programmes(self) -> tuple[str, ...]:
        """Whose nominations and sittings it concerns."""
        return (self.draft.programme.programme,)


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """Another edition of a calendar counts from `at` on, for all that runs under the programmes that go by it."""

    calendar: Calendar
    programmes: tuple[str, ...]
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


@dataclass(frozen=True, slots=True)
class JudgedSitting:
    """A sitting that is still to be decided, the rules by which it goes on if it follows, and whether it does."""

    row: Row[*tuple[Any, ...]]
    rules: Rules
    found: SittingFollows | Stays


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that runs, each with what becomes of it."""

    nominations: Sequence[JudgedNomination]
    sittings: Sequence[JudgedSitting]


def calendars_in_use(conn: Connection, rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Return the calendars by which any edition of a programme goes (name → programmes)."""
    found: dict[str, tuple[str, ...]] = {}
    for programme, known in sorted(editions.beginnings(conn, editions.programmes(conn, date.max)).items()):
        for name in sorted({rulebook.of(conn, one.hash).programme.calendar for one in known}):
            found[name] = (*found.get(name, ()), programme)
    return found


def programmes_by(conn: Connection, calendar: str, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the programmes of which any edition goes by the calendar of that name.

    Raise RuleBroken `calendar_unknown` if there is none.
    """
    known = calendars_in_use(conn, rulebook)
    if calendar not in known:
        raise RuleBroken("calendar_unknown", found=calendar, known=", ".join(known))
    return known[calendar]


def judge(
    conn: Connection,
    change: Change | CalendarChange,
    rulebook: Rulebook,
    units: UnitTree,
    ids: Collection[str] | None = None,
) -> Judged:
    """Return what becomes of all that runs, or of the nominations and sittings in `ids`."""
    jury = _Jury(conn, change, rulebook, units)
    nominations = [(one, jury.judge(one)) for one in nominees(conn, change.programmes, ids)]
    return Judged(nominations, judge_sittings(conn, change, rulebook, units, ids))


def judge_sittings(
    conn: Connection,
    change: Change | CalendarChange,
    rulebook: Rulebook,
    units: UnitTree,
    ids: Collection[str] | None = None,
) -> Sequence[JudgedSitting]:
    """Return what becomes of the sittings alone."""
    if isinstance(change, Change):
        return [
            JudgedSitting(row, change.draft, _sitting(conn, row, moved, change, rulebook, units))
            for row, moved in _sittings(conn, change.programmes, ids)
        ]
    p = t.periods.c
    dated_by = dict(conn.execute(select(p.id, p.edition).where(p.programme.in_(change.programmes))).all())
    return [
        _recounted(conn, row, moved, change, rulebook.of(conn, row.edition or dated_by[row.period_id]), rulebook, units)
        for row, moved in _sittings(conn, change.programmes, ids)
    ]


def nominees(conn: Connection, programmes: Collection[str], ids: Collection[str] | None = None) -> Iterator[Nominee]:
    """Yield the nominations that stand in a stage whose terms are known, by id; those in `ids` only, if given."""
    n = t.nominations.c
    runs = (
        select(n.id, n.unit_id, n.author_id, n.assignee_id, cast(n.entry, Text).label("terms"), n.stage_since)
        .where(n.programme.in_(programmes), n.status != "ended", n.entry.is_not(None))
        .order_by(n.id)
    )
    running = select(n.id).where(n.programme.in_(programmes), n.status != "ended")
    extended = _since_when(conn, _GAVE_TIME, running)
    read: dict[str, Entry] = {}  # most have terms in common with others: each is read once
    for query in _portions(runs, n.id, ids):
        for id_, unit_id, author_id, assignee_id, terms, since in conn.execute(query):
            if terms not in read:
                read[terms] = Entry.model_validate_json(terms)
            is_extended = id_ in extended and extended[id_] >= since
            yield Nominee(id_, unit_id, author_id, assignee_id, terms, Standing(read[terms], since, is_extended))


def _sittings(
    conn: Connection, programmes: Collection[str], ids: Collection[str] | None
) -> Iterator[tuple[Row[*tuple[Any, ...]], bool]]:
    """Yield the sittings that are still to be decided, by id, each with whether a person has moved it."""
    s = t.sittings.c
    is_to_come = s.programme.in_(programmes) & s.status.in_([PLANNED, OPEN])
    moved = _since_when(conn, ("rescheduled",), select(s.id).where(is_to_come))
    for query in _portions(select(t.sittings).where(is_to_come).order_by(s.id), s.id, ids):
        for row in conn.execute(query):
            yield row, row.id in moved


def _portions(query: Any, key: Any, ids: Collection[str] | None) -> Iterator[Any]:  # noqa: ANN401 - a select of any shape
    if ids is None:
        yield query
        return
    for some in portions(sorted(ids)):
        yield query.where(key.in_(some))


def _since_when(conn: Connection, kinds: Collection[str], streams: Select[str]) -> Mapping[str, datetime]:
    """Return when an event of these kinds last happened (stream → instant), where one ever did."""
    e = t.events.c
    found = select(e.stream, func.max(e.at)).where(e.kind.in_(kinds), e.stream.in_(streams)).group_by(e.stream)
    return dict(conn.execute(found).all())


class _Jury:
    """Judges nominations, those that have everything in common only once."""

    def __init__(self, conn: Connection, change: Change | CalendarChange, rulebook: Rulebook, units: UnitTree) -> None:
        self._conn, self._change, self._rulebook, self._units = conn, change, rulebook, units
        self._judged: dict[tuple[object, ...], Follows | Stays] = {}
        self._is_exact: dict[str, bool] = {}

    def judge(self, one: Nominee) -> Follows | Stays:
        """Return what becomes of a nomination."""
        entry, entered_at = one.standing.entry, one.standing.entered_at
        if self._is_there(entry):
            return Stays("same_terms")
        rules = self._rulebook.of(self._conn, entry.edition)
        clock = (self._change.draft if isinstance(self._change, Change) else rules).clock
        entered = entered_at if self._runs_on_the_clock(rules) else clock.day(entered_at)
        key = (one.terms, one.unit_id, one.standing.is_extended, entered)
        if key not in self._judged:
            self._judged[key] = self._follows(one, rules)
        return self._judged[key]

    def _follows(self, one: Nominee, rules: Rules) -> Follows | Stays:
        change = self._change
        if isinstance(change, Change):
            whereabouts = self._units.whereabouts(one.unit_id, change.draft.clock.day(change.at))
            return nomination_follows(one.standing, rules, change.draft, change.running, whereabouts, at=change.at)
        if rules.programme.calendar != change.calendar.name:
            return Stays("same_terms")
        old = self._rulebook.on_calendar(self._conn, rules, one.standing.entry.calendar_edition)
        whereabouts = self._units.whereabouts(one.unit_id, rules.clock.day(change.at))
        return nomination_recounted(one.standing, old, rules.on(change.calendar), whereabouts, at=change.at)

    def _is_there(self, entry: Entry) -> bool:
        """Return whether a nomination stands under the new edition already."""
        if isinstance(self._change, Change):
            return entry.edition == self._change.draft.edition
        return entry.calendar_edition == self._change.calendar.edition

    def _runs_on_the_clock(self, old: Rules) -> bool:
        if old.edition not in self._is_exact:
            change = self._change
            new = [change.draft.programme] if isinstance(change, Change) else []
            self._is_exact[old.edition] = any(runs_on_the_clock(programme) for programme in [old.programme, *new])
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
    sitting = _as_sitting(row, is_moved, units, change.draft.clock.day(change.at))
    before = stage_of(row.policy) if is_open else _planned_stage(old, sitting)
    return sitting_follows(sitting, before, old, change.draft, change.running, at=change.at)


def _recounted(
    conn: Connection,
    row: Row[*tuple[Any, ...]],
    is_moved: bool,
    change: CalendarChange,
    rules: Rules,
    rulebook: Rulebook,
    units: UnitTree,
) -> JudgedSitting:
    """Return what a change of the calendar does to a sitting: by the edition it was opened or is planned by."""
    new = rules.on(change.calendar)
    if rules.programme.calendar != change.calendar.name or row.calendar_edition == change.calendar.edition:
        return JudgedSitting(row, new, Stays("same_terms"))
    old = rulebook.on_calendar(conn, rules, row.calendar_edition)
    sitting = _as_sitting(row, is_moved, units, rules.clock.day(change.at))
    planned_as = old.sitting_terms(row.stage, sitting.whereabouts, row.period).stage
    stage = stage_of(row.policy) if sitting.is_open else planned_as
    return JudgedSitting(row, new, sitting_recounted(sitting, stage, old, new, at=change.at))


def _as_sitting(row: Row[*tuple[Any, ...]], is_moved: bool, units: UnitTree, on: date) -> Sitting:
    return Sitting(
        stage=row.stage,
        whereabouts=units.whereabouts(row.unit_id, on),
        period=row.period,
        is_open=row.status == OPEN,
        round=row.round,
        candidates_close_at=row.candidates_close_at,
        votes_open_at=row.votes_open_at,
        votes_close_at=row.votes_close_at,
        published_at=row.published_at,
        is_rescheduled=is_moved,
    )


def _planned_stage(old: Rules, sitting: Sitting) -> Stage | None:
    if sitting.stage not in {stage.stage for stage in old.programme.stages}:
        return None
    return old.sitting_terms(sitting.stage, sitting.whereabouts, sitting.period).stage
