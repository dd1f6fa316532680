"""A change of a calendar on the pages: what it moves is shown, a second person approves, and it counts."""

import asyncio
from datetime import timedelta

import pytest

from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import Sit
from tests.web.test_rule_changes import CALENDAR, with_notice
from web.house import VIETNAM, now_utc

PROPOSE = "/rules/propose"
TODAY = now_utc().astimezone(VIETNAM).date()


async def send(admin: Browser, do: str, text: str, **typed: str) -> Shown:
    return await admin.send((await admin.get(PROPOSE)).screen.form(PROPOSE), do=do, text=text, cases="", **typed)


async def until(at: Browser, path: str, words: str) -> Shown:
    for _ in range(100):
        shown = await at.get(path)
        if words in shown.screen.text:
            return shown
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words} never came")


async def test_a_plan_of_a_calendar_says_which_days_differ_and_that_it_counts_for_all_that_runs(
    sit: Sit, sqlite_db: Database
) -> None:
    with sqlite_db.write() as conn:  # what runs here was put there without its periods
        conn.execute(t.sittings.update().values(status="decided"))
        conn.execute(t.nominations.update().values(status="ended"))
    planned = await send(sit("admin"), "check", with_notice("2027-03-02"), on="01/12/2026")

    days = planned.screen.text.partition("Câu nào thay đổi")[2]
    assert planned.status == 200
    assert "02/03/2027" in days
    assert "Theo bản mới ngay" in planned.screen.text.partition("Nếu áp dụng thì chuyển gì")[2]
    assert dict(planned.screen.form(PROPOSE).fields)["text"] == with_notice("2027-03-02")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(CALENDAR.replace("last: 2060", "last: 2025"), "lịch", id="one that ends before what runs"),
        pytest.param(with_notice("2027-02-31"), "dòng", id="a day that is not there"),
    ],
)
async def test_a_calendar_that_cannot_be_is_refused_beside_its_text(sit: Sit, text: str, says: str) -> None:
    refused = await send(sit("admin"), "check", text)

    assert refused.status == 422
    assert says in refused.screen.text
    assert dict(refused.screen.form(PROPOSE).fields)["text"] == text


async def test_a_day_off_is_proposed_on_the_page_approved_by_a_second_person_and_counts(sit_live: Sit) -> None:
    admin, boss = sit_live("admin"), sit_live("boss")
    text = with_notice((TODAY + timedelta(days=400)).isoformat())

    proposed = await send(admin, "propose", text, on=f"{TODAY:%d/%m/%Y}", running="now", because="Thông báo nghỉ bù")
    path = proposed.leads_to
    await until(admin, path, "Chờ người thứ hai duyệt")
    own = await admin.send((await admin.get(path)).screen.form(f"{path}/approve"))
    approved = await boss.send((await boss.get(path)).screen.form(f"{path}/approve"))
    done = await until(boss, path, "Đã áp dụng")

    assert (proposed.status, own.status, approved.status) == (303, 403, 303)
    assert "Thông báo nghỉ bù" in done.screen.text
    assert "Thông báo nghỉ bù" in (await admin.get("/rules")).screen.text
