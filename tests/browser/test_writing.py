"""What is written keeps itself, photos go with it, and a rule file is completed and checked meanwhile."""

import pytest
from playwright.async_api import expect

from rules.loading import programme_file, text_of
from tests.browser.desks import DESK, PHONE, Desks
from tests.store.test_files import picture, with_place
from tests.stories.force import PROVINCE

_TO_THE_COUNCIL = """(box) => {
    const found = /\\n +kind: "?council"?/.exec(box.value), at = found.index + found[0].length;
    box.focus();
    box.setSelectionRange(at, at);
}"""
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))
_PLACE = "(one) => one.getBoundingClientRect().top + scrollY"
OFFICER = "doi-b.officer"
TITLE = "Đưa cháu bé đi lạc về với gia đình"


@pytest.mark.timeout(120)
async def test_a_draft_keeps_itself_and_is_there_on_another_device_until_it_is_logged_with_its_photo(
    desks: Desks,
) -> None:
    phone = await desks.sit(OFFICER, "/my-log", size=PHONE)
    await phone.get_by_label("Việc đã làm").fill(TITLE)
    await expect(phone.get_by_text("Đã lưu nháp lúc")).to_be_visible()

    other = await desks.sit(OFFICER, "/my-log")
    await expect(other.get_by_label("Việc đã làm")).to_have_value(TITLE)
    await other.get_by_label("Diễn biến").fill("Cháu bé đứng khóc bên đường.")
    photo = {"name": "cháu bé.jpg", "mimeType": "image/jpeg", "buffer": picture((1600, 1200), exif=with_place())}
    await other.get_by_label("Chọn ảnh hoặc tệp PDF").set_input_files([photo])
    await other.get_by_role("button", name="Ghi vào nhật ký").click()

    await expect(other.get_by_role("heading", level=1)).to_have_text(TITLE)
    image = other.get_by_role("img", name="Ảnh cháu bé.jpg")
    await image.scroll_into_view_if_needed()
    await other.wait_for_function("document.querySelector('.files img').naturalWidth > 0")
    await phone.goto("/my-log")
    await expect(phone.get_by_label("Việc đã làm")).to_have_value("")


@pytest.mark.timeout(120)
async def test_a_rule_file_is_completed_by_its_schema_and_checked_while_it_is_written(desks: Desks) -> None:
    admin = await desks.sit(f"{PROVINCE}.admin", "/rules/propose")
    box = admin.get_by_label("Tệp quy chế (YAML)")
    await box.evaluate(_TO_THE_COUNCIL)

    await admin.keyboard.insert_text("\n    early_c")
    offered = admin.get_by_role("button", name="early_close")
    await expect(offered).to_be_visible()
    await admin.keyboard.press("Control+Space")
    await expect(offered).to_be_focused()
    await admin.keyboard.press("Enter")
    await admin.get_by_role("button", name="never").click()

    assert "\n    early_close: never\n" in await box.input_value()
    await expect(admin.get_by_role("status").get_by_text("chỗ cần sửa")).to_be_visible()  # the key stands there twice


@pytest.mark.timeout(120)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_what_comes_while_one_writes_moves_nothing(desks: Desks, size: dict[str, int]) -> None:
    admin = await desks.sit(f"{PROVINCE}.admin", "/rules/propose", size=size)
    box, send = admin.get_by_label("Tệp quy chế (YAML)"), admin.get_by_role("button", name="Gửi đề nghị")
    text, before = await box.input_value(), await send.evaluate(_PLACE)
    await admin.locator("[name=cases]").fill(CASES)

    places = []
    for written, says in ((text.replace('at_most: "20"', "at_most: many"), "cần sửa"), (text, "không có lỗi")):
        await box.fill(written)
        await expect(admin.locator("#check").get_by_text(says)).to_be_visible()
        places.append(await send.evaluate(_PLACE))
    await box.evaluate(_TO_THE_COUNCIL)
    await admin.keyboard.insert_text("\n    early_c")
    await expect(admin.get_by_role("button", name="early_close")).to_be_visible()

    assert [*places, await send.evaluate(_PLACE)] == [before] * 3
