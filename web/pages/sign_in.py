"""Signing in and out, and confirming who one is. Refusals stand beside the form; the name that was typed stays."""

from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.responses import RedirectResponse

from rules.rights import Action
from web import signing_in
from web.access import PUBLIC, SESSION_COOKIE, Needs, Visitor
from web.failures import problem_of
from web.house import HouseDep
from web.pages.forms import REFUSALS, FormDep, local, pages, to
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

SignedIn = Annotated[Visitor, Depends(Needs(Action.RULES_READ))]


@router.get("/sign-in", dependencies=[PUBLIC])
def sign_in_form(reader: ReaderDep) -> Response:
    """Show the form to sign in with."""
    return _sign_in(reader)


@router.post("/sign-in", dependencies=[PUBLIC])
async def sign_in(form: FormDep, request: Request, house: HouseDep, reader: ReaderDep) -> Response:
    """Sign somebody in by name and password, and lead her where she wanted to go."""
    whence, former = signing_in.caller(request), request.cookies.get(SESSION_COOKIE)
    try:
        begun = await signing_in.by_password(house, form.text("name"), form.text("password"), whence, former)
    except REFUSALS as refused:
        problem = problem_of(refused, request)
        return _sign_in(reader, problem, name=form.text("name"), leads_to=form.text("next"))
    return signed_in(begun, form.text("next"))


@router.post("/sign-out", dependencies=[PUBLIC])
def sign_out(request: Request, house: HouseDep) -> Response:
    """End the session, whether it was still good or not."""
    signing_in.sign_out(house, request.cookies.get(SESSION_COOKIE))
    answer = to("/sign-in")
    answer.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get("/prove")
def prove_form(reader: ReaderDep, visitor: SignedIn) -> Response:
    """Show the form in which somebody who is signed in confirms who she is."""
    return _prove(reader, visitor)


@router.post("/prove")
async def prove(form: FormDep, request: Request, house: HouseDep, reader: ReaderDep, visitor: SignedIn) -> Response:
    """Take the password once more, and lead back."""
    if visitor.session is None:
        raise Problem("token_missing")
    try:
        secret = await signing_in.prove_by_password(
            house, visitor.session, form.text("password"), signing_in.caller(request)
        )
    except REFUSALS as refused:
        return _prove(reader, visitor, problem_of(refused, request), leads_to=form.text("next"))
    answer = to(local(form.text("next")))
    signing_in.keep_signed_in(answer, secret)
    return answer


@router.get("/alive", dependencies=[Depends(Needs(Action.RULES_READ))])
async def alive() -> Response:
    """Answer 204 while somebody is signed in: an open page asks every few seconds, and leaves when she is not."""
    return Response(status_code=204)


def signed_in(begun: signing_in.Begun, leads_to: str) -> RedirectResponse:
    """Return the answer that hands the session over and leads on, within this house."""
    answer = to(local(leads_to))
    signing_in.keep_signed_in(answer, begun.secret, begun.known)
    return answer


def _sign_in(reader: Reader, problem: Problem | None = None, name: str = "", leads_to: str = "") -> Response:
    return render(
        reader,
        "sign_in.html",
        status=problem.status if problem else 200,
        headers=_retry(problem),
        says=_says(problem, reader),
        name=name,
        leads_to=local(leads_to or reader.query.get("next", "")),
        oidc=reader.house.oidc.provider.name if reader.house.oidc else "",
    )


def _prove(reader: Reader, visitor: Visitor, problem: Problem | None = None, leads_to: str = "") -> Response:
    return render(
        reader,
        "prove.html",
        visitor,
        status=problem.status if problem else 200,
        headers=_retry(problem),
        says=_says(problem, reader),
        leads_to=local(leads_to or reader.query.get("next", "")),
    )


def _says(problem: Problem | None, reader: Reader) -> str:
    return problem_in_words(problem, reader.language) if problem else ""


def _retry(problem: Problem | None) -> dict[str, str]:
    headers = problem.headers() if problem else {}
    return {name: value for name, value in headers.items() if name == "Retry-After"}
