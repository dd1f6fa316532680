"""A change of the rules on its way: who may do what to it when, and where that leaves it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.errors import RuleBroken
from rules.rule_changes import (
    Approve,
    Approved,
    Begun,
    Checked,
    Command,
    Event,
    Finished,
    Hasten,
    Postpone,
    Proposed,
    PutInForce,
    Redated,
    Reject,
    Rejected,
    State,
    Withdraw,
    Withdrawn,
    decide,
    fold,
)

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
JANUARY = date(2027, 1, 1)


def starts(on: date) -> datetime:
    return datetime.combine(on, datetime.min.time(), UTC)


PROPOSED = Proposed(
    at=NOW, by="admin", programme="so-vang", on=JANUARY, starts_at=starts(JANUARY), running="now", because="QĐ"
)
CHECKED = Checked(at=NOW)
APPROVED = Approved(at=NOW, by="head")


def after(*happened: Event) -> State:
    return fold("rc-1", [PROPOSED, *happened])


def hasten(by: str = "admin", on: date = date(2026, 12, 1)) -> Hasten:
    return Hasten(by=by, on=on, starts_at=starts(on), because="gấp")


def postpone(by: str = "admin", on: date = date(2027, 2, 1)) -> Postpone:
    return Postpone(by=by, on=on, starts_at=starts(on), because="chưa kịp")


@pytest.mark.parametrize(
    ("state", "asked", "event"),
    [
        pytest.param(after(CHECKED), Approve(by="head"), APPROVED, id="a second person approves"),
        pytest.param(
            after(CHECKED),
            Reject(by="head", because="thiếu"),
            Rejected(at=NOW, by="head", because="thiếu"),
            id="rejects",
        ),
        pytest.param(
            after(CHECKED, APPROVED),
            Withdraw(by="admin", because="sai"),
            Withdrawn(at=NOW, by="admin", because="sai"),
            id="withdrawn though approved",
        ),
        pytest.param(
            after(CHECKED, APPROVED),
            hasten(),
            Redated(at=NOW, by="admin", on=date(2026, 12, 1), starts_at=starts(date(2026, 12, 1)), because="gấp"),
            id="hastened",
        ),
        pytest.param(
            after(CHECKED),
            postpone(),
            Redated(at=NOW, by="admin", on=date(2027, 2, 1), starts_at=starts(date(2027, 2, 1)), because="chưa kịp"),
            id="postponed",
        ),
        pytest.param(
            after(CHECKED),
            hasten(on=NOW.date()),
            Redated(at=NOW, by="admin", on=NOW.date(), starts_at=starts(NOW.date()), because="gấp"),
            id="today is not past",
        ),
    ],
)
def test_what_is_asked_follows(state: State, asked: Command, event: Event) -> None:
    assert decide(state, asked, now=NOW) == event


@pytest.mark.parametrize(
    ("state", "asked", "code"),
    [
        pytest.param(after(), Approve(by="head"), "change_being_checked", id="not checked yet"),
        pytest.param(after(Checked(at=NOW, refused=("same_rules",))), Approve(by="head"), "change_over", id="refused"),
        pytest.param(after(CHECKED), Approve(by="admin"), "own_change", id="her own"),
        pytest.param(after(CHECKED), Reject(by="admin", because="-"), "own_change", id="her own, rejected"),
        pytest.param(after(CHECKED, APPROVED), Approve(by="other"), "not_proposed", id="approved already"),
        pytest.param(
            after(CHECKED, APPROVED, Begun(at=NOW)), Withdraw(by="a", because="-"), "change_in_force", id="late"
        ),
        pytest.param(after(CHECKED), hasten(on=date(2027, 1, 1)), "not_earlier_date", id="not earlier"),
        pytest.param(after(CHECKED), hasten(on=date(2026, 11, 22)), "date_past", id="into the past"),
        pytest.param(after(CHECKED), postpone(on=date(2027, 1, 1)), "not_later_date", id="not later"),
    ],
)
def test_what_its_state_does_not_allow_is_refused(state: State, asked: Command, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(state, asked, now=NOW)

    assert refused.value.code == code


def test_a_day_that_is_over_is_not_approved_any_more() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(after(CHECKED), Approve(by="head"), now=starts(JANUARY) + timedelta(days=1))

    assert refused.value.code == "date_past"


@pytest.mark.parametrize(
    ("happened", "phase"),
    [
        pytest.param((), "checking", id="proposed"),
        pytest.param((CHECKED,), "proposed", id="sound"),
        pytest.param((Checked(at=NOW, refused=("same_rules",)),), "refused", id="not sound"),
        pytest.param((CHECKED, APPROVED), "approved", id="approved"),
        pytest.param((CHECKED, Rejected(at=NOW, by="head", because="-")), "rejected", id="rejected"),
        pytest.param((CHECKED, Withdrawn(at=NOW, by="admin", because="-")), "withdrawn", id="withdrawn"),
        pytest.param(
            (CHECKED, APPROVED, decide(after(CHECKED), hasten("admin"), now=NOW)),
            "proposed",
            id="redated by its author",
        ),
        pytest.param(
            (CHECKED, APPROVED, decide(after(CHECKED), hasten("head"), now=NOW)), "approved", id="redated by another"
        ),
        pytest.param((CHECKED, APPROVED, Begun(at=NOW)), "adopting", id="begun"),
        pytest.param(
            (CHECKED, APPROVED, Begun(at=NOW), PutInForce(at=NOW, edition="sv1-new", of=2)), "adopting", id="in force"
        ),
        pytest.param(
            (CHECKED, APPROVED, Begun(at=NOW), Finished(at=NOW, moved=2, kept=0, failed=0)), "done", id="done"
        ),
    ],
)
def test_what_happened_leads_to_a_phase(happened: tuple[Event, ...], phase: str) -> None:
    assert after(*happened).phase == phase


def test_only_an_approved_change_wakes_by_itself() -> None:
    assert (after(CHECKED).wakes_at(), after(CHECKED, APPROVED).wakes_at()) == (None, starts(JANUARY))


def test_what_is_in_force_knows_its_edition() -> None:
    state = after(CHECKED, APPROVED, Begun(at=NOW), PutInForce(at=NOW, edition="sv1-new", of=0))

    assert (state.edition, state.is_ended) == ("sv1-new", False)
