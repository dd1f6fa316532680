"""Which exceptions of a programme hold for a unit and a time, and what a stage says under them.

Pure: the unit's way up and the day or period are handed in. `rules.exception_checks` sees to it that no two disagree;
should the units change so that two do, a unit by its name goes before its kind, that before everybody, the nearer
before the farther, and what stands first in the file before what follows.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from rules.period_keys import Period
from rules.programme import ExceptionClause, Programme, Stage
from rules.reasons import Because

FIXED = frozenset({"stage", "title", "kind", "source", "council", "every", "sheet", "reports_to", "leads_to"})
"""What makes a stage the stage it is, and the ways between stages: the same for everybody, no exception can set it."""

_STAGE: TypeAdapter[Stage] = TypeAdapter(Stage)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A unit and all above it, the nearest first, and what kind each is of. Nowhere if it is empty."""

    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


NOWHERE = Whereabouts()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A stage as it is for one unit and time, and the numbers (from 1, in the file's order) of what made it so."""

    stage: Stage
    exceptions: tuple[int, ...] = ()


def resolve(programme: Programme, stage_name: str, whereabouts: Whereabouts, when: date | Period) -> Resolved:
    """Return the stage as it is at a place: for a council's sitting of a period, or on the day another is entered.

    Raise KeyError if the programme has no such stage.
    """
    numbers = applying(programme, stage_name, whereabouts, when)
    return Resolved(under(programme, stage_name, numbers), numbers)


def applying(programme: Programme, stage_name: str, whereabouts: Whereabouts, when: date | Period) -> tuple[int, ...]:
    """Return the numbers of the exceptions that hold, in the order in which they are laid over the default."""
    found = [
        (_distance(clause, whereabouts), number)
        for number, clause in enumerate(programme.exceptions, start=1)
        if touches(clause, stage_name) and is_in_time(clause, when) and _distance(clause, whereabouts) is not None
    ]
    return tuple(number for _, number in sorted(found, reverse=True))


def under(programme: Programme, stage_name: str, numbers: Collection[int]) -> Stage:
    """Return the stage with these exceptions laid over it, in their order; without any, as it stands.

    Raise KeyError if the programme has no such stage.
    """
    stage = programme.stage(stage_name)
    if not numbers:
        return stage
    said = _STAGE.dump_python(stage, mode="json", exclude_unset=True)
    for number in numbers:
        for path, value in programme.exceptions[number - 1].set_.items():
            name, keys = clause_of(path)
            if name == stage_name:
                _lay(said, keys, to_jsonable_python(value))
    return _STAGE.validate_json(json.dumps(said))


def explained(programme: Programme, stage_name: str, numbers: Collection[int]) -> tuple[Because, ...]:
    """Return why the stage says otherwise under these exceptions, one reason each, in the file's order."""
    return tuple(
        Because(
            "exception_applies",
            {
                "number": number,
                "clauses": ", ".join(
                    f"{'.'.join(keys)}: {_spoken(value)}" for keys, value in _sets(clause, stage_name)
                ),
                "why": clause.because,
            },
        )
        for number in sorted(numbers)
        for clause in (programme.exceptions[number - 1],)
    )


@lru_cache(4096)
def clause_of(path: str) -> tuple[str, tuple[str, ...]]:
    """Return the stage and the keys within it that `stages.STAGE.KEY…` names."""
    _, stage, *keys = path.split(".")
    return stage, tuple(keys)


def touches(clause: ExceptionClause, stage_name: str) -> bool:
    """Return whether the exception sets anything of the stage."""
    return any(clause_of(path)[0] == stage_name for path in clause.set_)


def is_in_time(clause: ExceptionClause, when: date | Period) -> bool:
    """Return whether the exception holds on a day, or for a whole period."""
    first, last = (when.start, when.end) if isinstance(when, Period) else (when, when)
    return any(begins <= first and last <= ends for begins, ends in times(clause))


def reaches(clause: ExceptionClause, whereabouts: Whereabouts) -> bool:
    """Return whether the exception is for a unit, by its name, its kind, or those above it."""
    return _distance(clause, whereabouts) is not None


def times(clause: ExceptionClause) -> tuple[tuple[date, date], ...]:
    """Return the stretches of days in which the exception holds: its periods, each cut at its end."""
    ends = clause.until or date.max
    if clause.for_.periods is None:
        return ((date.min, ends),)
    return tuple((one.first_day, min(one.last_day, ends)) for one in clause.for_.periods if one.first_day <= ends)


def _distance(clause: ExceptionClause, whereabouts: Whereabouts) -> tuple[int, int] | None:
    """Return how far the exception is from a place, the nearest first; None if it does not reach it."""
    units, kinds = clause.for_.units, clause.for_.kinds
    if units is None and kinds is None:
        return 2, 0
    by_name = next((steps for steps, unit in enumerate(whereabouts.units) if unit in (units or ())), None)
    if by_name is not None:
        return 0, by_name
    by_kind = next((steps for steps, kind in enumerate(whereabouts.kinds) if kind in (kinds or ())), None)
    return None if by_kind is None else (1, by_kind)


def _sets(clause: ExceptionClause, stage_name: str) -> list[tuple[tuple[str, ...], Any]]:
    found = [(clause_of(path), value) for path, value in clause.set_.items()]
    return [(keys, value) for (stage, keys), value in found if stage == stage_name]


def _lay(said: dict[str, Any], keys: tuple[str, ...], value: object) -> None:
    *above, last = keys
    for key in above:
        below = said.get(key)
        said[key] = said = dict(below) if isinstance(below, Mapping) else {}
    said[last] = value


def _spoken(value: object) -> str:
    plain = to_jsonable_python(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
