"""How everything that goes wrong is told: each kind of error becomes the one problem that says what to do about it."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.errors import RuleBroken
from store.errors import DiskFull, FilesUnavailable, StoreBusy, StoreError, StoreUnavailable
from web.engine import NotRunningError
from web.problems import STATUS, Problem
from web.routing import LARGEST_BODY
from web.telling import tell
from web.validation import refusal


def tell_failures(app: FastAPI) -> None:
    """Have `app` answer its errors as problems. What is not known here is a fault, told by the envelope."""
    app.add_exception_handler(Problem, _tell)
    app.add_exception_handler(RuleBroken, _tell)
    app.add_exception_handler(StoreError, _tell)
    app.add_exception_handler(NotRunningError, _tell)
    app.add_exception_handler(RequestValidationError, _tell)
    app.add_exception_handler(HTTPException, _tell)


_BY_KIND: tuple[tuple[type[Exception], str], ...] = (
    (DiskFull, "disk_full"),
    (FilesUnavailable, "files_unavailable"),
    (StoreBusy, "store_busy"),
    (StoreUnavailable, "store_unavailable"),
    (NotRunningError, "engine_not_ready"),
)
_BY_STATUS = {400: "malformed", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def problem_of(error: Exception, request: Request) -> Problem:
    """Return the problem that tells `error`. Raise it again if it is a fault of ours."""
    match error:
        case Problem():
            return error
        case RuleBroken() if error.code in STATUS:
            return Problem(error.code, error.params, errors=_fields(error))
        case RequestValidationError():
            return refusal(error.errors())
        case HTTPException() if error.status_code in _BY_STATUS:
            return Problem(_BY_STATUS[error.status_code], _about(error.status_code, request))
    for kind, code in _BY_KIND:
        if isinstance(error, kind):
            return Problem(code)
    raise error


def _fields(error: RuleBroken) -> list[tuple[str, str, Mapping[str, object]]]:
    """Return the fields of the body that the rules ask for and that are not there."""
    missing = error.params["fields"] if error.code == "fields_missing" else ()
    return [(f"deed.{what}", "missing", {}) for what in missing] if isinstance(missing, list) else []


def _about(status: int, request: Request) -> dict[str, object]:
    match status:
        case 405:
            return {"method": request.method}
        case 413:
            return {"limit": LARGEST_BODY}
    return {}


async def _tell(request: Request, error: Exception) -> Response:
    told = tell(problem_of(error, request), request)
    if isinstance(error, HTTPException):
        told.headers.update(error.headers or {})  # Allow, beside 405
    return told
