"""Signing in and proving oneself again. Whatever is wrong is told the same way, and takes the same time.

A name that nobody has, a wrong password, a disabled account and somebody no longer in service answer alike.
"""

import asyncio
import hmac
import ipaddress
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from fastapi import Request, Response
from sqlalchemy import Connection

from rules import signing_in as rules
from store import accounts, actors, attempts, credentials, passwords, sessions
from store.accounts import Account
from web.access import SESSION_COOKIE
from web.house import House
from web.problems import Problem

KNOWN_COOKIE = "__Host-sovang-known"
_KNOWN_FOR_S = 400 * 24 * 3600
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has begun: its secret, for whom, and the browser's mark by which it is known next time."""

    secret: str
    account: Account
    known: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Where an attempt comes from: the mark of a browser that has signed in before, and the network's address."""

    known: str
    place: str


def caller(request: Request) -> Caller:
    """Return where a request comes from. An IPv6 network counts as one place."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
        place = str(ipaddress.ip_network((host, 64), strict=False)) if address.version == 6 else host
    except ValueError:
        place = ""
    return Caller(request.cookies.get(KNOWN_COOKIE, ""), place)


async def by_password(house: House, name: str, password: str, whence: Caller, former: str | None) -> Begun:
    """Sign somebody in; `former` is the secret of the session that this one takes the place of.

    Raise Problem `sign_in_refused`, or RuleBroken `too_many_tries`.
    """
    now = house.now()
    tries = await asyncio.to_thread(_begin_attempt, house, name, whence)
    account, kept = await _proved(house, name, password)
    return await asyncio.to_thread(_let_in, house, account, kept, tries, former, now)


def count_place(house: House, request: Request) -> None:
    """Count a try of something that cannot be guessed, so that one place does not ask without end.

    Raise RuleBroken `too_many_tries`.
    """
    _count(house, {_key(house, "place", caller(request).place): rules.FROM_ONE_PLACE})


async def prove_by_password(house: House, session: sessions.SignedIn, password: str, whence: Caller) -> str:
    """Return the new secret of a session whose holder has proved who she is.

    Raise Problem `sign_in_refused` or `session_ended`, or RuleBroken `too_many_tries`.
    """
    now = house.now()
    account = await asyncio.to_thread(_account_of, house, session.account_id)
    tries = await asyncio.to_thread(_begin_attempt, house, account.name, whence)
    await _proved(house, account.name, password)
    return await asyncio.to_thread(_renew, house, session.session_id, tries, now)


def let_in(house: House, account_id: str, way: str, former: str | None) -> Begun:
    """Begin a session for somebody who was found to be the holder of an account in another way than a password.

    Raise Problem `sign_in_refused` if the account is disabled or its holder no longer in service.
    """
    now = house.now()
    with house.database.write() as conn:
        return _begin(conn, house, accounts.by_id(conn, account_id), way, former, now)


def renew(house: House, session_id: str) -> str:
    """Return the new secret of a session whose holder has proved herself. Raise Problem `session_ended`."""
    return _renew(house, session_id, None, house.now())


def keep_signed_in(answer: Response, secret: str, known: str | None = None) -> None:
    """Hand the secret of a session to the browser, and the mark by which it is known next time."""
    answer.set_cookie(SESSION_COOKIE, secret, path="/", secure=True, httponly=True, samesite="lax")
    if known is not None:
        answer.set_cookie(
            KNOWN_COOKIE, known, max_age=_KNOWN_FOR_S, path="/", secure=True, httponly=True, samesite="strict"
        )


def sign_out(house: House, secret: str | None) -> None:
    """End the session of this secret, if there is one."""
    now = house.now()
    with house.database.write() as conn:
        _end(conn, secret, now)


async def hashed(house: House, password: str) -> str:
    """Return a password's hash, without keeping others waiting. Raise Problem `too_many_at_once`."""
    async with _turn(house):
        return await asyncio.to_thread(passwords.hashed, password)


@dataclass(frozen=True, slots=True)
class _Tries:
    """The keys under which an attempt was counted: those that success clears, and those it is given back to."""

    cleared: tuple[str, ...]
    given_back: tuple[str, ...]


def _begin_attempt(house: House, name: str, whence: Caller) -> _Tries:
    plain = accounts.plain(name)
    named = _key(house, "name", plain)
    here, place = _key(house, "here", f"{plain}\n{whence.place}"), _key(house, "place", whence.place)
    if _is_known(house, plain, whence.known):
        known = _key(house, "known", whence.known)
        asked, tries = {known: rules.FROM_A_KNOWN_BROWSER}, _Tries((known, here), ())
    else:
        asked = {
            here: rules.OF_ONE_NAME_FROM_ONE_PLACE,
            named: rules.OF_ONE_NAME,
            place: rules.FROM_ONE_PLACE,
        }
        tries = _Tries((here,), (named, place))
    _count(house, asked)
    return tries


def _count(house: House, asked: Mapping[str, rules.Patience]) -> None:
    with house.database.write() as conn:
        attempts.begin(conn, asked, now=house.now())


async def _proved(house: House, name: str, password: str) -> tuple[Account, str]:
    """Return the account whose password this is, and how that is kept. Raise Problem `sign_in_refused`."""
    account, kept = await asyncio.to_thread(_kept, house, name)
    async with _turn(house):
        is_it = await asyncio.to_thread(passwords.is_it, kept, rules.as_typed(password))
    if account is None or kept is None or not is_it:
        raise Problem("sign_in_refused")
    return account, kept


def _kept(house: House, name: str) -> tuple[Account | None, str | None]:
    with house.database.read() as conn:
        account = accounts.by_name(conn, name)
        return account, credentials.password_hash(conn, account.id) if account else None


def _let_in(house: House, account: Account, kept: str, tries: _Tries, former: str | None, now: datetime) -> Begun:
    with house.database.write() as conn:
        if credentials.password_hash(conn, account.id) != kept:  # reset while it was looked at
            raise Problem("sign_in_refused")
        begun = _begin(conn, house, accounts.by_id(conn, account.id), "password", former, now)
        attempts.succeed(conn, forgotten=tries.cleared, given_back=tries.given_back, now=now)
        return begun


def _begin(
    conn: Connection, house: House, account: Account | None, way: str, former: str | None, now: datetime
) -> Begun:
    if account is None or account.disabled_at is not None:
        raise Problem("sign_in_refused")
    if actors.actor(conn, account.person_id, house.today(now)) is None:
        raise Problem("sign_in_refused")
    _end(conn, former, now)
    return Begun(sessions.begin(conn, account.id, way, now=now), account, _mark(house, account.name, token_hex(16)))


def _renew(house: House, session_id: str, tries: _Tries | None, now: datetime) -> str:
    with house.database.write() as conn:
        secret = sessions.renew(conn, session_id, now=now)
        if secret is None:
            raise Problem("session_ended")
        if tries is not None:
            attempts.succeed(conn, forgotten=tries.cleared, given_back=tries.given_back, now=now)
        return secret


def _end(conn: Connection, secret: str | None, now: datetime) -> None:
    held = sessions.holder(conn, secret, now=now) if secret else None
    if held is not None:
        sessions.revoke(conn, held.account_id, held.session_id, now=now)


def _account_of(house: House, account_id: str) -> Account:
    with house.database.read() as conn:
        account = accounts.by_id(conn, account_id)
    if account is None:
        raise Problem("session_ended")
    return account


@asynccontextmanager
async def _turn(house: House) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await house.hashing.acquire()
    except TimeoutError:
        raise Problem("too_many_at_once") from None
    try:
        yield
    finally:
        house.hashing.release()


def _mark(house: House, name: str, browser: str) -> str:
    """Return what a browser keeps to show that this name has been signed in with on it."""
    return f"{browser}.{_key(house, 'known browser', f'{browser} {name}')}"


def _is_known(house: House, name: str, mark: str) -> bool:
    browser = mark.partition(".")[0][:64]
    return hmac.compare_digest(mark.encode(), _mark(house, name, browser).encode())


def _key(house: House, kind: str, what: str) -> str:
    return hmac.digest(house.pepper, f"signing in\n{kind}\n{what}".encode(), "sha256").hex()
