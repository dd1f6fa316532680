"""The house that a rule file is held against: circumstances of its programme, and the calendar that counts."""

from datetime import UTC, datetime
from pathlib import Path

from cli.database import reading
from rules.calendar import Calendar
from rules.calendar_editions import load_calendar
from rules.circumstances import Circumstances
from rules.loading import programme_file, text_of
from rules.mistakes import RuleFileError
from rules.nodes import Map, Word
from rules.reading import read_tree
from store import calendars
from store.circumstances import circumstances
from store.rulebook import Rulebook


def around(file: str, data: Path) -> Circumstances:
    """Return what the programme in `file` meets in the house of `data` today."""
    with reading(data) as conn:
        return circumstances(conn, _programme_in(file), Rulebook().today(conn, datetime.now(UTC)))


def calendar_there(name: str, data: Path | None) -> Calendar:
    """Return the calendar as the house of `data` has adopted it; as it came with the programmes where there is none."""
    if data is None:
        return load_calendar(name)
    with reading(data) as conn:
        return calendars.counting(conn, name)


def _programme_in(file: str) -> str:
    """Return the name of the programme that a file says it is, "" if it says none."""
    try:
        root, _ = read_tree(text_of(programme_file(file)))
    except RuleFileError:  # told when it is inspected
        return ""
    name = root.entries.get("programme") if isinstance(root, Map) else None
    return str(name.value) if isinstance(name, Word) else ""
