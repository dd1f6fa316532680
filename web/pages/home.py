"""The first page of whoever comes, and the switch of the language."""

from typing import Annotated

from fastapi import Depends, Response

from rules.rights import Action
from web import menu
from web.access import PUBLIC, Needs, Visitor
from web.pages.forms import FormDep, local, pages, to
from web.rendering import LANGUAGE_COOKIE

router = pages()

_A_YEAR_S = 365 * 24 * 3600


@router.get("/")
def home(visitor: Annotated[Visitor, Depends(Needs(Action.RULES_READ))]) -> Response:
    """Lead a visitor to the page that she needs most."""
    return to(menu.home(visitor))


@router.post("/language", dependencies=[PUBLIC])
async def choose_language(form: FormDep) -> Response:
    """Keep the language that was chosen, and lead back."""
    answer = to(local(form.text("next")))
    chosen = "en" if form.text("to") == "en" else "vi"
    answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_A_YEAR_S, httponly=True, samesite="lax")
    return answer
