"""Who will be reminded of what, when, if nothing changes until then: the sweeps to come, played without sending.

It asks the same judge as the sweep, at the same instants, so that it says exactly what will be sent.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection

from store.due import Reminder, awakened, digests, judge
from store.reminders import planned
from store.rulebook import Rulebook

SWEEP_EVERY = timedelta(minutes=5)
"""How far the sweeps lie apart; they fall on whole multiples of it."""
_BEYOND_ALL_ROWS = 2**60


@dataclass(frozen=True, slots=True)
class Coming:
    """A message that will be sent: when, to whom, of which kind, and the lines of it as the message will have them."""

    at: datetime
    person_id: str
    kind: str
    owed: tuple[Mapping[str, Any], ...]


def sweep_at(at: datetime) -> datetime:
    """Return the first sweep that is not before an instant."""
    past = (at - datetime(1970, 1, 1, tzinfo=UTC)) % SWEEP_EVERY
    return at + (SWEEP_EVERY - past if past else past)


def forecast(
    conn: Connection, *, now: datetime, until: datetime, rulebook: Rulebook, at_most: int = 20_000
) -> tuple[Coming, ...]:
    """Return what the sweeps from now until an instant will send, as things stand now, in their order."""
    numbers = count(1)
    agenda: list[tuple[datetime, int, Reminder]] = []

    def put(reminder: Reminder, at: datetime) -> None:
        heapq.heappush(agenda, (sweep_at(max(at, now)), next(numbers), reminder))

    for reminder in planned(conn, until, at_most):
        put(reminder, reminder.at)
    coming: list[Coming] = []
    made_up = count(_BEYOND_ALL_ROWS)  # the reminders that snoozes will bring have no row yet
    while agenda and agenda[0][0] <= until:
        at, come = agenda[0][0], []
        while agenda and agenda[0][0] == at:
            come.append(heapq.heappop(agenda)[2])
        judged = judge(conn, come, now=at, on=rulebook.today(conn, at), rulebook=rulebook)
        for reminder in come:
            if reminder.id in judged.waits:
                put(replace(reminder, at=judged.waits[reminder.id]), judged.waits[reminder.id])
        for reminder, person_id, awake_at in judged.later:
            put(awakened(reminder, person_id, awake_at, next(made_up)), awake_at)
        coming += [
            Coming(at, message.to_person_id, message.kind, tuple(message.params["owed"]))
            for message in digests(judged.told)
        ]
    return tuple(coming)
