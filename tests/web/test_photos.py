"""Photos beside a line of a book, on both databases: chosen by a publisher, seen by everybody, never the original."""

import io
from typing import Any

import httpx2
import pytest
from PIL import Image
from sqlalchemy import select, update

from store import audit, tokens
from store import tables as t
from store.engine import Database
from tests.store.makers import make_grant, make_nomination, make_person
from tests.store.test_files import picture, with_place
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from tests.web.test_evidence import AT_THE_TEAM, PDF, attach

LINE = {"unit_id": "district", "year": 2026, "title": "Tìm người lạc", "recorded_at": NOW, "is_sample": False}
ENTRY = "unit/district/2026/1"
PHOTOS = f"/books/entries/{ENTRY}/photos"


@pytest.fixture
async def book(api_on_both: Api, db: Database) -> Api:
    """A published line of a deed with two photos and a paper, a second line of another deed, and a publisher."""
    with db.write() as conn:
        for number in (1, 2):
            make_nomination(conn, f"n-{number}", **AT_THE_TEAM)
            line = {"id": f"unit/district/2026/{number}", "number": number, "nomination_id": f"n-{number}"}
            conn.execute(t.entries.insert().values({**LINE, **line, "book": "unit", "published_at": NOW}))
        for who, unit_id in (("publisher", "district"), ("strange-publisher", "other-district")):
            make_person(conn, who, unit_id)
            make_grant(conn, who, "publisher", unit_id)
            api_on_both.tokens[who] = tokens.issue(conn, who, label="test", now=NOW).secret
    return api_on_both


async def photo(api: Api, size: tuple[int, int] = (3000, 2000), of: str = "n-1") -> str:
    sent = await attach(api, picture(size, exif=with_place()), "số nhà 12.jpg", path=f"/nominations/{of}/evidence")
    return str(sent.json()["id"])


async def choose(api: Api, *ids: str, as_: str = "publisher", path: str = PHOTOS, **how: Any) -> httpx2.Response:
    return await api.put(path, {"public": list(ids)}, as_=as_, **how)


def public(told: dict[str, Any]) -> dict[str, bool]:
    return {one["id"]: one["is_public"] for one in told["items"]}


async def test_nothing_is_public_until_a_publisher_chooses_it(book: Api, db: Database) -> None:
    first, second = await photo(book), await photo(book, (640, 480))
    before = (await book.get(PHOTOS, as_="stranger")).json()
    offered = (await book.get(PHOTOS, as_="publisher")).json()

    chosen = await choose(book, second)

    assert before == {"items": [], "may_choose": False}
    assert (public(offered), offered["may_choose"]) == ({first: False, second: False}, True)
    assert public(chosen.json()) == {first: False, second: True}
    assert (await book.get(PHOTOS, as_="stranger")).json()["items"] == [{"id": second, "is_public": True}]
    with db.read() as conn:
        line = conn.execute(select(t.audit).order_by(t.audit.c.seq.desc()).limit(1)).one()
        assert (line.actor_id, line.action, line.object) == ("publisher", "photo_published", f"photos:{second}")
        assert audit.verify(conn).agrees


async def test_what_everybody_sees_is_the_copy_and_tells_neither_place_nor_name(book: Api) -> None:
    id_ = await photo(book)
    await choose(book, id_)

    shown = await book.get(f"{PHOTOS}/{id_}", as_="stranger")

    assert shown.headers["content-disposition"] == f'attachment; filename="{id_}.jpg"'
    with Image.open(io.BytesIO(shown.content)) as seen:
        assert (max(seen.size), dict(seen.getexif())) == (2048, {})


async def test_a_photo_that_was_not_chosen_answers_like_none(book: Api) -> None:
    mine, elsewhere = await photo(book), await photo(book, of="n-2")
    paper = (await attach(book, PDF)).json()["id"]
    await choose(book, elsewhere, path="/books/entries/unit/district/2026/2/photos")

    answers = [await book.get(f"{PHOTOS}/{id_}", as_="stranger") for id_ in (mine, elsewhere, paper, "e-none")]
    hers = await book.get(f"{PHOTOS}/{mine}", as_="publisher")

    assert [code(one) for one in answers] == [(404, "not_found")] * 4
    assert [one.json() | {"instance": ""} for one in answers] == [answers[-1].json() | {"instance": ""}] * 4
    assert hers.status_code == 200


async def test_what_is_no_photo_of_the_deed_is_not_chosen(book: Api) -> None:
    elsewhere, paper = await photo(book, of="n-2"), (await attach(book, PDF)).json()["id"]

    refused = [await choose(book, id_) for id_ in (elsewhere, paper, "e-none")]

    assert [code(one) for one in refused] == [(404, "not_found")] * 3


async def test_a_choice_may_be_taken_back(book: Api, db: Database) -> None:
    id_ = await photo(book)
    await choose(book, id_, key="publish-it-now")
    await choose(book)

    again = await choose(book, id_, key="publish-it-now")  # sent once more: answered, and not done again

    assert again.json()["items"] == [{"id": id_, "is_public": True}]
    assert code(await book.get(f"{PHOTOS}/{id_}", as_="stranger")) == (404, "not_found")
    with db.read() as conn:
        acts = conn.execute(select(t.audit.c.action).where(t.audit.c.object == f"photos:{id_}").order_by(t.audit.c.seq))
        assert acts.scalars().all() == ["photo_published", "photo_hidden"]
        assert audit.verify(conn).agrees


async def test_the_photos_of_a_line_that_is_not_public_are_as_hidden_as_the_line(book: Api, db: Database) -> None:
    id_ = await photo(book)
    await choose(book, id_)
    with db.write() as conn:
        conn.execute(update(t.entries).values(published_at=None))

    assert [code(await book.get(path, as_="stranger")) for path in (PHOTOS, f"{PHOTOS}/{id_}")] == [
        (404, "not_found")
    ] * 2
    assert (await book.get(f"{PHOTOS}/{id_}", as_="an")).status_code == 200


@pytest.mark.parametrize("who", ["an", "head", "secretary", "admin", "auditor", "strange-publisher"])
async def test_only_a_publisher_of_the_unit_chooses(book: Api, who: str) -> None:
    id_ = await photo(book)

    assert code(await choose(book, id_, as_=who)) == (403, "not_allowed")
    assert (await book.get(PHOTOS, as_=who)).json() == {"items": [], "may_choose": False}


async def test_nobody_publishes_photos_of_her_own_deed(book: Api, db: Database) -> None:
    id_ = await photo(book)
    with db.write() as conn:
        make_grant(conn, "an", "publisher", "district")

    assert code(await choose(book, id_, as_="an")) == (403, "own_deed")


async def test_a_photo_that_was_taken_back_is_gone_from_the_book(book: Api) -> None:
    id_ = await photo(book)
    await choose(book, id_)
    await book.call("DELETE", f"/nominations/n-1/evidence/{id_}", as_="an")

    assert code(await book.get(f"{PHOTOS}/{id_}", as_="stranger")) == (404, "not_found")
    assert (await book.get(PHOTOS, as_="publisher")).json()["items"] == []
