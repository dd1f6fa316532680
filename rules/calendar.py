"""Which days are working days, and why the others are not: the week, the law's holidays, and notices that swap days.

Pure: a calendar is a frozen value, read from a file of `rules/programmes/calendars`. It counts no deadlines
(`rules.deadlines`) and does not know what day it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from holidays import country_holidays, list_supported_countries
from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rules.clauses import Clause, Name, Text, Title
from rules.errors import RuleBroken

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
    """A day that a notice made different from what the week and the law say; for some units, their office is closed."""

    day: date
    is_: Annotated[Literal["day off", "working day", "office closed"], Field(alias="is")]
    units: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=64)], ...], Field(min_length=1)] | None = None
    name: Title
    announced_on: date | None = None
    source: Text
    note: Text

    @model_validator(mode="after")
    def _names_units_if_it_is_theirs(self) -> Self:
        if (self.is_ == "office closed") != (self.units is not None):
            raise PydanticCustomError("closing_of_whom", "units and office closed go together")
        return self


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
        seen: set[tuple[date, str]] = set()
        for noticed in days:
            for whose in noticed.units or ("",):
                if (noticed.day, whose) in seen:
                    raise PydanticCustomError("day_twice", "two notices", {"found": noticed.day.isoformat()})
                seen.add((noticed.day, whose))
        return days


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is not worked: its name in both languages and where that is written.

    `is_estimated`: no notice has confirmed the date yet.
    """

    code: Literal["weekly_rest", "holiday", "day_off", "office_closed"]
    name: Title
    source: str
    is_estimated: bool = False


class LibraryDays(NamedTuple):
    """What the library of holidays says: day → its name in Vietnamese and English, and days of rest that are worked."""

    free: Mapping[date, tuple[str, str]]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days from `first` to `last`. Asked about a day outside, it raises RuleBroken `calendar_ends`.

    `edition` names what it says (`rules.calendar_editions`), "" for a calendar that was never kept.
    """

    name: str
    first: date
    last: date
    announced_until: date
    _days_off: dict[date, Reason]
    _worked: frozenset[date]
    _weekly_rest: dict[int, Reason]
    _closed: dict[str, dict[date, Reason]] = field(default_factory=dict)
    edition: str = ""

    @classmethod
    def of(cls, file: CalendarFile, holidays: LibraryDays | None = None, edition: str = "") -> Self:
        """Return the calendar that `file` describes: notices before holidays before the week.

        `holidays` are those the library gave when the edition was kept; without them it is asked now.
        """
        free, swapped = holidays or library_days(file)
        days_off, worked = _as_reasons(free, file.holidays), set(swapped)
        closed: dict[str, dict[date, Reason]] = {}
        for noticed in file.days:
            for unit in noticed.units or ():
                closing = Reason("office_closed", noticed.name, noticed.source)
                closed.setdefault(unit, {})[noticed.day] = closing
            if noticed.is_ == "office closed":
                continue
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
            _closed=closed,
            edition=edition,
        )

    def at(self, units: Iterable[str]) -> Self:
        """Return the calendar of a unit and those above it: a day on which one of their offices is closed is off."""
        closings = [self._closed[unit] for unit in units if unit in self._closed]
        if not closings:
            return self
        days_off = dict(self._days_off)
        worked = set(self._worked)
        for closing in reversed(closings):
            days_off |= closing
            worked -= closing.keys()
        return replace(self, _days_off=days_off, _worked=frozenset(worked))

    def days_off(self) -> Mapping[date, Reason]:
        """Return the days off that are no mere days of the week, for everybody."""
        return self._days_off

    def worked_days(self) -> frozenset[date]:
        """Return the days of rest that are worked."""
        return self._worked

    def closings(self) -> Mapping[str, Mapping[date, Reason]]:
        """Return on which days offices are closed (unit → day → why)."""
        return self._closed

    def is_working(self, day: date) -> bool:
        """Is `day` a working day?"""
        return self.why_not(day) is None

    def why_not(self, day: date) -> Reason | None:
        """Return why nobody works on `day`, None if it is a working day."""
        if not self.first <= day <= self.last:
            ends = {"first": self.first.isoformat(), "last": self.last.isoformat()}
            raise RuleBroken("calendar_ends", calendar=self.name, day=day.isoformat(), **ends)
        if day in self._worked:
            return None
        return self._days_off.get(day) or self._weekly_rest.get(day.weekday())

    def is_announced(self, day: date) -> bool:
        """Are the holidays of `day`'s time announced, or still an estimate?"""
        return day <= self.announced_until


def library_days(file: CalendarFile) -> LibraryDays:
    """Return the days off that the library knows, with their names, and the days of rest that it knows to be worked."""
    years = range(file.years.first, file.years.last + 1)
    in_vi, in_en = (country_holidays(file.holidays.country, years=years, language=tongue) for tongue in ("vi", "en_US"))
    free = {day: (name, in_en[day]) for day, name in sorted(in_vi.items())}
    return LibraryDays(free, tuple(sorted(in_vi.weekend_workdays)))


def _as_reasons(free: Mapping[date, tuple[str, str]], holidays: Holidays) -> dict[date, Reason]:
    return {
        day: Reason("holiday", Title(vi=vi, en=en), holidays.source, is_estimated=day > holidays.announced_until)
        for day, (vi, en) in free.items()
    }
