"""Minutes and decisions as PDF: only of decided sittings, only for whoever keeps the room, and no vote of anybody."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from rules.sitting import Decision, Tally
from store import audit
from store import tables as t
from store.engine import Database
from store.outcomes import keep
from tests.store.makers import make_nomination, make_sitting
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from tests.web.town import MEMBERS

SITTING = "sitting/so-vang/unit-month/district/2026-11"
MINUTES, DECISIONS = f"/sittings/{SITTING}/minutes.pdf", f"/sittings/{SITTING}/decisions.pdf"


@pytest.fixture
def room(api_on_both: Api, db: Database) -> Api:
    """The API with a decided sitting: one candidate of two was chosen and stands in the unit's book."""
    with db.write() as conn:
        make_nomination(conn, "n-1", title="Tìm người lạc ở Đắk R'lấp")
        make_nomination(conn, "n-2", title="Trả lại ví nhặt được")
        make_sitting(conn, SITTING, members=MEMBERS, period="2026-11")
        tallies = [Tally(nomination_id="n-1", ayes=4, noes=1), Tally(nomination_id="n-2", ayes=3, noes=2)]
        decisions = [
            Decision(nomination_id="n-1", outcome="selected", rank=1, needed=4, base=5),
            Decision(nomination_id="n-2", outcome="not_selected", needed=4, base=5),
        ]
        keep(conn, SITTING, 1, decisions, tallies)
        change(conn, status="decided", closed_at=NOW)
        line = {"id": "unit/district/2026/1", "book": "unit", "unit_id": "district", "year": 2026, "number": 1}
        told = {"nomination_id": "n-1", "sitting_id": SITTING, "title": "Tìm người lạc ở Đắk R'lấp", "recorded_at": NOW}
        paper = {"document": "recognition-decision", "decision_no": "1/QĐ-CNVT", "is_sample": False}
        conn.execute(t.entries.insert().values(line | told | paper))
    return api_on_both


def change(conn: Any, **values: Any) -> None:
    conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(values))


async def pages(api: Api, path: str) -> list[str]:
    """Return what stands on each page, every run of white space as one space."""
    answer = await api.get(path, as_="secretary")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(b"%PDF-")
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages]


async def test_the_minutes_tell_the_council_the_counts_and_the_head_of_the_chain(room: Api, db: Database) -> None:
    text = " ".join(await pages(room, MINUTES))

    with db.read() as conn:
        head = audit.head(conn)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BIÊN BẢN",
        "HỘI ĐỒNG DISTRICT",
        "ngày 23 tháng 11 năm 2026",
        "Cán bộ chair",
        "bỏ phiếu kín",
        "Tìm người lạc ở Đắk R'lấp",
        "Trả lại ví nhặt được",
        f"mục {head.seq}, {head.entry_hash}",
    ):
        assert said in text
    assert re.search(r"4 1 0 5 4 1 Được chọn", text)
    assert re.search(r"3 2 0 5 4 Không được chọn", text)
    assert "MẪU" not in text


async def test_a_decision_stands_on_the_rules_and_the_count_under_its_number(room: Api) -> None:
    (text,) = await pages(room, DECISIONS)

    for said in (
        "CÔNG AN DISTRICT",
        "CÔNG AN PROVINCE",
        "Số: 1/QĐ-CNVT",
        "Lan tỏa phong trào thi đua Sổ vàng lập công",
        "4 phiếu tán thành trên tổng số 5, cần 4",
        "Điều 1. Công nhận “Tìm người lạc ở Đắk R'lấp” của Cán bộ an",
        "số 1/2026",
        "Đầu chuỗi kiểm toán khi in: mục ",
    ):
        assert said in text
    assert "Trả lại ví" not in text


@pytest.mark.parametrize("ballot", ["open", "secret"])
async def test_no_paper_tells_how_anybody_voted(room: Api, db: Database, ballot: str) -> None:
    before = [await pages(room, path) for path in (MINUTES, DECISIONS)]
    with db.write() as conn:
        change(conn, policy={"ballot": ballot})
        votes = [{"person_id": member, "choice": "no" if member == "m-2" else "aye"} for member in MEMBERS]
        place = {"sitting_id": SITTING, "round": 1, "nomination_id": "n-1"}
        conn.execute(t.open_votes.insert(), [place | vote for vote in votes])

    after = [await pages(room, path) for path in (MINUTES, DECISIONS)]

    says = {"open": "biểu quyết công khai", "secret": "bỏ phiếu kín"}[ballot]
    assert [[page.replace(says, "bỏ phiếu kín") for page in paper] for paper in after] == before


async def test_samples_are_marked_on_every_page(room: Api, db: Database) -> None:
    with db.write() as conn:
        conn.execute(update(t.nominations).values(is_sample=True))
        conn.execute(update(t.entries).values(is_sample=True))

    found = [page for path in (MINUTES, DECISIONS) for page in await pages(room, path)]

    assert ["MẪU" in page for page in found] == [True] * len(found)


async def test_hostile_text_is_printed_as_it_is(room: Api, db: Database) -> None:
    hostile = '#panic() $x^2$ \\ @ref "q" `c` *b* _i_ <l> // /* #import [x] {{7*7}} Nguyễn ầ'
    with db.write() as conn:
        conn.execute(update(t.nominations).values(title=f"{hostile}\n= dòng hai \u202e đảo"))
        conn.execute(update(t.entries).values(title=f"{hostile}\n= dòng hai \u202e đảo"))

    for path in (MINUTES, DECISIONS):
        text = " ".join(await pages(room, path)).replace(" ", "")

        assert hostile.replace(" ", "") in text
        assert "=dònghai[U+202E]đảo" in text


@pytest.mark.parametrize("path", [MINUTES, DECISIONS])
@pytest.mark.parametrize(
    ("who", "status"), [("secretary", 200), ("office", 200), ("stranger", 404), ("strange-head", 404), ("an", 404)]
)
async def test_papers_are_for_those_who_keep_the_room(room: Api, path: str, who: str, status: int) -> None:
    answer = await room.get(path, as_=who)

    assert answer.status_code == status


@pytest.mark.parametrize("status", ["planned", "open", "closed", "none"])
async def test_there_is_no_paper_before_the_decision(room: Api, db: Database, status: str) -> None:
    with db.write() as conn:
        change(conn, status=status)

    answers = [await room.get(path, as_="secretary") for path in (MINUTES, DECISIONS)]

    assert [code(one) for one in answers] == [(409, "not_decided")] * 2


async def test_a_sitting_whose_book_asks_for_another_document_has_minutes_and_no_decision(
    room: Api, db: Database
) -> None:
    with db.write() as conn:
        conn.execute(update(t.entries).values(document="citation"))

    answer = await room.get(DECISIONS, as_="secretary")

    assert code(answer) == (409, "nothing_recognised")
    assert await pages(room, MINUTES)


async def test_a_long_list_runs_over_pages_that_have_numbers(room: Api, db: Database) -> None:
    with db.write() as conn:
        rows = []
        for number in range(3, 60):
            make_nomination(conn, f"n-{number}", title=f"Việc tốt thứ {number}")
            rows.append({"sitting_id": SITTING, "round": 1, "nomination_id": f"n-{number}", "position": number})
        conn.execute(t.candidates.insert(), rows)

    found = await pages(room, MINUTES)

    assert len(found) > 1
    assert "Việc tốt thứ 59" in " ".join(found)
    assert all("Đầu chuỗi kiểm toán" in page for page in found)
