"""Periods by their keys, and the instants of a sitting."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleBroken
from rules.loading import find_programme
from rules.periods import ACTS, Every, Period, dated, timeline
from rules.programme import CouncilStage
from tests.rules.makers import OFFICE_HOURS, VIETNAM, ZONE, at, make_council_stage

EVERY: list[Every] = ["month", "quarter", "year"]
days = st.dates(date(2016, 1, 1), date(2050, 12, 31))  # every act that follows is still in the calendar


@pytest.mark.parametrize(
    ("key", "every", "start", "end"),
    [
        ("2026-11", "month", date(2026, 11, 1), date(2026, 11, 30)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "month", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q1", "quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_key_names_its_days(key: str, every: Every, start: date, end: date) -> None:
    period = Period(key)

    assert (period.every, period.start, period.end, str(period)) == (every, start, end, key)


@pytest.mark.parametrize("key", ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-1", "2026-11 ", "0999"])
def test_another_key_is_no_period(key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Period(key)

    assert refused.value.code == "not_a_period"


@pytest.mark.parametrize(
    ("key", "following"), [("2026-12", "2027-01"), ("2026-09", "2026-10"), ("2026-Q4", "2027-Q1"), ("2026", "2027")]
)
def test_periods_follow_each_other(key: str, following: str) -> None:
    assert (Period(key).next(), Period(following).previous()) == (Period(following), Period(key))


@given(days, st.sampled_from(EVERY))
def test_every_day_lies_in_one_period(day: date, every: Every) -> None:
    period = Period.containing(day, every)

    assert period.start <= day <= period.end
    assert period.every == every
    assert period.next().start == period.end + timedelta(days=1)
    assert period.previous() < period < period.next()


def test_a_month_of_the_unit_council_in_its_own_rules() -> None:
    stage = find_programme("so-vang").stage("unit-month")
    assert isinstance(stage, CouncilStage)

    found = timeline(stage, Period("2026-02"), VIETNAM, OFFICE_HOURS, ZONE)

    assert found.candidates_close_at == at("2026-02-28T17:00")
    assert found.votes_open_at == at("2026-03-02T07:30")
    assert found.votes_close_at == at("2026-03-09T17:00")
    assert found.published_at is None


MOMENTS = [
    pytest.param({"candidates_until": "day 25"}, "candidates_close_at", "2026-03-25T17:00", id="day of the last month"),
    pytest.param(
        {"candidates_until": "3 working days after the period ends"},
        "candidates_close_at",
        "2026-04-03T17:00",
        id="days after the period",
    ),
    pytest.param(
        {"votes_open": "when candidates close"}, "votes_open_at", "2026-03-31T17:00", id="at the same instant"
    ),
    pytest.param(
        {"votes_open": "day 27", "candidates_until": "day 25"}, "votes_open_at", "2026-03-27T07:30", id="day 27"
    ),
    pytest.param(
        {"votes_open": "90 minutes after candidates close"}, "votes_open_at", "2026-03-31T18:30", id="minutes"
    ),
    pytest.param({}, "votes_open_at", "2026-04-02T07:30", id="two working days later, with the office"),
    pytest.param({}, "votes_close_at", "2026-04-09T17:00", id="five working days later, with the office"),
    pytest.param({}, "published_at", "2026-04-14T17:00", id="three working days later"),
    pytest.param({"results_published": "when voting closes"}, "published_at", "2026-04-09T17:00", id="at once"),
]


@pytest.mark.parametrize(("changes", "name", "expected"), MOMENTS)
def test_each_act_of_a_sitting_falls_where_its_moment_says(changes: dict[str, Any], name: str, expected: str) -> None:
    found = timeline(make_council_stage(**changes), Period("2026-Q1"), VIETNAM, OFFICE_HOURS, ZONE)

    assert getattr(found, name) == at(expected)


WHY = [
    pytest.param(
        {},
        "candidates_close_at",
        [("by_the_rules", "last day of the period")],
        id="the last day is a date",
    ),
    pytest.param(
        {"candidates_until": "day 28"},
        "candidates_close_at",
        [("by_the_rules", "day 28"), ("named_day_of_rest", "2026-03-28")],
        id="a date on a Saturday stays",
    ),
    pytest.param(
        {},
        "votes_open_at",
        [
            ("by_the_rules", "2 working days after candidates close"),
            ("event_day_not_counted", "2026-03-31"),
            ("office_opens", "07:30"),
        ],
        id="voting opens with the office",
    ),
    pytest.param(
        {},
        "votes_close_at",
        [
            ("by_the_rules", "5 working days after voting opens"),
            ("event_day_not_counted", "2026-04-02"),
            ("days_not_counted", 2),
            ("office_closes", "17:00"),
        ],
        id="it closes with the office, days of rest left out",
    ),
    pytest.param(
        {"results_published": "when voting closes"},
        "published_at",
        [("by_the_rules", "when voting closes")],
        id="at the same instant",
    ),
]


@pytest.mark.parametrize(("changes", "act", "expected"), WHY)
def test_each_act_of_a_sitting_says_how_it_was_counted(
    changes: dict[str, Any], act: Any, expected: list[tuple[str, object]]
) -> None:
    found = dated(make_council_stage(**changes), Period("2026-Q1"), VIETNAM, OFFICE_HOURS, ZONE)[act]

    assert [(because.code, *because.params.values()) for because in found.explanation] == expected


def test_the_last_day_says_so_when_nobody_works_then() -> None:
    found = dated(make_council_stage(), Period("2026-Q2"), VIETNAM, OFFICE_HOURS, ZONE)
    on_a_sunday = dated(make_council_stage(every="month"), Period("2026-05"), VIETNAM, OFFICE_HOURS, ZONE)

    assert [because.code for because in found["candidates_close_at"].explanation] == ["by_the_rules"]
    assert [because.code for because in on_a_sunday["candidates_close_at"].explanation] == [
        "by_the_rules",
        "named_day_of_rest",
    ]


def test_an_act_that_the_rules_do_not_name_is_not_dated() -> None:
    found = dated(make_council_stage(results_published=None), Period("2026-Q1"), VIETNAM, OFFICE_HOURS, ZONE)

    assert tuple(found) == ACTS[:3]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"votes_open": "1 day after voting closes"}, "moment_unknown"),
        ({"candidates_until": "5 days after the period ends", "votes_open": "day 25"}, "timeline_backwards"),
        ({"votes_close": "when voting opens"}, "timeline_backwards"),
        ({"results_published": "when voting opens"}, "timeline_backwards"),
    ],
)
def test_acts_in_the_wrong_order_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        timeline(make_council_stage(**changes), Period("2026-Q1"), VIETNAM, OFFICE_HOURS, ZONE)

    assert refused.value.code == code


spans = st.builds("{} {}".format, st.integers(1, 30), st.sampled_from(["working days", "days", "months", "hours"]))


@given(days, st.sampled_from(EVERY), st.tuples(spans, spans, spans, spans))
def test_the_acts_of_a_sitting_follow_each_other(day: date, every: Every, said: tuple[str, ...]) -> None:
    until, opens, closes, published = said
    stage = make_council_stage(
        candidates_until=f"{until} after the period ends",
        votes_open=f"{opens} after candidates close",
        votes_close=f"{closes} after voting opens",
        results_published=f"{published} after voting closes",
    )
    period = Period.containing(day, every)

    now = timeline(stage, period, VIETNAM, OFFICE_HOURS, ZONE)
    after = timeline(stage, period.next(), VIETNAM, OFFICE_HOURS, ZONE)

    assert now.published_at is not None
    assert after.published_at is not None
    assert period.end <= now.candidates_close_at.date()
    assert now.candidates_close_at < now.votes_open_at < now.votes_close_at < now.published_at
    # a later period is never decided before an earlier one
    assert now.candidates_close_at <= after.candidates_close_at
    assert now.published_at <= after.published_at
