"""Large sittings, late ballots, and everybody who closes at the same time."""

from sqlalchemy import update

from rules.errors import RuleBroken
from store import ballots, instance, sittings
from store import tables as t
from store.closing import Closed
from store.engine import Database
from store.voting import Opening, open_voting
from tests.store.cases import (
    OPENING,
    RULEBOOK,
    close,
    make_council,
    make_house,
    open_votes,
    plan,
    stand,
    statements,
    vote,
)
from tests.store.makers import MASTER, make_person, make_unit
from tests.store.racers import in_threads
from tests.store.sat import book, events, opened, standings

# ── large, and at the same time ──


def big(database: Database, candidates: int, period: str = "2026-11") -> str:
    """An open vote of fifteen members."""
    members = [f"m{number:02}" for number in range(15)]
    ids = [f"n-{period}-{number:02}" for number in range(candidates)]
    with database.write() as conn:
        unit_id = f"big-{period}"
        make_unit(conn, unit_id, "province", kind="department")
        for member in members:
            make_person(conn, f"{period}-{member}", "district")
        make_council(conn, unit_id, members=[f"{period}-{member}" for member in members])
        for id_ in ids:
            stand(conn, id_, council_unit_id=unit_id)
        sitting = plan(conn, unit_id, period=period)
    open_votes(database, sitting)
    vote(
        database,
        sitting,
        {id_: 15 - number % 6 for number, id_ in enumerate(ids)},
        voters=[f"{period}-{member}" for member in members],
    )
    return sitting


def test_sixty_candidates_before_fifteen_members_are_decided(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
    sitting = big(db, 60)

    closed = close(db, sitting)

    lines = book(db, "big-2026-11")
    assert (closed.selected, closed.not_selected) == (40, 20)
    assert [number for number, _ in lines] == list(range(1, 41))
    assert lines[0] == (1, "n-2026-11-00")


def test_sixty_candidates_take_no_more_statements_than_one(sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_house(conn)
    one, sixty = big(sqlite_db, 1, "2026-10"), big(sqlite_db, 60)

    with statements(sqlite_db) as for_one:
        close(sqlite_db, one)
    with statements(sqlite_db) as for_sixty:
        close(sqlite_db, sixty)

    # Of sixty some are not selected, which is one statement more.
    assert len(for_sixty) <= len(for_one) + 1


def test_of_fifteen_late_ballots_each_is_counted_or_refused(db: Database) -> None:
    sitting = opened(db, "n-1")
    members = [f"m{number:02}" for number in range(15)]
    with db.write() as conn:
        for member in members:
            conn.execute(t.roster.insert().values(sitting_id=sitting, person_id=member, post="member", voting=True))
        conn.execute(update(t.sittings).where(t.sittings.c.id == sitting).values(members=20))
    patient = Database(db.url, wait_s=60)

    def cast(member: str) -> str:
        try:
            with patient.write() as conn:
                ballots.cast(conn, sitting, member, {"n-1": "aye"}, mode="present", now=OPENING)
        except RuleBroken as refused:
            return refused.code
        return "taken"

    *came, closed = in_threads(
        [*(lambda member=member: cast(member) for member in members), lambda: close(patient, sitting)]
    )
    patient.close()

    ((ayes,),) = standings(db, sitting, "ayes")
    assert (set(came) <= {"taken", "not_open"}, ayes) == (True, came.count("taken"))
    assert isinstance(closed, Closed)


def test_of_ten_that_close_a_vote_at_once_one_does(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    vote(db, sitting, {"n-1": 5, "n-2": 5})
    patient = Database(db.url, wait_s=60)

    came = in_threads([lambda: close(patient, sitting)] * 10)
    patient.close()

    assert came == [Closed(selected=2, waiting=0, not_selected=0, no_quorum=0)] * 10
    assert (book(db), events(db, sitting)) == ([(1, "n-1"), (2, "n-2")], ["voting_opened", "decided"])


def test_two_books_are_numbered_each_by_itself_when_many_sittings_close_at_once(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        ids = []
        for period in ("2026-08", "2026-09", "2026-10", "2026-11"):
            for unit_id in ("district", "department"):
                for number in range(3):
                    stand(conn, f"n-{period}-{unit_id}-{number}", council_unit_id=unit_id)
                ids.append(plan(conn, unit_id, period=period))
                opening = Opening(ids[-1], OPENING, instance.epoch(conn))
                open_voting(conn, [opening], rulebook=RULEBOOK, master=MASTER)
    for sitting in ids:
        with db.read() as conn:
            candidates = [one.nomination_id for one in sittings.standings(conn, sitting)]
        vote(db, sitting, dict.fromkeys(candidates, 5))
    patient = Database(db.url, wait_s=60)

    in_threads([lambda sitting=sitting: close(patient, sitting) for sitting in ids])
    patient.close()

    assert [number for number, _ in book(db, "district")] == list(range(1, 13))
    assert [number for number, _ in book(db, "department")] == list(range(1, 13))
