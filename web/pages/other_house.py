"""Signing in by way of another house, and linking an account with the name that one has there."""

from typing import Annotated

from fastapi import Depends, Request, Response

from rules.errors import RuleBroken
from rules.rights import Action, Resource
from store import challenges, credentials, sessions
from web import signing_in
from web.access import PUBLIC, SESSION_COOKIE, Needs, Visitor
from web.addresses import origin_of
from web.house import House, HouseDep
from web.oidc import Oidc, OidcError
from web.pages.forms import local, pages, to
from web.pages.sign_in import signed_in
from web.problems import Problem

router = pages()

COOKIE = "__Host-sovang-way"
BACK = "/sign-in/oidc/back"
_PURPOSE = "oidc"

Keeper = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_KEEP))]


@router.get("/sign-in/oidc", dependencies=[PUBLIC])
def go(request: Request, house: HouseDep, next: str = "/") -> Response:  # noqa: A002 - the address's own word
    """Lead a browser to the other house, to come back signed in."""
    signing_in.count_place(house, request)
    return _lead(house, request, {"account": "", "next": local(next)})


@router.get("/account/oidc")
def link(request: Request, house: HouseDep, visitor: Keeper) -> Response:
    """Lead somebody who is signed in to the other house, to link her account with the name she has there."""
    visitor.judge(Resource(owner_id=visitor.person_id))
    if visitor.session is None:
        raise Problem("out_of_scope")
    return _lead(house, request, {"account": visitor.session.account_id, "next": "/account?saved=yes"})


@router.get(BACK, dependencies=[PUBLIC])
def back(request: Request, house: HouseDep) -> Response:
    """Take a browser that comes back: sign it in, or link the account that it left with."""
    oidc, now = _oidc(house), house.now()
    with house.database.write() as conn:
        kept = challenges.take(conn, _PURPOSE, request.cookies.get(COOKIE, ""), now=now)
    if kept is None:
        raise Problem("oidc_failed")
    try:
        subject = oidc.subject(_redirect_uri(house, request), dict(request.query_params), kept)
    except OidcError as no:
        raise Problem("oidc_failed") from no
    handle = f"{oidc.provider.issuer} {subject}"
    former = request.cookies.get(SESSION_COOKIE)
    if kept["account"]:
        _link(house, kept["account"], handle, former, oidc.provider.name)
        answer: Response = to(kept["next"])
    else:
        answer = signed_in(_let_in(house, handle, former), kept["next"])
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _lead(house: House, request: Request, kept: dict[str, str]) -> Response:
    oidc = _oidc(house)
    try:
        way = oidc.way(_redirect_uri(house, request))
    except OidcError as no:
        raise Problem("oidc_failed") from no
    with house.database.write() as conn:
        ticket = challenges.keep(conn, _PURPOSE, {**kept, **way.kept}, now=house.now())
    answer = to(way.url)
    age = int(challenges.GOOD_FOR.total_seconds())
    answer.set_cookie(COOKIE, ticket, max_age=age, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _let_in(house: House, handle: str, former: str | None) -> signing_in.Begun:
    with house.database.write() as conn:
        found = credentials.found_by(conn, "oidc", handle)
        if found is None:
            raise Problem("oidc_unknown")
        credentials.note_use(conn, found.id, now=house.now())
    return signing_in.let_in(house, found.account_id, "oidc", former)


def _link(house: House, account_id: str, handle: str, secret: str | None, label: str) -> None:
    now = house.now()
    with house.database.write() as conn:
        held = sessions.holder(conn, secret, now=now) if secret else None
        if held is None or held.account_id != account_id:
            raise Problem("oidc_failed")
        if credentials.found_by(conn, "oidc", handle) is not None:
            raise RuleBroken("credential_taken")
        credentials.add(conn, account_id, "oidc", now=now, by=held.person_id, handle=handle, label=label)


def _oidc(house: House) -> Oidc:
    if house.oidc is None:
        raise Problem("not_found")
    return house.oidc


def _redirect_uri(house: House, request: Request) -> str:
    return origin_of(house, request) + BACK
