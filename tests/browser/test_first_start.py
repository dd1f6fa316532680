"""A house on new data: the code that its start prints makes one administrator, and then the door is shut."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.desks import PHONE, Desks
from tests.browser.looks import SCHEMES, axe_finds, does_not_fit, take_picture
from tests.browser.town import PASSWORD
from tests.cli.houses import House

_CODE = re.compile(r"\b(?:[0-9a-f]{6}-){4}[0-9a-f]{6}\b")


@pytest.fixture
def new_house(tmp_path: Path, browser_file: str) -> Iterator[House]:  # noqa: ARG001 - nothing to start without one
    house = House(tmp_path / "data")
    try:
        yield house
    finally:
        house.end()


def _first_code(house: House) -> tuple[str, str]:
    """Return where the house is, and the code that it printed."""
    where = house.until_ready()
    assert house.process.stderr
    while not (found := _CODE.search(house.process.stderr.readline())):
        pass
    return str(where["api"]), found[0]


@pytest.mark.timeout(120)
async def test_the_first_code_makes_the_first_administrator_and_no_second(browser: Browser, new_house: House) -> None:
    origin, code = await asyncio.to_thread(_first_code, new_house)
    async with AsyncExitStack() as stack:
        desks = Desks(browser, origin, stack)
        page = await desks.walk_in("/first", size=PHONE)
        wrong = [*await does_not_fit(page), *[one for scheme in SCHEMES for one in await axe_finds(page, scheme)]]
        await take_picture(page, "vi-390", "first")
        for name, text in {"code": code, "person_name": "Nguyễn Thị Ánh", "number": "001-234", "name": "anh"}.items():
            await page.locator(f"[name={name}]").fill(text)
        await page.locator("[name=unit_name]").fill("Công an tỉnh")
        await page.locator("[name=password]").fill(PASSWORD)
        await page.get_by_role("button", name="Tạo tài khoản quản trị").click()

        await expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
        shut = await desks.walk_in("/first")
        await expect(shut.get_by_role("heading", level=1)).to_have_text("Chưa làm được")
        assert (wrong, desks.faults.found) == ([], [])
