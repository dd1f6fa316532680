"""Signing in by passkey and by way of another house, and how soon an open page is put out."""

import asyncio

from playwright.async_api import Page, expect

from tests.browser.conftest import Standing
from tests.browser.desks import Desks
from tests.browser.town import PASSWORD
from tests.stories.force import PROVINCE, council

WITHIN_MS = 5000


async def _give_a_key(page: Page) -> None:
    """Put an authenticator into the browser's machine that knows its holder."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    told = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = told | {"isUserVerified": True, "automaticPresenceSimulation": True}
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_a_passkey_is_made_and_opens_the_house(desks: Desks) -> None:
    page = await desks.sit(f"{PROVINCE}.office", "/account")
    await _give_a_key(page)

    await page.get_by_label("Tên của khóa").fill("Máy của phòng")
    await page.get_by_role("button", name="Thêm khóa truy cập").click()
    await expect(page.get_by_text("Khóa truy cập (passkey): Máy của phòng")).to_be_visible()
    await page.get_by_role("button", name="Đăng xuất").click()
    await page.goto("/sign-in?next=/nominations")
    await page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    await expect(page).to_have_url(f"{desks.origin}/nominations")


async def test_the_other_house_is_linked_and_then_opens_this_one(desks: Desks, standing: Standing) -> None:
    desks.faults.let_ask(standing.issuer.url)
    standing.issuer.subject = "somebody there"
    page = await desks.sit(council("huyen-g")[0], "/account")

    await page.get_by_role("link", name="Gắn với Cổng của Bộ").click()
    await expect(page.get_by_text("Tài khoản ở hệ thống khác")).to_be_visible()
    await page.get_by_role("button", name="Đăng xuất").click()
    await page.goto("/sign-in?next=/our-unit")
    await page.get_by_role("link", name="Đăng nhập qua Cổng của Bộ").click()

    await expect(page).to_have_url(f"{desks.origin}/our-unit")


async def test_the_other_house_is_linked_after_a_proof_too(desks: Desks, standing: Standing) -> None:
    who = council("huyen-g")[1]
    desks.faults.let_ask(standing.issuer.url)
    standing.issuer.subject = "somebody else there"
    page = await desks.sit(who, "/account")
    await asyncio.to_thread(standing.let_proofs_grow_old, who)

    await page.get_by_role("link", name="Gắn với Cổng của Bộ").click()
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Xác nhận", exact=True).click()
    await page.get_by_role("link", name="Gắn với Cổng của Bộ").click()

    await expect(page.get_by_text("Tài khoản ở hệ thống khác")).to_be_visible()


async def test_an_open_page_is_put_out_when_its_session_is_ended(desks: Desks, standing: Standing) -> None:
    who = f"{PROVINCE}.auditor"
    page = await desks.sit(who, "/board")
    await page.clock.install()  # the page's own clock, turned by hand: a busy machine makes nothing late
    await page.reload()
    await page.clock.run_for(WITHIN_MS)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bảng theo dõi")

    await asyncio.to_thread(standing.end_sessions, who)
    await page.clock.run_for(WITHIN_MS)

    await expect(page).to_have_url(f"{desks.origin}/sign-in?next=%2Fboard")


async def test_a_page_that_lies_open_is_idle_and_who_types_is_not(desks: Desks, standing: Standing) -> None:
    who = "doi-g.leader"
    page = await desks.sit(who, "/nominations")
    await page.clock.install()
    await page.reload()
    long_ago = await asyncio.to_thread(standing.let_lie, who)

    await page.clock.run_for(WITHIN_MS)
    await page.wait_for_load_state("networkidle")
    untouched = await asyncio.to_thread(standing.seen_at, who)
    await page.get_by_role("searchbox").press("a")
    await page.clock.run_for(WITHIN_MS)

    assert untouched == long_ago
    await asyncio.to_thread(standing.visitors.until, lambda: standing.seen_at(who) > long_ago)
