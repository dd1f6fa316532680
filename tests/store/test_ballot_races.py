"""Ballots against the closing, from threads and from processes: whatever was acknowledged counts, nothing else does."""

import threading
import time

from sqlalchemy import func, select, update

from rules.errors import RuleBroken
from store import ballots, sittings
from store import tables as t
from store.ballots import Receipt
from store.engine import Database
from tests.store import racers
from tests.store.makers import NOW, key_of, make_sitting

MEMBERS = [f"m{number:02}" for number in range(15)]


def cast_until_refused(database: Database, person_id: str) -> tuple[int, str]:
    """Change her mind again and again; return how many ballots were acknowledged and what ended it."""
    acknowledged = 0
    while True:
        choice = "aye" if acknowledged % 2 == 0 else "no"
        try:
            with database.write() as conn:
                receipt = ballots.cast(conn, "s", person_id, {"n-1": choice}, mode="present", now=NOW)
        except RuleBroken as refused:
            return acknowledged, refused.code
        acknowledged = receipt.revision


def close_after(database: Database, seconds: float) -> tuple[int, int, int]:
    """Close the vote in the middle of it; return how many ballots there were, and what they said."""
    time.sleep(seconds)
    with database.write() as conn:
        sittings.lock(conn, "s")
        conn.execute(update(t.sittings).values(status="closed"))
        (tally,) = ballots.tallies(conn, "s", 1, key_of("s"))
        revisions = conn.execute(select(func.sum(t.ballots.c.revision))).scalar() or 0
    return revisions, tally.ayes, tally.noes


def test_whatever_was_acknowledged_before_the_closing_counts_and_nothing_after(db: Database) -> None:
    with db.write() as conn:
        make_sitting(conn, members=MEMBERS, candidates=["n-1"])

    acts = [lambda person=person: cast_until_refused(db, person) for person in MEMBERS]
    *voters, closing = racers.in_threads([*acts, lambda: close_after(db, 0.7)])

    acknowledged = [count for count, _ in voters]
    expected_ayes = sum(count % 2 == 1 for count in acknowledged)
    expected_noes = sum(count % 2 == 0 and count > 0 for count in acknowledged)
    assert closing == (sum(acknowledged), expected_ayes, expected_noes)
    assert {code for _, code in voters} == {"not_open"}
    with db.read() as conn:
        assert conn.execute(select(func.sum(t.ballots.c.revision))).scalar() == sum(acknowledged)


def vote_as(url: str, which: int) -> list[object]:
    """A process whose members cast until they are refused."""
    database = Database(url, wait_s=60)
    came_of_it = racers.in_threads(
        [lambda person=person: cast_until_refused(database, person) for person in MEMBERS[which::3]]
    )
    database.close()
    return came_of_it


def test_processes_lose_and_invent_no_ballot_at_the_closing(db: Database) -> None:
    with db.write() as conn:
        make_sitting(conn, members=MEMBERS, candidates=["n-1"])
    closed: list[tuple[int, int, int]] = []
    closer = threading.Thread(target=lambda: closed.append(close_when_voting(db)))
    closer.start()

    voters = racers.in_processes(vote_as, db.url, processes=3)
    closer.join()

    assert closed[0][0] == sum(count for count, _ in voters)
    assert {code for _, code in voters} == {"not_open"}


def close_when_voting(database: Database) -> tuple[int, int, int]:
    while True:
        with database.read() as conn:
            if (conn.execute(select(func.sum(t.ballots.c.revision))).scalar() or 0) >= 30:
                return close_after(database, 0.2)
        time.sleep(0.02)


def test_of_forty_members_who_vote_at_once_exactly_one_is_the_last(db: Database) -> None:
    members = [f"m{number:02}" for number in range(40)]
    patient = Database(db.url, wait_s=60)
    with db.write() as conn:
        make_sitting(conn, members=members)

    def cast(person_id: str) -> Receipt:
        with patient.write() as conn:
            return ballots.cast(conn, "s", person_id, {"n-1": "aye"}, mode="present", now=NOW)

    receipts = racers.in_threads([lambda person=person: cast(person) for person in members])
    patient.close()

    assert sorted(one.has_everybody_voted for one in receipts) == [False] * 39 + [True]


def test_one_member_with_forty_windows_has_one_ballot(db: Database) -> None:
    patient = Database(db.url, wait_s=60)
    with db.write() as conn:
        make_sitting(conn)

    def cast(window: int) -> int:
        with patient.write() as conn:
            choice = "aye" if window % 2 else "no"
            return ballots.cast(conn, "s", "b", {"n-1": choice}, mode="present", now=NOW).revision

    revisions = racers.in_threads([lambda window=window: cast(window) for window in range(40)])
    patient.close()

    with db.read() as conn:
        rows = conn.execute(select(t.ballots.c.revision)).scalars().all()
    assert (sorted(revisions), rows) == (list(range(1, 41)), [40])
