"""A small force at work under the real programme, and its nominations as their workflows hold them. No mocks."""

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, event, select

from rules import nomination
from rules.commands import Command
from rules.deeds import Deed
from rules.editions import canonical_json
from rules.entries import Entry
from rules.events import DeedLogged, Event, Step
from rules.loading import find_programme
from rules.nomination import State
from rules.programme import Programme
from store import ballots, closing, instance
from store import tables as t
from store.engine import Database
from store.projection import NewEvents, Projected, project
from store.rulebook import Rulebook, adopt
from store.voting import Opened, Opening, open_voting
from tests.store.again import written_again
from tests.store.makers import MASTER, make_force, make_grant, make_nomination, make_person, make_sitting

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SO_VANG = find_programme("so-vang")
RULEBOOK = Rulebook()
"""Editions are named by their content, so all tests may share what was read of them."""
LONG_AGO = datetime(2021, 9, 1, tzinfo=UTC)
COUNCIL = ("chair", "b", "c", "d", "e")


def at(local: str) -> datetime:
    """The instant at which the clocks in Hà Nội show `local`, as in "2026-11-23T09:00"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE)


MONDAY = at("2026-11-23T09:00")
CLOSED_LIST = at("2026-11-30T17:00")  # of the month's sitting
OPENING = at("2026-12-01T07:30")
CLOSING = at("2026-12-08T17:00")


def changed(stage: str, programme: Programme = SO_VANG, *, since: date | None = None, **clauses: Any) -> Programme:
    """The programme with other clauses in one stage, as they stand in a file; in force from `since`."""
    said = json.loads(canonical_json(programme))
    if since is not None:
        said["in_force_from"] = since.isoformat()
    next(one for one in said["stages"] if one["stage"] == stage).update(clauses)
    return Programme.model_validate_json(json.dumps(said))


def make_house(conn: Connection, programme: Programme = SO_VANG) -> None:
    """Units, an author with a leader, a head and a secretary, councils of five everywhere, and the rules."""
    if programme is SO_VANG:
        _make_usual_house(conn)
    else:
        _make_house(conn, programme)


@written_again
def _make_usual_house(conn: Connection) -> None:
    _make_house(conn, SO_VANG)


def _make_house(conn: Connection, programme: Programme) -> None:
    make_force(conn)
    adopt(conn, programme, LONG_AGO, by="test")
    make_person(conn, "an")
    make_person(conn, "binh")
    make_grant(conn, "binh", "leader", "team")
    for role in ("head", "secretary"):
        make_person(conn, role, "district")
        make_grant(conn, role, role, "district")
    for person_id in COUNCIL:
        make_person(conn, person_id, "district")
    for unit_id in ("district", "other-district", "department"):
        make_council(conn, unit_id)
    make_council(conn, "province", "province")


def make_council(conn: Connection, unit_id: str, stage_council: str = "unit", members: Sequence[str] = COUNCIL) -> str:
    """A council, the first of its members in the chair."""
    council_id = f"{unit_id}.council"
    conn.execute(
        t.councils.insert().values(id=council_id, unit_id=unit_id, stage_council=stage_council, name=council_id)
    )
    for number, person_id in enumerate(members):
        make_seat(conn, unit_id, person_id, post="member" if number else "chair")
    return council_id


def make_seat(conn: Connection, unit_id: str, person_id: str, **changes: Any) -> None:
    council_id = f"{unit_id}.council"
    row = {"id": f"{council_id}/{person_id}", "council_id": council_id, "person_id": person_id, "post": "member"}
    conn.execute(t.seats.insert().values({**row, "voting": True} | changes))


def make_realm(conn: Connection) -> None:
    """Every unit of the demo's file with its dates; the province's two forces and each unit with a council of one."""
    with Path(__file__).parents[2].joinpath("demo/units.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    units = [
        {
            "id": row["unit_id"],
            "name_vi": row["name_vi"],
            "kind": row["kind"],
            "parent_id": row["parent_id"] or None,
            "valid_from": date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            "successor_id": row["successor_id"] or None,
        }
        for row in rows
    ]
    conn.execute(t.units.insert(), units)
    adopt(conn, SO_VANG, LONG_AGO, by="test")
    people = [{"id": f"{unit['id']}.head", "name": "Thủ trưởng", "unit_id": unit["id"]} for unit in units]
    conn.execute(t.people.insert(), people)
    for unit in units:
        if unit["kind"] in ("province", "department", "district", "commune"):
            stage_council = "province" if unit["kind"] == "province" else "unit"
            make_council(conn, unit["id"], stage_council, members=[f"{unit['id']}.head"])


@dataclass
class Case:
    """One nomination as its workflow holds it: asks the rules, hands new events over, takes the terms back."""

    id: str
    epoch: str
    events: list[Event] = field(default_factory=list)
    state: State = field(default_factory=lambda: State(nomination_id=""))
    projected: int = 0

    @classmethod
    def logged(
        cls, conn: Connection, id_: str = "n-1", *, when: datetime = MONDAY, by: str = "an", unit_id: str = "team",
        programme: str = "so-vang", **deed: Any,
    ) -> Self:  # fmt: skip
        """A deed that has just been logged; nobody has written it down yet."""
        said = {"title": "Tìm người lạc", "done_on": when.date(), "honoured": (by,), "beneficiaries": 1} | deed
        case = cls(id_, instance.epoch(conn), state=State(nomination_id=id_))
        case.happens(
            DeedLogged(at=when, by=by, programme=programme, unit_id=unit_id, deed=Deed(**said), leads_to="team")
        )
        return case

    def happens(self, *events: Event) -> None:
        for one in events:
            self.state = nomination.evolve(self.state, one)
            self.events.append(one)

    def ask(self, command: Command, when: datetime) -> None:
        self.happens(*nomination.decide(self.state, command, now=when))

    def elapse(self, when: datetime) -> None:
        self.happens(*nomination.elapse(self.state, now=when))

    def hear(self, steps: tuple[Step, ...], leads_to: str, when: datetime) -> None:
        self.happens(*nomination.hear(self.state, steps, leads_to, now=when))

    def new(self, first: int | None = None, **changes: Any) -> NewEvents:
        """What the workflow hands over next, or again from event `first`."""
        number = self.projected + 1 if first is None else first
        fields = {"epoch": self.epoch, "run_id": "r", "first": number, "events": tuple(self.events[number - 1 :])}
        return NewEvents(**{**fields, "state": self.state} | changes)

    def took(self, done: Projected) -> None:
        """Take the ledger's answer, as the workflow does."""
        self.projected = len(self.events)
        if done.entry is not None and done.entry.stage == self.state.stage and self.state.entry is None:
            self.state = self.state.model_copy(update={"entry": done.entry})

    @property
    def entry(self) -> Entry:
        assert self.state.entry is not None
        return self.state.entry


def hand_over(database: Database, *cases: Case, rulebook: Rulebook | None = None) -> list[Projected]:
    """Write down what is new of these, in one transaction."""
    with database.write() as conn:
        done = project(conn, [case.new() for case in cases], rulebook or RULEBOOK)
    for case, answer in zip(cases, done, strict=True):
        case.took(answer)
    return done


def log(database: Database, id_: str = "n-1", **how: Any) -> Case:
    """A deed that is logged and written down."""
    with database.read() as conn:
        case = Case.logged(conn, id_, **how)
    hand_over(database, case)
    return case


def plan(
    conn: Connection, unit_id: str = "district", stage: str = "unit-month", period: str = "2026-11", **changes: Any
) -> str:
    """A sitting whose vote has not opened."""
    row = {
        "status": "planned",
        "public_key": None,
        "council_id": f"{unit_id}.council",
        "period": period,
        "period_id": f"period/so-vang/{stage}/{period}",
        "candidates_close_at": CLOSED_LIST,
        "votes_open_at": OPENING,
        "votes_close_at": CLOSING,
        "published_at": CLOSING + timedelta(days=7),
    } | changes
    id_ = f"sitting/so-vang/{stage}/{unit_id}/{period}"
    return make_sitting(conn, id_, members=(), candidates=(), stage=stage, unit_id=unit_id, **row)


def stand(conn: Connection, id_: str, **changes: Any) -> str:
    """A nomination that waits for the district's monthly sitting."""
    since = {"logged_at": MONDAY, "stage_since": MONDAY, "deed_on": MONDAY.date(), "recommender_id": "binh"}
    return make_nomination(conn, id_, **since | changes)


def open_votes(
    database: Database, *ids: str, when: datetime = OPENING, epoch: str | None = None, rulebook: Rulebook | None = None
) -> list[Opened]:
    with database.write() as conn:
        in_force = epoch or instance.epoch(conn)
        openings = [Opening(id_, when, in_force) for id_ in ids]
        return open_voting(conn, openings, rulebook=rulebook or RULEBOOK, master=MASTER)


def vote(
    database: Database,
    sitting_id: str,
    ayes: dict[str, int],
    *,
    voters: Sequence[str] = COUNCIL,
    when: datetime = OPENING + timedelta(hours=1),
) -> None:
    """`ayes` (nomination id → how many of `voters` are for it); the others of them are against."""
    with database.write() as conn:
        r = t.recusals.c
        found = conn.execute(select(r.person_id, r.nomination_id).where(r.sitting_id == sitting_id))
        aside = {tuple(row) for row in found}
        for place, person_id in enumerate(voters):
            choices = {
                id_: "aye" if place < count else "no" for id_, count in ayes.items() if (person_id, id_) not in aside
            }
            ballots.cast(conn, sitting_id, person_id, choices, mode="present", now=when)


def close(
    database: Database, sitting_id: str, voting_round: int = 1, *, when: datetime = CLOSING, epoch: str | None = None
) -> closing.Closed:
    with database.write() as conn:
        return closing.close_round(
            conn,
            sitting_id,
            voting_round,
            at=when,
            epoch=epoch or instance.epoch(conn),
            rulebook=RULEBOOK,
            master=MASTER,
        )


def settle(database: Database, sitting_id: str, *, when: datetime = CLOSING + timedelta(days=7)) -> closing.Closed:
    with database.write() as conn:
        return closing.settle_waiting_list(conn, sitting_id, at=when, epoch=instance.epoch(conn), rulebook=RULEBOOK)


def withdraw(conn: Connection, nomination_id: str) -> None:
    """What the projection writes when an author takes a nomination back."""
    withdrawn = {"status": "ended", "stage": "end", "outcome": "withdrawn", "entry": None}
    conn.execute(t.nominations.update().where(t.nominations.c.id == nomination_id).values(withdrawn))


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, to see that nothing has changed."""
    with database.read() as conn:
        return {table.name: sorted(map(repr, conn.execute(select(table)))) for table in t.metadata.sorted_tables}


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Yield what writers ask of the database meanwhile; a statement for many rows counts once."""
    seen: list[str] = []

    def ran(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database._writer, "before_cursor_execute", ran)
    try:
        yield seen
    finally:
        event.remove(database._writer, "before_cursor_execute", ran)
