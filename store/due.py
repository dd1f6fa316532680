"""What becomes of reminders whose time has come: who is told now, who later, and of whom nothing is asked any more.

One judge for the sweep that sends (`store.reminders`) and for the forecast (`store.forecast`). Changes nothing.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from rules.clocks import Clock
from rules.reminding import is_quiet, next_loud
from store import organisation, outbox, snoozes
from store.obligations import owed
from store.rulebook import Rulebook

DIGEST, URGENT = "reminders", "reminders_urgent"
"""The kinds of the messages that a person gets: one for what is urgent, one for the rest."""

ESCALATE, ESCALATED = "escalate", "escalated"
_URGENT = frozenset({"final", ESCALATE, ESCALATED})

DONE, NOBODY, SNOOZED, QUIET = "done", "nobody", "snoozed", "quiet"


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
    programme: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a reminder; `stands_in_for` whom, if it is a deputy.

    `is_copy`: somebody else can act and is reminded; this one is only told.
    """

    person_id: str
    stands_in_for: str | None = None
    is_copy: bool = False


Told = tuple[Reminder, Recipient]


@dataclass(slots=True)
class Judged:
    """What becomes of the reminders that came: `told` now, `waits` until (quiet hours), `later` for who is snoozed.

    `suppressed` maps a reminder to the reason why nobody is told of it now.
    """

    told: list[Told] = field(default_factory=list)
    waits: dict[int, datetime] = field(default_factory=dict)
    later: list[tuple[Reminder, str, datetime]] = field(default_factory=list)
    suppressed: dict[int, str] = field(default_factory=dict)

    @property
    def sent(self) -> list[int]:
        """The reminders of which somebody is told now."""
        return list(dict.fromkeys(reminder.id for reminder, _ in self.told))


def judge(conn: Connection, come: Sequence[Reminder], *, now: datetime, on: date, rulebook: Rulebook) -> Judged:
    """Return what becomes of reminders whose time has come; `on` is the day of the offices and deputies."""
    judged = Judged()
    loud = _loud(conn, come, now, rulebook, judged)
    still = owed(conn, loud)
    due = [reminder for reminder in loud if reminder.id in still]
    judged.suppressed |= {reminder.id: DONE for reminder in loud if reminder.id not in still}
    recipients = recipients_of(conn, due, on)
    people = {one.person_id for some in recipients.values() for one in some}
    asleep = snoozes.of(conn, people, after=now)
    for reminder in due:
        _tell(reminder, recipients[reminder.id], asleep, judged)
    return judged


def digests(told: Iterable[Told]) -> list[outbox.Message]:
    """Return one message a person for what is urgent and one for the rest; nothing stands in both, or twice in one."""
    things: dict[str, dict[tuple[str, str], list[Told]]] = {}
    for one in sorted(told, key=lambda one: (one[0].at, one[0].id)):
        reminder, recipient = one
        things.setdefault(recipient.person_id, {}).setdefault((reminder.about, reminder.obligation), []).append(one)
    messages = []
    for person_id, owed_things in things.items():
        for kind in (URGENT, DIGEST):
            # a reminder that says more stands for those before it, and still the message is named after them all
            found = [some for some in owed_things.values() if _kind(_telling(some)) == kind]
            if found:
                ids = sorted({reminder.id for some in found for reminder, _ in some})
                messages.append(_digest(person_id, kind, [_telling(some) for some in found], ids))
    return messages


def _kind(told: Told) -> str:
    return URGENT if told[0].kind in _URGENT else DIGEST


def _telling(some: Sequence[Told]) -> Told:
    """Return the reminder that says most: to who must act before a copy, an urgent one before others, a late one.

    Who is told as the one above, and owes the same herself, is told as the one above.
    """

    def says(one: Told) -> tuple[bool, bool, datetime, bool, int]:
        reminder, recipient = one
        is_urgent, is_above = reminder.kind in _URGENT, reminder.kind == ESCALATE
        return not recipient.is_copy, is_urgent, reminder.at, is_above, reminder.id

    return max(some, key=says)


def _loud(
    conn: Connection, come: Sequence[Reminder], now: datetime, rulebook: Rulebook, judged: Judged
) -> list[Reminder]:
    """Return those of `come` that no quiet hours keep back; the others wait."""
    clocks = _clocks(conn, {reminder.programme for reminder in come if reminder.programme}, now, rulebook)
    until = {
        name: next_loud(now, clock.reminding, clock)
        for name, clock in clocks.items()
        if is_quiet(now, clock.reminding, clock)
    }
    judged.waits = {reminder.id: until[reminder.programme] for reminder in come if reminder.programme in until}
    return [reminder for reminder in come if reminder.id not in judged.waits]


def _clocks(conn: Connection, programmes: Collection[str], now: datetime, rulebook: Rulebook) -> dict[str, Clock]:
    found = rulebook.at_all(conn, {(name, now) for name in programmes})
    return {name: rules.clock for (name, _), rules in found.items()}


def recipients_of(conn: Connection, reminders: Collection[Reminder], on: date) -> dict[int, tuple[Recipient, ...]]:
    """Return who gets each of many reminders on a day (id → recipients), snoozes apart."""
    offices = {(one.role, one.unit_id) for one in reminders if one.person_id is None and one.role and one.unit_id}
    holders = organisation.holders_of(conn, sorted(offices), on)
    named = {one.person_id for one in reminders if one.person_id is not None}
    serving = organisation.serving(conn, named, on)
    deputies = organisation.deputies_of(conn, serving, on)
    return {one.id: _to(one, holders, serving, deputies) for one in reminders}


def _to(
    reminder: Reminder,
    holders: Mapping[organisation.Office, Sequence[organisation.Holder]],
    serving: Collection[str],
    deputies: Mapping[str, Sequence[str]],
) -> tuple[Recipient, ...]:
    person_id = reminder.person_id
    if person_id is None:
        found = holders.get((reminder.role or "", reminder.unit_id or ""), ())
        # while a deputy acts, the one who is away gets a copy
        away = {holder.stands_in_for for holder in found}
        return tuple(Recipient(one.person_id, one.stands_in_for, is_copy=one.person_id in away) for one in found)
    if person_id not in serving:
        return ()
    # what is asked of one person, a ballot for instance, nobody else can do: her deputy is told, and can reach her
    copies = tuple(Recipient(one, person_id, is_copy=True) for one in deputies.get(person_id, ()))
    return (Recipient(person_id), *copies)


def _tell(reminder: Reminder, recipients: Sequence[Recipient], asleep: snoozes.Snoozed, judged: Judged) -> None:
    if not recipients:
        judged.suppressed[reminder.id] = NOBODY
        return
    awake = []
    for recipient in recipients:
        until = asleep.get((recipient.person_id, reminder.about))
        # a deadline that has come nearer than the snooze wakes whoever sleeps, and so does the superior's being told
        if until is None or reminder.kind in (ESCALATE, ESCALATED) or (reminder.due_at and until >= reminder.due_at):
            awake.append(recipient)
        else:
            judged.later.append((reminder, recipient.person_id, until))
    judged.told += [(reminder, recipient) for recipient in awake]
    if not awake:
        judged.suppressed[reminder.id] = SNOOZED


def awakened(reminder: Reminder, person_id: str, until: datetime, id_: int) -> Reminder:
    """Return the reminder that a snoozed person gets instead of `reminder`, at the end of her snooze."""
    return replace(reminder, id=id_, role=None, unit_id=None, person_id=person_id, at=until)


def _digest(person_id: str, kind: str, lines: Sequence[Told], ids: Sequence[int]) -> outbox.Message:
    owed_things: list[dict[str, Any]] = [
        {
            "about": reminder.about,
            "obligation": reminder.obligation,
            "kind": reminder.kind,
            "at": reminder.at.astimezone(UTC).isoformat(),
            "due_at": reminder.due_at.astimezone(UTC).isoformat() if reminder.due_at else None,
            "stands_in_for": recipient.stands_in_for,
            "is_copy": recipient.is_copy,
        }
        for reminder, recipient in lines
    ]
    which = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:16]
    return outbox.Message(f"{kind}|{person_id}|{which}", person_id, kind, {"owed": owed_things})
