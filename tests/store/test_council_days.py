"""A council's day in the rows: votes open in bulk, a round is decided, some are told, the book is written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event, func, select, update

from rules.entries import enter
from rules.loading import find_programme
from store import ballots, closing, instance
from store import tables as t
from store.engine import Database
from store.hearings import hearings
from store.recording import record
from store.rulebook import Rulebook, adopt
from store.voting import Opened, Opening, open_voting
from tests.store.makers import MASTER, NOW, TODAY, make_force, make_nomination, make_person, make_sitting, make_unit

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
MEMBERS = ("chair", "b", "c", "d", "e")


@pytest.fixture
def province(db: Database) -> Database:
    """A force under the rules of so-vang, with five members on the district's council and on the province's."""
    with db.write() as conn:
        make_force(conn)
        adopt(conn, find_programme("so-vang"), datetime(2021, 9, 1, tzinfo=UTC), by="test")
        for person_id in MEMBERS:
            make_person(conn, person_id, "district")
        make_council(conn, "district", "unit")
        make_council(conn, "province", "province")
    return db


def make_council(conn: Connection, unit_id: str, stage_council: str) -> None:
    council = {"id": f"{unit_id}-council", "unit_id": unit_id, "stage_council": stage_council, "name": unit_id}
    conn.execute(t.councils.insert().values(council))
    for number, person_id in enumerate(MEMBERS):
        make_seat(conn, unit_id, person_id, post="member" if number else "chair")


def make_seat(conn: Connection, unit_id: str, person_id: str, **changes: object) -> None:
    council_id = f"{unit_id}-council"
    row = {"id": f"{council_id}/{person_id}", "council_id": council_id, "person_id": person_id, "post": "member"}
    conn.execute(t.seats.insert().values({**row, "voting": True} | changes))


def plan(conn: Connection, id_: str = "s", stage: str = "unit-month", unit_id: str = "district") -> str:
    """A sitting whose list has closed and whose vote has not opened."""
    waits = {"status": "planned", "public_key": None, "council_id": f"{unit_id}-council", "candidates_close_at": NOW}
    of = {"stage": stage, "unit_id": unit_id, "period": "2026-10"}
    return make_sitting(conn, id_, members=(), candidates=(), **of, **waits)


def opens(conn: Connection, *sitting_ids: str) -> list[Opened]:
    epoch = instance.epoch(conn)
    openings = [Opening(id_, NOW, epoch) for id_ in sitting_ids]
    return open_voting(conn, openings, rulebook=Rulebook(), master=MASTER)


def everybody_votes(conn: Connection, ayes: dict[str, int], sitting_id: str = "s") -> None:
    """`ayes` (nomination id → how many are for it); the others are against."""
    for place, person_id in enumerate(MEMBERS):
        choices: dict[str, ballots.Choice] = {id_: "aye" if place < count else "no" for id_, count in ayes.items()}
        ballots.cast(conn, sitting_id, person_id, choices, mode="present", now=NOW)


def closes(conn: Connection, voting_round: int = 1, sitting_id: str = "s") -> closing.Closed:
    told = {"at": NOW, "epoch": instance.epoch(conn), "rulebook": Rulebook(), "master": MASTER}
    return closing.close_round(conn, sitting_id, voting_round, **told)


def stands(conn: Connection) -> dict[str, tuple[str, str | None]]:
    n = t.nominations.c
    return {row.id: (row.stage, row.outcome) for row in conn.execute(select(n.id, n.stage, n.outcome))}


def book(conn: Connection) -> list[tuple[int, str]]:
    e = t.entries.c
    return [tuple(row) for row in conn.execute(select(e.number, e.nomination_id).order_by(e.number))]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Yield the statements that writers run meanwhile."""
    statements: list[str] = []

    def ran(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database._writer, "before_cursor_execute", ran)
    try:
        yield statements
    finally:
        event.remove(database._writer, "before_cursor_execute", ran)


def statements_to_open(database: Database, ids: Sequence[str]) -> int:
    with database.write() as conn:
        for id_ in ids:
            make_unit(conn, f"unit-{id_}", "province", kind="department")
            plan(conn, id_, unit_id=f"unit-{id_}")
    with counted(database) as statements, database.write() as conn:
        opens(conn, *ids)
    return len(statements)


def test_many_votes_that_open_together_ask_the_database_no_more_than_a_few(province: Database) -> None:
    few = statements_to_open(province, ["few-1", "few-2"])

    many = statements_to_open(province, [f"many-{number}" for number in range(30)])

    assert many == few


def test_a_sitting_before_which_nobody_stands_is_over_and_says_so(province: Database) -> None:
    with province.write() as conn:
        plan(conn)

        (opened,) = opens(conn, "s")

        kinds = conn.execute(select(t.events.c.kind).where(t.events.c.stream == "s")).scalars().all()
        reminded = conn.execute(select(t.reminders.c.role, t.reminders.c.unit_id)).all()
    assert (opened.candidates, opened.closes_at, kinds) == (0, None, ["none_nominated"])
    assert reminded == [("head", "district")]


def test_a_unit_that_has_ended_keeps_its_council_for_the_period_under_way(province: Database) -> None:
    with province.write() as conn:
        conn.execute(update(t.units).where(t.units.c.id == "district").values(valid_to=YESTERDAY))
        conn.execute(update(t.units).where(t.units.c.id == "commune").values(parent_id="province"))
        conn.execute(update(t.seats).where(t.seats.c.person_id == "e").values(valid_to=YESTERDAY))
        make_person(conn, "newcomer", "district")
        make_seat(conn, "district", "newcomer", valid_from=TODAY)
        make_nomination(conn, "n-1")
        plan(conn)

        (opened,) = opens(conn, "s")

        roster = conn.execute(select(t.roster.c.person_id).order_by(t.roster.c.person_id)).scalars().all()
    assert (opened.candidates, opened.members, roster) == (1, 5, sorted(MEMBERS))


def test_only_a_nomination_that_leaves_the_councils_is_told(province: Database) -> None:
    with province.write() as conn:
        make_nomination(conn, "n-again")
        make_nomination(conn, "n-ends", tries=1)
        make_nomination(conn, "n-goes-on")
        plan(conn)
        opens(conn, "s")
        everybody_votes(conn, {"n-goes-on": 5, "n-ends": 3, "n-again": 3})
        closes(conn)

        told = [(one.nomination_id, one.leads_to) for one in hearings(conn, "s", Rulebook())]

        assert stands(conn) == {
            "n-again": ("unit-month", "again"),
            "n-ends": ("end", "not_selected"),
            "n-goes-on": ("unit-quarter", "selected"),
        }
    assert told == [("n-ends", "end")]


def test_what_its_author_has_withdrawn_is_neither_moved_nor_recorded(province: Database) -> None:
    with province.write() as conn:
        make_nomination(conn, "n-stays")
        make_nomination(conn, "n-withdrawn")
        plan(conn)
        opens(conn, "s")
        everybody_votes(conn, {"n-stays": 5, "n-withdrawn": 5})
        withdrawn = {"status": "ended", "stage": "end", "outcome": "withdrawn"}
        conn.execute(update(t.nominations).where(t.nominations.c.id == "n-withdrawn").values(withdrawn))

        closes(conn)

        assert stands(conn) == {"n-stays": ("unit-quarter", "selected"), "n-withdrawn": ("end", "withdrawn")}
        assert book(conn) == [(1, "n-stays")]


def test_a_tie_for_the_last_place_is_voted_on_once_more_and_never_again(province: Database) -> None:
    with province.write() as conn:
        ids = [f"n-{number:02}" for number in range(22)]
        for id_ in ids:
            make_nomination(conn, id_, stage="province", council_unit_id="province", beneficiaries=None)
        plan(conn, stage="province", unit_id="province")
        opens(conn, "s")
        everybody_votes(conn, dict.fromkeys(ids, 5))

        first = closes(conn)
        everybody_votes(conn, dict.fromkeys(ids, 5))
        second = closes(conn, voting_round=2)

        rounds = conn.execute(select(func.max(t.candidates.c.round))).scalar_one()
    assert first.closes_at is not None
    assert (second.closes_at, second.selected, second.waiting, rounds) == (None, 20, 2, 2)


def test_a_sitting_is_recorded_together_in_order_of_rank(province: Database) -> None:
    with province.write() as conn:
        rules = Rulebook().at(conn, "so-vang", NOW)
        long_ago = NOW - timedelta(days=30)
        entry = enter(rules.programme, rules.edition, "record", long_ago, rules.clock)
        for id_, rank in (("n-a", 3), ("n-b", 1), ("n-c", 2)):
            make_nomination(conn, id_, stage="record", sitting_id="s", rank=rank, stage_since=long_ago)
        make_nomination(conn, "n-moved-up", stage="record", sitting_id="s", rank=4, stage_since=NOW)
        told = {"rulebook": Rulebook(), "epoch": instance.epoch(conn)}

        line = record(conn, "n-a", entry, at=NOW, **told)
        again = record(conn, "n-b", entry, at=NOW + timedelta(hours=1), **told)

        assert book(conn) == [(1, "n-b"), (2, "n-c"), (3, "n-a")]
    assert (line.number, again.number, again.recorded_at) == (3, 1, NOW)
