"""A file on its way in: its name, its bytes, the copy of a picture. What it may be attached to is judged elsewhere."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from fastapi import Request
from starlette.requests import ClientDisconnect

from rules.errors import RuleBroken
from rules.evidence import PICTURES, fit_name, judge_size
from rules.programme import Evidence
from store.files import Arriving, translated
from store.pictures import make_copy
from web.house import House
from web.problems import Problem

_PATIENCE_S = 30.0  # between two portions of a file
_NONE = ""  # what is sent so that it cannot be read is no name at all


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of a picture: where it is now, its SHA-256, its size in bytes."""

    path: Path
    hash: str
    size: int


def name_of(said: str) -> str:
    """Return the name that a header says in percent-encoded UTF-8. Raise RuleBroken `file_name_unfit`."""
    try:
        name = unquote(said, errors="strict") if said.isascii() else _NONE
    except UnicodeDecodeError:
        name = _NONE
    return fit_name(name)


def judge_told(request: Request, limits: Evidence) -> None:
    """Return if the body, which is a file, is not said to be more than the rules take. Raise RuleBroken if it is."""
    told = request.headers.get("content-length", "")
    if told.isdigit():
        judge_size(limits, int(told))


async def receive(portions: AsyncIterable[bytes], file: Arriving, limits: Evidence) -> None:
    """Write what comes to `file` and have the disk confirm it; never more than the rules take."""
    clock = asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(_PATIENCE_S) as patience:
            async for portion in portions:
                judge_size(limits, file.size + len(portion))
                await asyncio.to_thread(file.add, portion)
                patience.reschedule(clock() + _PATIENCE_S)
    except (ClientDisconnect, TimeoutError):
        raise Problem("upload_cut_short") from None
    await asyncio.to_thread(file.settle)


@asynccontextmanager
async def copied(house: House, file: Arriving, kind: str) -> AsyncIterator[Copy | None]:
    """Yield the copy of a picture that others see, None for what is no picture. What was not kept is gone afterwards.

    Raise RuleBroken `file_broken` if the picture cannot be read.
    """
    if kind not in PICTURES:
        yield None
        return
    path = house.files.passing_name()
    try:
        async with house.picturing:
            with translated():
                could = await asyncio.to_thread(make_copy, file.path, kind, path)
        if not could:
            raise RuleBroken("file_broken")
        yield Copy(path, *await asyncio.to_thread(house.files.take, path))
    finally:
        path.unlink(missing_ok=True)
