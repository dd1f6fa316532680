"""What one edition says otherwise than another, clause by clause. Pure.

A clause is named as a person would point at it: `stages.unit-month.select.at_most`, `exceptions.2`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.programme import Programme

NAMED = {"stages": "stage", "places": "place", "awards": "award", "sheets": "sheet", "clusters": "cluster"}
"""Lists whose items have a name, and the key that holds it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause that differs; None where it does not stand in that edition."""

    clause: str
    before: Any
    after: Any


def differences(before: Programme, after: Programme) -> tuple[Difference, ...]:
    """Return every clause that differs, in the order of the file; those that are gone come last.

    Stages, places, awards, sheets and clusters are told apart by their names, so that one more in the middle changes
    nothing else; that those which stay come in another order is a difference of its own (`stages.order`).
    """
    return (*_differ("", _said(before), _said(after)), *_moved(before, after))


def _said(programme: Programme) -> dict[str, Any]:
    said = programme.model_dump(mode="json", exclude_defaults=True)
    for key, name in NAMED.items():
        said[key] = {item[name]: item for item in said.get(key, ())}
    said["exceptions"] = {str(number): one for number, one in enumerate(said.get("exceptions", ()), start=1)}
    return said


def _moved(before: Programme, after: Programme) -> Iterator[Difference]:
    for key, name in NAMED.items():
        was, now = ([getattr(item, name) for item in getattr(one, key)] for one in (before, after))
        stayed = [item for item in now if item in was]
        if stayed != [item for item in was if item in now]:
            yield Difference(f"{key}.order", was, now)


def _differ(path: str, before: Any, after: Any) -> Iterator[Difference]:  # noqa: ANN401 - any JSON
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in (*after, *(key for key in before if key not in after)):
            yield from _differ(f"{path}.{key}" if path else key, before.get(key), after.get(key))
    else:
        yield Difference(path, before, after)
