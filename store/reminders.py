"""Reminders that are due: one message a person for all that she still owes, nothing for what is done.

Planning them is the business of whoever opens an obligation; what is sent is judged at the last moment (`store.due`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select, update

from store import outbox
from store import tables as t
from store.due import QUIET, Judged, Reminder, digests, judge
from store.planning import Reminder as ToPlan
from store.planning import Whom, plan
from store.rulebook import Rulebook
from store.writing import portions

PLANNED, SENT, SUPPRESSED = "planned", "sent", "suppressed"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the reminders that were due: how many were queued, in how many messages, how many were not."""

    queued: int
    messages: int
    suppressed: int


def send_due(conn: Connection, *, now: datetime, on: date, rulebook: Rulebook, at_most: int = 20_000) -> Done:
    """Queue a message a person for the reminders whose time has come; again, nothing is queued twice.

    `on` is the day, on the programme's wall, for which offices and deputies are looked up. A reminder of what is no
    longer owed, or whom nobody can be sent, is suppressed with the reason; one in quiet hours waits for their end.
    """
    come = planned(conn, now, at_most, hold=True)
    if not come:
        return Done(0, 0, 0)
    judged = judge(conn, come, now=now, on=on, rulebook=rulebook)
    messages = digests(judged.told)
    outbox.queue(conn, messages, now)
    _decide(conn, judged, now)
    plan(conn, [_later(*one) for one in judged.later])
    return Done(queued=len(judged.sent), messages=len(messages), suppressed=len(judged.suppressed))


def planned(conn: Connection, until: datetime, at_most: int, *, hold: bool = False) -> list[Reminder]:
    """Return what is planned up to an instant, the oldest first; `hold` keeps other senders away from it."""
    r = t.reminders.c
    found = (
        select(r.id, r.about, r.obligation, r.kind, r.role, r.unit_id, r.person_id, r.at, r.programme, r.due_at)
        .where(r.state == PLANNED, r.at <= until)
        .order_by(r.at, r.id)
        .limit(at_most)
    )
    if hold:
        found = found.with_for_update(skip_locked=True)
    return [Reminder(**row) for row in conn.execute(found).mappings()]


def _decide(conn: Connection, judged: Judged, now: datetime) -> None:
    """Write down what became of each; what waits for the end of quiet hours is planned for then."""
    r = t.reminders.c
    by_verdict: dict[tuple[str, str | None], list[int]] = {(SENT, None): judged.sent}
    for id_, why in judged.suppressed.items():
        by_verdict.setdefault((SUPPRESSED, why), []).append(id_)
    for (state, because), ids in by_verdict.items():
        for some in portions(ids):
            conn.execute(update(t.reminders).where(r.id.in_(some)).values(state=state, because=because, decided_at=now))
    if judged.waits:
        conn.execute(
            update(t.reminders).where(r.id == bindparam("of")).values(at=bindparam("until"), because=QUIET),
            [{"of": id_, "until": until} for id_, until in judged.waits.items()],
        )


def _later(reminder: Reminder, person_id: str, until: datetime) -> ToPlan:
    whom = Whom(person_id=person_id)
    return ToPlan(reminder.about, reminder.obligation, reminder.kind, whom, until, reminder.programme, reminder.due_at)
