"""What a rule file cannot know by itself: today, the units there are, who sits in councils, which editions there are.

Pure: all of it is handed in as values. A file is held against the day on which it would begin, or today if that is
later, so that nothing is adopted that could never apply.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from rules.calendar import CalendarFile
from rules.doers import Where
from rules.exception_checks import at_one_time, conflicting, place_of
from rules.exceptions import Whereabouts, clause_of, reaches, touches
from rules.mistakes import nearest
from rules.nodes import Fault, Node, Path, fault_at, fault_at_key
from rules.programme import CouncilStage, ExceptionClause, Programme, Stage


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the register: its last day (None: still there) and all above it on the day in question."""

    last_day: date | None
    whereabouts: Whereabouts


@dataclass(frozen=True, slots=True)
class KnownCouncil:
    """Who sits in a council on the day in question, in counts: `council` is the place it is named after.

    `categories` are those of the seats that vote.
    """

    unit_id: str
    council: str
    voting: int
    has_chair: bool
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Beginning:
    """An edition of the same programme that has been adopted, and its first day."""

    edition: str
    on: date


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The world on the day on which a file would begin: units (id → unit), councils, editions of the programme.

    `begins` is that day where somebody else than the file says it, and has judged it too.
    """

    today: date
    units: Mapping[str, KnownUnit]
    councils: tuple[KnownCouncil, ...] = ()
    editions: tuple[Beginning, ...] = ()
    begins: date | None = None


def check_circumstances(root: Node, programme: Programme, edition: str, around: Circumstances) -> Iterator[Fault]:
    """Yield what speaks against adopting `programme`, which is sound in itself, in these circumstances."""
    if around.begins is None:
        yield from _beginning(root, programme, edition, around)
    yield from _councils(root, programme, around)
    yield from _places(root, programme, around)
    day = max(around.today, around.begins or programme.in_force_from)
    for number, cluster in enumerate(programme.clusters):
        yield from _unknown_units(root, ("clusters", number, "units"), cluster.units, around, day)
    reach = _Reach(programme, around, day)
    sound: list[int] = []
    for number, clause in enumerate(programme.exceptions, start=1):
        faults = list(_exception(root, programme, number, clause, around, day, reach))
        yield from faults
        sound += [] if faults else [number]
    yield from _conflicts(root, programme, sound, reach)


def check_notices(root: Node, file: CalendarFile, around: Circumstances) -> Iterator[Fault]:
    """Yield the units of closed offices that are unknown, or had ended before the day."""
    for number, noticed in enumerate(file.days):
        yield from _unknown_units(root, ("days", number, "units"), noticed.units or (), around, noticed.day)


def _beginning(root: Node, programme: Programme, edition: str, around: Circumstances) -> Iterator[Fault]:
    if any(one.edition == edition for one in around.editions):
        return  # it was adopted as it is, and stays so
    begins = programme.in_force_from
    if around.editions and begins <= around.today:
        params = {"found": begins.isoformat(), "today": around.today.isoformat()}
        yield fault_at(root, ("in_force_from",), "begins_in_the_past", **params)
    beside = [one for one in around.editions if one.on == begins]
    if beside:
        params = {"found": begins.isoformat(), "edition": beside[0].edition}
        yield fault_at(root, ("in_force_from",), "begins_with_another", **params)


def _councils(root: Node, programme: Programme, around: Circumstances) -> Iterator[Fault]:
    for number, stage in enumerate(programme.stages):
        if isinstance(stage, CouncilStage):
            for council in around.councils:
                if council.council == stage.council:
                    yield from _quorum(root, number, stage, council)


def _quorum(root: Node, number: int, stage: CouncilStage, council: KnownCouncil) -> Iterator[Fault]:
    if council.voting == 0:
        yield fault_at(root, ("stages", number, "quorum"), "council_without_members", unit=council.unit_id)
        return
    for key in ("quorum", "passes_with"):
        share = getattr(stage, key)
        if share.including_chair and not council.has_chair:
            params = {"unit": council.unit_id, "found": str(share)}
            yield fault_at(root, ("stages", number, key), "council_without_chair", **params)
        if share.including and share.including not in council.categories:
            params = {"unit": council.unit_id, "found": str(share), "category": share.including}
            yield fault_at(root, ("stages", number, key), "council_without_category", **params)


def _exception(
    root: Node,
    programme: Programme,
    number: int,
    clause: ExceptionClause,
    around: Circumstances,
    day: date,
    reach: "_Reach",
) -> Iterator[Fault]:
    unknown = [*_unknown(root, place_of(number, "for"), clause, around, day)]
    yield from unknown
    ends = clause.until or max(one.last_day for one in clause.for_.periods or ())
    if ends < day:
        params = {"found": ends.isoformat(), "begins": day.isoformat()}
        yield fault_at_key(root, place_of(number, "until" if clause.until else "for"), "exception_ended", **params)
    names_somebody = clause.for_.units is not None or clause.for_.kinds is not None
    for path in clause.set_ if names_somebody and not unknown else ():
        stage = programme.stage(clause_of(path)[0])
        if not reach.of(number, stage):
            yield fault_at_key(root, place_of(number, "set", path), "exception_reaches_nobody", stage=stage.stage)


def _unknown(root: Node, place: Path, clause: ExceptionClause, around: Circumstances, day: date) -> Iterator[Fault]:
    yield from _unknown_units(root, (*place, "units"), clause.for_.units or (), around, day)
    for at, kind in enumerate(clause.for_.kinds or ()):
        yield from _unknown_kind(root, (*place, "kinds", at), kind, around)


def _unknown_units(root: Node, place: Path, named: Iterable[str], around: Circumstances, day: date) -> Iterator[Fault]:
    for at, unit_id in enumerate(named):
        unit = around.units.get(unit_id)
        if unit is None:
            params = {"found": unit_id, "nearest": nearest(unit_id, around.units)}
            yield fault_at(root, (*place, at), "unit_unknown", **params)
        elif unit.last_day is not None and unit.last_day < day:
            params = {"found": unit_id, "last": unit.last_day.isoformat()}
            yield fault_at(root, (*place, at), "unit_closed", **params)


def _unknown_kind(root: Node, place: Path, kind: str, around: Circumstances) -> Iterator[Fault]:
    kinds = sorted({unit.whereabouts.kinds[0] for unit in around.units.values() if unit.whereabouts.kinds})
    if kind not in kinds:
        params = {"found": kind, "nearest": nearest(kind, kinds), "known": ", ".join(kinds)}
        yield fault_at(root, place, "unit_kind_unknown", **params)


def _places(root: Node, programme: Programme, around: Circumstances) -> Iterator[Fault]:
    """Yield the places of a kind of unit that the register does not know: nobody would ever act there."""
    for number, place in enumerate(programme.places):
        if place.is_.kind is not None and around.units:
            yield from _unknown_kind(root, ("places", number, "is"), place.is_.kind, around)


class _Reach:
    """The units that exceptions mean, each exception and each place looked up once: a house may have a thousand."""

    def __init__(self, programme: Programme, around: Circumstances, day: date) -> None:
        self._programme = programme
        self._units = {
            unit_id: unit.whereabouts
            for unit_id, unit in around.units.items()
            if not (unit.last_day and unit.last_day < day)
        }
        self._of_clause: dict[int, frozenset[str]] = {}
        self._of_place: dict[Where, frozenset[str]] = {}

    def of(self, number: int, stage: Stage) -> frozenset[str]:
        """Return the units for which an exception means something to a stage: for a council, those that hold it."""
        if number not in self._of_clause:
            clause = self._programme.exceptions[number - 1]
            self._of_clause[number] = frozenset(id_ for id_, whose in self._units.items() if reaches(clause, whose))
        where = self._programme.where(stage.council) if isinstance(stage, CouncilStage) else Where()
        if where not in self._of_place:
            self._of_place[where] = frozenset(id_ for id_, whose in self._units.items() if _fits(whose, where))
        return self._of_clause[number] & self._of_place[where]


def _fits(whereabouts: Whereabouts, where: Where) -> bool:
    if where.kind is None:
        return True
    return whereabouts.kinds[int(where.is_under) :][:1] == (where.kind,)


def _conflicts(root: Node, programme: Programme, sound: list[int], reach: _Reach) -> Iterator[Fault]:
    """Yield exceptions that set the same clause for a unit by different ways: by its name, and by its kind."""
    for stage in programme.stages:
        clauses = {number: programme.exceptions[number - 1] for number in sound}
        reached = {
            number: reach.of(number, stage) for number, clause in clauses.items() if touches(clause, stage.stage)
        }
        for first, second in combinations(reached, 2):
            both = reached[first] & reached[second]
            same = conflicting(clauses[first], clauses[second], stage.stage) if both else None
            if same and at_one_time(clauses[first], clauses[second], stage):
                place = place_of(second, "set", same)
                params = {"clause": same, "first": first, "unit": min(both)}
                yield fault_at_key(root, place, "exceptions_conflict_at", **params)
