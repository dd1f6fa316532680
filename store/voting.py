"""A sitting's vote opens: rules, roster and candidates are frozen in one transaction, once. It counts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from rules.programme import CouncilStage
from store import nominations, notices, organisation, sittings
from store import tables as t
from store.nominations import Listed
from store.places import council_unit
from store.rulebook import Rulebook, Rules
from store.sealing import key_id, sealing_key
from store.sitting_ledger import note
from store.writing import insert

PLANNED, OPEN, NONE = "planned", "open", "none"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was frozen, in counts, and until when the vote is open (None when there was nothing to vote on)."""

    candidates: int
    members: int
    edition: str
    closes_at: datetime | None
    published_at: datetime | None


def open_voting(
    conn: Connection, sitting_id: str, *, at: datetime, epoch: str, rulebook: Rulebook, master: bytes
) -> Opened:
    """Freeze a sitting's rules, roster and candidates and open its vote; again, return what was frozen.

    A unit that has ended keeps its council for the period under way, as it was on its last day.
    """
    sitting = sittings.lock(conn, sitting_id)
    if sitting.status != PLANNED:
        return _opened(conn, sitting)
    rules = rulebook.at(conn, sitting.programme, at)
    stage = rules.council(sitting.stage)
    nominated = _nominated(conn, sitting, stage, rules.clock.day(at))
    frozen: dict[str, Any] = {"edition": rules.edition, "policy": stage.model_dump(mode="json"), "opened_at": at}
    if nominated:
        key = sealing_key(master, sitting_id, 1)
        members = _seat(conn, sitting, rules, at)
        frozen |= {"members": members, "public_key": bytes(key.public_key), "key_id": key_id(master)}
    _update(conn, sitting_id, frozen | {"status": OPEN if nominated else NONE})
    if nominated:
        sittings.open_round(conn, sitting_id, 1, [one.id for one in nominated])
        _stand_aside(conn, sitting_id, stage, nominated)
        _take_up(conn, sitting_id, nominated, at)
    opened = _opened(conn, sittings.lock(conn, sitting_id))
    told = {"edition": rules.edition, "candidates": [one.id for one in nominated], "members": opened.members}
    note(conn, sitting_id, "voting_opened" if nominated else "none_nominated", at, epoch, told)
    notices.of_opening(conn, sittings.lock(conn, sitting_id), stage, rules, at=at)
    return opened


def reschedule(
    conn: Connection,
    sitting_id: str,
    *,
    at: datetime,
    epoch: str,
    by: str,
    because: str,
    votes_open_at: datetime | None,
    votes_close_at: datetime | None,
    rulebook: Rulebook,
) -> None:
    """Move the opening of a planned vote or the closing of an open one."""
    sitting = sittings.lock(conn, sitting_id)
    moved = {"votes_open_at": votes_open_at, "votes_close_at": votes_close_at}
    moved = {name: instant for name, instant in moved.items() if instant and instant != getattr(sitting, name)}
    if not moved:
        return
    _update(conn, sitting_id, moved)
    told = {name: instant.isoformat() for name, instant in moved.items() if instant} | {"because": because}
    note(conn, sitting_id, "rescheduled", at, epoch, told, by)
    rules = rulebook.at(conn, sitting.programme, at)
    notices.of_reschedule(conn, sittings.lock(conn, sitting_id), rules.council(sitting.stage), rules, at=at)


def _update(conn: Connection, sitting_id: str, values: dict[str, Any]) -> None:
    conn.execute(update(t.sittings).where(t.sittings.c.id == sitting_id).values(values))


def _opened(conn: Connection, sitting: Row[*tuple[Any, ...]]) -> Opened:
    candidates = len(sittings.standings(conn, sitting.id, voting_round=1))
    closes_at = sitting.votes_close_at if candidates else None
    return Opened(candidates, sitting.members or 0, sitting.edition, closes_at, sitting.published_at)


def _nominated(conn: Connection, sitting: Row[*tuple[Any, ...]], stage: CouncilStage, on: date) -> Sequence[Listed]:
    """Return the candidates; of those that a merger took elsewhere, the ones that were this unit's on its last day."""
    units = organisation.tree(conn)
    there = units.open_successor(sitting.unit_id, on)
    last_day = units.units[sitting.unit_id].valid_to
    holders = {sitting.unit_id, there or sitting.unit_id}
    found = nominations.candidates_for(conn, sitting.programme, sitting.stage, holders, sitting.candidates_close_at)
    if last_day is None or on <= last_day:
        return found
    return [
        one
        for one in found
        if one.council_unit_id == sitting.unit_id
        or council_unit(units, one.unit_id, stage.council, last_day) == sitting.unit_id
    ]


def _seat(conn: Connection, sitting: Row[*tuple[Any, ...]], rules: Rules, at: datetime) -> int:
    """Freeze the roster; return how many of it may vote."""
    last_day = organisation.tree(conn).units[sitting.unit_id].valid_to
    day = rules.clock.day(at)
    seats = organisation.roster(conn, sitting.council_id, min(day, last_day) if last_day else day)
    rows = [
        {"sitting_id": sitting.id, "person_id": seat.person_id, "post": seat.post, "voting": seat.voting}
        for seat in seats
    ]
    if rows:
        conn.execute(t.roster.insert(), rows)
    return sum(seat.voting for seat in seats)


def _stand_aside(conn: Connection, sitting_id: str, stage: CouncilStage, nominated: Sequence[Listed]) -> None:
    """Note who stands aside from which candidate because the rules name the tie."""
    seated = {member.person_id for member in sittings.roster(conn, sitting_id)}
    rows: dict[tuple[str, str], str] = {}
    for one in nominated:
        recommenders = [one.recommender_id] if one.recommender_id else []
        tied = {"author": [one.author_id], "honoured": one.honoured, "recommender": recommenders}
        for tie in stage.stands_aside:
            for person_id in seated.intersection(tied[tie]):
                rows.setdefault((person_id, one.id), tie)
    if rows:
        conn.execute(
            insert(conn, t.recusals).on_conflict_do_nothing(),
            [
                {"sitting_id": sitting_id, "person_id": who, "nomination_id": what, "reason": tie, "by": "rules"}
                for (who, what), tie in rows.items()
            ],
        )


def _take_up(conn: Connection, sitting_id: str, nominated: Sequence[Listed], at: datetime) -> None:
    ids = [one.id for one in nominated]
    conn.execute(update(t.nominations).where(t.nominations.c.id.in_(ids)).values(sitting_id=sitting_id, updated_at=at))
