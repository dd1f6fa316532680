"""Waiting is told in office time: nights, days of rest and Tết are not waited for."""

from datetime import timedelta
from fractions import Fraction

import pytest

from rules.calendar_editions import load_calendar
from rules.clocks import Clock
from rules.errors import RuleBroken
from rules.loading import find_programme
from rules.working_time import Age, WorkedUntil
from tests.rules.makers import at

SO_VANG = find_programme("so-vang")
CLOCK = Clock(load_calendar("vietnam"), SO_VANG.office_hours, at("2026-01-01T00:00").tzinfo)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "now", "worked"),
    [
        pytest.param("2026-11-19T08:00", "2026-11-19T10:00", 2 * HOUR, id="within a morning"),
        pytest.param("2026-11-19T18:00", "2026-11-19T20:00", 0 * HOUR, id="after the office has closed"),
        pytest.param("2026-11-19T06:00", "2026-11-19T08:30", 1 * HOUR, id="before it opens"),
        pytest.param("2026-11-19T16:00", "2026-11-20T08:30", 2 * HOUR, id="over a night"),
        pytest.param("2026-11-20T16:00", "2026-11-23T08:30", 2 * HOUR, id="over a weekend"),
        pytest.param("2026-11-21T10:00", "2026-11-23T08:30", 1 * HOUR, id="from a Saturday"),
        pytest.param("2026-11-18T16:00", "2026-11-20T08:30", 11.5 * HOUR, id="over a whole day"),
        pytest.param("2026-02-13T16:00", "2026-02-23T08:30", 2 * HOUR, id="over Tết"),
        pytest.param("2026-11-20T08:00", "2026-11-19T08:00", 0 * HOUR, id="still to come"),
        pytest.param("2026-11-19T12:00", "2026-11-19T08:00", 0 * HOUR, id="later today"),
    ],
)
def test_only_office_time_counts(start: str, now: str, worked: timedelta) -> None:
    assert WorkedUntil(CLOCK, at(now)).since(at(start)) == worked


def test_many_questions_have_the_same_answers_as_one() -> None:
    starts = [at(f"2026-{month:02}-{day:02}T09:10") for month in range(1, 11) for day in (1, 14, 28)]
    now = at("2026-11-19T10:00")
    many = WorkedUntil(CLOCK, now)

    assert [many.since(start) for start in starts] == [WorkedUntil(CLOCK, now).since(start) for start in starts]


def test_what_lies_before_the_calendar_is_not_counted() -> None:
    worked = WorkedUntil(CLOCK, at("2026-11-19T10:00"))

    assert worked.since(at("1990-01-01T09:00")) == worked.since(at(f"{CLOCK.calendar.first.isoformat()}T00:00"))


def test_an_amount_is_told_in_working_days() -> None:
    assert WorkedUntil(CLOCK, at("2026-11-19T10:00")).days(timedelta(hours=19)) == Fraction(2)


@pytest.mark.parametrize(("said", "length"), [("3d", timedelta(hours=28.5)), ("4h", 4 * HOUR), ("0d", 0 * HOUR)])
def test_an_age_is_days_or_hours_of_work(said: str, length: timedelta) -> None:
    assert Age.parse(said).length(CLOCK) == length


@pytest.mark.parametrize("said", ["3", "d3", "3 days", "-1d", "99999d", ""])
def test_anything_else_is_no_age(said: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Age.parse(said)

    assert refused.value.code == "not_an_age"
