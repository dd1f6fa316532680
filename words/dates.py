"""Days, instants, spans and numbers as people in Việt Nam write them. Pure: the instant is local already."""

from datetime import date, datetime, timedelta

from words.catalogue import LANGUAGES, Language, Sentences, said

DATES: Sentences = {
    "weekday.0": ("thứ Hai", "Monday"),
    "weekday.1": ("thứ Ba", "Tuesday"),
    "weekday.2": ("thứ Tư", "Wednesday"),
    "weekday.3": ("thứ Năm", "Thursday"),
    "weekday.4": ("thứ Sáu", "Friday"),
    "weekday.5": ("thứ Bảy", "Saturday"),
    "weekday.6": ("Chủ nhật", "Sunday"),
    "weekday_and_date": ("{weekday} {date}", "{weekday} {date}"),
    "instant": ("{time}, {day}", "{time}, {day}"),
    "left": ("còn {span}", "{span} left"),
    "late": ("quá hạn {span}", "{span} late"),
    "days_and_hours": ("{days} ngày {hours} giờ", "{days} d {hours} h"),
    "minutes": ("{minutes} phút", "{minutes} min"),
    "hours_and_minutes": ("{hours} giờ {minutes} phút", "{hours} h {minutes} min"),
    "days": ("{days} ngày", "{days} d"),
    "month": ("Tháng {month}/{year}", "Month {month}/{year}"),
    "quarter": ("Quý {quarter}/{year}", "Quarter {quarter}/{year}"),
    "year": ("Năm {year}", "Year {year}"),
}

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def written_date(day: date) -> str:
    """Return `day` as 12/11/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def weekday_and_date(day: date, language: Language) -> str:
    """Return `day` as "thứ Năm 12/11/2026"."""
    weekday = said(DATES, f"weekday.{day.weekday()}", language)
    return said(DATES, "weekday_and_date", language, {"weekday": weekday, "date": written_date(day)})


def written_instant(local: datetime, language: Language) -> str:
    """Return a local instant as "17:00, thứ Năm 12/11/2026"."""
    return said(DATES, "instant", language, {"time": f"{local:%H:%M}", "day": weekday_and_date(local.date(), language)})


def until(at: datetime, now: datetime, language: Language) -> str:
    """Return how long it is until an instant, or since when it is over: "còn 1 ngày 4 giờ", "quá hạn 2 ngày"."""
    span = abs(at - now)
    return said(DATES, "left" if at >= now else "late", language, {"span": written_span(span, language)})


def written_span(span: timedelta, language: Language) -> str:
    """Return a length of time in its two largest parts that are not nought, from four days on in days alone."""
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days >= 4 or (days and not hours):
        return said(DATES, "days", language, {"days": days})
    if days:
        return said(DATES, "days_and_hours", language, {"days": days, "hours": hours})
    if not hours:
        return said(DATES, "minutes", language, {"minutes": minutes})
    return said(DATES, "hours_and_minutes", language, {"hours": hours, "minutes": minutes % 60})


def written_period(key: str, language: Language) -> str:
    """Return a period's key (`2026-11`, `2026-Q4`, `2026`) as people say it."""
    year, _, rest = key.partition("-")
    if rest.startswith("Q"):
        quarter = _ROMAN.get(rest[1:], rest[1:]) if language == "vi" else rest[1:]
        return said(DATES, "quarter", language, {"quarter": quarter, "year": year})
    return said(DATES, "month" if rest else "year", language, {"month": rest, "year": year})


def written_number(number: int, language: Language) -> str:
    """Return a whole number with the language's separators: 1.234.567 in Vietnamese, 1,234,567 in English."""
    written = f"{number:,}"
    return written.replace(",", ".") if LANGUAGES.index(language) == 0 else written


def written_tenths(number: float, language: Language) -> str:
    """Return a number with one digit behind the point: 1.234,5 in Vietnamese, 1,234.5 in English."""
    whole, _, tenth = f"{number:.1f}".partition(".")
    return written_number(int(whole), language) + ("," if LANGUAGES.index(language) == 0 else ".") + tenth


def written_size(size: int, language: Language) -> str:
    """Return bytes as people write the size of a file."""
    if size < 1024 * 1024:
        return f"{written_number(max(1, round(size / 1024)), language)} KB"
    return f"{written_tenths(size / (1024 * 1024), language)} MB"
