"""What something open waits for, whether it is stuck, and who can move it.

Pure: what the rows and Temporal say at one moment is handed in. Something is stuck from the moment at which the
rules begin to remind of it, or at once when nobody can act, when it is held, or when the program fails it; before
that it waits as the rules mean it to.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from rules.clocks import Clock
from rules.phrases import Base, Remind
from rules.programme import CouncilStage
from rules.rights import Action, roles_for
from rules.troubles import Trouble
from rules.votes import ChairChoice, Count, VoteChoice, ayes_lacking, counted_base, votes_needed

Kind = Literal["nomination", "sitting", "obligation"]
"""`obligation`: a unit owes its council a candidate for the period; its id is the sitting's."""

Cause = Literal[
    "person",
    "document",
    "ballot",
    "sitting",
    "candidate",
    "second_approval",
    "hold",
    "objection",
    "overdue",
    "decider_gone",
    "technical",
    "unprojected",
    "diverged",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)

TECHNICAL: frozenset[Cause] = frozenset({"technical", "unprojected", "diverged"})
"""Causes of which Temporal knows more than the rows."""

_WAITS: dict[str, Cause] = {
    "log": "person",
    "review": "person",
    "dossier": "document",
    "council": "sitting",
    "record": "objection",
}
_HELPS: dict[Cause, Action] = {
    "sitting": Action.SITTINGS_RESCHEDULE,
    "second_approval": Action.NOMINATIONS_OVERRIDE,
    "hold": Action.NOMINATIONS_EXTEND,
    "decider_gone": Action.NOMINATIONS_REASSIGN,
    "technical": Action.STUCK_REPAIR,
    "unprojected": Action.STUCK_REPAIR,
    "diverged": Action.STUCK_REPAIR,
}
"""By which right others than those who are asked can help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Something open as it is now.

    `due_at`: when the act is owed, the vote closes or the list of candidates closes; `attention_at`: when the rules
    begin to remind of that. `deciders` may act now; None where nobody in particular is asked. `missing` owe a ballot.
    `sitting` is what it stands before: `open`, `planned`, `late` (its instant has gone by), or `none` to come.
    """

    kind: Kind
    stage_kind: str
    due_at: datetime | None = None
    attention_at: datetime | None = None
    deciders: Collection[str] | None = None
    missing: Collection[str] = ()
    sitting: Literal["", "open", "planned", "late", "none"] = ""
    is_held: bool = False
    is_second_asked: bool = False
    is_projected: bool = True
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The cause, and whether that is more than waiting."""

    cause: Cause
    is_stuck: bool


def judge(what: Open, *, now: datetime) -> Judgement:
    """Return why `what` has not moved on, the deepest cause first."""
    if what.trouble is not None:
        return Judgement(_fault(what, what.trouble), is_stuck=True)
    if what.is_held:
        return Judgement("hold", is_stuck=True)
    if what.is_second_asked:
        return Judgement("second_approval", is_stuck=True)
    if what.deciders is not None and not what.deciders:
        return Judgement("decider_gone", is_stuck=True)
    if what.kind == "obligation":
        return Judgement("candidate", _is_time(what, now))
    if what.sitting:
        return _before_council(what, now)
    if what.due_at is not None and what.due_at < now:
        return Judgement("overdue", is_stuck=True)
    cause: Cause = (
        "person" if what.stage_kind == "record" and what.deciders is None else _WAITS.get(what.stage_kind, "person")
    )
    return Judgement(cause, _is_time(what, now))


def _fault(what: Open, trouble: Trouble) -> Cause:
    if trouble.kind == "diverged":
        return "diverged"
    return "technical" if what.is_projected else "unprojected"


def _before_council(what: Open, now: datetime) -> Judgement:
    if what.sitting != "open":
        return Judgement("sitting", what.sitting in ("late", "none"))
    return Judgement("ballot", bool(what.missing) and _is_time(what, now))


def _is_time(what: Open, now: datetime) -> bool:
    return what.attention_at is not None and what.attention_at <= now


def helpers(cause: Cause) -> tuple[str, ...]:
    """Return the roles whose holders can help although nobody has asked them; none where those asked are enough."""
    return roles_for(_HELPS[cause]) if cause in _HELPS else ()


def attention_at(due_at: datetime | None, remind: Sequence[Remind], clock: Clock) -> datetime | None:
    """Return when the rules first remind of `due_at`: the deadline itself where they remind of nothing."""
    return min((*clock.reminders(due_at, tuple(remind)), due_at)) if due_at is not None else None


def reminds_until(now: datetime, remind: Sequence[Remind], clock: Clock) -> datetime:
    """Return an instant behind which no deadline lies that `remind` asks to be reminded of by now."""
    spans = [one.span for one in remind if one.when == "before" and one.span is not None]
    # A day more, because the deadline may lie on days of rest behind the day that is counted to.
    ends = [clock.after(clock.after(now, span), _ONE_WORKING_DAY) for span in spans]
    return max([clock.after(now, _ONE_WORKING_DAY), *ends])


_ONE_WORKING_DAY = next(one.span for one in (Remind.parse("1 working day before"),) if one.span is not None)


def more_for_quorum(stage: CouncilStage, members: int, voted: Collection[str], aside: Sequence[Collection[str]]) -> int:
    """Return how many more must take part before the sitting can decide all its candidates, from participation alone.

    `aside` holds, a candidate, who stands aside from it. Where the share is taken of those who take part, one is
    enough; of those present, everybody is taken to be.
    """
    return max((_more(stage, members, voted, recused) for recused in aside), default=0)


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """What a candidate of an open vote still needs: `ayes` more (None: they cannot come any more), `people` may.

    `with_chair`: the chair's must be among them.
    """

    nomination_id: str
    ayes: int | None
    with_chair: bool
    people: tuple[str, ...]


def still_needed(
    stage: CouncilStage, nomination_id: str, voters: Collection[str], chair: str | None, aside: Collection[str],
    said: Mapping[str, VoteChoice],
) -> StillNeeded:  # fmt: skip
    """Return which votes a candidate of an open vote still needs, and by whom they could come.

    `said` is who of the `voters` has said what of it; of those present everybody is taken to be.
    """
    heard = {person_id: one for person_id, one in said.items() if person_id in voters and person_id not in aside}
    silent = tuple(sorted(set(voters) - heard.keys() - set(aside)))
    counts = Counter(heard.values())
    count = Count(
        members=len(voters),
        ayes=counts["aye"],
        noes=counts["no"],
        abstentions=counts["abstention"],
        recused=len(set(aside) & set(voters)),
        present=len(voters),
    )
    of_chair: ChairChoice | None = "recused" if chair in aside else heard.get(chair or "")
    lacking = ayes_lacking(count, stage, chair=of_chair, may_chair=chair in silent)
    if lacking is None:
        return StillNeeded(nomination_id, None, with_chair=False, people=())
    return StillNeeded(nomination_id, lacking.ayes, lacking.with_chair, silent if lacking.ayes else ())


def _more(stage: CouncilStage, members: int, voted: Collection[str], recused: Collection[str]) -> int:
    took_part = len(set(voted) - set(recused))
    if stage.quorum.base not in (Base.MEMBERS, Base.PRESENT):
        return 0 if took_part else 1
    count = Count(members=members, ayes=took_part, noes=0, recused=len(recused), present=members)
    return max(0, votes_needed(stage.quorum, counted_base(stage.quorum.base, count, stage)) - took_part)
