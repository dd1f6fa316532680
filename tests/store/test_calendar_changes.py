"""A change of a calendar moves what runs as was planned: deadlines, sittings, reminders, and nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from rules.calendar import CalendarFile
from rules.calendar_editions import CalendarEdition, calendar_edition, calendar_of, read_calendar, shipped
from rules.commands import Extend
from rules.loading import PROGRAMMES
from store import calendars, instance, periods, rule_changes
from store import tables as t
from store.engine import Database
from store.objections import objections
from store.rule_changes import CALENDAR, Draft
from store.rule_plans import Plan, plan_calendar
from store.rulebook import Rulebook
from tests.databases import OneFile
from tests.store.cases import MONDAY, OPENING, hand_over, log, open_votes, stand
from tests.store.changing import (
    THE_DAY,
    TUESDAY,
    a_few,
    as_planned,
    begin,
    carry_out,
    draft,
    fresh,
    instants,
    log_some,
    propose,
    reminders,
    told_of,
)

TEXT = (PROGRAMMES / "calendars" / "vietnam.yaml").read_text(encoding="utf-8")
FILE = read_calendar(TEXT, "vietnam.yaml")
FRIDAY = date(2026, 11, 27)
PERIOD = "period/so-vang/unit-month/2026-11"
SITTINGS = [f"sitting/so-vang/unit-month/{unit}/2026-11" for unit in ("department", "district", "other-district")]


def noticed(*days: Mapping[str, Any]) -> CalendarEdition:
    said = FILE.model_dump(by_alias=True)
    common = {"name": {"vi": "Theo thông báo", "en": "By notice"}, "source": "Thông báo 1", "note": "Thử."}
    said["days"] = (*said["days"], *(common | dict(one) for one in days))
    return calendar_edition(CalendarFile.model_validate(said))


OFF = noticed({"day": FRIDAY, "is": "day off"})


def change(edition: CalendarEdition = OFF, **how: Any) -> Draft:
    told = {"programme": "vietnam", "base": shipped("vietnam").hash, "kind": CALENDAR, "content": edition.content}
    return draft(TEXT, **{**told, "cases": None, "because": "Thông báo 1", **how})


def open_the_period(database: Database) -> None:
    with database.write() as conn:
        periods.open_period(
            conn, "so-vang", "unit-month", "2026-11", at=MONDAY, epoch=instance.epoch(conn), rulebook=Rulebook()
        )


def planned(database: Database, edition: CalendarEdition, when: datetime, rulebook: Rulebook) -> Plan:
    with database.read() as conn:
        before = calendars.by_hash(conn, calendars.newest(conn)["vietnam"])
        return plan_calendar(conn, before, calendar_of(edition), rulebook, at=when)


def calendar_of_sitting(database: Database, id_: str) -> str | None:
    s = t.sittings.c
    with database.read() as conn:
        return conn.execute(select(s.calendar_edition).where(s.id == id_)).scalar_one()


def test_a_day_off_moves_a_running_deadline_and_what_is_kept_says_by_which_calendar(house: Database) -> None:
    rulebook, one = Rulebook(), change()
    cases = {"n-1": log(house)}
    before = instants(house, "n-1")
    propose(house, one)
    (shown,) = planned(house, OFF, TUESDAY, rulebook).choices

    of = begin(house, one, TUESDAY, rulebook)
    carry_out(house, one, cases, TUESDAY, rulebook)

    after = instants(house, "n-1")
    (moving,) = shown.moving
    assert of == 1
    assert {name: (before[name], after[name]) for name in moving.moves} == dict(moving.moves)
    assert before["due_at"] is not None
    assert after["due_at"] == before["due_at"] + timedelta(days=3)  # from Friday over the weekend to Monday
    assert reminders(house, "n-1") == moving.reminders_after
    assert cases["n-1"].entry.calendar_edition == OFF.hash
    with house.read() as conn:
        assert calendars.newest(conn)["vietnam"] == OFF.hash
        kept = rule_changes.by_id(conn, one.id)
        assert kept is not None
        assert kept.edition == OFF.hash


def test_a_plan_of_a_calendar_tells_the_days_and_why_things_stay(house: Database) -> None:
    rulebook = Rulebook()
    log(house, "n-1")
    extended = log(house, "n-2")
    extended.ask(Extend(by="head", until=extended.entry.due_at + timedelta(days=3), because="bận"), MONDAY)  # type: ignore[operator]
    hand_over(house, extended)
    with house.write() as conn:
        stand(conn, "n-3")

    found = planned(house, OFF, TUESDAY, rulebook)

    (choice,) = found.choices
    assert [(one.day, one.unit, one.before, one.after) for one in found.days] == [(FRIDAY, "", "", "day_off")]
    assert [one.about for one in choice.moving] == ["n-1"]
    assert choice.stay == {"extended": ("n-2",)}
    assert (found.kind, found.programme, found.draft, found.clauses) == ("calendar", "vietnam", OFF.hash, ())


def test_a_deadline_that_moves_into_a_year_that_is_not_announced_is_marked(house: Database) -> None:
    rulebook, when = Rulebook(), datetime(2026, 12, 29, 9, tzinfo=MONDAY.tzinfo)
    log(house, when=when)
    edition = noticed({"day": date(2026, 12, 31), "is": "day off"})

    (choice,) = planned(house, edition, when, rulebook).choices

    assert [one.is_estimated for one in choice.moving] == [True]


def test_an_open_vote_and_the_period_move_and_the_vote_keeps_its_terms(house: Database) -> None:
    rulebook, when = Rulebook(), OPENING + timedelta(days=1)
    edition = noticed({"day": date(2026, 12, 4), "is": "day off"})
    one = change(edition, on=when.date(), at=when)
    open_the_period(house)
    with house.write() as conn:
        stand(conn, "n-9")
    open_votes(house, SITTINGS[1])
    s, p = t.sittings.c, t.periods.c
    with house.read() as conn:
        terms = conn.execute(select(s.edition, s.policy).where(s.id == SITTINGS[1])).one()
    propose(house, one)

    begin(house, one, when, rulebook)
    carry_out(house, one, {}, when, rulebook)

    with house.read() as conn:
        row = conn.execute(select(t.sittings).where(s.id == SITTINGS[1])).one()
        period = conn.execute(select(t.periods).where(p.id == PERIOD)).one()
    assert (row.edition, row.policy) == tuple(terms)
    assert row.calendar_edition == edition.hash
    assert row.votes_close_at.astimezone(MONDAY.tzinfo).date() == date(2026, 12, 9)
    assert period.votes_close_at == row.votes_close_at
    assert period.edition == row.edition


@pytest.mark.parametrize(
    ("edition", "how", "codes"),
    [
        pytest.param(OFF, {}, (), id="nothing"),
        pytest.param(shipped("vietnam"), {}, ("same_rules",), id="the same days"),
        pytest.param(OFF, {"on": THE_DAY - timedelta(days=2)}, ("date_past",), id="a day that is over"),
        pytest.param(OFF, {"programme": "nowhere", "base": "sc1-0"}, ("calendar_unknown",), id="nobody goes by it"),
    ],
)
def test_what_speaks_against_a_calendar_is_told(
    small_house: Database, edition: CalendarEdition, how: dict[str, Any], codes: tuple[str, ...]
) -> None:
    with small_house.read() as conn:
        assert objections(conn, change(edition, **how), Rulebook(), at=MONDAY) == codes


def test_a_calendar_that_ends_before_what_runs_is_refused(small_house: Database) -> None:
    log(small_house)
    said = FILE.model_dump(by_alias=True) | {"years": {"first": 2015, "last": 2025}}
    said["days"] = tuple(one for one in said["days"] if one["day"].year <= 2025)

    with small_house.read() as conn:
        against = objections(conn, change(calendar_edition(CalendarFile.model_validate(said))), Rulebook(), at=MONDAY)

    assert against == ("calendar_ends",)


def test_a_calendar_and_a_programme_may_change_side_by_side_but_each_only_once_at_a_time(small_house: Database) -> None:
    propose(small_house, draft())

    with small_house.read() as conn:
        beside = objections(conn, change(id="rc-2", at=TUESDAY), Rulebook(), at=MONDAY)
    propose(small_house, change(id="rc-3"))
    with small_house.read() as conn:
        again = objections(conn, change(id="rc-4", at=TUESDAY), Rulebook(), at=MONDAY)

    assert (beside, again) == ((), ("change_under_way",))


# ── the law ──

days = st.integers(0, 30).map(lambda number: date(2026, 11, 24) + timedelta(days=number))
notices = st.one_of(
    days.filter(lambda day: day.weekday() < 5).map(lambda day: {"day": day, "is": "day off"}),
    days.filter(lambda day: day.weekday() >= 5).map(lambda day: {"day": day, "is": "working day"}),
    days.map(lambda day: {"day": day, "is": "office closed", "units": ("district",)}),
)
notices_of_some_days = st.lists(notices, min_size=1, max_size=4, unique_by=lambda one: one["day"]).filter(
    lambda some: all(one["day"] != date(2026, 11, 24) for one in some)  # a holiday by law already
)
SATURDAY = MONDAY + timedelta(days=5)  # eight days later what was logged then is escalated, and its silence not over
starts = st.lists(st.integers(0, 9 * 24), min_size=1, max_size=3).map(
    lambda hours: [MONDAY + timedelta(hours=one) for one in hours]
)
moments = st.integers(0, 14).map(lambda number: MONDAY + timedelta(days=number))


@contextmanager
def at_work(one_file: OneFile) -> Iterator[Database]:
    with fresh(one_file) as database:
        open_the_period(database)
        with database.write() as conn:
            stand(conn, "n-c")
        yield database


@a_few
@example([{"day": date(2026, 12, 8), "is": "day off"}], [SATURDAY], SATURDAY + timedelta(days=8), True, False)
@given(notices_of_some_days, starts, moments, st.booleans(), st.booleans())
def test_the_adoption_of_a_calendar_does_what_was_planned_and_nothing_else(
    one_file: OneFile,
    some: list[dict[str, Any]],
    logged: list[datetime],
    when: datetime,
    is_open: bool,
    is_extended: bool,
) -> None:
    edition = noticed(*some)
    one = change(edition, on=when.date())
    with at_work(one_file) as database:
        rulebook = Rulebook()
        cases = log_some(database, logged, until=when, is_extended=is_extended)
        if is_open and when >= OPENING:
            open_votes(database, SITTINGS[1])
        propose(database, one)
        before = told_of(database, [*cases, *SITTINGS])
        (shown,) = planned(database, edition, when, rulebook).choices

        begin(database, one, when, rulebook)
        carry_out(database, one, cases, when, rulebook)

        assert told_of(database, before) == as_planned(before, shown)
        for about in (moving.about for moving in shown.moving):
            if about in SITTINGS:
                assert calendar_of_sitting(database, about) == edition.hash
            else:
                assert cases[about].entry.calendar_edition == edition.hash
        with database.read() as conn:
            so_far = rule_changes.progress(conn, one.id)
        assert (so_far.moved, so_far.failed) == (len(shown.moving), 0)
