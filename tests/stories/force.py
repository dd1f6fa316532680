"""A small force for stories: a province, two districts, a team in each. Everybody is a post; nobody is meant."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from rules.loading import programme_file, read_programme, text_of
from rules.programme import Programme
from store import tables as t
from store import tokens
from store.engine import Database
from store.migrating import migrate
from store.rulebook import adopt

PROVINCE = "tinh"
DISTRICTS = ("huyen-a", "huyen-b")
TEAMS = {"huyen-a": "doi-a", "huyen-b": "doi-b"}
THREE = (*DISTRICTS, "huyen-c")
MEMBERS, PROVINCIAL_MEMBERS = 5, 7
LONG_AGO = datetime(2021, 9, 1, tzinfo=UTC)

# A day on which the month's list is closed already, and days of comment, would make a story wait for real days.
_IN_ONE_AFTERNOON = {
    "candidates_until: last day of the period": "candidates_until: 1 working day after the period ends",
    "publish: after 5 working days of comment": "publish: at once",
}


@cache
def programme() -> Programme:
    """Return `so-vang` with the two clauses that a story of one afternoon cannot wait for."""
    return read_programme(rule_text(), "so-vang.yaml")


def rule_text() -> str:
    """Return the rule file of `programme`."""
    text = text_of(programme_file("so-vang"))
    for clause, other in _IN_ONE_AFTERNOON.items():
        assert clause in text
        text = text.replace(clause, other)
    return text


def found(data: Path, *, adopted: Programme | None = None, districts: Sequence[str] = DISTRICTS) -> dict[str, str]:
    """Make the application database of a new data folder; return a token for everybody (person id → token)."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(f"sqlite:///{data / 'sovang.sqlite'}")
    try:
        migrate(database)
        with database.write() as conn:
            return _settle(conn, adopted or programme(), districts)
    finally:
        database.close()


def team_of(district: str) -> str:
    """Return the one team of a district."""
    return district.replace("huyen", "doi")


def council(unit_id: str) -> list[str]:
    """Return who sits on a unit's council, the chair first."""
    return [f"{unit_id}.uv-{number}" for number in range(1, _members(unit_id) + 1)]


def _settle(conn: Connection, adopted: Programme, districts: Sequence[str]) -> dict[str, str]:
    _unit(conn, PROVINCE, None, "province")
    _council(conn, PROVINCE, "province")
    people = [
        *council(PROVINCE),
        _person(conn, PROVINCE, "office", "standing_office"),
        _person(conn, PROVINCE, "admin", "administrator"),
    ]
    _grant(conn, council(PROVINCE)[0], "head", PROVINCE)
    for district in districts:
        _unit(conn, district, PROVINCE, "district")
        _council(conn, district, "unit")
        people += [*council(district), _person(conn, district, "secretary", "secretary")]
        _grant(conn, council(district)[0], "head", district)
        _unit(conn, team_of(district), district, "team")
        people += _team(conn, team_of(district))
    adopt(conn, adopted, LONG_AGO, by="story")
    return {id_: tokens.issue(conn, id_, label="story", now=LONG_AGO).secret for id_ in people}


def _team(conn: Connection, unit_id: str) -> Iterator[str]:
    yield _person(conn, unit_id, "officer", "officer")
    yield _person(conn, unit_id, "leader", "leader")


def _unit(conn: Connection, id_: str, parent_id: str | None, kind: str) -> None:
    conn.execute(t.units.insert().values(id=id_, name_vi=f"Công an {id_}", kind=kind, parent_id=parent_id))


def _person(conn: Connection, unit_id: str, post: str, role: str = "") -> str:
    id_ = f"{unit_id}.{post}"
    conn.execute(t.people.insert().values(id=id_, name=f"{post}, {unit_id}", unit_id=unit_id, number=id_))
    if role:
        _grant(conn, id_, role, unit_id)
    return id_


def _grant(conn: Connection, person_id: str, role: str, unit_id: str) -> None:
    conn.execute(t.grants.insert().values(id=f"{person_id}/{role}", person_id=person_id, role=role, unit_id=unit_id))


def _council(conn: Connection, unit_id: str, stage_council: str) -> None:
    id_ = f"council/{unit_id}"
    conn.execute(t.councils.insert().values(id=id_, unit_id=unit_id, stage_council=stage_council, name=id_))
    for number in range(1, _members(unit_id) + 1):
        person_id = _person(conn, unit_id, f"uv-{number}")
        seat = {"id": f"{id_}/{number}", "council_id": id_, "person_id": person_id, "voting": True}
        conn.execute(t.seats.insert().values(seat | {"post": "chair" if number == 1 else "member"}))


def _members(unit_id: str) -> int:
    return PROVINCIAL_MEMBERS if unit_id == PROVINCE else MEMBERS
