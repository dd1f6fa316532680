"""One house, one Chromium and one provider of OpenID Connect for all that people do in browsers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy import Connection, update

from cli.browser import found_browser
from rules.signing_in import FRESH, IDLE
from store import accounts, sessions
from store import tables as t
from store.engine import Database
from tests.browser.desks import PATIENCE_MS, Desks
from tests.browser.town import settle
from tests.cli.houses import House, free_port
from tests.stories.visitors import Visitors
from tests.web.provider import Issuer, running_issuer
from web.house import now_utc

expect.set_options(timeout=PATIENCE_MS)
_SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


@dataclass(frozen=True)
class Standing:
    """The running house: where it is, everybody's way to its API, its data, and who vouches for people there."""

    origin: str
    visitors: Visitors
    data: Path
    issuer: Issuer

    def end_sessions(self, name: str) -> None:
        """End every session of an account, as an administrator does."""
        with self._account(name) as (conn, account_id):
            sessions.revoke_all(conn, account_id, now=now_utc())

    def let_proofs_grow_old(self, name: str) -> None:
        """Have it be a while since the holder of an account has proved who she is."""
        with self._account(name) as (conn, account_id):
            mine = t.sessions.c.account_id == account_id
            conn.execute(update(t.sessions).where(mine).values(proved_at=now_utc() - FRESH))

    def let_lie(self, name: str) -> datetime:
        """Have an account's sessions lie unused for a good while; return when they were last used."""
        used = now_utc().replace(microsecond=0) - IDLE / 2
        with self._account(name) as (conn, account_id):
            conn.execute(update(t.sessions).where(t.sessions.c.account_id == account_id).values(seen_at=used))
        return used

    def seen_at(self, name: str) -> datetime:
        """Return when an account was last used."""
        with self._account(name) as (conn, account_id):
            return max(one.seen_at for one in sessions.of_account(conn, account_id, now=now_utc()))

    @contextmanager
    def _account(self, name: str) -> Iterator[tuple[Connection, str]]:
        database = Database(f"sqlite:///{self.data / 'sovang.sqlite'}")
        try:
            with database.write() as conn:
                account = accounts.by_name(conn, name)
                assert account
                yield conn, account.id
        finally:
            database.close()


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory, browser_file: str) -> Iterator[Standing]:  # noqa: ARG001 - first
    """Run `up` once for all of this folder; each story has units of its own in it."""
    data = tmp_path_factory.mktemp("browser")
    tokens = settle(data)
    port = free_port()
    origin = f"http://localhost:{port}"  # a passkey is bound to a name, and 127.0.0.1 is none
    with running_issuer() as issuer:
        secret = data / "issuer.secret"
        secret.write_text(issuer.client_secret)
        house = House(
            data,
            SOVANG_API_PORT=str(port),
            SOVANG_PAGES_URL=origin,
            SOVANG_OIDC_ISSUER=issuer.url,
            SOVANG_OIDC_CLIENT_ID=issuer.client_id,
            SOVANG_OIDC_SECRET_FILE=str(secret),
            SOVANG_OIDC_NAME="Cổng của Bộ",
        )
        visitors = None
        try:
            visitors = Visitors(str(house.until_ready()["api"]), tokens)
            yield Standing(origin, visitors, data, issuer)
        finally:
            if visitors:
                visitors.close()
            house.end()


@pytest.fixture(scope="session")
def browser_file() -> str:
    """The browser that this machine has. Without one nothing here can be tried, and that is said."""
    found = found_browser()
    if found is None:
        pytest.skip("no Chromium on this machine, and ./sovang test could not install it")
    return found


@pytest.fixture(scope="session")
async def browser(browser_file: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=browser_file, args=list(_SWITCHES))
        yield running
        await running.close()


@pytest.fixture
async def desks(browser: Browser, standing: Standing) -> AsyncIterator[Desks]:
    """Sits people down; in the end, no script has failed, nothing was refused and nobody outside was asked."""
    async with AsyncExitStack() as stack:
        desks = Desks(browser, standing.origin, stack)
        yield desks
    assert desks.faults.found == []
