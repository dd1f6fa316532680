"""A browser that runs no scripts: logging, recommending and voting work all the same."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Standing
from tests.browser.desks import PHONE, Desks
from tests.stories.force import council

UNIT, TEAM = "huyen-c", "doi-c"
TITLE = "Vá đường cho dân đi lại"


@pytest.mark.timeout(120)
async def test_a_deed_is_logged_recommended_and_voted_on_without_scripts(desks: Desks, standing: Standing) -> None:
    officer = await desks.sit(f"{TEAM}.officer", "/my-log", size=PHONE, scripts=False)
    await officer.get_by_label("Việc đã làm").fill(TITLE)
    await officer.get_by_label("Diễn biến").fill("Tổ công tác vá ba đoạn đường hỏng.")
    await officer.get_by_role("button", name="Ghi vào nhật ký").click()
    await expect(officer.get_by_role("heading", level=1)).to_have_text(TITLE)

    leader = await desks.sit(f"{TEAM}.leader", "/to-recommend", size=PHONE, scripts=False)
    await leader.get_by_role("article").filter(has_text=TITLE).get_by_role("button", name="Giới thiệu").click()
    await expect(leader.get_by_text("Đã giới thiệu.")).to_be_visible()

    sitting = await asyncio.to_thread(standing.visitors.open_now, f"{UNIT}.secretary", "unit-month", UNIT)
    member = await desks.sit(council(UNIT)[1], f"/sittings/{sitting}", size=PHONE, scripts=False)
    await member.get_by_role("radio", name="Tán thành", exact=True).check()
    await member.get_by_role("button", name="Gửi phiếu").click()
    await expect(member.get_by_text("lần thứ 1,")).to_be_visible()
