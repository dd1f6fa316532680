"""An instant as people say it, in either language: "next Monday 08:00", "thứ Hai tới 8h", "ngày mai 08:00", ISO.

Pure: now and the zone are handed in. What has no hour is meant for the first one of the office.
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.errors import RuleBroken

_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_VIETNAMESE_DAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_WEEKDAYS = {
    **{name: day for day, name in enumerate(_ENGLISH_DAYS)},
    **{name: day for day, name in enumerate(_VIETNAMESE_DAYS)},
    **{f"thứ {day + 2}": day for day in range(6)},
}  # fmt: skip
_DAYS = {"today": 0, "hôm nay": 0, "tomorrow": 1, "ngày mai": 1, "ngày kia": 2}
_CLOCK = re.compile(r"(?:(.*?) ?)??(?:at |lúc )?(\d{1,2})(?::|h|g)(\d{2})?")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def instant(text: str, now: datetime, zone: ZoneInfo, *, opens: time = time(8)) -> datetime:
    """Return the instant that `text` means; a weekday is the next one that is not today.

    Raise RuleBroken `not_an_instant` for what is none of the forms above.
    """
    plain = " ".join(text.lower().split())
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return _spoken(plain, now.astimezone(zone), zone, opens, text)
    at_midnight = len(text.strip()) == len("2026-11-23")
    clock = opens if at_midnight else found.time()
    return found if found.tzinfo else datetime.combine(found.date(), clock, tzinfo=zone)


def _spoken(plain: str, now: datetime, zone: ZoneInfo, opens: time, text: str) -> datetime:
    said = _CLOCK.fullmatch(plain)
    words = (said[1] or "") if said else plain
    day = _day(words, now.date())
    hour, minute = (int(said[2]), int(said[3] or 0)) if said else (opens.hour, opens.minute)
    if day is None or hour > 23 or minute > 59:
        raise RuleBroken("not_an_instant", found=text[:40])
    return datetime.combine(day, time(hour, minute), tzinfo=zone)


def _day(words: str, today: date) -> date | None:
    plain = words.removeprefix("next ").removesuffix(" tới").removesuffix(" tuần sau").strip()
    if not plain:
        return today
    if plain in _DAYS:
        return today + timedelta(days=_DAYS[plain])
    if plain in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[plain] - today.weekday() - 1) % 7 + 1)
    said = _DATE.fullmatch(plain)
    try:
        return date(int(said[3]), int(said[2]), int(said[1])) if said else date.fromisoformat(plain)
    except ValueError:
        return None
