"""A vote closes: counted from sealed ballots and decided once; who is selected moves on and stands in the book."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rules.errors import RuleBroken
from store import ballots, sittings
from store import tables as t
from store.closing import Closed
from store.engine import Database
from store.errors import SpoiledBallot, WrongEpoch
from tests.store.cases import (
    CLOSING,
    COUNCIL,
    MONDAY,
    OPENING,
    changed,
    close,
    everything,
    make_seat,
    open_votes,
    plan,
    stand,
    vote,
    withdraw,
)
from tests.store.makers import key_of, make_person
from tests.store.sat import book, opened, standings, stands, told


def test_ballots_are_counted_and_every_outcome_says_why(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    with db.write() as conn:
        for person_id, one, two in (("chair", "aye", "no"), ("b", "aye", "no"), ("c", "aye", "abstention")):
            choices: dict[str, ballots.Choice] = {"n-1": one, "n-2": two}
            ballots.cast(conn, sitting, person_id, choices, mode="present", now=OPENING)
        sittings.stand_aside(conn, sitting, sittings.Recusal("d", "n-1", "họ hàng", "d"))
        ballots.cast(conn, sitting, "d", {"n-2": "no"}, mode="written", now=OPENING)
        ballots.cast(conn, sitting, "e", {"n-1": "aye"}, mode="present", now=OPENING)

    close(db, sitting)

    counted = standings(
        db, sitting, "nomination_id", "ayes", "noes", "abstentions", "recused", "base", "needed", "outcome"
    )
    assert counted == [("n-1", 4, 0, 0, 1, 4, 4, "selected"), ("n-2", 0, 3, 1, 0, 5, 4, "again")]
    assert [because[-1][0] for (because,) in standings(db, sitting, "because")] == ["selected", "did_not_pass"]


def test_the_selected_move_on_and_stand_in_the_units_book_in_order_of_rank(db: Database) -> None:
    sitting = opened(db, "n-third", "n-first", "n-second")
    vote(db, sitting, {"n-third": 4, "n-first": 5, "n-second": 5})

    closed = close(db, sitting)

    e = t.entries.c
    with db.read() as conn:
        lines = conn.execute(
            select(e.book, e.year, e.document, e.decision_no, e.recorded_at, e.sitting_id).order_by(e.number)
        ).all()
    assert closed == Closed(selected=3, waiting=0, not_selected=0, no_quorum=0)
    assert book(db) == [(1, "n-first"), (2, "n-second"), (3, "n-third")]
    assert lines[0] == ("unit", 2026, "recognition-decision", "1/QĐ-CNVT", CLOSING, sitting)
    assert stands(db) == dict.fromkeys(["n-first", "n-second", "n-third"], ("unit-quarter", "open", "selected"))
    assert set(stands(db, "stage_since", "council_unit_id").values()) == {(CLOSING, "district")}


def written_down(database: Database, sitting: str) -> dict[tuple[int, str], dict[str, str]]:
    with database.read() as conn:
        return ballots.written_down(conn, sitting)


def test_who_voted_how_is_written_down_where_the_vote_is_open(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2", programme=changed("unit-month", ballot="open"))
    with db.write() as conn:
        sittings.stand_aside(conn, sitting, sittings.Recusal("e", "n-2", "họ hàng", "e"))
    vote(db, sitting, {"n-1": 1, "n-2": 0}, voters=("chair", "b", "e"))
    with db.write() as conn:  # of a row that somebody else has altered the sealed ballots know nothing
        conn.execute(t.open_votes.update().where(t.open_votes.c.person_id == "b").values(choice="aye"))

    close(db, sitting)
    close(db, sitting)

    assert written_down(db, sitting) == {
        (1, "n-1"): {"b": "no", "chair": "aye", "e": "no"},
        (1, "n-2"): {"b": "no", "chair": "no"},
    }


def test_nothing_is_written_down_where_the_vote_is_secret(db: Database) -> None:
    sitting = opened(db, "n-1")
    vote(db, sitting, {"n-1": 5})

    close(db, sitting)

    assert written_down(db, sitting) == {}


def test_what_a_member_says_in_an_open_vote_is_known_at_once_and_changes_with_her_ballot(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2", programme=changed("unit-month", ballot="open"))
    vote(db, sitting, {"n-1": 1, "n-2": 0}, voters=("chair", "b"))
    vote(db, sitting, {"n-2": 1}, voters=("b",))

    assert written_down(db, sitting) == {(1, "n-1"): {"chair": "aye"}, (1, "n-2"): {"b": "aye", "chair": "no"}}


def test_an_open_vote_is_not_written_down_for_good_before_its_closing(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1", programme=changed("unit-month", ballot="open"))

    with pytest.raises(RuleBroken) as refused, sqlite_db.write() as conn:
        ballots.write_down(conn, sitting, 1, key_of(sitting))

    assert refused.value.code == "still_open"


def test_numbers_go_on_without_a_gap_from_sitting_to_sitting(db: Database) -> None:
    november = opened(db, "n-1", "n-2", "n-3")
    vote(db, november, {"n-1": 5, "n-2": 0, "n-3": 5})
    close(db, november)
    with db.write() as conn:
        stand(conn, "n-4", logged_at=OPENING)
        december = plan(conn, period="2026-12")
    open_votes(db, december)
    vote(db, december, {"n-4": 5, "n-2": 5})
    close(db, december)

    assert book(db) == [(1, "n-1"), (2, "n-3"), (3, "n-2"), (4, "n-4")]


def test_closing_again_changes_nothing_and_has_the_same_answer(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    vote(db, sitting, {"n-1": 5, "n-2": 1})
    first = close(db, sitting)
    before = everything(db)

    again = close(db, sitting, when=CLOSING + timedelta(hours=3))

    assert again == first
    assert everything(db) == before


def test_what_was_not_selected_is_considered_once_more_and_then_ends(db: Database) -> None:
    november = opened(db, "n-1")
    vote(db, november, {"n-1": 3})
    first = close(db, november)
    between = stands(db, "stage", "status", "outcome", "tries")
    with db.write() as conn:
        december = plan(conn, period="2026-12")
    open_votes(db, december)
    vote(db, december, {"n-1": 3})

    second = close(db, december)

    assert (first.not_selected, second.not_selected) == (1, 1)
    assert between == {"n-1": ("unit-month", "open", "again", 1)}
    assert stands(db) == {"n-1": ("end", "ended", "not_selected")}


def test_without_a_quorum_a_nomination_stays_and_loses_no_try(db: Database) -> None:
    sitting = opened(db, "n-1")
    vote(db, sitting, {"n-1": 3}, voters=COUNCIL[:3])

    closed = close(db, sitting)

    assert closed == Closed(selected=0, waiting=0, not_selected=0, no_quorum=1)
    assert stands(db, "stage", "status", "outcome", "tries") == {"n-1": ("unit-month", "open", "no_quorum", 0)}


def test_who_withdrew_while_the_council_voted_stays_where_it_is_and_is_told_nothing(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    vote(db, sitting, {"n-1": 5, "n-2": 5})
    with db.write() as conn:
        withdraw(conn, "n-1")

    close(db, sitting)

    assert stands(db) == {"n-1": ("end", "ended", "withdrawn"), "n-2": ("unit-quarter", "open", "selected")}
    assert (book(db), told(db)) == ([(1, "n-2")], [("n-2", "selected")])


def test_from_a_unit_straight_to_the_province_a_nomination_gets_the_provinces_council(sqlite_db: Database) -> None:
    leads_to = {"selected": "province", "not_selected": "end", "no_quorum": "next sitting"}
    sitting = opened(sqlite_db, "n-1", programme=changed("unit-month", leads_to=leads_to))
    vote(sqlite_db, sitting, {"n-1": 5})

    close(sqlite_db, sitting)

    assert stands(sqlite_db, "stage", "council_unit_id") == {"n-1": ("province", "province")}


def test_a_unit_that_has_ended_writes_in_its_own_book(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1")
    with sqlite_db.write() as conn:
        ended = {"valid_to": MONDAY.date(), "successor_id": "department"}
        conn.execute(update(t.units).where(t.units.c.id == "district").values(ended))
    vote(sqlite_db, sitting, {"n-1": 5})

    close(sqlite_db, sitting)

    assert book(sqlite_db, "district") == [(1, "n-1")]


@pytest.mark.parametrize(
    ("voters", "early_close", "is_open"),
    [
        pytest.param(COUNCIL[:4], "when all have voted", True, id="somebody is missing"),
        pytest.param(COUNCIL, "never", True, id="the rules wait for the hour"),
        pytest.param(COUNCIL, "when all have voted", False, id="everybody has voted"),
    ],
)
def test_whoever_says_that_all_have_voted_the_rows_are_asked(
    db: Database, voters: Sequence[str], early_close: str, is_open: bool
) -> None:
    sitting = opened(db, "n-1", programme=changed("unit-month", early_close=early_close))
    vote(db, sitting, {"n-1": 4}, voters=voters)
    before = everything(db)

    closed = close(db, sitting, when=CLOSING - timedelta(seconds=1))

    assert (closed.closes_at, closed.round) == ((CLOSING, 1) if is_open else (None, None))
    assert (everything(db) == before) is is_open
    assert close(db, sitting).selected == 1


def test_a_writer_of_another_time_closes_nothing(db: Database) -> None:
    sitting = opened(db, "n-1")
    before = everything(db)

    with pytest.raises(WrongEpoch):
        close(db, sitting, epoch="before-the-restore")

    assert everything(db) == before


def test_a_ballot_that_is_not_whole_stops_the_closing_and_leaves_the_vote_as_it_was(db: Database) -> None:
    sitting = opened(db, "n-1")
    vote(db, sitting, {"n-1": 5})
    with db.write() as conn:
        conn.execute(update(t.ballots).where(t.ballots.c.person_id == "b").values(sealed=b"x" * 65))
    before = everything(db)

    with pytest.raises(SpoiledBallot):
        close(db, sitting)

    assert everything(db) == before


def test_what_the_ledger_says_of_a_vote_names_no_member(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1")
    vote(sqlite_db, sitting, {"n-1": 3})
    close(sqlite_db, sitting)

    e = t.events.c
    with sqlite_db.read() as conn:
        bodies = conn.execute(select(e.body).where(e.stream == sitting).order_by(e.number)).scalars().all()
    assert bodies[1] == {"decisions": [{"nomination": "n-1", "outcome": "again", "rank": None}]}
    assert not any(f"'{member}'" in str(bodies) for member in COUNCIL)


def test_a_seat_more_after_the_opening_changes_no_count(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1")
    with sqlite_db.write() as conn:
        make_person(conn, "newcomer", "district")
        make_seat(conn, "district", "newcomer")
    vote(sqlite_db, sitting, {"n-1": 4})

    assert close(sqlite_db, sitting).selected == 1
