"""Planned reminders as rows: of what, whom and when. Each is there once, and planned anew when its deadline moves back.

Says nothing of when something is owed (`store.notices`) and sends nothing (`store.reminders`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update

from rules.reminding import Rung
from store import tables as t
from store.writing import insert, portions

DONE, WITHDRAWN, MOVED, DELEGATED, HELD = "done", "withdrawn", "moved", "delegated", "held"
"""Why a reminder is given up: what was owed is done or withdrawn, is owed at another instant, by somebody else, or not
while the case is on hold."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A person, or whoever holds a role at a unit when the reminder is sent."""

    role: str | None = None
    unit_id: str | None = None
    person_id: str | None = None

    def __str__(self) -> str:
        return self.person_id or f"{self.role}@{self.unit_id}"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to plan. `kind` is first, next, final, escalate, or escalated for whom the superior was told of.

    `programme` is whose quiet hours hold. One with a reason in `left_out` is written down and never sent.
    """

    about: str
    obligation: str
    kind: str
    whom: Whom
    at: datetime
    programme: str | None = None
    due_at: datetime | None = None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """All that is planned about something is sent no more, and why."""

    about: str
    because: str
    at: datetime


def ladder(
    about: str, obligation: str, rungs: Iterable[Rung], whom: Whom, *, programme: str, due_at: datetime
) -> list[Reminder]:
    """Return one reminder a rung."""
    return [Reminder(about, obligation, rung.kind, whom, rung.at, programme, due_at, rung.left_out) for rung in rungs]


def plan(conn: Connection, reminders: Sequence[Reminder]) -> None:
    """Plan `reminders`. One that was given up is planned again; one that was sent is not sent twice."""
    for some in portions([_row(reminder) for reminder in reminders]):
        line = insert(conn, t.reminders)
        revived = {name: line.excluded[name] for name in ("at", "state", "because", "decided_at", "due_at")}
        conn.execute(
            line.on_conflict_do_update(
                index_elements=["dedupe"], set_=revived, where=t.reminders.c.state == "suppressed"
            ),
            list(some),
        )


def give_up(conn: Connection, these: Sequence[GivenUp]) -> None:
    """Send none of the reminders that are still planned about these."""
    r = t.reminders.c
    if these:
        conn.execute(
            update(t.reminders)
            .where(r.about == bindparam("of"), r.state == "planned")
            .values(state="suppressed", because=bindparam("why"), decided_at=bindparam("when")),
            [{"of": one.about, "why": one.because, "when": one.at} for one in these],
        )


def _row(reminder: Reminder) -> dict[str, Any]:
    whom = reminder.whom
    named = [reminder.about, reminder.obligation, reminder.kind, str(whom), reminder.at.astimezone(UTC).isoformat()]
    return {
        "dedupe": "|".join(named),
        "about": reminder.about,
        "obligation": reminder.obligation,
        "kind": reminder.kind,
        "programme": reminder.programme,
        "due_at": reminder.due_at,
        "role": whom.role,
        "unit_id": whom.unit_id,
        "person_id": whom.person_id,
        "at": reminder.at,
        "state": "suppressed" if reminder.left_out else "planned",
        "because": reminder.left_out or None,
        "decided_at": None,
    }
