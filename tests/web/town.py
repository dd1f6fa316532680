"""A small force for tests of the API: whose token may do what. Names are made of ids; nobody is meant."""

import json
from datetime import UTC, datetime

from sqlalchemy import Connection

from rules.loading import canonical_json, edition_hash
from store import editions, tokens
from store import tables as t
from tests.store.again import written_again
from tests.store.cases import SO_VANG
from tests.store.makers import make_force, make_grant, make_person

OFFICERS = ("an", "binh", "chi")  # at the team; Binh leads it
MEMBERS = ("chair", "m-2", "m-3", "m-4", "m-5")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_SO_VANG = editions.Edition(
    hash=edition_hash(SO_VANG),
    programme=SO_VANG.programme,
    content=json.loads(canonical_json(SO_VANG)),
    in_force_from=SO_VANG.in_force_from,
    adopted_at=LONG_AGO,
    adopted_by="admin",
)


@written_again
def make_town(conn: Connection) -> dict[str, str]:
    """Fill the register and return a token for everybody (person id → token)."""
    make_force(conn)
    make_person(conn, "an")
    make_person(conn, "binh")
    make_person(conn, "chi")
    make_person(conn, "doi-1", kind="collective", number=None)
    make_person(conn, "head", "district")
    make_person(conn, "secretary", "district")
    for member in MEMBERS:
        make_person(conn, member, "district")
    make_person(conn, "stranger", "other-district")
    make_person(conn, "strange-head", "other-district")
    make_person(conn, "office", "province")
    make_person(conn, "admin", "province")
    make_person(conn, "boss", "province")
    make_person(conn, "auditor", "province")
    for officer in OFFICERS:
        make_grant(conn, officer, "officer", "team")
    make_grant(conn, "binh", "leader", "team")
    make_grant(conn, "head", "head", "district")
    make_grant(conn, "secretary", "secretary", "district")
    make_grant(conn, "stranger", "officer", "other-district")
    make_grant(conn, "strange-head", "head", "other-district")
    make_grant(conn, "office", "standing_office", "province")
    make_grant(conn, "admin", "administrator", "province")
    make_grant(conn, "boss", "head", "province")
    make_grant(conn, "auditor", "auditor", "province")
    _make_council(conn, "council", "district", MEMBERS, secretary="secretary")
    editions.add(conn, _SO_VANG)
    people = conn.execute(t.people.select().with_only_columns(t.people.c.id)).scalars().all()
    return {id_: tokens.issue(conn, id_, label="test", now=LONG_AGO).secret for id_ in people}


def _make_council(conn: Connection, id_: str, unit_id: str, members: tuple[str, ...], *, secretary: str) -> None:
    conn.execute(t.councils.insert().values(id=id_, unit_id=unit_id, stage_council="unit", name=f"Hội đồng {unit_id}"))
    posts = {member: "chair" if place == 0 else "member" for place, member in enumerate(members)}
    for person_id, post in (posts | {secretary: "secretary"}).items():
        seat = {"id": f"{id_}/{person_id}", "council_id": id_, "person_id": person_id, "post": post}
        conn.execute(t.seats.insert().values(seat | {"voting": post != "secretary"}))
