"""A sitting's own stream in the ledger: what happened to it, in counts and ids. A choice never comes here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from store import audit, ledger
from store import tables as t


def note(
    conn: Connection, sitting_id: str, kind: str, at: datetime, epoch: str, body: Mapping[str, Any], by: str = ""
) -> int:
    """Write the next event of a sitting whose row is locked; return its number."""
    number = ledger.last_numbers(conn, [sitting_id]).get(sitting_id, 0) + 1
    line = ledger.LedgerLine(number, kind, at, by or None, dict(body))
    ledger.append(conn, sitting_id, [line], epoch, "")
    conn.execute(update(t.sittings).where(t.sittings.c.id == sitting_id).values(number=number))
    audit.append(conn, [audit.AuditLine(at=at, actor_id=by or None, action=kind, object=f"events:{sitting_id}")])
    return number
