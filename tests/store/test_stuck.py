"""What is stuck, why, and who can help, on both databases; what only waits is not in the list."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import update

from rules.commands import Hold, Override, Reassign, Release
from rules.entries import Dates
from rules.errors import RuleBroken
from rules.stuck import StillNeeded
from rules.troubles import Case, Trouble
from rules.working_time import Age
from store import holds, nominations, sittings
from store import tables as t
from store.engine import Database
from store.forecast import forecast
from store.nominations import EVERYTHING, Scope
from store.stuck.details import Line
from store.stuck.pages import Wanted, counts, overview, page
from tests.store.cases import (
    CLOSED_LIST,
    CLOSING,
    COUNCIL,
    MONDAY,
    OPENING,
    RULEBOOK,
    at,
    changed,
    hand_over,
    log,
    plan,
    stand,
    vote,
)
from tests.store.makers import make_grant, make_person, make_sitting
from tests.store.sat import opened

THURSDAY = at("2026-11-26T16:00")
"""The day before the deadline of what was logged on Monday (24/11 is a holiday); its first reminder has gone out."""

OVERDUE = at("2026-11-30T09:00")

STUCK = Wanted()


def stuck(
    db: Database,
    now: datetime = THURSDAY,
    wanted: Wanted = STUCK,
    scope: Scope = EVERYTHING,
    troubles: Collection[Case] = (),
    **how: Any,
) -> tuple[Line, ...]:
    with db.read() as conn:
        known = {one.id: one for one in troubles}
        return page(conn, RULEBOOK, scope, wanted, now=now, troubles=known, **how).lines


def causes(lines: Collection[Line]) -> dict[str, str]:
    return {line.id: line.cause for line in lines}


def leave(db: Database, person_id: str) -> None:
    with db.write() as conn:
        conn.execute(update(t.people).where(t.people.c.id == person_id).values(active_to=at("2026-11-22T12:00").date()))


def test_what_only_waits_is_not_stuck_until_the_rules_remind_of_it(house: Database) -> None:
    log(house)

    monday, thursday = stuck(house, MONDAY + timedelta(hours=1)), stuck(house)

    assert (causes(monday), causes(thursday)) == ({}, {"n-1": "person"})
    (line,) = thursday
    assert (line.unblocks, line.names) == (("binh",), {"binh": "Cán bộ binh"})
    assert (line.age, line.age_days, line.due_at) == (timedelta(hours=26), Fraction(52, 19), at("2026-11-27T17:00"))


def test_what_waits_is_listed_too_when_asked_for(house: Database) -> None:
    log(house)

    (line,) = stuck(house, MONDAY, Wanted(healthy=True))

    assert (line.id, line.cause, line.is_stuck) == ("n-1", "person", False)


def test_past_its_deadline_it_is_overdue(house: Database) -> None:
    log(house)

    (line,) = stuck(house, OVERDUE)

    assert (line.cause, line.unblocks) == ("overdue", ("binh",))


@pytest.mark.parametrize("cause", ["assignee", "office", "own deed"])
def test_nobody_who_could_act_is_seen_at_once(house: Database, cause: str) -> None:
    case = log(house, by="binh" if cause == "own deed" else "an")
    if cause == "assignee":
        with house.write() as conn:
            make_person(conn, "chi")
        case.ask(Reassign(by="head", to="chi", because="đi công tác"), MONDAY)
        hand_over(house, case)
        leave(house, "chi")
    elif cause == "office":
        leave(house, "binh")

    (line,) = stuck(house, MONDAY + timedelta(hours=1))

    assert line.cause == "decider_gone"
    assert set(line.unblocks) == ({"head", "binh"} if cause == "assignee" else {"head"})


def test_a_case_that_time_has_passed_over_is_a_fault_of_the_program(house: Database) -> None:
    log(house)

    (line,) = stuck(house, at("2026-12-02T09:00"))

    assert (line.cause, line.trouble) == ("technical", Trouble("late", since=at("2026-12-01T17:00")))


def test_what_temporal_reports_goes_before_everything_else(house: Database) -> None:
    log(house)
    failing = Trouble("activity", "project", MONDAY, 7, "OSError: disk")
    case = Case("n-1", "Nomination", "so-vang", "team", "team", MONDAY, failing)
    unknown = replace(case, id="n-9", trouble=Trouble("activity"))
    diverged = replace(case, id="n-1", trouble=Trouble("diverged"))

    assert causes(stuck(house, MONDAY, troubles=[case, unknown])) == {"n-1": "technical", "n-9": "unprojected"}
    assert causes(stuck(house, MONDAY, troubles=[diverged])) == {"n-1": "diverged"}


def test_a_nomination_before_a_council_waits_for_its_sitting(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        plan(conn)
        stand(conn, "n-2", council_unit_id="other-district")

    before, late = stuck(house, MONDAY), stuck(house, OPENING + timedelta(hours=1))

    assert causes(before) == {"n-2": "sitting"}  # nothing is planned for its council
    assert causes(late)["n-1"] == "sitting"
    assert {line.kind: line.cause for line in late if line.id.startswith("sitting/")} == {"sitting": "sitting"}


def test_who_owes_a_ballot_is_told_and_how_many_the_quorum_needs(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1", sitting_id="s")
        make_sitting(conn, members=COUNCIL, candidates=["n-1"], votes_close_at=CLOSING, period="2026-11")
        freeze(conn, "s", voted=["chair"])
        plan(conn, period="2026-12", votes_open_at=CLOSING + timedelta(days=30))

    early, late = stuck(house, OPENING), stuck(house, at("2026-12-07T08:00"))

    assert causes(early) == {}
    assert causes(late) == {"n-1": "ballot", "s": "ballot"}
    assert {(line.unblocks, line.more_for_quorum) for line in late} == {(("b", "c", "d", "e"), 3)}


def test_of_an_open_vote_the_votes_still_needed_are_told_and_by_whom_they_could_come(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2", programme=changed("unit-month", ballot="open"))
    with db.write() as conn:
        sittings.stand_aside(conn, sitting, sittings.Recusal("e", "n-2", "họ hàng", "e"))
    vote(db, sitting, {"n-1": 2, "n-2": 0}, voters=("chair", "b"))
    soon = at("2026-12-07T08:00")

    lines = {line.id: line for line in stuck(db, soon)}
    hidden = {line.id: line for line in stuck(db, soon, scope=Scope(frozenset(), "an"))}

    lacks = StillNeeded("n-1", 2, with_chair=False, people=("c", "d", "e"))
    lost = StillNeeded("n-2", None, with_chair=False, people=())
    assert {id_: line.still_needed for id_, line in lines.items()} == {
        "n-1": (lacks,), "n-2": (lost,), sitting: (lacks, lost),
    }  # fmt: skip
    assert {line.more_for_quorum for line in lines.values()} == {2}
    names = lines[sitting].names or {}
    assert {names[id_] for id_ in ("n-1", "n-2")} == {lines[id_].title for id_ in ("n-1", "n-2")}
    assert {line.still_needed for line in hidden.values()} <= {None}


def test_of_a_secret_vote_nothing_is_told_of_how_it_stands(db: Database) -> None:
    sitting = opened(db, "n-1")
    vote(db, sitting, {"n-1": 2}, voters=("chair", "b"))

    lines = stuck(db, at("2026-12-07T08:00"))

    assert {(line.id, line.still_needed, line.missing) for line in lines} == {
        (id_, None, ("c", "d", "e")) for id_ in ("n-1", sitting)
    }


def test_of_a_sitting_that_one_may_not_see_nobody_is_named(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1", sitting_id="s")
        make_sitting(conn, members=COUNCIL, candidates=["n-1"], votes_close_at=CLOSING, period="2026-11")
        freeze(conn, "s", voted=[])

    own = stuck(house, at("2026-12-07T08:00"), scope=Scope(frozenset(), "an"))

    assert [(line.id, line.cause, line.missing, line.unblocks, line.more_for_quorum) for line in own] == [
        ("n-1", "ballot", None, (), None)
    ]


def test_a_unit_that_has_nobody_owes_a_candidate_while_there_is_time(house: Database) -> None:
    with house.write() as conn:
        plan(conn)
        plan(conn, "department")
        stand(conn, "n-1", council_unit_id="department")

    early, soon = stuck(house, MONDAY), stuck(house, at("2026-11-30T08:00"))

    assert causes(early) == {}
    (line,) = soon
    assert (line.kind, line.unit_id, line.cause, line.unblocks) == ("obligation", "district", "candidate", ("head",))
    assert line.due_at == CLOSED_LIST


def test_a_silent_step_that_somebody_wants_passed_over_waits_for_a_second_person(house: Database) -> None:
    with house.write() as conn:
        make_person(conn, "head-2", "district")
        make_grant(conn, "head-2", "head", "district")
    case = log(house)
    case.ask(Override(by="head", outcome="recommended", because="im lặng"), OVERDUE)
    hand_over(house, case)

    (line,) = stuck(house, OVERDUE)

    assert (line.cause, line.asked_second_by, line.unblocks) == ("second_approval", "head", ("head-2",))


def test_a_held_one_is_on_hold_with_the_reason_of_the_last_hold(house: Database) -> None:
    case = log(house)
    for when, because in (("2026-11-23T10:00", "nhầm người"), ("2026-11-25T09:00", "có đơn tố cáo")):
        case.ask(Hold(by="head", because=because), at(when))
        if because == "nhầm người":
            case.ask(Release(by="head", because="đã rõ"), at(when) + timedelta(hours=1))
    hand_over(house, case)

    (line,) = stuck(house, THURSDAY)

    assert (line.cause, line.unblocks, line.due_at) == ("hold", ("head",), None)
    assert (line.held_at, line.held_because) == (at("2026-11-25T09:00"), "có đơn tố cáo")


def test_what_is_on_hold_is_never_overdue_and_nobody_is_reminded_of_it(house: Database) -> None:
    case = log(house)
    case.ask(Hold(by="head", because="có đơn tố cáo"), at("2026-11-25T09:00"))
    hand_over(house, case)
    weeks_later = at("2026-12-23T09:00")

    (line,) = stuck(house, weeks_later)
    with house.read() as conn:
        coming = forecast(conn, now=at("2026-11-25T09:00"), until=weeks_later, rulebook=RULEBOOK)
    case.ask(Release(by="head", because="không có cơ sở", dates=released(house, weeks_later)), weeks_later)
    hand_over(house, case)

    assert (line.cause, line.trouble, line.next_reminder_at, coming) == ("hold", None, None, ())
    assert causes(stuck(house, weeks_later)) == {}  # its time was given back
    with house.read() as conn:
        (message, *_) = forecast(conn, now=weeks_later, until=at("2026-12-28T17:00"), rulebook=RULEBOOK)
    assert (message.person_id, message.owed[0]["about"]) == ("binh", "n-1")


def released(database: Database, now: datetime) -> Dates | None:
    with database.read() as conn:
        return holds.released(conn, nominations.by_id(conn, "n-1"), now, RULEBOOK)


def test_pages_follow_each_other_and_filters_hold_together(house: Database) -> None:
    for number in range(5):
        log(house, f"n-{number}", when=MONDAY + timedelta(minutes=number))

    with house.read() as conn:
        first = page(conn, RULEBOOK, EVERYTHING, now=THURSDAY, size=3)
        rest = page(conn, RULEBOOK, EVERYTHING, now=THURSDAY, size=3, cursor=first.next)
        counted = counts(conn, RULEBOOK, EVERYTHING, now=THURSDAY)
        whole = overview(conn, RULEBOOK, EVERYTHING, now=THURSDAY, size=3)
        further = overview(
            conn, RULEBOOK, EVERYTHING, Wanted(causes={"person"}), now=THURSDAY, size=3, cursor=first.next
        )
        other = overview(conn, RULEBOOK, EVERYTHING, Wanted(causes={"overdue"}), now=THURSDAY, size=3)

    assert whole == (first, counted)
    assert further == (rest, counted)
    assert (other[0].lines, other[1]) == ((), counted)
    assert [line.id for line in (*first.lines, *rest.lines)] == [f"n-{number}" for number in range(5)]
    assert rest.next is None
    assert {cause: count for cause, count in counted.items() if count} == {"person": 5}
    assert causes(stuck(house, wanted=Wanted(causes={"overdue"}))) == {}
    assert causes(stuck(house, wanted=Wanted(stage="dossier"))) == {}
    assert causes(stuck(house, wanted=Wanted(unit_ids={"commune"}))) == {}
    assert len(stuck(house, wanted=Wanted(unit_ids={"team"}, over=Age.parse("2d")))) == 5
    assert len(stuck(house, wanted=Wanted(over=Age.parse("3d")))) == 0


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwgImIiLCAiYyJd", "WyJzdHVjayIsICIyMDI2LTExLTIzIiwgImEiXQ=="])
def test_a_cursor_of_another_list_is_refused(small_house: Database, cursor: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        stuck(small_house, cursor=cursor)

    assert refused.value.code == "bad_cursor"


def test_what_others_may_not_see_is_in_nobody_elses_list(house: Database) -> None:
    log(house)

    assert causes(stuck(house, scope=Scope(frozenset({"commune"}), "stranger"))) == {}
    assert causes(stuck(house, scope=Scope(frozenset({"team"})))) == {"n-1": "person"}


def freeze(conn: Any, sitting_id: str, voted: Collection[str]) -> None:
    """The stage as it stood when voting opened, and who has taken part since."""
    with_policy = RULEBOOK.at(conn, "so-vang", MONDAY).council("unit-month").model_dump(mode="json")
    conn.execute(update(t.sittings).where(t.sittings.c.id == sitting_id).values(policy=with_policy, opened_at=OPENING))
    r = t.roster.c
    conn.execute(
        update(t.roster).where(r.sitting_id == sitting_id, r.person_id.in_(voted)).values(has_voted_at=OPENING)
    )
