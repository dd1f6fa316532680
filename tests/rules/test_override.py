"""A silent step is passed over by two people, and only past its deadline."""

from datetime import timedelta

import pytest

from rules.commands import Override
from rules.errors import RuleBroken
from rules.events import Overridden, OverrideProposed, Recommended
from rules.nomination import State, decide, evolve
from tests.rules.makers import make_entry, make_state

STATE = make_state()
DUE_AT = make_entry().due_at or pytest.fail("the makers' entry has a deadline")
LATE = DUE_AT + timedelta(hours=1)


def ask(by: str, outcome: str = "recommended") -> Override:
    return Override(by=by, outcome=outcome, because="im lặng quá hạn")


def asked(state: State, *commands: Override) -> State:
    for command in commands:
        for event in decide(state, command, now=LATE):
            state = evolve(state, event)
    return state


def test_one_person_only_proposes_it() -> None:
    (proposed,) = decide(STATE, ask("head"), now=LATE)

    assert isinstance(proposed, OverrideProposed)
    assert evolve(STATE, proposed).stage == STATE.stage


def test_a_second_person_who_wants_the_same_does_it() -> None:
    (done,) = decide(asked(STATE, ask("head")), ask("office"), now=LATE)

    assert isinstance(done, Overridden)
    assert (done.asked_by, done.by, done.leads_to) == ("head", "office", "unit-month")
    after = evolve(asked(STATE, ask("head")), done)
    assert (after.stage, after.outcome, after.override_by) == ("unit-month", "recommended", "")


@pytest.mark.parametrize(
    "again",
    [pytest.param(ask("head"), id="the same person"), pytest.param(ask("office", "declined"), id="another wish")],
)
def test_the_same_person_or_another_wish_decides_nothing(again: Override) -> None:
    after = asked(STATE, ask("head"), again)

    assert (after.stage, after.override_by, after.override_outcome) == (STATE.stage, again.by, again.outcome)


def test_a_proposal_is_gone_when_the_one_who_was_asked_acts_after_all() -> None:
    moved = evolve(asked(STATE, ask("head")), Recommended(at=LATE, by="binh", leads_to="unit-month"))

    assert (moved.override_by, moved.override_outcome) == ("", "")


@pytest.mark.parametrize(
    ("command", "when", "code"),
    [
        pytest.param(ask("head"), DUE_AT, "not_silent", id="there is still time"),
        pytest.param(ask("head", "silence"), LATE, "no_such_outcome", id="silence is no deed"),
        pytest.param(ask("head", "filed"), LATE, "no_such_outcome", id="of another stage"),
        pytest.param(ask(STATE.author), LATE, "own_deed", id="the author"),
    ],
)
def test_it_is_refused_otherwise(command: Override, when: object, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(STATE, command, now=when)  # type: ignore[arg-type]

    assert refused.value.code == code


def test_where_nothing_is_due_nothing_is_passed_over() -> None:
    undated = STATE.model_copy(update={"entry": make_entry(due_at=None)})

    with pytest.raises(RuleBroken) as refused:
        decide(undated, ask("head"), now=LATE)

    assert refused.value.code == "not_silent"
