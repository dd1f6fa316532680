"""The rows that may be stuck: found by what indexes know, so that the healthy ones are never read. Judges nothing.

A row that is found is not stuck for that; `store.stuck.lines` puts it before the rules.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from rules.doers import ROLES
from rules.programme import CouncilStage, RecordStage, Stage
from rules.stuck import reminds_until
from store import organisation, sittings
from store import tables as t
from store.among import among
from store.nominations import IS_RUNNING, RUNNING
from store.organisation import Holder, Office
from store.rulebook import Rulebook, Rules
from store.unit_tree import UnitTree
from store.writing import portions

GRACE = timedelta(minutes=2)
"""How late a timer may be before something is wrong with it."""

VOTING = ("open", "closed")
AT_ONCE, MANY = 100, 5_000

n, s = t.nominations.c, t.sittings.c
Found = Row[*tuple[Any, ...]]
Bench = tuple[str, str, str]
"""A programme, a council stage and the unit of the council."""

_OF_NOMINATIONS = (
    n.id, n.programme, n.unit_id, n.council_unit_id, n.author_id, n.honoured, n.title, n.stage, n.stage_since,
    n.status, n.waits_for_role, n.waits_for_unit_id, n.assignee_id, n.due_at, n.held_at, n.override_by, n.edition,
    n.entry, n.sitting_id, n.number,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class House:
    """What all judgements of one moment share, asked once.

    `offices` are those that something waits for, with whoever holds them; `gone` are people who are asked by name and
    have left; `planned` are the next openings; `voting` the open sittings with who owes a ballot.
    """

    now: datetime
    today: date
    units: UnitTree
    rules: Sequence[Rules]
    offices: Mapping[Office, Sequence[Holder]]
    gone: frozenset[str]
    planned: Mapping[Bench, datetime]
    voting: Mapping[str, Found]
    missing: Mapping[str, Sequence[str]]


def look(conn: Connection, rulebook: Rulebook, *, now: datetime) -> House:
    """Return what is to be known before anything is judged."""
    today = rulebook.today(conn, now)
    named = conn.execute(select(n.assignee_id).where(IS_RUNNING, n.assignee_id.is_not(None)).distinct()).scalars()
    voting = {row.id: row for row in conn.execute(select(t.sittings).where(s.status.in_(VOTING)))}
    planned = (
        select(s.programme, s.stage, s.unit_id, func.min(s.votes_open_at))
        .where(s.status == "planned")
        .group_by(s.programme, s.stage, s.unit_id)
    )
    return House(
        now=now,
        today=today,
        units=organisation.tree(conn),
        rules=rulebook.all_in_force(conn, now),
        offices=organisation.holders_of(conn, _asked(conn), today),
        gone=_gone(conn, {person_id for person_id in named if person_id}, today),
        planned={(programme, stage, unit_id): at for programme, stage, unit_id, at in conn.execute(planned)},
        voting=voting,
        missing=sittings.missing_voters(conn, sorted(voting)),
    )


def batches(
    conn: Connection,
    house: House,
    conditions: Sequence[ColumnElement[bool]],
    after: tuple[datetime, str] | None,
    *,
    troubled: Collection[str],
    causes: Collection[str] | None,
    everything: bool,
    to_the_end: bool,
) -> Iterator[Sequence[Found]]:
    """Yield the nominations that may be stuck (or all that run), the longest waiting first, some hundreds at a time.

    Whoever goes `to_the_end` has them found once, and not page by page.
    """
    if everything:
        yield from _all(conn, conditions, after)
        return
    # Rows are read whole only when they are looked at: a page needs few, and whoever goes on needs many.
    keys = select(n.serial, n.stage_since, n.id).where(n.serial.in_(_suspects(house, troubled, causes)), *conditions)
    at_most = None if to_the_end else AT_ONCE
    while True:
        later = () if after is None else (tuple_(n.stage_since, n.id) > after,)
        found = conn.execute(keys.where(*later).order_by(n.stage_since, n.id).limit(at_most)).all()
        for some in portions(found):
            yield _whole(conn, [row.serial for row in some])
        if at_most is None or len(found) < at_most:
            return
        after = found[-1].stage_since, found[-1].id
        at_most = MANY


def _whole(conn: Connection, serials: Sequence[int]) -> Sequence[Found]:
    rows = {row.serial: row for row in conn.execute(select(n.serial, *_OF_NOMINATIONS).where(n.serial.in_(serials)))}
    return [rows[serial] for serial in serials]


def _all(
    conn: Connection, conditions: Sequence[ColumnElement[bool]], after: tuple[datetime, str] | None
) -> Iterator[Sequence[Found]]:
    query = select(*_OF_NOMINATIONS).where(IS_RUNNING, *conditions).order_by(n.stage_since, n.id).limit(AT_ONCE)
    while True:
        at = () if after is None else (tuple_(n.stage_since, n.id) > after,)
        some = conn.execute(query.where(*at)).all()
        if some:
            yield some
        if len(some) < AT_ONCE:
            return
        after = some[-1].stage_since, some[-1].id


def open_sittings(conn: Connection, conditions: Sequence[ColumnElement[bool]]) -> Sequence[Found]:
    """Return the sittings that are planned or open, with the instant at which their period began."""
    p = t.periods.c
    query = (
        select(t.sittings, p.opens_at)
        .outerjoin(t.periods, p.id == s.period_id)
        .where(s.status.in_(["planned", *VOTING]), *conditions)
    )
    return conn.execute(query).all()


def with_candidates(conn: Connection, sitting_ids: Collection[str]) -> frozenset[str]:
    """Return those of the planned sittings before which something stands."""
    stands = and_(n.programme == s.programme, n.stage == s.stage, n.council_unit_id == s.unit_id, n.status != "ended")
    found: set[str] = set()
    for some in portions(sorted(sitting_ids)):
        query = select(s.id).where(s.id.in_(some), select(n.serial).where(stands).exists())
        found.update(conn.execute(query).scalars())
    return frozenset(found)


def _asked(conn: Connection) -> list[Office]:
    """Return the offices that something running waits for: asked office by office, since many wait for few."""
    u = t.units.c
    asked = []
    for role in ROLES:
        waits = (
            select(n.serial)
            .where(n.waits_for_unit_id == u.id, n.waits_for_role == role, n.status.in_(RUNNING))
            .limit(1)
            .correlate(t.units)
            .scalar_subquery()
        )
        asked.append(select(literal(role).label("role"), u.id).where(waits.is_not(None)))
    return [(role, unit_id) for role, unit_id in conn.execute(union_all(*asked))]


def _suspects(house: House, troubled: Collection[str], causes: Collection[str] | None) -> Select[int]:
    tests = [test for of, test in _tests(house, troubled) if causes is None or not of.isdisjoint(causes)]
    finds = [select(n.serial).where(IS_RUNNING, test) for test in tests or [false()]]
    return select(union_all(*finds).subquery().c.serial)


def _tests(house: House, troubled: Collection[str]) -> Iterator[tuple[frozenset[str], ColumnElement[bool]]]:
    """Yield what may be stuck for which causes: together, everything that may be stuck at all."""
    stages = [(rules, stage) for rules in house.rules for stage in rules.programme.stages]
    yield _BY_TIME, n.due_at <= _horizon(house, stages)
    yield _HELD, n.status == literal_column("'held'")  # written out, so that SQLite sees which index has all such rows
    yield _ASKED_TWICE, n.override_by.is_not(None)
    if troubled:
        yield _FAULTS, n.id.in_(sorted(troubled))
    # Entered and never dated, or kept for comment: nothing else would find them late.
    yield _FAULTS, n.entry.is_(None)
    recorded = {stage.stage for _, stage in stages if isinstance(stage, RecordStage)}
    yield _FAULTS, and_(n.stage.in_(sorted(recorded)), n.status == literal_column("'open'"))
    if house.gone:
        yield _GONE, n.assignee_id.in_(sorted(house.gone))
    orphaned = [(unit_id, role) for (role, unit_id), holders in house.offices.items() if not holders]
    if orphaned:
        yield _GONE, tuple_(n.waits_for_unit_id, n.waits_for_role).in_(orphaned)
    sole = {holding[0].person_id for holding in house.offices.values() if len(holding) == 1}
    if sole:  # whoever is asked alone, and may not judge her own deed
        yield _GONE, and_(among(n.author_id, sole), n.waits_for_role.is_not(None))
    for test in _before_councils(house, stages):
        yield _COUNCILS, test


_BY_TIME = frozenset({"person", "document", "objection", "overdue", "technical"})
_HELD, _ASKED_TWICE, _GONE = frozenset({"hold"}), frozenset({"second_approval"}), frozenset({"decider_gone"})
_FAULTS = frozenset({"technical", "unprojected", "diverged"})
_COUNCILS = frozenset({"ballot", "sitting"})


def _before_councils(house: House, stages: Iterable[tuple[Rules, Stage]]) -> Iterator[ColumnElement[bool]]:
    voting = [row.id for row in house.voting.values() if row.votes_close_at <= _horizon(house, stages)]
    if voting:
        yield n.sitting_id.in_(voting)
    for rules, stage in stages:
        if isinstance(stage, CouncilStage):
            programme = rules.programme.programme
            healthy = {
                unit_id
                for (of, name, unit_id), at in house.planned.items()
                if (of, name) == (programme, stage.stage) and at + GRACE > house.now
            }
            waiting = (n.programme == programme, n.stage == stage.stage, n.status == literal_column("'open'"))
            yield and_(among(n.council_unit_id, house.units.units.keys() - healthy), *waiting)
            yield and_(n.council_unit_id.is_(None), *waiting)


def _horizon(house: House, stages: Iterable[tuple[Rules, Stage]]) -> datetime:
    return max((reminds_until(house.now, stage.remind, rules.clock) for rules, stage in stages), default=house.now)


def _gone(conn: Connection, people: Collection[str], on: date) -> frozenset[str]:
    """Return those of `people` who are not in service on a day, or unknown."""
    p = t.people.c
    serving: set[str] = set()
    for some in portions(sorted(people)):
        serves = and_(or_(p.active_from.is_(None), p.active_from <= on), or_(p.active_to.is_(None), on <= p.active_to))
        serving.update(conn.execute(select(p.id).where(p.id.in_(some), serves)).scalars())
    return frozenset(people) - serving
