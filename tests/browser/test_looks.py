"""Every page as it looks: nothing that axe finds, in light and dark; nothing too wide and nothing cut; a picture of it.

The pictures lie in build/screenshots, in both languages, for a phone and a desk. Somebody has to look at them.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page
from starlette.routing import Route

from rules.loading import programme_file, text_of
from tests.browser.conftest import Standing
from tests.browser.desks import DESK, PHONE, Desks
from tests.browser.looks import SCHEMES, axe_finds, does_not_fit, take_picture
from tests.browser.town import PUBLISHER, SECOND_ADMIN
from tests.store.test_files import picture
from tests.stories.force import PROVINCE, council, rule_text
from web.house import VIETNAM, now_utc
from web.pages import ROUTERS

UNIT, TEAM = "huyen-d", "doi-d"
OFFICER, LEADER, SECRETARY, HEAD = f"{TEAM}.officer", f"{TEAM}.leader", f"{UNIT}.secretary", council(UNIT)[0]
LONG = (
    "Phối hợp cùng Bộ Chỉ huy quân sự huyện, Đoàn thanh niên và bà con ba thôn dựng lại mười hai ngôi nhà bị lốc"
    " xoáy tốc mái trong đêm, bảo đảm chỗ ở cho người già, trẻ em và phụ nữ mang thai trước khi trời sáng"
)
STORY = "Nhận tin báo lúc 21 giờ, tổ công tác có mặt sau mười lăm phút.\nMọi người làm đến bốn giờ sáng."
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))
SIZES = (PHONE, DESK)
NO_PAGES = {
    "/",
    "/alive",
    "/sign-in/oidc",
    "/sign-in/oidc/back",
    "/account/oidc",
    "/book/{entry_id:path}/photos/{evidence_id}",
}
"""Addresses that only lead on, answer a script or hold a picture."""

Act = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True)
class Look:
    """A page as somebody sees it: its name among the pictures, its address, what is done there first."""

    name: str
    at: str
    first: Act | None = None


@dataclass(frozen=True)
class Cases:
    """What stands on the pages: nominations of all sorts, sittings, an entry, a proposed change of the rules."""

    waiting: str
    returned: str
    selected: str
    month: str
    quarter: str
    province: str
    entry: str
    change: str
    edition: str


@pytest.fixture(scope="module")
def cases(standing: Standing) -> Iterator[Cases]:
    """Make one of each, over the API."""
    visitors = standing.visitors
    selected, refused = (visitors.log(OFFICER, title, story=STORY) for title in (LONG, "Hiến máu cứu người"))
    returned, waiting, _ = (
        visitors.log(OFFICER, title, story=STORY, place="thôn 3, xã Đắk Drô", beneficiaries=1250)
        for title in (
            "Tìm trẻ lạc trong rừng",
            "Hỗ trợ làm căn cước tại nhà cho người già yếu",
            "Nhặt được của rơi trả lại",
        )
    )
    photos = [
        visitors.bring(OFFICER, "POST", f"/nominations/{selected}/evidence", picture(size), "anh.jpg")["id"]
        for size in ((1600, 1200), (900, 1200))
    ]
    visitors.ask(LEADER, returned, "return", because="Ghi rõ giúp ai, ở đâu")
    for id_ in (selected, refused):
        visitors.ask(LEADER, id_, "recommend")
    month = visitors.open_now(SECRETARY, "unit-month", UNIT)
    for member in council(UNIT):
        visitors.vote(member, month, {selected: "for", refused: "against"})
    visitors.until(lambda: visitors.get(SECRETARY, f"/sittings/{month}")["status"] == "decided")
    quarter = visitors.open_now(SECRETARY, "unit-quarter", UNIT)
    visitors.vote(council(UNIT)[3], quarter, {}, stands_aside=[{"nomination_id": selected, "reason": "họ hàng"}])
    paper = f"/sittings/{quarter}/written-ballots/{council(UNIT)[1]}"
    visitors.write(SECRETARY, "PUT", paper, {"choices": {selected: "for"}})
    visitors.bring(SECRETARY, "PUT", f"{paper}/scan?shows_no_choice=true", picture())
    visitors.until(lambda: bool(visitors.get(SECRETARY, f"/books/entries?nomination={selected}")["items"]))
    (entry,) = visitors.get(SECRETARY, f"/books/entries?nomination={selected}")["items"]
    visitors.write(PUBLISHER, "PUT", f"/books/entries/{entry['id']}/photos", {"public": photos[:1]})
    (province, *_) = visitors.get(f"{PROVINCE}.office", "/sittings?stage=province")["items"]
    (edition, *_) = visitors.get(f"{PROVINCE}.office", "/rules/editions?programme=so-vang")["items"]
    later = (now_utc().astimezone(VIETNAM).date() + timedelta(days=200)).isoformat()
    proposed = {
        "text": rule_text().replace("within: 3 working days  # our", "within: 4 working days  # our"),
        "cases": CASES,
        "from": later,
        "running": "pin",
        "because": "Đội trưởng cần thêm một ngày làm việc để xác minh",
    }
    change = visitors.call(f"{PROVINCE}.admin", "POST", "/rules/changes", proposed).json()
    visitors.until(lambda: visitors.get(HEAD, f"/rules/changes/{change['id']}")["phase"] == "proposed")
    yield Cases(waiting, returned, selected, month, quarter, province["id"], entry["id"], change["id"], edition["hash"])
    # while one change waits for a second person, nobody proposes another: the house is others' too
    taken_back = {"ask": "withdraw", "because": "xong"}
    visitors.call(f"{PROVINCE}.admin", "POST", f"/rules/changes/{change['id']}/commands", taken_back)
    visitors.until(lambda: visitors.get(HEAD, f"/rules/changes/{change['id']}")["phase"] == "withdrawn")


async def _log_wrongly(page: Page) -> None:
    await page.locator("[name=done_on]").fill("01/01/2999")
    await page.get_by_role("button", name="Ghi vào nhật ký").or_(page.get_by_role("button", name="Log it")).click()


async def _choose_all(page: Page) -> None:
    for box in await page.locator("[name=id]").all():
        await box.check()
    await page.locator("button[form=several]").click()


async def _bring_mapping(page: Page) -> None:
    rows = f"old_unit_id,new_unit_id,name_vi\n{UNIT},huyen-moi,Công an huyện mới\nkhong-co,huyen-moi,\n"
    file = {"name": "sap-xep.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    await page.locator("input[type=file]").set_input_files([file])
    await page.locator("main button[type=submit]").click()
    await page.get_by_text("huyen-moi").first.wait_for()


async def _back_up(page: Page) -> None:
    await page.locator("form[action='/system/backups']").get_by_role("button").click()
    await page.wait_for_url("**/system?done=backup")


async def _open_some(page: Page) -> None:
    await page.evaluate("[...document.querySelectorAll('details')].slice(0, 4).forEach((one) => { one.open = true; })")


def _check_draft(before: str, after: str) -> Act:
    async def check(page: Page) -> None:
        box = page.locator("[name=text]")
        text = await box.input_value()
        assert before in text
        await box.fill(text.replace(before, after))
        await page.locator("[name=cases]").fill(CASES)
        await page.locator("button[value=check]").click()

    return check


def looks(cases: Cases) -> dict[str | None, list[Look]]:
    """Return every page by who looks at it; None is anybody."""
    return {
        None: [
            Look("sign-in", "/sign-in"),
            Look("code", "/sign-in/code"),
            Look("book", "/book"),
            Look("book-searched", "/book?q=khong+co+gi"),
            Look("entry", f"/book/{cases.entry}"),
            Look("docs", "/docs", _open_some),
        ],
        OFFICER: [
            Look("my-log", "/my-log"),
            Look("my-log-refused", "/my-log", _log_wrongly),
            Look("nomination-returned", f"/nominations/{cases.returned}"),
            Look("nomination-selected", f"/nominations/{cases.selected}"),
            Look("comments", "/comments"),
            Look("not-there", "/nominations/n-none"),
            Look("account", "/account"),
            Look("prove", "/prove"),
        ],
        LEADER: [
            Look("to-recommend", "/to-recommend"),
            Look("recommend-several", "/to-recommend", _choose_all),
            Look("nomination-waiting", f"/nominations/{cases.waiting}"),
            Look("nominations", "/nominations"),
        ],
        council(UNIT)[2]: [
            Look("sittings", "/sittings"),
            Look("ballot", f"/sittings/{cases.quarter}"),
            Look("sitting-decided", f"/sittings/{cases.month}"),
        ],
        SECRETARY: [
            Look("sitting-room-open", f"/sitting-room/{cases.quarter}"),
            Look("written-ballot", f"/sitting-room/{cases.quarter}/written-ballots/{council(UNIT)[4]}"),
            Look("written-ballot-scanned", f"/sitting-room/{cases.quarter}/written-ballots/{council(UNIT)[1]}"),
            Look("sitting-room-decided", f"/sitting-room/{cases.month}"),
        ],
        PUBLISHER: [Look("entry-photos", f"/book/{cases.entry}")],
        HEAD: [Look("our-unit", "/our-unit"), Look("organisation-unit", f"/organisation/{UNIT}")],
        f"{PROVINCE}.office": [
            Look("board", "/board"),
            Look("sitting-planned", f"/sittings/{cases.province}"),
            Look("sitting-room-planned", f"/sitting-room/{cases.province}"),
            Look("ahead", "/board/ahead"),
            Look("remedy", f"/remedies?remedy=reassign&id={cases.waiting}"),
            Look("people", "/people"),
            Look("nominations-of-all", "/nominations?sort=due_at"),
        ],
        f"{PROVINCE}.admin": [
            Look("rules", "/rules"),
            Look("edition", f"/rules/editions/{cases.edition}"),
            Look("rule-change", f"/rules/changes/{cases.change}"),
            Look("propose", "/rules/propose"),
            Look("propose-mistakes", "/rules/propose", _check_draft('at_most: "20"', "at_most: many")),
            Look("propose-plan", "/rules/propose", _check_draft("3 working days", "4 working days")),
        ],
        SECOND_ADMIN: [
            Look("organisation", "/organisation"),
            Look("unit", f"/organisation/{UNIT}"),
            Look("person", f"/people/{council(UNIT)[1]}"),
            Look("new-row", "/organisation/rows/people"),
            Look("import", "/organisation/import"),
            Look("reorganisation", "/organisation/import?table=mapping", _bring_mapping),
            Look("accounts", "/accounts"),
            Look("system", "/system", _back_up),
        ],
    }


ADMIN = f"{PROVINCE}.admin"
PEOPLE = (
    None,
    OFFICER,
    LEADER,
    council(UNIT)[2],
    SECRETARY,
    PUBLISHER,
    HEAD,
    f"{PROVINCE}.office",
    ADMIN,
    SECOND_ADMIN,
)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who or "anybody")
async def test_every_page_fits_its_screen_and_axe_finds_nothing(
    desks: Desks, cases: Cases, who: str | None, language: str
) -> None:
    found = []
    page = await (desks.sit(who, language=language) if who else desks.walk_in("/book", language=language))

    for look in looks(cases)[who]:
        await page.set_viewport_size(DESK)
        await page.goto(look.at)
        if look.first:
            await look.first(page)
        for size in SIZES:
            await page.set_viewport_size(size)
            wrong = await does_not_fit(page)
            if language == "vi":  # what axe looks at is the same in both languages
                wrong += [one for scheme in SCHEMES for one in await axe_finds(page, scheme)]
            await take_picture(page, f"{language}-{size['width']}", look.name)
            found += [f"{look.name} at {size['width']} px: {one}" for one in wrong]

    assert found == []


def test_every_page_there_is_is_looked_at(cases: Cases) -> None:
    looked = {urlsplit(look.at).path for some in looks(cases).values() for look in some}

    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, Route)]
    unseen = [
        route.path
        for route in routes
        if "GET" in (route.methods or ()) and not any(route.path_regex.match(path) for path in looked)
    ]

    assert set(unseen) == NO_PAGES | {"/first"}  # that one has a house of its own
    assert tuple(looks(cases)) == PEOPLE
