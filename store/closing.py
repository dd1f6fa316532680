"""A sitting's vote closes: a round is counted and decided in one transaction, once; later the waiting list ends.

What is decided is judged by `rules.sitting`. Ballots are opened only behind the closing, with a key that lies
outside the database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from rules.phrases import Span
from rules.programme import CouncilStage
from rules.sitting import Decision, Waits, decide_run_off, decide_sitting, end_waiting, places_left
from store import ballots, instance, notices, organisation, sittings
from store import tables as t
from store.clusters import in_clusters
from store.outcomes import apply, audited, keep, settle
from store.policies import stage_of
from store.rulebook import Rulebook, Rules
from store.sealing import sealing_key
from store.sitting_ledger import Note, note

OPEN, CLOSED, DECIDED = "open", "closed", "decided"
Sitting = Row[*tuple[Any, ...]]
Decisions = dict[str, Decision]


@dataclass(frozen=True, slots=True)
class Closed:
    """What was decided, in counts; with `closes_at`, the vote is open until then, in `round`."""

    selected: int
    waiting: int
    not_selected: int
    no_quorum: int
    closes_at: datetime | None = None
    round: int | None = None


def close_round(
    conn: Connection, sitting_id: str, voting_round: int, *, at: datetime, epoch: str, rulebook: Rulebook, master: bytes
) -> Closed:
    """Close a round of voting, count it and decide; again, return what was decided.

    Before its hour a round closes only where the rules let it and nobody is missing: whoever asks for it, the rows
    are asked whether that is so. A tie at the limit opens the second round in the same transaction; a third there
    never is.
    Raise WrongEpoch for a workflow of another time, SpoiledBallot if a ballot is not whole: then nothing is decided.
    """
    instance.refuse_stranger(conn, epoch)
    sitting = sittings.lock(conn, sitting_id)
    if sitting.status != OPEN or sitting.round != voting_round:
        return _known(conn, sitting)
    rules = rulebook.of(conn, sitting.edition)
    stage = stage_of(sitting.policy)
    if at < sitting.votes_close_at and not _may_close_early(conn, sitting, stage):
        return _known(conn, sitting)
    _update(conn, sitting_id, status=CLOSED)
    key = sealing_key(master, sitting_id, voting_round)
    tallies = ballots.tallies(conn, sitting_id, voting_round, key)
    if stage.select.per is not None:
        tallies = in_clusters(conn, tallies, rules, at)
    if stage.ballot == "open":
        ballots.write_down(conn, sitting_id, voting_round, key)
    if voting_round == 1:
        before: Decisions = {}
        decisions = decide_sitting(stage, sitting.members, tallies)
    else:
        before = _last_decisions(conn, sitting_id)
        places = places_left(stage, before.values())
        decisions = decide_run_off(stage, sitting.members, tallies, places, first_rank=_selected(before) + 1)
    keep(conn, sitting_id, voting_round, decisions, tallies)
    last = {**before, **{one.nomination_id: one for one in decisions}}
    tied = [one.nomination_id for one in decisions if one.outcome == "run_off"]
    if tied:
        closes_at = _vote_again(conn, sitting, tied, rules, at=at, epoch=epoch, master=master)
        return _counted(last, closes_at, voting_round + 1)
    _decide(conn, sitting, rules, last, at=at, epoch=epoch)
    return _counted(last)


def settle_waiting_list(conn: Connection, sitting_id: str, *, at: datetime, epoch: str, rulebook: Rulebook) -> Closed:
    """End the waiting list: who waits moves up into places that withdrawals freed, the others are not selected.

    Who has withdrawn from the list takes no place. Raise WrongEpoch for a workflow of another time.
    """
    instance.refuse_stranger(conn, epoch)
    sitting = sittings.lock(conn, sitting_id)
    last = _last_decisions(conn, sitting_id)
    waiting = {id_: one for id_, one in last.items() if one.outcome == "waiting"}
    if sitting.status != DECIDED or not waiting:
        return _known(conn, sitting)
    rules = rulebook.of(conn, sitting.edition)
    there = _nominations(conn, last)
    freed = sum(last[id_].outcome == "selected" and one.outcome == "withdrawn" for id_, one in there.items())
    decisions = end_waiting(stage_of(sitting.policy), _waits(waiting, there), freed)
    settle(conn, sitting_id, decisions)
    lines = apply(conn, sitting, rules, decisions, at=at)
    notices.of_decision(conn, sitting, decisions, at=at)
    last |= {one.nomination_id: one for one in decisions}
    _update(conn, sitting_id, outcome=_outcome(last))
    note(
        conn,
        [Note(sitting_id, sitting.number, "waiting_list_ended", at, epoch, _told(decisions))],
        audited(conn, lines, at),
    )
    return _counted(last)


def _vote_again(
    conn: Connection,
    sitting: Sitting,
    tied: Sequence[str],
    rules: Rules,
    *,
    at: datetime,
    epoch: str,
    master: bytes,
) -> datetime:
    """Open the next round, among those who are tied, and return until when."""
    stage = stage_of(sitting.policy)
    again = sitting.round + 1
    key = sealing_key(master, sitting.id, again)
    units = organisation.tree(conn)
    clock = rules.clock.at(units.whereabouts(sitting.unit_id, rules.clock.day(at)))
    closes_at = clock.after(at, stage.votes_close.span or Span(1, "working_day"))
    _update(conn, sitting.id, status=OPEN, votes_close_at=closes_at, public_key=bytes(key.public_key))
    sittings.open_round(conn, sitting.id, again, tied)
    voters = [member.person_id for member in sittings.roster(conn, sitting.id) if member.voting]
    above = notices.told_of_missing(sitting.unit_id, stage, rules, units, at)
    called = notices.Called(sitting.id, again, stage, clock, closes_at, voters, at, sitting.programme, above)
    notices.of_opening(conn, [called])
    told = {"round": again, "candidates": list(tied), "votes_close_at": closes_at.isoformat()}
    told |= {"was": {"votes_close_at": sitting.votes_close_at.isoformat()}}
    note(conn, [Note(sitting.id, sitting.number, "run_off_opened", at, epoch, told)])
    return closes_at


def _decide(conn: Connection, sitting: Sitting, rules: Rules, last: Decisions, *, at: datetime, epoch: str) -> None:
    decisions = list(last.values())
    lines = apply(conn, sitting, rules, decisions, at=at)
    _update(conn, sitting.id, status=DECIDED, closed_at=at, outcome=_outcome(last))
    notices.of_decision(conn, sitting, decisions, at=at)
    note(conn, [Note(sitting.id, sitting.number, "decided", at, epoch, _told(decisions))], audited(conn, lines, at))


def _last_decisions(conn: Connection, sitting_id: str) -> Decisions:
    """Return what was decided last about each candidate, a run-off's word before the first round's."""
    return {
        one.nomination_id: Decision.model_validate(
            {"nomination_id": one.nomination_id, "outcome": one.outcome, "rank": one.rank}
        )
        for one in sittings.standings(conn, sitting_id)
        if one.outcome
    }


def _selected(decisions: Decisions) -> int:
    return sum(one.outcome == "selected" for one in decisions.values())


def _nominations(conn: Connection, decisions: Decisions) -> dict[str, Row[*tuple[Any, ...]]]:
    n = t.nominations.c
    found = conn.execute(select(n.id, n.outcome, n.logged_at, n.tries).where(n.id.in_(decisions)))
    return {row.id: row for row in found}


def _waits(waiting: Decisions, there: Mapping[str, Row[*tuple[Any, ...]]]) -> Iterator[Waits]:
    for id_, one in waiting.items():
        row = there[id_]
        yield Waits(
            nomination_id=id_,
            rank=one.rank or 0,
            logged_at=row.logged_at,
            tries=row.tries,
            is_withdrawn=row.outcome == "withdrawn",
        )


def _known(conn: Connection, sitting: Sitting) -> Closed:
    """Return what was decided before."""
    last = _last_decisions(conn, sitting.id)
    return _counted(last, sitting.votes_close_at, sitting.round) if sitting.status == OPEN else _counted(last)


def _may_close_early(conn: Connection, sitting: Sitting, stage: CouncilStage) -> bool:
    return stage.early_close == "when all have voted" and not sittings.missing_voters(conn, [sitting.id])


def _counted(decisions: Decisions, closes_at: datetime | None = None, voting_round: int | None = None) -> Closed:
    counts = Counter(one.outcome for one in decisions.values())
    return Closed(
        selected=counts["selected"],
        waiting=counts["waiting"],
        not_selected=counts["not_selected"] + counts["again"],
        no_quorum=counts["no_quorum"],
        closes_at=closes_at,
        round=voting_round,
    )


def _outcome(decisions: Decisions) -> dict[str, int]:
    return dict(Counter(one.outcome for one in decisions.values()))


def _told(decisions: Iterable[Decision]) -> dict[str, Any]:
    return {
        "decisions": [{"nomination": one.nomination_id, "outcome": one.outcome, "rank": one.rank} for one in decisions]
    }


def _update(conn: Connection, sitting_id: str, **values: object) -> None:
    conn.execute(update(t.sittings).where(t.sittings.c.id == sitting_id).values(values))
