"""How a page is made: a template, whoever reads it, and her language. It knows no page and asks no database.

Pages load only what this machine serves, and no script or style stands in them.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.access import Visitor
from web.assets import Assets
from web.house import House, house_of
from web.menu import menu
from words.catalogue import Language, said
from words.dates import (
    until,
    weekday_and_date,
    written_date,
    written_instant,
    written_number,
    written_period,
    written_size,
    written_span,
    written_tenths,
)
from words.pages import PAGES
from words.phrases import titled

_TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_COOKIE = "language"
POLICY = (  # the design system's own icons are pictures written into its styles
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_WORTH_PACKING = 1000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a page and how: her language, the address she is at, what her browser takes."""

    language: Language
    path: str
    query: Mapping[str, str]
    now: datetime
    house: House
    assets: Assets
    takes_gzip: bool

    def say(self, code: str, **params: object) -> str:
        """Return a sentence of the pages. Raise KeyError if the catalogue lacks it."""
        return said(PAGES, code, self.language, params)

    def local(self, at: datetime) -> datetime:
        """Return an instant on the wall of the house."""
        return at.astimezone(self.house.zone)

    def today(self) -> date:
        """Return the date on the wall."""
        return self.house.today(self.now)

    def link(self, **changed: str | None) -> str:
        """Return the address of this page with some of its query changed; None takes a part out."""
        query = {name: value for name, value in {**self.query, **changed}.items() if value}
        return f"{self.path}?{urlencode(query)}" if query else self.path


async def _reader(request: Request) -> Reader:
    return reader_of(request, house_of(request))


ReaderDep = Annotated[Reader, Depends(_reader)]


def reader_of(request: Request, house: House) -> Reader:
    """Return who reads the answer to `request`. Vietnamese, unless she has asked for English."""
    return Reader(
        language="en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "vi",
        path=request.url.path,
        query=dict(request.query_params),
        now=house.now(),
        house=house,
        assets=request.app.state.assets,
        takes_gzip="gzip" in request.headers.get("accept-encoding", ""),
    )


def render(
    reader: Reader,
    template: str,
    visitor: Visitor | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> Response:
    """Return the page that `template` makes of `values`."""
    text = (
        _environment()
        .get_template(template)
        .render(
            reader=reader,
            language=reader.language,
            say=reader.say,
            visitor=visitor,
            asset=reader.assets.url,
            menu=menu(visitor, reader.path),
            **_written(reader),
            **values,
        )
    )
    sent = {
        "Content-Security-Policy": POLICY,
        "Content-Language": reader.language,
        "Vary": "Cookie, Accept-Encoding",
        **(headers or {}),
    }
    body = text.encode()
    if reader.takes_gzip and len(body) > _WORTH_PACKING:
        body, sent["Content-Encoding"] = gzip.compress(body, 5), "gzip"
    return Response(body, status, headers=sent, media_type="text/html; charset=utf-8")


def _written(reader: Reader) -> dict[str, Callable[..., str]]:
    language, now = reader.language, reader.now
    return {
        "date": written_date,
        "day": partial(_in, weekday_and_date, language),
        "instant": lambda at: written_instant(reader.local(at), language),
        "until": lambda at: until(at, now, language),
        "ago": lambda at: written_span(now - at, language),
        "period": lambda key: written_period(key, language),
        "percent": partial(_percent, language),
        "size": lambda size: written_size(size, language),
        "number": lambda count: written_number(count, language),
        "titled": lambda title: titled(title, language),
        "tenths": lambda number: written_tenths(number, language),
    }


def _in(write: Callable[[date, Language], str], language: Language, day: date) -> str:
    return write(day, language)


def _percent(language: Language, part: int, whole: int) -> str:
    """Return a share in percent with two digits, cut and not rounded: 79.99 is not 80."""
    hundredths = part * 10_000 // whole
    whole_part, rest = divmod(hundredths, 100)
    point = "." if language == "en" else ","
    return f"{whole_part}{point}{rest:02}%" if rest else f"{whole_part}%"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["person"] = lambda id_, names: names.person(id_)
    made.filters["called"] = lambda id_, names: names.get(id_, id_)
    return made
