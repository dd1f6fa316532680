"""A period of a council stage: its sittings come into being with it, and its summary goes to the council above.

A unit that nominates nobody has a sitting like any other, so that absence can be seen, reminded of and reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from rules.periods import Period, Timeline, timeline
from rules.programme import CouncilStage
from store import audit, instance, notices, organisation
from store import tables as t
from store.rulebook import CouncilTerms, Rulebook, Rules
from store.unit_tree import UnitTree
from store.writing import insert, portions

_A_RUN_OFF = timedelta(days=1)
_UNDECIDED = ("planned", "open", "closed")


@dataclass(frozen=True, slots=True)
class PlannedSitting:
    """A sitting that is still to open its vote."""

    id: str
    unit_id: str
    votes_open_at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a period, in counts of sittings; `undecided` ones are still to come."""

    undecided: int
    with_selection: int
    without: int


def period_id(programme: str, stage: str, period: str) -> str:
    """Return the id of a period, which is its workflow's too."""
    return f"period/{programme}/{stage}/{period}"


def sitting_id(programme: str, stage: str, unit_id: str, period: str) -> str:
    """Return the id of a sitting, which is its workflow's too."""
    return f"sitting/{programme}/{stage}/{unit_id}/{period}"


def open_period(
    conn: Connection, programme: str, stage_name: str, key: str, *, at: datetime, epoch: str, rulebook: Rulebook
) -> datetime:
    """Bring a period and the sittings of all its units into being; again, change nothing.

    Return when the last of its sittings should be decided. Raise WrongEpoch for a writer of another time.
    """
    instance.refuse_stranger(conn, epoch)
    id_ = period_id(programme, stage_name, key)
    known: datetime | None = conn.execute(select(t.periods.c.votes_close_at).where(t.periods.c.id == id_)).scalar()
    if known is not None:
        return known + _A_RUN_OFF
    period = Period(key)
    rules = rulebook.at(conn, programme, at)
    stage = rules.council(stage_name)
    units = organisation.tree(conn)
    rows = _sittings(conn, id_, rules, stage, period, units, rules.clock.day(at))
    dated = _timeline(CouncilTerms(stage, (), rules.clock), period)
    last: datetime = max([dated.votes_close_at, *(row["votes_close_at"] for row in rows)])  # exceptions may vote later
    begun = conn.execute(
        insert(conn, t.periods)
        .values(
            id=id_,
            programme=programme,
            stage=stage_name,
            period=key,
            edition=rules.edition,
            opens_at=at,
            status="open",
            **_instants(dated) | {"votes_close_at": last},
        )
        .on_conflict_do_nothing()
        .returning(t.periods.c.id)
    ).scalar()
    if begun is None:  # somebody else was first, just now
        return last + _A_RUN_OFF
    for some in portions(rows):
        conn.execute(insert(conn, t.sittings).on_conflict_do_nothing(), list(some))
    notices.of_period(conn, id_, rules, units, at=at)
    audit.append(conn, [_audited(conn, "period_opened", id_, at)])
    return last + _A_RUN_OFF


def add_sittings(conn: Connection, id_: str, *, at: datetime, epoch: str, rulebook: Rulebook) -> tuple[str, ...]:
    """Bring the sittings into being that an open period still lacks, and return their ids; again, change nothing.

    A unit or a council that came after the period had begun sits too, as long as its candidates may still come.
    Raise WrongEpoch for a writer of another time.
    """
    instance.refuse_stranger(conn, epoch)
    held = select(t.periods).where(t.periods.c.id == id_, t.periods.c.status == "open").with_for_update()
    period = conn.execute(held).first()
    if period is None:
        return ()
    rules, units = rulebook.of(conn, period.edition), organisation.tree(conn)
    stage = rules.council(period.stage)
    rows = _sittings(conn, id_, rules, stage, Period(period.period), units, rules.clock.day(at))
    there = set(conn.execute(select(t.sittings.c.id).where(t.sittings.c.period_id == id_)).scalars())
    missing = [row for row in rows if row["id"] not in there and row["candidates_close_at"] > at]
    if not missing:
        return ()
    for some in portions(missing):
        conn.execute(insert(conn, t.sittings).on_conflict_do_nothing(), list(some))
    added = tuple(row["id"] for row in missing)
    notices.of_period(conn, id_, rules, units, at=at)  # what is no longer owed is not sent
    audit.append(conn, [_audited(conn, "sittings_added", id_, at, {"sittings": list(added)})])
    return added


def redate(conn: Connection, programme: str, edition: str | None, rulebook: Rulebook, *, at: datetime) -> None:
    """Let the open periods of a programme go by an edition, None for the one they have, on the calendar as it is now.

    Called when their sittings have moved. A period whose stage that edition does not know stays as it is.
    """
    p, s = t.periods.c, t.sittings.c
    moved: list[str] = []
    for period in conn.execute(select(t.periods).where(p.programme == programme, p.status == "open").order_by(p.id)):
        rules, key = rulebook.of(conn, edition or period.edition), Period(period.period)
        stage = next((one for one in rules.programme.stages if one.stage == period.stage), None)
        if not isinstance(stage, CouncilStage) or stage.every != key.every:
            continue
        dated = _instants(_timeline(CouncilTerms(stage, (), rules.clock), key))
        last = conn.execute(select(func.max(s.votes_close_at)).where(s.period_id == period.id)).scalar()
        dated |= {"votes_close_at": max(one for one in (dated["votes_close_at"], last) if one is not None)}
        other = or_(p.edition != rules.edition, *(p[name].is_distinct_from(at_) for name, at_ in dated.items()))
        changed = update(t.periods).where(p.id == period.id, other).values(edition=rules.edition, **dated)
        if conn.execute(changed).rowcount:
            moved.append(period.id)
    audit.append(conn, [_audited(conn, "period_redated", id_, at) for id_ in moved])


@dataclass(frozen=True, slots=True)
class KnownPeriod:
    """A period that has come into being."""

    id: str
    programme: str
    stage: str
    period: str
    is_closed: bool


def known(conn: Connection) -> dict[str, KnownPeriod]:
    """Return all periods that have come into being (id → period)."""
    p = t.periods.c
    found = conn.execute(select(p.id, p.programme, p.stage, p.period, p.status == "closed"))
    return {row[0]: KnownPeriod(*row) for row in found}


def planned(conn: Connection, id_: str) -> tuple[PlannedSitting, ...]:
    """Return the sittings of a period that have not opened their vote, by unit."""
    s = t.sittings.c
    found = conn.execute(
        select(s.id, s.unit_id, s.votes_open_at).where(s.period_id == id_, s.status == "planned").order_by(s.unit_id)
    )
    return tuple(PlannedSitting(*row) for row in found)


def close_period(conn: Connection, id_: str, *, at: datetime, epoch: str, rulebook: Rulebook) -> Summary:
    """Report what became of the period to the council above, once all its sittings are decided.

    Raise WrongEpoch for a writer of another time.
    """
    instance.refuse_stranger(conn, epoch)
    s = t.sittings.c
    found = conn.execute(select(s.id, s.unit_id, s.status, s.outcome).where(s.period_id == id_).order_by(s.unit_id))
    sittings = found.all()
    undecided = sum(row.status in _UNDECIDED for row in sittings)
    with_selection = [row for row in sittings if (row.outcome or {}).get("selected")]
    summary = Summary(undecided, len(with_selection), len(sittings) - undecided - len(with_selection))
    if undecided:
        return summary
    p = t.periods.c
    period = conn.execute(select(t.periods).where(p.id == id_).with_for_update()).one()
    if period.status != "closed":
        body = {**_body(sittings), "reported_to": _reported_to(conn, period, rulebook, at)}
        conn.execute(update(t.periods).where(p.id == id_).values(status="closed", summary=body))
        audit.append(conn, [_audited(conn, "period_closed", id_, at)])
    return summary


def _audited(
    conn: Connection, action: str, id_: str, at: datetime, detail: Mapping[str, Any] | None = None
) -> audit.AuditLine:
    after = audit.row_hash(conn, t.periods.name, id_)
    return audit.AuditLine(at, None, action, f"periods:{id_}", detail or {}, after_hash=after)


def _timeline(terms: CouncilTerms, period: Period) -> Timeline:
    return timeline(terms.stage, period, terms.clock.calendar, terms.clock.office_hours, terms.clock.zone)


def _instants(dated: Timeline) -> dict[str, datetime | None]:
    return {
        "candidates_close_at": dated.candidates_close_at,
        "votes_open_at": dated.votes_open_at,
        "votes_close_at": dated.votes_close_at,
        "published_at": dated.published_at,
    }


def _sittings(
    conn: Connection,
    id_: str,
    rules: Rules,
    stage: CouncilStage,
    period: Period,
    units: UnitTree,
    on: date,
) -> list[dict[str, Any]]:
    """Return one row a unit that holds the council at any end of the period."""
    where, programme = rules.programme.where(stage.council), rules.programme.programme
    with_council = sorted({*units.all_meant(where, period.start), *units.all_meant(where, period.end)})
    councils = organisation.councils_of(conn, with_council, stage.council)
    return [
        {
            "id": sitting_id(programme, stage.stage, unit_id, period.key),
            "period_id": id_,
            "programme": programme,
            "stage": stage.stage,
            "unit_id": unit_id,
            "period": period.key,
            "council_id": councils[unit_id],
            "status": "planned",
            "calendar_edition": terms.clock.calendar.edition,
            **_instants(_timeline(terms, period)),
        }
        for unit_id in with_council
        for terms in (rules.sitting_terms(stage.stage, units.whereabouts(unit_id, on), period.key),)
        if unit_id in councils
    ]


def _body(sittings: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, Any]:
    return {
        "units": len(sittings),
        "selected": {row.unit_id: row.outcome["selected"] for row in sittings if (row.outcome or {}).get("selected")},
        "none": [row.unit_id for row in sittings if row.status == "none"],
        "nobody_selected": [
            row.unit_id for row in sittings if row.status == "decided" and not (row.outcome or {}).get("selected")
        ],
    }


def _reported_to(conn: Connection, period: Row[*tuple[Any, ...]], rulebook: Rulebook, at: datetime) -> list[str]:
    """Return the units whose council follows this stage, none if the rules name no such council."""
    rules = rulebook.of(conn, period.edition)
    above = rules.council(period.stage).reports_to
    if above is None:
        return []
    day = min(rules.clock.day(at), Period(period.period).end)
    return sorted(organisation.tree(conn).all_meant(rules.programme.where(rules.council(above).council), day))
