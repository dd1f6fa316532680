"""Objections to what is out for comment: the time stands still until somebody has ruled, and then it runs on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.commands import Command, Extend, Hold, Object, Reassign, Release, Rule, Shift, Withdraw
from rules.entries import Dates, Entry, Ruler
from rules.errors import RuleBroken
from rules.events import Dismissed, Escalated, Objected, Upheld
from rules.nomination import State, decide, elapse, evolve, fold, may_record
from rules.objections import Objection
from rules.programme import Objections, RecordStage
from rules.redating import redated, span_of
from tests.rules.makers import CLOCK, FRIDAY, LOGGED, MONDAY, SUNDAY, WEDNESDAY
from tests.store.cases import SO_VANG

RULER = Ruler(role="secretary", place="right under a province", escalates_to="head")
ENTRY = Entry(
    stage="record",
    kind="record",
    edition="e",
    lapse_at=FRIDAY,
    ruled_by=RULER,
    leads_to={"recorded": "end", "upheld": "told-refused"},
)
OUT = fold("n-1", [LOGGED]).model_copy(update={"stage": "record", "entry": ENTRY})
OWED = Dates(due_at=WEDNESDAY, escalate_at=FRIDAY)
RECORD = SO_VANG.stage("record")
assert isinstance(RECORD, RecordStage)


def after(state: State, *asked: Command, now: datetime = MONDAY) -> State:
    for one in asked:
        for event in decide(state, one, now=now):
            state = evolve(state, event)
    return state


def refusal(state: State, asked: Command, now: datetime = MONDAY) -> str:
    with pytest.raises(RuleBroken) as refused:
        decide(state, asked, now=now)
    return refused.value.code


def objecting(by: str = "chi", **told: Any) -> Object:
    return Object(by=by, because="đã bị khiển trách trong năm", dates=OWED, **told)


def ruling(*, upheld: bool, number: int = 1, by: str = "thu-ky", until: datetime | None = SUNDAY) -> Rule:
    return Rule(by=by, objection=number, upheld=upheld, because="đã xác minh", dates=until and Dates(due_at=until))


def entry_of(state: State) -> Entry:
    assert state.entry is not None
    return state.entry


def test_an_objection_stops_the_time_and_asks_whoever_rules() -> None:
    state = after(OUT, objecting())
    entry = entry_of(state)

    assert decide(OUT, objecting(), now=MONDAY) == (
        Objected(at=MONDAY, by="chi", objection=1, because="đã bị khiển trách trong năm", dates=OWED),
    )
    assert (entry.role, entry.place, entry.due_at) == ("secretary", "right under a province", WEDNESDAY)
    assert (entry.lapse_at, entry.comment_until, entry.objected_at) == (None, FRIDAY, MONDAY)
    assert state.wakes_at() == FRIDAY  # of the escalation: nothing else can happen by itself
    assert not may_record(state, now=SUNDAY + timedelta(days=30))


def test_once_it_is_dismissed_the_time_runs_on_to_where_it_was_given_back() -> None:
    state = after(OUT, objecting(), ruling(upheld=False))
    entry = entry_of(state)

    assert (state.objections, entry.objected_at, entry.due_at, entry.role) == ((), None, None, "")
    assert state.wakes_at() == SUNDAY
    assert not may_record(state, now=FRIDAY)
    assert may_record(state, now=SUNDAY)


def test_nothing_given_back_leaves_the_end_where_it_was() -> None:
    assert after(OUT, objecting(), ruling(upheld=False, until=None)).wakes_at() == FRIDAY


def test_one_that_is_upheld_leads_elsewhere_and_takes_the_others_with_it() -> None:
    both = after(OUT, objecting(), objecting("dung"))

    happened = decide(both, ruling(upheld=True, number=2), now=MONDAY)

    assert happened == (
        Upheld(at=MONDAY, by="thu-ky", objection=2, objector="dung", because="đã xác minh", leads_to="told-refused"),
    )
    assert (evolve(both, happened[0]).stage, evolve(both, happened[0]).objections) == ("told-refused", ())


def test_the_time_stands_still_until_the_last_is_ruled_on() -> None:
    both = after(OUT, objecting(), objecting("dung"))

    one_left = after(both, ruling(upheld=False))

    assert both.objections == (Objection(number=1, by="chi"), Objection(number=2, by="dung"))
    assert one_left.objections == (Objection(number=2, by="dung"),)
    assert entry_of(one_left) == entry_of(both)
    assert decide(both, ruling(upheld=False), now=MONDAY)[0] == Dismissed(
        at=MONDAY, by="thu-ky", objection=1, objector="chi", because="đã xác minh"
    )
    assert after(one_left, ruling(upheld=False, number=2)).wakes_at() == SUNDAY


def test_the_next_objection_has_a_number_of_its_own() -> None:
    again = after(OUT, objecting(), ruling(upheld=False), objecting())

    assert again.objections == (Objection(number=2, by="chi"),)


@pytest.mark.parametrize(
    ("state", "asked", "now", "code"),
    [
        pytest.param(OUT, objecting(), FRIDAY, "comment_over", id="the time is over"),
        pytest.param(after(OUT, objecting()), objecting(), MONDAY, "already_objected", id="twice"),
        pytest.param(OUT, ruling(upheld=True), MONDAY, "no_such_objection", id="a ruling on nothing"),
        pytest.param(after(OUT, objecting()), ruling(upheld=True, number=2), MONDAY, "no_such_objection", id="another"),
        pytest.param(after(OUT, objecting()), ruling(upheld=False, by="chi"), MONDAY, "own_objection", id="her own"),
        pytest.param(after(OUT, objecting()), ruling(upheld=False, by="an"), MONDAY, "own_deed", id="the author"),
        pytest.param(after(OUT, objecting()), ruling(upheld=False, by="binh"), MONDAY, "own_deed", id="the honoured"),
        pytest.param(
            OUT.model_copy(update={"entry": ENTRY.model_copy(update={"ruled_by": None})}),
            objecting(),
            MONDAY,
            "no_objections",
            id="the rules hear none",
        ),
        pytest.param(after(OUT, Hold(by="head", because="điều tra")), objecting(), MONDAY, "on_hold", id="on hold"),
        pytest.param(after(OUT, objecting()), Extend(by="a", until=SUNDAY, because="b"), MONDAY, "wrong_stage", id="x"),
        pytest.param(OUT, Reassign(by="head", to="dung", because="nghỉ"), MONDAY, "wrong_stage", id="nobody is asked"),
    ],
)
def test_what_is_refused(state: State, asked: Command, now: datetime, code: str) -> None:
    assert refusal(state, asked, now) == code


def test_after_the_time_was_over_it_may_still_be_ruled_on() -> None:
    assert after(after(OUT, objecting()), objecting("dung"), now=SUNDAY).objected == 2
    assert after(after(OUT, objecting()), ruling(upheld=False), now=SUNDAY).objections == ()


def test_after_a_hold_the_time_for_comment_ends_later() -> None:
    held = after(OUT, Hold(by="head", because="điều tra"))

    assert after(held, Release(by="head", because="xong", dates=Dates(due_at=SUNDAY))).wakes_at() == SUNDAY


def test_silence_asks_the_superior_and_rules_nothing() -> None:
    state = after(OUT, objecting())

    (escalated,) = elapse(state, now=FRIDAY)
    asked_too = evolve(state, escalated)

    assert isinstance(escalated, Escalated)
    assert asked_too.wakes_at() is None
    assert elapse(asked_too, now=SUNDAY) == ()
    assert after(asked_too, ruling(upheld=False)).is_escalated is False


def test_the_end_of_the_time_for_comment_is_no_silence() -> None:
    assert elapse(OUT, now=SUNDAY) == ()


def test_somebody_else_may_be_asked_to_rule_until_it_is_ruled_on() -> None:
    given_to = after(OUT, objecting(), Reassign(by="head", to="dung", because="nghỉ"))

    assert given_to.assignee == "dung"
    assert after(given_to, ruling(upheld=False, by="dung")).assignee == ""


def test_whoever_proposed_it_may_withdraw_it_meanwhile() -> None:
    assert after(OUT, objecting(), Withdraw(by="an")).is_ended


def test_the_house_being_dark_moves_what_is_owed_only() -> None:
    later = Dates(due_at=SUNDAY, escalate_at=SUNDAY)

    assert entry_of(after(OUT, objecting(), Shift(by="root", because="mất điện", dates=later))).due_at == SUNDAY
    assert refusal(OUT, Shift(by="root", because="mất điện", dates=later)) == "not_later"


def test_a_state_without_terms_keeps_count_of_what_is_open() -> None:
    bare = OUT.model_copy(update={"entry": None})
    (objected,) = decide(OUT, objecting(), now=MONDAY)
    (dismissed,) = decide(after(OUT, objecting()), ruling(upheld=False), now=MONDAY)

    assert evolve(bare, objected).objections == (Objection(number=1, by="chi"),)
    assert evolve(evolve(bare, objected), dismissed).objections == ()


def test_terms_that_hear_nobody_are_not_stopped() -> None:
    deaf = ENTRY.model_copy(update={"ruled_by": None})

    assert deaf.objected(MONDAY, OWED) == deaf
    assert ENTRY.objected(MONDAY, None).due_at is None


@given(st.lists(st.sampled_from(["object", "dismiss"]), max_size=12))
def test_the_time_stands_still_exactly_while_something_is_open(acts: list[str]) -> None:
    state, people = OUT, iter(f"p-{number}" for number in range(99))
    for act in acts:
        if act == "object":
            state = after(state, objecting(next(people)))
        elif state.objections:
            state = after(state, ruling(upheld=False, number=state.objections[0].number))

        entry = entry_of(state)
        assert (entry.objected_at is not None) == bool(state.objections)
        assert (entry.lapse_at is None) == bool(state.objections)
        assert (entry.role == "secretary") == bool(state.objections)


def test_the_time_to_rule_in_is_the_stages_own() -> None:
    heard = Objections.model_validate(
        {
            "ruled_by": "secretary of the province",
            "within": "5 working days",
            "escalate": {"after": "2 working days", "to": "head of the province"},
        }
    )
    hearing = RECORD.model_copy(update={"objections": heard})
    escalate_at = CLOCK.after(WEDNESDAY, heard.escalate.after)

    assert (span_of(RECORD), span_of(hearing)) == (None, heard.within)
    assert redated(hearing, WEDNESDAY, CLOCK) == Dates(due_at=WEDNESDAY, escalate_at=escalate_at)
