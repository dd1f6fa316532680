"""The back button, a double click and a mistake: nothing typed is lost, nothing is done twice."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from cli.lock import holder
from settings import read_running
from tests.browser.conftest import Standing
from tests.browser.desks import PHONE, Desks
from tests.cli.houses import answers, until

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


@contextmanager
def engine_away(data: Path) -> Iterator[None]:
    """Have the Temporal server gone: killed, while who would start it again is stopped."""
    up, running = holder(data), read_running(data)
    assert up
    assert running
    os.kill(up, signal.SIGSTOP)
    try:
        os.kill(running.server_pid, signal.SIGKILL)
        yield
    finally:
        os.kill(up, signal.SIGCONT)


@pytest.mark.timeout(180)
async def test_text_survives_while_the_engine_is_away_and_goes_through_once_when_it_is_back(
    desks: Desks, standing: Standing
) -> None:
    title, waiting, reason = "Dập lửa ở chợ huyện", "Trả lại ví tiền nhặt được", "Ghi rõ ví của ai,\nnhặt được ở đâu"
    id_ = await asyncio.to_thread(standing.visitors.log, f"{TEAM}.officer", waiting)
    officer = await desks.sit(f"{TEAM}.officer", "/my-log", size=PHONE)
    leader = await desks.sit(f"{TEAM}.leader", f"/nominations/{id_}")
    await _type(officer, title, place="chợ huyện")
    returning = leader.locator("form[action$='/return']")
    await leader.locator("summary", has_text="Trả lại để bổ sung").click()
    await returning.locator("[name=because]").fill(reason)
    log = officer.get_by_role("button", name="Ghi vào nhật ký")
    give_back = returning.get_by_role("button")

    with engine_away(standing.data):
        await log.click()
        await expect(officer.get_by_role("alert")).to_contain_text("máy chủ quy trình đang nghỉ")
        await give_back.click()
        await expect(leader.get_by_role("alert")).to_contain_text("máy chủ quy trình đang nghỉ")
        await expect(officer.get_by_label("Việc đã làm")).to_have_value(title)
        await expect(officer.get_by_label("Diễn biến")).to_have_value(STORY)
        await expect(officer.get_by_label("Nơi xảy ra")).to_have_value("chợ huyện")
        await expect(returning.locator("[name=because]")).to_have_value(reason)
    await asyncio.to_thread(until, lambda: answers(f"{standing.origin}/api/v1/ready"))

    await log.click()
    await expect(officer.get_by_role("heading", level=1)).to_have_text(title)
    await give_back.click()
    await expect(leader.get_by_role("alert")).to_have_count(0)
    assert await asyncio.to_thread(_logged, standing, title) == 1
    events = await asyncio.to_thread(standing.visitors.get, f"{TEAM}.officer", f"/nominations/{id_}/events")
    assert [one["event"] for one in events["events"]].count("returned") == 1
