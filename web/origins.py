"""Writes come from our own pages or with a token: another site that makes a browser send something is refused.

Told by what the browser itself says and no page can forge: Sec-Fetch-Site, or Origin where a browser does not send
that. What says neither cannot be told from a foreign page and is refused too. No form needs a hidden token for this.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.problems import Problem
from web.telling import tell

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnPagesOnly:
    """Refuses every write that carries no token of its own and does not come from a page of this house."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] != "http" or scope["method"] in _HARMLESS or _is_ours(Headers(scope=scope)):
            await self._app(scope, receive, send)
        else:
            await tell(Problem("not_from_here"), Request(scope))(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    if headers.get("authorization", "").lower().startswith("bearer "):  # no other site can send one unasked
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return origin.scheme in {"http", "https"} and bool(origin.netloc) and origin.netloc == headers.get("host")
