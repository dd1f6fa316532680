"""What a first visit costs over the air, as Chromium counts it: everything that comes, headers and all."""

from typing import Any

import pytest

from tests.browser.desks import PHONE, Desks

ALLOWANCE = 150_000


@pytest.mark.parametrize("at", ["/book", "/sign-in"])
async def test_a_first_visit_fetches_little(desks: Desks, at: str) -> None:
    page = await (await desks.open(size=PHONE)).new_page()
    wire = await page.context.new_cdp_session(page)
    fetched: list[float] = []
    wire.on("Network.loadingFinished", lambda told: fetched.append(_size(told)))
    await wire.send("Network.enable")

    await page.goto(at, wait_until="networkidle")
    await page.evaluate("document.fonts.ready")

    assert len(fetched) > 3  # the page, its style, its script and letters
    assert sum(fetched) <= ALLOWANCE


def _size(told: dict[str, Any]) -> float:
    return float(told["encodedDataLength"])
