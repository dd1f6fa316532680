"""The Golden Book, open to everybody: by book, quarter and unit, searched without diacritics, one page an entry.

Who has signed in sees besides what is hers and not published yet.
"""

import asyncio
from collections.abc import Collection
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from markupsafe import Markup
from sqlalchemy import Connection

from rules.periods import Period
from rules.rights import Action
from store import book_lists, nominations
from store.nominations import Nomination
from web.access import Needs, Visitor
from web.addresses import origin_of
from web.api.books import AskedEntries, OneEntry, list_entries, one_entry
from web.api.evidence import EvidenceId
from web.api.photos import ChoiceBody, Publisher, choose_photos, download_photo, list_photos
from web.house import House, HouseDep
from web.ids import EntryId
from web.lists import Size
from web.pages.forms import REFUSALS, FormDep, LeftEmpty, new_key, pages, refused, to
from web.pages.shown import Names
from web.rendering import Reader, ReaderDep, render
from web.typesetting import code_in_page
from words.pages import PAGES
from words.phrases import titled
from words.sorting import place

router = pages()

Anybody = Annotated[Visitor, Depends(Needs(Action.BOOKS_READ, or_nobody=True, refuses=("bad_cursor",)))]


class AskedBook(LeftEmpty, AskedEntries):
    """The filters of the book."""

    limit: Size = 30


@router.get("/book")
def book(asked: Annotated[AskedBook, Query()], house: HouseDep, visitor: Anybody, reader: ReaderDep) -> Response:
    """Show the lines of the books."""
    listed = list_entries(asked, house, visitor)
    with house.database.read() as conn:
        found = nominations.by_ids(conn, [entry.nomination_id for entry in listed.items])
        names = Names(conn, reader, {id_ for one in found.values() for id_ in one.honoured})
        published = book_lists.published(conn, reader.now)
    units = {id_ for id_, unit in names.units.units.items() if unit.exists_on(visitor.today)}
    units |= {id_ for id_, _ in published}  # those that have ended stand in the book for ever
    named = [(id_, names.unit(id_)) for id_ in units]
    return render(
        reader,
        "book.html",
        None if visitor.is_nobody else visitor,
        entries=listed.items,
        deeds=found,
        names=names,
        next=listed.next,
        asked=asked,
        quarters=_quarters(reader, {year for _, year in published}),
        units=sorted(named, key=lambda one: tuple(place(word) for word in one[1].split())),
        book_says=lambda name: _book_says(reader, name),
    )


@router.get("/book/{entry_id:path}/photos/{evidence_id}")
def photo(entry_id: EntryId, evidence_id: EvidenceId, house: HouseDep, visitor: Anybody) -> Response:
    """Return a photo that stands beside a line."""
    return download_photo(entry_id, evidence_id, house, visitor)


@router.post("/book/{entry_id:path}/photos")
async def choose(entry_id: EntryId, request: Request, form: FormDep, house: HouseDep, visitor: Publisher) -> Response:
    """Keep which photos everybody may see: those whose boxes are ticked."""
    try:
        body = ChoiceBody.model_validate({"public": form.all("photo")})
        await asyncio.to_thread(choose_photos, entry_id, body, house, visitor, form.repeatable(house))
    except REFUSALS as error:
        raise refused(error, request) from None
    return to(f"/book/{entry_id}?done=photos#photos")


@router.get("/book/{entry_id:path}")
def entry(entry_id: EntryId, request: Request, house: HouseDep, visitor: Anybody, reader: ReaderDep) -> Response:
    """Show one line with the story of the deed and the photos that were chosen for it."""
    one = one_entry(entry_id, house, visitor)
    photos = list_photos(entry_id, house, visitor)
    with house.database.read() as conn:
        deed = nominations.by_id(conn, one.nomination_id)
        names = Names(conn, reader, deed.honoured if deed else ())
        band_says = _band_says(conn, house, one, deed, reader) if one.band and deed else ""
    return render(
        reader,
        "entry.html",
        None if visitor.is_nobody else visitor,
        one=one,
        deed=deed,
        names=names,
        is_public=one.published_at is not None and one.published_at <= reader.now,
        book_says=_book_says(reader, one.book),
        band_says=band_says,
        photos=[(number, photo) for number, photo in enumerate(photos.items, 1) if photo.is_public],
        pictures=photos.items if photos.may_choose else [],
        key=new_key(),
        done_says=reader.say("book.photos.saved") if reader.query.get("done") == "photos" else "",
        # segno writes numbers alone into it: of the address nothing is left as text
        code=Markup(code_in_page(f"{origin_of(house, request)}/book/{one.id}")),  # noqa: S704
    )


def _quarters(reader: Reader, years: Collection[int]) -> list[str]:
    """Return the keys of the quarters, this one first, back to the first of the first of `years`."""
    keys = [Period.containing(reader.today(), "quarter")]
    first = date(min(years, default=keys[0].start.year), 1, 1)
    while keys[-1].start > first:
        keys.append(keys[-1].previous())
    return [one.key for one in keys]


def _band_says(conn: Connection, house: House, one: OneEntry, deed: Nomination, reader: Reader) -> str:
    """Return what the rules of its day called the band of a line."""
    sheets = house.rulebook.at(conn, deed.programme, deed.logged_at).programme.sheets
    filled = {score["sheet"] for score in (deed.scores or [])[-1:]}
    bands = {band.band: band for sheet in sheets if sheet.sheet in filled for band in sheet.bands}
    return titled(bands[one.band].title, reader.language) if one.band in bands else one.band or ""


def _book_says(reader: Reader, name: str) -> str:
    code = f"book.kind.{name}"
    return reader.say(code) if code in PAGES else reader.say("book.kind.other", book=name)
