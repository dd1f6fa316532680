"""Forms with files, as they come: the fields first, then one file after the other, never more than a portion at once.

A page puts its file inputs last; fields behind the first file are not read.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from web.pages.forms import Form, form_of, read_form
from web.problems import Problem
from web.routing import LARGEST_BODY

_PATIENCE_S = 30.0  # for all the fields
_MOST_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a field, or of a file if it has a file's name; the empty name is that of no file chosen."""

    name: str
    filename: str | None


_Happening = Part | bytes | None
"""A part begins, a portion of it is there, or (None) it has ended."""


@dataclass(frozen=True, slots=True)
class ComingFile:
    """A file whose content is still to come; what nobody reads of it is read past."""

    name: str
    portions: AsyncIterator[bytes]


class ComingForm:
    """A form whose fields are there and whose files come one by one."""

    def __init__(self, form: Form, first: str | None, happening: AsyncIterator[_Happening]) -> None:
        self.form = form
        self.has_files = first is not None
        self._first = first
        self._happening = happening

    async def files(self) -> AsyncIterator[ComingFile]:
        """Yield the files in their order. Raise Problem `upload_cut_short` or `malformed`."""
        name = self._first
        while name is not None:
            portions = self._portions()
            yield ComingFile(name, portions)
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    async for _ in portions:
                        pass
                    name = await self._next()
            except TimeoutError:
                raise Problem("upload_cut_short") from None

    async def _portions(self) -> AsyncIterator[bytes]:
        async for one in self._happening:
            if one is None:
                return
            if isinstance(one, bytes):
                yield one

    async def _next(self) -> str | None:
        async for one in self._happening:
            if isinstance(one, Part) and one.filename:
                return one.filename
        return None


async def coming(request: Request) -> ComingForm:
    """Return the form that a request brings, with or without files. Raise Problem if it cannot be read."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind.lower() != b"multipart/form-data":
        return ComingForm(await read_form(request), None, _nothing())
    if not options.get(b"boundary"):
        raise Problem("malformed")
    happening = _happenings(request, options[b"boundary"])
    fields: list[tuple[str, str]] = []
    try:
        async with asyncio.timeout(_PATIENCE_S):
            first = await _read_fields(happening, fields)
    except TimeoutError:
        raise Problem("upload_cut_short") from None
    return ComingForm(form_of(fields, request.url.path), first, happening)


async def _read_fields(happening: AsyncIterator[_Happening], fields: list[tuple[str, str]]) -> str | None:
    """Read fields up to the first file and return its name; None if there is no file."""
    name, content, read = "", bytearray(), 0
    async for one in happening:
        match one:
            case Part(filename=str() as filename) if filename:
                return filename
            case Part():
                name, content = ("" if one.filename is not None else one.name), bytearray()
            case bytes():
                read += len(one)
                if read > LARGEST_BODY:
                    raise Problem("too_large", {"limit": LARGEST_BODY})
                content += one
            case None if name:
                try:
                    fields.append((name, content.decode()))
                except UnicodeDecodeError:
                    raise Problem("malformed") from None
    return None


async def _happenings(request: Request, boundary: bytes) -> AsyncIterator[_Happening]:
    parts = _Parts(boundary)
    try:
        async for portion in request.stream():
            parts.read(portion)
            while parts.happened:
                yield parts.happened.popleft()
    except ClientDisconnect:
        raise Problem("upload_cut_short") from None
    except FormParserError:
        raise Problem("malformed") from None
    if not parts.has_ended:
        raise Problem("upload_cut_short")


async def _nothing() -> AsyncIterator[_Happening]:
    return
    yield


class _Parts:
    """What the parser finds, in order."""

    def __init__(self, boundary: bytes) -> None:
        self.happened: deque[_Happening] = deque()
        self.has_ended = False
        self._count = 0
        self._header: list[bytes] = [b"", b""]
        self._disposition = b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._add(0, data[start:end]),
                "on_header_value": lambda data, start, end: self._add(1, data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._name,
                "on_part_data": lambda data, start, end: self.happened.append(bytes(data[start:end])),
                "on_part_end": lambda: self.happened.append(None),
                "on_end": self._end,
            },
        )

    def read(self, portion: bytes) -> None:
        """Read on. Raise FormParserError if it is no form."""
        if portion:
            self._parser.write(portion)

    def _begin(self) -> None:
        self._count += 1
        if self._count > _MOST_PARTS:
            raise Problem("malformed")
        self._header, self._disposition = [b"", b""], b""

    def _add(self, place: int, letters: bytes) -> None:
        self._header[place] += letters

    def _end_header(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = [b"", b""]

    def _name(self) -> None:
        _, options = parse_options_header(self._disposition)
        filename = options.get(b"filename")
        self.happened.append(Part(_text(options.get(b"name", b"")), None if filename is None else _text(filename)))

    def _end(self) -> None:
        self.has_ended = True


def _text(letters: bytes) -> str:
    """Return a name as a browser sends it: UTF-8, with quotation marks written as %22."""
    return letters.decode(errors="replace").replace("%22", '"')
