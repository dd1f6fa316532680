"""What a change of the rules does to one nomination or one sitting that runs: it follows, or stays, and why.

A change of a calendar does it too: the rules stay as they are, and what was counted is counted anew.

Pure: terms, stages, clock and the instant of the adoption are handed in. `rules plan` and the adoption itself ask the
same functions, so what was shown is what happens. Nothing that has been decided is ever touched.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from rules.clocks import Clock
from rules.editions import canonical_json
from rules.entries import Entry, enter, enter_stage
from rules.exceptions import Whereabouts, resolve, under
from rules.period_keys import Period
from rules.periods import timeline
from rules.programme import CouncilStage, Programme, Stage, with_quota
from rules.reminding import rungs
from rules.rule_changes import Running

FRAME = ("council", "ballot", "absent", "recused", "stands_aside", "quorum", "passes_with", "on_tie")
"""The clauses under which an open vote is held; while it is open, none of them can change."""

Why = Literal[
    "pinned",
    "next_stage",
    "same_terms",
    "waits_for_council",
    "stage_gone",
    "stage_changed",
    "over_by_then",
    "extended",
    "would_be_past",
    "other_period",
    "second_round",
    "vote_frozen",
]
"""Why something stays as it is."""

Moves = Mapping[str, tuple[datetime | None, datetime | None]]
"""Name of an instant → where it was and where it is now; only those that move."""

_ON_THE_CLOCK = re.compile(r"[0-9] (hour|minute)s?\b")  # a title that speaks of hours does no harm
_OF_ENTRY = ("due_at", "escalate_at", "lapse_at")
_OF_SITTING = ("candidates_close_at", "votes_open_at", "votes_close_at", "published_at")


class Ruled(Protocol):
    """One edition with its clock."""

    @property
    def edition(self) -> str:
        """Its hash."""

    @property
    def programme(self) -> Programme:
        """What it says."""

    @property
    def clock(self) -> Clock:
        """By which its instants are worked out."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A nomination in its stage: its terms, since when, and whether its deadline was moved there.

    `is_extended`: a person gave it more time, or it got back the time of a hold or an outage.
    """

    entry: Entry
    entered_at: datetime
    is_extended: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting yet to be decided; `is_rescheduled` says whether a person has moved it."""

    stage: str
    whereabouts: Whereabouts
    period: str
    is_open: bool
    round: int
    candidates_close_at: datetime
    votes_open_at: datetime
    votes_close_at: datetime
    published_at: datetime | None
    is_rescheduled: bool = False


@dataclass(frozen=True, slots=True)
class Stays:
    """It keeps the terms it has."""

    because: Why


@dataclass(frozen=True, slots=True)
class Follows:
    """A nomination goes on under `entry`."""

    entry: Entry
    moves: Moves


@dataclass(frozen=True, slots=True)
class SittingFollows:
    """A sitting goes on under the new edition; `moves` are its instants that move."""

    moves: Moves = field(default_factory=dict)


def nomination_follows(
    standing: Standing, old: Ruled, new: Ruled, running: Running, whereabouts: Whereabouts, *, at: datetime
) -> Follows | Stays:
    """Return what becomes of a nomination from `whereabouts` when the edition `new` takes the place of `old`.

    A deadline is never moved to an instant that is over: nobody misses what she was never told.
    """
    entry, day = standing.entry, new.clock.day(standing.entered_at)
    if running != "now":
        return Stays("pinned" if running == "pin" else "next_stage")
    if entry.kind == "council":
        return Stays("waits_for_council")
    before, after = (_stage(ruled.programme, entry.stage, whereabouts, day) for ruled in (old, new))
    if after is None:
        return Stays("stage_gone")
    if after.kind != entry.kind:
        return Stays("stage_changed")
    fixed = _why_fixed(standing, at)
    if fixed is not None:
        return fixed
    entered = enter(
        new.programme, new.edition, entry.stage, standing.entered_at, new.clock, whereabouts, entry.reward_vnd
    )
    if _says_the_same(entry, entered) and _reminds_the_same(before, after, old, new):
        return Stays("same_terms")
    return _under_way(entry, entered, at)


def nomination_recounted(
    standing: Standing, old: Ruled, new: Ruled, whereabouts: Whereabouts, *, at: datetime
) -> Follows | Stays:
    """Return what becomes of a nomination from `whereabouts` when it goes by the calendar of `new` from `at` on.

    `old` and `new` are the edition that it stands under, on two calendars; its exceptions stay those it has.
    """
    entry = standing.entry
    if entry.kind == "council":
        return Stays("waits_for_council")
    fixed = _why_fixed(standing, at)
    if fixed is not None:
        return fixed
    stage, clock = under(new.programme, entry.stage, entry.exceptions), new.clock.at(whereabouts)
    entered = enter_stage(
        new.programme,
        stage,
        new.edition,
        standing.entered_at,
        clock,
        entry.exceptions,
        entry.reward_vnd,
        whereabouts.units,
    )
    ladders = [
        _ladder(terms.due_at, stage, by, at, terms.lapse_at)
        for terms, by in ((entry, old.clock.at(whereabouts)), (entered, clock))
    ]
    if _says_the_same(entry, entered) and ladders[0] == ladders[1]:
        return Stays("same_terms")
    return _under_way(entry, entered, at)


def runs_on_the_clock(programme: Programme) -> bool:
    """Return whether any span of the programme is told in hours or minutes. One of days ends with the office.

    Where none does, the day of a nomination's entry is all of that instant that `nomination_follows` looks at.
    """
    stages = (  # of missing ballots no nomination hears
        stage.model_copy(update={"missing_ballots": None}) if isinstance(stage, CouncilStage) else stage
        for stage in programme.stages
    )
    return _ON_THE_CLOCK.search(canonical_json(programme.model_copy(update={"stages": tuple(stages)}))) is not None


def sitting_follows(
    sitting: Sitting, before: Stage | None, old: Ruled, new: Ruled, running: Running, *, at: datetime
) -> SittingFollows | Stays:
    """Return what becomes of a sitting that is held as its stage stood `before`, by the edition `old`.

    One that opens before `at` is judged as the open vote that it will be then. A vote that is open keeps its
    threshold, its quorum and all of FRAME; if the new edition says otherwise about any of them, it follows in nothing.
    """
    period = Period(sitting.period)
    after = _stage(new.programme, sitting.stage, sitting.whereabouts, period)
    if running == "pin":
        return Stays("pinned")
    if not isinstance(after, CouncilStage) or not isinstance(before, CouncilStage):
        return Stays("stage_gone")
    if period.every != after.every:
        return Stays("other_period")
    if sitting.votes_close_at <= at:
        return Stays("over_by_then")
    if running != "now":
        return Stays("next_stage")
    is_open = _is_open(sitting, at)
    if is_open and sitting.round > 1:
        return Stays("second_round")
    if is_open and changed_frame(before, after):
        return Stays("vote_frozen")
    if sitting.is_open:  # what its quota is a part of was counted then
        after = with_quota(after, after.select.at_most.counted_as(before.select.at_most))
    moves = _redated(sitting, after, new.clock, at)
    if not moves and before == after and _reminds_the_same(before, after, old, new):
        return Stays("same_terms")
    return _still_to_come(moves, at, is_open=is_open)


def sitting_recounted(
    sitting: Sitting, stage: CouncilStage, old: Ruled, new: Ruled, *, at: datetime
) -> SittingFollows | Stays:
    """Return what becomes of a sitting, held as `stage` says, when it goes by the calendar of `new` from `at` on.

    `old` and `new` are one edition on two calendars. An open vote keeps its terms; only its instants can move.
    """
    if sitting.votes_close_at <= at:
        return Stays("over_by_then")
    is_open = _is_open(sitting, at)
    if is_open and sitting.round > 1:
        return Stays("second_round")
    moves = _redated(sitting, stage, new.clock, at)
    due_at = sitting.votes_close_at if is_open else sitting.candidates_close_at
    ladders = [_ladder(due_at, stage, ruled.clock.at(sitting.whereabouts), at) for ruled in (old, new)]
    if not moves and ladders[0] == ladders[1]:
        return Stays("same_terms")
    return _still_to_come(moves, at, is_open=is_open)


def changed_frame(old: CouncilStage, new: CouncilStage) -> tuple[str, ...]:
    """Return the clauses of FRAME that differ."""
    return tuple(name for name in FRAME if getattr(old, name) != getattr(new, name))


def _stage(programme: Programme, name: str, whereabouts: Whereabouts, when: date | Period) -> Stage | None:
    try:
        return resolve(programme, name, whereabouts, when).stage
    except KeyError:
        return None


def _why_fixed(standing: Standing, at: datetime) -> Stays | None:
    """Return why nothing of a nomination's instants can move any more, None if they can."""
    if standing.entry.lapse_at is not None and standing.entry.lapse_at <= at:
        return Stays("over_by_then")
    return Stays("extended") if standing.is_extended else None


def _under_way(entry: Entry, entered: Entry, at: datetime) -> Follows | Stays:
    moves = _moves(entry, entered, _OF_ENTRY)
    ends_at = entered.due_at or entered.lapse_at
    if moves and ends_at is not None and ends_at <= at:
        return Stays("would_be_past")
    return Follows(entered, moves)


def _is_open(sitting: Sitting, at: datetime) -> bool:
    return sitting.is_open or sitting.votes_open_at <= at


def _still_to_come(moves: Moves, at: datetime, *, is_open: bool) -> SittingFollows | Stays:
    comes_next = moves.get("votes_close_at" if is_open else "votes_open_at", (None, None))[1]
    return Stays("would_be_past") if comes_next is not None and comes_next <= at else SittingFollows(moves)


def _redated(sitting: Sitting, stage: CouncilStage, clock: Clock, at: datetime) -> Moves:
    """Return where the instants of a sitting go; those that a person has moved stay, and so does what has happened."""
    if sitting.is_rescheduled:
        return {}
    calendar = clock.at(sitting.whereabouts).calendar
    dated = timeline(stage, Period(sitting.period), calendar, clock.office_hours, clock.zone)
    return _moves(sitting, dated, _OF_SITTING[2:] if _is_open(sitting, at) else _OF_SITTING)


def _moves(before: object, after: object, names: tuple[str, ...]) -> Moves:
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _says_the_same(one: Entry, other: Entry) -> bool:
    """Do two terms differ in nothing but the editions they come from?"""
    names = ("edition", "calendar", "calendar_edition", "exceptions")
    alike = {name: getattr(other, name) for name in names}
    return one.model_copy(update=alike) == other


def _reminds_the_same(before: Stage | None, after: Stage, old: Ruled, new: Ruled) -> bool:
    return before is not None and before.remind == after.remind and old.clock == new.clock


def _ladder(
    due_at: datetime | None, stage: Stage, clock: Clock, at: datetime, before: datetime | None = None
) -> tuple[object, ...]:
    """Return when a deadline is still reminded of."""
    return rungs(due_at, stage.remind, clock, after=at, before=before) if due_at is not None else ()
