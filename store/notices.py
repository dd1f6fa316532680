"""What is to be told because something happened: reminders of what is owed now, messages to those it concerns.

Reminders follow the open obligation, not the event: when a deadline moves or the act is done, those still planned are
given up with the reason, and new ones are planned. Sends nothing; asks no clock.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from sqlalchemy import Connection, Row, select, update

from rules.clocks import Clock
from rules.doers import Doer
from rules.entries import Entry
from rules.events import (
    Declined,
    Dismissed,
    Event,
    Held,
    Overridden,
    Reassigned,
    Recorded,
    Returned,
    Upheld,
    Withdrawn,
)
from rules.nomination import State
from rules.phrases import Span
from rules.programme import CouncilStage
from rules.reminding import in_time, next_loud, rungs
from rules.rights import Action, roles_for
from rules.sitting import Decision
from store import organisation, outbox, sitting_lists
from store import tables as t
from store.due import ESCALATE, ESCALATED
from store.obligations import BALLOT, CONFIRM, NOMINATE, NONE_NOMINATED, SECOND
from store.outbox import Message
from store.places import asked_at, superior_at, waits_at
from store.planning import DELEGATED, DONE, HELD, MOVED, WITHDRAWN, GivenUp, Reminder, Whom, give_up, ladder, plan
from store.rulebook import Rules
from store.unit_tree import UnitTree

_TOLD_BY_SITTING = ("selected", "not_selected", "waiting")
Sitting = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class News:
    """What is new of one nomination: its events, the state after them, and the terms it stands under by which rules."""

    events: Sequence[Event]
    state: State
    entry: Entry | None
    rules: Rules | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class Called:
    """Voters who are called to a round of voting that is open until `closes_at`, and who is told of missing ballots."""

    sitting_id: str
    round: int
    stage: CouncilStage
    clock: Clock
    closes_at: datetime
    voters: Sequence[str]
    at: datetime
    programme: str
    above: Whom | None = None


def of_nominations(conn: Connection, news: Sequence[News], units: UnitTree) -> None:
    """Plan the reminders of the stages nominations stand in, and tell their authors what was done with them."""
    give_up(
        conn,
        [GivenUp(one.state.nomination_id, _why_given_up(one), one.events[-1].at) for one in news if not one.is_first],
    )
    plan(conn, [reminder for one in news for reminder in of_entry(one, units)])
    plan(conn, list(_of_second_approval(conn, [one for one in news if one.state.override_by])))
    told = [
        _to_author(one.state, event)
        for one in news
        for event in one.events
        if isinstance(event, Returned | Declined | Recorded) or _is_told(event)
    ]
    ruled = [(one.state, event) for one in news for event in one.events if isinstance(event, Dismissed | Upheld)]
    told += [_to_objector(state, event) for state, event in ruled]
    outbox.queue(conn, told, news[-1].events[-1].at)


def of_period(conn: Connection, period_id: str, rules: Rules, units: UnitTree, *, at: datetime) -> None:
    """Plan to remind whom the rules name for units that have no candidate yet, while there is time to find one."""
    s = t.sittings.c
    rows = conn.execute(
        select(s.id, s.stage, s.unit_id, s.period, s.candidates_close_at).where(s.period_id == period_id).order_by(s.id)
    ).all()
    plan(conn, list(to_find_candidates(rows, rules, units, at)))


def of_replanned(conn: Connection, sitting: Sitting, rules: Rules, units: UnitTree, *, at: datetime) -> None:
    """Plan the reminders of a sitting yet to open anew: other rules hold for it, or it lies at other instants."""
    give_up(conn, [GivenUp(sitting.id, MOVED, at)])
    plan(conn, list(to_find_candidates([sitting], rules, units, at)))


def to_find_candidates(sittings: Iterable[Sitting], rules: Rules, units: UnitTree, at: datetime) -> Iterator[Reminder]:
    """Yield what reminds of sittings that have no candidate yet, where their rules ask for one."""
    day = rules.clock.day(at)
    for row in sittings:
        terms = rules.sitting_terms(row.stage, units.whereabouts(row.unit_id, day), row.period)
        if terms.stage.select.at_least is None:
            continue
        due_at, programme = row.candidates_close_at, rules.programme.programme
        steps = rungs(due_at, terms.stage.remind, terms.clock, after=at)
        for whom in _who_sees_to_it(row, terms.stage, rules, units, at):
            yield from ladder(row.id, NOMINATE, steps, whom, programme=programme, due_at=due_at)


def of_none(conn: Connection, empty: Sequence[tuple[Sitting, CouncilStage, Rules, datetime]], units: UnitTree) -> None:
    """Remind of empty sittings those whom their rules name, now that nothing can stand before them any more."""
    give_up(conn, [GivenUp(sitting.id, DONE, at) for sitting, _, _, at in empty])
    plan(
        conn,
        [
            Reminder(sitting.id, NONE_NOMINATED, "first", whom, at, rules.programme.programme)
            for sitting, stage, rules, at in empty
            for whom in _who_sees_to_it(sitting, stage, rules, units, at)
        ],
    )


def of_opening(conn: Connection, called: Sequence[Called]) -> None:
    """Call voters to open rounds of voting, and plan to remind them."""
    give_up(conn, [GivenUp(one.sitting_id, DONE, one.at) for one in called])
    plan(conn, [reminder for one in called for reminder in to_voters(one)])
    outbox.queue(conn, [message for one in called for message in _calls(one)], called[-1].at)


def of_reschedule(conn: Connection, called: Called) -> None:
    """Plan the reminders of an open round anew, for those who have not voted."""
    give_up(conn, [GivenUp(called.sitting_id, MOVED, called.at)])
    plan(conn, list(to_voters(called)))


def of_written_ballot(
    conn: Connection,
    sitting: sitting_lists.Sitting,
    own: Collection[str],
    rules: Rules,
    units: UnitTree,
    *,
    at: datetime,
) -> None:
    """Ask those who may read a paper a second time: at once, and again after a working day while the vote is open.

    `own` are the people who may not: who entered it, whose it is, and whom a deed of the sitting is about.
    """
    clock = rules.clock.at(units.whereabouts(sitting.unit_id, rules.clock.day(at)))
    offices = [(role, sitting.unit_id) for role in roles_for(Action.BALLOTS_CONFIRM)]
    holders = organisation.holders_of(conn, offices, rules.clock.day(at)).values()
    asked = sorted({one.person_id for some in holders for one in some if one.stands_in_for is None} - set(own))
    begins = next_loud(at, clock.reminding, clock)
    steps = (("first", begins), ("final", clock.after(begins, Span(1, "working_day"))))
    plan(
        conn,
        [
            Reminder(
                sitting.id, f"{CONFIRM}/{sitting.round}", kind, Whom(person_id=person_id), when,
                rules.programme.programme, sitting.votes_close_at,
            )
            for person_id in asked
            for kind, when in steps
            if when < sitting.votes_close_at
        ],
    )  # fmt: skip


def of_decision(conn: Connection, sitting: Sitting, decisions: Iterable[Decision], *, at: datetime) -> None:
    """Give up what reminded of the vote, and tell the authors what was decided; who withdrew is told nothing."""
    give_up(conn, [GivenUp(sitting.id, DONE, at)])
    outcomes = {one.nomination_id: one.outcome for one in decisions if one.outcome in _TOLD_BY_SITTING}
    n = t.nominations.c
    rows = conn.execute(select(n.id, n.author_id, n.outcome).where(n.id.in_(outcomes)).order_by(n.id))
    params = {"sitting": sitting.id, "stage": sitting.stage}
    told = [
        _message(author_id, outcome, id_, params, f"{sitting.id}/{outcome}")
        for id_, author_id, outcome in rows
        if outcome == outcomes[id_]
    ]
    outbox.queue(conn, told, at)


def silence(conn: Connection, because: str, at: datetime) -> None:
    """Send nothing of what is planned until `at` or queued: what a rehearsal would have told is told to nobody."""
    r = t.reminders.c
    conn.execute(
        update(t.reminders)
        .where(r.state == "planned", r.at <= at)
        .values(state="suppressed", because=because, decided_at=at)
    )
    outbox.suppress(conn, because)


def _why_given_up(news: News) -> str:
    """Return why what was planned about a nomination is sent no more."""
    match news.events[-1]:
        case Withdrawn():
            return WITHDRAWN
        case Reassigned():
            return DELEGATED
        case Held():
            return HELD
    return DONE if news.state.is_ended else MOVED


def _of_second_approval(conn: Connection, news: Sequence[News]) -> Iterator[Reminder]:
    """Yield what asks those who may be the second to pass a silent step over: now, and again after a working day."""
    roles = roles_for(Action.NOMINATIONS_OVERRIDE)
    for one in news:
        state, rules, at = one.state, one.rules, one.events[-1].at
        if rules is None or state.held_at is not None:
            continue
        offices = [(role, state.unit_id) for role in roles]
        holders = organisation.holders_of(conn, offices, rules.clock.day(at)).values()
        own = {state.override_by, state.author, *(state.deed.honoured if state.deed else ())}
        asked = sorted({one.person_id for some in holders for one in some if one.stands_in_for is None} - own)
        begins = next_loud(at, rules.clock.reminding, rules.clock)
        programme, again = rules.programme.programme, rules.clock.after(begins, Span(1, "working_day"))
        for person_id in asked:
            whom = Whom(person_id=person_id)
            yield Reminder(state.nomination_id, SECOND, "first", whom, begins, programme)
            yield Reminder(state.nomination_id, SECOND, "final", whom, again, programme)


def of_entry(news: News, units: UnitTree) -> Iterator[Reminder]:
    """Yield what reminds of the act that a nomination waits for, under its terms after the last of its events."""
    state, entry, rules, at = news.state, news.entry, news.rules, news.events[-1].at
    if entry is None or entry.due_at is None or rules is None or state.held_at is not None:
        return
    stage, day = rules.stage_of(entry), rules.clock.day(at)
    asked = state.assignee or (state.author if entry.role == "author" else "")
    office = Whom(role=entry.role, unit_id=asked_at(units, state.unit_id, entry, day))
    whom = Whom(person_id=asked) if asked else office
    programme, due_at = rules.programme.programme, entry.due_at
    # after the end of silence nothing is owed any more
    clock = rules.clock.at(units.whereabouts(state.unit_id, day))
    steps = rungs(due_at, stage.remind, clock, after=at, before=entry.lapse_at)
    yield from ladder(state.nomination_id, entry.kind, steps, whom, programme=programme, due_at=due_at)
    # The escalation happens at its very instant, before anybody could have been told of it.
    if entry.escalate_at is not None and (entry.escalate_at > at or state.is_escalated):
        above = Whom(role=entry.escalates_to, unit_id=waits_at(units, state.unit_id, superior_at(rules, stage), day))
        for kind, to in ((ESCALATE, above), (ESCALATED, whom)):
            yield Reminder(state.nomination_id, entry.kind, kind, to, entry.escalate_at, programme, due_at)


def _who_sees_to_it(
    sitting: Sitting, stage: CouncilStage, rules: Rules, units: UnitTree, at: datetime
) -> Iterator[Whom]:
    """Yield whom the rules name for a sitting before which nothing stands, if they name anybody."""
    if stage.if_none.remind is not None:
        yield _at(sitting.unit_id, stage.if_none.remind, rules, units, at)


def told_of_missing(unit_id: str, stage: CouncilStage, rules: Rules, units: UnitTree, at: datetime) -> Whom | None:
    """Return whom the rules name for ballots that are missing in a sitting of a unit, if they name anybody."""
    return _at(unit_id, stage.missing_ballots.tell, rules, units, at) if stage.missing_ballots else None


def _at(unit_id: str, doer: Doer, rules: Rules, units: UnitTree, at: datetime) -> Whom:
    where, day = rules.programme.where(doer.place), rules.clock.day(at)
    # "right under" is the sitting's own unit, though it may have ended since
    above = None if where.is_under else units.meant(where, unit_id, day)
    return Whom(role=doer.role, unit_id=above or unit_id)


def to_voters(called: Called) -> Iterator[Reminder]:
    """Yield what reminds voters of an open round, and what tells the one above of ballots that are missing then."""
    steps = rungs(called.closes_at, called.stage.remind, called.clock, after=called.at)
    obligation, programme, closes_at = f"{BALLOT}/{called.round}", called.programme, called.closes_at
    for person_id in called.voters:
        whom = Whom(person_id=person_id)
        yield from ladder(called.sitting_id, obligation, steps, whom, programme=programme, due_at=closes_at)
    told = called.stage.missing_ballots
    if told is None or called.above is None or not called.voters:
        return
    at = in_time(called.clock.before(closes_at, told.before), closes_at, called.clock, called.at)
    if at > called.at:
        yield Reminder(called.sitting_id, obligation, ESCALATE, called.above, at, programme, closes_at)
        for person_id in called.voters:
            whom = Whom(person_id=person_id)
            yield Reminder(called.sitting_id, obligation, ESCALATED, whom, at, programme, closes_at)


def _calls(called: Called) -> Iterator[Message]:
    params = {"sitting": called.sitting_id, "round": called.round, "until": called.closes_at.isoformat()}
    for person_id in called.voters:
        yield _message(person_id, "vote_open", called.sitting_id, params, called.round, created_at=called.at)


def _is_told(event: Event) -> TypeGuard[Overridden]:
    """Did others do in a silent person's place what the author is told of?"""
    return isinstance(event, Overridden) and event.outcome in ("returned", "declined")


def _to_author(state: State, event: Returned | Declined | Recorded | Overridden) -> Message:
    kind = event.outcome if isinstance(event, Overridden) else event.event
    params = event.model_dump(mode="json", exclude={"event", "by", "at", "leads_to", "asked_by", "outcome"})
    return _message(state.author, kind, state.nomination_id, params, event.at.isoformat(), created_at=event.at)


def _to_objector(state: State, event: Dismissed | Upheld) -> Message:
    params = {"because": event.because}
    return _message(event.objector, event.event, state.nomination_id, params, event.objection, created_at=event.at)


def _message(
    person_id: str,
    kind: str,
    about: str,
    params: dict[str, Any],
    once: object,
    *,
    created_at: datetime | None = None,
) -> Message:
    return Message(f"{kind}|{about}|{person_id}|{once}", person_id, kind, params, about, created_at)
