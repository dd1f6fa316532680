"""The ballot on a screen of 390 px: within reach and within the screen, one for all candidates, no number shown."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Standing
from tests.browser.desks import PHONE, Desks
from tests.browser.town import PASSWORD
from tests.store.test_files import picture, with_place
from tests.stories.force import council

UNIT, TEAM = "huyen-b", "doi-b"
TITLES = ("Cứu người bị nước cuốn", "Trả lại ví tiền cho người đánh rơi", "Giúp dân gặt lúa chạy bão")
_PRESSED = "main a.ds-button, main button, main label.choice, header a, header button"
_SMALL = """(pressed) => [...document.querySelectorAll(pressed)]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def sitting(standing: Standing) -> str:
    """An open vote on three deeds."""
    visitors = standing.visitors
    for title in TITLES:
        id_ = visitors.log(f"{TEAM}.officer", title)
        visitors.ask(f"{TEAM}.leader", id_, "recommend")
    return visitors.open_now(f"{UNIT}.secretary", "unit-month", UNIT)


@pytest.mark.timeout(120)
async def test_all_candidates_are_voted_on_at_once_and_the_ballot_changed(desks: Desks, sitting: str) -> None:
    member = await desks.sit(council(UNIT)[1], f"/sittings/{sitting}", size=PHONE)
    bar = member.locator(".ballot-bar")

    await expect(bar).to_contain_text("Đã chọn 0 trên 3")
    for title in TITLES:
        await _choose(member, title, "Tán thành")
    await expect(bar).to_contain_text("Đã chọn 3 trên 3")
    await expect(bar).to_be_in_viewport()
    fits = await member.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    small = await member.evaluate(_SMALL, _PRESSED)
    await bar.get_by_role("button").click()
    await expect(member.get_by_text("lần thứ 1,")).to_be_visible()
    await _choose(member, TITLES[0], "Không tán thành")
    await bar.get_by_role("button", name="Gửi phiếu mới thay phiếu cũ").click()

    await expect(member.get_by_text("lần thứ 2,")).to_be_visible()
    await expect(member.locator("input:checked")).to_have_count(0)  # an open screen does not tell how she voted
    assert (fits, small) == (True, [])


@pytest.mark.timeout(120)
async def test_who_stands_aside_says_why_and_the_rest_of_the_ballot_stays(desks: Desks, sitting: str) -> None:
    member = await desks.sit(council(UNIT)[2], f"/sittings/{sitting}", size=PHONE)
    await _choose(member, TITLES[1], "Không có ý kiến")
    await _choose(member, TITLES[0], "Tôi có liên quan, xin không biểu quyết")

    await member.get_by_role("button", name="Gửi phiếu").click()

    await expect(member.get_by_text("Hãy ghi vì sao đồng chí có liên quan.")).to_be_visible()
    await expect(_card(member, TITLES[1]).get_by_role("radio", name="Không có ý kiến")).to_be_checked()
    await _card(member, TITLES[0]).get_by_label("Liên quan thế nào").fill("Người được giúp là mẹ tôi")
    await member.get_by_role("button", name="Gửi phiếu").click()
    await expect(member.get_by_text("Đồng chí không biểu quyết việc này vì liên quan.")).to_be_visible()


@pytest.mark.timeout(120)
async def test_the_back_button_and_a_double_click_cast_one_ballot(
    desks: Desks, sitting: str, standing: Standing
) -> None:
    voter = council(UNIT)[3]
    member = await desks.sit(voter, f"/sittings/{sitting}", size=PHONE)
    await _choose(member, TITLES[0], "Tán thành")

    await member.get_by_role("button", name="Gửi phiếu").dblclick()
    await expect(member.get_by_text("lần thứ 1,")).to_be_visible()
    await member.go_back()
    await _choose(member, TITLES[0], "Không tán thành")
    await member.get_by_role("button", name="Gửi phiếu").click()

    receipt = f"/sittings/{sitting}/ballot"
    told = await asyncio.to_thread(standing.visitors.get, voter, receipt)
    await expect(member.get_by_text(f"lần thứ {told['revision']},")).to_be_visible()
    assert told["revision"] == 2


@pytest.mark.timeout(120)
async def test_a_proof_that_is_asked_again_is_given_beside_the_ballot_and_no_mark_is_lost(
    desks: Desks, sitting: str, standing: Standing
) -> None:
    voter = council(UNIT)[4]
    member = await desks.sit(voter, f"/sittings/{sitting}", size=PHONE)
    await _choose(member, TITLES[2], "Không tán thành")
    await asyncio.to_thread(standing.let_proofs_grow_old, voter)

    await member.get_by_role("button", name="Gửi phiếu").click()
    async with member.context.expect_page() as opening:
        await member.get_by_role("link", name="Xác nhận trong thẻ mới").click()
    beside = await opening.value
    await beside.get_by_label("Mật khẩu").fill(PASSWORD)
    await beside.get_by_role("button", name="Xác nhận", exact=True).click()
    await expect(beside).to_have_url(member.url)
    await expect(_card(member, TITLES[2]).get_by_role("radio", name="Không tán thành")).to_be_checked()
    await member.get_by_role("button", name="Gửi phiếu").click()

    await expect(member.get_by_text("lần thứ 1,")).to_be_visible()


@pytest.mark.timeout(120)
async def test_the_receipt_of_an_absent_member_is_photographed_and_kept_with_her_paper(
    desks: Desks, sitting: str
) -> None:
    paper = f"/sitting-room/{sitting}/written-ballots/{council(UNIT)[0]}"
    secretary = await desks.sit(f"{UNIT}.secretary", paper, size=PHONE)
    receipt = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture((1200, 1600), exif=with_place())}
    for title in TITLES:
        await _choose(secretary, title, "Tán thành")
    await secretary.get_by_role("button", name="Ghi lần đọc thứ nhất").click()
    await secretary.get_by_role("link", name="Kèm bản chụp").click()

    await secretary.get_by_label("Chọn một ảnh").set_input_files([receipt])
    await secretary.get_by_role("button", name="Lưu tệp này").click()
    await expect(secretary.get_by_role("alert")).to_contain_text("hãy đánh dấu là đã kiểm tra")
    await secretary.get_by_label("Tôi đã kiểm tra").check()
    await secretary.get_by_label("Chọn một ảnh").set_input_files([receipt])
    await secretary.get_by_role("button", name="Lưu tệp này").click()

    await expect(secretary.get_by_text("Đã lưu tệp kèm phiếu.")).to_be_visible()
    async with secretary.expect_download() as saving:
        await secretary.get_by_role("link", name="Tải tệp đã lưu").click()
    assert (await saving.value).suggested_filename.endswith("-1.jpg")


def _card(page: Page, title: str) -> Locator:
    return page.get_by_role("article").filter(has_text=title)


async def _choose(page: Page, title: str, choice: str) -> None:
    await _card(page, title).get_by_role("radio", name=choice, exact=True).check()
