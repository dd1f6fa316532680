"""What time and councils do to a nomination, and the state that what happened leaves it in."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.errors import RuleBroken
from rules.events import (
    Adopted,
    Amended,
    DossierFiled,
    Escalated,
    Event,
    Extended,
    Heard,
    Lapsed,
    Reassigned,
    Recommended,
    Recorded,
    Step,
    Withdrawn,
)
from rules.nomination import State, elapse, evolve, fold, hear, may_record, record
from tests.rules.makers import DEED, FRIDAY, LOGGED, MONDAY, SUNDAY, WEDNESDAY, make_entry, make_state

LATER = SUNDAY + timedelta(days=30)
BETTER = DEED.model_copy(update={"place": "xã Nam Đà"})
BOTH = ("minutes", "report")

# ── what time does ──


@pytest.mark.parametrize(
    ("state", "wakes_at"),
    [
        pytest.param(make_state("log"), WEDNESDAY, id="an author has until the deadline"),
        pytest.param(make_state("team"), FRIDAY, id="first the superior is asked"),
        pytest.param(make_state("team", is_escalated=True), SUNDAY, id="then silence counts"),
        pytest.param(make_state("province"), None, id="a council wakes it"),
        pytest.param(make_state("record"), FRIDAY, id="comment ends"),
        pytest.param(fold("n-1", [LOGGED]), None, id="the terms are still looked up"),
        pytest.param(evolve(make_state(), Withdrawn(at=MONDAY, by="an")), None, id="it has ended"),
    ],
)
def test_it_wakes_by_itself_at_the_next_instant_of_its_terms(state: State, wakes_at: datetime | None) -> None:
    assert state.wakes_at() == wakes_at


@pytest.mark.parametrize(
    ("state", "now", "happened"),
    [
        pytest.param(make_state(), FRIDAY - timedelta(seconds=1), (), id="nothing a second before"),
        pytest.param(make_state(), FRIDAY, (Escalated(at=FRIDAY),), id="the superior is asked"),
        pytest.param(make_state(is_escalated=True), FRIDAY, (), id="the superior is asked once"),
        pytest.param(
            make_state(is_escalated=True), SUNDAY, (Lapsed(at=SUNDAY, leads_to="unit-month"),), id="silence lapses"
        ),
        pytest.param(make_state("log"), WEDNESDAY, (Lapsed(at=WEDNESDAY, leads_to="end"),), id="an author's silence"),
        pytest.param(make_state("record"), SUNDAY, (), id="time alone records nothing"),
        pytest.param(make_state("province"), LATER, (), id="no council is hurried"),
    ],
)
def test_time_alone_escalates_and_then_lapses(state: State, now: datetime, happened: tuple[Event, ...]) -> None:
    assert elapse(state, now=now) == happened


def test_after_a_long_sleep_it_still_escalates_before_it_lapses() -> None:
    state = make_state()

    happened = []
    while new := elapse(state, now=LATER):
        happened.extend(new)
        state = evolve(state, new[0])

    assert [event.event for event in happened] == ["escalated", "lapsed"]


@pytest.mark.parametrize(
    ("state", "now", "may"),
    [
        pytest.param(make_state("record"), FRIDAY - timedelta(seconds=1), False, id="while people may comment"),
        pytest.param(make_state("record"), FRIDAY, True, id="when the time for comment is over"),
        pytest.param(make_state("record", entry=make_entry("record", lapse_at=None)), MONDAY, True, id="without one"),
        pytest.param(make_state("dossier"), LATER, False, id="in another stage"),
        pytest.param(make_state("record", entry=None), LATER, False, id="before the terms are known"),
    ],
)
def test_a_deed_is_recorded_when_the_time_for_comment_is_over(state: State, now: datetime, may: bool) -> None:
    assert may_record(state, now=now) is may


def test_what_is_recorded_ends() -> None:
    happened = record(make_state("record"), "province", 2026, 7, now=FRIDAY)

    assert happened == (Recorded(at=FRIDAY, book="province", year=2026, number=7, leads_to="end"),)
    assert evolve(make_state("record"), happened[0]).is_ended


def test_nothing_is_recorded_out_of_turn() -> None:
    with pytest.raises(RuleBroken) as refused:
        record(make_state("team"), "province", 2026, 7, now=FRIDAY)

    assert refused.value.code == "wrong_stage"


# ── what councils say ──


def step(stage: str, outcome: str, sitting: str = "11") -> Step:
    return Step(stage=stage, sitting_id=f"sitting/{stage}/{sitting}", number=4, outcome=outcome)


MONTH, QUARTER = step("unit-month", "selected"), step("unit-quarter", "selected")


def test_it_moves_where_the_last_council_sent_it() -> None:
    [heard] = hear(make_state("unit-month"), (MONTH, QUARTER), "dossier", now=MONDAY)
    state = evolve(make_state("unit-month"), heard)

    assert heard == Heard(at=MONDAY, steps=(MONTH, QUARTER), leads_to="dossier")
    assert (state.stage, state.outcome, state.entry) == ("dossier", "selected", None)


def test_what_was_heard_before_is_heard_no_more_wherever_it_stands_now() -> None:
    dossier = fold("n-1", [LOGGED, Heard(at=MONDAY, steps=(MONTH, QUARTER), leads_to="dossier")])
    province = evolve(dossier, DossierFiled(at=FRIDAY, by="thu", documents=BOTH, leads_to="province"))

    assert hear(dossier, (MONTH, QUARTER), "dossier", now=SUNDAY) == ()
    assert hear(province, (MONTH, QUARTER), "dossier", now=SUNDAY) == ()


def test_only_what_is_new_is_noted() -> None:
    heard = Heard(at=MONDAY, steps=(MONTH, QUARTER), leads_to="dossier")
    province = step("province", "selected")

    happened = hear(fold("n-1", [LOGGED, heard]), (MONTH, QUARTER, province), "record", now=SUNDAY)

    assert happened == (Heard(at=SUNDAY, steps=(province,), leads_to="record"),)


def test_a_council_that_says_nothing_moves_nothing() -> None:
    assert hear(make_state("unit-month"), (), "dossier", now=MONDAY) == ()


def test_what_has_ended_hears_nothing() -> None:
    assert hear(evolve(make_state(), Withdrawn(at=MONDAY, by="an")), (MONTH,), "dossier", now=MONDAY) == ()


# ── the state afterwards ──


def test_a_nomination_begins_with_its_log_entry() -> None:
    assert fold("n-1", [LOGGED]) == State(
        nomination_id="n-1",
        programme="so-vang",
        unit_id="ca-xa-nam-da",
        author="an",
        deed=DEED,
        stage="team",
        outcome="logged",
        entered_at=MONDAY,
    )


def test_an_amended_deed_replaces_the_first_one() -> None:
    state = evolve(make_state("log"), Amended(at=FRIDAY, by="an", deed=BETTER, leads_to="team"))

    assert (state.deed, state.stage, state.entered_at, state.outcome) == (BETTER, "team", FRIDAY, "amended")


def test_a_new_stage_forgets_whom_the_old_one_asked() -> None:
    state = make_state(assignee="dung", is_escalated=True)

    moved = evolve(state, Recommended(at=FRIDAY, by="dung", leads_to="unit-month"))

    assert (moved.assignee, moved.is_escalated, moved.entry) == ("", False, None)


def test_an_extension_moves_all_that_follows_and_the_superior_is_asked_anew() -> None:
    longer = timedelta(days=10)

    state = evolve(make_state(is_escalated=True), Extended(at=FRIDAY, by="head", until=WEDNESDAY + longer, because="-"))

    assert state.entry == make_entry(due_at=WEDNESDAY + longer, escalate_at=FRIDAY + longer, lapse_at=SUNDAY + longer)
    assert state.wakes_at() == FRIDAY + longer


def test_an_extension_of_terms_that_the_ledger_does_not_hold_changes_nothing() -> None:
    state = evolve(fold("n-1", [LOGGED]), Extended(at=FRIDAY, by="head", until=LATER, because="-"))

    assert state == fold("n-1", [LOGGED])


@pytest.mark.parametrize(
    ("happened", "changes"),
    [
        pytest.param(Reassigned(at=FRIDAY, by="head", to="dung", because="-"), {"assignee": "dung"}, id="reassigned"),
        pytest.param(Escalated(at=FRIDAY), {"is_escalated": True}, id="escalated"),
        pytest.param(
            Adopted(at=FRIDAY, by="admin", entry=make_entry(edition="sv1-new"), because="-"),
            {"entry": make_entry(edition="sv1-new")},
            id="adopted",
        ),
    ],
)
def test_what_moves_nothing_leaves_the_stage_and_its_date(happened: Event, changes: dict[str, Any]) -> None:
    assert evolve(make_state(), happened) == make_state(**changes)
