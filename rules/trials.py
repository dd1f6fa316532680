"""What the engine itself decides in the situation of one case: the same functions that decide in earnest.

Pure. A case stands on the first working instant of the programme; its people are called by what they are.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from typing import cast
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.cases import ActCase, Row, SelectionCase, SelectionGroup, VoteCase
from rules.clocks import Clock
from rules.commands import Amend, Command, Decline, FileDossier, Object, Recommend, Return, Rule, Score
from rules.deeds import Deed
from rules.entries import Entry, enter
from rules.errors import RuleBroken
from rules.events import Dismissed, Event, Lapsed, Objected
from rules.log_entries import judge_deed
from rules.nomination import State, decide, elapse, evolve, record, run_dry
from rules.programme import CouncilStage, LogStage, Programme, with_holders
from rules.selection import Candidate, select
from rules.votes import Count, Verdict, count_outcome, votes_needed

# what the engine calls an event, where a stage's outcome has another name
_OUTCOMES = {"amended": "logged", "lapsed": "silence"}


def try_act(programme: Programme, case: ActCase, calendar: Calendar) -> tuple[str, str]:
    """Return the outcome of the act and where it leads. Raise RuleBroken with the engine's own code if refused.

    Raise RuleBroken `done_by_another` if the case says who must act, and it is somebody else.
    """
    clock = Clock(calendar, programme.office_hours, ZoneInfo(programme.time_zone))
    now = datetime.combine(programme.in_force_from, programme.office_hours.starts, clock.zone)
    deed = _deed(programme, case)
    entry = enter(programme, "", case.stage, now, clock, reward_vnd=deed.reward_vnd)
    is_ruling = case.act in ("dismiss", "uphold")
    _judge_doer(programme, case, entry.objected(now, None) if is_ruling else entry)
    proposed = {"award": deed.award, "reward_vnd": deed.reward_vnd}
    state = State(nomination_id="case", author="author", deed=deed, stage=case.stage, entry=entry)
    state = state.model_copy(update=proposed)
    if case.days_after is not None:
        _judge_entry(programme, deed, clock, now)
    if case.act == "silence":
        happened = _lapse(state)
    elif case.act == "record":
        happened = record(state, "case", now.year, 1, now=now)[-1]
    elif case.act == "fund spent":
        happened = run_dry(state, now=now)[-1]
    else:
        if is_ruling:
            state = evolve(state, decide(state, Object(by="objector", because=case.case), now=now)[-1])
        acting = now + timedelta(days=case.days_later or 0)
        happened = decide(state, _asked(case, deed, entry), now=acting)[-1]
    after = evolve(state, happened)
    outcome = happened.event if isinstance(happened, Objected | Dismissed) else after.outcome
    return _OUTCOMES.get(outcome, outcome), after.stage


def _deed(programme: Programme, case: ActCase) -> Deed:
    return Deed(
        title=case.case,
        done_on=programme.in_force_from - timedelta(days=case.days_after or 0),
        honoured=("honoured",),
        story=case.case,
        place=case.stage,
        beneficiaries=1,
        award=case.award or "",
        reward_vnd=case.amount.vnd if case.amount else None,
    )


def _judge_entry(programme: Programme, deed: Deed, clock: Clock, now: datetime) -> None:
    """Hold a new entry of a colleague's deed against the log's rules."""
    log = cast("LogStage", programme.stages[0])  # the loader has seen to it
    ladder, most = programme.ladder, programme.reward_at_most
    log = log.model_copy(update={"for_": ("colleague",)})
    kinds = {"honoured": "officer"}
    judge_deed(deed, log, clock, author="author", kinds=kinds, now=now, awards=ladder, reward_at_most=most)


def _judge_doer(programme: Programme, case: ActCase, entry: Entry) -> None:
    if case.done_by is not None:
        doer = case.done_by.doer
        expected = (doer.role, str(programme.where(doer.place))) if doer else ("author", "")
        if expected != (entry.role, entry.place):
            raise RuleBroken("done_by_another", role=entry.role, place=entry.place)


def _asked(case: ActCase, deed: Deed, entry: Entry) -> Command:
    by = "author" if case.by == "doer" and entry.role == "author" else case.by
    match case.act:
        case "recommend":
            lowered_to = case.lowered_to.vnd if case.lowered_to else None
            facts = dict.fromkeys(entry.attests if case.facts is None else case.facts, True)
            return Recommend(by=by, award=case.changed_to or "", reward_vnd=lowered_to, facts=facts)
        case "return":
            return Return(by=by, because=case.case)
        case "decline":
            return Decline(by=by, because=case.case)
        case "score":
            return Score(by=by, points=case.points or {})
        case "object":
            return Object(by=by, because=case.case)
        case "dismiss" | "uphold":
            return Rule(by=by, objection=1, upheld=case.act == "uphold", because=case.case)
        case "file":
            return FileDossier(by=by, documents=entry.needs if case.documents is None else case.documents)
        case _:
            return Amend(by=by, deed=deed)


def _lapse(state: State) -> Event:
    """Return what silence comes to in the end, the superior asked in between."""
    while (wakes_at := state.wakes_at()) is not None and (happened := elapse(state, now=wakes_at)):
        if isinstance(happened[-1], Lapsed):
            return happened[-1]
        state = evolve(state, happened[-1])
    raise RuleBroken("wrong_stage", stage=state.stage)


def try_vote(stage: CouncilStage, case: VoteCase) -> Verdict:
    """Return the verdict on the case's count. Raise RuleBroken for a count that can't be."""
    categories = frozenset(case.categories)
    count = Count(case.members, case.for_, case.against, case.abstain, case.recused, case.present, categories)
    return count_outcome(count, stage, chair=case.chair)


def try_selection(stage: CouncilStage, case: SelectionCase) -> dict[SelectionGroup, frozenset[str]]:
    """Return group → names: who of the table is selected, waiting, in the run-off or not selected.

    Raise RuleBroken `holders_not_counted` if the rules take a part of holders and the case does not say how many.
    """
    named = {one.id: (one, row.name) for row in case.candidates for one in _candidates(row, stage)}
    rules = with_holders(stage, case.holders).select
    chosen = select((one for one, _ in named.values()), rules, keeps_waiting=stage.keeps_waiting)
    groups: dict[SelectionGroup, Iterable[str]] = {
        "selected": (ranked.id for ranked in chosen.selected),
        "waiting": (ranked.id for ranked in chosen.waiting),
        "run_off": chosen.run_off,
        "not_selected": chosen.not_selected,
    }
    return {group: frozenset(named[id_][1] for id_ in ids) for group, ids in groups.items()}


def _candidates(row: Row, stage: CouncilStage) -> Iterator[Candidate]:
    passed = row.ayes >= votes_needed(stage.passes_with, row.of)
    logged_at = datetime.combine(row.logged, time(), UTC) if row.logged else None
    for number in range(1, row.times + 1):
        yield Candidate(
            f"{row.name} {number:02}",
            row.ayes,
            row.of,
            "passed" if passed else "failed",
            row.beneficiaries,
            row.deed,
            logged_at,
            None if row.score is None else Fraction(row.score, row.score_of or 100),
            row.cluster or "",
        )
