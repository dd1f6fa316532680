"""Laws that hold for every nomination, whatever is asked of it in whatever order, and however late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from rules.commands import (
    Adopt,
    Amend,
    Command,
    Decline,
    Extend,
    FileDossier,
    Reassign,
    Recommend,
    Return,
    Withdraw,
)
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.events import END, Event, Lapsed, Step
from rules.nomination import State, decide, elapse, evolve, fold, hear, may_record, record
from tests.rules.makers import DEED, FRIDAY, LOGGED, MONDAY, SUNDAY, TERMS, WEDNESDAY, make_entry

CODES = {
    "ended",
    "stage_opening",
    "wrong_stage",
    "own_deed",
    "not_author",
    "documents_missing",
    "not_later",
    "no_deadline",
}
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)

people = st.sampled_from(["an", "binh", "chi", "thu"])
instants = st.sampled_from([MONDAY, WEDNESDAY, FRIDAY, SUNDAY, SUNDAY + timedelta(days=9)])
papers = st.lists(st.sampled_from(["minutes", "report", "photos"]), max_size=3).map(tuple)
why = st.just("vì thế")
terms = st.sampled_from(sorted(TERMS)).map(make_entry)
asks: st.SearchStrategy[Command] = st.one_of(
    st.builds(Recommend, by=people),
    st.builds(Return, by=people, because=why),
    st.builds(Decline, by=people, because=why),
    st.builds(Amend, by=people, deed=st.just(DEED)),
    st.builds(Withdraw, by=people),
    st.builds(FileDossier, by=people, documents=papers),
    st.builds(Extend, by=people, until=instants, because=why),
    st.builds(Reassign, by=people, to=people, because=why),
    st.builds(Adopt, by=people, entry=terms, because=why),
)
# what else moves a nomination: time, a council, the book; and that the terms of a new stage have been looked up
hearings = st.tuples(st.sampled_from(["s1", "s2", "s3"]), st.sampled_from(["dossier", "record", "end", "unit-month"]))
turns = st.lists(st.one_of(asks, hearings, st.sampled_from(["time", "book", "terms"])), max_size=25)
waits = st.lists(st.integers(0, 3), min_size=25, max_size=25)


def act(state: State, turn: Any, now: datetime) -> tuple[Event, ...]:
    match turn:
        case "time":
            return elapse(state, now=now)
        case "book":
            return record(state, "province", 2026, 1, now=now) if may_record(state, now=now) else ()
        case (sitting_id, leads_to):
            step = Step(stage="unit-month", sitting_id=str(sitting_id), number=1, outcome="selected")
            return hear(state, (step,), str(leads_to), now=now)
    return decide(state, turn, now=now)


def terms_of(state: State) -> Entry | None:
    return state.entry or (make_entry(state.stage) if state.stage in TERMS else None)


def lives(some: list[object], days: list[int]) -> Iterator[tuple[State, object, datetime, tuple[Event, ...] | str]]:
    """Yield (state before, turn, instant, events or the code of the refusal) of one life."""
    state, now = fold("n-1", [LOGGED]), MONDAY
    for turn, wait in zip(some, days, strict=False):
        now += timedelta(days=wait)
        if turn == "terms":
            state = state.model_copy(update={"entry": terms_of(state)})
            continue
        try:
            happened: tuple[Event, ...] | str = act(state, turn, now)
        except RuleBroken as no:
            happened = no.code
        yield state, turn, now, happened
        if not isinstance(happened, str):
            for event in happened:
                state = evolve(state, event)


@given(turns, waits)
@settings(max_examples=300)
def test_a_refusal_has_one_of_the_codes_that_decide_promises(some: list[object], days: list[int]) -> None:
    refusals = {happened for *_, happened in lives(some, days) if isinstance(happened, str)}

    assert refusals <= CODES


@given(turns, waits)
def test_nothing_happens_after_the_end(some: list[object], days: list[int]) -> None:
    for state, turn, _, happened in lives(some, days):
        if state.is_ended:
            assert happened in ((), "ended"), turn


@given(turns, waits)
def test_a_nomination_is_always_in_a_stage_that_its_rules_or_its_council_named(
    some: list[object], days: list[int]
) -> None:
    for state, *_ in lives(some, days):
        assert state.stage in {*TERMS, END}
        assert state.entry is None or state.entry.stage == state.stage


@given(turns, waits)
def test_folding_what_happened_is_evolving_it_step_by_step(some: list[object], days: list[int]) -> None:
    happened = [LOGGED, *(event for *_, new in lives(some, days) if not isinstance(new, str) for event in new)]

    stepwise = list(accumulate(happened, evolve, initial=State(nomination_id="n-1")))

    assert [fold("n-1", happened[:number]) for number in range(len(happened) + 1)] == stepwise


@given(turns, waits)
def test_what_happened_is_read_back_from_the_ledger_as_it_was(some: list[object], days: list[int]) -> None:
    for _, _, now, happened in lives(some, days):
        for event in () if isinstance(happened, str) else happened:
            assert EVENTS.validate_json(EVENTS.dump_json(event)) == event
            assert event.at == now


@given(turns, waits)
def test_nobody_but_another_judges_a_deed(some: list[object], days: list[int]) -> None:
    for state, turn, _, happened in lives(some, days):
        if isinstance(turn, Recommend | Return | Decline) and not isinstance(happened, str):
            assert turn.by not in {state.author, *(state.deed.honoured if state.deed else ())}


@given(turns, waits)
def test_a_council_is_heard_once(some: list[object], days: list[int]) -> None:
    heard = [
        event.steps[0].sitting_id
        for *_, happened in lives(some, days)
        if not isinstance(happened, str)
        for event in happened
        if event.event == "heard"
    ]

    assert len(heard) == len(set(heard))


@given(turns, waits, instants)
def test_waking_when_it_says_always_leads_on(some: list[object], days: list[int], late: datetime) -> None:
    # a timer that fires and changes nothing would fire for ever
    for state, *_ in lives(some, days):
        wakes_at = state.wakes_at()
        if wakes_at is not None:
            now = max(late, wakes_at)
            assert may_record(state, now=now) or elapse(state, now=now)


@given(turns, waits)
def test_silence_comes_after_the_superior_was_asked(some: list[object], days: list[int]) -> None:
    for state, _, _, happened in lives(some, days):
        if not isinstance(happened, str) and any(isinstance(event, Lapsed) for event in happened):
            assert state.entry is not None
            assert state.is_escalated or state.entry.escalate_at is None
