"""A sitting's decision wakes those only for whom something changed, and names the sitting and its event."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from rules.commands import FileDossier, Recommend
from rules.events import Step
from rules.programme import Programme
from store import tables as t
from store.engine import Database
from store.hearings import Hearing, hearings
from tests.store.cases import (
    OPENING,
    RULEBOOK,
    SO_VANG,
    Case,
    at,
    changed,
    close,
    hand_over,
    log,
    make_house,
    open_votes,
    plan,
    settle,
    vote,
    withdraw,
)

WEDNESDAY = at("2026-11-25T09:00")
JANUARY, FEBRUARY = at("2027-01-14T07:30"), at("2027-02-10T07:30")


def hear(database: Database, sitting_id: str) -> tuple[Hearing, ...]:
    with database.read() as conn:
        return hearings(conn, sitting_id, RULEBOOK)


def recommended(database: Database, id_: str = "n-1") -> Case:
    """A nomination whose workflow sleeps before the district's council."""
    case = log(database, id_)
    case.ask(Recommend(by="binh"), WEDNESDAY)
    hand_over(database, case)
    return case


def sit(
    database: Database, ayes: dict[str, int], when: datetime = OPENING, *, closes: bool = True, **where: Any
) -> str:
    """A sitting that has voted, and decided."""
    dated = {"candidates_close_at": when, "votes_close_at": when + timedelta(days=3)}
    with database.write() as conn:
        sitting = plan(conn, **dated, **where)
    open_votes(database, sitting, when=when)
    vote(database, sitting, ayes, when=when)
    if closes:
        close(database, sitting, when=when + timedelta(days=3))
    return sitting


def slept_through(database: Database) -> tuple[Case, str, str]:
    """A nomination that two councils selected while it slept."""
    case = recommended(database)
    month = sit(database, {"n-1": 5})
    return case, month, sit(database, {"n-1": 5}, JANUARY, stage="unit-quarter", period="2026-Q4")


def takes_note(database: Database, case: Case, sitting_id: str, when: datetime) -> Hearing:
    """The nomination's workflow hears and hands over that it has."""
    (hearing,) = hear(database, sitting_id)
    case.hear(hearing.steps, hearing.leads_to, when)
    hand_over(database, case)
    return hearing


def test_who_goes_on_to_another_council_or_sitting_is_left_asleep(house: Database) -> None:
    for id_ in ("n-selected", "n-again"):
        recommended(house, id_)

    sitting = sit(house, {"n-selected": 5, "n-again": 1})

    assert hear(house, sitting) == ()


def test_whose_way_ends_is_told_the_sitting_and_the_number_of_its_event(house: Database) -> None:
    recommended(house)
    with house.write() as conn:
        conn.execute(update(t.nominations).values(tries=1))

    sitting = sit(house, {"n-1": 1})

    step = Step(stage="unit-month", sitting_id=sitting, number=2, outcome="not_selected")
    assert hear(house, sitting) == (Hearing("n-1", (step,), "end"),)


def test_who_slept_through_a_council_hears_of_it_with_the_one_that_wakes(house: Database) -> None:
    _, month, quarter = slept_through(house)

    steps = (
        Step(stage="unit-month", sitting_id=month, number=2, outcome="selected"),
        Step(stage="unit-quarter", sitting_id=quarter, number=2, outcome="selected"),
    )
    assert (hear(house, quarter), hear(house, month)) == ((Hearing("n-1", steps, "dossier"),), ())


def test_it_may_be_asked_again_until_it_was_heard_and_then_no_more(house: Database) -> None:
    case, _, quarter = slept_through(house)
    before = hear(house, quarter)

    heard = takes_note(house, case, quarter, JANUARY + timedelta(days=4))

    assert (before, hear(house, quarter)) == ((heard,), ())


def test_of_what_was_heard_before_nothing_is_told_again(house: Database) -> None:
    case, _, quarter = slept_through(house)
    takes_note(house, case, quarter, JANUARY + timedelta(days=4))
    papers = ("submission letter", "minutes", "achievement report")
    case.ask(FileDossier(by="secretary", documents=papers), JANUARY + timedelta(days=5))
    hand_over(house, case)

    province = sit(house, {"n-1": 5}, FEBRUARY, unit_id="province", stage="province", period="2026-Q4")

    (told,) = hear(house, province)
    assert ([step.sitting_id for step in told.steps], told.leads_to) == ([province], "record")


def test_an_end_is_told_until_it_was_heard(house: Database) -> None:
    case = recommended(house)
    with house.write() as conn:
        conn.execute(update(t.nominations).values(tries=1))
    sitting = sit(house, {"n-1": 1})

    takes_note(house, case, sitting, OPENING + timedelta(days=4))

    assert hear(house, sitting) == ()


def test_who_withdrew_while_the_council_voted_is_told_nothing(house: Database) -> None:
    recommended(house)
    sitting = sit(house, {"n-1": 5}, closes=False)
    with house.write() as conn:
        withdraw(conn, "n-1")

    close(house, sitting)

    assert hear(house, sitting) == ()


def test_before_anything_is_decided_nobody_is_told(house: Database) -> None:
    recommended(house)
    with house.write() as conn:
        planned = plan(conn, "department")

    assert (hear(house, planned), hear(house, sit(house, {"n-1": 5}, closes=False))) == ((), ())


def with_one_place() -> Programme:
    """One is taken a month; who waits is selected or ends when results are published, and goes to the dossier."""
    return changed(
        "unit-month",
        SO_VANG,
        select={"at_most": "1", "rank_by": ["ayes"], "on_tie_at_limit": "run-off"},
        not_selected="ends",
        not_selected_but_passed="waiting list until results are published",
        results_published="5 working days after voting closes",
        leads_to={"selected": "dossier", "not_selected": "end", "no_quorum": "next sitting"},
    )


def test_who_waits_is_told_when_the_waiting_list_ends_and_nobody_else_is_woken_then(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_one_place())
    cases = {id_: recommended(db, id_) for id_ in ("n-1", "n-2")}
    sitting = sit(db, {"n-1": 5, "n-2": 4})
    first = takes_note(db, cases["n-1"], sitting, OPENING + timedelta(days=4))

    settle(db, sitting)

    step = Step(stage="unit-month", sitting_id=sitting, number=3, outcome="not_selected")
    assert (first.nomination_id, first.leads_to) == ("n-1", "dossier")
    assert hear(db, sitting) == (Hearing("n-2", (step,), "end"),)


def test_of_a_run_off_only_the_last_word_is_told(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_one_place())
    for id_ in ("n-1", "n-2"):
        recommended(db, id_)
    sitting = sit(db, {"n-1": 5, "n-2": 5})
    between = hear(db, sitting)
    vote(db, sitting, {"n-1": 1, "n-2": 2})
    close(db, sitting, 2)

    (told,) = hear(db, sitting)

    step = Step(stage="unit-month", sitting_id=sitting, number=3, outcome="selected")
    assert (between, told) == ((), Hearing("n-2", (step,), "dossier"))
