"""What the rules in force say about a stage at the moment a nomination enters it, dates worked out.

Pure: programme, calendar and instant are handed in. An entry is recorded in the history, so that a later
edition moves nothing by itself.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, assert_never

from rules.clusters import next_in
from rules.doers import Doer
from rules.exceptions import NOWHERE, Whereabouts, resolve
from rules.messages import Message
from rules.period_keys import Period
from rules.phrases import Span
from rules.programme import (
    QUARTERS,
    AskedStage,
    CouncilStage,
    DossierStage,
    LogStage,
    Programme,
    RecordStage,
    ReviewStage,
    ScoreStage,
    Stage,
)
from rules.sheets import ToFill, to_fill

if TYPE_CHECKING:  # a workflow knows entries, and needs neither the parser nor the holidays behind a clock
    from rules.clocks import Clock


class Dates(Message):
    """Where the instants of a stage have moved to; None for one that it does not have."""

    due_at: datetime
    escalate_at: datetime | None = None
    lapse_at: datetime | None = None


class Ruler(Message):
    """Who rules on objections, held where `place` says, and which role is asked too when nobody does in time."""

    role: str
    place: str
    escalates_to: str


class Entry(Message):
    """The terms of one stage for one nomination: instants are aware; `role` must act, held where `place` says.

    `place` is the text of a `Where`. `due_at` is when the act is owed; from `escalate_at` the superior is asked too;
    at `lapse_at` silence has its outcome. A stage that waits for a council has none of the three.
    `exceptions` are the numbers of those that made the terms what they are, as the edition counts them.
    `sheet` is the score sheet that is to be filled, not before `opens_at` if there is one. `unit_id` is where the role
    is held, where the rules themselves know it: in another unit of the cluster.
    `awards` may be chosen from here, if any; `reward_vnd` is the sum by which it was found out who must act.
    `attests` are the facts that whoever recommends must answer for.
    `ruled_by` rules on objections. From the first one on, `objected_at`, the time for comment stands still: its end is
    kept as `comment_until`, and the ruling is what is owed.
    `calendar` and `calendar_edition` name what the dates were counted on.
    """

    stage: str
    kind: str
    edition: str
    calendar: str = ""
    role: str = ""
    place: str = ""
    escalates_to: str = ""
    due_at: datetime | None = None
    escalate_at: datetime | None = None
    lapse_at: datetime | None = None
    extend_until: datetime | None = None
    never_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    leads_to: dict[str, str]
    exceptions: tuple[int, ...] = ()
    awards: tuple[str, ...] = ()
    reward_vnd: int | None = None
    calendar_edition: str = ""
    sheet: ToFill | None = None
    attests: tuple[str, ...] = ()
    ruled_by: Ruler | None = None
    objected_at: datetime | None = None
    comment_until: datetime | None = None
    unit_id: str = ""
    opens_at: datetime | None = None

    def objected(self, at: datetime, dates: Dates | None) -> "Entry":
        """Return the entry with the time for comment standing still since `at`, and a ruling owed by `dates`."""
        if self.ruled_by is None or self.objected_at is not None:
            return self
        owed = {"due_at": dates and dates.due_at, "escalate_at": dates and dates.escalate_at, "lapse_at": None}
        still = {"objected_at": at, "comment_until": self.lapse_at}
        return self.model_copy(update={**self.ruled_by.model_dump(), **owed, **still})

    def resumed(self, until: datetime | None) -> "Entry":
        """Return the entry with the time for comment running again, to `until`; nobody owes anything."""
        nobody = {"role": "", "place": "", "escalates_to": "", "due_at": None, "escalate_at": None}
        runs = {"lapse_at": until or self.comment_until, "objected_at": None, "comment_until": None}
        return self.model_copy(update={**nobody, **runs})

    def moved(self, to: Dates) -> "Entry":
        """Return the entry with its instants where they have moved to; the limit of extensions moves along."""
        shift = to.due_at - self.due_at if self.due_at else timedelta()
        limit = self.extend_until and self.extend_until + shift
        return self.model_copy(update={**to.model_dump(), "extend_until": limit})

    def extended(self, until: datetime, dates: Dates | None = None) -> "Entry":
        """Return the entry with its deadline at `until`; what follows is at `dates`, or keeps its distance from it."""
        if dates is not None:
            return self.model_copy(update=dates.model_dump())
        shift = until - self.due_at if self.due_at else timedelta()
        return self.model_copy(
            update={
                "due_at": until,
                "escalate_at": self.escalate_at and self.escalate_at + shift,
                "lapse_at": self.lapse_at and self.lapse_at + shift,
            }
        )


def enter(
    programme: Programme,
    edition: str,
    stage_name: str,
    at: datetime,
    clock: "Clock",
    whereabouts: Whereabouts = NOWHERE,
    reward_vnd: int | None = None,
) -> Entry:
    """Return the terms under which a nomination from `whereabouts` that enters `stage_name` at `at` stands there.

    `reward_vnd` is the sum that is asked for, if any.
    A council's own terms are resolved for its sitting, not for those who wait for it.
    Raise KeyError if the programme has no such stage, RuleBroken `calendar_ends` if a deadline cannot be known.
    """
    stage = programme.stage(stage_name)
    if isinstance(stage, CouncilStage):
        return enter_stage(programme, stage, edition, at, clock)
    resolved = resolve(programme, stage_name, whereabouts, clock.day(at))
    at_home = clock.at(whereabouts)
    return enter_stage(
        programme, resolved.stage, edition, at, at_home, resolved.exceptions, reward_vnd, whereabouts.units
    )


def enter_stage(
    programme: Programme,
    stage: Stage,
    edition: str,
    at: datetime,
    clock: "Clock",
    exceptions: tuple[int, ...] = (),
    reward_vnd: int | None = None,
    units: Sequence[str] = (),
) -> Entry:
    """Return the terms of a stage that is resolved already, by `exceptions`. Raise RuleBroken `calendar_ends`.

    `units` are the one that logged the deed and all above it, by which its cluster is known.
    """
    terms = Entry(
        stage=stage.stage,
        kind=stage.kind,
        edition=edition,
        calendar=clock.calendar.name,
        calendar_edition=clock.calendar.edition,
        leads_to={str(outcome): target for outcome, target in stage.leads_to.items()},
        exceptions=exceptions,
        reward_vnd=reward_vnd,
    )
    checked_by = _checked_by(programme, stage, units, reward_vnd)
    return terms.model_copy(update={**_dated(programme, stage, at, clock, reward_vnd), "unit_id": checked_by})


def _checked_by(programme: Programme, stage: Stage, units: Sequence[str], reward_vnd: int | None) -> str:
    """Return the other unit of the cluster that is asked in a stage; "" where none is, or no cluster has the unit."""
    doer = _doer(stage, reward_vnd) if isinstance(stage, AskedStage) else None
    if doer is None or not programme.where(doer.place).is_next:
        return ""
    return next_in(programme.clusters, units) or ""


def _limit(due_at: datetime, extend_at_most: Span | None, clock: "Clock") -> datetime | None:
    return None if extend_at_most is None else clock.after(due_at, extend_at_most)


def _dated(
    programme: Programme, stage: Stage, at: datetime, clock: "Clock", reward_vnd: int | None
) -> dict[str, object]:
    match stage:
        case CouncilStage():
            return {}
        case LogStage():
            due_at = clock.after(at, stage.within)
            limit = _limit(due_at, stage.extend_at_most, clock)
            return {"role": "author", "due_at": due_at, "lapse_at": due_at, "extend_until": limit}
        case RecordStage():
            heard = stage.objections
            return {
                "lapse_at": clock.after(at, stage.publish.comment) if stage.publish.comment else at,
                "ruled_by": heard
                and Ruler(
                    role=heard.ruled_by.role,
                    place=str(programme.where(heard.ruled_by.place)),
                    escalates_to=heard.escalate.to.role,
                ),
            }
        case ReviewStage() | DossierStage() | ScoreStage():
            opens_at = _opening(stage, at, clock)
            due_at, doer = clock.after(opens_at or at, stage.within), _doer(stage, reward_vnd)
            may_change = isinstance(stage, ReviewStage) and stage.award != "stays"
            return {
                "awards": programme.ladder if may_change else (),
                "attests": stage.attests if isinstance(stage, ReviewStage) else (),
                "role": doer.role if doer else "author",
                "place": str(programme.where(doer.place)) if doer else "",
                "escalates_to": stage.escalate.to.role,
                "due_at": due_at,
                "extend_until": _limit(due_at, stage.extend_at_most, clock),
                "escalate_at": clock.after(due_at, stage.escalate.after),
                "lapse_at": clock.after(due_at, stage.silence_after),
                "never_by": () if isinstance(stage, DossierStage) else stage.never_by,
                "needs": stage.needs if isinstance(stage, DossierStage) else (),
                "sheet": _sheet(programme, stage) if isinstance(stage, ScoreStage) else None,
                "opens_at": opens_at,
            }
        case _:
            assert_never(stage)


def _sheet(programme: Programme, stage: ScoreStage) -> ToFill:
    return to_fill(programme.sheet(stage.sheet), stage.passes_with)


def _opening(stage: AskedStage, at: datetime, clock: "Clock") -> datetime | None:
    """Return when the quarter of that name is over that lies nearest to `at`, if that is still to come."""
    if not isinstance(stage, ScoreStage) or stage.quarter is None:
        return None
    number = QUARTERS.index(stage.quarter) + 1
    year = clock.day(at).year
    ends = (Period(f"{one}-Q{number}").next().start for one in (year - 1, year, year + 1))
    nearest = min((datetime.combine(day, time(), clock.zone) for day in ends), key=lambda end: abs(end - at))
    return nearest if nearest > at else None


def _doer(stage: AskedStage, reward_vnd: int | None) -> Doer | None:
    """Return who must act; None for the author of the entry."""
    if isinstance(stage, ScoreStage):
        return stage.done_by.doer
    if isinstance(stage, DossierStage):
        return stage.done_by
    # No log takes a sum that nobody may approve; should later rules lower the limits, the highest of all acts.
    return stage.done_by.of(reward_vnd) or stage.done_by.steps[-1][0]
