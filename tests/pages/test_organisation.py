"""Changing the organisation on pages, without scripts: spreadsheets row by row, single rows, people and accounts."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from store import audit
from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import Sit

IMPORT = "/organisation/import"
PEOPLE = "person_id,name,unit_id,number\nmoi,Nguyễn Thị Mới,team,N-moi\nan,Cán bộ an,team,N-an\n"


async def bring(at: Browser, text: str, table: str = "people") -> Shown:
    form = (await at.get(IMPORT)).screen.form(IMPORT)
    return await at.upload(form, [("bảng.csv", text.encode())], table=table)


def known(database: Database, id_: str) -> Any:
    with database.read() as conn:
        assert audit.verify(conn).is_unbroken
        return conn.execute(select(t.people).where(t.people.c.id == id_)).mappings().first()


async def test_every_row_is_shown_before_anything_is_written(sit: Sit, sqlite_db: Database) -> None:
    admin = sit("admin")

    preview = await bring(admin, PEOPLE)
    before = known(sqlite_db, "moi")
    taken = await admin.send(preview.screen.form(IMPORT), do="all")

    assert (preview.status, before) == (200, None)
    assert "mới: 1 · thay đổi: 0 · không đổi: 1 · lỗi: 0" in preview.screen.text
    assert "Đã nhận: 1 mới, 0 thay đổi." in taken.screen.text
    assert known(sqlite_db, "moi")["name"] == "Nguyễn Thị Mới"


async def test_rows_with_errors_are_told_line_by_line_and_the_good_ones_may_be_taken(
    sit: Sit, sqlite_db: Database
) -> None:
    admin = sit("admin")

    preview = await bring(admin, PEOPLE + "x,Người không đơn vị,no-unit,N-x\n")
    taken = await admin.send(preview.screen.form(IMPORT), do="good")

    assert "không có đơn vị no-unit" in preview.screen.text
    assert "Nhận cả tệp" not in preview.screen.text
    assert "Đã nhận: 1 mới" in taken.screen.text
    assert (known(sqlite_db, "moi") is None, known(sqlite_db, "x")) == (False, None)


async def test_a_reorganisation_says_row_by_row_what_goes_along_before_it_is_carried_out(
    sit: Sit, sqlite_db: Database
) -> None:
    admin = sit("admin")
    rows = "old_unit_id,new_unit_id,name_vi\nteam,team-moi,Đội mới\nno-unit,team-moi,\n"

    preview = await bring(admin, rows, "mapping")
    before = known(sqlite_db, "an")["unit_id"]
    taken = await admin.send(preview.screen.form(IMPORT), do="good")

    assert "Từ 23/11/2026, team thành team-moi: 4 người, 0 đơn vị trực thuộc, 4 chức trách" in preview.screen.text
    assert "không có đơn vị no-unit" in preview.screen.text
    assert (before, "Đã nhận: 1 mới" in taken.screen.text) == ("team", True)
    assert known(sqlite_db, "an")["unit_id"] == "team-moi"


async def test_the_organisation_leads_to_its_reorganisation(sit: Sit) -> None:
    admin = sit("admin")

    page = await admin.get((await admin.get("/organisation")).screen.link("Sắp xếp lại đơn vị"))

    assert page.screen.form(IMPORT).fields[0] == ("table", "mapping")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Chưa chọn tệp nào"),
        ("person_id,tên\nmoi,Mới\n", "thiếu cột"),
        ("person_id,name,unit_id,number\n" + "a" * 800_000, "Nội dung gửi lên lớn hơn"),
    ],
)
async def test_a_file_of_which_no_row_can_be_told_is_refused_in_words(sit: Sit, text: str, says: str) -> None:
    refused = await bring(sit("admin"), text)

    assert refused.status in {413, 422}
    assert says in refused.screen.text


@pytest.mark.parametrize(("who", "status"), [("head", 403), ("auditor", 403), ("an", 403)])
async def test_only_an_administrator_of_the_house_brings_files(sit: Sit, who: str, status: int) -> None:
    fields = [("table", "people"), ("do", "all"), ("content", "cGVyc29uX2lk")]

    assert ((await sit(who).get(IMPORT)).status, (await sit(who).post(IMPORT, fields)).status) == (status, status)


async def test_an_office_is_given_with_dates_and_ended(sit: Sit) -> None:
    admin = sit("admin")
    page = await admin.get("/people/chi")
    rows = "/organisation/rows/offices"
    form = (await admin.get(page.screen.link("Giao chức trách"))).screen.form(rows)

    given = await admin.send(form, role="leader", valid_from="01/12/2026")
    held = await admin.follow(given)
    ended = await admin.send(
        (await admin.get(held.screen.link("Sửa hoặc kết thúc: chỉ huy"))).screen.form(rows), valid_to="31/12/2026"
    )

    assert (given.status, given.leads_to, ended.status) == (303, "/people/chi", 303)
    assert "từ 01/12/2026 đến 31/12/2026" in (await admin.follow(ended)).screen.text


async def test_duties_that_do_not_go_together_are_refused_beside_the_form(sit: Sit) -> None:
    admin = sit("admin")
    form = (await admin.get("/organisation/rows/offices?person_id=chair")).screen.form("/organisation/rows/offices")

    refused = await admin.send(form, role="administrator", unit_id="province")

    assert refused.status == 422
    assert "Quản trị hệ thống không ngồi trong hội đồng" in refused.screen.text
    assert ("unit_id", "province") in refused.screen.form("/organisation/rows/offices").fields


async def test_a_head_names_a_deputy_for_her_people_and_nobody_for_others(sit: Sit) -> None:
    head, rows = sit("head"), "/organisation/rows/deputies"
    form = (await head.get((await head.get("/people/binh")).screen.link("Cử người làm thay"))).screen.form(rows)

    named = await head.send(form, deputy_id="chi", valid_to="30/11/2026", reason="đi học")
    foreign = await head.get(f"{rows}?person_id=stranger")

    assert "Cán bộ chi làm thay Cán bộ binh · đi học" in (await head.follow(named)).screen.text
    assert foreign.status == 404


async def test_a_form_of_a_row_begins_with_the_whole_row(sit: Sit, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        conn.execute(t.people.update().where(t.people.c.id == "chi").values(email="chi@example.vn"))
    admin, rows = sit("admin"), "/organisation/rows/people"
    form = (await admin.get((await admin.get("/people/chi")).screen.link("Sửa thông tin"))).screen.form(rows)

    await admin.send(form, name="Trần Thị Chi")

    assert (known(sqlite_db, "chi")["name"], known(sqlite_db, "chi")["email"]) == ("Trần Thị Chi", "chi@example.vn")


async def test_an_account_is_made_and_its_code_is_shown_once(sit: Sit) -> None:
    admin = sit("admin")
    form = (await admin.get("/people/an")).screen.form("/people/an/accounts")

    made = await admin.send(form, name="an.nguyen")
    again = await admin.send(form, name="an.nguyen")
    page = await admin.get("/people/an")

    assert (made.status, "chỉ hiện lần này" in made.screen.text) == (200, True)
    assert "chỉ hiện lần này" not in again.screen.text
    assert ("an.nguyen" in page.screen.text, "chỉ hiện" in page.screen.text) == (True, False)


async def test_an_account_is_signed_out_disabled_and_enabled(sit: Sit) -> None:
    admin = sit("admin")
    await admin.send((await admin.get("/people/an")).screen.form("/people/an/accounts"), name="an.nguyen")

    async def ask(what: str) -> Shown:
        page = await admin.get("/people/an")
        return await admin.send(next(form for form in page.screen.forms if form.action.endswith(f"/{what}")))

    out, disabled = await ask("sign_out"), await ask("disable")
    locked = await admin.get("/accounts?q=nguyen")
    enabled = await ask("enable")

    assert [one.leads_to for one in (out, disabled, enabled)] == ["/people/an?done=account"] * 3
    assert re.search(r"an\.nguyen Cán bộ an Đã khóa", locked.screen.text)
    assert "Đang dùng" in (await admin.get("/accounts?q=an.ngu")).screen.text


async def test_a_name_that_is_taken_is_refused_and_stays_in_its_field(sit: Sit) -> None:
    admin = sit("admin")
    await admin.send((await admin.get("/people/an")).screen.form("/people/an/accounts"), name="chung")

    refused = await admin.send((await admin.get("/people/chi")).screen.form("/people/chi/accounts"), name="chung")

    assert refused.status == 409
    assert ("name", "chung") in refused.screen.form("/people/chi/accounts").fields


@pytest.mark.parametrize(("who", "status"), [("head", 403), ("an", 404), ("stranger", 404)])
async def test_accounts_of_others_are_not_made_by_anybody_else(sit: Sit, who: str, status: int) -> None:
    made = await sit(who).post("/people/chi/accounts", [("key", "a-key-of-a-form"), ("name", "x")])

    assert made.status == status


async def test_people_are_found_without_diacritics_and_only_those_she_may_see(sit: Sit) -> None:
    found, strange = await sit("head").get("/people?q=can+bo+binh"), await sit("stranger").get("/people?q=binh")

    assert ("Cán bộ binh" in found.screen.text, "Cán bộ binh" in strange.screen.text) == (True, False)
    assert (await sit("stranger").get("/people/binh")).status == 404
