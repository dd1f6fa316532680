"""A change of the rules on its way: what may be asked of it, what follows, and the state after it.

Pure: `decide` judges a command, `evolve` folds an event. What a change says is judged elsewhere (`rules.inspection`);
who may ask at all, by `rules.rights`; here is judged whether the change's own state allows it, and that nobody
approves a change of her own.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Annotated, Literal, assert_never

from pydantic import Field

from rules.deeds import Line, PersonId
from rules.errors import RuleBroken
from rules.messages import Message

Running = Literal["pin", "next stage", "now"]
"""What becomes of what runs: it keeps its edition to its end, up to its next stage, or follows the new one now."""

Phase = Literal["checking", "refused", "proposed", "approved", "rejected", "withdrawn", "adopting", "done"]

_ONE_DAY = timedelta(days=1)


class Approve(Message):
    """A second person agrees to the change as it is proposed."""

    ask: Literal["approve"] = "approve"
    by: PersonId
    because: Line = ""


class Reject(Message):
    """A second person does not agree, and says why."""

    ask: Literal["reject"] = "reject"
    by: PersonId
    because: Annotated[Line, Field(min_length=1)]


class Withdraw(Message):
    """The change is taken back before it is in force."""

    ask: Literal["withdraw"] = "withdraw"
    by: PersonId
    because: Annotated[Line, Field(min_length=1)]


class Hasten(Message):
    """Bring the change to an earlier date; `starts_at` is the instant at which that day begins."""

    ask: Literal["hasten"] = "hasten"
    by: PersonId
    on: date
    starts_at: datetime
    because: Annotated[Line, Field(min_length=1)]


class Postpone(Message):
    """Bring the change to a later date; `starts_at` is the instant at which that day begins."""

    ask: Literal["postpone"] = "postpone"
    by: PersonId
    on: date
    starts_at: datetime
    because: Annotated[Line, Field(min_length=1)]


Command = Annotated[Approve | Reject | Withdraw | Hasten | Postpone, Field(discriminator="ask")]


class Happened(Message):
    """What every event of a change has: its instant, and the person who acted ('' when nobody did)."""

    at: datetime
    by: str = ""


class Proposed(Happened):
    """Somebody handed a change in; it exists from here."""

    event: Literal["proposed"] = "proposed"
    programme: str
    on: date
    starts_at: datetime
    running: Running
    because: str


class Checked(Happened):
    """The change was looked at; `refused` are the codes of what speaks against it, none if nothing does."""

    event: Literal["checked"] = "checked"
    refused: tuple[str, ...] = ()


class Approved(Happened):
    """A second person agreed."""

    event: Literal["approved"] = "approved"
    because: str = ""


class Rejected(Happened):
    """A second person did not agree."""

    event: Literal["rejected"] = "rejected"
    because: str


class Withdrawn(Happened):
    """Taken back."""

    event: Literal["withdrawn"] = "withdrawn"
    because: str


class Redated(Happened):
    """The change takes effect on another date; by its own author, it must be approved again."""

    event: Literal["redated"] = "redated"
    on: date
    starts_at: datetime
    because: str


class Begun(Happened):
    """Its day has come; from here on nobody can stop it."""

    event: Literal["begun"] = "begun"


class PutInForce(Happened):
    """The edition is in force; `of` running nominations and sittings are still to follow it."""

    event: Literal["put_in_force"] = "put_in_force"
    edition: str
    of: int


class Finished(Happened):
    """Whatever was to follow has been asked to: so many moved, so many stayed as they were, so many failed."""

    event: Literal["finished"] = "finished"
    moved: int
    kept: int
    failed: int


Event = Annotated[
    Proposed | Checked | Approved | Rejected | Withdrawn | Redated | Begun | PutInForce | Finished,
    Field(discriminator="event"),
]


class State(Message):
    """Where a change stands. `starts_at` is when it takes effect; `edition` is "" until it has."""

    change_id: str
    phase: Phase = "checking"
    author: str = ""
    running: Running = "next stage"
    on: date = date.min
    starts_at: datetime | None = None
    edition: str = ""

    @property
    def is_ended(self) -> bool:
        """Is its way over?"""
        return self.phase in ("refused", "rejected", "withdrawn", "done")

    def wakes_at(self) -> datetime | None:
        """Return the instant at which something is to happen by itself: only an approved change has one."""
        return self.starts_at if self.phase == "approved" else None


def decide(state: State, asked: Command, *, now: datetime) -> Event:
    """Return what follows from `asked`.

    Raise RuleBroken (`change_over`, `change_being_checked`, `change_in_force`, `not_proposed`, `own_change`,
    `date_past`, `not_earlier_date`, `not_later_date`) when the change's state does not allow it.
    """
    if state.is_ended:
        raise RuleBroken("change_over", phase=state.phase)
    if state.phase == "checking":
        raise RuleBroken("change_being_checked")
    if state.phase == "adopting":
        raise RuleBroken("change_in_force")
    match asked:
        case Approve():
            _by_a_second_person(state, asked.by)
            _not_past(state.starts_at, now, state.on)
            return Approved(at=now, by=asked.by, because=asked.because)
        case Reject():
            _by_a_second_person(state, asked.by)
            return Rejected(at=now, by=asked.by, because=asked.because)
        case Withdraw():
            return Withdrawn(at=now, by=asked.by, because=asked.because)
        case Hasten() | Postpone():
            return _redate(state, asked, now)
        case _:
            assert_never(asked)


def _by_a_second_person(state: State, person_id: str) -> None:
    if person_id == state.author:
        raise RuleBroken("own_change")
    if state.phase != "proposed":
        raise RuleBroken("not_proposed", phase=state.phase)


def _redate(state: State, asked: Hasten | Postpone, now: datetime) -> Event:
    if isinstance(asked, Hasten) and asked.on >= state.on:
        raise RuleBroken("not_earlier_date", on=state.on.isoformat())
    if isinstance(asked, Postpone) and asked.on <= state.on:
        raise RuleBroken("not_later_date", on=state.on.isoformat())
    _not_past(asked.starts_at, now, asked.on)
    return Redated(at=now, by=asked.by, on=asked.on, starts_at=asked.starts_at, because=asked.because)


def _not_past(starts_at: datetime | None, now: datetime, on: date) -> None:
    """Refuse a day that is over. Today is not: a change may take effect at once."""
    if starts_at is None or now >= starts_at + _ONE_DAY:
        raise RuleBroken("date_past", on=on.isoformat())


def fold(change_id: str, happened: Iterable[Event]) -> State:
    """Return the state that `happened`, in order, leads to."""
    return reduce(evolve, happened, State(change_id=change_id))


def evolve(state: State, happened: Event) -> State:
    """Return the state after `happened`. Never refuses: it has happened."""
    match happened:
        case Proposed():
            told = happened.model_dump(include={"on", "starts_at", "running"})
            return state.model_copy(update={"author": happened.by, **told})
        case Checked():
            return _into(state, "refused" if happened.refused else "proposed")
        case Approved():
            return _into(state, "approved")
        case Rejected():
            return _into(state, "rejected")
        case Withdrawn():
            return _into(state, "withdrawn")
        case Redated():
            dated = state.model_copy(update={"on": happened.on, "starts_at": happened.starts_at})
            return _into(dated, "proposed") if happened.by == state.author else dated
        case Begun():
            return _into(state, "adopting")
        case PutInForce():
            return state.model_copy(update={"edition": happened.edition})
        case Finished():
            return _into(state, "done")
        case _:
            assert_never(happened)


def _into(state: State, phase: Phase) -> State:
    return state.model_copy(update={"phase": phase})
