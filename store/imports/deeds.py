"""Deeds from a CSV file, judged and made ready to be logged. Writes nothing: a deed is logged by its workflow."""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from rules.deeds import Deed
from rules.errors import RuleBroken
from store import organisation
from store import tables as t
from store.imports import cells
from store.imports.placing import Placed, place
from store.imports.reading import Line, keyed_by, read_lines
from store.imports.report import Report, RowError, RowReport, judged, report
from store.writing import portions

NEEDS = ("id", "deed_date", "unit_id", "title_vi")
KNOWS = (
    "date_precision",
    "unit_kind",
    "unit",
    "province",
    "actor_kind",
    "actor_rank",
    "author",
    "honoured",
    "category",
    "story_vi",
    "place",
    "beneficiaries",
    "value_vnd",
    "recognised_by",
    "source_url",
)

Judge = Callable[[Deed, str], None]
"""Raises RuleBroken if the author (second) may not log the deed under the rules in force, its date among the rest."""


@dataclass(frozen=True, slots=True)
class ReadyDeed:
    """A deed to be logged, under an id that the same row of the same file always has."""

    nomination_id: str
    unit_id: str
    author_id: str
    deed: Deed


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a row may name as author or honoured, by id or number."""

    id: str
    unit_id: str
    kind: str


def read_deeds(
    conn: Connection, data: bytes, *, today: date, judge: Judge, partial: bool = False
) -> tuple[Report, tuple[ReadyDeed, ...]]:
    """Return what becomes of every row, and the new deeds: none if any row is an error, unless `partial`.

    `author` and `honoured` (several apart by blank or semicolon) are ids or officers' numbers; without an author it
    is the collective of the unit, without honoured it is the author. A unit that has ended is replaced by whoever
    took over. A deed logged before from this file is unchanged, or an error if the file now says something else.
    Raise RuleBroken for a file of which no row can be told (`read_lines`).
    """
    lines = read_lines(data, needs=NEEDS, knows=KNOWS)
    units, people = organisation.tree(conn), _People(conn)
    logged = _logged(conn, [nomination_id(line.values.get("id", "")) for line in lines])

    def parse(line: Line) -> tuple[ReadyDeed, Placed]:
        placed = place(units, cells.an_id(line.values, "unit_id"), today)
        one = _ready(line, placed, people)
        if one.nomination_id in logged:
            _refuse_other(one, logged[one.nomination_id])
        else:
            _refuse_unless(judge, one)
        return one, placed

    well, errors = judged(lines, keyed_by("id"), parse)
    rows = [
        RowReport(line.number, key, "unchanged" if one.nomination_id in logged else "new", placed.code, placed.params)
        for key, (line, (one, placed)) in well.items()
    ]
    told = report(sorted([*rows, *errors], key=lambda row: row.line), partial=partial)
    ready = [one for _, (one, _) in well.values() if one.nomination_id not in logged]
    return told, tuple(ready) if told.is_taken else ()


def nomination_id(key: str) -> str:
    """Return the id of the nomination that a row's own id leads to."""
    name = hashlib.sha256(b"deeds file\x00" + key.encode()).digest()[:10]
    return f"n-{base64.b32encode(name).decode().lower()}"


def _ready(line: Line, placed: Placed, people: "_People") -> ReadyDeed:
    values = line.values
    author = people.author(cells.optional_text(values, "author"), placed.unit_id)
    named = (values.get("honoured") or "").replace(";", " ").split()
    honoured = [people.named("honoured", name) for name in named] or [author]
    try:
        deed = Deed(
            title=cells.text(values, "title_vi"),
            story=cells.optional_text(values, "story_vi", at_most=20_000) or "",
            done_on=cells.a_date(values, "deed_date"),
            place=cells.optional_text(values, "place") or "",
            subject="collective" if all(person.kind == "collective" for person in honoured) else "individual",
            honoured=tuple(dict.fromkeys(person.id for person in honoured)),
            category=cells.optional_text(values, "category", at_most=64) or "",
            beneficiaries=cells.optional_count(values, "beneficiaries"),
            value_vnd=cells.optional_count(values, "value_vnd"),
            source_url=cells.optional_text(values, "source_url", at_most=1000) or "",
        )
    except ValidationError as no:
        first = no.errors()[0]
        raise RowError("bad_value", column=".".join(map(str, first["loc"])), kind=first["type"]) from no
    return ReadyDeed(nomination_id(cells.text(values, "id")), placed.unit_id, author.id, deed)


def _refuse_unless(judge: Judge, one: ReadyDeed) -> None:
    try:
        judge(one.deed, one.author_id)
    except RuleBroken as no:
        raise RowError(no.code, **no.params) from no


def _logged(conn: Connection, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    n = t.nominations.c
    there: dict[str, Mapping[str, Any]] = {}
    for some in portions(ids):
        found = conn.execute(select(n.id, n.title, n.story, n.deed_on).where(n.id.in_(some))).mappings()
        there.update((row["id"], dict(row)) for row in found)
    return there


def _refuse_other(one: ReadyDeed, there: Mapping[str, Any]) -> None:
    if (there["title"], there["story"], there["deed_on"]) != (one.deed.title, one.deed.story, one.deed.done_on):
        raise RowError("logged_otherwise", nomination_id=one.nomination_id)


class _People:
    """Whom rows may name."""

    def __init__(self, conn: Connection) -> None:
        p = t.people.c
        self._by_name: dict[str, Person] = {}
        self._collectives: dict[str, list[Person]] = {}
        for id_, unit_id, kind, number in conn.execute(select(p.id, p.unit_id, p.kind, p.number).order_by(p.id)):
            person = Person(id_, unit_id, kind)
            self._by_name[id_] = person
            if number is not None:
                self._by_name.setdefault(number, person)
            if kind == "collective":
                self._collectives.setdefault(unit_id, []).append(person)

    def named(self, column: str, name: str) -> Person:
        if name not in self._by_name:
            raise RowError("unknown_person", column=column, found=name[:80])
        return self._by_name[name]

    def author(self, name: str | None, unit_id: str) -> Person:
        if name is not None:
            return self.named("author", name)
        collectives = self._collectives.get(unit_id, [])
        if len(collectives) != 1:
            raise RowError("cell_empty", column="author")
        return collectives[0]
