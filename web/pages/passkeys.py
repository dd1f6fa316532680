"""What the script of a page asks for passkeys: JSON, from our own pages only. The rest works without a script."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from rules.messages import Message
from rules.rights import Action, Resource
from web import passkeys, signing_in
from web.access import PUBLIC, SESSION_COOKIE, Needs, Visitor
from web.house import HouseDep
from web.pages.forms import local
from web.problems import Problem
from web.routing import StrictRoute

router = APIRouter(prefix="/api/passkeys", include_in_schema=False, route_class=StrictRoute)

Holder = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_KEEP))]
SignedIn = Annotated[Visitor, Depends(Needs(Action.RULES_READ))]
Text = Annotated[str, Field(max_length=200)]


class Shown(Message):
    """What a browser answers when it shows a passkey, and where its holder wants to go."""

    ticket: Text
    credential: dict[str, Any]
    next: Annotated[str, Field(max_length=2000)] = "/"


class Made(Message):
    """What a browser answers when it has made a passkey, and what its holder calls it."""

    ticket: Text
    credential: dict[str, Any]
    label: Text = ""


@router.post("/options", dependencies=[PUBLIC])
def options(request: Request, house: HouseDep) -> Response:
    """Return what a browser needs to show any passkey of this house."""
    signing_in.count_place(house, request)
    return JSONResponse(passkeys.options_to_show(house, request))


@router.post("/sign-in", dependencies=[PUBLIC])
def sign_in(body: Shown, request: Request, house: HouseDep) -> Response:
    """Sign in whoever shows a passkey."""
    former = request.cookies.get(SESSION_COOKIE)
    begun = passkeys.sign_in(house, request, body.ticket, dict(body.credential), former)
    answer = JSONResponse({"next": local(body.next)})
    signing_in.keep_signed_in(answer, begun.secret, begun.known)
    return answer


@router.post("/prove/options")
def options_to_prove(request: Request, house: HouseDep, visitor: SignedIn) -> Response:
    """Return what a browser needs to show a passkey of whoever is signed in."""
    return JSONResponse(passkeys.options_to_show(house, request, _account(visitor)))


@router.post("/prove")
def prove(body: Shown, request: Request, house: HouseDep, visitor: SignedIn) -> Response:
    """Take a passkey as the proof of who is signed in."""
    if passkeys.account_shown(house, request, body.ticket, dict(body.credential)) != _account(visitor):
        raise Problem("passkey_not_accepted")
    assert visitor.session is not None, "`_account` has seen it"  # noqa: S101 - for the type checker
    answer = JSONResponse({"next": local(body.next)})
    signing_in.keep_signed_in(answer, signing_in.renew(house, visitor.session.session_id))
    return answer


@router.post("/new/options")
def options_to_make(request: Request, house: HouseDep, visitor: Holder) -> Response:
    """Return what a browser needs to make a passkey for whoever is signed in."""
    visitor.judge(Resource(owner_id=visitor.person_id))
    return JSONResponse(passkeys.options_to_make(house, request, _account(visitor)))


@router.post("/new")
def make(body: Made, request: Request, house: HouseDep, visitor: Holder) -> Response:
    """Keep the passkey that was made."""
    visitor.judge(Resource(owner_id=visitor.person_id))
    made = dict(body.credential)
    passkeys.take_new(house, request, _account(visitor), body.ticket, made, body.label, visitor.person_id)
    return JSONResponse({"next": "/account"}, 201)


def _account(visitor: Visitor) -> str:
    """Return the account that somebody is signed in by. Raise Problem for a token: it is nobody at a browser."""
    if visitor.session is None:
        raise Problem("out_of_scope")
    return visitor.session.account_id
