"""Telling a refusal to whoever asked: a program gets problem+json, a person a page that says what to do next."""

from http import HTTPStatus
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.problems import Problem, answer
from web.rendering import reader_of, render
from web.sentences import problem_in_words

_PROGRAMS = ("/api/", "/assets/", "/docs")
SIGN_IN, PROVE = "/sign-in", "/prove"
_LEADS_OUT = {"/account/oidc": "/account"}
"""Where a way out of the house begins → the page it begins on: no form may lead out, not by two steps either."""


def tell(problem: Problem, request: Request) -> Response:
    """Return the response that tells `problem`; whoever must sign in first is led there, and back afterwards."""
    path = request.url.path
    if path.startswith(_PROGRAMS):
        return answer(problem, request)
    back = _LEADS_OUT.get(path, path) + (f"?{request.url.query}" if request.url.query else "")
    lead = SIGN_IN if problem.status == HTTPStatus.UNAUTHORIZED else PROVE if problem.code == "not_proved" else None
    if lead is not None and "hx-request" in request.headers:
        return Response(status_code=problem.status, headers={"HX-Redirect": f"{lead}?next={quote(_shown(request))}"})
    if lead is not None and request.method in {"GET", "HEAD"}:
        return RedirectResponse(f"{lead}?next={quote(back)}", 303)
    reader = reader_of(request, request.app.state.house)
    number = request.scope.get("request_id", "")
    # of an address that somebody follows nothing was typed into a form: the page without what was asked of it is there
    is_address = problem.code == "invalid" and request.method in {"GET", "HEAD"} and bool(request.url.query)
    headers = {name: value for name, value in problem.headers().items() if name == "Retry-After"}
    return render(
        reader,
        "refused.html",
        status=problem.status,
        headers=headers,
        code=problem.code,
        says=reader.say("refused.address") if is_address else problem_in_words(problem, reader.language, number),
        again_at=path if is_address else "",
        request_number=number,
    )


def _shown(request: Request) -> str:
    """Return the page on which a part asked for news: that is where she comes back to."""
    shown = urlsplit(request.headers.get("hx-current-url", ""))
    return (shown.path or "/") + (f"?{shown.query}" if shown.query else "")
