"""A sitting's own stream in the ledger: what happened to it, in counts and ids. A choice never comes here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update

from store import audit, ledger
from store import tables as t


@dataclass(frozen=True, slots=True)
class Note:
    """The next event of a sitting whose row is held; `number` is that of its last one."""

    sitting_id: str
    number: int
    kind: str
    at: datetime
    epoch: str
    body: Mapping[str, Any]
    by: str = ""


def note(conn: Connection, notes: Sequence[Note]) -> None:
    """Write the events of sittings down, one each, with their audit lines."""
    stretches = [
        ledger.Stretch(
            one.sitting_id,
            [ledger.LedgerLine(one.number + 1, one.kind, one.at, one.by or None, dict(one.body))],
            one.epoch,
            "",
        )
        for one in notes
    ]
    ledger.append_all(conn, stretches)
    numbers = [{"of": one.sitting_id, "last": one.number + 1} for one in notes]
    conn.execute(update(t.sittings).where(t.sittings.c.id == bindparam("of")).values(number=bindparam("last")), numbers)
    audit.append(
        conn,
        [
            audit.AuditLine(at=one.at, actor_id=one.by or None, action=one.kind, object=f"events:{one.sitting_id}")
            for one in notes
        ],
    )
