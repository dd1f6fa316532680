"""How the instants of a sitting came to stand where they stand: counted by the rules, then moved, by whom and why.

Reads the rows and the ledger; every date is counted by `rules.periods`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from sqlalchemy import Connection

from rules.clocks import Clock
from rules.deadlines import Due, Skipped
from rules.errors import RuleBroken
from rules.periods import ACTS, Act, Period, dated
from rules.phrases import Span
from rules.programme import CouncilStage
from store import ledger, organisation, period_lists
from store.deadline_moves import dark_times
from store.ledger import LedgerLine
from store.policies import stage_of
from store.rulebook import Rulebook
from store.sitting_lists import Sitting

By = Literal["rescheduled", "adopted", "run_off_opened"]
"""What may move an instant: a person or an outage, rules that count it anew, a second round."""


@dataclass(frozen=True, slots=True)
class DateMove:
    """An instant that stood at `was_at` and stands at `is_at` since. `by` is None where no person did it.

    `dark`: from when to when the house was, where that is why.
    """

    number: int
    event: By
    at: datetime
    by: str | None
    because: str
    was_at: datetime
    is_at: datetime
    dark: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class SittingDate:
    """One instant of a sitting. `counted` is how the rules count it, None where they say something else by now.

    `rests` are the days of rest up to where it stands; `moves` what moved it, the first one first.
    """

    act: Act
    at: datetime
    counted: Due | None
    moves: tuple[DateMove, ...]
    rests: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    stage: CouncilStage
    clock: Clock


def of_sitting(conn: Connection, sitting: Sitting, rulebook: Rulebook) -> tuple[SittingDate, ...]:
    """Return each instant that the sitting has, in their order, with how it came about."""
    lines = ledger.events_of(conn, sitting.id)
    darkness = dark_times(conn, lines)
    terms = list(_terms(conn, sitting, rulebook))
    if not terms:
        return tuple(_uncounted(sitting, lines, darkness))
    period = Period(sitting.period)
    counts = [dated(one.stage, period, one.clock.calendar, one.clock.office_hours, one.clock.zone) for one in terms]
    found = []
    for act in ACTS:
        at: datetime | None = getattr(sitting, act)
        if at is None:
            continue
        moves = tuple(_moves(act, lines, darkness))
        stood = {at, *(move.was_at for move in moves), *(move.is_at for move in moves)}
        fitting = [one[act] for one in counts if act in one and one[act].at in stood]
        counted = _of_last_round(moves, terms) or next(iter(fitting), None)
        found.append(SittingDate(act, at, counted, moves, _rests(at, counted, moves, terms[0].clock)))
    return tuple(found)


def _uncounted(
    sitting: Sitting, lines: Sequence[LedgerLine], darkness: dict[str, tuple[datetime, datetime]]
) -> Iterator[SittingDate]:
    """Yield the instants of a sitting of which no edition knows how they were counted."""
    for act in ACTS:
        at: datetime | None = getattr(sitting, act)
        if at is not None:
            yield SittingDate(act, at, None, tuple(_moves(act, lines, darkness)), ())


def _terms(conn: Connection, sitting: Sitting, rulebook: Rulebook) -> Iterator[_Terms]:
    """Yield by what the instants may have been counted: what the vote was opened under, and what it was planned by."""
    period = period_lists.by_id(conn, sitting.period_id)
    units = organisation.tree(conn)
    for edition in (sitting.edition, period.edition if period else None):
        if edition is None:
            continue
        rules = rulebook.on_calendar(conn, rulebook.of(conn, edition), sitting.calendar_edition)
        day = rules.clock.day(period.opens_at if period else sitting.votes_open_at)
        whereabouts = units.whereabouts(sitting.unit_id, day)
        if edition == sitting.edition and sitting.policy is not None:
            yield _Terms(stage_of(sitting.policy), rules.clock.at(whereabouts))
            continue
        try:
            terms = rules.sitting_terms(sitting.stage, whereabouts, sitting.period)
        except RuleBroken:  # that edition knows no such council
            continue
        yield _Terms(terms.stage, terms.clock)


def _moves(act: Act, lines: Sequence[LedgerLine], darkness: dict[str, tuple[datetime, datetime]]) -> Iterator[DateMove]:
    for line in lines:
        if line.kind not in get_args(By):
            continue
        was, is_ = line.body.get("was", {}).get(act), line.body.get(act)
        if was and is_ and was != is_:
            because, dark = str(line.body.get("because") or ""), darkness.get(str(line.body.get("outage") or ""))
            instants = datetime.fromisoformat(was), datetime.fromisoformat(is_)
            yield DateMove(line.number, cast("By", line.kind), line.at, line.actor_id, because, *instants, dark)


def _of_last_round(moves: Sequence[DateMove], terms: Sequence[_Terms]) -> Due | None:
    """Return how the end of a second round was counted, from when it was opened; None where there is none."""
    again = next((move for move in reversed(moves) if move.event == "run_off_opened"), None)
    if again is None:
        return None
    return terms[0].clock.due(again.at, terms[0].stage.votes_close.span or Span(1, "working_day"))


def _rests(at: datetime, counted: Due | None, moves: Sequence[DateMove], clock: Clock) -> tuple[Skipped, ...]:
    """Return the days that do not count: of what was counted, and of what it was moved by since."""
    found = {one.day: one for one in counted.skipped} if counted else {}
    for move in moves:
        found |= {one.day: one for one in clock.rests(move.was_at, move.is_at)}
    return tuple(one for day, one in sorted(found.items()) if day <= clock.day(at))
