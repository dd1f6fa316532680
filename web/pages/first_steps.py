"""Before there is a password: the first administrator's code, and the one-time code that sets a password."""

import asyncio

from fastapi import Request, Response

from rules.signing_in import SHORTEST, good_password
from store import credentials, founding, people, sessions
from store.accounts import Account
from store.founding import Founder
from web import signing_in
from web.access import PUBLIC, SESSION_COOKIE
from web.failures import problem_of
from web.house import House, HouseDep
from web.pages.forms import REFUSALS, FormDep, pages
from web.pages.sign_in import signed_in
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()


@router.get("/sign-in/code", dependencies=[PUBLIC])
def code_form(reader: ReaderDep) -> Response:
    """Show the form in which a one-time code sets a password."""
    return _show(reader, "code.html")


@router.post("/sign-in/code", dependencies=[PUBLIC])
async def use_code(form: FormDep, request: Request, house: HouseDep, reader: ReaderDep) -> Response:
    """Set the password that a one-time code allows, and sign its holder in."""
    try:
        await asyncio.to_thread(signing_in.count_place, house, request)
        code, typed = form.text("code"), form.text("password")
        about = await asyncio.to_thread(_about, house, code)
        password = await asyncio.to_thread(good_password, typed, about)
        account = await asyncio.to_thread(_set, house, code, await signing_in.hashed(house, password))
        begun = await asyncio.to_thread(
            signing_in.let_in, house, account.id, "code", request.cookies.get(SESSION_COOKIE)
        )
    except REFUSALS as refused:
        return _show(reader, "code.html", problem_of(refused, request), code=form.text("code"))
    return signed_in(begun, "/")


@router.get("/first", dependencies=[PUBLIC])
def first_form(house: HouseDep, reader: ReaderDep) -> Response:
    """Show the form that makes the first administrator; it is not there once somebody has an account."""
    _refuse_unless_open(house)
    return _show(reader, "first.html")


@router.post("/first", dependencies=[PUBLIC])
async def found(form: FormDep, request: Request, house: HouseDep, reader: ReaderDep) -> Response:
    """Make the holder of the first code an administrator, and sign her in."""
    await asyncio.to_thread(_refuse_unless_open, house)
    founder = Founder(
        person_name=form.text("person_name"), number=form.text("number"), unit_name=form.text("unit_name")
    )
    try:
        await asyncio.to_thread(signing_in.count_place, house, request)
        about = [form.text("name"), *founder.person_name.split(), founder.number]
        password = await asyncio.to_thread(good_password, form.text("password"), about)
        hashed = await signing_in.hashed(house, password)
        account = await asyncio.to_thread(_found, house, form.text("code"), founder, form.text("name"), hashed)
        begun = await asyncio.to_thread(signing_in.let_in, house, account.id, "code", None)
    except REFUSALS as refused:
        typed = {name: form.text(name) for name in ("code", "name", "person_name", "number", "unit_name")}
        return _show(reader, "first.html", problem_of(refused, request), **typed)
    return signed_in(begun, "/")


def _about(house: House, code: str) -> list[str]:
    """Return the words that a password of this code's holder must not be made of. Raise RuleBroken."""
    with house.database.read() as conn:
        account = credentials.holder_of_code(conn, code, now=house.now())
        person = people.by_id(conn, account.person_id)
    return [account.name, *(person.name.split() if person else ()), (person and person.number) or ""]


def _set(house: House, code: str, hashed: str) -> Account:
    now = house.now()
    with house.database.write() as conn:
        account = credentials.holder_of_code(conn, code, now=now)
        credentials.take_code(conn, code, now=now)
        credentials.set_password(conn, account.id, hashed, now=now, by=account.person_id)
        sessions.revoke_all(conn, account.id, now=now)
    return account


def _found(house: House, code: str, founder: Founder, name: str, hashed: str) -> Account:
    now = house.now()
    with house.database.write() as conn:
        return founding.found(conn, code, founder, name, hashed, now=now, on=house.today(now))


def _refuse_unless_open(house: House) -> None:
    with house.database.read() as conn:
        if not founding.is_open(conn):
            raise Problem("not_found")


def _show(reader: Reader, template: str, problem: Problem | None = None, **typed: str) -> Response:
    return render(
        reader,
        template,
        status=problem.status if problem else 200,
        says=problem_in_words(problem, reader.language) if problem else "",
        typed=dict.fromkeys(("code", "name", "person_name", "number", "unit_name"), "") | typed,
        shortest=SHORTEST,
    )
