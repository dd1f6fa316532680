"""A sitting's own stream in the ledger: what happened to it, in counts and ids. A choice never comes here."""

from collections.abc import Iterable, Mapping, Sequence
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


def note(conn: Connection, notes: Sequence[Note], besides: Iterable[audit.AuditLine] = ()) -> None:
    """Write the events of sittings down, one each, with their audit lines and those of what was done `besides`.

    It is the last act of a transaction, as all that the audit chain hears is.
    """
    lines = [ledger.LedgerLine(one.number + 1, one.kind, one.at, one.by or None, dict(one.body)) for one in notes]
    written = list(zip(notes, lines, strict=True))
    ledger.append_all(conn, [ledger.Stretch(one.sitting_id, [line], one.epoch, "") for one, line in written])
    numbers = [{"of": one.sitting_id, "last": one.number + 1} for one in notes]
    conn.execute(update(t.sittings).where(t.sittings.c.id == bindparam("of")).values(number=bindparam("last")), numbers)
    audit.append(conn, [*(_audited(one.sitting_id, line) for one, line in written), *besides])


def _audited(sitting_id: str, line: ledger.LedgerLine) -> audit.AuditLine:
    after = ledger.content_hash(sitting_id, line)
    return audit.AuditLine(line.at, line.actor_id, line.kind, f"events:{sitting_id}", after_hash=after)
