"""Deadlines as a calendar file (RFC 5545) that other programs subscribe to. Says what is owed, and names nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from words.catalogue import Language, Sentences, said

CALENDARS: Sentences = {
    "name": ("Sổ Vàng: hạn của tôi", "Golden Book: my deadlines"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline: the same `uid` is the same entry, moved or not."""

    uid: str
    summary: str
    due_at: datetime
    url: str = ""


def calendar(entries: Iterable[Entry], language: Language, now: datetime) -> bytes:
    """Return the calendar file; each entry lies in the half hour before its deadline and alarms a day before."""
    found = Calendar()
    found.add("prodid", "-//Sổ Vàng//deadlines//VI")
    found.add("version", "2.0")
    found.add("x-wr-calname", said(CALENDARS, "name", language))
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now)
        event.add("dtstart", entry.due_at - timedelta(minutes=30))
        event.add("dtend", entry.due_at)
        event.add("summary", entry.summary)
        if entry.url:
            event.add("url", entry.url)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", timedelta(days=-1))
        event.add_component(alarm)
        found.add_component(event)
    return bytes(found.to_ical())
