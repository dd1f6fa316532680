"""Signing in with a password, what a session is good for, and what a foreign page cannot do."""

import asyncio
from datetime import timedelta
from unicodedata import normalize

import httpx2
import pytest
from sqlalchemy import select, update
from temporalio.client import Client

from rules.signing_in import FRESH, IDLE, OF_ONE_NAME, OF_ONE_NAME_FROM_ONE_PLACE, OVERLAP, WHOLE
from store import accounts, credentials, founding, sessions
from store import tables as t
from store.engine import Database
from tests.store.makers import make_sitting
from tests.web.conftest import PEPPER
from tests.web.signed_in import PASSWORD, Clock, Town, browser, is_in, sign_in
from tests.web.town import MEMBERS
from web.access import LIVE_HEADER, SESSION_COOKIE
from web.app import create_app
from web.signing_in import KNOWN_COOKIE

SECOND = timedelta(seconds=1)
SITTING = "sitting/so-vang/unit-month/district/2026-11"


async def test_a_password_opens_a_session_in_a_cookie_that_no_script_and_no_other_site_has(town: Town) -> None:
    at = await town.browser()

    answer = await sign_in(at, " AN ", normalize("NFD", PASSWORD), next="/nominations?sort=-due")

    assert (answer.status_code, answer.headers["location"]) == (303, "/nominations?sort=-due")
    session = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{SESSION_COOKIE}="))
    assert {part.strip().lower() for part in session.split(";")[1:]} == {"httponly", "path=/", "samesite=lax", "secure"}
    people = await at.get("/api/v1/people")
    assert "an" in [one["id"] for one in people.json()["items"]]


@pytest.mark.parametrize(
    ("name", "password"), [("an", "một câu khác hẳn"), ("nobody", PASSWORD), ("", ""), ("an", "x" * 100_000)]
)
async def test_whatever_is_wrong_is_told_the_same_way(town: Town, name: str, password: str) -> None:
    at = await town.browser()

    answer = await sign_in(at, name, password)

    assert answer.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.text
    assert not await is_in(at)


async def test_a_disabled_account_and_somebody_who_has_left_answer_like_a_wrong_password(town: Town) -> None:
    with town.database.write() as conn:
        accounts.disable(conn, town.accounts["an"], now=town.clock.at, by="admin")
        gone = town.clock.at.date() - timedelta(days=1)
        conn.execute(update(t.people).where(t.people.c.id == "head").values(active_to=gone))
    at = await town.browser()

    assert {(await sign_in(at, name)).status_code for name in ("an", "head")} == {403}
    assert not await is_in(at)


@pytest.mark.parametrize("leads_to", ["//evil.example", "/\\evil.example", "https://evil.example", "/%0d\nx", "evil"])
async def test_signing_in_leads_nowhere_else(town: Town, leads_to: str) -> None:
    answer = await sign_in(await town.browser(), "an", next=leads_to)

    assert answer.headers["location"] == "/"


async def test_signing_in_changes_the_secret_and_ends_the_session_before(town: Town) -> None:
    at = await town.signed_in("an")
    former = at.cookies[SESSION_COOKIE]

    await sign_in(at, "an")

    assert at.cookies[SESSION_COOKIE] != former
    at.cookies.set(SESSION_COOKIE, former, domain="sovang.test")
    assert not await is_in(at)


async def test_a_secret_that_was_planted_is_never_taken_over(town: Town) -> None:
    at = await town.browser()
    at.cookies.set(SESSION_COOKIE, "planted", domain="sovang.test", path="/")

    answer = await sign_in(at, "an")

    assert "planted" not in answer.headers["set-cookie"]


async def test_signing_out_ends_the_session_for_good(town: Town) -> None:
    at = await town.signed_in("an")
    secret = at.cookies[SESSION_COOKIE]

    await at.post("/sign-out")

    at.cookies.set(SESSION_COOKIE, secret, domain="sovang.test", path="/")
    assert not await is_in(at)


async def test_an_idle_session_ends_and_looking_for_news_does_not_keep_it(town: Town) -> None:
    at = await town.signed_in("an")
    for _ in range(6):
        town.clock.wait(IDLE / 6)
        last = await at.get("/alive", headers={LIVE_HEADER: "1"})

    assert (last.status_code, last.headers["location"]) == (303, "/sign-in?next=/alive")


async def test_a_session_that_is_used_ends_after_twelve_hours(town: Town) -> None:
    at = await town.signed_in("an")
    seen = []
    while len(seen) < WHOLE / (IDLE / 2):
        town.clock.wait(IDLE / 2)
        seen.append(await is_in(at))

    assert seen == [True] * (len(seen) - 1) + [False]


async def test_a_revoked_session_and_a_disabled_account_are_out_at_the_next_request(town: Town) -> None:
    one, other = await town.signed_in("an"), await town.signed_in("head")
    with town.database.write() as conn:
        sessions.revoke_all(conn, town.accounts["an"], now=town.clock.at)
        accounts.disable(conn, town.accounts["head"], now=town.clock.at, by="admin")

    page = await one.get("/my-log")
    part = await other.get(
        "/my-log", headers={"HX-Request": "true", "HX-Current-URL": "https://sovang.test/my-log?x=1"}
    )

    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/my-log")
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in?next=/my-log%3Fx%3D1")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://sovang.test.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://sovang.test"},
        {"Authorization": "Basic YW46eA=="},
        {"Referer": "https://sovang.test/sign-in"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/prove", "/api/v1/nominations", "/nowhere"])
async def test_a_write_from_anywhere_else_is_refused_before_it_is_looked_at(
    town: Town, path: str, headers: dict[str, str]
) -> None:
    at = await town.signed_in("an")
    at.headers.pop("Sec-Fetch-Site")

    answer = await at.post(path, headers=headers, data={"name": "an", "password": PASSWORD})

    assert answer.status_code == 403
    assert await is_in(at)


async def test_a_browser_that_says_only_where_the_form_stood_is_believed(town: Town) -> None:
    at = await town.browser()
    at.headers.pop("Sec-Fetch-Site")

    answer = await at.post(
        "/sign-in", data={"name": "an", "password": PASSWORD}, headers={"Origin": "https://sovang.test"}
    )

    assert answer.status_code == 303


async def test_whoever_guesses_waits_and_her_own_browser_does_not(town: Town) -> None:
    hers, guesser = await town.signed_in("an"), await town.browser("192.0.2.7")
    hers.cookies.delete(SESSION_COOKIE)

    told = [(await sign_in(guesser, "an", f"guess number {n}")).status_code for n in range(7)]

    assert told == [403] * (OF_ONE_NAME_FROM_ONE_PLACE.free + 1) + [429]
    refused = await sign_in(guesser, "an")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert (await sign_in(hers, "an")).status_code == 303
    assert (await sign_in(await town.browser("198.51.100.4"), "an")).status_code == 303


async def test_guesses_from_everywhere_make_a_strange_browser_wait_for_half_a_minute_at_most(town: Town) -> None:
    hers = await town.signed_in("an")
    for n in range(OF_ONE_NAME.free + 12):
        town.clock.wait(OF_ONE_NAME.longest)
        await sign_in(await town.browser(f"192.0.2.{n}"), "an", "guess")

    assert (await sign_in(await town.browser("198.51.100.4"), "an")).status_code == 429
    assert (await sign_in(hers, "an")).status_code == 303
    town.clock.wait(OF_ONE_NAME.longest)
    assert (await sign_in(await town.browser("198.51.100.4"), "an")).status_code == 303


async def test_the_mark_of_a_known_browser_is_good_for_its_own_name(town: Town) -> None:
    at = await town.signed_in("an")

    for n in range(7):
        last = await sign_in(at, "head", f"guess {n}")

    assert KNOWN_COOKIE in at.cookies
    assert last.status_code == 429


async def test_guesses_sent_at_the_same_moment_are_not_looked_at_together(town: Town) -> None:
    at = await town.browser()

    told = await asyncio.gather(*(sign_in(at, "an", f"guess number {n}") for n in range(20)))

    assert [one.status_code for one in told].count(403) == OF_ONE_NAME_FROM_ONE_PLACE.free + 1
    assert {one.status_code for one in told} == {403, 429}


async def test_what_counts_most_asks_again_who_she_is(town: Town) -> None:
    with town.database.write() as conn:
        make_sitting(conn, SITTING, members=MEMBERS, candidates=[])
    at = await town.signed_in("chair")
    town.clock.wait(FRESH)
    former = at.cookies[SESSION_COOKIE]

    stale = await cast(at)
    wrong = await at.post("/prove", data={"password": "nothing like it"})
    proved = await at.post("/prove", data={"password": PASSWORD, "next": f"/sittings/{SITTING}"})
    fresh = await cast(at)

    assert (stale.status_code, stale.json()["code"]) == (403, "not_proved")
    assert wrong.status_code == 403
    assert (proved.status_code, proved.headers["location"]) == (303, f"/sittings/{SITTING}")
    assert fresh.json().get("code") != "not_proved"
    assert at.cookies[SESSION_COOKIE] != former
    town.clock.wait(OVERLAP)
    at.cookies.set(SESSION_COOKIE, former, domain="sovang.test", path="/")
    assert not await is_in(at)


async def cast(at: httpx2.AsyncClient) -> httpx2.Response:
    return await at.put(
        f"/api/v1/sittings/{SITTING}/ballot", json={"choices": {}}, headers={"Idempotency-Key": "a-key-of-its-own"}
    )


async def test_a_code_sets_a_password_and_signs_in(town: Town) -> None:
    with town.database.write() as conn:
        code = credentials.issue_code(conn, town.accounts["an"], now=town.clock.at, by="admin")
    at = await town.browser()
    assert (await sign_in(at, "an")).status_code == 403

    told = {
        password: (await at.post("/sign-in/code", data={"code": code, "password": password})).status_code
        for password in ("ngắn", "password1234", "cán bộ an cán bộ an", "một câu mới khó đoán")
    }
    again = await at.post("/sign-in/code", data={"code": code, "password": "một câu khác khó đoán"})

    assert list(told.values())[:2] == [422, 422]
    assert list(told.values())[-1] == 303 or again.status_code == 422
    assert await is_in(at)
    assert again.status_code == 422


async def test_the_first_administrator_comes_with_the_code_and_nobody_after_her(
    sqlite_db: Database, nowhere: Client
) -> None:
    app = create_app(sqlite_db, nowhere, now=Clock(), pepper=PEPPER)
    with sqlite_db.write() as conn:
        old, code = founding.issue_code(conn), founding.issue_code(conn)
    who = {
        "person_name": "Trần Thị Bình",
        "number": "123-456",
        "unit_name": "Công an tỉnh",
        "name": "binh",
        "password": "mưa rơi trên đồi chè",
    }
    async with browser(app) as at:
        shown = await at.get("/first")
        refused = [
            (await at.post("/first", data=who | {"code": str(old)})).status_code,
            (await at.post("/first", data=who | {"code": str(code), "unit_name": ""})).status_code,
            (await at.post("/first", data=who | {"code": str(code), "password": "password1234"})).status_code,
        ]
        founded = await at.post("/first", data=who | {"code": str(code)})
        metrics = await at.get("/api/v1/metrics")
        again = await at.get("/first")

    assert (shown.status_code, refused, founded.status_code) == (200, [422, 422, 422], 303)
    assert metrics.status_code == 200
    assert again.status_code == 404
    with sqlite_db.write() as conn:
        assert founding.issue_code(conn) is None
        assert conn.execute(select(t.grants.c.person_id, t.grants.c.role, t.grants.c.unit_id)).all() == [
            ("123-456", "administrator", "top")
        ]


async def test_the_first_code_that_several_use_at_once_makes_one(sqlite_db: Database, nowhere: Client) -> None:
    app = create_app(sqlite_db, nowhere, now=Clock(), pepper=PEPPER)
    with sqlite_db.write() as conn:
        code = str(founding.issue_code(conn))
    async with browser(app) as at:
        told = await asyncio.gather(
            *(
                at.post(
                    "/first",
                    data={
                        "code": code,
                        "person_name": "Bình",
                        "number": f"n-{n}",
                        "unit_name": "Công an tỉnh",
                        "name": f"binh-{n}",
                        "password": "mưa rơi trên đồi chè",
                    },
                )
                for n in range(4)
            )
        )

    assert [one.status_code for one in told].count(303) == 1
    with sqlite_db.read() as conn:
        assert len(accounts.everybody(conn)) == 1


async def test_no_page_stands_in_a_frame_and_none_runs_a_script_of_its_own(town: Town) -> None:
    at = await town.browser()

    for path in ("/sign-in", "/sign-in/code"):
        page = await at.get(path)
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
