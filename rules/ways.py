"""The ways through a programme: every outcome leads somewhere, every stage is reached, every way can end.

Pure. It looks at names only and so works on a tree whose clauses are not all readable yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.mistakes import nearest
from rules.nodes import Fault, Map, Node, Path, child, fault_at, items, word
from rules.programme import END, NEXT_SITTING, ONLY_WITH, STAGE_KINDS, STAGES_AT_MOST, outcomes


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A stage as far as its ways go: where it stands in the file, outcome → target, and the outcomes it has."""

    path: Path
    name: str
    kind: str
    leads_to: Mapping[str, str]
    outcomes: tuple[str, ...]


def waypoints(root: Node) -> tuple[Waypoint, ...]:
    """Return the stages of `root`; what can't be read of one is "". None at all if there are too many."""
    stages = items(root, "stages")
    return tuple(
        Waypoint(
            ("stages", number),
            word(item, "stage"),
            word(item, "kind"),
            _words(child(item, "leads_to")),
            _outcomes(item, word(item, "kind")),
        )
        for number, item in enumerate(stages if len(stages) <= STAGES_AT_MOST else ())
    )


def _words(node: Node | None) -> dict[str, str]:
    return {key: word(node, key) for key in node.entries} if isinstance(node, Map) else {}


def _outcomes(stage: Node, kind: str) -> tuple[str, ...]:
    """Return the outcomes that a stage of this kind has by the keys that it names."""
    if kind not in STAGE_KINDS:
        return ()
    only_with = ONLY_WITH.get(kind, {})
    return tuple(one for one in outcomes(kind) if one not in only_with or child(stage, only_with[one]))


def check_ways(root: Node) -> Iterator[Fault]:
    """Yield what is wrong with the ways through the stages of `root`."""
    stages = waypoints(root)
    broken = [*_names(root, stages), *_targets(root, stages)]
    yield from broken
    if not broken and stages and all(stage.leads_to and stage.kind in STAGE_KINDS for stage in stages):
        # one missing target would make every stage behind it look unreachable
        yield from _logs(root, stages)
        yield from _dead_ends(root, stages)


def _names(root: Node, stages: tuple[Waypoint, ...]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, stage in enumerate(stages, start=1):
        if stage.name == END:
            yield fault_at(root, (*stage.path, "stage"), "stage_called_end")
        elif stage.name and seen.setdefault(stage.name, number) != number:
            yield fault_at(root, (*stage.path, "stage"), "stage_twice", found=stage.name)


def _targets(root: Node, stages: tuple[Waypoint, ...]) -> Iterator[Fault]:
    names = list(dict.fromkeys([*(stage.name for stage in stages if stage.name != END), END]))
    for stage in stages:
        known = stage.outcomes
        strange = [outcome for outcome in stage.leads_to if outcome not in known][: len(known)]
        misspelt = {nearest(outcome, known) for outcome in strange}
        for outcome in known:
            if stage.leads_to and outcome not in {*stage.leads_to, *misspelt}:
                yield fault_at(root, (*stage.path, "leads_to"), "outcome_missing", missing=outcome)
        for outcome, target in stage.leads_to.items():
            path = (*stage.path, "leads_to", outcome)
            if outcome not in known and outcome in ONLY_WITH.get(stage.kind, {}):
                yield fault_at(root, path, "outcome_never", found=outcome, key=ONLY_WITH[stage.kind][outcome])
            if target == NEXT_SITTING and stage.kind != "council":
                yield fault_at(root, path, "no_next_sitting")
            elif target and target not in {*names, NEXT_SITTING}:
                guess, choice = nearest(target, names), ", ".join(names)
                yield fault_at(root, path, "target_unknown", found=target[:60], nearest=guess, known=choice)


def _logs(root: Node, stages: tuple[Waypoint, ...]) -> Iterator[Fault]:
    if stages[0].kind != "log":
        yield fault_at(root, (*stages[0].path, "kind"), "first_stage_not_log")
        return
    for stage in stages[1:]:
        if stage.kind == "log":
            yield fault_at(root, (*stage.path, "kind"), "second_log")


def _dead_ends(root: Node, stages: tuple[Waypoint, ...]) -> Iterator[Fault]:
    after = {stage.name: set(stage.leads_to.values()) for stage in stages}
    reached = _closure({stages[0].name}, after)
    ending = _closure({END}, {name: {s for s, t in after.items() if name in t} for name in [*after, END]})
    for stage in stages:
        if stage.name not in reached:
            yield fault_at(root, (*stage.path, "stage"), "stage_never_reached", found=stage.name)
        elif stage.name not in ending:
            yield fault_at(root, (*stage.path, "leads_to"), "no_way_out", found=stage.name)


def _closure(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    """Return everything that can be reached from `start` along `edges`, itself included."""
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {there for here in fresh for there in edges.get(here, ())} - reached
        reached |= fresh
    return reached
