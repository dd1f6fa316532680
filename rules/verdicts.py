"""Does a programme decide as its cases say, and is every outcome of every stage decided at least once?

Pure. Where the engine and the file of cases disagree, that is a mistake like any other, at the line of the case.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from rules.calendar import Calendar
from rules.cases import SELECTION_GROUPS, ActCase, CasesFile, SelectionCase, SelectionGroup, VoteCase
from rules.errors import RuleBroken
from rules.loading import mistakes_in, read_rooted
from rules.mistakes import Mistake, nearest
from rules.nodes import Fault, Node, Path, fault_at
from rules.programme import CouncilStage, Programme, Stage, stage_outcomes
from rules.trials import try_act, try_selection, try_vote

Case = ActCase | VoteCase | SelectionCase


def check_cases(programme: Programme, calendar: Calendar, text: str, file: str) -> tuple[int, list[Mistake]]:
    """Return how many cases `text` holds, and all mistakes: of form, wrongly decided, or not decided at all."""
    cases, root, faults = read_rooted(CasesFile, text)
    if cases is None or root is None:
        return 0, mistakes_in(file, root, faults)
    if cases.programme != programme.programme:
        params = {"found": cases.programme, "programme": programme.programme}
        faults.append(fault_at(root, ("programme",), "cases_of_another", **params))
    everything = list(_each(cases))
    for path, case in everything:
        faults += _judge(programme, calendar, root, path, case)
    faults += _undecided(programme, [case for _, case in everything])
    return len(everything), mistakes_in(file, root, faults)


def _each(cases: CasesFile) -> Iterator[tuple[Path, Case]]:
    for key in ("acts", "votes", "selections"):
        for number, case in enumerate(getattr(cases, key)):
            yield (key, number), case


def _judge(programme: Programme, calendar: Calendar, root: Node, path: Path, case: Case) -> Iterator[Fault]:
    names = [stage.stage for stage in programme.stages]
    if case.stage not in names:
        params = {"found": case.stage, "nearest": nearest(case.stage, names), "known": ", ".join(names)}
        yield fault_at(root, (*path, "stage"), "target_unknown", **params)
        return
    stage = programme.stage(case.stage)
    if isinstance(case, ActCase) == isinstance(stage, CouncilStage):
        yield fault_at(root, (*path, "stage"), "case_of_another_kind", found=case.stage, kind=stage.kind)
        return
    expected, found, key = _compared(programme, calendar, stage, case)
    if expected != found:
        params = {"case": case.case, "expected": expected, "found": found}
        yield fault_at(root, (*path, key), "case_decided_otherwise", **params)


def _compared(programme: Programme, calendar: Calendar, stage: Stage, case: Case) -> tuple[str, str, str]:
    """Return what the case says, what the engine says, and the key that says it."""
    expected, key = _expected(case)
    try:
        return expected, _found(programme, calendar, stage, case), key
    except RuleBroken as no:
        return expected, f"refused {no.code}", key


def _expected(case: Case) -> tuple[str, str]:
    if isinstance(case, SelectionCase):
        return _groups({group: getattr(case, group) for group in SELECTION_GROUPS}), "case"
    if isinstance(case, VoteCase):
        return case.outcome, "outcome"
    if case.refused is not None:
        return f"refused {case.refused}", "refused"
    return f"{case.outcome} -> {case.leads_to}", "outcome"


def _found(programme: Programme, calendar: Calendar, stage: Stage, case: Case) -> str:
    if isinstance(case, ActCase):
        return " -> ".join(try_act(programme, case, calendar))
    council = cast("CouncilStage", stage)  # `_judge` has seen to it
    if isinstance(case, VoteCase):
        return try_vote(council, case).outcome
    return _groups(try_selection(council, case))


def _groups(groups: Mapping[SelectionGroup, Iterable[str]]) -> str:
    said = [f"{group}: {', '.join(sorted(names))}" for group in SELECTION_GROUPS if (names := groups[group])]
    return "; ".join(said)


def _undecided(programme: Programme, cases: list[Case]) -> Iterator[Fault]:
    decided = {(case.stage, outcome) for case in cases for outcome in _decides(case)}
    for stage in programme.stages:
        for outcome in to_decide(stage):
            if (stage.stage, outcome) not in decided:
                yield Fault((stage.stage, outcome), 1, 1, "outcome_undecided", {"outcome": outcome})


def to_decide(stage: Stage) -> tuple[str, ...]:
    """Return the outcomes of which a stage needs at least one case each."""
    if not isinstance(stage, CouncilStage):
        return stage_outcomes(stage)
    has_limit = stage.select.at_most.is_limited
    waiting = ("waiting",) if has_limit and stage.keeps_waiting else ()
    run_off = ("run_off",) if has_limit and stage.select.on_tie_at_limit == "run-off" else ()
    return ("passed", "failed", "no_quorum", "selected", "not_selected", *waiting, *run_off)


def _decides(case: Case) -> tuple[str, ...]:
    match case:
        case SelectionCase():
            return tuple(group for group in SELECTION_GROUPS if getattr(case, group))
        case _:
            return (case.outcome or "refused",)
