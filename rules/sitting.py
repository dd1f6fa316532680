"""What a council's sitting decides, from counts alone: every candidate's outcome, in one place and once.

Pure. Rosters, ballots and clocks stay outside; a member's choice never comes here, except the chair's where the
rules give the chair a say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from rules.errors import RuleBroken
from rules.events import NEXT_SITTING
from rules.messages import Message
from rules.programme import CouncilStage
from rules.quotas import Quota
from rules.reasons import Because
from rules.selection import NOT_PASSED, Candidate, Selection, quota_reasons, select
from rules.votes import ChairChoice, Count, Verdict, count_outcome

Outcome = Literal["selected", "waiting", "not_selected", "again", "no_quorum", "run_off"]
Numbers = tuple[int, int, int, int, int, int | None, ChairChoice | None, tuple[str, ...]]
"""Members, ayes, noes, abstentions, who stood aside, those present, what the chair chose, which seats took part."""
Placed = dict[str, tuple[Outcome, int | None]]


class Tally(Message):
    """What the ballots said about one candidate, and what it may be ranked by.

    `score` is what stands of `score_of` points; `cluster` is its unit's, where each selects for itself.
    `present` is None where no roll was taken; `tries` are the sittings that did not select it before this one.
    """

    nomination_id: str
    ayes: int
    noes: int
    abstentions: int = 0
    recused: int = 0
    present: int | None = None
    chair: ChairChoice | None = None
    beneficiaries: int | None = None
    deed_on: date | None = None
    logged_at: datetime | None = None
    tries: int = 0
    categories: tuple[str, ...] = ()
    score: int | None = None
    score_of: int | None = None
    cluster: str = ""


class Decision(Message):
    """What became of one candidate; `where_to` says where the outcome leads."""

    nomination_id: str
    outcome: Outcome
    rank: int | None = None
    needed: int = 0
    base: int = 0
    because: tuple[Because, ...] = ()


def decide_sitting(stage: CouncilStage, members: int, tallies: Iterable[Tally]) -> tuple[Decision, ...]:
    """Return one decision a candidate. `members` are all who may vote, those who stand aside included.

    Candidates with the outcome `run_off` are tied for the last places and need another round.
    Raise RuleBroken `candidate_twice`, or what `rules.votes` says of a count that can't be.
    """
    counted = [(tally, _verdict(stage, members, tally)) for tally in tallies]
    candidates = [_candidate(tally, verdict) for tally, verdict in counted]
    selection = select(candidates, stage.select, keeps_waiting=stage.keeps_waiting)
    placed = _placed(selection)
    return tuple(_decision(stage, tally, verdict, selection, placed) for tally, verdict in counted)


def outcomes(
    stage: CouncilStage, members: int, tallies: Sequence[Tally], known: dict[Numbers, Verdict]
) -> dict[str, Outcome]:
    """Return the outcomes alone (nomination → outcome), as `decide_sitting` does; for very many sittings.

    `known` are the verdicts of this very stage, by the numbers they were found on: it is added to.
    """
    counted = []
    for tally in tallies:
        numbers = (
            members, tally.ayes, tally.noes, tally.abstentions, tally.recused, tally.present, tally.chair,
            tally.categories,
        )  # fmt: skip
        if numbers not in known:
            known[numbers] = _verdict(stage, members, tally)
        counted.append((tally, known[numbers]))
    candidates = [_candidate(tally, verdict) for tally, verdict in counted]
    placed = _placed(select(candidates, stage.select, keeps_waiting=stage.keeps_waiting))
    return {tally.nomination_id: _outcome(stage, tally, verdict, placed) for tally, verdict in counted}


def places_left(stage: CouncilStage, decisions: Iterable[Decision]) -> int:
    """Return how many places the run-off is about. Raise RuleBroken `no_limit` if the rules set none."""
    if stage.select.at_most.limit is None:
        raise RuleBroken("no_limit", stage=stage.stage)
    return stage.select.at_most.limit - sum(decision.outcome == "selected" for decision in decisions)


def decide_run_off(
    stage: CouncilStage, members: int, tallies: Sequence[Tally], places: int, first_rank: int
) -> tuple[Decision, ...]:
    """Return the decisions of the second round: all have passed already, so only their order is at stake.

    A tie that remains is broken by the stated order, so that there is never a third round.
    """
    order = stage.select.model_copy(
        update={"at_least": None, "at_most": Quota(places), "on_tie_at_limit": "stated order"}
    )
    counted = [(tally, _verdict(stage, members, tally)) for tally in tallies]
    passed = [replace(_candidate(tally, verdict), verdict_outcome="passed") for tally, verdict in counted]
    selection = select(passed, order, keeps_waiting=stage.keeps_waiting)
    placed = _placed(selection)
    decisions = (_decision(stage, tally, verdict, selection, placed, passed=True) for tally, verdict in counted)
    return tuple(
        decision.model_copy(update={"rank": decision.rank and decision.rank + first_rank - 1}) for decision in decisions
    )


class Waits(Message):
    """One of the waiting list: the rank it has, when it was logged, and the sittings that did not select it before."""

    nomination_id: str
    rank: int
    logged_at: datetime
    tries: int = 0
    is_withdrawn: bool = False


def end_waiting(stage: CouncilStage, waiting: Iterable[Waits], freed: int) -> tuple[Decision, ...]:
    """Return what becomes of the waiting list, best first, when results are published and `freed` places are free.

    Equal ranks are told apart by the stated order. Who has withdrawn takes no place and comes last; who finds none
    is considered again where the rules say so, once.
    """
    in_order = sorted(waiting, key=lambda one: (one.is_withdrawn, one.rank, one.logged_at, one.nomination_id))
    return tuple(_ended(stage, one, freed, place) for place, one in enumerate(in_order))


def where_to(stage: CouncilStage, outcome: str) -> str:
    """Return where an outcome leads a nomination: a stage (its own while it waits or votes again), "end" or later."""
    match outcome:
        case "waiting" | "run_off":
            return stage.stage
        case "again":
            return NEXT_SITTING
        case "selected" | "not_selected" | "no_quorum":
            return stage.leads_to[outcome]
    raise RuleBroken("no_such_outcome", outcome=outcome)


def _ended(stage: CouncilStage, one: Waits, freed: int, place: int) -> Decision:
    if place < freed and not one.is_withdrawn:
        because = (Because("moved_up", {"freed": freed}),)
        return Decision(nomination_id=one.nomination_id, outcome="selected", rank=one.rank, because=because)
    return Decision(
        nomination_id=one.nomination_id,
        outcome="not_selected" if one.is_withdrawn else _unselected(stage, one.tries),
        because=(Because("waiting_ended", {"freed": freed}),),
    )


def _unselected(stage: CouncilStage, tries: int) -> Outcome:
    return "again" if stage.not_selected != "ends" and tries == 0 else "not_selected"


def _places(stage: CouncilStage, selection: Selection, id_: str) -> tuple[Because, ...]:
    """Return where the number of places comes from, for a candidate that is about one."""
    return () if selection.because[id_].code in NOT_PASSED else quota_reasons(stage.select)


def _verdict(stage: CouncilStage, members: int, tally: Tally) -> Verdict:
    count = Count(
        members=members,
        ayes=tally.ayes,
        noes=tally.noes,
        abstentions=tally.abstentions,
        recused=tally.recused,
        present=tally.present,
        categories=frozenset(tally.categories),
    )
    return count_outcome(count, stage, chair=tally.chair)


def _candidate(tally: Tally, verdict: Verdict) -> Candidate:
    return Candidate(
        id=tally.nomination_id,
        ayes=tally.ayes,
        base=verdict.base,
        verdict_outcome=verdict.outcome,
        beneficiaries=tally.beneficiaries,
        deed_on=tally.deed_on,
        logged_at=tally.logged_at,
        score=Fraction(tally.score, tally.score_of) if tally.score is not None and tally.score_of else None,
        cluster=tally.cluster,
    )


def _placed(selection: Selection) -> Placed:
    """Return who has a place, waits for one, or votes again for one, each with its rank."""
    placed: Placed = dict.fromkeys(selection.run_off, ("run_off", None))
    placed.update({one.id: ("waiting", one.rank) for one in selection.waiting})
    placed.update({one.id: ("selected", one.rank) for one in selection.selected})
    return placed


def _outcome(stage: CouncilStage, tally: Tally, verdict: Verdict, placed: Placed, *, passed: bool = False) -> Outcome:
    if verdict.outcome == "no_quorum" and not passed:
        return "no_quorum"
    found = placed.get(tally.nomination_id)
    return found[0] if found else _unselected(stage, tally.tries)


def _decision(
    stage: CouncilStage, tally: Tally, verdict: Verdict, selection: Selection, placed: Placed, *, passed: bool = False
) -> Decision:
    id_ = tally.nomination_id
    return Decision(
        nomination_id=id_,
        outcome=_outcome(stage, tally, verdict, placed, passed=passed),
        rank=placed.get(id_, ("", None))[1],
        needed=verdict.needed,
        base=verdict.base,
        # whether it passes is no question any more, so a run-off says nothing of quorum and majority
        because=(*(() if passed else verdict.explanation), *_places(stage, selection, id_), selection.because[id_]),
    )
