"""Which days are working days, and why the others are not: the week, the law's holidays, and notices that swap days.

Pure: a calendar is a frozen value, read from a file of `rules/programmes/calendars`. It counts no deadlines
(`rules.deadlines`) and does not know what day it is.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Literal, Self

from holidays import country_holidays, list_supported_countries
from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from rules.errors import RuleBroken
from rules.loading import PROGRAMMES, read_clause, text_of
from rules.programme import Clause, Name, Text, Title

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEK: tuple[tuple[Weekday, Title], ...] = (
    ("monday", Title(vi="Thứ Hai", en="Monday")),
    ("tuesday", Title(vi="Thứ Ba", en="Tuesday")),
    ("wednesday", Title(vi="Thứ Tư", en="Wednesday")),
    ("thursday", Title(vi="Thứ Năm", en="Thursday")),
    ("friday", Title(vi="Thứ Sáu", en="Friday")),
    ("saturday", Title(vi="Thứ Bảy", en="Saturday")),
    ("sunday", Title(vi="Chủ nhật", en="Sunday")),
)


class Years(Clause):
    """The years that a calendar covers, both included."""

    first: Annotated[int, Field(ge=1995, le=2100)]
    last: Annotated[int, Field(ge=1995, le=2100)]


class WeeklyRest(Clause):
    """The days of the week on which nobody works."""

    days: Annotated[tuple[Weekday, ...], Field(max_length=6)]
    source: Text


class Holidays(Clause):
    """Whose holidays the library gives, and until when they are announced; later ones are estimates."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    source: Text
    announced_until: date

    @field_validator("country")
    @classmethod
    def _is_known(cls, country: str) -> str:
        if country not in list_supported_countries():
            raise PydanticCustomError("country_unknown", "no holidays known", {"found": country})
        return country


class NoticedDay(Clause):
    """A day that a notice made different from what the week and the law say."""

    day: date
    is_: Annotated[Literal["day off", "working day"], Field(alias="is")]
    name: Title
    announced_on: date | None = None
    source: Text
    note: Text


class CalendarFile(Clause):
    """A whole calendar file."""

    schema_: Annotated[Literal["sovang.calendar/1"], Field(alias="schema")]
    calendar: Name
    title: Title
    years: Years
    weekly_rest: WeeklyRest
    holidays: Holidays
    days: tuple[NoticedDay, ...]

    @field_validator("days")
    @classmethod
    def _each_once(cls, days: tuple[NoticedDay, ...]) -> tuple[NoticedDay, ...]:
        seen: set[date] = set()
        for noticed in days:
            if noticed.day in seen:
                raise PydanticCustomError("day_twice", "two notices", {"found": noticed.day.isoformat()})
            seen.add(noticed.day)
        return days


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is not worked: its name in both languages and where that is written.

    `is_estimated`: no notice has confirmed the date yet.
    """

    code: Literal["weekly_rest", "holiday", "day_off"]
    name: Title
    source: str
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days from `first` to `last`. Asked about a day outside, it raises RuleBroken `calendar_ends`."""

    name: str
    first: date
    last: date
    announced_until: date
    _days_off: dict[date, Reason]
    _worked: frozenset[date]
    _weekly_rest: dict[int, Reason]

    @classmethod
    def of(cls, file: CalendarFile) -> Self:
        """Return the calendar that `file` describes: notices before holidays before the week."""
        days_off, worked = _from_library(file)
        for noticed in file.days:
            if noticed.is_ == "day off":
                worked.discard(noticed.day)
                days_off[noticed.day] = Reason("day_off", noticed.name, noticed.source)
            else:
                worked.add(noticed.day)
        return cls(
            name=file.calendar,
            first=date(file.years.first, 1, 1),
            last=date(file.years.last, 12, 31),
            announced_until=file.holidays.announced_until,
            _days_off=days_off,
            _worked=frozenset(worked),
            _weekly_rest={
                number: Reason("weekly_rest", name, file.weekly_rest.source)
                for number, (weekday, name) in enumerate(_WEEK)
                if weekday in file.weekly_rest.days
            },
        )

    def is_working(self, day: date) -> bool:
        """Is `day` a working day?"""
        return self.why_not(day) is None

    def why_not(self, day: date) -> Reason | None:
        """Return why nobody works on `day`, None if it is a working day."""
        if not self.first <= day <= self.last:
            raise RuleBroken("calendar_ends", calendar=self.name, day=day.isoformat(), last=self.last.isoformat())
        if day in self._worked:
            return None
        return self._days_off.get(day) or self._weekly_rest.get(day.weekday())

    def is_announced(self, day: date) -> bool:
        """Are the holidays of `day`'s time announced, or still an estimate?"""
        return day <= self.announced_until


def _from_library(file: CalendarFile) -> tuple[dict[date, Reason], set[date]]:
    """Return the days off that the library knows, and the days of rest that it knows to be worked."""
    years = range(file.years.first, file.years.last + 1)
    in_vi, in_en = (country_holidays(file.holidays.country, years=years, language=tongue) for tongue in ("vi", "en_US"))
    source, announced_until = file.holidays.source, file.holidays.announced_until
    days_off = {
        day: Reason("holiday", Title(vi=name, en=in_en[day]), source, is_estimated=day > announced_until)
        for day, name in in_vi.items()
    }
    return days_off, set(in_vi.weekend_workdays)


@cache
def load_calendar(name: str) -> Calendar:
    """Return the calendar called `name`, read once a process. Raise RuleFileError with all its mistakes."""
    path = PROGRAMMES / "calendars" / f"{name}.yaml"
    return Calendar.of(read_clause(CalendarFile, text_of(path), str(path)))
