"""Rows for tests: valid by default, changed by name. Plain functions; each returns what it made."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from nacl.public import PrivateKey
from sqlalchemy import Connection

from store import sittings
from store import tables as t
from store.folding import searchable
from store.ledger import LedgerLine
from store.sealing import sealing_key

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
MASTER = bytes(range(32))


def make_outbox_row(**changes: Any) -> dict[str, Any]:
    return {
        "dedupe": "d1",
        "to_person_id": "an",
        "kind": "vote_open",
        "params": {},
        "created_at": NOW,
        "state": "queued",
    } | changes


def make_unit(conn: Connection, id_: str, parent_id: str | None = None, **changes: Any) -> str:
    row = {"id": id_, "name_vi": f"Công an {id_}", "kind": "team", "parent_id": parent_id} | changes
    conn.execute(t.units.insert().values(row))
    return id_


def make_force(conn: Connection) -> None:
    """A province with two districts and a department, a team and a commune under the first district."""
    make_unit(conn, "province", kind="province")
    make_unit(conn, "district", "province", kind="district")
    make_unit(conn, "other-district", "province", kind="district")
    make_unit(conn, "department", "province", kind="department")
    make_unit(conn, "team", "district")
    make_unit(conn, "commune", "district", kind="commune")


def make_person(conn: Connection, id_: str, unit_id: str = "team", **changes: Any) -> str:
    row = {"id": id_, "name": f"Cán bộ {id_}", "unit_id": unit_id, "number": f"N-{id_}"} | changes
    row.setdefault("search", searchable(row["name"], row["number"]))
    conn.execute(t.people.insert().values(row))
    return id_


def make_grant(conn: Connection, person_id: str, role: str, unit_id: str, **changes: Any) -> None:
    row = {"id": f"{role}/{unit_id}/{person_id}", "person_id": person_id, "role": role, "unit_id": unit_id} | changes
    conn.execute(t.grants.insert().values(row))


def make_line(number: int, **changes: Any) -> LedgerLine:
    fields = {"kind": "recommended", "at": NOW, "actor_id": "an", "body": {"note": f"số {number}"}} | changes
    return LedgerLine(number, **fields)


def make_nomination(conn: Connection, id_: str, **changes: Any) -> str:
    row = {
        "id": id_,
        "programme": "so-vang",
        "unit_id": "team",
        "council_unit_id": "district",
        "author_id": "an",
        "honoured": ["an"],
        "subject": "individual",
        "title": "Tìm người lạc",
        "story": "",
        "deed_on": TODAY,
        "beneficiaries": 1,
        "logged_at": NOW,
        "stage": "unit-month",
        "stage_since": NOW,
        "status": "open",
        "tries": 0,
        "number": 1,
        "epoch": "e",
        "is_sample": False,
        "updated_at": NOW,
    } | changes
    row.setdefault("search", searchable(row["title"], row["story"]))
    conn.execute(t.nominations.insert().values(row))
    honours = [{"nomination_id": id_, "person_id": person_id} for person_id in row["honoured"]]
    if honours:
        conn.execute(t.honours.insert(), honours)
    return id_


def make_sitting(
    conn: Connection,
    id_: str = "s",
    *,
    members: Sequence[str] = ("chair", "b", "c"),
    candidates: Sequence[str] = ("n-1", "n-2"),
    **changes: Any,
) -> str:
    """An open sitting with its key, its roster (the first is the chair) and its candidates."""
    row = {
        "id": id_,
        "period_id": "period",
        "programme": "so-vang",
        "stage": "unit-month",
        "unit_id": "district",
        "period": id_,
        "council_id": "council",
        "status": "open",
        "round": 1,
        "candidates_close_at": NOW - timedelta(days=3),
        "votes_open_at": NOW - timedelta(days=2),
        "votes_close_at": NOW + timedelta(days=2),
        "public_key": bytes(key_of(id_).public_key),
        "members": len(members),
        "number": 0,
    } | changes
    conn.execute(t.sittings.insert().values(row))
    posts = ["chair", *["member"] * (len(members) - 1)]
    roster = [
        {"sitting_id": id_, "person_id": person_id, "post": post, "voting": True}
        for person_id, post in zip(members, posts, strict=False)
    ]
    if roster:
        conn.execute(t.roster.insert(), roster)
    if candidates:
        sittings.open_round(conn, id_, 1, candidates)
    return id_


def key_of(sitting_id: str, voting_round: int = 1) -> PrivateKey:
    return sealing_key(MASTER, sitting_id, voting_round)
