"""Votes open: rules, roster, recusals and candidates are frozen once, however often it is asked for."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from rules.errors import RuleBroken
from store import instance, sittings
from store import tables as t
from store.engine import Database
from store.errors import WrongEpoch
from store.rulebook import adopt
from store.voting import Opening, open_voting
from tests.store.cases import (
    CLOSED_LIST,
    CLOSING,
    MONDAY,
    OPENING,
    RULEBOOK,
    at,
    changed,
    close,
    everything,
    make_house,
    make_seat,
    open_votes,
    plan,
    stand,
    vote,
    withdraw,
)
from tests.store.makers import MASTER, TODAY, make_person

BEFORE = date(2026, 11, 30)  # the day before the votes open


def candidates(database: Database, sitting_id: str) -> list[str]:
    with database.read() as conn:
        return [one.nomination_id for one in sittings.standings(conn, sitting_id)]


def roster(database: Database, sitting_id: str) -> list[tuple[str, str]]:
    with database.read() as conn:
        return [(member.person_id, member.post) for member in sittings.roster(conn, sitting_id)]


def events(database: Database, sitting_id: str) -> list[str]:
    e = t.events.c
    with database.read() as conn:
        return list(conn.execute(select(e.kind).where(e.stream == sitting_id).order_by(e.number)).scalars())


def test_what_stands_before_a_council_when_its_list_closes_are_its_candidates(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-second", logged_at=MONDAY + timedelta(hours=1))
        stand(conn, "n-first")
        stand(conn, "n-last", stage_since=CLOSED_LIST, logged_at=CLOSED_LIST)
        stand(conn, "n-late", stage_since=CLOSED_LIST + timedelta(seconds=1))
        stand(conn, "n-elsewhere", council_unit_id="other-district")
        stand(conn, "n-earlier-stage", stage="team")
        stand(conn, "n-of-others", programme="monthly-flags")
        withdraw(conn, stand(conn, "n-withdrawn"))
        sitting = plan(conn)

    (opened,) = open_votes(house, sitting)

    assert candidates(house, sitting) == ["n-first", "n-second", "n-last"]
    assert (opened.candidates, opened.members, opened.closes_at) == (3, 5, CLOSING)
    assert events(house, sitting) == ["voting_opened"]


def test_opening_again_changes_nothing_and_has_the_same_answer(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        full, empty = plan(conn), plan(conn, "department")
    first = open_votes(house, full, empty)
    with house.write() as conn:
        stand(conn, "n-2")
    before = everything(house)

    again = open_votes(house, full, empty, when=OPENING + timedelta(hours=2))

    assert again == first
    assert everything(house) == before


def test_a_sitting_that_comes_twice_in_a_batch_opens_once(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn)

    one, two = open_votes(house, sitting, sitting)

    assert (one, events(house, sitting)) == (two, ["voting_opened"])


def test_the_roster_is_frozen_when_the_vote_opens(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        make_person(conn, "newcomer", "district")
        conn.execute(update(t.seats).where(t.seats.c.id == "district.council/e").values(valid_to=BEFORE))
        conn.execute(update(t.people).where(t.people.c.id == "d").values(active_to=BEFORE))
        sitting = plan(conn)
    open_votes(house, sitting)

    with house.write() as conn:
        make_seat(conn, "district", "newcomer")

    assert roster(house, sitting) == [("chair", "chair"), ("b", "member"), ("c", "member")]


def test_who_sits_without_a_vote_is_on_the_roster_but_is_no_member(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        make_seat(conn, "district", "secretary", post="secretary", voting=False)
        sitting = plan(conn)

    (opened,) = open_votes(house, sitting)

    assert (opened.members, ("secretary", "secretary") in roster(house, sitting)) == (5, True)


@pytest.mark.parametrize(
    ("tie", "changes"),
    [
        ("author", {"author_id": "b"}),
        ("honoured", {"honoured": ["an", "b"]}),
        ("recommender", {"recommender_id": "b"}),
    ],
)
def test_whom_the_rules_tie_to_a_candidate_stands_aside(house: Database, tie: str, changes: dict[str, object]) -> None:
    with house.write() as conn:
        stand(conn, "n-tied", **changes)
        stand(conn, "n-free")
        sitting = plan(conn)

    open_votes(house, sitting)

    with house.read() as conn:
        assert sittings.recusals(conn, sitting) == (sittings.Recusal("b", "n-tied", tie, "rules"),)


def test_of_several_ties_the_first_that_the_rules_name_is_told(small_house: Database) -> None:
    with small_house.write() as conn:
        stand(conn, "n-1", author_id="b", honoured=["b", "c"], recommender_id="c")
        sitting = plan(conn)

    open_votes(small_house, sitting)

    with small_house.read() as conn:
        found = [(one.person_id, one.reason) for one in sittings.recusals(conn, sitting)]
    assert found == [("b", "author"), ("c", "honoured")]


def test_a_tie_that_the_rules_do_not_name_is_none(sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_house(conn, changed("unit-month", stands_aside=["author"]))
        stand(conn, "n-1", honoured=["an", "b"])
        sitting = plan(conn)

    open_votes(sqlite_db, sitting)

    with sqlite_db.read() as conn:
        assert sittings.recusals(conn, sitting) == ()


def test_the_rules_of_the_opening_hold_whatever_is_adopted_later(small_house: Database) -> None:
    with small_house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn)
    (opened,) = open_votes(small_house, sitting)

    with small_house.write() as conn:
        adopt(
            conn, changed("unit-month", since=date(2026, 12, 1), passes_with="at least 1/2 of members"), OPENING, by="t"
        )
    vote(small_house, sitting, {"n-1": 3})

    assert (opened.edition, close(small_house, sitting).selected) == (open_votes(small_house, sitting)[0].edition, 0)


@pytest.mark.parametrize(
    ("opens", "is_newer"),
    [
        pytest.param("2026-11-30T23:59", False, id="the last minute of the day before, in Hanoi"),
        pytest.param("2026-12-01T00:00", True, id="the first minute, though it is the day before in London"),
        pytest.param("2026-12-01T07:30", True, id="in the morning"),
    ],
)
def test_rules_begin_with_the_day_on_the_programmes_own_wall(small_house: Database, opens: str, is_newer: bool) -> None:
    with small_house.write() as conn:
        newer = adopt(
            conn, changed("unit-month", since=date(2026, 12, 1), quorum="at least 1/2 of members"), MONDAY, by="t"
        )
        sitting = plan(conn)

    (opened,) = open_votes(small_house, sitting, when=at(opens))

    assert (opened.edition == newer) is is_newer


def test_two_sittings_of_one_day_in_london_may_open_under_two_editions(small_house: Database) -> None:
    with small_house.write() as conn:
        newer = adopt(
            conn, changed("unit-month", since=date(2026, 12, 1), quorum="at least 1/2 of members"), MONDAY, by="t"
        )
        early, late = plan(conn), plan(conn, "department")
        epoch = instance.epoch(conn)

    with small_house.write() as conn:
        openings = [Opening(early, at("2026-11-30T23:00"), epoch), Opening(late, at("2026-12-01T01:00"), epoch)]
        opened = open_voting(conn, openings, rulebook=RULEBOOK, master=MASTER)

    assert [one.edition == newer for one in opened] == [False, True]


def test_nobody_to_vote_on_is_noted_and_whoever_must_see_to_it_reminded_at_that_instant(house: Database) -> None:
    with house.write() as conn:
        one, two = plan(conn), plan(conn, "department")
        epoch = instance.epoch(conn)

    with house.write() as conn:
        openings = [Opening(one, OPENING, epoch), Opening(two, OPENING + timedelta(seconds=9), epoch)]
        opened = open_voting(conn, openings, rulebook=RULEBOOK, master=MASTER)

    r, s = t.reminders.c, t.sittings.c
    with house.read() as conn:
        reminded = conn.execute(select(r.about, r.obligation, r.role, r.unit_id, r.at).order_by(r.at)).all()
        states = set(conn.execute(select(s.status)).scalars())
    assert [(answer.candidates, answer.closes_at) for answer in opened] == [(0, None)] * 2
    assert reminded == [
        (one, "none_nominated", "head", "district", OPENING),
        (two, "none_nominated", "head", "department", OPENING + timedelta(seconds=9)),
    ]
    assert (states, events(house, one)) == ({"none"}, ["none_nominated"])


@pytest.mark.parametrize(
    ("clause", "whom"),
    [
        ("report none", []),
        ("report none, remind the secretary of the unit", [("secretary", "district")]),
        ("report none, remind the standing office of the province", [("standing_office", "province")]),
    ],
)
def test_of_an_empty_sitting_only_those_are_reminded_whom_the_rules_name(
    sqlite_db: Database, clause: str, whom: list[tuple[str, str]]
) -> None:
    with sqlite_db.write() as conn:
        make_house(conn, changed("unit-month", if_none=clause))
        sitting = plan(conn)

    open_votes(sqlite_db, sitting)

    with sqlite_db.read() as conn:
        assert conn.execute(select(t.reminders.c.role, t.reminders.c.unit_id)).all() == whom


def test_a_sitting_of_another_time_is_refused_and_nothing_is_written(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn)
    before = everything(house)

    with pytest.raises(WrongEpoch):
        open_votes(house, sitting, epoch="before-the-restore")

    assert everything(house) == before


def test_a_sitting_that_there_is_not_is_unknown(small_house: Database) -> None:
    with pytest.raises(RuleBroken) as refused:
        open_votes(small_house, "sitting/so-vang/unit-month/nowhere/2026-11")

    assert refused.value.code == "unknown_sitting"


def test_without_rules_no_vote_opens(small_house: Database) -> None:
    with small_house.write() as conn:
        sitting = plan(conn, programme="monthly-flags")

    with pytest.raises(RuleBroken) as refused:
        open_votes(small_house, sitting)

    assert refused.value.code == "no_rules"


# ── a nomination stands before one council at a time ──


def test_what_another_vote_still_holds_is_not_taken_by_the_next_sitting(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        november = plan(conn)
        december = plan(conn, period="2026-12", candidates_close_at=at("2026-12-31T17:00"))
    open_votes(house, november)

    open_votes(house, december, when=at("2027-01-04T07:30"))

    assert (candidates(house, november), candidates(house, december)) == (["n-1"], [])


def test_what_was_not_decided_for_want_of_a_quorum_stands_before_the_next_sitting(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        november = plan(conn)
        december = plan(conn, period="2026-12", candidates_close_at=at("2026-12-31T17:00"))
    open_votes(house, november)
    close(house, november)

    open_votes(house, december, when=at("2027-01-04T07:30"))

    assert candidates(house, december) == ["n-1"]


def test_a_waiting_list_holds_whom_it_has(sqlite_db: Database) -> None:
    select_one = {"at_most": "1", "rank_by": ["ayes", "earlier log"], "on_tie_at_limit": "stated order"}
    with sqlite_db.write() as conn:
        make_house(conn, changed("province", select=select_one))
        for id_ in ("n-1", "n-2"):
            stand(conn, id_, stage="province", council_unit_id="province")
        fourth = plan(conn, "province", "province", "2026-Q4")
        first = plan(conn, "province", "province", "2027-Q1", candidates_close_at=at("2027-01-30T17:00"))
    open_votes(sqlite_db, fourth)
    vote(sqlite_db, fourth, {"n-1": 5, "n-2": 5})
    waiting = close(sqlite_db, fourth).waiting

    open_votes(sqlite_db, first, when=at("2027-02-01T07:30"))

    assert (waiting, candidates(sqlite_db, first)) == (1, [])


def test_a_vote_that_opens_holds_the_instants_it_was_moved_to(small_house: Database) -> None:
    later = CLOSING + timedelta(days=1)
    with small_house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn, votes_close_at=later)

    (opened,) = open_votes(small_house, sitting)

    assert (opened.closes_at, opened.published_at) == (later, CLOSING + timedelta(days=7))


def test_a_council_without_members_opens_and_decides_nothing(small_house: Database) -> None:
    with small_house.write() as conn:
        conn.execute(update(t.seats).values(valid_to=TODAY - timedelta(days=400)))
        stand(conn, "n-1")
        sitting = plan(conn)

    (opened,) = open_votes(small_house, sitting)
    closed = close(small_house, sitting)

    assert (opened.members, closed.no_quorum, isinstance(opened.closes_at, datetime)) == (0, 1, True)
