"""What a change of the rules would do, were it adopted: to the clauses, to all that runs, and to what is expected.

Reads only. What moves is what `store.in_flight` finds, so the adoption does the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from typing import cast as is_

from sqlalchemy import Connection, Row, Text, cast, func, select

from rules.calendar import Calendar
from rules.calendar_editions import DayDifference, day_differences, refuse_short
from rules.differences import Difference, differences
from rules.events import Adopted
from rules.in_flight import Follows, Moves, SittingFollows, Stays, Why
from rules.nomination import State
from rules.programme import CouncilStage
from rules.rule_changes import Running
from store import notices, organisation, sittings
from store import tables as t
from store.expectations import Expectation, expectations
from store.in_flight import CalendarChange, Change, Judged, Nominee, judge, programmes_by
from store.planning import Reminder
from store.policies import stage_of
from store.rule_changes import CALENDAR, PROGRAMME
from store.rulebook import Rulebook, Rules
from store.unit_tree import UnitTree
from store.writing import portions

CHOICES: tuple[Running, ...] = ("pin", "next stage", "now")


@dataclass(frozen=True, slots=True)
class Moving:
    """Something that follows: its instants that move, and the instants of its reminders before and after.

    `is_estimated`: the holidays of the time it moves to are not announced yet.
    """

    about: str
    kind: str
    stage: str
    unit_id: str
    moves: Moves
    reminders_before: tuple[datetime, ...]
    reminders_after: tuple[datetime, ...]
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What one of the three in-flight choices does.

    `stay` maps why something stays to what does (ids); `open_otherwise` are planned sittings that will open under
    other terms though nothing of them moves; `refused` are the open votes for whose sake the choice is not allowed.
    """

    running: Running
    moving: tuple[Moving, ...]
    stay: Mapping[Why, tuple[str, ...]]
    open_otherwise: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def deadlines(self) -> int:
        """How many instants move."""
        return sum(len(one.moves) for one in self.moving)

    @property
    def reminders(self) -> int:
        """How many reminders are given up, or planned anew at another instant."""
        return sum(len({*one.reminders_before} ^ {*one.reminders_after}) for one in self.moving)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a draft would do, at the instant at which it would begin.

    Of a calendar, `programme` is its name, `base` and `draft` are editions of it, and `days` are those that differ.
    """

    programme: str
    base: str
    draft: str
    at: datetime
    clauses: tuple[Difference, ...]
    choices: tuple[Choice, ...]
    expectations: tuple[Expectation, ...]
    kind: str = PROGRAMME
    days: tuple[DayDifference, ...] = ()


def plan(conn: Connection, base: Rules, draft: Rules, rulebook: Rulebook, *, at: datetime) -> Plan:
    """Return what `draft` would do if it took the place of `base` at an instant, for each of the three choices."""
    units = organisation.tree(conn)
    judged = judge(conn, Change(base, draft, "now", at), rulebook, units)
    return Plan(
        programme=draft.programme.programme,
        base=base.edition,
        draft=draft.edition,
        at=at,
        clauses=differences(base.programme, draft.programme),
        choices=tuple(_choice(conn, judged, running, base, draft, units, at) for running in CHOICES),
        expectations=expectations(conn, base, draft, units, at=at),
    )


def plan_calendar(conn: Connection, base: Calendar, draft: Calendar, rulebook: Rulebook, *, at: datetime) -> Plan:
    """Return what `draft` would do if it took the place of `base`: a calendar counts for all that runs, at once.

    Raise RuleBroken `calendar_ends` if it ends before what runs, or within a year.
    """
    refuse_short(draft, at.date())
    units = organisation.tree(conn)
    change = CalendarChange(draft, programmes_by(conn, draft.name, rulebook), at)
    judged = judge(conn, change, rulebook, units)
    moving = _moving(conn, judged, _on(conn, draft, rulebook), units, at)
    return Plan(
        programme=draft.name,
        base=base.edition,
        draft=draft.edition,
        at=at,
        clauses=(),
        choices=(Choice("now", tuple(moving), _staying(judged), (), ()),),
        expectations=(),
        kind=CALENDAR,
        days=day_differences(base, draft),
    )


def _on(conn: Connection, calendar: Calendar, rulebook: Rulebook) -> Callable[[str], Rules]:
    return lambda edition: rulebook.of(conn, edition).on(calendar)


def _choice(
    conn: Connection, judged: Judged, running: Running, base: Rules, draft: Rules, units: UnitTree, at: datetime
) -> Choice:
    otherwise = tuple(_open_otherwise(judged, base, draft, units, at)) if running != "pin" else ()
    if running != "now":
        ids = [one.id for one, _ in judged.nominations] + [one.row.id for one in judged.sittings]
        why: Why = "pinned" if running == "pin" else "next_stage"
        return Choice(running, (), {why: tuple(ids)} if ids else {}, otherwise, ())
    stay = _staying(judged)
    moving = tuple(_moving(conn, judged, lambda _edition: draft, units, at))
    return Choice(running, moving, stay, otherwise, stay.get("vote_frozen", ()))


def _staying(judged: Judged) -> Mapping[Why, tuple[str, ...]]:
    stay: dict[Why, list[str]] = defaultdict(list)
    for one, found in judged.nominations:
        if isinstance(found, Stays):
            stay[found.because].append(one.id)
    for sitting in judged.sittings:
        if isinstance(sitting.found, Stays):
            stay[sitting.found.because].append(sitting.row.id)
    return {why: tuple(ids) for why, ids in stay.items()}


def _open_otherwise(judged: Judged, base: Rules, draft: Rules, units: UnitTree, at: datetime) -> Iterator[str]:
    """Yield the planned sittings whose stage says otherwise in the draft."""
    known = {stage.stage for stage in draft.programme.stages if isinstance(stage, CouncilStage)}
    for row in (one.row for one in judged.sittings):
        if row.status == "planned" and row.votes_open_at > at and row.stage in known:
            whereabouts = units.whereabouts(row.unit_id, draft.clock.day(at))
            old, new = (rules.sitting_terms(row.stage, whereabouts, row.period) for rules in (base, draft))
            if old.stage != new.stage and old.stage.every == new.stage.every:
                yield row.id


def _moving(
    conn: Connection, judged: Judged, ruled: Callable[[str], Rules], units: UnitTree, at: datetime
) -> Iterator[Moving]:
    """Yield what follows; `ruled` has the rules by which a nomination goes on (edition of its new terms → rules)."""
    follow = [(one, found) for one, found in judged.nominations if isinstance(found, Follows)]
    seated = [(one, one.found) for one in judged.sittings if isinstance(one.found, SittingFollows)]
    planned = _planned(conn, [one.id for one, _ in follow] + [one.row.id for one, _ in seated])
    known: dict[tuple[str, int], tuple[datetime, ...]] = {}  # the same terms are reminded of at the same instants
    for one, found in follow:
        key, rules = (one.terms, id(found)), ruled(found.entry.edition)
        if key not in known:
            known[key] = _instants(_of_nominee(one, found, rules, units, at))
        yield Moving(
            one.id,
            "nomination",
            found.entry.stage,
            one.unit_id,
            found.moves,
            planned.get(one.id, ()),
            known[key],
            _is_estimated(found.moves, rules),
        )
    missing = _missing(conn, [one.row.id for one, _ in seated if one.row.status == sittings.OPEN])
    for sitting, outcome in seated:
        row, rules = sitting.row, sitting.rules
        yield Moving(
            row.id,
            "sitting",
            row.stage,
            row.unit_id,
            outcome.moves,
            planned.get(row.id, ()),
            _instants(_of_sitting(row, outcome, rules, units, missing.get(row.id, ()), at)),
            _is_estimated(outcome.moves, rules),
        )


def _is_estimated(moves: Moves, rules: Rules) -> bool:
    clock = rules.clock
    return any(to is not None and not clock.calendar.is_announced(clock.day(to)) for _, to in moves.values())


def _planned(conn: Connection, ids: Sequence[str]) -> dict[str, tuple[datetime, ...]]:
    """Return the instants of the reminders that are planned (about → instants)."""
    r = t.reminders.c
    found: dict[str, tuple[datetime, ...]] = {}
    read: dict[str, tuple[datetime, ...]] = {}
    for some in portions(ids):
        each = (
            select(r.about, cast(r.at, Text).label("at"))
            .where(r.about.in_(some), r.state == "planned")
            .distinct()
            .order_by(r.about, "at")
            .subquery()
        )
        rows = conn.execute(select(each.c.about, func.aggregate_strings(each.c.at, ",")).group_by(each.c.about))
        for about, instants in rows:
            if instants not in read:
                read[instants] = tuple(sorted(_instant(one) for one in instants.split(",")))
            found[about] = read[instants]
    return found


def _instant(text: str) -> datetime:
    """Return an instant as the databases write it: SQLite without a zone, in UTC, PostgreSQL with its own."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _missing(conn: Connection, ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return sittings.missing_voters(conn, ids) if ids else {}


def _of_nominee(one: Nominee, found: Follows, draft: Rules, units: UnitTree, at: datetime) -> Iterable[Reminder]:
    entry, before = found.entry, one.standing.entry
    is_escalated = before.escalate_at is not None and before.escalate_at <= at
    state = State(
        nomination_id=one.id,
        unit_id=one.unit_id,
        author=one.author_id,
        stage=entry.stage,
        entry=entry,
        assignee="" if entry.role == "author" else one.assignee_id or "",
        is_escalated=is_escalated and entry.escalate_at is not None and entry.escalate_at <= at,
    )
    adopted = Adopted(at=at, entry=entry, because="-")
    return notices.of_entry(notices.News((adopted,), state, entry, draft, is_first=False), units)


def _of_sitting(
    row: Row[*tuple[Any, ...]],
    found: SittingFollows,
    draft: Rules,
    units: UnitTree,
    missing: Sequence[str],
    at: datetime,
) -> Iterable[Reminder]:
    moved = {name: pair[1] for name, pair in found.moves.items()}
    after = SimpleNamespace(**{**row._mapping, **moved})  # noqa: SLF001 - a row's own public name for its columns
    if row.status != sittings.OPEN:
        return notices.to_find_candidates([is_("Row[*tuple[Any, ...]]", after)], draft, units, at)
    whereabouts = units.whereabouts(row.unit_id, draft.clock.day(at))
    holds_terms = draft.edition == row.edition  # only the calendar is another
    stage = stage_of(row.policy) if holds_terms else draft.sitting_terms(row.stage, whereabouts, row.period).stage
    above = notices.told_of_missing(row.unit_id, stage, draft, units, at)
    clock, closes_at = draft.clock.at(whereabouts), after.votes_close_at
    return notices.to_voters(
        notices.Called(row.id, row.round, stage, clock, closes_at, missing, at, row.programme, above)
    )


def _instants(reminders: Iterable[Reminder]) -> tuple[datetime, ...]:
    return tuple(sorted({one.at for one in reminders if not one.left_out}))
