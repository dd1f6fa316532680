"""One's own account: where one is signed in, what opens it, another password."""

import asyncio
from typing import Annotated

from fastapi import Depends, Request, Response

from rules.rights import Action, Resource
from rules.signing_in import SHORTEST, good_password
from store import accounts, credentials, people, sessions
from web import signing_in
from web.access import Needs, Visitor
from web.failures import problem_of
from web.house import House, HouseDep
from web.pages.forms import REFUSALS, FormDep, pages, to
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

Owner = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_READ))]
Keeper = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_KEEP))]


@router.get("/account")
def account(house: HouseDep, reader: ReaderDep, visitor: Owner) -> Response:
    """Show where one is signed in and what opens the account."""
    return _show(house, reader, visitor)


@router.post("/account/password")
async def change_password(
    form: FormDep, request: Request, house: HouseDep, reader: ReaderDep, visitor: Keeper
) -> Response:
    """Put another password in place of the one there is, and end every other session."""
    visitor.judge(Resource(owner_id=visitor.person_id))
    try:
        about = await asyncio.to_thread(_about, house, visitor)
        password = await asyncio.to_thread(good_password, form.text("password"), about)
        await asyncio.to_thread(_set, house, visitor, await signing_in.hashed(house, password))
    except REFUSALS as refused:
        return await asyncio.to_thread(_show, house, reader, visitor, problem_of(refused, request))
    return to("/account?saved=yes")


@router.post("/account/sessions/end")
def end_sessions(form: FormDep, house: HouseDep, visitor: Owner) -> Response:
    """End one other session, or every other one. Needs no proof: it takes nothing but a stranger's session away."""
    visitor.judge(Resource(owner_id=visitor.person_id))
    session, now = _session(visitor), house.now()
    with house.database.write() as conn:
        if form.text("session"):
            sessions.revoke(conn, session.account_id, form.text("session"), now=now)
        else:
            sessions.revoke_all(conn, session.account_id, now=now, but=session.session_id)
    return to("/account?saved=yes")


@router.post("/account/ways/remove")
def remove_way(form: FormDep, request: Request, house: HouseDep, reader: ReaderDep, visitor: Keeper) -> Response:
    """Take a way into the account away, unless it is the last one."""
    visitor.judge(Resource(owner_id=visitor.person_id))
    session, id_ = _session(visitor), form.text("way")
    try:
        with house.database.write() as conn:
            if {one.id for one in credentials.of_account(conn, session.account_id)} <= {id_}:
                raise Problem("last_credential")
            credentials.remove(conn, session.account_id, id_, now=house.now(), by=visitor.person_id)
    except REFUSALS as refused:
        return _show(house, reader, visitor, problem_of(refused, request))
    return to("/account?saved=yes")


def _session(visitor: Visitor) -> sessions.SignedIn:
    """Return the session of somebody at a browser. Raise Problem for a token, which has none."""
    if visitor.session is None:
        raise Problem("out_of_scope")
    return visitor.session


def _about(house: House, visitor: Visitor) -> list[str]:
    with house.database.read() as conn:
        account = accounts.by_id(conn, _session(visitor).account_id)
        person = people.by_id(conn, visitor.person_id)
    return [account.name if account else "", *(person.name.split() if person else ()), (person and person.number) or ""]


def _set(house: House, visitor: Visitor, hashed: str) -> None:
    session, now = _session(visitor), house.now()
    with house.database.write() as conn:
        sessions.revoke_all(conn, session.account_id, now=now, but=session.session_id)
        credentials.set_password(conn, session.account_id, hashed, now=now, by=visitor.person_id)


def _show(house: House, reader: Reader, visitor: Visitor, problem: Problem | None = None) -> Response:
    visitor_session, now = _session(visitor), house.now()
    with house.database.read() as conn:
        account = accounts.by_id(conn, visitor_session.account_id)
        there = sessions.of_account(conn, visitor_session.account_id, now=now)
        ways = credentials.of_account(conn, visitor_session.account_id)
    return render(
        reader,
        "account.html",
        visitor,
        status=problem.status if problem else 200,
        says=problem_in_words(problem, reader.language) if problem else "",
        saved=bool(reader.query.get("saved")) and problem is None,
        account=account,
        sessions=there,
        here=visitor_session.session_id,
        ways=ways,
        shortest=SHORTEST,
        oidc=reader.house.oidc.provider.name if reader.house.oidc else "",
    )
