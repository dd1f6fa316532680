"""Many votes that open together: as few statements as for one, and one opening however many ask for it."""

import pytest
from sqlalchemy import select

from store import sittings
from store import tables as t
from store.engine import Database
from store.rulebook import Rulebook
from store.voting import Opened
from tests.store.cases import (
    COUNCIL,
    OPENING,
    make_council,
    open_votes,
    plan,
    stand,
    statements,
)
from tests.store.makers import make_unit
from tests.store.racers import in_threads


def roster(database: Database, sitting_id: str) -> list[tuple[str, str]]:
    with database.read() as conn:
        return [(member.person_id, member.post) for member in sittings.roster(conn, sitting_id)]


def events(database: Database, sitting_id: str) -> list[str]:
    e = t.events.c
    with database.read() as conn:
        return list(conn.execute(select(e.kind).where(e.stream == sitting_id).order_by(e.number)).scalars())


# ── as few statements for many as for one ──


def many(database: Database, count: int, period: str, *, is_empty: bool) -> list[str]:
    """Sittings of as many departments, with two nominations before each or none."""
    ids = []
    with database.write() as conn:
        for number in range(count):
            unit_id = f"unit-{period}-{number}"
            make_unit(conn, unit_id, "province", kind="department")
            make_council(conn, unit_id)
            ids.append(plan(conn, unit_id, period=period))
            for which in ("a", "b")[: 0 if is_empty else 2]:
                stand(conn, f"n-{period}-{number}-{which}", council_unit_id=unit_id, author_id="b")
    return ids


def statements_to_open(database: Database, ids: list[str]) -> int:
    rulebook = Rulebook()
    with database.read() as conn:
        rulebook.at(conn, "so-vang", OPENING)
    with statements(database) as seen:
        open_votes(database, *ids, rulebook=rulebook)
    return len(seen)


@pytest.mark.parametrize("is_empty", [True, False])
def test_thirty_five_sittings_open_in_as_many_statements_as_one(small_house: Database, is_empty: bool) -> None:
    one = statements_to_open(small_house, many(small_house, 1, "2026-10", is_empty=is_empty))

    thirty_five = statements_to_open(small_house, many(small_house, 35, "2026-11", is_empty=is_empty))

    # the reminders of so many members are more than one statement takes; two portions is all that they may cost
    assert thirty_five <= one + (not is_empty)


def test_of_ten_that_open_a_vote_at_once_one_does(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1", author_id="b")
        full, empty = plan(conn), plan(conn, "department")
    patient = Database(house.url, wait_s=60)

    def one(turn: int) -> list[Opened]:
        return open_votes(patient, *((full, empty) if turn % 2 else (empty, full)))[:: 1 if turn % 2 else -1]

    came = in_threads([lambda turn=turn: one(turn) for turn in range(10)])
    patient.close()

    assert came == [came[0]] * 10
    assert (events(house, full), events(house, empty)) == (["voting_opened"], ["none_nominated"])
    assert (roster(house, full)[0], len(roster(house, full))) == (("chair", "chair"), len(COUNCIL))
