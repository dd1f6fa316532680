"""When a span is over, and when to remind of it: the Civil Code's examples, Tết, and swapped days."""

from datetime import UTC, datetime

import pytest

from rules.deadlines import Due, before, due, opening, remind_at
from rules.errors import RuleBroken
from rules.phrases import Remind, Span
from rules.reasons import Because
from tests.rules.makers import CLOCK, OFFICE_HOURS, VIETNAM, ZONE, at


def due_after(start: str, span: str) -> Due:
    return due(at(start), Span.parse(span), VIETNAM, OFFICE_HOURS, ZONE)


TERMS = [
    pytest.param("2026-03-02T09:00", "1 working day", "2026-03-03T17:00", id="the day of the event is not counted"),
    pytest.param("2026-03-02T23:59", "1 working day", "2026-03-03T17:00", id="at whatever hour it happens"),
    pytest.param("2026-03-06T09:00", "1 working day", "2026-03-09T17:00", id="over a weekend"),
    pytest.param("2026-03-07T09:00", "1 working day", "2026-03-09T17:00", id="from a day of rest"),
    pytest.param("2026-02-12T09:00", "5 working days", "2026-02-26T17:00", id="over Tết"),
    pytest.param("2025-12-31T09:00", "1 working day", "2026-01-05T17:00", id="02/01/2026 is a day off"),
    pytest.param("2026-01-08T09:00", "2 working days", "2026-01-10T17:00", id="10/01/2026 is worked"),
    pytest.param("2026-03-02T09:00", "1 day", "2026-03-03T17:00", id="a day"),
    pytest.param("2026-03-01T09:00", "10 days", "2026-03-11T17:00", id="days of rest count in a term of days"),
    pytest.param("2026-03-02T09:00", "5 days", "2026-03-09T17:00", id="a term that ends on a day of rest moves on"),
    pytest.param("2026-02-04T09:00", "10 days", "2026-02-23T17:00", id="past all of Tết"),
    pytest.param("2026-03-12T09:00", "1 month", "2026-04-13T17:00", id="the same date, moved from a Sunday"),
    pytest.param("2026-03-31T09:00", "3 months", "2026-06-30T17:00", id="the last day of a month that is shorter"),
    pytest.param("2024-01-31T09:00", "1 month", "2024-02-29T17:00", id="in a leap year"),
    pytest.param("2025-11-15T09:00", "2 months", "2026-01-15T17:00", id="over the end of a year"),
    pytest.param("2026-02-14T09:30", "24 hours", "2026-02-15T09:30", id="hours run day and night"),
    pytest.param("2026-02-14T23:45", "30 minutes", "2026-02-15T00:15", id="minutes too"),
]


@pytest.mark.parametrize(("start", "span", "expected"), TERMS)
def test_a_term_ends_as_the_civil_code_counts(start: str, span: str, expected: str) -> None:
    assert due_after(start, span).at == at(expected)


def test_an_instant_of_another_zone_is_counted_from_the_day_it_is_here() -> None:
    start = datetime(2026, 3, 2, 18, tzinfo=UTC)  # already the 3rd in Hà Nội

    found = due(start, Span.parse("1 working day"), VIETNAM, OFFICE_HOURS, ZONE)

    assert found.at.isoformat() == "2026-03-04T17:00:00+07:00"


def test_a_deadline_names_each_day_that_did_not_count() -> None:
    found = due_after("2026-01-01T09:00", "1 working day")

    assert [(skipped.day.day, skipped.reason.name.en) for skipped in found.skipped] == [
        (2, "Day off exchanged for 10/01/2026"),
        (3, "Saturday"),
        (4, "Sunday"),
    ]
    assert found.explanation == (
        Because("event_day_not_counted", {"day": "2026-01-01"}),
        Because("days_not_counted", {"count": 3}),
        Because("office_closes", {"at": "17:00"}),
    )


@pytest.mark.parametrize(
    ("start", "span", "codes"),
    [
        ("2026-03-02T09:00", "1 working day", ["event_day_not_counted", "office_closes"]),
        (
            "2026-03-31T09:00",
            "8 months",
            ["event_day_not_counted", "month_ends_earlier", "office_closes"],
        ),
        (
            "2025-08-31T09:00",
            "6 months",
            [
                "event_day_not_counted",
                "month_ends_earlier",
                "moved_to_working_day",
                "days_not_counted",
                "office_closes",
            ],
        ),
        ("2026-03-02T09:00", "2 hours", ["clock_runs"]),
    ],
)
def test_a_deadline_says_how_it_was_counted(start: str, span: str, codes: list[str]) -> None:
    assert [because.code for because in due_after(start, span).explanation] == codes


@pytest.mark.parametrize(("start", "is_estimated"), [("2026-12-29T09:00", False), ("2026-12-30T09:00", True)])
def test_a_deadline_after_the_last_notice_is_an_estimate(start: str, is_estimated: bool) -> None:
    assert due_after(start, "2 working days").is_estimated == is_estimated


def test_a_deadline_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        due_after("2026-03-02T09:00", "9999 months")

    assert refused.value.code == "calendar_ends"


def test_an_instant_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        due(at("2026-03-02T09:00").replace(tzinfo=None), Span.parse("1 day"), VIETNAM, OFFICE_HOURS, ZONE)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("1 working day", "2026-02-13T07:30"),
        ("2 working days", "2026-02-12T07:30"),
        ("1 day", "2026-02-22T07:30"),
        ("1 month", "2026-01-23T07:30"),
        ("2 hours", "2026-02-23T15:00"),
        ("30 minutes", "2026-02-23T16:30"),
    ],
)
def test_a_span_before_a_deadline_leads_to_a_morning(span: str, expected: str) -> None:
    found = before(at("2026-02-23T17:00"), Span.parse(span), VIETNAM, OFFICE_HOURS, ZONE)

    assert found == at(expected)


@pytest.mark.parametrize(("span", "expected"), [("1 working day", "2026-02-23T07:30"), ("1 hour", "2026-02-13T10:00")])
def test_what_waits_for_a_span_begins_with_the_office(span: str, expected: str) -> None:
    found = opening(at("2026-02-13T09:00"), Span.parse(span), VIETNAM, OFFICE_HOURS, ZONE)

    assert found.at == at(expected)
    assert found.explanation[-1].code == ("clock_runs" if "hour" in span else "office_opens")


REMINDERS = [
    pytest.param("1 working day before", "2026-03-05T17:00", ["2026-03-04T07:30"], id="the morning before"),
    pytest.param("2 hours before", "2026-03-05T17:00", ["2026-03-05T15:00"], id="hours before"),
    pytest.param("when due", "2026-03-05T17:00", ["2026-03-05T07:30"], id="the same morning"),
    pytest.param("when due", "2026-03-05T06:00", ["2026-03-05T06:00"], id="never later than the deadline"),
    pytest.param(
        "every working day after, at most 3 times",
        "2026-03-05T17:00",
        ["2026-03-06T07:30", "2026-03-09T07:30", "2026-03-10T07:30"],
        id="each working day after",
    ),
    pytest.param(
        "every day after, at most 3 times",
        "2026-03-06T17:00",
        ["2026-03-09T07:30"],
        id="one reminder for days that move to the same Monday",
    ),
    pytest.param(
        "every 4 hours after, at most 2 times",
        "2026-03-06T17:00",
        ["2026-03-06T21:00", "2026-03-07T01:00"],
        id="hours after",
    ),
]


@pytest.mark.parametrize(("remind", "due_at", "expected"), REMINDERS)
def test_reminders_come_in_the_morning(remind: str, due_at: str, expected: list[str]) -> None:
    found = remind_at(at(due_at), Remind.parse(remind), VIETNAM, OFFICE_HOURS, ZONE)

    assert found == tuple(at(each) for each in expected)


def test_the_days_of_rest_between_two_instants_are_told_the_first_day_left_out() -> None:
    found = CLOCK.rests(at("2026-11-21T09:00"), at("2026-11-24T17:00"))

    assert [(one.day.isoformat(), one.reason.code) for one in found] == [
        ("2026-11-22", "weekly_rest"),
        ("2026-11-24", "holiday"),
    ]
    assert CLOCK.rests(at("2026-11-24T09:00"), at("2026-11-22T09:00")) == ()
