"""A nomination that nobody can recommend: found on the board, given to somebody, and gone from the board."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Standing
from tests.browser.desks import Desks
from tests.browser.town import DISTRICTS, LEADERLESS
from tests.stories.force import PROVINCE

TITLE = "Dập tắt đám cháy nhà dân lúc nửa đêm"
STAND_IN = f"{LEADERLESS}.leader"


@pytest.mark.timeout(120)
async def test_a_stuck_nomination_is_found_and_unblocked(desks: Desks, standing: Standing) -> None:
    id_ = await asyncio.to_thread(standing.visitors.log, f"{LEADERLESS}.officer", TITLE)
    office = await desks.sit(f"{PROVINCE}.office", "/board")

    await office.get_by_label("Nguyên nhân").select_option("decider_gone")
    await office.get_by_role("button", name="Lọc").click()
    card = office.get_by_role("article").filter(has_text=TITLE)
    await expect(card).to_contain_text(DISTRICTS["huyen-e"])
    await card.get_by_role("link", name="Giao việc").click()
    await expect(office.get_by_text("Làm được")).to_be_visible()
    await office.get_by_role("button", name="Giao việc").click()
    await expect(office.get_by_role("alert")).to_be_visible()  # to whom, and why, was not said
    await office.get_by_label("Giao cho").select_option(STAND_IN)
    await office.get_by_label("Lý do").fill("Đội trưởng đã chuyển công tác")
    await office.get_by_role("button", name="Giao việc").click()
    await expect(office.get_by_text("Đã làm với 1 mục.")).to_be_visible()

    helper = await desks.sit(STAND_IN, "/to-recommend")
    await helper.get_by_role("article").filter(has_text=TITLE).get_by_role("button", name="Giới thiệu").click()
    await expect(helper.get_by_text("Đã giới thiệu.")).to_be_visible()
    await office.goto("/board?cause=decider_gone")
    await expect(office.get_by_text(TITLE)).to_have_count(0)
    assert await asyncio.to_thread(standing.visitors.stage, f"{PROVINCE}.office", id_) == "unit-month"


@pytest.mark.timeout(120)
async def test_what_is_ticked_on_the_board_stays_so_while_the_board_looks_for_news(
    desks: Desks, standing: Standing
) -> None:
    await asyncio.to_thread(standing.visitors.log, f"{LEADERLESS}.officer", "Trả lại ví cho người đánh rơi")
    office = await desks.sit(f"{PROVINCE}.office", "/system")
    asked: list[str] = []
    office.on("request", lambda one: asked.append(one.url) if "hx-request" in one.headers else None)
    await office.clock.install()
    await office.goto("/board?cause=decider_gone")

    box = office.get_by_role("article").get_by_role("checkbox").first
    await box.check()
    await office.clock.run_for(65_000)
    before = len(asked)
    await expect(box).to_be_checked()
    await box.uncheck()
    async with office.expect_response(lambda one: "hx-request" in one.request.headers):
        await office.clock.run_for(35_000)

    assert (before, len(asked) > 0) == (0, True)
