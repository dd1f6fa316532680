"""How a deadline came to stand where it stands: each time it was moved, by whom and why, as the ledger has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from sqlalchemy import Connection

from store import ledger, outages, terms
from store.ledger import LedgerLine

By = Literal["extended", "released", "shifted", "adopted"]
"""The events that may move a deadline: extended, given back after a hold, or after an outage; counted anew."""


@dataclass(frozen=True, slots=True)
class DeadlineMove:
    """A deadline that stood at `was_at` and stands at `due_at` since. `by` is None where no person did it.

    `still_from` is when the hold began whose time was given back; `dark` from when to when the house was.
    """

    number: int
    event: By
    at: datetime
    by: str | None
    because: str
    was_at: datetime
    due_at: datetime
    still_from: datetime | None = None
    dark: tuple[datetime, datetime] | None = None


def of_stage(conn: Connection, nomination_id: str, since: datetime, first: datetime) -> tuple[DeadlineMove, ...]:
    """Return the moves of the deadline of the stage that was entered at `since`, in order.

    `first` is where the deadline stood at first, for when nobody has written that down.
    """
    lines = [line for line in ledger.events_of(conn, nomination_id) if line.at >= since]
    before = _first(terms.of_nomination(conn, nomination_id), lines, since) or first
    darkness = dark_times(conn, lines)
    found: list[DeadlineMove] = []
    held_at: datetime | None = None
    for line in lines:
        if line.kind == "held":
            held_at = line.at
        due_at = _due(line)
        if due_at is None or due_at == before:
            continue
        event, because = cast("By", line.kind), str(line.body.get("because") or "")
        still = held_at if event == "released" else None
        dark = darkness.get(str(line.body.get("outage") or ""))
        found.append(DeadlineMove(line.number, event, line.at, line.actor_id, because, before, due_at, still, dark))
        before = due_at
    return tuple(found)


def dark_times(conn: Connection, lines: Sequence[LedgerLine]) -> dict[str, tuple[datetime, datetime]]:
    """Return from when to when the house was dark, of every outage that events name (id → span)."""
    named = {str(line.body["outage"]) for line in lines if line.body.get("outage")}
    return {id_: (one.from_at, one.to_at) for id_, one in outages.by_ids(conn, named).items()}


def _first(kept: Sequence[terms.StageTerms], lines: Sequence[LedgerLine], since: datetime) -> datetime | None:
    """Return the deadline that was written down before anything moved it, if it was."""
    first = next((one for one in kept if one.at >= since), None)
    moved = next((line.number for line in lines if _due(line) is not None), None)
    return first.due_at if first is not None and (moved is None or first.number < moved) else None


def _due(line: LedgerLine) -> datetime | None:
    """Return where an event put the deadline; None for one that moves none."""
    if line.kind not in get_args(By):
        return None
    dates: Any = line.body.get("entry" if line.kind == "adopted" else "dates") or {}
    said = dates.get("due_at") or line.body.get("until")
    return datetime.fromisoformat(said) if said else None
