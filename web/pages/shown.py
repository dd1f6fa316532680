"""Rows as pages show them: with names, titles and words instead of ids, looked up for a whole list at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from store import organisation, people
from store.nominations import Listed
from store.outages import OPERATOR
from store.unit_tree import UnitTree
from web.access import Visitor
from web.api.nominations import ListedNomination
from web.rendering import Reader
from words.pages import PAGES
from words.phrases import titled
from words.sorting import place


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A nomination in a list."""

    id: str
    title: str
    unit: str
    honoured: str
    deed_on: date
    stage: str
    status: str
    outcome_says: str
    waits: str
    due_at: datetime | None
    is_late: bool
    is_sample: bool
    outcome: str | None
    author_id: str


class Names:
    """What units, people and stages are called in one language, for as many rows as there are."""

    def __init__(self, conn: Connection, reader: Reader, person_ids: Iterable[str | None] = ()) -> None:
        self.units: UnitTree = organisation.tree(conn)
        self.people = people.names_of(conn, sorted({id_ for id_ in person_ids if id_}))
        self._reader = reader
        rules = reader.house.rulebook.all_in_force(conn, reader.now)
        self.programmes = {one.programme.programme: titled(one.programme.title, reader.language) for one in rules}
        self._stages = {
            (one.programme.programme, stage.stage): titled(stage.title, reader.language)
            for one in rules
            for stage in one.programme.stages
        }

    def unit(self, id_: str | None) -> str:
        """Return what a unit is called; its id if nobody knows it."""
        unit = self.units.units.get(id_ or "")
        if unit is None:
            return id_ or ""
        return unit.name_en if self._reader.language == "en" and unit.name_en else unit.name_vi

    def person(self, id_: str | None) -> str:
        """Return what somebody is called; her id if nobody knows her."""
        if id_ == OPERATOR:
            return self._reader.say("operator")
        return self.people.get(id_ or "", id_ or "")

    def stage(self, programme: str, stage: str) -> str:
        """Return the title of a stage by the rules in force; its name where they no longer have it."""
        return self._stages.get((programme, stage), stage)

    def stages(self) -> dict[str, str]:
        """Return the titles of all stages in force (name → title), for a filter."""
        return {stage: title for (_, stage), title in self._stages.items()}

    def office(self, role: str | None, unit_id: str | None) -> str:
        """Return an office as people say it."""
        return self._reader.say("deed.waits.office", role=self._reader.say(f"role.{role}"), unit=self.unit(unit_id))


def outcome_says(reader: Reader, outcome: str | None) -> str:
    """Return what an outcome of the rules is called."""
    code = f"outcome.{outcome}"
    return reader.say(code) if code in PAGES else reader.say("outcome.other", outcome=outcome or "")


def lines(conn: Connection, reader: Reader, found: Sequence[Listed | ListedNomination]) -> tuple[list[Line], Names]:
    """Return nominations as a list shows them, and the names that were looked up for it."""
    named = {id_ for one in found for id_ in (*one.honoured, one.assignee_id)}
    names = Names(conn, reader, named)
    return [_line(reader, names, one) for one in found], names


def _line(reader: Reader, names: Names, one: Listed | ListedNomination) -> Line:
    is_running = one.status != "ended"
    waits = ""
    if is_running and one.assignee_id:
        waits = names.person(one.assignee_id)
    elif is_running and one.waits_for_role:
        waits = names.office(one.waits_for_role, one.waits_for_unit_id)
    return Line(
        id=one.id,
        title=one.title,
        unit=names.unit(one.unit_id),
        honoured=", ".join(names.person(id_) for id_ in one.honoured),
        deed_on=one.deed_on,
        stage=names.stage(one.programme, one.stage),
        status=one.status,
        outcome=one.outcome,
        outcome_says=outcome_says(reader, one.outcome) if not is_running else "",
        waits=waits,
        due_at=one.due_at if is_running else None,
        is_late=is_running and one.due_at is not None and one.due_at < reader.now,
        is_sample=one.is_sample,
        author_id=one.author_id,
    )


def units_offered(names: Names, visitor: Visitor) -> list[tuple[str, str]]:
    """Return the units that a filter offers (id, name), by name: those there today that the visitor looks after."""
    units, on = names.units, visitor.today
    reached = units.reach(visitor.sight().unit_ids, on)
    offered = [(id_, names.unit(id_)) for id_ in reached if units.units[id_].exists_on(on)]
    return sorted(offered, key=lambda one: tuple(place(word) for word in one[1].split()))


def kind_says(reader: Reader, kind: str) -> str:
    """Return what a kind of unit is called."""
    code = f"organisation.kind.{kind}"
    return reader.say(code) if code in PAGES else reader.say("organisation.kind.other", kind=kind)
