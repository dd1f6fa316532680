"""What councils decided about one nomination, sitting by sitting. Undecided sittings say nothing here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from store import tables as t


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilWord:
    """One round's decision with its numbers; `because` are (code, params) pairs (`rules.reasons`)."""

    sitting_id: str
    stage: str
    edition: str | None
    policy: Mapping[str, Any] | None
    closed_at: datetime | None
    round: int
    outcome: str
    rank: int | None
    ayes: int
    noes: int
    abstentions: int
    recused: int
    base: int
    needed: int
    because: list[Any]


def of_nomination(conn: Connection, nomination_id: str) -> tuple[CouncilWord, ...]:
    """Return every decision about the nomination, the earliest first."""
    c, s = t.candidates.c, t.sittings.c
    of_candidate = [c[field.name] for field in fields(CouncilWord) if field.name in c]
    found = conn.execute(
        select(s.stage, s.edition, s.policy, s.closed_at, *of_candidate)
        .join(t.sittings, s.id == c.sitting_id)
        .where(c.nomination_id == nomination_id, s.status == "decided", c.outcome.is_not(None))
        .order_by(s.votes_close_at, s.id, c.round)
    )
    return tuple(CouncilWord(**row) for row in found.mappings())
