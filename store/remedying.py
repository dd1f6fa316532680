"""Remedies that are rows: a nudge planned for now, a deputy from today on. Each leaves its line in the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection, func, select

from store import audit, ledger, obligations
from store import tables as t
from store.planning import Reminder, Whom, plan
from store.stuck.details import Line


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, why and when."""

    by: str
    because: str
    at: datetime


def nudge(conn: Connection, lines: Sequence[Line], act: Act) -> None:
    """Plan to remind at once whoever owes what these lines wait for."""
    rounds = _rounds(conn, [line.sitting_id for line in lines if line.sitting_id])
    reminders = [
        Reminder(about, obligation, "next", Whom(person_id=person_id), act.at, line.programme, line.due_at)
        for line in lines
        for about, obligation in [_owed(line, rounds)]
        for person_id in line.unblocks
    ]
    plan(conn, list({(one.about, one.obligation, str(one.whom)): one for one in reminders}.values()))
    note(conn, [line.id for line in lines], "nudged", act)


def deputise(conn: Connection, away: Sequence[str], deputy_id: str, until: date, on: date, act: Act) -> None:
    """Have `deputy_id` stand in for those who are asked, from `on` to `until`, both included."""
    rows = [
        {
            "id": f"deputy-{uuid4().hex}",
            "person_id": person_id,
            "deputy_id": deputy_id,
            "valid_from": on,
            "valid_to": until,
            "reason": act.because,
        }
        for person_id in away
    ]
    conn.execute(t.deputies.insert(), rows)
    lines = [
        audit.AuditLine(
            act.at,
            act.by,
            "deputy_named",
            f"deputies:{row['id']}",
            {"person_id": row["person_id"], "deputy_id": deputy_id, "because": act.because},
            after_hash=audit.row_hash(conn, "deputies", str(row["id"])),
        )
        for row in rows
    ]
    audit.append(conn, lines)


def note(conn: Connection, ids: Sequence[str], action: str, act: Act) -> None:
    """Leave a line in the audit chain for what was done to each of these cases."""
    detail = {"because": act.because}
    audit.append(conn, [audit.AuditLine(act.at, act.by, action, f"events:{id_}", detail) for id_ in ids])


def last_number(conn: Connection, nomination_id: str) -> int:
    """Return how far the ledger knows a nomination; 0 if not at all."""
    return ledger.last_numbers(conn, [nomination_id]).get(nomination_id, 0)


def has_open_vote(conn: Connection, sitting_id: str) -> bool:
    """Is this sitting's vote open?"""
    s = t.sittings.c
    open_ = select(func.count()).where(s.id == sitting_id, s.status.in_(["open", "closed"]))
    return bool(conn.execute(open_).scalar())


def _owed(line: Line, rounds: dict[str, int]) -> tuple[str, str]:
    """Return what is owed, in the words of `store.obligations`."""
    if line.sitting_id is not None and line.cause == "ballot":
        return line.sitting_id, f"{obligations.BALLOT}/{rounds.get(line.sitting_id, 1)}"
    return line.id, obligations.NOMINATE if line.kind == "obligation" else line.stage_kind


def _rounds(conn: Connection, sitting_ids: Sequence[str]) -> dict[str, int]:
    s = t.sittings.c
    found = conn.execute(select(s.id, s.round).where(s.id.in_(sorted(set(sitting_ids)))))
    return dict(found.all())
