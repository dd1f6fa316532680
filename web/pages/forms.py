"""Forms as browsers send them, scripts or no scripts: fields by name, and the key by which a form is done only once."""

import hmac
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from rules.errors import RuleBroken
from store.errors import StoreError
from web.engine import NotRunningError
from web.failures import problem_of
from web.house import House
from web.problems import Problem
from web.repeats import KEY, Repeatable
from web.validation import refusal

KEY_FIELD = "key"
_MOST_FIELDS = 5000

REFUSALS = (Problem, RuleBroken, StoreError, NotRunningError, ValidationError)
"""What a page tells beside its form instead of on a page of its own."""


class Form:
    """The fields of one form as they were sent; a field that was not sent is empty."""

    def __init__(self, fields: Sequence[tuple[str, str]], path: str) -> None:
        self.fields = fields
        self.path = path

    def text(self, name: str) -> str:
        """Return what a field says, its lines ended as ours are."""
        return next((value for field, value in self.fields if field == name), "").replace("\r\n", "\n")

    def all(self, name: str) -> list[str]:
        """Return every value of a field: boxes that were ticked."""
        return [value for field, value in self.fields if field == name]

    def starting(self, prefix: str) -> dict[str, str]:
        """Return the fields whose name begins so (rest of the name → value)."""
        return {name.removeprefix(prefix): value for name, value in self.fields if name.startswith(prefix)}

    def stated(self, *names: str) -> dict[str, str]:
        """Return those fields that say something (name → value); what is left empty is not stated."""
        return {name: text for name in names if (text := self.text(name).strip())}

    def repeatable(self, house: House, part: str = "") -> Repeatable:
        """Return the write that this form asks for, under the key that was made with it.

        `part` tells apart several writes of one form. Raise Problem if the form has no key.
        """
        key = key_of(self, part)
        said = "\n".join(f"{name}={value}" for name, value in self.fields)
        asked = hmac.digest(house.pepper, f"{self.path}\n{part}\n{said}".encode(), "sha256")
        return Repeatable(key, f"POST {self.path}"[:200], asked.hex())


class LeftEmpty(BaseModel):
    """Filters as a form of a page sends them: a field that was left empty asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_the_empty(cls, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        stripped = {name: said.strip() if isinstance(said, str) else said for name, said in asked.items()}
        return {name: said for name, said in stripped.items() if said != ""}


EMPTY = Form((), "")


def key_of(form: Form, part: str = "") -> str:
    """Return the key of a form, or of a part of it. Raise Problem if the form has none."""
    key = form.text(KEY_FIELD)
    if not key:
        raise Problem("idempotency_key_missing")
    if not KEY.fullmatch(key + part):
        raise Problem("idempotency_key_invalid")
    return key + part


async def read_form(request: Request) -> Form:
    """Return the form that a request brings. Raise Problem `malformed` if it is none."""
    try:
        text = (await request.body()).decode()
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise Problem("malformed") from None
    return form_of(fields, request.url.path)


def form_of(fields: Sequence[tuple[str, str]], path: str) -> Form:
    """Return a form of these fields. Raise Problem `malformed` for what no database can keep."""
    if any("\0" in value for _, value in fields):
        raise Problem("malformed")
    return Form(fields, path)


FormDep = Annotated[Form, Depends(read_form)]


def pages() -> APIRouter:
    """Return a router for pages; the description of the API has none of them."""
    return APIRouter(include_in_schema=False)


def new_key() -> str:
    """Return the key of a form that is shown anew."""
    return uuid4().hex


def next_key(form: Form, problem: Problem | None) -> str:
    """Return the key of a form that is shown again: its own only while sending the same again may find the first."""
    is_unknown = problem is not None and problem.status >= 500
    return form.text(KEY_FIELD) if is_unknown else new_key()


def refused(error: Exception, request: Request, *elsewhere: str) -> Problem:
    """Return the refusal that `error` is. Raise it again if it is a fault of ours.

    The codes of `elsewhere` are told on a page of their own, because there is no form left to tell them beside: raised.
    """
    if isinstance(error, ValidationError):
        problem = refusal([{**one, "loc": ("body", *one["loc"])} for one in error.errors()])
    else:
        problem = problem_of(error, request)
    if problem.code in elsewhere:
        raise problem from None
    return problem


def to(path: str) -> RedirectResponse:
    """Return the answer that leads a browser on after a form, so that going back sends nothing again."""
    return RedirectResponse(path, 303)


def local(path: str, otherwise: str = "/") -> str:
    """Return `path` if it leads to a page of this house, and nowhere else."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_ours and path.isprintable() and "\\" not in path else otherwise


def integers(form: Form, *names: str) -> Mapping[str, object]:
    """Return fields as numbers where they are such, with or without separators of thousands; else as typed."""
    told: dict[str, object] = {}
    for name, text in form.stated(*names).items():
        plain = text.replace(".", "").replace(",", "").replace(" ", "").replace("\u00a0", "")
        told[name] = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else text
    return told


def day(text: str) -> str:
    """Return a day that was written as 05/11/2026 (or 5.11.2026, 5-11-2026) as ISO writes it; another text as it is."""
    parts = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", text)
    return f"{parts[3]}-{int(parts[2]):02}-{int(parts[1]):02}" if parts else text


def instant(text: str, zone: ZoneInfo) -> object:
    """Return an instant that was written as 17:00 05/11/2026, on the wall of `zone`; another text as it is."""
    time, _, on = text.strip().partition(" ")
    with suppress(ValueError):
        return datetime.fromisoformat(f"{day(on)}T{time.replace('h', ':'):0>5}").replace(tzinfo=zone)
    return text
