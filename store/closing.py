"""A sitting's vote closes: a round is counted and decided in one transaction, once; later the waiting list ends.

What is decided is judged by `rules.sitting`. Ballots are opened only behind the closing, with a key that lies
outside the database.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from rules.phrases import Span
from rules.sitting import Decision, decide_run_off, decide_sitting, end_waiting, places_left
from store import ballots, notices, sittings
from store import tables as t
from store.outcomes import apply, keep
from store.rulebook import Rulebook, Rules
from store.sealing import sealing_key
from store.sitting_ledger import Note, note

OPEN, CLOSED, DECIDED = "open", "closed", "decided"


@dataclass(frozen=True, slots=True)
class Closed:
    """What was decided, in counts; with `closes_at`, another round is open until then."""

    selected: int
    waiting: int
    not_selected: int
    no_quorum: int
    closes_at: datetime | None = None


def close_round(
    conn: Connection, sitting_id: str, voting_round: int, *, at: datetime, epoch: str, rulebook: Rulebook, master: bytes
) -> Closed:
    """Close a round of voting, count it and decide; again, return what was decided.

    A tie at the limit opens the second round in the same transaction; a third there never is.
    """
    sitting = sittings.lock(conn, sitting_id)
    if sitting.status != OPEN or sitting.round != voting_round:
        return _closed(conn, sitting)
    _update(conn, sitting_id, status=CLOSED)
    rules = rulebook.of(conn, sitting.edition)
    stage = rules.council(sitting.stage)
    tallies = ballots.tallies(conn, sitting_id, voting_round, sealing_key(master, sitting_id, voting_round))
    if voting_round == 1:
        decisions = decide_sitting(stage, sitting.members, tallies)
    else:
        before = _last_decisions(conn, sitting_id)
        places = places_left(stage, before)
        decisions = decide_run_off(stage, sitting.members, tallies, places, first_rank=_selected(before) + 1)
    keep(conn, sitting_id, voting_round, decisions, tallies)
    tied = [one.nomination_id for one in decisions if one.outcome == "run_off"]
    if tied:
        _vote_again(conn, sitting, tied, rules, at=at, epoch=epoch, master=master)
    else:
        _decide(conn, sitting, rules, at=at, epoch=epoch)
    return _closed(conn, sittings.lock(conn, sitting_id))


def settle_waiting_list(conn: Connection, sitting_id: str, *, at: datetime, epoch: str, rulebook: Rulebook) -> Closed:
    """End the waiting list: who waits moves up into places that withdrawals freed, the others are not selected."""
    sitting = sittings.lock(conn, sitting_id)
    waiting = sorted(
        (one for one in _last_decisions(conn, sitting_id) if one.outcome == "waiting"),
        key=lambda one: (one.rank or 0, one.nomination_id),
    )
    if waiting:
        rules = rulebook.of(conn, sitting.edition)
        decisions = end_waiting([one.nomination_id for one in waiting], _freed(conn, sitting_id))
        for decision in decisions:
            _settle(conn, sitting_id, decision)
        apply(conn, sitting, rules, decisions, at=at)
        note(conn, [Note(sitting_id, sitting.number, "waiting_list_ended", at, epoch, _told(decisions))])
        notices.of_decision(conn, sitting, decisions, at=at)
    return _closed(conn, sitting)


def _vote_again(
    conn: Connection,
    sitting: Row[*tuple[Any, ...]],
    tied: Sequence[str],
    rules: Rules,
    *,
    at: datetime,
    epoch: str,
    master: bytes,
) -> None:
    stage = rules.council(sitting.stage)
    again = sitting.round + 1
    key = sealing_key(master, sitting.id, again)
    closes_at = rules.clock.after(at, stage.votes_close.span or Span(1, "working_day"))
    _update(conn, sitting.id, status=OPEN, votes_close_at=closes_at, public_key=bytes(key.public_key))
    sittings.open_round(conn, sitting.id, again, tied)
    told = {"round": again, "candidates": list(tied)}
    note(conn, [Note(sitting.id, sitting.number, "run_off_opened", at, epoch, told)])
    voters = [member.person_id for member in sittings.roster(conn, sitting.id) if member.voting]
    notices.of_opening(conn, sittings.lock(conn, sitting.id), voters, stage, rules, at=at)


def _decide(conn: Connection, sitting: Row[*tuple[Any, ...]], rules: Rules, *, at: datetime, epoch: str) -> None:
    decisions = _last_decisions(conn, sitting.id)
    apply(conn, sitting, rules, decisions, at=at)
    outcome = dict(Counter(one.outcome for one in decisions))
    _update(conn, sitting.id, status=DECIDED, closed_at=at, outcome=outcome)
    note(conn, [Note(sitting.id, sitting.number, "decided", at, epoch, _told(decisions))])
    notices.of_decision(conn, sitting, decisions, at=at)


def _last_decisions(conn: Connection, sitting_id: str) -> tuple[Decision, ...]:
    """Return what was decided last about each candidate, a run-off's word before the first round's."""
    last = {one.nomination_id: one for one in sittings.standings(conn, sitting_id) if one.outcome}
    return tuple(
        Decision.model_validate({"nomination_id": one.nomination_id, "outcome": one.outcome, "rank": one.rank})
        for one in last.values()
    )


def _selected(decisions: Sequence[Decision]) -> int:
    return sum(one.outcome == "selected" for one in decisions)


def _freed(conn: Connection, sitting_id: str) -> int:
    """Return how many selected nominations were withdrawn since."""
    n = t.nominations.c
    selected = [one.nomination_id for one in _last_decisions(conn, sitting_id) if one.outcome == "selected"]
    withdrawn = select(func.count()).where(n.id.in_(selected), n.outcome == "withdrawn")
    return conn.execute(withdrawn).scalar_one()


def _settle(conn: Connection, sitting_id: str, decision: Decision) -> None:
    c = t.candidates.c
    why = [[reason.code, reason.params] for reason in decision.because]
    conn.execute(
        update(t.candidates)
        .where(c.sitting_id == sitting_id, c.nomination_id == decision.nomination_id, c.outcome == "waiting")
        .values(outcome=decision.outcome, because=why)
    )


def _closed(conn: Connection, sitting: Row[*tuple[Any, ...]]) -> Closed:
    counts = Counter(one.outcome for one in _last_decisions(conn, sitting.id))
    is_open = sitting.status == OPEN and sitting.round > 1
    return Closed(
        selected=counts["selected"],
        waiting=counts["waiting"],
        not_selected=counts["not_selected"] + counts["again"],
        no_quorum=counts["no_quorum"],
        closes_at=sitting.votes_close_at if is_open else None,
    )


def _told(decisions: Sequence[Decision]) -> dict[str, Any]:
    return {
        "decisions": [{"nomination": one.nomination_id, "outcome": one.outcome, "rank": one.rank} for one in decisions]
    }


def _update(conn: Connection, sitting_id: str, **values: object) -> None:
    conn.execute(update(t.sittings).where(t.sittings.c.id == sitting_id).values(values))
