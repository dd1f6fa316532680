"""The people of the demo: posts, never persons. Each is named after what it does and where, and is marked a sample."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from store.unit_tree import Unit

DIRECTOR_SEATS = 15


@dataclass(slots=True)
class Cast:
    """Rows for the tables of the organisation, ready to be inserted."""

    people: list[dict[str, Any]] = field(default_factory=list)
    grants: list[dict[str, Any]] = field(default_factory=list)
    councils: list[dict[str, Any]] = field(default_factory=list)
    seats: list[dict[str, Any]] = field(default_factory=list)


def officer(unit_id: str) -> str:
    """Return the id of the unit's officer, who logs its deeds."""
    return f"{unit_id}.officer"


def collective(unit_id: str) -> str:
    """Return the id of the unit as a collective that can be honoured."""
    return f"{unit_id}.collective"


def post(unit_id: str, name: str) -> str:
    """Return the id of whoever holds a post of the unit."""
    return f"{unit_id}.{name}"


def cast(units: Iterable[Unit]) -> Cast:
    """Return everybody whom the programme needs in `units`."""
    whole = Cast()
    for unit in units:
        _staff(whole, unit)
    return whole


def _staff(whole: Cast, unit: Unit) -> None:
    _person(whole, unit, "officer", f"Cán bộ, {unit.name_vi}", role="officer")
    _person(whole, unit, "collective", f"Tập thể {unit.name_vi}", kind="collective")
    if unit.kind == "province":
        _seat_all(whole, unit, "province", _province_posts(whole, unit))
    elif unit.kind in ("team", "post"):
        _person(whole, unit, "leader", f"Đội trưởng, {unit.name_vi}", role="leader")
    else:
        _seat_all(whole, unit, "unit", _unit_posts(whole, unit))


def _unit_posts(whole: Cast, unit: Unit) -> Iterator[tuple[str, str]]:
    """Make the leader who recommends and the members of the unit's council; yield who sits there as what."""
    name = unit.name_vi
    leader = f"Trưởng {name}" if unit.kind == "commune" else f"Đội trưởng Đội Tổng hợp, {name}"
    _person(whole, unit, "leader", leader, role="leader")
    yield _person(whole, unit, "head", f"Thủ trưởng, {name}", role="head"), "chair"
    yield _person(whole, unit, "deputy-1", f"Phó Thủ trưởng thứ nhất, {name}"), "deputy_chair"
    members = {"department": 2, "district": 4}.get(unit.kind, 1)
    for number in range(1, members + 1):
        yield _person(whole, unit, f"member-{number}", f"Ủy viên Hội đồng số {number}, {name}"), "member"
    yield _person(whole, unit, "secretary", f"Thư ký Hội đồng, {name}", role="secretary"), "secretary"


def _province_posts(whole: Cast, unit: Unit) -> Iterator[tuple[str, str]]:
    name = unit.name_vi
    yield _person(whole, unit, "head", f"Giám đốc {name}, Chủ tịch Hội đồng", role="head"), "chair"
    yield _person(whole, unit, "deputy-1", f"Phó Giám đốc {name}, Phó Chủ tịch Hội đồng"), "deputy_chair"
    for number in range(1, DIRECTOR_SEATS - 2):
        yield _person(whole, unit, f"member-{number}", f"Ủy viên Hội đồng số {number}, {name}"), "member"
    yield _person(whole, unit, "secretary", f"Thư ký Hội đồng, {name}", role="secretary"), "secretary"
    _person(whole, unit, "office", f"Cán bộ thường trực Hội đồng, {name}", role="standing_office")
    _person(whole, unit, "auditor", f"Thanh tra, {name}", role="auditor")
    _person(whole, unit, "publisher", f"Cán bộ truyền thông, {name}", role="publisher")
    _person(whole, unit, "administrator", f"Quản trị hệ thống, {name}", role="administrator")


def _person(whole: Cast, unit: Unit, name: str, said: str, *, role: str = "", kind: str = "officer") -> str:
    person_id = post(unit.id, name)
    whole.people.append(
        {
            "id": person_id,
            "name": said,
            "unit_id": unit.id,
            "kind": kind,
            "lang": "vi",
            "is_sample": True,
        }
    )
    if role:
        whole.grants.append({"id": f"{person_id}.{role}", "person_id": person_id, "role": role, "unit_id": unit.id})
    return person_id


def _seat_all(whole: Cast, unit: Unit, stage_council: str, posts: Iterable[tuple[str, str]]) -> None:
    council_id = f"{unit.id}.council"
    whole.councils.append(
        {
            "id": council_id,
            "unit_id": unit.id,
            "stage_council": stage_council,
            "name": f"Hội đồng xét việc tốt vì Nhân dân, {unit.name_vi}",
        }
    )
    whole.seats += [
        {
            "id": f"{council_id}.{person_id}",
            "council_id": council_id,
            "person_id": person_id,
            "post": as_,
            "voting": True,
        }
        for person_id, as_ in posts
    ]
