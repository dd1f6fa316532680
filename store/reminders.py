"""Reminders that are due: one message a person for all that she still owes, nothing for what is done.

Planning them is the business of whoever opens an obligation; here is decided, at the last moment, what is sent.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from store import organisation, outbox
from store import tables as t
from store.obligations import owed
from store.writing import portions

PLANNED, SENT, SUPPRESSED = "planned", "sent", "suppressed"
DIGEST = "reminders"
"""The kind of the message that a person gets."""

NOT_OWED, NOBODY = "not_owed", "nobody"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A planned reminder: about what, of which obligation, to a person or to whoever holds a role at a unit."""

    id: int
    about: str
    obligation: str
    kind: str
    role: str | None
    unit_id: str | None
    person_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the reminders that were due: how many were queued, in how many messages, how many were not."""

    queued: int
    messages: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would get a reminder; `stands_in_for` whom, if it is a deputy."""

    person_id: str
    stands_in_for: str | None = None


def due_now(conn: Connection, now: datetime, at_most: int = 20_000) -> tuple[Reminder, ...]:
    """Return the planned reminders whose time has come and whose obligation is still open, the oldest first."""
    come = _planned(conn, None, now, at_most)
    still = owed(conn, come)
    return tuple(reminder for reminder in come if reminder.id in still)


def upcoming(
    conn: Connection, after: datetime, until: datetime, at_most: int = 1000
) -> tuple[tuple[Reminder, tuple[Recipient, ...]], ...]:
    """Return what will be sent between two instants, and to whom, as things stand now."""
    planned = _planned(conn, after, until, at_most)
    still = owed(conn, planned)
    coming = [reminder for reminder in planned if reminder.id in still]
    recipients = _recipients(conn, coming, after.date())
    return tuple((reminder, recipients[reminder.id]) for reminder in coming)


def send_due(conn: Connection, *, now: datetime, on: date, at_most: int = 20_000) -> Done:
    """Queue one message a person for the reminders whose time has come; again, nothing is queued twice.

    `on` is the day, in the programme's zone, for which offices and deputies are looked up. A reminder of what is
    no longer owed, or whom nobody can be sent, is suppressed with the reason.
    """
    come = _planned(conn, None, now, at_most, hold=True)
    still = owed(conn, come)
    due = [reminder for reminder in come if reminder.id in still]
    recipients = _recipients(conn, due, on)
    sent = [reminder for reminder in due if recipients[reminder.id]]
    digests = _digests(sent, recipients)
    outbox.queue(conn, digests, now)
    _decide(conn, [reminder.id for reminder in sent], SENT, None, now)
    _decide(conn, [reminder.id for reminder in due if not recipients[reminder.id]], SUPPRESSED, NOBODY, now)
    _decide(conn, [reminder.id for reminder in come if reminder.id not in still], SUPPRESSED, NOT_OWED, now)
    return Done(queued=len(sent), messages=len(digests), suppressed=len(come) - len(sent))


def settle(
    conn: Connection, about: Sequence[str], because: str, now: datetime, *, obligation: str | None = None
) -> None:
    """Give up what is still planned about these, all of it or one obligation, for the reason given."""
    r = t.reminders.c
    given_up = update(t.reminders).where(r.about.in_(about), r.state == PLANNED)
    if obligation is not None:
        given_up = given_up.where(r.obligation == obligation)
    conn.execute(given_up.values(state=SUPPRESSED, because=because, decided_at=now))


def _planned(
    conn: Connection, after: datetime | None, until: datetime, at_most: int, *, hold: bool = False
) -> list[Reminder]:
    r = t.reminders.c
    found = select(r.id, r.about, r.obligation, r.kind, r.role, r.unit_id, r.person_id, r.at).where(
        r.state == PLANNED, r.at <= until
    )
    if after is not None:
        found = found.where(r.at > after)
    if hold:
        found = found.with_for_update(skip_locked=True)
    return [Reminder(*row) for row in conn.execute(found.order_by(r.at, r.id).limit(at_most))]


def _recipients(conn: Connection, reminders: Collection[Reminder], on: date) -> dict[int, tuple[Recipient, ...]]:
    offices = {(one.role, one.unit_id) for one in reminders if one.person_id is None and one.role and one.unit_id}
    holders = organisation.holders_of(conn, sorted(offices), on)
    return {one.id: _to(one, holders) for one in reminders}


def _to(
    reminder: Reminder, holders: dict[organisation.Office, tuple[organisation.Holder, ...]]
) -> tuple[Recipient, ...]:
    if reminder.person_id is not None:
        return (Recipient(reminder.person_id),)
    found = holders.get((reminder.role or "", reminder.unit_id or ""), ())
    return tuple(Recipient(holder.person_id, holder.stands_in_for) for holder in found)


def _digests(reminders: Sequence[Reminder], recipients: dict[int, tuple[Recipient, ...]]) -> list[outbox.Message]:
    owes: dict[str, list[tuple[Reminder, Recipient]]] = {}
    for reminder in reminders:
        for recipient in recipients[reminder.id]:
            owes.setdefault(recipient.person_id, []).append((reminder, recipient))
    return [_digest(person_id, lines) for person_id, lines in owes.items()]


def _digest(person_id: str, lines: Sequence[tuple[Reminder, Recipient]]) -> outbox.Message:
    owed_things: list[dict[str, Any]] = [
        {
            "about": reminder.about,
            "obligation": reminder.obligation,
            "kind": reminder.kind,
            "at": reminder.at.isoformat(),
            "stands_in_for": recipient.stands_in_for,
        }
        for reminder, recipient in lines
    ]
    which = hashlib.sha256(",".join(str(reminder.id) for reminder, _ in lines).encode()).hexdigest()[:16]
    return outbox.Message(f"{DIGEST}|{person_id}|{which}", person_id, DIGEST, {"owed": owed_things})


def _decide(conn: Connection, ids: Sequence[int], state: str, because: str | None, now: datetime) -> None:
    r = t.reminders.c
    for some in portions(ids):
        conn.execute(update(t.reminders).where(r.id.in_(some)).values(state=state, because=because, decided_at=now))
