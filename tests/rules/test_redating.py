from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.commands import Amend, Extend, Hold, Recommend, Release, Shift, Withdraw
from rules.entries import Dates
from rules.errors import RuleBroken
from rules.events import END
from rules.nomination import State, decide, elapse, evolve, may_record
from rules.phrases import Span
from rules.redating import redated, span_of, stood_still
from tests.rules.test_reminding import CLOCK
from tests.store.cases import MONDAY, SO_VANG, Case, at

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TEAM = SO_VANG.stage("team")
DAYS = Span.parse("3 working days")


@pytest.mark.parametrize(
    ("due", "start", "end", "within", "expected"),
    [
        pytest.param("11-27T17:00", "11-25T10:00", "11-25T15:00", "3 working days", "11-27T17:00", id="some hours"),
        pytest.param("11-27T17:00", "11-25T10:00", "11-26T15:00", "3 working days", "11-30T17:00", id="a day"),
        pytest.param("11-27T17:00", "11-20T18:00", "11-23T07:00", "3 working days", "11-30T17:00", id="a weekend"),
        pytest.param("11-27T17:00", "11-21T08:00", "11-23T07:00", "3 working days", "11-27T17:00", id="days of rest"),
        pytest.param("11-27T09:30", "11-26T08:00", "11-27T08:00", "3 working days", "11-30T09:30", id="its time stays"),
        pytest.param("11-27T17:00", "11-25T10:00", "11-26T15:00", "24 hours", "11-28T22:00", id="by the clock"),
        pytest.param("11-27T17:00", "11-26T10:00", "11-25T15:00", "24 hours", "11-27T17:00", id="backwards"),
    ],
)
def test_the_time_in_which_a_clock_stood_still_is_given_back(due, start, end, within, expected) -> None:
    instants = (at(f"2026-{one}") for one in (due, start, end))

    assert stood_still(*instants, Span.parse(within), CLOCK) == at(f"2026-{expected}")


def test_what_follows_a_deadline_is_counted_anew_and_keeps_no_distance() -> None:
    """From a Monday to a Friday: two working days after it lie behind a weekend."""
    dates = redated(TEAM, at("2026-11-27T17:00"), CLOCK)

    assert (dates.escalate_at, dates.lapse_at) == (at("2026-12-01T17:00"), at("2026-12-02T17:00"))


def test_of_a_log_only_its_deadline_moves() -> None:
    until = at("2026-11-27T17:00")

    assert redated(SO_VANG.stage("log"), until, CLOCK) == Dates(due_at=until, lapse_at=until)


def test_where_nobody_must_act_no_time_runs() -> None:
    assert [span_of(SO_VANG.stage(name)) for name in ("team", "unit-month")] == [DAYS, None]


@pytest.fixture
def state() -> State:
    from rules.entries import enter

    case = Case("n-1", "e", state=State(nomination_id="n-1"))
    from rules.deeds import Deed
    from rules.events import DeedLogged

    deed = Deed(title="Tìm người lạc", done_on=MONDAY.date(), honoured=("an",), beneficiaries=1)
    case.happens(DeedLogged(at=MONDAY, by="an", programme="so-vang", unit_id="team", deed=deed, leads_to="team"))
    entry = enter(SO_VANG, "sv1-0", "team", MONDAY, CLOCK)
    return case.state.model_copy(update={"entry": entry})


def after(state: State, command: object, now: datetime) -> State:
    for event in decide(state, command, now=now):
        state = evolve(state, event)
    return state


def code(state: State, command: object, now: datetime = MONDAY) -> str:
    with pytest.raises(RuleBroken) as refused:
        decide(state, command, now=now)
    return refused.value.code


def test_while_it_is_held_nobody_decides_and_time_alone_does_nothing(state: State) -> None:
    held = after(state, Hold(by="head", because="có đơn tố cáo"), MONDAY)

    assert code(held, Recommend(by="binh")) == "on_hold"
    assert code(held, Hold(by="head", because="lần nữa")) == "on_hold"
    assert code(held, Extend(by="head", until=MONDAY + timedelta(days=30), because="x")) == "on_hold"
    assert (held.wakes_at(), elapse(held, now=MONDAY + timedelta(days=99))) == (None, ())


def test_who_wrote_it_may_take_it_back_all_the_same(state: State) -> None:
    held = after(state, Hold(by="head", because="có đơn tố cáo"), MONDAY)

    assert after(held, Withdraw(by="an"), MONDAY).stage == END


def test_after_the_hold_the_clock_runs_from_where_the_rules_put_it(state: State) -> None:
    held = after(state, Hold(by="head", because="có đơn"), MONDAY)
    until = at("2026-12-07T17:00")
    limit = state.entry.extend_until

    released = after(held, Release(by="head", because="xong", dates=redated(TEAM, until, CLOCK)), MONDAY)

    assert (released.held_at, released.entry.due_at, released.wakes_at()) == (None, until, released.entry.escalate_at)
    assert released.entry.extend_until - limit == until - state.entry.due_at


def test_what_is_not_held_is_not_released(state: State) -> None:
    assert code(state, Release(by="head", because="xong")) == "not_on_hold"


def test_a_hold_without_a_deadline_only_stops_and_goes_on(state: State) -> None:
    waiting = state.model_copy(update={"entry": state.entry.model_copy(update={"kind": "council", "due_at": None})})
    held = after(waiting, Hold(by="head", because="có đơn"), MONDAY)

    assert after(held, Release(by="head", because="xong"), MONDAY).entry == waiting.entry


def test_while_it_is_held_nothing_is_recorded(state: State) -> None:
    record = state.entry.model_copy(update={"kind": "record", "lapse_at": None})
    recording = state.model_copy(update={"entry": record})

    held = after(recording, Hold(by="head", because="có đơn"), MONDAY)

    assert (may_record(recording, now=MONDAY), may_record(held, now=MONDAY)) == (True, False)


def test_an_outage_moves_a_deadline_once(state: State) -> None:
    dates = redated(TEAM, at("2026-12-07T17:00"), CLOCK)
    shift = Shift(by="operator", because="mất điện", dates=dates)

    shifted = after(state, shift, MONDAY)

    assert (shifted.entry.due_at, shifted.entry.lapse_at) == (dates.due_at, dates.lapse_at)
    assert code(shifted, shift) == "not_later"


def test_what_has_no_deadline_is_not_shifted(state: State) -> None:
    without = state.model_copy(update={"entry": state.entry.model_copy(update={"due_at": None})})

    assert code(without, Shift(by="operator", because="x", dates=Dates(due_at=MONDAY))) == "not_later"


def test_a_deadline_is_extended_as_far_as_the_rules_let_it(state: State) -> None:
    limit = state.entry.extend_until
    extended = after(state, Extend(by="head", until=limit, because="đi công tác"), MONDAY)

    assert limit == at("2026-12-11T17:00")
    assert extended.entry.due_at == limit
    assert code(state, Extend(by="head", until=limit + timedelta(minutes=1), because="x")) == "beyond_limit"
    assert code(extended, Extend(by="head", until=limit + timedelta(days=1), because="x")) == "beyond_limit"


def test_extended_by_the_rules_silence_comes_no_earlier(state: State) -> None:
    until = at("2026-12-04T17:00")
    dates = redated(TEAM, until, CLOCK)

    extended = after(state, Extend(by="head", until=until, because="x", dates=dates), MONDAY)

    assert (extended.entry.escalate_at, extended.entry.lapse_at) == (at("2026-12-08T17:00"), at("2026-12-09T17:00"))


def test_an_amendment_waits_for_the_end_of_the_hold(state: State) -> None:
    held = after(state, Hold(by="head", because="có đơn"), MONDAY)

    assert code(held, Amend(by="an", deed=state.deed)) == "on_hold"
