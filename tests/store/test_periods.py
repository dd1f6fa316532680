"""A period has a sitting for every unit, reminds of absence, and is reported to the council above, each once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from rules.errors import RuleBroken
from rules.programme import Programme
from store import instance
from store import tables as t
from store.engine import Database
from store.errors import WrongEpoch
from store.periods import (
    PlannedSitting,
    Summary,
    add_sittings,
    close_period,
    known,
    open_period,
    period_id,
    planned,
    sitting_id,
)
from tests.store.cases import (
    CLOSED_LIST,
    CLOSING,
    OPENING,
    RULEBOOK,
    SO_VANG,
    at,
    changed,
    close,
    everything,
    make_council,
    make_house,
    make_realm,
    open_votes,
    stand,
    statements,
    vote,
)
from tests.store.makers import make_unit
from tests.store.racers import in_threads

NOVEMBER = at("2026-11-01T00:05")
MONTH = period_id("so-vang", "unit-month", "2026-11")
ENDS = CLOSING + timedelta(days=1)


def begin(
    database: Database,
    stage: str = "unit-month",
    key: str = "2026-11",
    when: datetime = NOVEMBER,
    epoch: str | None = None,
) -> datetime:
    with database.write() as conn:
        told = {"at": when, "epoch": epoch or instance.epoch(conn), "rulebook": RULEBOOK}
        return open_period(conn, "so-vang", stage, key, **told)


def end(database: Database, id_: str = MONTH, when: datetime = ENDS, epoch: str | None = None) -> Summary:
    with database.write() as conn:
        return close_period(conn, id_, at=when, epoch=epoch or instance.epoch(conn), rulebook=RULEBOOK)


def small(database: Database, programme: Programme = SO_VANG) -> Database:
    with database.write() as conn:
        make_house(conn, programme)
    return database


def sittings(database: Database, id_: str = MONTH) -> tuple[PlannedSitting, ...]:
    with database.read() as conn:
        return planned(conn, id_)


def reminded(database: Database, *names: str) -> list[tuple[Any, ...]]:
    r = t.reminders.c
    columns = [r[name] for name in names]
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(select(*columns).distinct().order_by(*columns))]


def reported_to(database: Database) -> list[str]:
    with database.read() as conn:
        return conn.execute(select(t.periods.c.summary)).scalar_one()["reported_to"]


def test_every_unit_with_a_council_has_a_sitting_from_the_first_day(house: Database) -> None:
    ends_at = begin(house)

    s = t.sittings.c
    with house.read() as conn:
        dated = set(conn.execute(select(s.status, s.candidates_close_at, s.votes_close_at, s.period_id)).all())
    assert ends_at == ENDS
    assert sittings(house) == tuple(
        PlannedSitting(sitting_id("so-vang", "unit-month", unit_id, "2026-11"), unit_id, OPENING)
        for unit_id in ("department", "district", "other-district")
    )
    assert dated == {("planned", CLOSED_LIST, CLOSING, MONTH)}


def test_beginning_again_changes_nothing_and_has_the_same_answer(house: Database) -> None:
    first = begin(house)
    before = everything(house)

    again = begin(house, when=NOVEMBER + timedelta(days=2))

    assert (again, everything(house) == before) == (first, True)


def add(database: Database, when: datetime, id_: str = MONTH, epoch: str | None = None) -> tuple[str, ...]:
    with database.write() as conn:
        return add_sittings(conn, id_, at=when, epoch=epoch or instance.epoch(conn), rulebook=RULEBOOK)


def come_later(database: Database) -> str:
    """A department with a council that is imported when the month has begun; the sitting that it should have."""
    with database.write() as conn:
        make_unit(conn, "new-department", "province", kind="department")
        make_council(conn, "new-department")
    return sitting_id("so-vang", "unit-month", "new-department", "2026-11")


def test_a_unit_that_comes_when_the_period_has_begun_gets_its_sitting_once(house: Database) -> None:
    begin(house)
    late = come_later(house)
    planned_before = reminded(house, "about", "state")

    added, again = add(house, at("2026-11-20T00:05")), add(house, at("2026-11-21T00:05"))

    assert (added, again) == ((late,), ())
    assert [one.votes_open_at for one in sittings(house) if one.id == late] == [OPENING]
    assert {about for about, _ in set(reminded(house, "about", "state")) - set(planned_before)} == {late}
    with house.read() as conn:
        lines = conn.execute(select(t.audit.c.action, t.audit.c.detail).order_by(t.audit.c.seq)).all()
    assert [tuple(line) for line in lines] == [("period_opened", {}), ("sittings_added", {"sittings": [late]})]


@pytest.mark.parametrize("when", [CLOSED_LIST, CLOSING], ids=["the list is closed", "the vote is closed"])
def test_a_unit_that_comes_too_late_for_candidates_sits_from_the_next_period_on(
    house: Database, when: datetime
) -> None:
    begin(house)
    come_later(house)

    assert add(house, when) == ()


def test_a_period_that_is_closed_or_unknown_gets_no_sitting(house: Database) -> None:
    begin(house)
    come_later(house)
    with house.write() as conn:
        conn.execute(update(t.periods).values(status="closed"))

    assert (add(house, NOVEMBER), add(house, NOVEMBER, "period/so-vang/unit-month/2031-01")) == ((), ())


def test_a_stranger_adds_no_sitting(small_house: Database) -> None:
    begin(small_house)

    with pytest.raises(WrongEpoch):
        add(small_house, NOVEMBER, epoch="another")


def test_of_ten_that_begin_a_period_at_once_one_does(house: Database) -> None:
    patient = Database(house.url, wait_s=60)

    came = in_threads([lambda: begin(patient)] * 10)
    patient.close()

    a = t.audit.c
    with house.read() as conn:
        audited = conn.execute(select(a.action).where(a.object == f"periods:{MONTH}")).scalars().all()
    assert (came, audited, len(sittings(house))) == ([ENDS] * 10, ["period_opened"], 3)


def test_a_period_of_another_time_is_refused(house: Database) -> None:
    begin(house)
    before = everything(house)

    for act in (lambda: begin(house, key="2026-12", epoch="old"), lambda: end(house, epoch="old")):
        with pytest.raises(WrongEpoch):
            act()

    assert everything(house) == before


@pytest.mark.parametrize(
    ("stage", "key", "code"),
    [
        ("team", "2026-11", "not_a_council"),
        ("nowhere", "2026-11", "no_such_stage"),
        ("unit-month", "x", "not_a_period"),
    ],
)
def test_what_is_no_period_of_a_council_is_refused(sqlite_db: Database, stage: str, key: str, code: str) -> None:
    small(sqlite_db)

    with pytest.raises(RuleBroken) as refused:
        begin(sqlite_db, stage, key)

    assert refused.value.code == code


def test_the_heads_of_units_are_reminded_while_there_is_time_to_find_a_candidate(house: Database) -> None:
    begin(house)

    assert reminded(house, "obligation", "role", "at", "kind") == [
        ("nominate", "head", at("2026-11-27T07:30"), "first"),
        ("nominate", "head", at("2026-11-30T07:30"), "final"),
    ]
    assert reminded(house, "unit_id") == [("department",), ("district",), ("other-district",)]


@pytest.mark.parametrize(
    ("clauses", "whom"),
    [
        pytest.param({"if_none": "report none"}, [], id="nobody is named"),
        pytest.param(
            {"if_none": "report none, remind the secretary of the unit"},
            [("secretary", "department"), ("secretary", "district"), ("secretary", "other-district")],
            id="somebody else is named",
        ),
        pytest.param(
            {"if_none": "report none, remind the standing office of the province"},
            [("standing_office", "province")],
            id="the office above is named",
        ),
        pytest.param(
            {"select": {"at_most": "no limit", "rank_by": ["ayes"], "on_tie_at_limit": "stated order"}},
            [],
            id="nothing is asked for at least",
        ),
    ],
)
def test_those_are_reminded_of_absence_whom_the_rules_name(
    sqlite_db: Database, clauses: dict[str, Any], whom: list[tuple[str, str]]
) -> None:
    begin(small(sqlite_db, changed("unit-month", **clauses)))

    assert reminded(sqlite_db, "role", "unit_id") == whom


def test_a_unit_without_a_council_has_no_sitting(sqlite_db: Database) -> None:
    small(sqlite_db)
    with sqlite_db.write() as conn:
        make_unit(conn, "new-department", "province", kind="department")

    begin(sqlite_db)

    assert "new-department" not in {one.unit_id for one in sittings(sqlite_db)}


def test_in_the_quarter_of_a_merger_old_and_new_councils_sit(db: Database) -> None:
    with db.write() as conn:
        make_realm(conn)

    units = {}
    for stage, key, when in (
        ("unit-month", "2025-02", "2025-02-01T00:05"),
        ("unit-quarter", "2025-Q1", "2025-01-01T00:05"),
        ("unit-month", "2025-03", "2025-03-01T00:05"),
    ):
        begin(db, stage, key, at(when))
        units[key] = {one.unit_id for one in sittings(db, period_id("so-vang", stage, key))}

    # 27 departments, 8 districts until the end of February, 71 communes from March on.
    assert (len(units["2025-02"]), len(units["2025-03"])) == (35, 98)
    assert units["2025-Q1"] == units["2025-02"] | units["2025-03"]
    assert units["2025-02"] - units["2025-03"] == {one for one in units["2025-02"] if one.startswith(("ca-h", "ca-tp"))}


def test_the_quarter_in_which_the_province_ended_is_judged_by_the_old_one(sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_realm(conn)

    for key, when in (("2025-Q2", "2025-04-01T00:05"), ("2025-Q3", "2025-07-01T00:05")):
        begin(sqlite_db, "province", key, at(when))

    assert [
        [one.unit_id for one in sittings(sqlite_db, period_id("so-vang", "province", key))]
        for key in ("2025-Q2", "2025-Q3")
    ] == [["ca-tinh-dak-nong"], ["ca-tinh-lam-dong"]]


def decided(database: Database) -> None:
    """One unit selects, one selects nobody, one has nobody to vote on."""
    begin(database)
    with database.write() as conn:
        for id_, unit_id in (("n-1", "district"), ("n-2", "district"), ("n-3", "other-district")):
            stand(conn, id_, council_unit_id=unit_id)
    ids = [one.id for one in sittings(database)]
    open_votes(database, *ids)
    vote(database, ids[1], {"n-1": 5, "n-2": 5})
    close(database, ids[1])
    vote(database, ids[2], {"n-3": 1})


def test_while_a_sitting_is_undecided_nothing_is_reported(house: Database) -> None:
    decided(house)
    before = everything(house)

    summary = end(house)

    assert (summary, everything(house) == before) == (Summary(undecided=1, with_selection=1, without=1), True)


def test_the_council_above_is_told_who_selected_whom_and_who_had_none(house: Database) -> None:
    decided(house)
    close(house, sittings_of(house)[2])

    summary = end(house)

    body = {"units": 3, "selected": {"district": 2}, "none": ["department"], "nobody_selected": ["other-district"]}
    body |= {"reported_to": ["province"]}
    p = t.periods.c
    with house.read() as conn:
        kept = conn.execute(select(p.status, p.summary)).one()
    assert summary == Summary(undecided=0, with_selection=1, without=2)
    assert tuple(kept) == ("closed", body)


def sittings_of(database: Database) -> list[str]:
    s = t.sittings.c
    with database.read() as conn:
        return list(conn.execute(select(s.id).order_by(s.unit_id)).scalars())


def test_a_period_closes_once(house: Database) -> None:
    decided(house)
    close(house, sittings_of(house)[2])
    first = end(house)
    before = everything(house)

    again = end(house, when=ENDS + timedelta(hours=6))

    assert (again, everything(house) == before) == (first, True)
    with house.read() as conn:
        assert [(one.id, one.is_closed) for one in known(conn).values()] == [(MONTH, True)]


def test_of_ten_that_close_a_period_at_once_one_does(house: Database) -> None:
    decided(house)
    close(house, sittings_of(house)[2])
    patient = Database(house.url, wait_s=60)

    in_threads([lambda: end(patient)] * 10)
    patient.close()

    a = t.audit.c
    with house.read() as conn:
        closed = conn.execute(select(a.seq).where(a.action == "period_closed")).all()
    assert len(closed) == 1


def test_a_stage_that_reports_to_nobody_only_closes(sqlite_db: Database) -> None:
    small(sqlite_db)
    begin(sqlite_db, "unit-quarter", "2026-Q4")
    with sqlite_db.write() as conn:
        conn.execute(update(t.sittings).values(status="none"))

    summary = end(sqlite_db, period_id("so-vang", "unit-quarter", "2026-Q4"))

    assert (summary.without, reported_to(sqlite_db)) == (3, [])


def test_the_report_of_a_province_that_ended_goes_to_it(sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_realm(conn)
    begin(sqlite_db, key="2025-06", when=at("2025-06-01T00:05"))
    with sqlite_db.write() as conn:
        conn.execute(update(t.sittings).values(status="none"))

    end(sqlite_db, period_id("so-vang", "unit-month", "2025-06"), at("2025-07-09T17:00"))

    assert reported_to(sqlite_db) == ["ca-tinh-dak-nong"]


def test_a_hundred_units_take_no_more_statements_than_three(sqlite_db: Database) -> None:
    small(sqlite_db)
    with statements(sqlite_db) as for_three:
        begin(sqlite_db)
    with sqlite_db.write() as conn:
        for number in range(97):
            make_unit(conn, f"unit-{number}", "province", kind="department", valid_from=date(2026, 12, 1))
            make_council(conn, f"unit-{number}")

    with statements(sqlite_db) as for_a_hundred:
        begin(sqlite_db, key="2026-12", when=at("2026-12-01T00:05"))

    assert len(sittings(sqlite_db, period_id("so-vang", "unit-month", "2026-12"))) == 100
    assert len(for_a_hundred) <= len(for_three)
