"""Accounts over the API, and one's own account on its page."""

import httpx2

from rules.signing_in import FRESH
from store import accounts, credentials, sessions
from store import tables as t
from tests.store.makers import make_grant, make_person
from tests.web.callers import code
from tests.web.conftest import NOW
from tests.web.signed_in import PASSWORD, Town, is_in, sign_in


async def write(at: httpx2.AsyncClient, path: str, body: object, key: str = "a-key-of-its-own") -> httpx2.Response:
    return await at.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key})


async def test_an_administrator_makes_an_account_that_a_code_opens_and_the_code_is_shown_once(town: Town) -> None:
    at = await town.signed_in("admin")

    made = await write(at, "/accounts", {"person_id": "binh", "name": "Binh"})
    again = await write(at, "/accounts", {"person_id": "binh", "name": "Binh"})

    told = made.json()
    assert (made.status_code, told["name"], told["opened_by"]) == (200, "binh", ["code"])
    assert again.json() == {**told, "code": None}
    other = await town.browser()
    opened = await other.post("/sign-in/code", data={"code": told["code"], "password": "mưa rơi trên đồi chè"})
    assert opened.status_code == 303
    assert await is_in(other)
    with town.database.read() as conn:
        assert told["code"] not in str(conn.execute(t.idempotency.select()).all())


async def test_a_reset_ends_the_sessions_and_the_password(town: Town) -> None:
    at, hers = await town.signed_in("admin"), await town.signed_in("an")

    reset = await write(at, f"/accounts/{town.accounts['an']}/commands", {"ask": "reset"})

    assert reset.json()["code"]
    assert not await is_in(hers)
    assert (await sign_in(hers, "an")).status_code == 403


async def test_an_account_is_disabled_and_enabled(town: Town) -> None:
    at, path = await town.signed_in("admin"), f"/accounts/{town.accounts['an']}/commands"

    states = [
        (await write(at, path, {"ask": ask}, f"key-of-{ask}")).json()["is_disabled"] for ask in ("disable", "enable")
    ]

    assert states == [True, False]
    assert (await sign_in(await town.browser(), "an")).status_code == 303


async def test_whoever_is_no_administrator_keeps_no_accounts_and_sees_her_own(town: Town) -> None:
    at = await town.signed_in("an")

    listed = (await at.get("/api/v1/accounts")).json()["items"]
    refused = await write(at, "/accounts", {"person_id": "an", "name": "second"})
    foreign = await write(at, f"/accounts/{town.accounts['head']}/commands", {"ask": "reset"})
    missing = await write(at, "/accounts/a-0123456789abcdef/commands", {"ask": "reset"})

    assert [one["name"] for one in listed] == ["an"]
    assert code(refused) == (403, "not_allowed")
    assert code(foreign) == code(missing) == (404, "not_found")


async def test_an_administrator_of_a_district_does_not_get_at_an_office_of_the_province(town: Town) -> None:
    with town.database.write() as conn:
        make_person(conn, "small-admin", "district")
        make_grant(conn, "small-admin", "administrator", "district")
        make_grant(conn, "chair", "publisher", "province")
    at = await town.browser()
    with town.database.write() as conn:
        opened = accounts.create(conn, "small-admin", "small-admin", now=NOW, by=None)
        secret = sessions.begin(conn, opened.id, "password", now=NOW)
    at.cookies.set("__Host-sovang", secret, domain="sovang.test", path="/")

    listed = [one["name"] for one in (await at.get("/api/v1/accounts")).json()["items"]]
    refused = await write(at, f"/accounts/{town.accounts['chair']}/commands", {"ask": "reset"})

    assert listed == ["an", "head", "small-admin"]
    assert code(refused) == (404, "not_found")


async def test_ones_own_account_shows_where_she_is_signed_in_and_ends_the_others(town: Town) -> None:
    here, there = await town.signed_in("an"), await town.signed_in("an")

    shown = await here.get("/account")
    ended = await here.post("/account/sessions/end")

    assert (shown.status_code, ended.status_code) == (200, 303)
    assert await is_in(here)
    assert not await is_in(there)


async def test_nobody_ends_the_session_of_another(town: Town) -> None:
    hers, his = await town.signed_in("an"), await town.signed_in("head")
    with town.database.read() as conn:
        [session] = sessions.of_account(conn, town.accounts["head"], now=NOW)

    await hers.post("/account/sessions/end", data={"session": session.id})

    assert await is_in(his)


async def test_another_password_takes_the_place_of_the_one_there_was_after_a_proof(town: Town) -> None:
    at, elsewhere = await town.signed_in("an"), await town.signed_in("an")
    town.clock.wait(FRESH)
    await at.get("/alive")
    stale = await at.post("/account/password", data={"password": "mưa rơi trên đồi chè"})
    await at.post("/prove", data={"password": PASSWORD})

    common = await at.post("/account/password", data={"password": "password1234"})
    changed = await at.post("/account/password", data={"password": "mưa rơi trên đồi chè"})

    assert (stale.status_code, common.status_code, changed.status_code) == (403, 422, 303)
    assert await is_in(at)
    assert not await is_in(elsewhere)
    assert (await sign_in(await town.browser(), "an", "mưa rơi trên đồi chè")).status_code == 303


async def test_the_last_way_into_an_account_stays(town: Town) -> None:
    at = await town.signed_in("an")
    with town.database.read() as conn:
        [password] = credentials.of_account(conn, town.accounts["an"])

    refused = await at.post("/account/ways/remove", data={"way": password.id})
    with town.database.write() as conn:
        credentials.add(conn, town.accounts["an"], "passkey", now=NOW, by="an", handle="k", secret="")
    removed = await at.post("/account/ways/remove", data={"way": password.id})

    assert (refused.status_code, removed.status_code) == (409, 303)
