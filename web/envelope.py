"""What every answer carries, whatever it answers: a number, headers that keep browsers and caches honest, one log line.

The log line has the route's template, never the path or the query: people search for names.
"""

import secrets
import time
import traceback

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.metrics import Metrics
from web.problems import Problem
from web.telling import tell

log = structlog.get_logger("sovang.api")

_UNANSWERED = 0
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})  # a stranger's word is no label

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # under "no-referrer" a browser would not say where a form of ours comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}


class Envelope:
    """Numbers, measures and logs each request, and sets the headers of its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = secrets.token_hex(8)
        began = time.perf_counter()
        status = _UNANSWERED

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), scope["request_id"])
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the person gets an answer and the log a place
            _log_fault(fault, scope["request_id"])
            if status == _UNANSWERED:
                await tell(Problem("fault"), Request(scope))(scope, receive, dressed)
        finally:
            self._tell(scope, status or 500, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        metrics: Metrics = scope["app"].state.house.metrics
        metrics.requests.labels(method, route, str(status)).inc()
        metrics.seconds.labels(method, route).observe(seconds)
        log.info(
            "request",
            request_id=scope["request_id"],
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


def _log_fault(fault: Exception, number: str) -> None:
    """Log where it happened and of what kind it is; its message may hold what people wrote."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    log.error("fault", request_id=number, kind=type(fault).__qualname__, at=places[-8:])


def _dress(headers: MutableHeaders, number: str) -> None:
    headers["X-Request-Id"] = number
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")  # most answers are about somebody
