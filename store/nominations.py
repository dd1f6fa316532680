"""What pages and sittings ask about nominations. Reads only: the projection moves the rows."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
    union_all,
)

from store import tables as t
from store.among import among
from store.folding import fold
from store.narrowing import Filter, few, narrowed, tested
from store.paging import Page, chosen, orders
from store.writing import portions

n = t.nominations.c

# Written out, not bound: SQLite only sees then that the index of running deadlines has every such row.
RUNNING = ("open", "returned", "held")
IS_RUNNING = n.status != literal_column("'ended'")

ORDERS = orders(n.id, n.logged_at, n.deed_on, n.updated_at) | orders(n.id, n.due_at, only=IS_RUNNING)
"""The orders a list may be asked in; by `due_at` are only those that run and have a deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A nomination as a list shows it."""

    id: str
    programme: str
    unit_id: str
    council_unit_id: str | None
    author_id: str
    honoured: list[str]
    subject: str
    title: str
    deed_on: date
    category: str | None
    beneficiaries: int | None
    is_sample: bool
    award: str | None
    reward_vnd: int | None
    score: int | None
    score_of: int | None
    band: str | None
    logged_at: datetime
    stage: str
    stage_since: datetime
    status: str
    outcome: str | None
    tries: int
    recommender_id: str | None
    waits_for_role: str | None
    waits_for_unit_id: str | None
    assignee_id: str | None
    due_at: datetime | None
    edition: str | None
    number: int
    sitting_id: str | None
    rank: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination(Listed):
    """All that is known of one nomination."""

    story: str
    place: str | None
    value_vnd: int | None
    source_url: str | None
    entry: dict[str, Any] | None  # the terms of its stage (rules.entries)
    scores: list[dict[str, Any]] | None  # every sheet that was filled (rules.events.Scored)
    epoch: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may see: everything of `unit_ids` (None: of all units), and what is hers otherwise.

    That is whatever is about, by or assigned to `person_id`, and what came before one of `council_ids`.
    """

    unit_ids: frozenset[str] | None
    person_id: str | None = None
    council_ids: frozenset[str] = frozenset()


EVERYTHING = Scope(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which nominations a list is to hold; None asks for nothing in particular.

    `offices` are (role, unit) pairs: those that wait for one of them, and were not given to somebody by name; with
    `helper_id`, those too that were given to this person. `words` finds whole words and their
    beginnings, with or without diacritics. `overdue_at` finds those whose deadline is over by then.
    """

    programme: str | None = None
    stage: str | None = None
    status: str | None = None
    outcome: str | None = None
    unit_ids: Collection[str] | None = None
    council_unit_id: str | None = None
    author_id: str | None = None
    honoured_id: str | None = None
    assignee_id: str | None = None
    offices: Collection[tuple[str, str]] | None = None
    helper_id: str | None = None
    sitting_id: str | None = None
    subject: str | None = None
    category: str | None = None
    is_sample: bool | None = None
    deed_from: date | None = None
    deed_to: date | None = None
    overdue_at: datetime | None = None
    words: str | None = None


def page(
    conn: Connection,
    scope: Scope,
    wanted: Wanted = Wanted(),
    *,
    order: str = "-logged_at",
    cursor: str | None = None,
    size: int = 50,
) -> Page[Listed]:
    """Return one page of the nominations that `scope` may see and `wanted` asks for.

    Raise RuleBroken `unknown_order`, or `bad_cursor` for a cursor of another list.
    """
    way = chosen(ORDERS, order)
    conditions = narrowed(conn, n.serial, [*_seen(scope), *_asked(conn, wanted)])
    query = way.page(_columns(Listed).where(*conditions), cursor, size)
    return way.cut(tuple(Listed(**row) for row in conn.execute(query).mappings()), size)


def by_id(conn: Connection, nomination_id: str, scope: Scope = EVERYTHING) -> Nomination | None:
    """Return one nomination; None if there is none, or `scope` may not see it."""
    query = _columns(Nomination).where(n.id == nomination_id, *seen(scope))
    found = conn.execute(query).mappings().first()
    return Nomination(**found) if found else None


def by_ids(conn: Connection, nomination_ids: Sequence[str]) -> dict[str, Listed]:
    """Return many nominations (id → line), for something that the reader may read already."""
    found: dict[str, Listed] = {}
    for some in portions(nomination_ids):
        rows = conn.execute(_columns(Listed).where(n.id.in_(some))).mappings()
        found.update((row["id"], Listed(**row)) for row in rows)
    return found


def entries(conn: Connection, nomination_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the terms of their stages for many nominations (id → entry); one that has none yet is absent."""
    found: dict[str, dict[str, Any]] = {}
    for some in portions(nomination_ids):
        rows = conn.execute(select(n.id, n.entry).where(n.id.in_(some)))
        found.update((id_, entry) for id_, entry in rows if entry is not None)
    return found


def stories(conn: Connection, nomination_ids: Sequence[str]) -> dict[str, str]:
    """Return what is told of many nominations (id → story), for somebody who may read them already."""
    found: dict[str, str] = {}
    for some in portions(nomination_ids):
        found.update((id_, story) for id_, story in conn.execute(select(n.id, n.story).where(n.id.in_(some))))
    return found


def with_words(conn: Connection, nomination_id: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """Return a test of another list's rows: has the nomination all these words, or words that begin so?"""
    asked = _has_words(conn, fold(words).split())
    found = few(conn, asked)
    if found is not None:
        return nomination_id.in_(select(n.id).where(n.serial.in_(sorted(found))))
    # The test's own answer for each row: "is there such a row" would be answered for all nominations at once.
    return tested(select(asked.test).where(n.id == nomination_id).scalar_subquery())


def reached(conn: Connection, nomination_id: str) -> int:
    """Return the number of the last event that the read model shows; 0 before the first."""
    return conn.execute(select(n.number).where(n.id == nomination_id)).scalar() or 0


def candidates_for(
    conn: Connection, programme: str, stage: str, council_unit_ids: Collection[str | None] | None, until: datetime
) -> tuple[Listed, ...]:
    """Return what stands before councils: open, in `stage` since `until` at the latest, the earliest logged first.

    None asks for every council; None among `council_unit_ids`, for those that have no council any more.
    """
    query = _columns(Listed).where(
        n.programme == programme,
        n.stage == stage,
        n.status == "open",
        n.stage_since <= until,
    )
    if council_unit_ids is not None:
        is_theirs = n.council_unit_id.in_([id_ for id_ in council_unit_ids if id_ is not None])
        query = query.where(or_(is_theirs, n.council_unit_id.is_(None)) if None in council_unit_ids else is_theirs)
    found = conn.execute(query.order_by(n.logged_at, n.id)).mappings()
    return tuple(Listed(**row) for row in found)


def seen(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what narrows any query of nominations to what `scope` may see."""
    return [one.test for one in _seen(scope)]


def _columns(shape: type[Listed]) -> Select[*tuple[Any, ...]]:
    return select(*(n[field.name] for field in fields(shape)))


def _seen(scope: Scope) -> list[Filter]:
    if scope.unit_ids is None:
        return []
    # what another unit logged, and this one is asked about, is seen while it is
    tests: list[ColumnElement[bool]] = [
        among(n.unit_id, scope.unit_ids),
        among(n.waits_for_unit_id, scope.unit_ids),
    ]
    if scope.person_id is not None:  # compared with nobody, what is assigned to nobody would be theirs
        own = select(t.honours.c.nomination_id).where(t.honours.c.person_id == scope.person_id)
        tests += [n.author_id == scope.person_id, n.assignee_id == scope.person_id, n.id.in_(own)]
    if scope.council_ids:
        tests.append(n.id.in_(_before(scope.council_ids)))
    finds = union_all(*(select(n.serial).where(test) for test in tests))
    return [Filter(or_(*tests), select(finds.subquery().c.serial))]


def _before(council_ids: Collection[str]) -> Select[str]:
    # What these councils have, or had, in a sitting whose vote has opened.
    c, s = t.candidates.c, t.sittings.c
    return select(c.nomination_id).join(t.sittings, s.id == c.sitting_id).where(s.council_id.in_(council_ids))


def _asked(conn: Connection, wanted: Wanted) -> list[Filter]:
    return [*_equal(wanted), *_within(wanted), *_linked(conn, wanted)]


def _equal(wanted: Wanted) -> Iterator[Filter]:
    for compared in (n.programme, n.status, n.outcome, n.subject, n.category, n.is_sample):
        if (value := getattr(wanted, compared.name)) is not None:
            yield Filter(compared == value)
    for compared in (n.stage, n.council_unit_id, n.author_id, n.assignee_id, n.sitting_id):
        if (value := getattr(wanted, compared.name)) is not None:
            yield Filter(compared == value, select(n.serial).where(compared == value))


def _within(wanted: Wanted) -> Iterator[Filter]:
    if wanted.deed_from is not None:
        yield Filter(n.deed_on >= wanted.deed_from)
    if wanted.deed_to is not None:
        yield Filter(n.deed_on <= wanted.deed_to)
    if wanted.overdue_at is not None:
        yield Filter(IS_RUNNING & (n.due_at < wanted.overdue_at))


def _linked(conn: Connection, wanted: Wanted) -> Iterator[Filter]:
    if wanted.unit_ids is not None:
        of_units = among(n.unit_id, wanted.unit_ids)
        yield Filter(of_units, select(n.serial).where(of_units))
    if wanted.honoured_id is not None:
        ids = select(t.honours.c.nomination_id).where(t.honours.c.person_id == wanted.honoured_id)
        yield Filter(n.id.in_(ids), select(n.serial).where(n.id.in_(ids)))
    if wanted.offices is not None:
        units: dict[str, list[str]] = defaultdict(list)
        for role, unit_id in wanted.offices:
            units[role].append(unit_id)
        tests: list[ColumnElement[bool]] = [false()]
        for role, some in units.items():
            tests.append((n.waits_for_role == role) & n.waits_for_unit_id.in_(some) & n.assignee_id.is_(None))
        if wanted.helper_id is not None:
            tests.append(n.assignee_id == wanted.helper_id)
        found = union_all(*(select(n.serial).where(IS_RUNNING, test) for test in tests))
        yield Filter(IS_RUNNING & or_(*tests), select(found.subquery().c.serial))
    if wanted.words is not None:
        yield _has_words(conn, fold(wanted.words).split())


def _has_words(conn: Connection, words: Sequence[str]) -> Filter:
    # Folded words are letters and digits only, so nothing in them is read as the query's own language.
    if not words:
        return Filter(false())
    begins = and_(*((" " + n.search).contains(f" {word}") for word in words))
    if conn.dialect.name == "sqlite":
        index = table("nominations_words", column("rowid", Integer))
        matches = literal_column(index.name).op("MATCH")(" AND ".join(f'"{word}"*' for word in words))
        return Filter(begins, select(index.c.rowid).where(matches))
    simple: ColumnElement[str] = literal_column("'simple'")
    sought = func.to_tsquery(simple, " & ".join(f"'{word}':*" for word in words))
    return Filter(begins, select(n.serial).where(func.to_tsvector(simple, n.search).op("@@")(sought)))
