"""Routes that read JSON strictly, and the limit of a body. Knows no route of its own.

JSON that two readers could understand differently (a key twice, NaN) or that a database cannot keep (half a letter,
a NUL) is refused before anything looks at it.
"""

import json
import re
from collections.abc import Callable, Coroutine, Iterator, Mapping
from enum import Enum
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Problem
from web.telling import tell

PREFIX = "/api/v1"
LARGEST_BODY = 1_000_000
"""Bytes. A log entry's story is 20,000 letters at most; a route that takes files says itself how large they may be."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class StrictRequest(Request):
    """A request whose JSON has one meaning."""

    async def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Return the body. Raise ValueError if it is not strict JSON."""
        if not hasattr(self, "_json"):
            self._json = strict_json(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """A route whose body is JSON, said to be JSON, and strict."""

    def get_route_handler(self) -> Handler:
        """Return the usual handler behind a look at the content's type."""
        usual = super().get_route_handler()
        takes_body = self.body_field is not None

        async def handle(request: Request) -> Response:
            if takes_body and _has_body(request) and not _says_json(request):
                raise Problem("not_json")
            return await usual(StrictRequest(request.scope, request.receive))

        return handle


def routes(path: str, tag: str | Enum) -> APIRouter:
    """Return a router for everything under `path` of the API."""
    return APIRouter(
        prefix=f"{PREFIX}{path}",
        tags=[tag],
        route_class=StrictRoute,
        generate_unique_id_function=lambda route: route.name,
    )


def strict_json(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return what `body` says. Raise ValueError for a key twice, NaN, a NUL or half a surrogate pair."""
    text = body.decode()
    try:
        said = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError:
        raise ValueError("no JSON") from None  # FastAPI has another answer to this error, with the place in the text
    if "\\u" in text:  # only an escape can smuggle in what UTF-8 or a database cannot hold
        for word in _words(said):
            if "\0" in word or word != word.encode(errors="replace").decode():
                raise ValueError("a text that cannot be kept")
    return said


class BodyLimit:
    """Refuses a body over the limit, whether its length is told or found out; nothing reads past the limit.

    `wider` are the addresses that take more, each with its own limit in bytes.
    """

    def __init__(self, app: ASGIApp, wider: Mapping[re.Pattern[str], int]) -> None:
        self._app = app
        self._wider = wider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = next((most for path, most in self._wider.items() if path.fullmatch(scope["path"])), LARGEST_BODY)
        if _is_told_larger(scope, largest):
            await tell(Problem("too_large", {"limit": largest}), Request(scope))(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive, largest), send)

    def _counted(self, receive: Receive, largest: int) -> Receive:
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > largest:
                # FastAPI lets this one error through while it reads a body.
                raise HTTPException(413)
            return message

        return counted


def _is_told_larger(scope: Scope, largest: int) -> bool:
    told = dict(scope["headers"]).get(b"content-length", b"")
    return bool(told.isdigit()) and int(told) > largest


def _has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


def _says_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _words(said: object) -> Iterator[str]:
    """Yield every text in `said`, keys too."""
    match said:
        case str():
            yield said
        case list():
            for part in said:
                yield from _words(part)
        case dict():
            for key, part in said.items():
                yield key
                yield from _words(part)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a key stands twice")
    return said


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
