"""Sittings as lists and pages ask them. Reads only; a running count is nowhere in here."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from store import tables as t
from store.among import among
from store.nominations import Listed, Scope
from store.paging import Page, chosen, orders

s = t.sittings.c
ORDERS = orders(s.id, s.votes_open_at, s.votes_close_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One council, one stage, one period. `policy` is the stage as the rules said when voting opened."""

    id: str
    period_id: str
    programme: str
    stage: str
    unit_id: str
    period: str
    council_id: str | None
    status: str
    round: int
    candidates_close_at: datetime
    votes_open_at: datetime
    votes_close_at: datetime
    published_at: datetime | None
    edition: str | None
    policy: dict[str, Any] | None
    members: int | None
    opened_at: datetime | None
    closed_at: datetime | None
    outcome: dict[str, int] | None
    number: int
    calendar_edition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which sittings a list is to hold; None asks for nothing in particular. `voter_id` has a seat on the roster."""

    programme: str | None = None
    stage: str | None = None
    periods: Collection[str] | None = None
    unit_id: str | None = None
    status: str | None = None
    voter_id: str | None = None


@dataclass(frozen=True, slots=True)
class BallotNote:
    """That a member has a ballot in a round, and no word of what it says."""

    round: int
    revision: int
    cast_on: date
    mode: str


def by_id(conn: Connection, sitting_id: str) -> Sitting | None:
    """Return one sitting."""
    found = conn.execute(_columns().where(s.id == sitting_id)).mappings().first()
    return Sitting(**found) if found else None


def awaited_by(conn: Connection, nomination: Listed) -> Sitting | None:
    """Return the sitting that a nomination in a council stage waits for: the first whose list it still reaches."""
    found = conn.execute(
        _columns()
        .where(
            s.programme == nomination.programme,
            s.stage == nomination.stage,
            s.unit_id == nomination.council_unit_id,
            s.status.in_(("planned", "open")),
            s.candidates_close_at >= nomination.stage_since,
        )
        .order_by(s.votes_open_at, s.id)
        .limit(1)
    )
    row = found.mappings().first()
    return Sitting(**row) if row else None


def page(
    conn: Connection,
    scope: Scope,
    wanted: Wanted,
    *,
    order: str = "-votes_open_at",
    cursor: str | None = None,
    size: int = 50,
) -> Page[Sitting]:
    """Return one page of the sittings in `scope`. Raise RuleBroken `unknown_order` or `bad_cursor`."""
    way = chosen(ORDERS, order)
    query = way.page(_columns().where(*seen(scope), *_asked(wanted)), cursor, size)
    return way.cut(tuple(Sitting(**row) for row in conn.execute(query).mappings()), size)


def ballot_note(conn: Connection, sitting_id: str, voting_round: int, person_id: str) -> BallotNote | None:
    """Return the note of a member's own ballot; None if there is none in this round."""
    b = t.ballots.c
    found = conn.execute(
        select(b.round, b.revision, b.cast_on, b.mode).where(
            b.sitting_id == sitting_id, b.round == voting_round, b.person_id == person_id
        )
    ).first()
    return BallotNote(*found) if found else None


def seen(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what narrows a query of sittings to what `scope` may see: of its units, councils and rosters."""
    if scope.unit_ids is None:
        return []
    seated = select(t.roster.c.sitting_id).where(t.roster.c.person_id == scope.person_id, t.roster.c.voting)
    return [or_(among(s.unit_id, scope.unit_ids), s.council_id.in_(scope.council_ids), s.id.in_(seated))]


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    plain = (
        (s.programme, wanted.programme),
        (s.stage, wanted.stage),
        (s.unit_id, wanted.unit_id),
        (s.status, wanted.status),
    )
    asked = [column == value for column, value in plain if value is not None]
    if wanted.periods is not None:
        asked.append(s.period.in_(sorted(wanted.periods)))
    if wanted.voter_id is not None:
        voter = t.roster.c.person_id == wanted.voter_id
        asked.append(s.id.in_(select(t.roster.c.sitting_id).where(voter, t.roster.c.voting)))
    return asked


def _columns() -> Select[*tuple[Any, ...]]:
    return select(*(s[field.name] for field in fields(Sitting)))
