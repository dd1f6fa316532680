"""Files of evidence through HTTP, on both databases: attached, listed, handed out, taken back, and refused."""

import asyncio
import hashlib
import io
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from PIL import Image
from sqlalchemy import select
from starlette.types import Message

from rules.evidence import MEGABYTE
from store import audit
from store import tables as t
from store.engine import Database
from tests.store.makers import make_nomination, make_sitting
from tests.store.test_files import GPS, no_file_beyond, picture, with_place
from tests.web.callers import Api, code
from tests.web.conftest import NOW
from web.api.evidence import LARGEST_FILE
from web.routing import PREFIX

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\n"
EVIDENCE = "/nominations/n-1/evidence"
TERMS = {"stage": "team", "kind": "review", "edition": "e", "leads_to": {"recommended": "unit-month"}}
AT_THE_TEAM: dict[str, Any] = {"stage": "team", "entry": TERMS, "logged_at": NOW - timedelta(hours=1)}


@pytest.fixture
async def desk(api_on_both: Api, db: Database) -> Api:
    """A nomination by An that waits for the leader of her team."""
    with db.write() as conn:
        make_nomination(conn, "n-1", **AT_THE_TEAM)
    return api_on_both


@pytest.fixture
async def small_desk(api: Api, sqlite_db: Database) -> Api:
    """The same on one file, where what is tried has nothing to do with the database."""
    with sqlite_db.write() as conn:
        make_nomination(conn, "n-1", **AT_THE_TEAM)
    return api


async def attach(api: Api, content: Any = PDF, name: str = "biên bản.pdf", **how: Any) -> httpx2.Response:
    how = {"as_": "an", "path": EVIDENCE} | how
    headers = {"File-Name": quote(name)} | how.pop("headers", {})
    return await api.call("POST", how.pop("path"), content=content, headers=headers, **how)


async def listed(api: Api, as_: str = "an") -> list[str]:
    response = await api.get(EVIDENCE, as_=as_)
    assert response.status_code == 200, response.text
    return [one["name"] for one in response.json()["items"]]


def on_disk(api: Api) -> list[Path]:
    return list(api.app.state.house.files.all())


def move(db: Database, **to: Any) -> None:
    with db.write() as conn:
        conn.execute(t.nominations.update().where(t.nominations.c.id == "n-1").values(**to))


async def test_a_file_is_attached_and_comes_back_as_it_was(desk: Api, db: Database) -> None:
    attached = await attach(desk)
    file = attached.json()
    there = await desk.get(f"{EVIDENCE}/{file['id']}", as_="binh")

    assert attached.status_code == 201
    assert (file["name"], file["kind"], file["size"], file["added_by"]) == ("biên bản.pdf", "pdf", len(PDF), "an")
    assert (file["hash"], file["has_copy"]) == (hashlib.sha256(PDF).hexdigest(), False)
    assert there.content == PDF
    assert await listed(desk, "head") == ["biên bản.pdf"]
    with db.read() as conn:
        lines = conn.execute(select(t.audit.c.actor_id, t.audit.c.action, t.audit.c.object, t.audit.c.detail)).all()
        assert (lines[-1].actor_id, lines[-1].action) == ("an", "evidence_attached")
        assert lines[-1].object == f"evidence:{file['id']}"
        assert "biên bản" not in str(lines)
        assert audit.verify(conn).agrees


async def test_a_file_is_only_ever_saved_never_shown(small_desk: Api) -> None:
    page = b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF\n"
    file = (await attach(small_desk, page, "trang.html")).json()

    headers = (await small_desk.get(f"{EVIDENCE}/{file['id']}", as_="an")).headers

    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == 'attachment; filename="trang.html.pdf"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["cache-control"] == "no-store"


async def test_others_see_a_picture_without_its_place_and_its_author_the_original(desk: Api) -> None:
    content = picture((3000, 2000), exif=with_place())
    file = (await attach(desk, content, "Ảnh hiện trường.JPG")).json()

    seen = await desk.get(f"{EVIDENCE}/{file['id']}", as_="binh")
    original = await desk.get(f"{EVIDENCE}/{file['id']}/original", as_="an")

    assert file["has_copy"]
    with Image.open(io.BytesIO(seen.content)) as shown, Image.open(io.BytesIO(content)) as sent:
        assert max(shown.size) == 2048
        assert dict(shown.getexif()) == {}
        assert sent.getexif().get_ifd(GPS)
    assert original.content == content
    assert code(await desk.get(f"{EVIDENCE}/{file['id']}/original", as_="binh")) == (403, "not_allowed")
    assert code(await desk.get(f"{EVIDENCE}/{file['id']}/original", as_="stranger")) == (404, "not_found")


@pytest.mark.parametrize("who", ["chi", "stranger", "strange-head", "m-2", "auditor"])
async def test_whoever_may_not_see_the_nomination_sees_no_evidence(desk: Api, who: str) -> None:
    file = (await attach(desk)).json()
    attached = await attach(desk, PDF + b"\n", as_=who)
    seen = await desk.get(f"{EVIDENCE}/{file['id']}", as_=who)

    assert code(await desk.get(EVIDENCE, as_=who)) == (404, "not_found")
    assert (code(seen), code(attached)) == ((404, "not_found"), (404, "not_found"))
    assert code(await desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_=who)) == (404, "not_found")


async def test_only_the_author_attaches_and_takes_back(desk: Api) -> None:
    file = (await attach(desk)).json()

    assert code(await attach(desk, PDF + b"\n", as_="head")) == (403, "not_allowed")
    assert code(await desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_="head")) == (403, "not_allowed")
    assert len(on_disk(desk)) == 1


async def test_a_file_of_one_nomination_is_none_of_another(desk: Api, db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-2", **AT_THE_TEAM)
    file = (await attach(desk)).json()

    assert code(await desk.get(f"/nominations/n-2/evidence/{file['id']}", as_="an")) == (404, "not_found")
    assert code(await desk.get(f"{EVIDENCE}/e-0", as_="an")) == (404, "not_found")
    assert code(await attach(desk, path="/nominations/n-9/evidence")) == (404, "not_found")


async def test_a_council_sees_it_and_from_then_on_it_stays(desk: Api, db: Database) -> None:
    file = (await attach(desk)).json()
    with db.write() as conn:
        make_sitting(conn, "s-1", members=["m-2"], candidates=["n-1"])

    seen = await desk.get(f"{EVIDENCE}/{file['id']}", as_="m-2")
    taken = await desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_="an")

    assert seen.content == PDF
    assert code(taken) == (409, "evidence_seen")
    assert code(await attach(desk, PDF + b"\n")) == (409, "wrong_stage")


async def test_what_is_sent_back_may_be_completed(desk: Api, db: Database) -> None:
    move(db, stage="unit-month", entry=TERMS | {"kind": "council"})
    refused = await attach(desk)
    move(db, stage="log", status="returned", entry=TERMS | {"kind": "log"})

    assert code(refused) == (409, "wrong_stage")
    assert (await attach(desk)).status_code == 201


async def test_what_has_ended_takes_nothing(small_desk: Api, sqlite_db: Database) -> None:
    move(sqlite_db, status="ended", outcome="declined")

    assert code(await attach(small_desk)) == (409, "ended")


async def test_taking_back_removes_the_file_and_remembers_the_act(desk: Api, db: Database) -> None:
    file = (await attach(desk, picture(), "ảnh.jpg")).json()
    assert len(on_disk(desk)) == 2

    first = await desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_="an", key="take-it-back")
    again = await desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_="an", key="take-it-back")

    assert first.json() == again.json() == {"id": file["id"], "nomination_id": "n-1"}
    assert code(await desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_="an")) == (404, "not_found")
    assert (await listed(desk), on_disk(desk)) == ([], [])
    with db.read() as conn:
        row = conn.execute(select(t.evidence)).mappings().one()
        assert (row["name"], row["hash"], row["withdrawn_at"]) == ("", file["hash"], NOW)
        assert conn.execute(select(t.audit.c.action).order_by(t.audit.c.seq.desc())).scalar() == "evidence_withdrawn"
        assert audit.verify(conn).agrees


async def test_taking_back_leaves_what_another_nomination_has_too(desk: Api, db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-2", **AT_THE_TEAM)
    file = (await attach(desk)).json()
    other = (await attach(desk, path="/nominations/n-2/evidence")).json()

    await desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_="an")

    assert (await desk.get(f"/nominations/n-2/evidence/{other['id']}", as_="an")).content == PDF


async def test_a_request_sent_again_is_done_once(desk: Api) -> None:
    first = await attach(desk, key="only-one-file")
    again = await attach(desk, key="only-one-file")
    other = await attach(desk, PDF + b"\n", key="only-one-file")

    assert (again.status_code, again.json()) == (201, first.json())
    assert code(other) == (422, "idempotency_key_reused")
    assert len(await listed(desk)) == 1
    assert len(on_disk(desk)) == 1


async def test_a_request_sent_again_is_answered_though_there_is_no_room_for_another(desk: Api, db: Database) -> None:
    keys = [f"file-number-{number}" for number in range(10)]
    sent = [await attach(desk, PDF + b"\n" * number, key=key) for number, key in enumerate(keys)]
    again = await attach(desk, PDF + b"\n" * 9, key=keys[9])
    one_more = await attach(desk, PDF + b"one more\n%%EOF")
    move(db, status="ended", outcome="declined")
    later = await attach(desk, PDF, key=keys[0])

    assert again.json() == sent[9].json()
    assert code(one_more) == (409, "too_many_files")
    assert (later.status_code, later.json()) == (201, sent[0].json())


async def test_many_at_once_are_no_more_than_the_rules_take(desk: Api) -> None:
    answered = await asyncio.gather(*(attach(desk, PDF + b"\n" * number) for number in range(14)))

    assert sorted(one.status_code for one in answered) == [201] * 10 + [409] * 4
    assert len(await listed(desk)) == len(on_disk(desk)) == 10


async def test_the_same_content_twice_is_refused(desk: Api) -> None:
    await attach(desk)

    assert code(await attach(desk, name="another name.pdf")) == (409, "file_attached_already")


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        pytest.param(b"", (422, "file_empty"), id="empty"),
        pytest.param(b"#!/bin/sh\nrm -rf /\n", (415, "file_kind_refused"), id="a script called a picture"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", (415, "file_kind_refused"), id="svg"),
        pytest.param(b"PK\x03\x04" + PDF, (415, "file_kind_refused"), id="zip and pdf"),
        pytest.param(picture(form="WEBP"), (415, "file_kind_refused"), id="a picture the rules do not name"),
        pytest.param(PDF[:-8], (422, "file_broken"), id="half a pdf"),
        pytest.param(picture((640, 480))[:-300], (422, "file_broken"), id="half a picture"),
        pytest.param(b"\xff\xd8\xff<script>", (422, "file_broken"), id="a page that begins as a picture"),
    ],
)
async def test_wrong_content_is_refused_whatever_its_name_and_nothing_stays(
    small_desk: Api, content: bytes, refused: tuple[int, str]
) -> None:
    response = await attach(small_desk, content, "ảnh.jpg", headers={"Content-Type": "image/jpeg"})

    assert code(response) == refused
    assert (await listed(small_desk), on_disk(small_desk)) == ([], [])


@pytest.mark.parametrize(
    "header",
    ["", "%20", "..%2F..%2Fetc%2Fpasswd", "..%5Canh.jpg", "anh%00.jpg", "anh%E2%80%AEgpj.exe", "%FF%FE.jpg", "ảnh.jpg",
     "a" * 300, quote("ă" * 300)],
)  # fmt: skip
async def test_a_name_that_is_none_is_refused(small_desk: Api, header: str) -> None:
    response = await attach(small_desk, headers={"File-Name": header.encode()})

    assert code(response) == (422, "file_name_unfit")
    assert on_disk(small_desk) == []


async def test_a_file_needs_a_name_and_a_key(small_desk: Api) -> None:
    nameless = await small_desk.call("POST", EVIDENCE, as_="an", content=PDF)

    assert code(nameless) == (422, "invalid")
    assert nameless.json()["errors"][0]["field"] == "header.File-Name"
    assert code(await attach(small_desk, key=None)) == (400, "idempotency_key_missing")
    assert code(await attach(small_desk, key="short")) == (400, "idempotency_key_invalid")


async def test_a_name_is_kept_composed_however_it_was_sent(desk: Api) -> None:
    file = (await attach(desk, name=unicodedata.normalize("NFD", "Giấy khen của xã.pdf"))).json()

    assert file["name"] == "Giấy khen của xã.pdf"
    told = (await desk.get(f"{EVIDENCE}/{file['id']}", as_="an")).headers["content-disposition"]
    assert told == f"attachment; filename*=utf-8''{quote('Giấy khen của xã.pdf')}"


async def test_a_file_larger_than_the_rules_take_is_refused_told_or_not(small_desk: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"%PDF-1.4\n"
        while True:
            yield bytes(MEGABYTE)

    told = await attach(small_desk, PDF + bytes(20 * MEGABYTE))
    untold = await attach(small_desk, endless())
    beyond_everything = await attach(small_desk, PDF, headers={"Content-Length": str(LARGEST_FILE + 1)})

    assert code(told) == code(untold) == (413, "file_too_large")
    assert told.json()["params"] == {"megabytes": 20}
    assert code(beyond_everything) == (413, "too_large")
    assert on_disk(small_desk) == []


async def test_a_file_beyond_the_limit_of_other_bodies_is_taken(small_desk: Api) -> None:
    large = b"%PDF-1.4\n" + bytes(3 * MEGABYTE) + b"%%EOF\n"

    assert (await attach(small_desk, large)).status_code == 201


async def test_a_body_that_breaks_off_leaves_nothing(small_desk: Api) -> None:
    messages: Iterator[Message] = iter(
        [{"type": "http.request", "body": PDF[:9], "more_body": True}, {"type": "http.disconnect"}]
    )
    answered: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        answered.append(message)

    headers = {
        "authorization": f"Bearer {small_desk.tokens['an']}",
        "idempotency-key": "breaks-off",
        "file-name": "x.pdf",
        "content-length": str(len(PDF)),
    }
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": f"{PREFIX}{EVIDENCE}",
        "raw_path": f"{PREFIX}{EVIDENCE}".encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("sovang.test", 80),
        "client": ("127.0.0.1", 1),
    }

    await small_desk.app(scope, receive, send)

    assert answered[0]["status"] == 400
    assert b"upload_cut_short" in answered[1]["body"]
    assert (await listed(small_desk), on_disk(small_desk)) == ([], [])


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """A file stands where the folder should be."""
    folder.write_text("in the way")
    yield
    folder.unlink()


async def test_a_full_disk_takes_no_file_and_forgets_none(desk: Api) -> None:
    large = b"%PDF-1.4\n" + bytes(6 * MEGABYTE) + b"%%EOF\n"
    await attach(desk)
    with no_file_beyond(5 * MEGABYTE):
        refused = await attach(desk, large, key="when-there-is-room")
    assert code(refused) == (503, "disk_full")
    assert refused.headers["retry-after"] == "60"
    assert (len(await listed(desk)), len(on_disk(desk))) == (1, 1)

    assert (await attach(desk, large, key="when-there-is-room")).status_code == 201


async def test_a_folder_that_cannot_be_used_is_said_and_the_nomination_goes_on(desk: Api) -> None:
    with unwritable(desk.app.state.house.files.folder):
        assert code(await attach(desk)) == (503, "files_unavailable")
        assert (await desk.get("/nominations/n-1", as_="an")).status_code == 200

    assert (await attach(desk)).status_code == 201


async def test_a_damaged_file_is_not_handed_out_and_can_be_sent_again(small_desk: Api) -> None:
    file = (await attach(small_desk)).json()
    on_disk(small_desk)[0].write_bytes(PDF.replace(b"obj", b"OBJ"))

    damaged = await small_desk.get(f"{EVIDENCE}/{file['id']}", as_="binh")
    assert code(damaged) == (500, "file_damaged")
    assert await listed(small_desk) == ["biên bản.pdf"]

    await small_desk.call("DELETE", f"{EVIDENCE}/{file['id']}", as_="an")
    anew = (await attach(small_desk)).json()
    assert (await small_desk.get(f"{EVIDENCE}/{anew['id']}", as_="binh")).content == PDF


async def test_an_entry_between_two_stages_asks_to_wait(small_desk: Api, sqlite_db: Database) -> None:
    move(sqlite_db, entry=None)

    assert code(await attach(small_desk)) == (409, "stage_opening")
