"""The page of the system: what waits, what fails and what can be done about it, and the versions of everything."""

from datetime import timedelta
from importlib.metadata import version

import pytest
from sqlalchemy import select

from store import tables as t
from store.engine import Database
from tests.pages.conftest import Sit
from tests.web.conftest import NOW


async def test_the_house_says_how_it_does_without_an_engine(sit: Sit) -> None:
    shown = await sit("admin").get("/system")

    assert shown.status == 200
    assert "Máy chủ quy trìnhKhông trả lời" in shown.screen.text
    assert f"Temporal SDK{version('temporalio')}" in shown.screen.text
    assert "SQLite 3." in shown.screen.text
    assert "bản mới nhất" not in shown.screen.text


async def test_what_waits_and_what_failed_on_its_way_out_is_counted(sit: Sit, sqlite_db: Database) -> None:
    message = {"to_person_id": "an", "kind": "recorded", "params": {}, "created_at": NOW}
    due = {"about": "n-2", "obligation": "review", "kind": "first", "role": "leader", "unit_id": "team"}
    with sqlite_db.write() as conn:
        for number, state in ((1, "queued"), (2, "failed")):
            conn.execute(t.outbox.insert().values({**message, "id": number, "dedupe": str(number), "state": "sent"}))
            way = {"message_id": number, "channel": "mail", "state": state, "next_at": NOW, "because": "refused"}
            conn.execute(t.deliveries.insert().values({**way, "attempts": 3}))
        late = {"at": NOW - timedelta(hours=1), "state": "planned", "dedupe": "r"}
        conn.execute(t.reminders.insert().values({**due, **late}))

    shown = await sit("admin").get("/system")

    assert "Thư điện tử · 1 đang chờ, 1 hỏng trong 7 ngày quarefused" in shown.screen.text
    assert "Lượt nhắc đến giờ1" in shown.screen.text


async def test_a_backup_is_made_once_however_often_its_form_is_sent(sit: Sit, sqlite_db: Database) -> None:
    admin = sit("admin")
    page = await admin.get("/system")
    form = page.screen.form("/system/backups")

    made = [await admin.send(form) for _ in range(2)]
    after = await admin.follow(made[0])

    assert "Chưa có bản sao lưu nào." in page.screen.text
    assert [one.leads_to for one in made] == ["/system?done=backup"] * 2
    assert "Đã sao lưu và kiểm tra xong." in after.screen.text
    assert "toàn vẹn" in after.screen.text
    assert "Cán bộ admin" in after.screen.text
    with sqlite_db.read() as conn:
        assert conn.execute(select(t.audit.c.actor_id).where(t.audit.c.action == "backup_made")).scalars().all() == [
            "admin"
        ]


async def test_an_auditor_sees_the_backups_and_makes_none(sit: Sit) -> None:
    page = await sit("auditor").get("/system")

    assert "Chưa có bản sao lưu nào." in page.screen.text
    assert [form.action for form in page.screen.forms if "backups" in form.action] == []
    assert (await sit("auditor").post("/system/backups", [("key", "a-key-of-a-form")])).status == 403


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("head", 403), ("an", 403)])
async def test_it_is_for_those_who_run_or_check_the_house(sit: Sit, who: str, status: int) -> None:
    assert (await sit(who).get("/system")).status == status


async def test_before_the_whole_house_the_servers_version_is_there(sit_live: Sit) -> None:
    shown = await sit_live("admin").get("/system")

    assert "Máy chủ quy trìnhHoạt động" in shown.screen.text
    assert "Không hoạt động nào đang hỏng." in shown.screen.text
    assert "Temporal?" not in shown.screen.text
