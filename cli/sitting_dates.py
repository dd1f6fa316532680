"""The dates of a sitting as commands tell them: how each was counted, what moved it since. Works nothing out."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cli.decide import because_as_json
from rules.deadlines import Due, Skipped
from store.sitting_dates import DateMove, SittingDate
from words.catalogue import Language, said
from words.reasons import because_sentence, spoken_day
from words.trials import TRIALS


def lines(act: str, at: datetime, counted: Due | None, language: Language) -> Iterator[str]:
    """Yield one instant as a person reads it, and under it how it was counted."""
    yield said(TRIALS, act, language, {"at": _shown(at)})
    for because in counted.explanation if counted else ():
        yield f"  - {because_sentence(because, language)}"


def skipped_lines(skipped: Iterable[Skipped], language: Language) -> Iterator[str]:
    """Yield the days that did not count, each with what it is called and by which notice."""
    for one in skipped:
        told = {"day": spoken_day(one.day), "name": _name(one, language), "source": one.reason.source}
        yield f"  - {said(TRIALS, 'day_skipped', language, told)}"


def kept_lines(dates: Iterable[SittingDate], zone: ZoneInfo, language: Language) -> Iterator[str]:
    """Yield the instants of a sitting as it is kept, with each move of them."""
    for one in dates:
        yield from lines(one.act, one.at.astimezone(zone), one.counted, language)
        for move in one.moves:
            told = {"was": _shown(move.was_at.astimezone(zone)), "now": _shown(move.is_at.astimezone(zone))}
            told |= {"at": _shown(move.at.astimezone(zone)), "who": move.by or "-", "why": move.because}
            yield f"  - {said(TRIALS, f'moved.{move.event}', language, told).strip()}"
            if move.dark:
                start, end = (_shown(at.astimezone(zone)) for at in move.dark)
                yield f"    {said(TRIALS, 'moved.dark', language, {'start': start, 'end': end})}"
        yield from skipped_lines(one.rests, language)


def counted_as_json(counted: Due, language: Language) -> dict[str, Any]:
    """Return how an instant was counted."""
    return {
        "at": counted.at.isoformat(),
        "is_estimated": counted.is_estimated,
        "explanation": [because_as_json(because, language) for because in counted.explanation],
        "skipped": _skipped_as_json(counted.skipped, language),
    }


def kept_as_json(dates: Iterable[SittingDate], language: Language) -> list[dict[str, Any]]:
    """Return the instants of a sitting as it is kept."""
    return [
        {
            "act": one.act,
            "at": one.at.isoformat(),
            "explanation": [because_as_json(because, language) for because in one.counted.explanation]
            if one.counted
            else [],
            "moves": [_move_as_json(move) for move in one.moves],
            "skipped": _skipped_as_json(one.rests, language),
        }
        for one in dates
    ]


def _move_as_json(move: DateMove) -> dict[str, Any]:
    return {
        "number": move.number,
        "event": move.event,
        "at": move.at.isoformat(),
        "by": move.by,
        "because": move.because,
        "was_at": move.was_at.isoformat(),
        "is_at": move.is_at.isoformat(),
        "dark": move.dark and {"start": move.dark[0].isoformat(), "end": move.dark[1].isoformat()},
    }


def _skipped_as_json(skipped: Iterable[Skipped], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "day": one.day.isoformat(),
            "code": one.reason.code,
            "reason": _name(one, language),
            "source": one.reason.source,
            "is_estimated": one.reason.is_estimated,
        }
        for one in skipped
    ]


def _name(one: Skipped, language: Language) -> str:
    return one.reason.name.en if language == "en" else one.reason.name.vi


def _shown(at: datetime) -> str:
    return at.strftime("%H:%M %d/%m/%Y (%z)")
