"""The draft of a log entry: kept as typed, on every device of its author and for nobody else, gone once logged."""

from sqlalchemy import select

from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import Sit
from tests.pages.test_doing import STORY, log, today

DRAFT = "/my-log/draft"


async def keep(officer: Browser, **typed: str) -> Shown:
    form = (await officer.get("/my-log")).screen.form("/my-log")
    told = {"title": "Đưa cụ già đi lạc", "story": STORY, "done_on": "hôm qua", **typed}
    return await officer.post(DRAFT, form.filled(**told))


def typed(shown: Shown) -> dict[str, str]:
    return dict(shown.screen.form("/my-log").fields)


async def test_a_draft_is_there_as_it_was_typed_on_another_device(sit: Sit) -> None:
    kept = await keep(sit("an"))
    elsewhere = await sit("an").get("/my-log")

    assert (kept.status, kept.leads_to) == (303, "/my-log?done=draft")
    assert [typed(elsewhere)[name] for name in ("title", "story", "done_on")] == ["Đưa cụ già đi lạc", STORY, "hôm qua"]
    assert "Bản nháp, lưu lúc" in elsewhere.screen.text


async def test_it_is_kept_quietly_while_somebody_types(sit: Sit) -> None:
    quietly = await keep(sit("an"), quietly="yes", title="Đưa cụ")

    assert (quietly.status, typed(await sit("an").get("/my-log"))["title"]) == (204, "Đưa cụ")


async def test_nobody_else_has_it(sit: Sit) -> None:
    await keep(sit("an"))

    assert typed(await sit("chi").get("/my-log"))["title"] == ""


async def test_it_is_discarded_by_a_button(sit: Sit) -> None:
    officer = sit("an")
    await keep(officer)

    page = await officer.get("/my-log")
    after = await officer.follow(await officer.send(page.screen.form(f"{DRAFT}/discard")))

    assert "Đã bỏ bản nháp." in after.screen.text
    assert typed(after)["title"] == ""


async def test_it_is_gone_once_it_is_logged_however_late_the_last_save_comes(sit_live: Sit) -> None:
    officer = sit_live("chi")
    await keep(officer)
    form = (await officer.get("/my-log")).screen.form("/my-log")

    logged = await log(officer, title="Đưa cụ già đi lạc về nhà", done_on=today())
    late = await officer.post(DRAFT, form.fields)

    assert (logged.status, late.status) == (303, 303)
    assert typed(await officer.get("/my-log"))["title"] == ""


async def test_two_devices_with_the_same_draft_log_one_deed(sit_live: Sit) -> None:
    phone, desk = sit_live("chi"), sit_live("chi")
    await keep(phone, title="Trả lại túi tiền", done_on="")
    on_phone, on_desk = [(await at.get("/my-log")).screen.form("/my-log") for at in (phone, desk)]

    first = await phone.send(on_phone, done_on=today())
    second = await desk.send(on_desk, done_on=today())

    assert (first.status, first.leads_to) == (303, second.leads_to)


async def test_who_may_not_log_keeps_no_draft(sit: Sit, sqlite_db: Database) -> None:
    refused = await sit("admin").post(DRAFT, [("title", "x")])

    with sqlite_db.read() as conn:
        assert (refused.status, conn.execute(select(t.log_drafts)).all()) == (403, [])


async def test_a_draft_beyond_all_measure_is_refused(sit: Sit) -> None:
    refused = await sit("an").post(DRAFT, [("story", "ầ" * 100_001)])

    assert refused.status == 413
