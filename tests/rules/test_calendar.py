"""Working days: the week, the law's holidays, notices that swap days, and what no notice has confirmed yet."""

from datetime import date
from pathlib import Path

import pytest

from rules.calendar import Calendar, CalendarFile
from rules.calendar_editions import load_calendar
from rules.errors import RuleBroken
from rules.loading import read_clause
from rules.mistakes import RuleFileError
from tests.rules.makers import VIETNAM

SMALL = """
schema: sovang.calendar/1
calendar: small
title: {vi: Nhỏ, en: Small}
years: {first: 2019, last: 2026}
weekly_rest: {days: [sunday], source: week}
holidays: {country: VN, source: law, announced_until: 2025-12-31}
days:
"""


def make_calendar(days: str = " []") -> Calendar:
    text = SMALL.rstrip() + days
    return Calendar.of(read_clause(CalendarFile, text, "small.yaml"))


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        pytest.param(date(2026, 1, 2), False, id="swapped for 10/01, announced 25/12/2025"),
        pytest.param(date(2026, 1, 10), True, id="a Saturday, worked for 02/01"),
        pytest.param(date(2026, 1, 9), True, id="the Friday before it"),
        pytest.param(date(2026, 1, 11), False, id="the Sunday after it"),
        pytest.param(date(2024, 4, 29), False, id="swapped for 04/05/2024"),
        pytest.param(date(2024, 5, 4), True, id="a Saturday, worked for 29/04/2024"),
        pytest.param(date(2025, 5, 2), False, id="swapped for 26/04/2025"),
        pytest.param(date(2025, 4, 26), True, id="a Saturday, worked for 02/05/2025"),
        pytest.param(date(2026, 8, 31), False, id="swapped for 22/08/2026"),
        pytest.param(date(2026, 8, 22), True, id="a Saturday, worked for 31/08/2026"),
        pytest.param(date(2019, 5, 4), True, id="a swap that only the library knows"),
        pytest.param(date(2026, 4, 27), False, id="Monday for the Kings' day on a Sunday"),
        pytest.param(date(2026, 11, 24), False, id="Culture Day, new in 2026"),
        pytest.param(date(2025, 11, 24), True, id="the year before it was none"),
    ],
)
def test_vietnam_works_as_its_notices_say(day: date, is_working: bool) -> None:
    assert VIETNAM.is_working(day) == is_working


def test_new_year_in_february_2026_is_off_from_the_14th_to_the_22nd() -> None:
    off = [day for day in range(1, 29) if not VIETNAM.is_working(date(2026, 2, day))]

    assert off == [1, 7, 8, *range(14, 23), 28]


@pytest.mark.parametrize(
    ("day", "code", "vi", "en"),
    [
        (date(2026, 3, 1), "weekly_rest", "Chủ nhật", "Sunday"),
        (date(2026, 2, 17), "holiday", "Tết Nguyên Đán", "Lunar New Year"),
        (date(2026, 1, 2), "day_off", "Nghỉ hoán đổi dịp Tết Dương lịch", "Day off exchanged for 10/01/2026"),
        (date(2026, 4, 26), "holiday", "Ngày Giỗ Tổ Hùng Vương", "Hung Kings' Commemoration Day"),
    ],
)
def test_a_day_off_says_why_in_both_languages(day: date, code: str, vi: str, en: str) -> None:
    reason = VIETNAM.why_not(day)

    assert reason is not None
    assert (reason.code, reason.name.vi, reason.name.en) == (code, vi, en)
    assert reason.source


def test_the_swap_of_january_2026_names_its_document() -> None:
    reason = VIETNAM.why_not(date(2026, 1, 2))

    assert reason is not None
    assert "12729/VPCP-KGVX" in reason.source


@pytest.mark.parametrize(("day", "is_estimated"), [(date(2026, 2, 17), False), (date(2027, 2, 5), True)])
def test_holidays_of_a_year_without_a_notice_are_estimates(day: date, is_estimated: bool) -> None:
    reason = VIETNAM.why_not(day)

    assert reason is not None
    assert (reason.is_estimated, VIETNAM.is_announced(day)) == (is_estimated, not is_estimated)


def test_a_notice_can_make_a_worked_day_of_the_library_free_again() -> None:
    noticed = "\n- {day: 2019-05-04, is: day off, name: {vi: Nghỉ, en: Day off}, source: none, note: none}"

    assert make_calendar().is_working(date(2019, 5, 4))
    assert not make_calendar(noticed).is_working(date(2019, 5, 4))


def test_the_week_is_what_the_file_says() -> None:
    assert make_calendar().is_working(date(2026, 3, 7))
    assert not make_calendar().is_working(date(2026, 3, 8))


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2061, 1, 1)])
def test_outside_its_years_a_calendar_knows_nothing(day: date) -> None:
    with pytest.raises(RuleBroken) as refused:
        VIETNAM.is_working(day)

    assert refused.value.code == "calendar_ends"


def test_a_day_has_one_notice() -> None:
    notice = "\n- {day: 2026-01-02, is: day off, name: {vi: Nghỉ, en: Day off}, source: none, note: none}"

    with pytest.raises(RuleFileError) as refused:
        make_calendar(notice + notice)

    assert [mistake.code for mistake in refused.value.mistakes] == ["day_twice"]


def test_a_country_must_be_one_that_the_library_knows() -> None:
    with pytest.raises(RuleFileError) as refused:
        Calendar.of(read_clause(CalendarFile, SMALL.replace("VN", "XX") + " []", "small.yaml"))

    assert [mistake.code for mistake in refused.value.mistakes] == ["country_unknown"]


def test_a_missing_calendar_is_named() -> None:
    with pytest.raises(RuleFileError) as refused:
        load_calendar("atlantis")

    assert Path(refused.value.mistakes[0].file).name == "atlantis.yaml"
