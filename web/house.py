"""What every request of one app shares: the database, the way to Temporal, the rules that were read, the clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from store.engine import Database
from store.files import Files
from store.rulebook import Rulebook
from web.engine import Engine
from web.metrics import Metrics
from web.oidc import Oidc

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now_utc() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One app's belongings. `now` is the only clock that routes look at; offices are held by the date in `zone`.

    `pepper` lies outside the database: with it, the hash of a request tells a reader of the database nothing. A ballot
    has so few possible contents that a plain hash of it could be guessed. `address`: scheme, host and port under
    which browsers reach it, None if they may by any. `hashing` is held while a password is looked
    at, which takes a processor and 64 MiB.
    `picturing` is held while a picture is read.
    """

    database: Database
    files: Files
    engine: Engine
    now: Callable[[], datetime] = now_utc
    zone: ZoneInfo = VIETNAM
    rulebook: Rulebook = field(default_factory=Rulebook)
    pepper: bytes = field(repr=False)
    address: str | None = None
    oidc: Oidc | None = None
    metrics: Metrics = field(default_factory=Metrics)
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    picturing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    def today(self, now: datetime) -> date:
        """Return the date on the wall at `now`."""
        return now.astimezone(self.zone).date()


def house_of(request: Request) -> House:
    """Return the house that a request is for; for what most routes need, a dependency less to work out at the start."""
    house: House = request.app.state.house
    return house


async def _house(request: Request) -> House:
    return house_of(request)


HouseDep = Annotated[House, Depends(_house)]
