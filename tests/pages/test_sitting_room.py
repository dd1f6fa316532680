"""The sitting room without scripts: missing ballots, papers that two people read, dossiers, and closing by hand."""

from typing import Any

import pytest
from sqlalchemy import update

from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import SITTING, Sit
from tests.store.makers import make_nomination
from tests.web.conftest import NOW

ROOM = f"/sitting-room/{SITTING}"
PAPER = f"{ROOM}/written-ballots/m-2"
POLICY = {"absent": "written ballot", "ballot": "secret", "early_close": "when all have voted"}


def change(database: Database, **values: Any) -> None:
    with database.write() as conn:
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values({"policy": POLICY, **values}))


async def read_paper(reader: Browser, choice: str = "for") -> Shown:
    form = (await reader.get(PAPER)).screen.form(PAPER)
    return await reader.post(PAPER, [*form.fields, ("choice:n-1", choice)])


async def test_the_room_names_who_is_missing(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db)

    room = await sit("secretary").get(ROOM)

    missing = room.screen.text.partition("Còn thiếu phiếu")[2]
    assert [f"Cán bộ {member}" in missing for member in ("chair", "m-2", "m-5")] == [True] * 3
    assert "còn thiếu 5 phiếu" in room.screen.text


async def test_a_paper_is_entered_by_one_and_cast_by_another(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db)
    secretary, head = sit("secretary"), sit("head")

    entered = await read_paper(secretary)
    room = await secretary.follow(entered)
    invited = await head.get(f"/sittings/{SITTING}")
    second = await head.get(invited.screen.link("Cán bộ m-2"))
    cast = await head.follow(await read_paper(head))

    assert (entered.status, second.screen.form(PAPER).fields[1]) == (303, ("reading", "second"))
    assert "phiếu văn bản chờ người thứ hai đọc lại" in room.screen.text
    assert "checked" not in second.html
    assert "Hòm phiếu đã nhận phiếu bằng văn bản." in cast.screen.text
    assert "Đã bỏ phiếu 1 trên 5" in (await secretary.get(ROOM)).screen.text


async def test_readings_that_differ_cast_nothing_and_say_so(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db)
    await read_paper(sit("secretary"))

    differs = await read_paper(sit("head"), "against")

    assert (differs.status, differs.screen.forms[-1].action) != (303, PAPER)
    assert "Lần đọc thứ hai khác lần nhập đầu" in differs.screen.text
    assert "Đã bỏ phiếu 0 trên 5" in (await sit("secretary").get(ROOM)).screen.text


async def test_who_entered_a_paper_is_not_asked_to_confirm_it(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db)
    secretary = sit("secretary")
    await read_paper(secretary)

    again = await secretary.get(PAPER)

    assert ("reading", "first") in again.screen.form(PAPER).fields
    assert "Đã nhập, chờ người thứ hai." in again.screen.text


async def test_a_paper_that_says_nothing_is_refused_and_the_form_stays(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db)
    secretary = sit("secretary")
    form = (await secretary.get(PAPER)).screen.form(PAPER)

    refused = await secretary.send(form)

    assert (refused.status, refused.screen.form(PAPER).action) == (422, PAPER)
    assert "Phiếu chưa có lựa chọn nào." in refused.screen.text


@pytest.mark.parametrize(("who", "status"), [("chair", 403), ("an", 404), ("stranger", 404), ("admin", 403)])
async def test_papers_are_for_those_who_handle_them(sit: Sit, sqlite_db: Database, who: str, status: int) -> None:
    change(sqlite_db)

    looked = await sit(who).get(PAPER)
    sent = await sit(who).post(PAPER, [("key", "a-key-of-a-form"), ("reading", "first"), ("choice:n-1", "for")])

    assert (looked.status, sent.status) == (status, status)


async def test_a_vote_is_not_closed_while_somebody_is_missing_or_the_rules_forbid_it(
    sit: Sit, sqlite_db: Database
) -> None:
    secretary, key = sit("secretary"), [("key", "a-key-of-a-form")]
    change(sqlite_db)
    early = await secretary.post(f"{ROOM}/close", key)
    change(sqlite_db, policy={**POLICY, "early_close": "never"})
    never = await secretary.post(f"{ROOM}/close", key)
    change(sqlite_db, status="decided")
    over = await secretary.post(f"{ROOM}/close", key)

    assert [one.status for one in (early, never, over)] == [409, 409, 409]
    assert "Còn thiếu 5 phiếu" in early.screen.text
    assert "không cho đóng sớm" in never.screen.text
    assert "không đang bỏ phiếu" in over.screen.text


async def test_when_everybody_has_voted_the_room_offers_to_close_and_says_if_it_could_not(
    sit: Sit, sqlite_db: Database
) -> None:
    change(sqlite_db)
    with sqlite_db.write() as conn:
        conn.execute(update(t.roster).values(has_voted_at=NOW))
    secretary = sit("secretary")

    room = await secretary.get(ROOM)
    away = await secretary.send(room.screen.form(f"{ROOM}/close"))

    assert away.status == 503
    assert "máy chủ quy trình đang nghỉ" in away.screen.text


async def test_only_the_secretary_closes(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db)
    key = [("key", "a-key-of-a-form")]

    found = [(await sit(who).post(f"{ROOM}/close", key)).status for who in ("chair", "head", "stranger")]

    assert found == [403, 403, 404]


async def test_the_checklist_says_which_papers_are_filed_and_which_are_missing(sit: Sit, sqlite_db: Database) -> None:
    change(sqlite_db, status="decided")
    asked = {"kind": "dossier", "stage": "dossier", "edition": "e", "leads_to": {}, "needs": ["report", "minutes"]}
    with sqlite_db.write() as conn:
        conn.execute(update(t.nominations).where(t.nominations.c.id == "n-1").values(stage="dossier", entry=asked))
        make_nomination(conn, "n-3", title="Cứu người đuối nước")
        conn.execute(t.candidates.insert().values(sitting_id=SITTING, round=1, nomination_id="n-3", position=1))
        event = {"stream": "n-3", "number": 1, "kind": "filed", "at": NOW, "actor_id": "secretary"}
        body = {"documents": ["report"], "leads_to": "province"}
        conn.execute(
            t.events.insert().values({**event, "body": body, "content_hash": "h", "epoch": "e", "run_id": "r"})
        )

    room = await sit("secretary").get(ROOM)

    checklist = room.screen.text.partition("Hồ sơ của các việc được xét")[2]
    assert (checklist.count("còn thiếu"), checklist.count("đã nộp")) == (2, 1)
    assert room.screen.link("Tìm người lạc") == "/nominations/n-1#acts"


async def test_a_decided_sitting_offers_its_papers(sit: Sit, sqlite_db: Database) -> None:
    before = await sit("secretary").get(ROOM)
    change(sqlite_db, status="decided")
    none_yet = await sit("secretary").get(ROOM)
    with sqlite_db.write() as conn:
        named = {"document": "recognition-decision", "decision_no": "1/QĐ-CNVT", "sitting_id": SITTING}
        conn.execute(update(t.entries).values(named))

    room = await sit("secretary").get(ROOM)

    assert "Biên bản" not in before.screen.text
    assert "Phiên này chưa có quyết định nào được ghi sổ." in none_yet.screen.text
    assert room.screen.link("Tải biên bản (PDF)") == f"/api/v1/sittings/{SITTING}/minutes.pdf"
    assert room.screen.link("Tải quyết định công nhận (PDF)") == f"/api/v1/sittings/{SITTING}/decisions.pdf"
