"""Reminders follow what is owed now: planned, given up, revived, each once; messages go to those it concerns."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from rules.commands import Adopt, Amend, Decline, Extend, Override, Reassign, Recommend, Return, Withdraw
from rules.deeds import Deed
from rules.events import Step
from store import notices, reminders
from store import tables as t
from store.engine import Database
from store.obligations import NOMINATE, owed
from store.planning import DELEGATED, DONE, MOVED, WITHDRAWN, GivenUp, Reminder, Whom, give_up
from store.planning import plan as plan_reminders
from store.reminders import Done
from tests.store.cases import (
    COUNCIL,
    MONDAY,
    OPENING,
    RULEBOOK,
    Case,
    at,
    close,
    hand_over,
    log,
    make_house,
    open_votes,
    plan,
    stand,
    vote,
)
from tests.store.makers import make_grant, make_person

# The 24th of November is a holiday of 2026.
DUE = at("2026-11-27T17:00")
ESCALATES = at("2026-12-01T17:00")
LADDER = [at(f"2026-{day}T07:30") for day in ("11-26", "11-27", "11-30", "12-01", "12-02")]
WEDNESDAY = at("2026-11-25T09:00")


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.write() as conn:
        make_house(conn)
    return sqlite_db


def planned(database: Database, about: str | None = "n-1", **where: Any) -> list[tuple[str, str, datetime]]:
    """(kind, whom, instant) of what is planned, by instant."""
    r = t.reminders.c
    found = select(r.kind, r.role, r.unit_id, r.person_id, r.at).where(r.state == where.get("state", "planned"))
    with database.read() as conn:
        rows = conn.execute(found.where(r.about == about).order_by(r.at, r.kind)).all()
    return [(row.kind, str(Whom(row.role, row.unit_id, row.person_id)), row.at) for row in rows]


def given_up(database: Database, about: str = "n-1") -> set[str]:
    r = t.reminders.c
    with database.read() as conn:
        return set(conn.execute(select(r.because).where(r.about == about, r.state == "suppressed")).scalars())


def told(database: Database) -> list[tuple[str, str]]:
    o = t.outbox.c
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(select(o.to_person_id, o.kind).order_by(o.id))]


def sweep(database: Database, now: datetime) -> Done:
    with database.write() as conn:
        return reminders.send_due(conn, now=now, on=now.date(), rulebook=RULEBOOK)


def test_whoever_leads_the_team_is_reminded_as_the_rules_say_and_then_the_superior(house: Database) -> None:
    case = log(house)

    assert case.entry.due_at == DUE
    assert planned(house) == [
        ("first", "leader@team", LADDER[0]),
        ("next", "leader@team", LADDER[1]),
        ("next", "leader@team", LADDER[2]),
        ("next", "leader@team", LADDER[3]),
        ("escalate", "head@district", ESCALATES),
        ("escalated", "leader@team", ESCALATES),
        ("final", "leader@team", LADDER[4]),
    ]


def test_of_an_act_that_is_done_nobody_is_reminded(house: Database) -> None:
    case = log(house)

    case.ask(Recommend(by="binh"), WEDNESDAY)
    hand_over(house, case)

    assert (planned(house), given_up(house)) == ([], {MOVED})


def test_of_a_way_that_is_over_nobody_is_reminded(house: Database) -> None:
    case = log(house)

    case.ask(Withdraw(by="an"), WEDNESDAY)
    hand_over(house, case)

    assert (planned(house), given_up(house)) == ([], {WITHDRAWN})


def test_who_may_be_the_second_to_pass_a_silent_step_over_is_asked_at_once_and_again_until_somebody_decides(
    house: Database,
) -> None:
    with house.write() as conn:
        make_person(conn, "head-2", "district")
        make_grant(conn, "head-2", "head", "district")
    case, overdue, next_day = log(house), at("2026-12-03T09:00"), at("2026-12-04T17:00")
    case.ask(Override(by="head", outcome="recommended", because="im lặng"), overdue)
    hand_over(house, case)

    asked = [one for one in planned(house) if one[1] == "head-2"]
    first = sweep(house, overdue)
    case.ask(Override(by="head-2", outcome="recommended", because="đồng ý"), overdue + timedelta(hours=1))
    hand_over(house, case)

    assert asked == [("first", "head-2", overdue), ("final", "head-2", next_day)]
    assert first.queued == 1
    assert [one for one in planned(house) if one[1] == "head-2"] == []
    assert sweep(house, next_day).queued == 0


def test_a_returned_deed_reminds_its_author(house: Database) -> None:
    case = log(house)

    case.ask(Return(by="binh", because="thiếu ảnh"), WEDNESDAY)
    hand_over(house, case)

    due = case.entry.due_at
    assert due == at("2026-12-09T17:00")
    assert planned(house) == [
        ("first", "an", at("2026-12-04T07:30")),
        ("final", "an", at("2026-12-09T07:30")),
    ]


def test_whoever_is_asked_by_name_is_reminded_in_place_of_the_office(house: Database) -> None:
    case = log(house)

    case.ask(Reassign(by="head", to="chi", because="nghỉ phép"), WEDNESDAY)
    hand_over(house, case)

    assert {whom for _, whom, _ in planned(house)} == {"chi", "head@district"}


def test_of_a_ladder_only_what_is_still_to_come_is_planned(house: Database) -> None:
    case = log(house)

    case.ask(Reassign(by="head", to="chi", because="nghỉ phép"), at("2026-12-01T07:30"))
    hand_over(house, case)

    assert ("first", "chi", LADDER[4]) in planned(house)
    assert given_up(house) == {DELEGATED}


def test_a_deadline_that_moves_takes_its_reminders_along(house: Database) -> None:
    case = log(house)

    case.ask(Extend(by="head", until=DUE + timedelta(days=7), because="đi công tác"), WEDNESDAY)
    hand_over(house, case)

    week = timedelta(days=7)
    assert {instant for _, _, instant in planned(house)} >= {one + week for one in LADDER[:4]} | {ESCALATES + week}
    assert {instant for _, _, instant in planned(house)}.isdisjoint({*LADDER, ESCALATES})


def test_reminders_come_back_to_life_when_the_deadline_moves_back(house: Database) -> None:
    case = log(house)
    terms, before = case.entry, planned(house)
    case.ask(Extend(by="head", until=DUE + timedelta(days=7), because="đi công tác"), WEDNESDAY)
    hand_over(house, case)

    case.ask(Adopt(by="head", entry=terms, because="về sớm"), WEDNESDAY)
    hand_over(house, case)

    assert planned(house) == before


def test_the_superior_is_told_of_an_escalation_that_happened_at_its_very_instant(house: Database) -> None:
    case = log(house)

    case.elapse(ESCALATES + timedelta(milliseconds=30))
    hand_over(house, case)

    done = sweep(house, ESCALATES + timedelta(seconds=30))

    assert ("escalate", "head@district", ESCALATES) in planned(house, state="sent")
    assert (done.suppressed, ("head", "reminders_urgent") in told(house)) == (0, True)


def test_the_superior_is_told_of_an_escalation_once(house: Database) -> None:
    case = log(house)
    case.elapse(ESCALATES)
    hand_over(house, case)
    sweep(house, ESCALATES + timedelta(seconds=30))

    case.ask(Reassign(by="head", to="chi", because="nghỉ phép"), ESCALATES + timedelta(minutes=2))
    hand_over(house, case)

    assert "escalate" not in {kind for kind, _, _ in planned(house)}


def test_a_reminder_that_was_sent_is_not_planned_again(house: Database) -> None:
    with house.write() as conn:
        one = Reminder("n-1", "review", "first", Whom(person_id="binh"), MONDAY)
        plan_reminders(conn, [one])
    sweep(house, MONDAY + timedelta(minutes=1))

    with house.write() as conn:
        plan_reminders(conn, [one])

    assert (planned(house), len(planned(house, state="suppressed") + planned(house, state="sent"))) == ([], 1)


def test_only_what_is_planned_about_these_is_given_up(house: Database) -> None:
    with house.write() as conn:
        for about in ("n-1", "n-2"):
            plan_reminders(conn, [Reminder(about, "review", "first", Whom(person_id="binh"), DUE)])

        give_up(conn, [GivenUp("n-1", DONE, MONDAY)])

    assert (planned(house, "n-1"), planned(house, "n-2")) == ([], [("first", "binh", DUE)])


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        pytest.param(Return(by="binh", because="thiếu ảnh"), "returned", id="returned"),
        pytest.param(Decline(by="binh", because="việc thường xuyên"), "declined", id="declined"),
    ],
)
def test_an_author_is_told_once_what_was_done_with_her_deed(house: Database, command: Any, kind: str) -> None:
    case = log(house)
    case.ask(command, WEDNESDAY)
    again = Case("n-1", case.epoch, list(case.events), case.state, case.projected)
    hand_over(house, case)

    hand_over(house, again)

    assert told(house) == [("an", kind)]


def test_a_deed_that_is_returned_twice_is_told_of_twice(house: Database) -> None:
    case = log(house)
    deed = Deed(title="Tìm người lạc", done_on=MONDAY.date(), honoured=("an",))
    for days in (0, 2):
        case.ask(Return(by="binh", because="thiếu ảnh"), WEDNESDAY + timedelta(days=days))
        hand_over(house, case)
        case.ask(Amend(by="an", deed=deed), WEDNESDAY + timedelta(days=days, hours=1))
        hand_over(house, case)

    assert told(house) == [("an", "returned")] * 2


def test_a_rehearsal_tells_nobody_of_what_is_past(house: Database) -> None:
    case = log(house)
    case.ask(Return(by="binh", because="thiếu ảnh"), WEDNESDAY)
    hand_over(house, case)

    with house.write() as conn:
        notices.silence(conn, "rehearsal", at("2026-12-05T00:00"))

    with house.read() as conn:
        assert conn.execute(select(t.outbox.c.state)).scalars().all() == ["suppressed"]
    assert [instant for _, _, instant in planned(house)] == [at("2026-12-09T07:30")]


# ── what is planned is what is owed ──


def obligations(database: Database) -> list[tuple[str, bool]]:
    """What is planned about anything, and whether it is owed."""
    r = t.reminders.c
    with database.read() as conn:
        rows = conn.execute(select(r.id, r.about, r.obligation, r.person_id).where(r.state == "planned")).all()
        still = owed(conn, rows)
    return sorted({(row.obligation, row.id in still) for row in rows})


def test_every_reminder_of_a_nomination_is_owed_while_it_stands_there(house: Database) -> None:
    log(house, "n-1")
    returned, heard = log(house, "n-2"), log(house, "n-3")
    returned.ask(Return(by="binh", because="thiếu ảnh"), WEDNESDAY)
    heard.ask(Recommend(by="binh"), WEDNESDAY)
    hand_over(house, returned, heard)
    with house.write() as conn:  # as the council writes before it speaks
        conn.execute(t.nominations.update().where(t.nominations.c.id == "n-3").values(stage="dossier", entry=None))
    step = Step(stage="unit-quarter", sitting_id="s", number=3, outcome="selected")
    heard.hear((step,), "dossier", WEDNESDAY)
    hand_over(house, heard)

    assert obligations(house) == [("dossier", True), ("log", True), ("review", True)]


def test_a_unit_owes_a_candidate_until_it_has_one_or_the_list_is_closed(house: Database) -> None:
    with house.write() as conn:
        full, empty = plan(conn), plan(conn, "department")
        for sitting in (full, empty):
            plan_reminders(conn, [Reminder(sitting, NOMINATE, "first", Whom("head", "district"), DUE)])
    before = obligations(house)
    with house.write() as conn:
        stand(conn, "n-1")
    between = obligations(house)

    open_votes(house, full, empty)

    assert (before, between) == ([("nominate", True)], [("nominate", False), ("nominate", True)])
    assert given_up(house, full) == given_up(house, empty) == {DONE}


def test_every_reminder_of_a_sitting_is_owed_until_the_act(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        full, empty = plan(conn), plan(conn, "department")
    open_votes(house, full, empty)
    before = obligations(house)

    vote(house, full, {"n-1": 5})
    after = obligations(house)

    assert before == [("ballot/1", True), ("none_nominated", True)]
    assert after == [("ballot/1", False), ("none_nominated", True)]


def test_every_voter_is_reminded_of_an_open_vote(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn)

    open_votes(house, sitting)

    assert sorted(planned(house, sitting)) == sorted(
        [
            ("escalate", "secretary@district", at("2026-12-08T13:00")),
            *(
                (kind, member, instant)
                for member in COUNCIL
                for kind, instant in (
                    ("first", at("2026-12-07T07:30")),
                    ("final", at("2026-12-08T07:30")),
                    ("escalated", at("2026-12-08T13:00")),
                )
            ),
        ]
    )


def test_members_are_called_to_a_vote_once_and_authors_told_of_the_decision_once(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn)
    for _ in range(2):
        open_votes(house, sitting)
    vote(house, sitting, {"n-1": 5})
    for _ in range(2):
        close(house, sitting)

    assert told(house) == [*((member, "vote_open") for member in ("b", "c", "chair", "d", "e")), ("an", "selected")]
    assert given_up(house, sitting) == {DONE}


def test_messages_carry_the_instant_of_what_they_tell(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn)
    open_votes(house, sitting)

    with house.read() as conn:
        created = set(conn.execute(select(t.outbox.c.created_at, t.outbox.c.about)).all())
    assert created == {(OPENING, sitting)}
