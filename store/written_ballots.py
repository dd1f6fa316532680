"""Ballots of absent members, on paper: one person enters what it says, a second one reads the same, then it is cast.

Between the two readings nothing is kept of what the paper says but a mark that tells whether both are alike; without
the secret of the house it gives nothing away.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from rules.errors import RuleBroken
from rules.votes import VoteChoice
from store import ballots, sittings
from store import tables as t
from store.ballots import Receipt
from store.writing import insert

WRITTEN = "written ballot"


@dataclass(frozen=True, slots=True)
class Paper:
    """The written ballot of `person_id` as `by` has read it: `choices` are nomination id → choice."""

    sitting_id: str
    person_id: str
    by: str
    choices: Mapping[str, VoteChoice]


def enter(conn: Connection, paper: Paper, *, now: datetime, pepper: bytes) -> None:
    """Take the first reading of a paper, in place of one that was not confirmed.

    Raise RuleBroken `not_open`, `no_written_ballots`, `own_ballot`, `not_a_voter`, `has_voted`, or what
    `ballots.cast` says of the choices.
    """
    sitting, mark = _judged(conn, paper, now, pepper)
    read = {"mark": mark, "entered_by": paper.by, "entered_on": now.date()}
    line = insert(conn, t.written_ballots).values(
        sitting_id=sitting.id, round=sitting.round, person_id=paper.person_id, **read
    )
    conn.execute(line.on_conflict_do_update(index_elements=["sitting_id", "round", "person_id"], set_=read))


def confirm(conn: Connection, paper: Paper, *, now: datetime, pepper: bytes) -> Receipt | None:
    """Cast the ballot if the second reading says the same as the first; if not, return None, and the first is gone.

    Nobody confirms what she has entered herself. Raise RuleBroken as `enter` does, `nothing_entered` or
    `same_person`.
    """
    sitting, mark = _judged(conn, paper, now, pepper)
    w = t.written_ballots.c
    this = (w.sitting_id == sitting.id, w.round == sitting.round, w.person_id == paper.person_id)
    first = conn.execute(select(w.mark, w.entered_by).where(*this)).first()
    if first is None:
        raise RuleBroken("nothing_entered")
    if first.entered_by == paper.by:
        raise RuleBroken("same_person")
    conn.execute(delete(t.written_ballots).where(*this))
    if not hmac.compare_digest(first.mark, mark):
        return None
    return ballots.cast(conn, sitting.id, paper.person_id, paper.choices, mode="written", now=now)


def unconfirmed(conn: Connection, sitting_id: str, voting_round: int) -> tuple[str, ...]:
    """Return the members whose written ballot has been entered in this round and waits for a second person."""
    return tuple(first_readers(conn, sitting_id, voting_round))


def first_readers(conn: Connection, sitting_id: str, voting_round: int) -> dict[str, str]:
    """Return who has entered which written ballot that waits for a second person (member → who entered it)."""
    w = t.written_ballots.c
    found = select(w.person_id, w.entered_by).where(w.sitting_id == sitting_id, w.round == voting_round)
    return {row.person_id: row.entered_by for row in conn.execute(found.order_by(w.person_id))}


def is_there(conn: Connection, sitting_id: str, voting_round: int, person_id: str) -> bool:
    """Return whether a member's ballot of this round is on paper: entered, or in the box already."""
    w, b = t.written_ballots.c, t.ballots.c
    entered = select(w.person_id).where(w.sitting_id == sitting_id, w.round == voting_round, w.person_id == person_id)
    cast = select(b.person_id).where(
        b.sitting_id == sitting_id, b.round == voting_round, b.person_id == person_id, b.mode == "written"
    )
    return conn.execute(entered.union_all(cast)).first() is not None


def _judged(conn: Connection, paper: Paper, now: datetime, pepper: bytes) -> tuple[Row[*tuple[Any, ...]], str]:
    """Return the sitting, its row held, and the mark of what the paper says."""
    sitting = sittings.lock(conn, paper.sitting_id)
    if sitting.status != sittings.OPEN or now >= sitting.votes_close_at:
        raise RuleBroken("not_open", status=sitting.status)
    if (sitting.policy or {}).get("absent") != WRITTEN:
        raise RuleBroken("no_written_ballots")
    if paper.by == paper.person_id:
        raise RuleBroken("own_ballot")
    members = {member.person_id: member for member in sittings.roster(conn, sitting.id) if member.voting}
    if paper.person_id not in members:
        raise RuleBroken("not_a_voter", person=paper.person_id)
    if members[paper.person_id].has_voted_at is not None:
        raise RuleBroken("has_voted", person=paper.person_id)
    said = ballots.in_order(conn, sitting, paper.person_id, paper.choices)
    whose = f"{sitting.id}#{sitting.round}#{paper.person_id}\n".encode()
    return sitting, hmac.new(pepper, whose + bytes(said), hashlib.sha256).hexdigest()
