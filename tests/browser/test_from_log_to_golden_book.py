"""One deed's way to the provincial Golden Book, by six people at six browsers; the other members vote over the API."""

import asyncio
import re
from collections.abc import Iterable

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Standing
from tests.browser.desks import PHONE, Desks
from tests.stories.force import PROVINCE, council

UNIT, TEAM = "huyen-a", "doi-a"
TITLE = "Đưa cụ bà bị lạc từ chợ huyện về tận nhà"
STORY = "Trời mưa to, cụ bà 82 tuổi không nhớ đường về.\nTổ tuần tra hỏi thăm và đưa cụ về nhà con gái."


@pytest.mark.timeout(180)
async def test_a_deed_goes_from_the_log_to_the_golden_book(desks: Desks, standing: Standing) -> None:
    officer = await desks.sit(f"{TEAM}.officer", "/my-log", size=PHONE)
    leader = await desks.sit(f"{TEAM}.leader", "/to-recommend", size=PHONE)
    secretary = await desks.sit(f"{UNIT}.secretary", "/sittings")
    member = await desks.sit(council(UNIT)[1], "/sittings", size=PHONE)
    director = await desks.sit(council(PROVINCE)[1], "/sittings")

    case = await _log(officer)
    await _recommend(leader)
    month = await _hear(standing, member, f"{UNIT}.secretary", "unit-month", UNIT, case)
    await _sees_who_voted_and_the_result(secretary, month)
    await _hear(standing, member, f"{UNIT}.secretary", "unit-quarter", UNIT, case)
    await _file(secretary, standing, case)
    await _hear(standing, director, f"{PROVINCE}.office", "province", PROVINCE, case)
    await _until_ended(standing, case)

    await _is_read_by_anybody(await desks.walk_in("/book"))
    await officer.reload()
    await expect(officer.get_by_role("heading", name="Toàn bộ diễn tiến")).to_be_visible()
    await expect(officer.get_by_text("Đang chờ gì")).to_have_count(0)
    await expect(officer.locator("a[href^='/book/']")).to_have_count(2)


async def _log(officer: Page) -> str:
    await officer.get_by_label("Việc đã làm").fill(TITLE)
    await officer.get_by_label("Nơi xảy ra").fill("chợ huyện Cư Jút")
    await officer.get_by_label("Diễn biến").fill(STORY)
    await officer.get_by_role("button", name="Ghi vào nhật ký").click()
    await expect(officer.get_by_role("heading", level=1)).to_have_text(TITLE)
    await expect(officer.get_by_text("Đã ghi vào nhật ký.")).to_be_visible()
    await expect(officer.get_by_text("Chờ chỉ huy")).to_be_visible()
    return re.sub(r".*/nominations/|\?.*", "", officer.url)


async def _recommend(leader: Page) -> None:
    await leader.reload()
    card = leader.get_by_role("article").filter(has_text=TITLE)
    await expect(card).to_contain_text("cụ bà 82 tuổi")
    await card.get_by_role("button", name="Giới thiệu").click()
    await expect(leader.get_by_text("Đã giới thiệu.")).to_be_visible()
    await expect(leader.get_by_text(TITLE)).to_have_count(0)


async def _hear(standing: Standing, voter: Page, keeper: str, stage: str, unit_id: str, case: str) -> str:
    """Open a sitting, vote on the page as one member and over the API as the others; return it once it is decided."""
    visitors = standing.visitors
    sitting = await asyncio.to_thread(visitors.open_now, keeper, stage, unit_id)
    await voter.goto("/sittings?status=open&where_i_vote=true")
    await voter.locator(f"a[href='/sittings/{sitting}']").click()
    await voter.get_by_role("radio", name="Tán thành", exact=True).check()
    await voter.get_by_role("button", name="Gửi phiếu").click()
    await expect(voter.get_by_text("Hòm phiếu đã nhận phiếu của đồng chí")).to_be_visible()
    others = [one for number, one in enumerate(council(unit_id)) if number != 1]
    await asyncio.to_thread(_vote, standing, others, sitting, case)
    return sitting


def _vote(standing: Standing, members: Iterable[str], sitting: str, case: str) -> None:
    for one in members:
        standing.visitors.vote(one, sitting, {case: "for"})
    standing.visitors.until(lambda: standing.visitors.get(one, f"/sittings/{sitting}")["status"] == "decided")


async def _sees_who_voted_and_the_result(secretary: Page, sitting: str) -> None:
    await secretary.goto(f"/sitting-room/{sitting}")
    await expect(secretary.get_by_text("Đã bỏ phiếu 5 trên 5")).to_be_visible()
    await secretary.goto(f"/sittings/{sitting}")
    await expect(secretary.get_by_role("article").filter(has_text=TITLE)).to_contain_text("100%")


async def _file(secretary: Page, standing: Standing, case: str) -> None:
    waits = f"/nominations/{case}"
    await asyncio.to_thread(
        standing.visitors.until,
        lambda: standing.visitors.get(f"{UNIT}.secretary", waits)["waits_for_role"] == "secretary",
    )
    await secretary.goto("/to-recommend")
    await secretary.get_by_role("link", name=TITLE, exact=True).click()
    await secretary.get_by_role("button", name="Nộp hồ sơ").click()
    await expect(secretary.get_by_role("alert")).to_be_visible()  # not a paper is there yet
    for paper in await secretary.locator("[name=documents]").all():
        await paper.check()
    await secretary.get_by_role("button", name="Nộp hồ sơ").click()
    await expect(secretary.get_by_text("Đã nộp hồ sơ.")).to_be_visible()


async def _until_ended(standing: Standing, case: str) -> None:
    reads = standing.visitors
    await asyncio.to_thread(
        reads.until, lambda: reads.get(f"{TEAM}.officer", f"/nominations/{case}")["status"] == "ended"
    )


async def _is_read_by_anybody(reader: Page) -> None:
    await reader.get_by_role("searchbox").fill("dua cu ba bi lac")
    await reader.get_by_role("searchbox").press("Enter")
    both = reader.get_by_role("link", name=TITLE)
    await expect(both).to_have_count(2)
    await both.first.click()
    await expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    await expect(reader.get_by_text("cụ bà 82 tuổi")).to_be_visible()
