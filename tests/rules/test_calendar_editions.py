"""A calendar is named by what it says, kept whole, compared day by day; an office may be closed for a unit alone."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from rules.calendar import Calendar, CalendarFile
from rules.calendar_editions import (
    CalendarEdition,
    DayDifference,
    calendar_edition,
    calendar_of,
    day_differences,
    load_calendar,
    read_calendar,
    refuse_short,
    shipped,
)
from rules.clocks import Clock
from rules.errors import RuleBroken
from rules.exceptions import Whereabouts
from rules.loading import PROGRAMMES
from rules.mistakes import RuleFileError
from rules.phrases import Span
from tests.rules.makers import CLOCK, VIETNAM, at

TEXT = (PROGRAMMES / "calendars" / "vietnam.yaml").read_text(encoding="utf-8")
FRIDAY = date(2026, 11, 27)
DISTRICT = Whereabouts(("district", "province"), ("district", "province"))


def noticed(*days: dict[str, Any]) -> CalendarEdition:
    said = read_calendar(TEXT, "vietnam.yaml").model_dump(by_alias=True)
    common = {"name": {"vi": "Theo thông báo", "en": "By notice"}, "source": "Thông báo 1", "note": "Thử."}
    said["days"] = (*said["days"], *(common | one for one in days))
    return calendar_edition(CalendarFile.model_validate(said))


def test_the_same_words_are_the_same_edition_and_another_notice_is_another() -> None:
    again = calendar_edition(read_calendar(TEXT + "# a comment\n", "vietnam.yaml"))

    assert again == shipped("vietnam")
    assert again.hash.startswith("sc1-")
    assert noticed({"day": FRIDAY, "is": "day off"}).hash != again.hash


def test_a_calendar_covers_the_day_it_begins_and_a_year_after() -> None:
    refuse_short(VIETNAM, FRIDAY)

    for day in (date(2014, 12, 31), date(2060, 1, 1)):
        with pytest.raises(RuleBroken, match="calendar_ends"):
            refuse_short(VIETNAM, day)


def test_what_is_kept_is_the_whole_calendar() -> None:
    file = read_calendar(TEXT, "vietnam.yaml")

    assert calendar_of(calendar_edition(file)) == Calendar.of(file, edition=shipped("vietnam").hash)
    assert load_calendar("vietnam").edition == shipped("vietnam").hash


def test_an_office_that_is_closed_is_closed_for_its_unit_and_those_below() -> None:
    edition = noticed({"day": FRIDAY, "is": "office closed", "units": ("district",)})
    clock = Clock(calendar_of(edition), CLOCK.office_hours, CLOCK.zone)
    start, one_day = at("2026-11-26T09:00"), Span(1, "working_day")

    assert clock.after(start, one_day) == at("2026-11-27T17:00")
    assert clock.at(DISTRICT).after(start, one_day) == at("2026-11-30T17:00")
    assert clock.at(Whereabouts(("elsewhere",), ("district",))) is clock
    (skipped, *_) = clock.at(DISTRICT).due(start, one_day).skipped
    assert (skipped.day, skipped.reason.code, skipped.reason.source) == (FRIDAY, "office_closed", "Thông báo 1")


def test_a_worked_saturday_does_not_open_a_closed_office() -> None:
    saturday = date(2026, 8, 22)
    edition = noticed({"day": saturday, "is": "office closed", "units": ("district",)})
    calendar = calendar_of(edition)

    assert calendar.is_working(saturday)
    assert not calendar.at(["district"]).is_working(saturday)


def test_two_calendars_differ_by_the_days_that_are_otherwise() -> None:
    after = calendar_of(
        noticed(
            {"day": FRIDAY, "is": "day off"},
            {"day": date(2026, 11, 28), "is": "working day"},
            {"day": date(2026, 12, 4), "is": "office closed", "units": ("pc08",)},
        )
    )

    assert day_differences(VIETNAM, VIETNAM) == ()
    assert day_differences(VIETNAM, after) == (
        DayDifference(FRIDAY, "", "", "day_off"),
        DayDifference(date(2026, 11, 28), "", "weekly_rest", ""),
        DayDifference(date(2026, 12, 4), "pc08", "", "office_closed"),
    )


@pytest.mark.parametrize(
    "day", [{"is": "office closed"}, {"is": "day off", "units": ("pc08",)}, {"is": "working day", "units": ("pc08",)}]
)
def test_units_and_closed_offices_go_together(day: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        noticed(day | {"day": FRIDAY})

    assert [error["type"] for error in refused.value.errors()] == ["closing_of_whom"]


def test_an_office_is_closed_once_a_day() -> None:
    closing = {"day": FRIDAY, "is": "office closed", "units": ("pc08", "pv01")}
    with pytest.raises(ValidationError) as refused:
        noticed(closing, closing | {"units": ("pv01",)})

    assert [error["type"] for error in refused.value.errors()] == ["day_twice"]


def test_a_calendar_that_is_no_calendar_is_refused_with_its_place() -> None:
    with pytest.raises(RuleFileError) as refused:
        read_calendar(TEXT.replace("first: 2015", "first: 1815"), "c.yaml")

    assert [(one.code, one.key) for one in refused.value.mistakes] == [("number_too_small", "years.first")]


def test_a_deadline_beyond_the_announced_years_says_that_it_is_an_estimate() -> None:
    codes = [
        [because.code for because in CLOCK.due(at(day), Span(3, "working_day")).explanation]
        for day in ("2026-11-23T09:00", "2027-02-01T09:00")
    ]

    assert ["year_estimated" in told for told in codes] == [False, True]
