"""Signing in by way of a real provider on another port; every answer that is not quite right lets nobody in."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from temporalio.client import Client

from rules.signing_in import FRESH
from store.engine import Database
from tests.web.provider import Issuer, running_issuer
from tests.web.signed_in import Town, is_in, sign_in
from web.oidc import Provider
from web.pages.other_house import BACK


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture
async def linked(sqlite_db: Database, nowhere: Client, issuer: Issuer) -> AsyncIterator[Town]:
    """A town that knows the issuer, and An linked with her name there."""
    async with AsyncExitStack() as stack:
        town = Town(sqlite_db, nowhere, stack, provider=issuer.provider())
        at = await town.signed_in("an")
        answer = await there_and_back(at, issuer, "/account/oidc")
        assert answer.headers["location"] == "/account?saved=yes"
        yield town


async def there_and_back(at: httpx2.AsyncClient, issuer: Issuer, path: str = "/sign-in/oidc") -> httpx2.Response:
    return await at.get(await way_back(at, issuer, path))


async def way_back(at: httpx2.AsyncClient, issuer: Issuer, path: str = "/sign-in/oidc") -> str:
    """Go to the issuer and return the address it sends the browser back to."""
    away = await at.get(path)
    assert away.status_code == 303
    assert away.headers["location"].startswith(f"{issuer.url}/authorize?")
    async with httpx2.AsyncClient() as outside:
        answer = await outside.get(away.headers["location"])
    address = urlsplit(answer.headers["location"])
    assert address.path == BACK
    return f"{address.path}?{address.query}"


async def test_a_name_that_was_linked_signs_in(linked: Town, issuer: Issuer) -> None:
    at = await linked.browser("192.0.2.3")

    answer = await there_and_back(at, issuer, "/sign-in/oidc?next=/my-log")

    assert (answer.status_code, answer.headers["location"]) == (303, "/my-log")
    assert await is_in(at)


async def test_a_name_that_nobody_linked_does_not(linked: Town, issuer: Issuer) -> None:
    issuer.subject = "subject-2"
    at = await linked.browser()

    answer = await there_and_back(at, issuer)

    assert answer.status_code == 403
    assert not await is_in(at)


async def test_a_link_is_made_by_who_has_proved_herself_and_once(linked: Town, issuer: Issuer) -> None:
    head = await linked.signed_in("head")
    twice = await there_and_back(head, issuer, "/account/oidc")
    linked.clock.wait(FRESH)
    stale = await head.get("/account/oidc")

    assert twice.status_code == 409
    assert (stale.status_code, stale.headers["location"]) == (303, "/prove?next=/account")


async def test_a_link_begun_by_one_is_not_ended_by_another(linked: Town, issuer: Issuer) -> None:
    issuer.subject = "subject-3"
    at = await linked.signed_in("head")
    back = await way_back(at, issuer, "/account/oidc")
    await sign_in(at, "chair")

    answer = await at.get(back)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "spoil",
    [
        {"iss": "https://another.example"},
        {"aud": "another-client"},
        {"azp": "another-client"},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"sub": None},
        {"another key": True},
    ],
    ids=str,
)
async def test_a_token_that_is_not_for_this_lets_nobody_in(linked: Town, issuer: Issuer, spoil: dict[str, Any]) -> None:
    issuer.spoil = spoil
    at = await linked.browser()

    answer = await there_and_back(at, issuer)

    assert answer.status_code == 403
    assert not await is_in(at)


async def test_an_answer_counts_once_in_the_browser_that_asked_and_with_its_state(linked: Town, issuer: Issuer) -> None:
    at, other = await linked.browser(), await linked.browser()
    back = await way_back(at, issuer)
    state = parse_qs(urlsplit(back).query)["state"][0]

    elsewhere = await other.get(back)
    forged = await at.get(back.replace(state, "x" * len(state)))
    again = await at.get(back)

    assert {one.status_code for one in (elsewhere, forged, again)} == {403}
    assert not await is_in(at)
    assert not await is_in(other)


async def test_an_answer_that_names_another_issuer_is_a_mix_up(linked: Town, issuer: Issuer) -> None:
    at = await linked.browser()

    answer = await at.get(f"{await way_back(at, issuer)}&iss=https://another.example")

    assert answer.status_code == 403


async def test_an_issuer_that_is_away_or_describes_another_leads_nowhere(
    sqlite_db: Database, nowhere: Client, issuer: Issuer
) -> None:
    issuer.description = {"issuer": "https://another.example"}
    async with AsyncExitStack() as stack:
        town = Town(sqlite_db, nowhere, stack, provider=issuer.provider())
        described = await (await town.browser()).get("/sign-in/oidc")
        town.app.state.house.oidc.provider = Provider("http://127.0.0.1:1", "x", "y", "nobody")
        away = await (await town.browser()).get("/sign-in/oidc")

    assert (described.status_code, away.status_code) == (403, 403)


async def test_without_an_issuer_there_is_no_such_way(town: Town) -> None:
    at = await town.browser()

    answers = [await at.get(path) for path in ("/sign-in/oidc", BACK)]

    assert [one.status_code for one in answers] == [404, 404]
    assert "/sign-in/oidc" not in (await at.get("/sign-in")).text


async def test_a_disabled_account_does_not_come_in_this_way_either(linked: Town, issuer: Issuer) -> None:
    await linked.disable("an")

    answer = await there_and_back(await linked.browser(), issuer)

    assert answer.status_code == 403
