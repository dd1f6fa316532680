"""Passkeys with a real signature: made, shown, and whatever is not quite one refused."""

from typing import Any

import httpx2
import pytest

from rules.signing_in import FRESH
from store import credentials, sessions
from store.challenges import GOOD_FOR
from tests.web.authenticator import Authenticator, spoilt
from tests.web.signed_in import Town, is_in
from web.access import SESSION_COOKIE


async def ask(at: httpx2.AsyncClient, path: str, **body: Any) -> httpx2.Response:
    return await at.post(f"/api/passkeys/{path}", json=body)


async def make(at: httpx2.AsyncClient, key: Authenticator) -> httpx2.Response:
    told = (await ask(at, "new/options")).json()
    return await ask(at, "new", ticket=told["ticket"], credential=key.make(told["publicKey"]), label="my phone")


async def show(at: httpx2.AsyncClient, key: Authenticator, **spoil: Any) -> httpx2.Response:
    told = (await ask(at, "options")).json()
    return await ask(
        at, "sign-in", ticket=told["ticket"], credential=key.show(told["publicKey"]) | spoil, next="/my-log"
    )


async def test_a_passkey_is_made_once_signed_in_and_then_signs_in_alone(town: Town) -> None:
    key, other = Authenticator(), await town.browser("192.0.2.9")

    made = await make(await town.signed_in("an"), key)
    shown = await show(other, key)

    assert made.status_code == 201
    assert (shown.status_code, shown.json()) == (200, {"next": "/my-log"})
    assert await is_in(other)
    with town.database.read() as conn:
        [found] = credentials.of_account(conn, town.accounts["an"], "passkey")
    assert (found.label, found.uses) == ("my phone", 1)


async def test_a_passkey_is_made_only_by_who_has_just_proved_herself(town: Town) -> None:
    at = await town.signed_in("an")
    town.clock.wait(FRESH)

    refused = await ask(at, "new/options")

    assert (refused.status_code, refused.json()["code"]) == (403, "not_proved")


async def test_a_passkey_proves_who_is_signed_in_and_no_one_else(town: Town) -> None:
    hers, his = Authenticator(), Authenticator()
    an, head = await town.signed_in("an"), await town.signed_in("head")
    await make(an, hers)
    await make(head, his)
    town.clock.wait(FRESH)

    asked = (await ask(an, "prove/options")).json()
    wrong = await ask(an, "prove", ticket=asked["ticket"], credential=his.show(asked["publicKey"]))
    asked = (await ask(an, "prove/options")).json()
    right = await ask(an, "prove", ticket=asked["ticket"], credential=hers.show(asked["publicKey"]))

    assert (wrong.status_code, wrong.json()["code"]) == (422, "passkey_not_accepted")
    assert right.status_code == 200
    with town.database.read() as conn:
        held = sessions.holder(conn, an.cookies[SESSION_COOKIE], now=town.clock.at)
    assert held
    assert held.is_fresh


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(Authenticator(origin="https://sovang.test.evil.example"), id="another site"),
        pytest.param(Authenticator(verifies=False), id="its holder has not shown herself"),
    ],
)
async def test_a_passkey_of_another_site_or_that_asks_nothing_is_not_made(town: Town, key: Authenticator) -> None:
    made = await make(await town.signed_in("an"), key)

    assert (made.status_code, made.json()["code"]) == (422, "passkey_not_accepted")


async def test_what_is_not_quite_the_passkey_is_refused(town: Town) -> None:
    key, at = Authenticator(), await town.browser()
    await make(await town.signed_in("an"), key)
    told = (await ask(at, "options")).json()
    shown = key.show(told["publicKey"])
    forged = {**shown, "response": {**shown["response"], "signature": spoilt(shown["response"]["signature"])}}
    bare = {"id": shown["id"]}

    tries = [
        await ask(at, "sign-in", ticket=told["ticket"], credential=forged),
        await ask(at, "sign-in", ticket=told["ticket"], credential=shown),
        await ask(at, "sign-in", ticket="guessed", credential=shown),
        await ask(at, "sign-in", ticket=(await ask(at, "options")).json()["ticket"], credential=shown),
        await ask(at, "sign-in", ticket=(await ask(at, "options")).json()["ticket"], credential=bare),
        await ask(at, "sign-in", ticket=(await ask(at, "options")).json()["ticket"], credential={"id": ["x"]}),
        await show(at, Authenticator()),
    ]

    assert {(one.status_code, one.json()["code"]) for one in tries} == {(422, "passkey_not_accepted")}
    assert not await is_in(at)


async def test_a_copied_key_is_noticed_by_its_counter(town: Town) -> None:
    key, at = Authenticator(), await town.browser()
    await make(await town.signed_in("an"), key)
    copy = Authenticator(key=key.key, id=key.id)
    await show(at, key)
    await show(at, key)

    refused = await show(await town.browser(), copy)

    assert (refused.status_code, refused.json()["code"]) == (422, "passkey_not_accepted")


async def test_a_challenge_is_good_for_five_minutes(town: Town) -> None:
    key, at = Authenticator(), await town.browser()
    await make(await town.signed_in("an"), key)
    told = (await ask(at, "options")).json()
    town.clock.wait(GOOD_FOR)

    refused = await ask(at, "sign-in", ticket=told["ticket"], credential=key.show(told["publicKey"]))

    assert (refused.status_code, refused.json()["code"]) == (422, "passkey_not_accepted")


async def test_the_passkey_of_a_disabled_account_opens_nothing(town: Town) -> None:
    key, at = Authenticator(), await town.browser()
    await make(await town.signed_in("an"), key)
    await town.disable("an")

    refused = await show(at, key)

    assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_refused")


async def test_one_key_opens_one_account(town: Town) -> None:
    key = Authenticator()
    await make(await town.signed_in("an"), key)

    refused = await make(await town.signed_in("head"), key)

    assert (refused.status_code, refused.json()["code"]) == (409, "credential_taken")
