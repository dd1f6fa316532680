"""Writes that may be sent again: under its Idempotency-Key a request is done once, and answered each time."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request
from fastapi.dependencies.models import Dependant
from sqlalchemy import Connection

from rules.errors import RuleBroken
from store import answers, attempts, challenges, sessions
from store.answers import Answered, Asked
from store.errors import StoreError
from web.access import Visitor
from web.house import House, house_of
from web.problems import Problem

Judged = TypeVar("Judged")

REMEMBERED_FOR = timedelta(days=7)
_FORGET_EVERY_S = 6 * 3600
KEY_HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{8,200}")


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A write and its key. The key is the client's own; with the person in front it is a command's id."""

    key: str
    route: str
    request_hash: str

    def by(self, visitor: Visitor) -> Asked:
        """Return the write as this person's."""
        return Asked(visitor.person_id, self.key, self.route, self.request_hash)


async def _key(
    key: Annotated[
        str | None,
        Header(alias=KEY_HEADER, description="A key of this write alone, 8 to 200 visible ASCII characters."),
    ] = None,
) -> str:
    if key is None:
        raise Problem("idempotency_key_missing")
    if not KEY.fullmatch(key):
        raise Problem("idempotency_key_invalid")
    return key


KeyDep = Annotated[str, Depends(_key)]
"""The key alone, for a write whose body is no JSON: what it says goes into `repeatable` once it is known."""


async def _repeatable(request: Request, key: KeyDep) -> Repeatable:
    said = json.dumps(await request.json(), sort_keys=True) if await request.body() else ""
    return repeatable(request, house_of(request), key, said)


RepeatableDep = Annotated[Repeatable, Depends(_repeatable)]


def repeatable(request: Request, house: House, key: str, said: str) -> Repeatable:
    """Return the write that says `said` to the address of `request`."""
    route = f"{request.method} {request.scope['route'].path}"
    asked = hmac.digest(house.pepper, f"{request.url.path}\n{said}".encode(), "sha256")
    return Repeatable(key, route, asked.hex())


def is_repeatable(dependant: Dependant) -> bool:
    """Return whether the route behind `dependant` asks for a key."""
    return dependant.call is _key or any(is_repeatable(one) for one in dependant.dependencies)


def command_id(asked: Asked) -> str:
    """Return the id under which a workflow knows this write: nobody else's key, and no other content, has the same."""
    return hashlib.sha256(f"{asked.person_id}\n{asked.key}\n{asked.request_hash}".encode()).hexdigest()[:32]


async def once(
    house: House,
    asked: Asked,
    judge: Callable[[Connection], Judged],
    act: Callable[[Judged], Awaitable[Mapping[str, Any]]],
    recover: Callable[[], Awaitable[Mapping[str, Any] | None]] | None = None,
) -> Mapping[str, Any]:
    """Return what `act` answers, or what it answered the first time. `judge` refuses, or hands `act` what it needs.

    A request that is refused leaves its key free, for the same content and for a better one; one that failed on the
    way keeps it, for what became of it is unknown. Two at the same moment both act: whatever they ask must know their
    common id. `recover` looks whether the first request came to pass though its answer was lost: what it has led to
    must not refuse the second.
    Raise RuleBroken `idempotency_key_reused` for another content under the same key.
    """
    has_taken = False
    try:
        found = await asyncio.to_thread(_look, house, asked, judge)
        if isinstance(found, Answered):
            return found.body
        has_taken = await asyncio.to_thread(_take, house, asked)
        body = await act(found)
    except (Problem, RuleBroken) as refusal:
        recovered = None
        if recover is not None and await asyncio.to_thread(_has_begun, house, asked):
            recovered = await recover()
        if recovered is None:
            if has_taken and not (isinstance(refusal, Problem) and refusal.status >= 500):
                await asyncio.to_thread(_release, house, asked)
            raise
        body = recovered
    await asyncio.to_thread(_finish, house, asked, Answered(200, body))
    return body


async def forget_now_and_then(house: House) -> None:
    """Forget the keys that nobody will send again, for as long as the process lives."""
    while True:
        with suppress(StoreError):
            await asyncio.to_thread(forget_old, house)
        await asyncio.sleep(_FORGET_EVERY_S)


def forget_old(house: House) -> int:
    """Forget the keys that are older than a retry can be, and what nobody signs in by now; return how many keys."""
    now = house.now()
    with house.database.write() as conn:
        for remembered in (attempts, challenges, sessions):
            remembered.forget(conn, now)
        return answers.forget(conn, now - REMEMBERED_FOR)


def _look(house: House, asked: Asked, judge: Callable[[Connection], Judged]) -> Answered | Judged:
    with house.database.read() as conn:
        return answers.recall(conn, asked) or judge(conn)


def _has_begun(house: House, asked: Asked) -> bool:
    with house.database.read() as conn:
        return answers.has_begun(conn, asked)


def _take(house: House, asked: Asked) -> bool:
    with house.database.write() as conn:
        return answers.take(conn, asked, now=house.now())


def _release(house: House, asked: Asked) -> None:
    with house.database.write() as conn:
        answers.release(conn, asked)


def _finish(house: House, asked: Asked, answered: Answered) -> None:
    with house.database.write() as conn:
        answers.finish(conn, asked, answered)
