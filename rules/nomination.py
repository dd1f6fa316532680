"""One nomination's way from the log to the book: what follows from what is asked, and the state after it.

Pure: `decide` judges a command, `evolve` folds an event; the clock and the rules in force are handed in.
Who may ask at all is judged by `rules.rights`; here is judged whether the nomination's own state allows it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from typing import assert_never

from rules.commands import (
    Adopt,
    Amend,
    Command,
    Decline,
    Extend,
    FileDossier,
    Hold,
    Object,
    Override,
    Reassign,
    Recommend,
    Release,
    Return,
    Rule,
    Score,
    Shift,
    Withdraw,
)
from rules.deeds import Deed
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.events import (
    END,
    Adopted,
    Amended,
    DeedLogged,
    Dismissed,
    DossierFiled,
    Escalated,
    Event,
    Extended,
    FundSpent,
    Heard,
    Held,
    Lapsed,
    Objected,
    Overridden,
    OverrideProposed,
    Reassigned,
    Recommended,
    Recorded,
    Released,
    Scored,
    Shifted,
    Step,
    Withdrawn,
)
from rules.messages import Message
from rules.objections import Objection, answer, heard
from rules.reviews import review
from rules.scoring import scored

_DATED = ("log", "review", "dossier", "score")  # the kinds of stage that have a deadline


class State(Message):
    """Where a nomination stands. `entry` is None until the rules of a new stage have been looked up.

    `scores` are the sheets that were filled, the last of which stands.
    `heard` are the sittings whose decisions it has taken note of; `override_by` asks to pass a silent step over.
    `objections` are those that are open, of `objected` in all.
    """

    nomination_id: str
    programme: str = ""
    unit_id: str = ""
    author: str = ""
    deed: Deed | None = None
    stage: str = ""
    outcome: str = ""
    entry: Entry | None = None
    entered_at: datetime | None = None
    assignee: str = ""
    is_escalated: bool = False
    heard: tuple[str, ...] = ()
    override_by: str = ""
    override_outcome: str = ""
    award: str = ""
    reward_vnd: int | None = None
    held_at: datetime | None = None
    scores: tuple[Scored, ...] = ()
    objections: tuple[Objection, ...] = ()
    objected: int = 0

    @property
    def is_ended(self) -> bool:
        """Is its way over?"""
        return self.stage == END

    def wakes_at(self) -> datetime | None:
        """Return the instant at which something is to happen without anybody asking."""
        if self.entry is None or self.is_ended or self.held_at is not None:
            return None
        if self.entry.escalate_at is not None and not self.is_escalated:
            return self.entry.escalate_at
        return self.entry.lapse_at


def decide(state: State, asked: Command, *, now: datetime) -> tuple[Event, ...]:
    """Return what follows from `asked`.

    Raise RuleBroken (`ended`, `on_hold`, `not_on_hold`, `stage_opening`, `wrong_stage`, `own_deed`, `not_author`,
    `documents_missing`, `not_later`, `no_deadline`, `beyond_limit`, `not_silent`, `no_such_outcome`, `award_unknown`,
    `not_asked_for`, `reward_too_high`, `items_unknown`, `items_missing`, `too_many_points`, `facts_missing`,
    `facts_denied`, and what `rules.objections` raises)
    when the state does not allow it.
    """
    _still_runs(state, asked)
    match asked:
        case Withdraw():
            return (_withdraw(state, asked, now),)
        case Amend():
            return (_amend(state, asked, now),)
        case Recommend() | Return() | Decline():
            return (_review(state, asked, now),)
        case FileDossier() | Score():
            return (_hand_in(state, asked, now),)
        case Extend():
            return (_extend(state, asked, now),)
        case Hold() | Release() | Shift():
            return (_stand_still(state, asked, now),)
        case Reassign():
            return (_reassign(state, asked, now),)
        case Override():
            return (_override(state, asked, now),)
        case Object() | Rule():
            return (_object(state, asked, now),)
        case Adopt():
            return (_adopt(state, asked, now),)
        case _:
            assert_never(asked)


def _still_runs(state: State, asked: Command) -> None:
    if state.is_ended:
        raise RuleBroken("ended", outcome=state.outcome)
    if state.held_at is not None and not isinstance(asked, Withdraw | Release | Shift | Adopt):
        raise RuleBroken("on_hold", since=state.held_at.isoformat())


def _withdraw(state: State, asked: Withdraw, now: datetime) -> Event:
    _only_author(state, asked.by)
    if may_record(state, now=now):  # its number in the book is being taken, and a book has no gaps
        raise RuleBroken("wrong_stage", stage=state.stage)
    return Withdrawn(at=now, by=asked.by, because=asked.because)


def _review(state: State, asked: Recommend | Return | Decline, now: datetime) -> Event:
    entry = _entry(state, "review")
    _nobody_own(state, asked.by, entry.never_by)
    return review(asked, entry, state.award, state.reward_vnd, now=now)


def _amend(state: State, asked: Amend, now: datetime) -> Event:
    entry = _entry(state, "log")
    _only_author(state, asked.by)
    return Amended(at=now, by=asked.by, deed=asked.deed, leads_to=entry.leads_to["logged"])


def _hand_in(state: State, asked: FileDossier | Score, now: datetime) -> Event:
    entry = _entry(state, "score" if isinstance(asked, Score) else "dossier")
    _nobody_own(state, asked.by, entry.never_by)
    if isinstance(asked, Score):
        return scored(entry, asked, now=now)
    missing = [name for name in entry.needs if name not in asked.documents]
    if missing:
        raise RuleBroken("documents_missing", documents=missing)
    return DossierFiled(at=now, by=asked.by, documents=asked.documents, leads_to=entry.leads_to["filed"])


def _extend(state: State, asked: Extend, now: datetime) -> Event:
    entry = _entry(state, *_DATED)
    if entry.due_at is None:
        raise RuleBroken("no_deadline", stage=state.stage)
    if asked.until.tzinfo is None or asked.until <= max(entry.due_at, now):
        raise RuleBroken("not_later", due_at=entry.due_at.isoformat())
    if entry.extend_until is not None and asked.until > entry.extend_until:
        raise RuleBroken("beyond_limit", limit=entry.extend_until.isoformat())
    return Extended(at=now, by=asked.by, until=asked.until, because=asked.because, dates=asked.dates)


def _stand_still(state: State, asked: Hold | Release | Shift, now: datetime) -> Event:
    match asked:
        case Hold():
            return Held(at=now, by=asked.by, because=asked.because)
        case Release():
            if state.held_at is None:
                raise RuleBroken("not_on_hold")
            return Released(at=now, by=asked.by, because=asked.because, dates=asked.dates)
        case Shift():
            due_at = _entry(state, *_DATED, "record").due_at
            if due_at is None or asked.dates.due_at <= due_at:
                raise RuleBroken("not_later", due_at=due_at.isoformat() if due_at else "")
            return Shifted(at=now, by=asked.by, because=asked.because, dates=asked.dates, outage=asked.outage)
        case _:
            assert_never(asked)


def _reassign(state: State, asked: Reassign, now: datetime) -> Event:
    if not state.objections:
        _entry(state, "review", "dossier", "score")
    _nobody_own(state, asked.to, ("author", "honoured"))
    return Reassigned(at=now, by=asked.by, to=asked.to, because=asked.because)


def _override(state: State, asked: Override, now: datetime) -> Event:
    """Return the first person's wish or, when another one wants the same, the deed of both."""
    entry = _entry(state, "review", "dossier")
    _nobody_own(state, asked.by, ("author", "honoured"))
    if entry.due_at is None or now <= entry.due_at:
        raise RuleBroken("not_silent", stage=state.stage)
    if asked.outcome == "silence" or asked.outcome not in entry.leads_to:
        raise RuleBroken("no_such_outcome", outcome=asked.outcome)
    if asked.outcome == "recommended" and entry.attests:  # nobody else answers for these
        raise RuleBroken("facts_missing", facts=list(entry.attests))
    if asked.by == state.override_by or asked.outcome != state.override_outcome:
        return OverrideProposed(at=now, by=asked.by, outcome=asked.outcome, because=asked.because)
    return Overridden(
        at=now,
        by=asked.by,
        asked_by=state.override_by,
        outcome=asked.outcome,
        because=asked.because,
        leads_to=entry.leads_to[asked.outcome],
    )


def _object(state: State, asked: Object | Rule, now: datetime) -> Event:
    entry = _entry(state, "record")
    if isinstance(asked, Rule):
        _nobody_own(state, asked.by, ("author", "honoured"))
    return answer(asked, entry, state.objections, state.objected, now=now)


def _adopt(state: State, asked: Adopt, now: datetime) -> Event:
    entry = _entry(state, *_DATED, "record")
    if (entry.stage, entry.kind) != (asked.entry.stage, asked.entry.kind):
        raise RuleBroken("wrong_stage", stage=state.stage)
    return Adopted(at=now, by=asked.by, entry=asked.entry, because=asked.because)


def _entry(state: State, *kinds: str) -> Entry:
    if state.entry is None:
        raise RuleBroken("stage_opening", stage=state.stage)
    if state.entry.kind not in kinds:
        raise RuleBroken("wrong_stage", stage=state.stage)
    return state.entry


def _only_author(state: State, person_id: str) -> None:
    if person_id != state.author:
        raise RuleBroken("not_author")


def _nobody_own(state: State, person_id: str, never_by: tuple[str, ...]) -> None:
    honoured = state.deed.honoured if state.deed else ()
    if ("author" in never_by and person_id == state.author) or ("honoured" in never_by and person_id in honoured):
        raise RuleBroken("own_deed")


def elapse(state: State, *, now: datetime) -> tuple[Event, ...]:
    """Return what follows from time alone: an escalation, the end of silence, or nothing yet."""
    wakes_at = state.wakes_at()
    if wakes_at is None or now < wakes_at or state.entry is None:
        return ()
    if state.entry.escalate_at is not None and not state.is_escalated:
        return (Escalated(at=now),)
    if state.entry.kind == "record":  # the time for comment is over: `may_record`
        return ()
    return (Lapsed(at=now, leads_to=state.entry.leads_to["silence"]),)


def record(state: State, book: str, year: int, number: int, *, now: datetime) -> tuple[Event, ...]:
    """Return what follows from the entry in a book, once the time for comment is over."""
    entry = _entry(state, "record")
    return (Recorded(at=now, book=book, year=year, number=number, leads_to=entry.leads_to["recorded"]),)


def run_dry(state: State, *, now: datetime) -> tuple[Event, ...]:
    """Return what follows when the fund has not enough left for the reward."""
    entry = _entry(state, "record")
    return (FundSpent(at=now, leads_to=entry.leads_to["fund_spent"]),)


def may_record(state: State, *, now: datetime) -> bool:
    """Has the time for comment run out, so that the deed may be written in the book?"""
    if state.entry is None or state.entry.kind != "record" or state.held_at is not None or state.objections:
        return False
    return state.entry.lapse_at is None or now >= state.entry.lapse_at


def hear(state: State, steps: tuple[Step, ...], leads_to: str, *, now: datetime) -> tuple[Event, ...]:
    """Return what follows from the councils' decisions; nothing if they were heard before.

    `steps` may repeat what was told: a council speaks until it knows that it was heard, however late that is.
    """
    new = tuple(step for step in steps if step.sitting_id not in state.heard)
    if state.is_ended or not new:
        return ()
    return (Heard(at=now, steps=new, leads_to=leads_to),)


def fold(nomination_id: str, happened: Iterable[Event]) -> State:
    """Return the state that `happened`, in order, leads to."""
    return reduce(evolve, happened, State(nomination_id=nomination_id))


def evolve(state: State, happened: Event) -> State:
    """Return the state after `happened`. Never refuses: it has happened."""
    match happened:
        case DeedLogged():
            state = state.model_copy(
                update={
                    "programme": happened.programme,
                    "unit_id": happened.unit_id,
                    "author": happened.by,
                    "deed": happened.deed,
                    **_proposed(happened.deed),
                }
            )
        case Amended():
            state = state.model_copy(update={"deed": happened.deed, **_proposed(happened.deed)})
        case Recommended():
            award, reward_vnd = happened.award or state.award, happened.reward_vnd or state.reward_vnd
            state = state.model_copy(update={"award": award, "reward_vnd": reward_vnd})
        case Scored():
            state = state.model_copy(update={"scores": (*state.scores, happened)})
        case Extended() | Held() | Released() | Shifted():
            return _redated(state, happened)
        case Objected() | Dismissed():
            return state.model_copy(update=heard(happened, state.entry, state.objections))
        case Reassigned():
            return state.model_copy(update={"assignee": happened.to})
        case OverrideProposed():
            return state.model_copy(update={"override_by": happened.by, "override_outcome": happened.outcome})
        case Escalated():
            return state.model_copy(update={"is_escalated": True})
        case Adopted():
            return state.model_copy(update={"entry": happened.entry})
        case Heard():
            state = state.model_copy(update={"heard": (*state.heard, *(step.sitting_id for step in happened.steps))})
        case _:
            pass
    return _moved(state, happened.leads_to, happened)


def _redated(state: State, happened: Extended | Held | Released | Shifted) -> State:
    """Return the state with its clock stopped, or running towards another deadline."""
    if isinstance(happened, Held):
        return state.model_copy(update={"held_at": happened.at})
    entry = state.entry
    if isinstance(happened, Extended):
        entry = entry and entry.extended(happened.until, happened.dates)
    elif entry is not None and happened.dates is not None:
        is_owed = entry.due_at is not None  # else it is the time for comment that moves
        entry = entry.moved(happened.dates) if is_owed else entry.resumed(happened.dates.due_at)
    held_at = None if isinstance(happened, Released) else state.held_at
    return state.model_copy(update={"entry": entry, "held_at": held_at, "is_escalated": False})


def _proposed(deed: Deed) -> dict[str, object]:
    return {"award": deed.award, "reward_vnd": deed.reward_vnd}


def _moved(state: State, leads_to: str, happened: Event) -> State:
    match happened:
        case Heard():
            outcome = happened.steps[-1].outcome
        case Overridden() | Scored():
            outcome = happened.outcome
        case _:
            outcome = happened.event
    return state.model_copy(
        update={
            "stage": leads_to,
            "outcome": outcome,
            "entry": None,
            "entered_at": happened.at,
            "assignee": "",
            "is_escalated": False,
            "override_by": "",
            "override_outcome": "",
            "objections": (),
        }
    )
