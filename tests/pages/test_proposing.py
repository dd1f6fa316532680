"""Proposing other rules on a page: mistakes while one writes, what it would move, and the past decided again."""

from datetime import UTC, datetime

import pytest

from rules.loading import find_programme, programme_file, text_of
from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import Sit
from tests.store.makers import make_nomination, make_sitting
from tests.web.town import MEMBERS

TEXT = text_of(programme_file("so-vang"))
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))
_SHARE = "passes_with: at least 80% of members"
STRICTER = "passes_with: at least 81% of members".join(
    [_SHARE.join(TEXT.split(_SHARE)[:2]), _SHARE.join(TEXT.split(_SHARE)[2:])]
)
"""The second council, that of the quarter, asks for more."""

PROPOSE, CHECK = "/rules/propose", "/rules/propose/check"
OCTOBER = datetime(2026, 10, 5, 2, tzinfo=UTC)
STAGE = "unit-quarter"
PAST = "sitting/so-vang/unit-quarter/district/2026-Q3"


async def send(admin: Browser, do: str, **typed: str) -> Shown:
    return await admin.send((await admin.get(PROPOSE)).screen.form(PROPOSE), do=do, **typed)


async def test_a_draft_is_checked_while_it_is_written(sit: Sit) -> None:
    admin = sit("admin")

    well = await admin.post(CHECK, [("text", TEXT), ("cases", CASES)])
    broken = await admin.post(CHECK, [("text", TEXT.replace("kind: council", "kind: counsel", 1))])
    nothing = await admin.post(CHECK, [("text", "")])

    assert [one.status for one in (well, broken, nothing)] == [200, 200, 200]
    assert "Tệp này không có lỗi nào." in well.screen.text
    assert "dòng" in broken.screen.text
    assert "data-line=" in broken.html
    assert "<html" not in broken.html


@pytest.mark.parametrize(("who", "status"), [("office", 403), ("an", 403)])
async def test_only_who_may_change_the_rules_has_a_draft_checked(sit: Sit, who: str, status: int) -> None:
    assert (await sit(who).post(CHECK, [("text", "x")])).status == status


async def test_a_plan_says_what_each_choice_moves_and_in_which_sentences(sit: Sit, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        conn.execute(t.sittings.update().values(status="decided"))
        conn.execute(t.nominations.update().values(status="ended"))
    admin = sit("admin")

    planned = await send(admin, "check", text=STRICTER, cases=CASES, on="01/01/2027")

    assert planned.status == 200
    assert "Nếu áp dụng thì chuyển gì" in planned.screen.text
    assert dict(planned.screen.form(PROPOSE).fields)["text"] == STRICTER
    assert "81%" in planned.screen.text.partition("Câu nào thay đổi")[2]


async def test_the_past_is_decided_again_under_a_draft(sit: Sit, sqlite_db: Database) -> None:
    policy = find_programme("so-vang").stage(STAGE).model_dump(mode="json")
    with sqlite_db.write() as conn:
        make_nomination(conn, "n-7", title="Nhường chỗ cho cụ già")
        told = {
            "status": "decided",
            "period": "2026-Q3",
            "stage": STAGE,
            "policy": policy,
            "opened_at": OCTOBER,
            "closed_at": OCTOBER,
        }
        make_sitting(conn, PAST, members=MEMBERS, candidates=["n-7"], **told)
        counts = {"outcome": "selected", "rank": 1, "ayes": 4, "noes": 1, "abstentions": 0, "recused": 0}
        conn.execute(t.candidates.update().where(t.candidates.c.sitting_id == PAST).values(counts))
    admin = sit("admin")

    replayed = await send(admin, "replay", text=STRICTER, cases=CASES, over="2026-Q3")
    unsaid = await send(admin, "replay", text=STRICTER, cases=CASES, over="quý ba")

    assert replayed.status == 200
    assert "1 phiên, 1 lượt xét; 1 kết quả sẽ khác." in replayed.screen.text
    assert "Nhường chỗ cho cụ già: Được chọn → Không" in replayed.screen.text
    assert unsaid.status == 422
    assert ("over", "quý ba") in unsaid.screen.form(PROPOSE).fields


async def test_the_editor_is_loaded_where_rules_are_written_and_nowhere_else(sit: Sit) -> None:
    propose, rules = await sit("admin").get(PROPOSE), await sit("admin").get("/rules")

    assert ("editor" in propose.html, "editor" in rules.html) == (True, False)
