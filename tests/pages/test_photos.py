"""Photos and papers on the pages, without scripts: chosen in a form, shown by their copies, refused in clear words."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import ENTRY, Sit
from tests.pages.test_doing import STORY
from tests.store.makers import make_grant
from tests.store.test_files import picture, with_place
from tests.web.conftest import NOW
from tests.web.test_evidence import PDF

BOOK = f"/book/{ENTRY}"
PAGE = "/nominations/n-2"
ATTACH = f"{PAGE}/evidence"
TERMS = {"stage": "team", "kind": "review", "edition": "e", "leads_to": {"recommended": "unit-month"}}


@pytest.fixture
def desk(sit: Sit, sqlite_db: Database) -> Sit:
    """The deed n-2 by An still with her team, its terms looked up."""
    with sqlite_db.write() as conn:
        told = {"entry": TERMS, "logged_at": NOW - timedelta(hours=1)}
        conn.execute(update(t.nominations).where(t.nominations.c.id == "n-2").values(told))
    return sit


async def attach(officer: Browser, *files: tuple[str, bytes], **typed: str) -> Shown:
    form = (await officer.get(PAGE)).screen.form(ATTACH)
    return await officer.upload(form, files, **typed)


def attached(database: Database) -> list[tuple[Any, ...]]:
    e = t.evidence.c
    with database.read() as conn:
        found = conn.execute(select(e.name, e.kind).where(e.withdrawn_at.is_(None)).order_by(e.name))
        return [tuple(row) for row in found]


async def test_photos_are_attached_and_shown_by_their_copies(desk: Sit, sqlite_db: Database) -> None:
    officer = desk("an")
    photo = picture(exif=with_place())

    sent = await attach(officer, ("ảnh chụp.jpg", photo), ("biên bản.pdf", PDF))
    page = await officer.follow(sent)
    seen = await desk("binh").get(PAGE)

    assert (sent.status, sent.leads_to) == (303, f"{PAGE}?done=attach#evidence")
    assert attached(sqlite_db) == [("biên bản.pdf", "pdf"), ("ảnh chụp.jpg", "jpeg")]
    assert "Đã nhận ảnh, giấy tờ." in page.screen.text
    assert (page.html.count("<img"), seen.html.count("<img")) == (1, 1)
    assert ATTACH not in {form.action for form in seen.screen.forms}


async def test_each_file_is_taken_or_refused_by_itself(desk: Sit, sqlite_db: Database) -> None:
    refused = await attach(desk("an"), ("a.pdf", PDF), ("virus.exe", b"MZ\0\0" * 100), ("b.jpg", picture()))

    assert refused.status == 415
    assert [name for name, _ in attached(sqlite_db)] == ["a.pdf", "b.jpg"]
    assert "virus.exe:" in refused.screen.text
    assert "a.pdf" not in refused.screen.text
    assert refused.screen.link("Về trang việc tốt") == f"{PAGE}#evidence"


async def test_the_same_form_sent_twice_attaches_once(desk: Sit, sqlite_db: Database) -> None:
    officer = desk("an")
    form = (await officer.get(PAGE)).screen.form(ATTACH)

    for _ in range(2):
        assert (await officer.upload(form, [("a.pdf", PDF)])).status == 303

    assert attached(sqlite_db) == [("a.pdf", "pdf")]


async def test_a_form_without_a_file_says_so(desk: Sit) -> None:
    nothing = await attach(desk("an"), ("", b""))
    plain = await desk("an").post(ATTACH, [("key", "a-key-of-a-form")])

    assert [(one.status, "Chưa chọn tệp nào." in one.screen.text) for one in (nothing, plain)] == [(422, True)] * 2


async def test_a_file_that_is_too_large_is_refused_in_words_and_the_next_is_taken(
    desk: Sit, sqlite_db: Database
) -> None:
    large = b"%PDF-1.4\n" + b"0" * (21 * 1024 * 1024) + b"%%EOF\n"

    refused = await attach(desk("an"), ("lớn.pdf", large), ("nhỏ.pdf", PDF))

    assert refused.status == 413
    assert "lớn.pdf: " in refused.screen.text
    assert [name for name, _ in attached(sqlite_db)] == ["nhỏ.pdf"]


async def test_a_file_is_taken_back_by_its_author(desk: Sit, sqlite_db: Database) -> None:
    officer = desk("an")
    await attach(officer, ("a.pdf", PDF))
    page = await officer.get(PAGE)
    form = next(form for form in page.screen.forms if form.action.startswith(f"{ATTACH}/"))

    back = await officer.send(form)

    assert "Đã gỡ tệp." in (await officer.follow(back)).screen.text
    assert attached(sqlite_db) == []


@pytest.mark.parametrize(("who", "status"), [("binh", 403), ("stranger", 404)])
async def test_only_the_author_attaches(desk: Sit, sqlite_db: Database, who: str, status: int) -> None:
    form = (await desk("an").get(PAGE)).screen.form(ATTACH)

    refused = await desk(who).upload(form, [("a.pdf", PDF)])

    assert (refused.status, attached(sqlite_db)) == (status, [])


async def test_a_form_that_is_no_form_is_refused(desk: Sit) -> None:
    officer = desk("an")
    kind = {"Content-Type": "multipart/form-data; boundary=x"}

    cut = await officer.raw(ATTACH, b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nabc', kind)
    broken = await officer.raw(ATTACH, b"nothing of the kind", kind)
    bare = await officer.raw(ATTACH, b"--x--", {"Content-Type": "multipart/form-data"})

    assert [one.status for one in (cut, broken, bare)] == [400, 400, 400]


async def test_a_deed_is_logged_with_its_photos_in_one_form(sit_live: Sit) -> None:
    officer = sit_live("an")
    form = (await officer.get("/my-log")).screen.form("/my-log")
    files = [("hiện trường.jpg", picture(exif=with_place())), ("giấy.txt", b"no picture")]

    sent = await officer.upload(form, files, title="Dập lửa cháy nhà dân", story=STORY)
    page = await officer.get(sent.screen.link("Về trang việc tốt"))

    assert sent.status == 415
    assert "Đã ghi vào nhật ký." in sent.screen.text
    assert "giấy.txt:" in sent.screen.text
    assert page.screen.headings[0] == "Dập lửa cháy nhà dân"
    assert page.html.count("<img") == 1


async def test_photos_of_a_deed_that_is_refused_are_to_be_chosen_again(desk: Sit) -> None:
    officer = desk("an")
    form = (await officer.get("/my-log")).screen.form("/my-log")

    refused = await officer.upload(form, [("a.jpg", picture())], title="", story=STORY)

    assert refused.status == 422
    assert "hãy chọn lại ảnh" in refused.screen.text
    assert dict(refused.screen.form("/my-log").fields)["story"] == STORY


async def test_a_copy_is_what_a_page_shows(desk: Sit) -> None:
    officer = desk("an")
    page = await officer.follow(await attach(officer, ("a.jpg", picture(exif=with_place()))))
    href = page.html.partition('<img src="')[2].partition('"')[0]

    shown = await desk("binh").download(href)

    assert b"Some camera" not in shown
    assert quote(href) == href


async def test_the_book_shows_the_photos_that_a_publisher_has_chosen(desk: Sit, sqlite_db: Database) -> None:
    await attach(desk("an"), ("một.jpg", picture((800, 600))), ("hai.jpg", picture((400, 300))))
    with sqlite_db.write() as conn:
        conn.execute(update(t.entries).values(nomination_id="n-2"))
        make_grant(conn, "chi", "publisher", "district")
    publisher, anybody = desk("chi"), desk(None)
    before = await anybody.get(BOOK)
    form = (await publisher.get(BOOK)).screen.form(f"{BOOK}/photos")

    kept = await publisher.follow(await publisher.send(form, photo=form.choices["photo"][0]))
    after = await anybody.get(BOOK)
    src = after.html.partition('<img src="')[2].partition('"')[0]

    assert (before.html.count("<img"), after.html.count("<img")) == (0, 1)
    assert "Đã lưu lựa chọn ảnh công bố." in kept.screen.text
    assert dict(kept.screen.form(f"{BOOK}/photos").fields)["photo"] == form.choices["photo"][0]
    assert src == f"{BOOK}/photos/{form.choices['photo'][0]}"
    assert (await anybody.download(src)).startswith(b"\xff\xd8\xff")
    assert not after.screen.forms[-1].action.endswith("/photos")
    assert "một.jpg" not in after.html


async def test_a_photo_that_was_not_chosen_is_on_no_page(desk: Sit, sqlite_db: Database) -> None:
    await attach(desk("an"), ("một.jpg", picture()))
    with sqlite_db.write() as conn:
        conn.execute(update(t.entries).values(nomination_id="n-2"))
        (id_,) = conn.execute(select(t.evidence.c.id)).scalars()

    missing = [(await desk(who).get(f"{BOOK}/photos/{one}")).status for who in (None, "stranger") for one in (id_, "e")]
    chosen = await desk("head").post(f"{BOOK}/photos", [("key", "a-key-of-a-form"), ("photo", id_)])

    assert missing == [404] * 4
    assert chosen.status == 403
