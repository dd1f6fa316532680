"""Somebody at a browser who signs in: cookies are kept, and every request says that it comes from our own page."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx2
from argon2 import PasswordHasher
from fastapi import FastAPI
from temporalio.client import Client

from store import accounts, credentials
from store.engine import Database
from tests.store.makers import NOW
from tests.web.apps import shared
from tests.web.town import make_town
from web.app import create_app
from web.oidc import Provider

PASSWORD = "một câu dễ nhớ lắm"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
OWN = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Clock:
    """The clock of one app, that a test moves on."""

    at: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.at

    def wait(self, span: timedelta) -> None:
        self.at += span


def give_account(database: Database, person: str, name: str | None = None) -> str:
    """Give a person an account that PASSWORD opens; return its id. The hash is a cheap one: tests do not guess."""
    with database.write() as conn:
        account = accounts.create(conn, person, name or person, now=NOW, by=None)
        credentials.set_password(conn, account.id, _CHEAP, now=NOW, by=person)
    return account.id


def browser(app: FastAPI, *, place: str = "10.0.0.1") -> httpx2.AsyncClient:
    """Return a browser at an address, with no cookie yet."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=True, client=(place, 40000))
    return httpx2.AsyncClient(
        transport=transport, base_url="https://sovang.test", headers={**OWN, "Accept-Language": "en"}
    )


async def sign_in(at: httpx2.AsyncClient, name: str, password: str = PASSWORD, **fields: str) -> httpx2.Response:
    """Send the form of the page /sign-in."""
    return await at.post("/sign-in", data={"name": name, "password": password, **fields})


class Town:
    """The app on a clock of its own, with an account for each of a few people."""

    def __init__(
        self, database: Database, client: Client, stack: AsyncExitStack, provider: Provider | None = None
    ) -> None:
        self.database = database
        self.clock = Clock()
        self._stack = stack
        with database.write() as conn:
            self.tokens = make_town(conn)
        self.accounts = {name: give_account(database, name) for name in ("an", "head", "chair", "admin")}
        shared_app = shared("town")
        self.app = create_app(database, client, now=self.clock, pepper=bytes(32), provider=provider, onto=shared_app)

    async def browser(self, place: str = "10.0.0.1") -> httpx2.AsyncClient:
        return await self._stack.enter_async_context(browser(self.app, place=place))

    async def signed_in(self, name: str) -> httpx2.AsyncClient:
        at = await self.browser()
        assert (await sign_in(at, name)).status_code == 303
        return at

    async def disable(self, name: str) -> None:
        with self.database.write() as conn:
            accounts.disable(conn, self.accounts[name], now=self.clock.at, by="admin")


async def is_in(at: httpx2.AsyncClient) -> bool:
    return (await at.get("/alive")).status_code == 204
