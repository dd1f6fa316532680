"""Remedies from the board and from one's unit, without scripts: seen first, done with a reason, refused in words."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rules.loading import edition_hash, find_programme
from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import Sit
from tests.pages.test_doing import case_of
from tests.web.conftest import NOW, Live
from web.house import now_utc

EDITION = edition_hash(find_programme("so-vang"))
TERMS = {"stage": "team", "kind": "review", "edition": EDITION, "leads_to": {"recommended": "unit-month"}}


@pytest.fixture
def stuck(sit: Sit, sqlite_db: Database) -> Sit:
    """The deed n-2 past its deadline with the leader of the team."""
    late = {"due_at": NOW - timedelta(days=2), "stage_since": NOW - timedelta(days=20), "edition": EDITION}
    with sqlite_db.write() as conn:
        of_deed = t.nominations.c.id == "n-2"
        conn.execute(
            update(t.nominations).where(of_deed).values({**late, "entry": {**TERMS, "role": "leader", "place": ""}})
        )
    return sit


async def look(at: Browser, remedy: str, *ids: str) -> Shown:
    asked = "".join(f"&id={id_}" for id_ in ids)
    return await at.get(f"/remedies?remedy={remedy}{asked}&back=/our-unit")


async def test_a_card_offers_what_could_help_and_to_whom_it_may(stuck: Sit) -> None:
    board, unit = await stuck("office").get("/board"), await stuck("head").get("/our-unit")
    looked = await stuck("auditor").get("/board")

    links = {href.split("&")[0] for href, _ in board.screen.links if href.startswith("/remedies")}
    assert links == {f"/remedies?remedy={one}" for one in ("nudge", "reassign", "extend", "override")}
    assert any(href.startswith("/remedies?remedy=deputise") for href, _ in unit.screen.links)
    assert [href for href, _ in looked.screen.links if href.startswith("/remedies")] == []


async def test_a_nudge_is_shown_first_and_done_with_a_reason(stuck: Sit, sqlite_db: Database) -> None:
    head = stuck("head")
    seen = await look(head, "nudge", "n-2", "n-9")
    unsaid = await head.send(seen.screen.form("/remedies"))
    with sqlite_db.read() as conn:
        before = conn.execute(select(t.reminders)).all()

    assert (seen.status, unsaid.status, before) == (200, 422, [])
    assert "Nhắc ngay: Cán bộ binh." in seen.screen.text
    assert ("id", "n-9") not in seen.screen.form("/remedies").fields
    assert "Cần điền ô này." in unsaid.screen.text


async def test_a_deputy_is_named_with_a_last_day(stuck: Sit, sqlite_db: Database) -> None:
    head = stuck("head")
    form = (await look(head, "deputise", "n-2")).screen.form("/remedies")

    wrong = await head.send(form, to="chi", until="mai", because="đồng chí Bình đi học")
    named = await head.send(wrong.screen.form("/remedies"), until="30/11/2026")

    with sqlite_db.read() as conn:
        rows = conn.execute(select(t.deputies.c.person_id, t.deputies.c.deputy_id, t.deputies.c.valid_to)).all()
    assert (wrong.status, named.status) == (422, 200)
    assert "Cần giờ và ngày" in wrong.screen.text
    assert [(one, other, str(on)) for one, other, on in rows] == [("binh", "chi", "2026-11-30")]
    assert "Đã làm với 1 mục." in named.screen.text


async def test_what_does_not_apply_says_why_and_has_no_form(stuck: Sit) -> None:
    seen = await look(stuck("head"), "override", "n-1")

    assert "Không áp dụng" in seen.screen.text
    assert "/remedies" not in {form.action for form in seen.screen.forms}


async def test_who_may_not_help_is_told_so_and_learns_nothing(stuck: Sit) -> None:
    officer, stranger = await look(stuck("chi"), "nudge", "n-2"), await look(stuck("strange-head"), "nudge", "n-2")

    for seen in (officer, stranger):
        assert (seen.status, "/remedies" in {form.action for form in seen.screen.forms}) == (200, False)
    assert "Tìm người lạc" not in stranger.screen.text


async def test_a_remedy_that_is_none_is_refused(stuck: Sit) -> None:
    looked = await look(stuck("head"), "wish", "n-2")
    said = [("key", "a-key-of-a-form"), ("remedy", "wish"), ("id", "n-2"), ("because", "mong thế")]
    done = await stuck("head").post("/remedies", said)

    assert (looked.status, done.status) == (422, 422)


async def test_a_deed_is_given_to_somebody_else_through_the_whole_house(sit_live: Sit, live: Live) -> None:
    id_ = (await case_of(sit_live("an"), title="Việc của đồng chí vắng mặt")).rpartition("/")[2]
    with live.database.write() as conn:
        late = {"due_at": now_utc() - timedelta(days=1), "stage_since": now_utc() - timedelta(days=20)}
        conn.execute(update(t.nominations).where(t.nominations.c.id == id_).values(late))
    head = sit_live("head")
    form = (await look(head, "reassign", id_)).screen.form("/remedies")

    done = await head.send(form, to="chi", because="đội trưởng đi công tác")
    again = await head.send(form, to="chi", because="đội trưởng đi công tác")

    page = await head.get(f"/nominations/{id_}")
    assert "Đã làm với 1 mục." in done.screen.text
    assert again.screen.text == done.screen.text
    assert page.screen.text.count("Giao cho Cán bộ chi") == 1


async def test_what_is_coming_is_told_for_a_unit(stuck: Sit, sqlite_db: Database) -> None:
    at = NOW + timedelta(days=1)
    row = {"dedupe": "r-1", "about": "n-2", "obligation": "review", "kind": "next", "state": "planned", "at": at}
    with sqlite_db.write() as conn:
        conn.execute(t.reminders.insert().values({**row, "role": "leader", "unit_id": "team", "programme": "so-vang"}))

    whole, strange = await stuck("office").get("/board/ahead"), await stuck("strange-head").get("/board/ahead")

    assert (whole.status, strange.status) == (200, 200)
    assert "Cán bộ binh" in whole.screen.text
    assert "Cán bộ binh" not in strange.screen.text
