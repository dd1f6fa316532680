"""The force of the stories with names as they are in life, and an account for everybody, opened by one password."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Connection, delete, select, update

from store import accounts, credentials, tokens
from store import tables as t
from store.engine import Database
from tests.stories.force import LONG_AGO, PROVINCE, found

PASSWORD = "một câu dễ nhớ lắm"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)

DISTRICTS = {
    "huyen-a": "Công an huyện Cư Jút",
    "huyen-b": "Công an huyện Đắk R'lấp",
    "huyen-c": "Công an huyện Tuy Đức",
    "huyen-d": "Công an huyện Krông Nô",
    "huyen-e": "Công an huyện Đắk Song",
    "huyen-g": "Công an huyện Đắk Glong",
}
"""One for each story that needs a council of its own, so that no story waits for another or meets its votes."""

LEADERLESS = "doi-e"
"""The team whose leader has left: what is logged there has nobody to recommend it."""

SECOND_ADMIN, AUDITOR, PUBLISHER = (f"{PROVINCE}.{post}" for post in ("admin-2", "auditor", "publisher"))
_POSTS = {
    "officer": "Cán bộ",
    "leader": "Đội trưởng",
    "secretary": "Thư ký Hội đồng",
    "office": "Cán bộ thường trực Hội đồng",
    "admin": "Quản trị hệ thống",
    "admin-2": "Quản trị hệ thống thứ hai",
    "auditor": "Cán bộ thanh tra",
    "publisher": "Cán bộ truyền thông",
}


def settle(data: Path) -> dict[str, str]:
    """Make the database of a new data folder; return a token for everybody (person id → token)."""
    secrets = found(data, districts=list(DISTRICTS))
    database = Database(f"sqlite:///{data / 'sovang.sqlite'}")
    try:
        with database.write() as conn:
            for person_id, role in ((SECOND_ADMIN, "administrator"), (AUDITOR, "auditor"), (PUBLISHER, "publisher")):
                _serve(conn, person_id, role)
                secrets[person_id] = tokens.issue(conn, person_id, label="story", now=LONG_AGO).secret
            conn.execute(delete(t.grants).where(t.grants.c.id == f"{LEADERLESS}.leader/leader"))
            _name(conn)
            _open_accounts(conn, secrets)
    finally:
        database.close()
    return secrets


def _serve(conn: Connection, person_id: str, role: str) -> None:
    conn.execute(t.people.insert().values(id=person_id, name=person_id, unit_id=PROVINCE, number=person_id))
    grant = {"id": f"{person_id}/{role}", "person_id": person_id, "role": role, "unit_id": PROVINCE}
    conn.execute(t.grants.insert().values(grant))


def _name(conn: Connection) -> None:
    names = {PROVINCE: "Công an tỉnh", **DISTRICTS}
    for id_, name in DISTRICTS.items():
        names[id_.replace("huyen", "doi")] = f"Đội Cảnh sát quản lý hành chính về trật tự xã hội, {name}"
    for id_, name in names.items():
        conn.execute(update(t.units).where(t.units.c.id == id_).values(name_vi=name))
        conn.execute(
            update(t.councils).where(t.councils.c.unit_id == id_).values(name=f"Hội đồng xét việc tốt, {name}")
        )
    people = t.people.c
    for person_id, unit_id in conn.execute(select(people.id, people.unit_id)).all():
        post = person_id.partition(".")[2]
        said = _POSTS.get(post) or f"Ủy viên Hội đồng số {post.partition('-')[2]}"
        conn.execute(update(t.people).where(people.id == person_id).values(name=f"{said}, {names[unit_id]}"))


def _open_accounts(conn: Connection, person_ids: Iterable[str]) -> None:
    """Give everybody an account that is called like the person. The hash is a cheap one: nobody guesses here."""
    now = datetime.now(UTC)
    for person_id in person_ids:
        account = accounts.create(conn, person_id, person_id, now=now, by=None)
        credentials.set_password(conn, account.id, _CHEAP, now=now, by=person_id)
