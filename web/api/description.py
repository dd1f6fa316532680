"""The description of the API, for programs and for people. Both come from this machine alone."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.access import PUBLIC
from web.routing import PREFIX

router = APIRouter(include_in_schema=False)

_TEMPLATES = Path(__file__).parents[1] / "templates"
_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1a1a1a, #eceae4); --paper: light-dark(#fff, #16211c);
        --green: light-dark(#14603F, #8fd0ae); --shade: light-dark(#f2f2f2, #24332c);
        --line: light-dark(#ddd, #3a4a42) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: var(--ink); background: var(--paper); overflow-wrap: anywhere }
h1, h2, h3, a { color: var(--green) } h3 { margin-bottom: 0 } code { background: var(--shade); padding: 0 .2em }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .2rem .5rem }
tr + tr { border-top: 1px solid var(--line) } summary { cursor: pointer; min-height: 44px; padding: .6rem 0 }
pre { white-space: pre-wrap }
:focus-visible { outline: 3px solid var(--green); outline-offset: 2px }
"""


@router.get(f"{PREFIX}/openapi.json", dependencies=[PUBLIC])
async def openapi(request: Request) -> Response:
    """Return the description for programs."""
    return JSONResponse(request.app.openapi(), headers={"Cache-Control": "public, max-age=300"})


@router.get("/docs", dependencies=[PUBLIC])
async def docs(request: Request) -> Response:
    """Return the description for people: plain HTML, without scripts."""
    document: dict[str, Any] = request.app.openapi()
    page = _environment().get_template("docs.html").render(document=document, style=_STYLE, prefix=PREFIX)
    allowed = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "public, max-age=300"})


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
