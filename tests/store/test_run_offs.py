"""A tie at the limit is voted on once more; who passed beyond it waits until results are published."""

from datetime import timedelta

from sqlalchemy import select

from store import sittings
from store import tables as t
from store.closing import Closed
from store.engine import Database
from tests.store.cases import (
    COUNCIL,
    MONDAY,
    at,
    close,
    everything,
    open_votes,
    plan,
    settle,
    stand,
    vote,
    withdraw,
)
from tests.store.sat import book, events, opened, stands, told, with_waiting_list

# ── a tie at the limit is voted on once more ──

LATER = at("2027-01-04T07:30")
FOUR = ("n-1", "n-2", "n-3", "n-4")


def test_a_tie_at_the_limit_opens_a_second_round_in_the_same_transaction(db: Database) -> None:
    sitting = opened(db, *FOUR, programme=with_waiting_list())
    vote(db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4, "n-4": 3})

    first = close(db, sitting)

    s = t.sittings.c
    with db.read() as conn:
        row = conn.execute(select(s.status, s.round, s.votes_close_at).where(s.id == sitting)).one()
        missing = sittings.missing_voters(conn, [sitting])[sitting]
    assert (row.status, row.round, row.votes_close_at) == ("open", 2, first.closes_at)
    assert first == Closed(selected=1, waiting=0, not_selected=1, no_quorum=0, closes_at=first.closes_at, round=2)
    assert (missing, book(db), told(db)) == (tuple(sorted(COUNCIL)), [], [])
    assert set(stands(db, "stage", "outcome").values()) == {("unit-month", None)}
    assert events(db, sitting) == ["voting_opened", "run_off_opened"]


def test_a_run_off_decides_the_order_and_everything_is_decided_together(db: Database) -> None:
    sitting = opened(db, *FOUR, programme=with_waiting_list())
    vote(db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4, "n-4": 3})
    closes_at = close(db, sitting).closes_at
    assert closes_at is not None
    vote(db, sitting, {"n-2": 1, "n-3": 2})

    second = close(db, sitting, 2, when=closes_at)

    assert second == Closed(selected=2, waiting=1, not_selected=1, no_quorum=0)
    assert book(db) == [(1, "n-1"), (2, "n-3")]
    assert stands(db, "stage", "outcome", "rank") == {
        "n-1": ("unit-quarter", "selected", 1),
        "n-2": ("unit-month", "waiting", 3),
        "n-3": ("unit-quarter", "selected", 2),
        "n-4": ("unit-month", "again", None),
    }
    assert events(db, sitting) == ["voting_opened", "run_off_opened", "decided"]


def test_each_round_can_be_closed_again(db: Database) -> None:
    sitting = opened(db, *FOUR, programme=with_waiting_list())
    vote(db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4, "n-4": 3})
    first = close(db, sitting)
    between = everything(db)
    first_again = close(db, sitting)
    assert everything(db) == between
    vote(db, sitting, {"n-2": 1, "n-3": 2})
    second = close(db, sitting, 2)
    before = everything(db)

    late = close(db, sitting, 1)
    second_again = close(db, sitting, 2)

    assert (first_again, late, second_again) == (first, second, second)
    assert everything(db) == before


def test_members_are_called_to_the_second_round_and_reminded_of_it(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, *FOUR, programme=with_waiting_list())
    vote(sqlite_db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4})
    close(sqlite_db, sitting)

    r = t.reminders.c
    with sqlite_db.read() as conn:
        planned = set(conn.execute(select(r.obligation, r.person_id).where(r.state == "planned")).all())
        params = conn.execute(select(t.outbox.c.params).where(t.outbox.c.kind == "vote_open")).scalars().all()
    assert planned == {("ballot/2", member) for member in (*COUNCIL, None)}  # and the secretary is told of missing ones
    assert sorted(one["round"] for one in params) == [1] * 5 + [2] * 5


# ── the waiting list ──


def waiting(database: Database, ayes: dict[str, int]) -> str:
    """A decided sitting that takes two, with a waiting list."""
    sitting = opened(database, *ayes, programme=with_waiting_list(on_tie_at_limit="stated order"))
    vote(database, sitting, ayes)
    close(database, sitting)
    return sitting


def test_who_passed_beyond_the_limit_waits_where_it_is(db: Database) -> None:
    waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 3})

    assert stands(db, "stage", "outcome", "rank")["n-3"] == ("unit-month", "waiting", 3)
    assert told(db) == [("n-1", "selected"), ("n-2", "selected"), ("n-3", "waiting")]


def test_when_nobody_withdrew_the_waiting_list_ends(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4})

    settled = settle(db, sitting)

    assert settled == Closed(selected=2, waiting=0, not_selected=1, no_quorum=0)
    assert stands(db)["n-3"] == ("unit-month", "open", "again")
    assert events(db, sitting) == ["voting_opened", "decided", "waiting_list_ended"]


def test_the_best_who_waits_moves_up_into_the_place_of_one_who_withdrew(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 4})
    with db.write() as conn:
        withdraw(conn, "n-1")

    settled = settle(db, sitting)

    s = t.sittings.c
    with db.read() as conn:
        outcome = conn.execute(select(s.outcome).where(s.id == sitting)).scalar_one()
    assert settled == Closed(selected=3, waiting=0, not_selected=1, no_quorum=0)
    assert stands(db, "stage", "outcome", "rank")["n-3"] == ("unit-quarter", "selected", 3)
    assert (book(db), outcome) == ([(1, "n-1"), (2, "n-2"), (3, "n-3")], {"selected": 3, "again": 1})
    assert told(db, ["selected"]) == [(id_, "selected") for id_ in ("n-1", "n-2", "n-3")]


def test_several_who_move_up_are_written_in_the_order_of_the_list(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-b": 4, "n-a": 4, "n-c": 4})
    with db.write() as conn:
        withdraw(conn, "n-1")
        withdraw(conn, "n-2")

    settle(db, sitting)

    assert book(db)[2:] == [(3, "n-b"), (4, "n-a")]
    assert stands(db)["n-c"][2] == "again"


def test_of_equals_on_the_waiting_list_the_one_logged_first_moves_up(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-b": 4, "n-a": 4})
    with db.write() as conn:
        withdraw(conn, "n-1")

    settle(db, sitting)

    assert {id_: outcome for id_, (*_, outcome) in stands(db).items() if id_ in ("n-a", "n-b")} == {
        "n-a": "again",
        "n-b": "selected",
    }


def test_who_waited_in_vain_is_considered_again_at_the_next_sitting_once(db: Database) -> None:
    first = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4})
    settle(db, first)
    after_first = stands(db, "stage", "status", "outcome", "tries")["n-3"]
    with db.write() as conn:
        for number in (4, 5):
            stand(conn, f"n-{number}", logged_at=MONDAY)
        later = plan(
            conn,
            period="2026-12",
            candidates_close_at=LATER,
            votes_open_at=LATER,
            votes_close_at=LATER + timedelta(days=7),
            published_at=LATER + timedelta(days=14),
        )
    open_votes(db, later, when=LATER)
    vote(db, later, {"n-4": 5, "n-5": 5, "n-3": 4}, when=LATER)
    close(db, later, when=LATER + timedelta(days=7))

    settle(db, later, when=LATER + timedelta(days=14))

    assert after_first == ("unit-month", "open", "again", 1)
    assert stands(db)["n-3"] == ("end", "ended", "not_selected")


def test_who_withdrew_from_the_waiting_list_takes_no_place(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 4})
    with db.write() as conn:
        withdraw(conn, "n-1")
        withdraw(conn, "n-3")

    settle(db, sitting)

    assert (stands(db)["n-3"], stands(db)["n-4"]) == (
        ("end", "ended", "withdrawn"),
        ("unit-quarter", "open", "selected"),
    )


def test_ending_the_waiting_list_again_changes_nothing_and_has_the_same_answer(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 4})
    with db.write() as conn:
        withdraw(conn, "n-2")
    first = settle(db, sitting)
    before = everything(db)

    again = settle(db, sitting)

    assert again == first
    assert everything(db) == before


def test_a_waiting_list_does_not_end_before_the_sitting_has_decided(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1", "n-2", "n-3", "n-4", programme=with_waiting_list())
    vote(sqlite_db, sitting, {"n-1": 5, "n-2": 5, "n-3": 5, "n-4": 4})
    close(sqlite_db, sitting)
    before = everything(sqlite_db)

    settled = settle(sqlite_db, sitting)

    assert (settled.waiting, everything(sqlite_db) == before) == (1, True)
