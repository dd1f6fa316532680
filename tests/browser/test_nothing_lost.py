"""The back button, a double click and a mistake: nothing typed is lost, nothing is done twice."""

import asyncio

from playwright.async_api import Page, expect

from tests.browser.conftest import Standing
from tests.browser.desks import PHONE, Desks

TEAM = "doi-g"
STORY = "Cụ ông 79 tuổi ngã xe.\nTổ tuần tra sơ cứu rồi đưa cụ đến trạm y tế."


async def _type(page: Page, title: str, **more: str) -> None:
    await page.get_by_label("Việc đã làm").fill(title)
    await page.get_by_label("Diễn biến").fill(STORY)
    for name, text in more.items():
        await page.locator(f"[name={name}]").fill(text)


def _logged(standing: Standing, title: str) -> int:
    found = standing.visitors.get(f"{TEAM}.officer", "/nominations?limit=200")["items"]
    return sum(one["title"] == title for one in found)


async def test_a_double_click_logs_one_deed_and_so_does_going_back_and_sending_again(
    desks: Desks, standing: Standing
) -> None:
    title = "Sơ cứu người ngã xe"
    officer = await desks.sit(f"{TEAM}.officer", "/my-log", size=PHONE)
    await _type(officer, title)

    await officer.get_by_role("button", name="Ghi vào nhật ký").dblclick()
    await expect(officer.get_by_role("heading", level=1)).to_have_text(title)
    await officer.go_back()
    await expect(officer.get_by_role("button", name="Ghi vào nhật ký")).to_be_enabled()

    await expect(officer.get_by_role("heading", level=3, name=title)).to_have_count(1)
    assert await asyncio.to_thread(_logged, standing, title) == 1


async def test_text_survives_a_mistake_and_the_reader_is_led_to_it(desks: Desks) -> None:
    officer = await desks.sit(f"{TEAM}.officer", "/my-log", size=PHONE)
    await _type(officer, "Đưa người bệnh đi cấp cứu", done_on="01/01/2999", place="thôn 3")

    await officer.get_by_role("button", name="Ghi vào nhật ký").click()

    await expect(officer.get_by_role("alert")).to_be_focused()
    await expect(officer.get_by_label("Ngày làm")).to_have_attribute("aria-invalid", "true")
    await expect(officer.get_by_label("Việc đã làm")).to_have_value("Đưa người bệnh đi cấp cứu")
    await expect(officer.get_by_label("Diễn biến")).to_have_value(STORY)
    await expect(officer.get_by_label("Nơi xảy ra")).to_have_value("thôn 3")
