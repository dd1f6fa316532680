"""The visitor's own inbox, and her calendar of deadlines. Nobody reads another's."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field

from rules.rights import Action
from store import answers, feeds, inbox, people, things
from store.answers import Answered
from store.feeds import Deadline
from web.access import PUBLIC, Needs, Visitor
from web.house import House, HouseDep
from web.lists import Asked, Page
from web.problems import Problem
from web.repeats import RepeatableDep
from web.routing import PREFIX, routes
from words.calendars import Entry, calendar
from words.catalogue import Language
from words.messages import letter, owed_line

router = routes("/inbox", "inbox")
calendars = routes("/calendars", "inbox")

_KEPT = timedelta(days=30)
"""How long a calendar shows what is overdue."""

Reader = Annotated[Visitor, Depends(Needs(Action.INBOX_READ, refuses=("bad_cursor",)))]
Keeper = Annotated[Visitor, Depends(Needs(Action.INBOX_READ))]


class AskedInbox(Asked):
    """Which messages."""

    unread: Annotated[bool, Field(description="only what is new")] = False


class OneMessage(BaseModel):
    """A message of the visitor's, in her own language."""

    id: int
    kind: str
    about: str | None
    subject: str
    says: list[str]
    paths: Annotated[list[str], Field(description="of the pages that the sentences are about; empty for none")]
    created_at: datetime
    read_at: datetime | None


class Read(BaseModel):
    """That a message has been read."""

    id: int


class Feed(BaseModel):
    """Where the visitor's calendar is. Whoever has the address can read it: it is shown once."""

    path: str


class FeedClosed(BaseModel):
    """Whether there was a calendar to close."""

    was_open: bool


@router.get("")
def list_inbox(asked: Annotated[AskedInbox, Query()], house: HouseDep, visitor: Reader) -> Page[OneMessage]:
    """Return the visitor's messages, the newest first."""
    with house.database.read() as conn:
        page = inbox.page(conn, visitor.person_id, unread=asked.unread, cursor=asked.cursor, size=asked.limit)
        ids = {str(line["about"]) for one in page.lines for line in one.params.get("owed", ())}
        known = things.things(conn, ids | {one.about for one in page.lines if one.about})
        language = _language(people.language_of(conn, visitor.person_id))
    return Page(items=[_told(one, known, language, house) for one in page.lines], next=page.next)


@router.post("/{message_id}/read")
def mark_read(message_id: int, house: HouseDep, visitor: Keeper, repeatable: RepeatableDep) -> Read:
    """Note that the visitor has read a message of hers."""
    asked = repeatable.by(visitor)
    with house.database.write() as conn:
        if answers.begin(conn, asked, now=house.now()) is None:
            if not inbox.mark_read(conn, visitor.person_id, message_id, house.now()):
                raise Problem("not_found")
            answers.finish(conn, asked, Answered(200, {"id": message_id}))
    return Read(id=message_id)


@calendars.post("")
def open_calendar(house: HouseDep, visitor: Keeper, repeatable: RepeatableDep) -> Feed:
    """Make the address of the visitor's calendar of deadlines; the one before opens nothing any more."""
    asked = repeatable.by(visitor)
    with house.database.write() as conn:
        # a secret is not kept to be answered again: the same request makes a new address
        secret = feeds.open_feed(conn, asked.person_id, house.now())
    return Feed(path=f"{PREFIX}/calendars/{secret}.ics")


@calendars.delete("")
def close_calendar(house: HouseDep, visitor: Keeper, repeatable: RepeatableDep) -> FeedClosed:
    """Make the address of the visitor's calendar worthless."""
    asked = repeatable.by(visitor)
    with house.database.write() as conn:
        return FeedClosed(was_open=feeds.close_feed(conn, asked.person_id, house.now()))


@calendars.get("/{secret}.ics", dependencies=[PUBLIC], response_class=Response)
def read_calendar(secret: str, house: HouseDep, request: Request) -> Response:
    """Return somebody's deadlines as a calendar file; the address is the key."""
    now = house.now()
    with house.database.read() as conn:
        person_id = feeds.holder(conn, secret)
        if person_id is None:
            raise Problem("not_found")
        due = feeds.deadlines(conn, person_id, house.today(now), after=now - _KEPT)
        known = things.things(conn, {one.about for one in due})
        language = _language(people.language_of(conn, person_id))
    base = str(request.base_url).rstrip("/")
    entries = [_entry(one, known, language, house, base) for one in due]
    headers = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
    return Response(calendar(entries, language, now), media_type="text/calendar; charset=utf-8", headers=headers)


def _told(one: inbox.Received, known: dict[str, things.Thing], language: Language, house: House) -> OneMessage:
    told = letter(one.kind, one.params, one.about, known, language, zone=house.zone)
    return OneMessage(
        id=one.id,
        kind=one.kind,
        about=one.about,
        subject=told.subject,
        says=[line for line, _ in told.lines],
        paths=[path for _, path in told.lines],
        created_at=one.created_at,
        read_at=one.read_at,
    )


def _entry(one: Deadline, known: dict[str, things.Thing], language: Language, house: House, base: str) -> Entry:
    line = {"about": one.about, "obligation": one.obligation, "kind": "", "is_copy": one.is_copy}
    says, path = owed_line({**line, "stands_in_for": one.stands_in_for}, known, language, house.zone)
    uid = f"{one.about}/{one.obligation}@sovang"
    return Entry(uid, says, one.due_at, f"{base}{path}" if path else "")


def _language(lang: str | None) -> Language:
    return "en" if lang == "en" else "vi"
