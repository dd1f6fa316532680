"""Twenty places become twenty-five for one quarter: one administrator proposes on the page, another approves."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from rules.loading import programme_file, text_of
from rules.period_keys import Period
from tests.browser.desks import Desks
from tests.browser.town import SECOND_ADMIN
from tests.stories.force import PROVINCE

TODAY = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
QUARTER = Period.containing(TODAY, "quarter").key
TWENTY, MANY = 'select: {at_most: "20"', 'select: {at_most: "many"'
MORE = f"""
exceptions:
  - for: {{periods: [{QUARTER}]}}
    because: "Kế hoạch cao điểm"
    set: {{stages.province.select.at_most: 25}}
"""
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))


@pytest.mark.timeout(120)
async def test_a_quota_is_changed_on_the_page_by_two_administrators(desks: Desks) -> None:
    first = await desks.sit(f"{PROVINCE}.admin", "/rules")
    await first.get_by_role("link", name="Đề nghị sửa quy chế").click()
    text = await first.locator("[name=text]").input_value()
    assert text.count(TWENTY) == 1

    await first.locator("[name=cases]").fill(CASES)
    await _write(first, text.replace(TWENTY, MANY))
    await first.get_by_role("button", name="Kiểm tra và xem trước").click()
    await expect(first.get_by_role("heading", name="1 chỗ cần sửa").first).to_be_visible()
    await _write(first, text + MORE)
    await first.get_by_role("button", name="Kiểm tra và xem trước").click()
    await expect(first.locator("ins").filter(has_text="25")).to_be_visible()
    await first.get_by_label("Có hiệu lực từ").fill(f"{TODAY:%d/%m/%Y}")
    await first.get_by_role("radio", name="Theo bản cũ đến hết").check()
    await first.get_by_label("Lý do").fill("Kế hoạch thi đua quý IV")
    await first.get_by_role("button", name="Gửi đề nghị").click()
    await expect(first.get_by_role("heading", level=1)).to_have_text("Kế hoạch thi đua quý IV")

    await _reload_until(first, "Chờ người thứ hai duyệt")
    await first.get_by_role("button", name="Duyệt").click()
    await expect(first.get_by_role("alert")).to_be_visible()  # nobody approves her own

    second = await desks.sit(SECOND_ADMIN, "/rules")
    await second.get_by_role("link", name="Kế hoạch thi đua quý IV").click()
    await expect(second.locator("ins").filter(has_text="25")).to_be_visible()
    await second.get_by_role("button", name="Duyệt").click()
    await expect(second.get_by_text("Đã ghi nhận.")).to_be_visible()
    await _reload_until(second, "Đã áp dụng")
    await second.goto("/rules")
    await second.locator("li").filter(has_text="đang có hiệu lực").get_by_role("link").click()
    await expect(second.locator(".clauses")).to_contain_text("25")


async def _write(page: Page, text: str) -> None:
    await page.locator("[name=text]").fill(text)


async def _reload_until(page: Page, words: str) -> None:
    for _ in range(40):
        if await page.get_by_text(words).count():
            return
        await page.wait_for_timeout(250)
        await page.reload()
    raise AssertionError(f"{words} never came")
