"""The photos beside a line of a Golden Book: chosen by a publisher one by one, seen by everybody who sees the line.

Only copies are handed out, without the place where they were taken. A photo that was not chosen answers like none.
"""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.messages import Message
from rules.rights import Action, Resource
from store import answers, audit, book_lists, organisation, photos, resources
from store.answers import Answered
from store.books import Entry
from store.photos import Photo
from store.pictures import COPY_KIND
from web.access import Needs, Visitor
from web.api.evidence import EvidenceId
from web.house import House, HouseDep
from web.ids import EntryId
from web.kept_files import DOWNLOAD, handed_out
from web.lists import Code
from web.problems import Problem
from web.repeats import RepeatableDep
from web.routing import routes

router = routes("/books/entries", "books")

PATH = "/{entry_id:path}/photos"

Reader = Annotated[Visitor, Depends(Needs(Action.BOOKS_READ))]
Looker = Annotated[Visitor, Depends(Needs(Action.BOOKS_READ, refuses=("file_damaged", "files_unavailable")))]
Publisher = Annotated[Visitor, Depends(Needs(Action.BOOKS_PUBLISH, refuses=("own_deed",)))]


class BookPhoto(BaseModel):
    """A photo of the deed. One that is not public is told to nobody but those who may publish it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    is_public: bool


class BookPhotos(BaseModel):
    """The photos beside a line, the oldest first; `may_choose`: is it for the visitor to choose among them?"""

    items: list[BookPhoto]
    may_choose: bool


class ChoiceBody(Message):
    """Which of the photos everybody may see; the others are seen by nobody more."""

    public: Annotated[tuple[Code, ...], Field(max_length=100)]


@router.get(PATH)
def list_photos(entry_id: EntryId, house: HouseDep, visitor: Reader) -> BookPhotos:
    """Return the photos that stand beside a line, and to whoever may publish them the others too."""
    with house.database.read() as conn:
        found, may_choose = _seen(conn, house, visitor, entry_id)
    return BookPhotos(items=[BookPhoto.model_validate(one) for one in found], may_choose=may_choose)


@router.put(PATH)
def choose_photos(
    entry_id: EntryId, body: ChoiceBody, house: HouseDep, visitor: Publisher, asked: RepeatableDep
) -> BookPhotos:
    """Choose which photos of the deed everybody may see beside the line."""
    by, now = asked.by(visitor), house.now()
    with house.database.write() as conn:
        before = answers.begin(conn, by, now=now)
        if before is not None:
            return BookPhotos.model_validate(before.body)
        entry, about = _entry(conn, house, visitor, entry_id)
        visitor.judge(about, Action.BOOKS_PUBLISH)
        there = {one.id: one for one in photos.of_nomination(conn, entry.nomination_id)}
        if not there.keys() >= set(body.public):
            raise Problem("not_found")
        changed = [one for one in there.values() if one.is_public != (one.id in body.public)]
        lines = [_chosen(conn, house, visitor, entry, one) for one in changed]
        items = [BookPhoto(id=id_, is_public=id_ in body.public) for id_ in there]
        told = BookPhotos(items=items, may_choose=True)
        answers.finish(conn, by, Answered(200, told.model_dump()))
        audit.append(conn, lines)
    return told


@router.get(f"{PATH}/{{evidence_id}}", response_class=FileResponse, responses=DOWNLOAD)
def download_photo(entry_id: EntryId, evidence_id: EvidenceId, house: HouseDep, visitor: Looker) -> FileResponse:
    """Return a photo that stands beside a line: its copy, resized and without the place where it was taken."""
    with house.database.read() as conn:
        seen, _ = _seen(conn, house, visitor, entry_id)
        found = next((one for one in seen if one.id == evidence_id), None)
    if found is None:
        raise Problem("not_found")
    return handed_out(house, found.id, found.copy_hash, COPY_KIND)


def _seen(conn: Connection, house: House, visitor: Visitor, entry_id: str) -> tuple[list[Photo], bool]:
    """Return the photos that the visitor sees beside a line, and whether it is for her to choose among them."""
    entry, about = _entry(conn, house, visitor, entry_id)
    may_choose = visitor.may(Action.BOOKS_PUBLISH, about)
    if not may_choose:
        visitor.judge(about, Action.BOOKS_READ)
    found = photos.of_nomination(conn, entry.nomination_id)
    return [one for one in found if one.is_public or may_choose], may_choose


def _entry(conn: Connection, house: House, visitor: Visitor, entry_id: str) -> tuple[Entry, Resource]:
    entry = book_lists.by_id(conn, entry_id)
    if entry is None:
        raise Problem("not_found")
    return entry, resources.of_entry(conn, entry, organisation.tree(conn), visitor.today, now=house.now())


def _chosen(conn: Connection, house: House, visitor: Visitor, entry: Entry, photo: Photo) -> audit.AuditLine:
    """Turn round whether everybody sees a photo, and return what the audit chain says of it."""
    was, now, is_public = audit.row_hash(conn, "photos", photo.id), house.now(), not photo.is_public
    photos.show(conn, photo.id, by=visitor.person_id, now=now, is_public=is_public)
    detail = {"entry_id": entry.id, "nomination_id": entry.nomination_id}
    action = "photo_published" if is_public else "photo_hidden"
    after = audit.row_hash(conn, "photos", photo.id)
    return audit.AuditLine(now, visitor.person_id, action, f"photos:{photo.id}", detail, was, after)
