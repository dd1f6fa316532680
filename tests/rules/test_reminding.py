from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.calendar_editions import load_calendar
from rules.clocks import Clock
from rules.loading import find_programme
from rules.phrases import Remind
from rules.programme import OfficeHours, Reminding
from rules.reminding import is_quiet, last_loud, next_loud, rungs

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = OfficeHours.model_validate_json('{"starts": "07:30", "ends": "17:00"}')
TERMS = Reminding(hours=HOURS, days="working days", at_most=10)
CLOCK = Clock(load_calendar("vietnam"), HOURS, HANOI, TERMS)
LADDER = [
    Remind.parse(text) for text in ("1 working day before", "when due", "every working day after, at most 5 times")
]


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=HANOI)


def clock(**changes: object) -> Clock:
    return Clock(CLOCK.calendar, HOURS, HANOI, TERMS.model_copy(update=changes))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-23T07:29", True),
        ("2026-11-23T07:30", False),
        ("2026-11-23T17:00:59", False),
        ("2026-11-23T17:01", True),
        ("2026-11-22T09:00", True),
        ("2026-11-24T09:00", True),
    ],
    ids=["before hours", "they begin", "their last minute", "they are over", "Sunday", "a holiday"],
)
def test_nobody_is_reminded_at_night_or_on_a_day_of_rest(when: str, expected: bool) -> None:
    assert is_quiet(at(when), TERMS, CLOCK) == expected


def test_a_sunday_is_loud_where_every_day_is() -> None:
    every_day = clock(days="every day")

    assert not is_quiet(at("2026-11-22T09:00"), every_day.reminding, every_day)


def test_without_a_word_of_the_programme_no_hour_is_quiet() -> None:
    night = at("2026-11-22T03:00")

    assert (is_quiet(night, None, CLOCK), next_loud(night, None, CLOCK), last_loud(night, None, CLOCK)) == (
        False,
        night,
        night,
    )


def test_quiet_over_tet_begins_before_it_and_ends_after_it() -> None:
    tet = at("2026-02-17T09:00")

    assert last_loud(tet, TERMS, CLOCK) == at("2026-02-13T17:00")
    assert next_loud(tet, TERMS, CLOCK) == at("2026-02-23T07:30")


def test_the_same_night_ends_in_the_morning_and_began_in_the_evening() -> None:
    assert next_loud(at("2026-11-23T03:00"), TERMS, CLOCK) == at("2026-11-23T07:30")
    assert next_loud(at("2026-11-23T20:00"), TERMS, CLOCK) == at("2026-11-25T07:30")
    assert last_loud(at("2026-11-23T20:00"), TERMS, CLOCK) == at("2026-11-23T17:00")


def test_a_calendar_that_only_rests_does_not_search_for_ever() -> None:
    calendar = CLOCK.calendar
    always = dict.fromkeys(range(7), next(iter(calendar._weekly_rest.values())))
    resting = Calendar("rest", calendar.first, calendar.last, calendar.last, {}, frozenset(), always)
    never = Clock(resting, HOURS, HANOI, TERMS)

    assert next_loud(at("2026-11-23T09:00"), TERMS, never) == at("2026-11-23T09:00")


def test_a_warning_that_would_come_too_late_comes_before_the_quiet() -> None:
    due_at = at("2026-11-23T07:00")

    found = rungs(due_at, [Remind.parse("4 hours before")], CLOCK, after=at("2026-11-19T09:00"))

    assert [(rung.at, rung.kind) for rung in found] == [(at("2026-11-20T17:00"), "first")]


def test_a_warning_for_which_there_was_no_loud_hour_comes_afterwards() -> None:
    found = rungs(at("2026-11-23T07:00"), [Remind.parse("4 hours before")], CLOCK, after=at("2026-11-21T09:00"))

    assert [rung.at for rung in found] == [at("2026-11-23T07:30")]


def test_two_that_fall_on_one_morning_are_one_and_the_other_is_left_out() -> None:
    two = [Remind.parse("2 days before"), Remind.parse("1 day before"), Remind.parse("when due")]

    found = rungs(at("2026-11-23T17:00"), two, CLOCK, after=at("2026-11-19T09:00"))

    assert [(rung.kind, rung.at, rung.left_out) for rung in found] == [
        ("next", at("2026-11-21T07:30"), "quiet"),
        ("next", at("2026-11-22T07:30"), "quiet"),
        ("first", at("2026-11-23T07:30"), ""),
    ]


def test_two_of_one_weekend_are_one_on_monday() -> None:
    found = rungs(
        at("2026-11-23T12:00"),
        [Remind.parse("2 days before"), Remind.parse("1 day before")],
        CLOCK,
        after=at("2026-11-19T09:00"),
    )

    assert [(rung.at, rung.left_out) for rung in found] == [
        (at("2026-11-22T07:30"), "quiet"),
        (at("2026-11-23T07:30"), ""),
    ]


def test_of_too_many_the_last_stays() -> None:
    few = clock(at_most=3)

    found = rungs(at("2026-11-27T17:00"), LADDER, few, after=at("2026-11-23T09:00"))

    assert [(rung.kind, rung.at) for rung in found if not rung.left_out] == [
        ("first", at("2026-11-26T07:30")),
        ("next", at("2026-11-27T07:30")),
        ("final", at("2026-12-04T07:30")),
    ]
    assert [rung.left_out for rung in found if rung.left_out] == ["at_most"] * 4


def test_after_silence_has_spoken_nobody_is_reminded() -> None:
    found = rungs(at("2026-11-27T17:00"), LADDER, CLOCK, after=at("2026-11-23T09:00"), before=at("2026-12-02T17:00"))

    assert [rung.at for rung in found][-1] == at("2026-12-02T07:30")


@given(
    due_at=st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 1)),  # noqa: DTZ001 - the wall's own
    ago=st.integers(1, 40),
    at_most=st.integers(2, 9),
)
def test_a_ladder_rises_in_loud_hours_and_ends_with_its_last_rung(due_at: datetime, ago: int, at_most: int) -> None:
    deadline = due_at.replace(tzinfo=HANOI)
    since = deadline - timedelta(days=ago)
    terms = clock(at_most=at_most)

    sent = [rung for rung in rungs(deadline, LADDER, terms, after=since) if not rung.left_out]

    instants = [rung.at for rung in sent]
    assert instants == sorted(set(instants))
    assert len(sent) <= at_most
    assert all(at > since and not is_quiet(at, terms.reminding, terms) for at in instants)
    assert [rung.kind for rung in sent] == ["first", *["next"] * (len(sent) - 2), "final"][: len(sent)]


def test_the_golden_book_reminds_by_day() -> None:
    assert find_programme("so-vang").reminders == TERMS
