"""Scans of written ballots on their page, without scripts: which file is meant, how it is kept, and who has none."""

from typing import Any

import pytest
from sqlalchemy import select, update

from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import SITTING, Sit
from tests.pages.test_sitting_room import PAPER, POLICY, ROOM, change, read_paper
from tests.store.test_files import picture
from tests.web.test_evidence import PDF

SCAN = f"{PAPER}/scan"
OPEN = {**POLICY, "ballot": "open"}


@pytest.fixture
async def secretary(sit: Sit, sqlite_db: Database) -> Browser:
    """The secretary, who has entered the paper of a member in an open vote."""
    change(sqlite_db, policy=OPEN)
    await read_paper(sit("secretary"))
    return sit("secretary")


async def send(who: Browser, *files: tuple[str, bytes], **typed: str) -> Shown:
    return await who.upload((await who.get(PAPER)).screen.form(SCAN), files, **typed)


def kept(database: Database) -> list[tuple[Any, ...]]:
    s = t.scans.c
    with database.read() as conn:
        found = conn.execute(select(s.person_id, s.kind).where(s.withdrawn_on.is_(None)))
        return [tuple(row) for row in found]


async def test_a_scan_is_kept_from_the_room_and_seen_by_the_second_reader(
    sit: Sit, secretary: Browser, sqlite_db: Database
) -> None:
    room = await secretary.get(ROOM)
    sent = await send(secretary, ("tờ phiếu.jpg", picture()))
    page = await secretary.follow(sent)
    second = await sit("head").get(PAPER)

    assert room.screen.link("Kèm bản chụp") == f"{PAPER}#scan"
    assert (sent.status, kept(sqlite_db)) == (303, [("m-2", "jpeg")])
    assert "Đã lưu tệp kèm phiếu." in page.screen.text
    assert (await secretary.get(ROOM)).screen.link("Xem tệp kèm phiếu") == f"{PAPER}#scan"
    assert (await sit("head").download(second.screen.link("Tải tệp đã lưu"))).startswith(b"\xff\xd8\xff")
    assert SCAN not in {form.action for form in second.screen.forms}


async def test_of_a_secret_vote_the_page_asks_for_a_receipt_and_for_a_look_at_it(
    secretary: Browser, sqlite_db: Database
) -> None:
    change(sqlite_db)
    page = await secretary.get(PAPER)

    unlooked = await send(secretary, ("giấy.pdf", PDF))
    looked = await send(secretary, ("giấy.pdf", PDF), shows_no_choice="yes")

    assert "không chụp tờ phiếu" in page.screen.text
    assert (unlooked.status, looked.status) == (422, 303)
    assert "chỉ nhận giấy xác nhận" in unlooked.screen.text


async def test_a_file_that_is_refused_is_refused_on_the_page(secretary: Browser, sqlite_db: Database) -> None:
    refused = [await send(secretary, one) for one in (("a.exe", b"MZ\0\0"), ("a.pdf", b""), ("", b""))]

    assert [one.status for one in refused] == [415, 422, 422]
    assert all(SCAN in {form.action for form in one.screen.forms} for one in refused)
    assert kept(sqlite_db) == []


async def test_the_same_form_sent_twice_keeps_one(secretary: Browser, sqlite_db: Database) -> None:
    form = (await secretary.get(PAPER)).screen.form(SCAN)

    sent = [await secretary.upload(form, [("a.pdf", PDF)]) for _ in range(2)]

    assert ([one.status for one in sent], len(kept(sqlite_db))) == ([303, 303], 1)


async def test_a_scan_is_taken_back(secretary: Browser, sqlite_db: Database) -> None:
    await send(secretary, ("a.pdf", PDF))
    form = (await secretary.get(PAPER)).screen.form(f"{SCAN}/withdraw")

    back = await secretary.send(form)

    assert "Đã gỡ tệp kèm phiếu." in (await secretary.follow(back)).screen.text
    assert kept(sqlite_db) == []


async def test_a_ballot_in_the_box_is_not_entered_again_and_its_scan_may_still_come(
    sit: Sit, secretary: Browser, sqlite_db: Database
) -> None:
    await read_paper(sit("head"))

    page = await secretary.get(PAPER)
    sent = await send(secretary, ("a.pdf", PDF))

    assert PAPER not in {form.action for form in page.screen.forms}
    assert (sent.status, kept(sqlite_db)) == (303, [("m-2", "pdf")])


@pytest.mark.parametrize(("who", "status"), [("chair", 403), ("head", 403), ("an", 404), ("admin", 403)])
async def test_only_who_enters_papers_keeps_scans(
    sit: Sit, secretary: Browser, sqlite_db: Database, who: str, status: int
) -> None:
    form = (await secretary.get(PAPER)).screen.form(SCAN)

    refused = await sit(who).upload(form, [("a.pdf", PDF)])

    assert (refused.status, kept(sqlite_db)) == (status, [])


async def test_the_room_tells_who_stands_aside_and_who_was_absent(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db)
    with sqlite_db.write() as conn:
        aside = {"sitting_id": SITTING, "person_id": "m-3", "nomination_id": "n-1", "reason": "họ hàng", "by": "m-3"}
        conn.execute(t.recusals.insert().values(aside))

    during = (await sit("secretary").get(ROOM)).screen.text
    with sqlite_db.write() as conn:
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(status="decided"))
    after = (await sit("secretary").get(ROOM)).screen.text

    assert during.count("Chưa bỏ phiếu") == 4
    assert "còn thiếu 4 phiếu" in during
    assert "Cán bộ m-3" not in during.partition("Còn thiếu phiếu")[2].partition("Không biểu quyết")[0]
    assert (after.count("Chưa bỏ phiếu"), after.count("Không bỏ phiếu (vắng mặt)")) == (0, 4)
    assert "Không biểu quyết vì liên quan" in after
