"""Scans of written ballots through HTTP, on both databases: kept, seen, taken back, refused."""

import hashlib
import io
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image
from sqlalchemy import select, update

from rules.evidence import MEGABYTE, SCAN
from store import audit
from store import tables as t
from store.engine import Database
from tests.store.makers import make_nomination, make_sitting
from tests.store.test_files import picture, with_place
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from tests.web.test_evidence import PDF
from tests.web.town import MEMBERS

SITTING = "sitting/so-vang/unit-month/district/2026-11"
PAPER = f"/sittings/{SITTING}/written-ballots/m-2"
SCANNED = f"{PAPER}/scan"
FOR = {"choices": {"n-1": "for"}}
OPEN = {"absent": "written ballot", "ballot": "open", "early_close": "never"}
SECRET = {**OPEN, "ballot": "secret"}


@pytest.fixture
async def box(api_on_both: Api, db: Database) -> Api:
    """The API with an open sitting that votes by show of hands, one written ballot entered."""
    with db.write() as conn:
        make_nomination(conn, "n-1")
        make_sitting(conn, SITTING, members=MEMBERS, candidates=["n-1"], policy=OPEN)
    await api_on_both.put(PAPER, FOR, as_="secretary")
    return api_on_both


def change(db: Database, **values: Any) -> None:
    with db.write() as conn:
        conn.execute(update(t.sittings).where(t.sittings.c.id == SITTING).values(values))


async def keep(api: Api, content: Any = PDF, path: str = SCANNED, *, as_: str = "secretary", **how: Any) -> Any:
    return await api.call("PUT", path, content=content, as_=as_, **how)


async def seen(api: Api, as_: str = "secretary", path: str = SCANNED) -> httpx2.Response:
    return await api.get(path, as_=as_)


def on_disk(api: Api) -> list[Path]:
    return list(api.app.state.house.files.all())


async def test_the_paper_of_an_open_vote_is_kept_and_seen_by_those_who_handle_papers(box: Api, db: Database) -> None:
    kept = await keep(box)

    told = {"sitting_id": SITTING, "round": 1, "person_id": "m-2", "kind": "pdf", "size": len(PDF)}
    told |= {"hash": hashlib.sha256(PDF).hexdigest(), "added_by": "secretary", "added_on": "2026-11-23"}
    assert (kept.status_code, kept.json()) == (200, told)
    assert [(await seen(box, who)).content for who in ("secretary", "head")] == [PDF, PDF]
    assert (await box.get(f"/sittings/{SITTING}/scans", as_="head")).json() == {"items": [told]}
    with db.read() as conn:
        line = conn.execute(select(t.audit).order_by(t.audit.c.seq.desc()).limit(1)).one()
        assert (line.actor_id, line.action, line.detail["hash"]) == ("secretary", "scan_kept", told["hash"])
        assert audit.verify(conn).agrees


async def test_of_a_photo_only_the_copy_stays_without_its_place(box: Api) -> None:
    await keep(box, picture((3000, 2000), exif=with_place()))

    answered = await seen(box)

    assert answered.headers["content-disposition"] == 'attachment; filename="m-2-1.jpg"'
    with Image.open(io.BytesIO(answered.content)) as shown:
        assert (max(shown.size), dict(shown.getexif())) == (2048, {})
    assert len(on_disk(box)) == 1


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("chair", (403, "not_allowed")),
        ("m-2", (403, "not_allowed")),
        ("admin", (403, "not_allowed")),
        ("an", (404, "not_found")),
        ("auditor", (404, "not_found")),
        ("strange-head", (404, "not_found")),
    ],
)
async def test_nobody_else_sees_it_or_hears_of_it(box: Api, who: str, refusal: tuple[int, str]) -> None:
    without = [code(await seen(box, who)), code(await box.get(f"/sittings/{SITTING}/scans", as_=who))]
    await keep(box)

    assert [code(await seen(box, who)), code(await box.get(f"/sittings/{SITTING}/scans", as_=who))] == [refusal] * 2
    assert without == [refusal] * 2
    assert code(await keep(box, as_=who)) == refusal
    assert code(await box.call("DELETE", SCANNED, as_=who)) == refusal


async def test_the_head_reads_papers_again_and_puts_none_there(box: Api) -> None:
    assert code(await keep(box, as_="head")) == (403, "not_allowed")


@pytest.mark.parametrize("tie", [{"author_id": "secretary"}, {"honoured": ["secretary"]}], ids=["her own", "for her"])
async def test_who_stands_to_gain_sees_no_papers(box: Api, db: Database, tie: dict[str, Any]) -> None:
    await keep(box)
    with db.write() as conn:
        make_nomination(conn, "n-3", **tie)
        conn.execute(t.candidates.insert().values(sitting_id=SITTING, round=1, nomination_id="n-3", position=1))

    assert [code(await seen(box)), code(await keep(box))] == [(403, "own_deed")] * 2


async def test_a_secret_vote_takes_only_what_is_said_to_show_no_choice(box: Api, db: Database) -> None:
    change(db, policy=SECRET)

    refused = await keep(box)
    kept = await keep(box, path=f"{SCANNED}?shows_no_choice=true")

    assert code(refused) == (422, "scan_may_show_choices")
    assert kept.status_code == 200
    assert (await seen(box)).content == PDF


async def test_without_a_paper_there_is_nothing_to_keep_it_with(box: Api) -> None:
    path = f"/sittings/{SITTING}/written-ballots/m-3/scan"
    await box.put(f"/sittings/{SITTING}/ballot", FOR, as_="m-3")  # she came herself

    assert code(await keep(box, path=path)) == (409, "no_paper")
    assert code(await seen(box, path=path)) == (404, "not_found")


async def test_it_may_come_when_the_ballot_is_in_the_box_and_the_sitting_decided(box: Api, db: Database) -> None:
    await box.post(f"{PAPER}/confirm", FOR, as_="head")
    change(db, status="decided")

    assert (await keep(box)).status_code == 200
    assert (await seen(box, "head")).content == PDF


async def test_papers_of_the_first_round_are_not_looked_at_while_the_second_is_open(box: Api, db: Database) -> None:
    await keep(box)
    change(db, round=2)
    during = [await seen(box, path=f"{SCANNED}?round=1"), await seen(box)]
    listed = (await box.get(f"/sittings/{SITTING}/scans", as_="secretary")).json()
    change(db, status="decided")

    assert [code(one) for one in during] == [(404, "not_found")] * 2
    assert listed == {"items": []}
    assert (await seen(box, path=f"{SCANNED}?round=1")).content == PDF


async def test_another_takes_the_place_of_the_first_which_is_gone(box: Api, db: Database) -> None:
    await keep(box)
    await keep(box, PDF + b"\n")

    assert ((await seen(box)).content, len(on_disk(box))) == (PDF + b"\n", 1)
    with db.read() as conn:
        acts = conn.execute(select(t.audit.c.action).order_by(t.audit.c.seq)).scalars().all()
        assert acts == ["written_ballot_entered", "scan_kept", "scan_withdrawn", "scan_kept"]
        assert audit.verify(conn).agrees


async def test_taking_back_removes_the_file_and_remembers_the_act(box: Api, db: Database) -> None:
    await keep(box)

    back = [await box.call("DELETE", SCANNED, as_="secretary", key="take-it-back") for _ in range(2)]

    assert [one.json() for one in back] == [{"sitting_id": SITTING, "round": 1, "person_id": "m-2"}] * 2
    assert code(await seen(box)) == (404, "not_found")
    assert code(await box.call("DELETE", SCANNED, as_="secretary")) == (404, "not_found")
    assert on_disk(box) == []
    with db.read() as conn:
        assert conn.execute(select(t.scans.c.withdrawn_on)).scalar_one() == NOW.date()
        assert audit.verify(conn).agrees


async def test_a_request_sent_again_is_done_once(box: Api) -> None:
    first, again = [await keep(box, key="only-one-scan") for _ in range(2)]
    other = await keep(box, PDF + b"\n", key="only-one-scan")

    assert (again.status_code, again.json()) == (200, first.json())
    assert code(other) == (422, "idempotency_key_reused")
    assert len(on_disk(box)) == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(b"", (422, "file_empty"), id="empty"),
        pytest.param(b"MZ\0\0 a program", (415, "file_kind_refused"), id="another kind"),
        pytest.param(b"%PDF-1.4 and no end", (422, "file_broken"), id="cut off"),
        pytest.param(b"\xff\xd8\xff no picture", (422, "file_broken"), id="no picture"),
        pytest.param(PDF + b" " * SCAN.megabytes_each_at_most * MEGABYTE, (413, "file_too_large"), id="too large"),
    ],
)
async def test_what_is_no_scan_is_refused_and_nothing_stays(box: Api, content: bytes, refusal: tuple[int, str]) -> None:
    assert code(await keep(box, content)) == refusal
    assert code(await seen(box)) == (404, "not_found")
    assert on_disk(box) == []


async def test_a_sitting_that_is_not_there_has_no_scans(box: Api) -> None:
    path = f"/sittings/{SITTING}-none/written-ballots/m-2/scan"

    assert [code(await keep(box, path=path)), code(await seen(box, path=path))] == [(404, "not_found")] * 2
