"""What this instance is: its id for life, and its epoch, which changes when it is restored from a backup."""

from uuid import uuid4

from sqlalchemy import Connection, select

from store import tables as t
from store.errors import WrongEpoch
from store.writing import insert

EPOCH = "epoch"
INSTANCE = "instance"
UNITS = "units"


def epoch(conn: Connection) -> str:
    """Return the epoch: whoever acts under another one belongs to another time and must not write."""
    return note(conn, EPOCH) or ""


def begin_epoch(conn: Connection) -> str:
    """Begin a new epoch and return it: every workflow and worker from before is a stranger from here on."""
    begun = uuid4().hex
    keep(conn, EPOCH, begun)
    return begun


def refuse_stranger(conn: Connection, claimed: str) -> None:
    """Raise WrongEpoch for a writer that does not belong to the epoch in force."""
    in_force = epoch(conn)
    if claimed != in_force:
        raise WrongEpoch(claimed, in_force)


def instance_id(conn: Connection) -> str:
    """Return the id that this instance was born with."""
    return note(conn, INSTANCE) or ""


def note(conn: Connection, key: str) -> str | None:
    """Return what was kept under `key`."""
    return conn.execute(select(t.meta.c.value).where(t.meta.c.key == key)).scalar()


def keep(conn: Connection, key: str, value: str) -> None:
    """Keep `value` under `key`, in place of what was there."""
    line = insert(conn, t.meta).values(key=key, value=value)
    conn.execute(line.on_conflict_do_update(index_elements=[t.meta.c.key], set_={"value": value}))
