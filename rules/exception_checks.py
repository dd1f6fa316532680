"""Do the exceptions of a programme make sense: each can apply and changes something, no two contradict each other?

Pure. What the file alone tells is told here; `rules.circumstances` asks the register of units too. Each exception is
laid over the tree, so that everything the language asks of a default it asks of an exception as well.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations

from pydantic import ValidationError

from rules.checks import check_programme, wrong_in
from rules.exceptions import FIXED, clause_of, times, touches, under
from rules.mistakes import nearest
from rules.nodes import Fault, List, Node, Path, child, fault_at, fault_at_key, laid
from rules.period_keys import Every, Period
from rules.programme import CouncilStage, ExceptionClause, Programme, Stage
from rules.schema import read_as

Stretch = tuple[date, date]
"""A first and a last day."""


def check_exceptions(root: Node, programme: Programme, calendars: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with the exceptions of a programme that is otherwise sound.

    A number of holders is no clause for everybody: it is that of one unit, and has a source.
    """
    yield from _counted_for_all(root, programme)
    sound: list[int] = []
    for number, clause in enumerate(programme.exceptions, start=1):
        faults = [*_named(root, programme, number, clause)] or [*_laid_over(root, programme, calendars, number)]
        faults = faults or [*_dead(root, programme, number, clause)]
        yield from faults
        sound += [] if faults else [number]
    for first, second in combinations(sound, 2):
        yield from _together(root, programme, first, second)


def _counted_for_all(root: Node, programme: Programme) -> Iterator[Fault]:
    for number, stage in enumerate(programme.stages):
        part = stage.select.at_most.part if isinstance(stage, CouncilStage) else None
        if part is not None and part.base is not None:
            place: Path = ("stages", number, "select", "at_most")
            yield fault_at(root, place, "holders_for_everybody", found=part.base, of=part.of)


def place_of(number: int, *keys: str) -> Path:
    """Return the path of an exception in the tree, or of a key within it."""
    return ("exceptions", number - 1, *keys)


def holds_in(clause: ExceptionClause, stage: Stage) -> tuple[Stretch, ...]:
    """Return the stretches of days in which an exception can mean something to a stage.

    A sitting's whole period must lie within it.
    """
    if not isinstance(stage, CouncilStage):
        return tuple(one for one in times(clause) if one[0] <= one[1])
    return tuple(one for one in times(clause) if _holds_a_period(one, stage.every))


def conflicting(one: ExceptionClause, other: ExceptionClause, stage_name: str) -> str | None:
    """Return the first clause of a stage that `other` sets and `one` sets too, or a part of it; None if none."""
    paths, others = ([path for path in clause.set_ if clause_of(path)[0] == stage_name] for clause in (other, one))
    return next(
        (
            path
            for path in paths
            for before in others
            if f"{path}.".startswith(f"{before}.") or f"{before}.".startswith(f"{path}.")
        ),
        None,
    )


def at_one_time(one: ExceptionClause, other: ExceptionClause, stage: Stage) -> bool:
    """Return whether there is a time at which both exceptions mean something to a stage."""
    others = holds_in(other, stage)  # asked for once, not for each of the first
    return any(
        _means_something((max(a[0], b[0]), min(a[1], b[1])), stage) for a in holds_in(one, stage) for b in others
    )


def _named(root: Node, programme: Programme, number: int, clause: ExceptionClause) -> Iterator[Fault]:
    """Yield clauses that belong to no stage, that make a stage what it is, or that are set twice over."""
    names = [stage.stage for stage in programme.stages]
    paths = list(clause.set_)
    for at, path in enumerate(paths):
        stage, keys = clause_of(path)
        place = place_of(number, "set", path)
        if stage not in names:
            params = {"found": stage, "nearest": nearest(stage, names), "known": ", ".join(names)}
            yield fault_at_key(root, place, "exception_stage_unknown", **params)
        elif keys[0] in FIXED:
            yield fault_at_key(root, place, "exception_clause_fixed", found=keys[0])
        elif any(f"{path}.".startswith(f"{before}.") or before.startswith(f"{path}.") for before in paths[:at]):
            yield fault_at_key(root, place, "exceptions_conflict", clause=path, first=number)


def _laid_over(root: Node, programme: Programme, calendars: Collection[str], number: int) -> Iterator[Fault]:
    """Yield what is wrong with the programme under an exception, each fault at the clause that brings it."""
    names = [one.stage for one in programme.stages]
    changed = root
    placed: dict[Path, Path] = {}
    for path in programme.exceptions[number - 1].set_:
        stage, keys = clause_of(path)
        target: Path = ("stages", names.index(stage), *keys)
        placed[target] = place_of(number, "set", path)
        changed = laid(changed, target, _node(root, placed[target]))
    alone = laid(changed, ("exceptions",), List(1, 1))  # the others are read once, not again with each
    read, faults = read_as(Programme, alone)
    if read is not None:
        faults = list(check_programme(alone, calendars))
    told: set[tuple[Path, str]] = set()
    for fault in faults:
        place = _blamed(fault.path, placed)
        if (place, fault.code) not in told:
            told.add((place, fault.code))
            yield fault_at_key(root, place, fault.code, **fault.params)


def _blamed(path: Path, placed: Mapping[Path, Path]) -> Path:
    """Return the clause of an exception that is to blame for a fault: the one it is in, else the last of its stage."""
    within = [place for target, place in placed.items() if path[: len(target)] == target]
    of_stage = [place for target, place in placed.items() if target[:2] == path[:2]]
    return (within or of_stage or list(placed.values()))[-1]


def _node(root: Node, path: Path) -> Node:
    node = root
    for at in path:  # the programme was read from this very tree
        node = child(node, at) or node
    return node


def _dead(root: Node, programme: Programme, number: int, clause: ExceptionClause) -> Iterator[Fault]:
    """Yield why an exception can never apply, or changes nothing."""
    last = max((last for first, last in times(clause) if first <= last), default=None)
    if last is None or last < programme.in_force_from:
        ends = clause.until or max((one.last_day for one in clause.for_.periods or ()), default=programme.in_force_from)
        begins = min((one.first_day for one in clause.for_.periods or ()), default=programme.in_force_from)
        params = {"found": ends.isoformat(), "begins": max(begins, programme.in_force_from).isoformat()}
        yield fault_at_key(root, place_of(number, "until" if clause.until else "for"), "exception_ended", **params)
        return
    for path in clause.set_:
        stage = programme.stage(clause_of(path)[0])
        if isinstance(stage, CouncilStage) and not holds_in(clause, stage):
            params = {"stage": stage.stage, "every": stage.every}
            yield fault_at_key(root, place_of(number, "set", path), "exception_without_period", **params)
        elif _changes_nothing(programme, number, path):
            yield fault_at_key(root, place_of(number, "set", path), "exception_same_as_default", found=path)


def _changes_nothing(programme: Programme, number: int, path: str) -> bool:
    name = clause_of(path)[0]
    clause = programme.exceptions[number - 1]
    alone = clause.model_copy(update={"set_": {path: clause.set_[path]}})
    try:
        return under(programme.model_copy(update={"exceptions": (alone,)}), name, (1,)) == programme.stage(name)
    except ValidationError:  # it stands only together with the other clauses of its exception
        return False


def _together(root: Node, programme: Programme, first: int, second: int) -> Iterator[Fault]:
    """Yield how two exceptions contradict each other, at the second."""
    one, other = programme.exceptions[first - 1], programme.exceptions[second - 1]
    if not (_surely_for_the_same(one, other) and _meet(one, other)):
        return
    shared = [
        stage
        for stage in programme.stages
        if touches(one, stage.stage) and touches(other, stage.stage) and at_one_time(one, other, stage)
    ]
    default = {stage.stage: stage for stage in programme.stages}
    for stage in shared:
        path = conflicting(one, other, stage.stage)
        if path is not None:
            yield fault_at_key(root, place_of(second, "set", path), "exceptions_conflict", clause=path, first=first)
            continue
        both = under(programme, stage.stage, (first, second))
        path = next(path for path in other.set_ if clause_of(path)[0] == stage.stage)
        for _, code, params in wrong_in(both, default | {stage.stage: both}):
            yield fault_at_key(root, place_of(second, "set", path), code, **params)


def _surely_for_the_same(one: ExceptionClause, other: ExceptionClause) -> bool:
    """Return whether two exceptions name somebody in common, as far as the file alone tells."""
    named = [(set(clause.for_.units or ()), set(clause.for_.kinds or ())) for clause in (one, other)]
    (units, kinds), (other_units, other_kinds) = named
    return (
        (not units and not kinds)
        or (not other_units and not other_kinds)
        or bool(units & other_units | kinds & other_kinds)
    )


def _meet(one: ExceptionClause, other: ExceptionClause) -> bool:
    """Return whether two exceptions hold on a day in common."""
    others = times(other)
    return any(max(a[0], b[0]) <= min(a[1], b[1]) for a in times(one) for b in others)


def _means_something(stretch: Stretch, stage: Stage) -> bool:
    if isinstance(stage, CouncilStage):
        return _holds_a_period(stretch, stage.every)
    return stretch[0] <= stretch[1]


def _holds_a_period(stretch: Stretch, every: Every) -> bool:
    """Return whether a whole month, quarter or year lies within a stretch of days."""
    first, last = stretch
    if last - first > timedelta(days=2 * 366):
        return True
    if first > last:
        return False
    period = Period.containing(first, every)
    if period.start < first:
        period = period.next()
    return period.end <= last
