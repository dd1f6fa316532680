"""Photos and papers that a form brings: each is taken or refused by itself, and what was taken stays."""

import asyncio
from dataclasses import dataclass

from fastapi import Request

from rules.evidence import fit_name
from web.access import Visitor
from web.api.evidence import limits_of, take_file
from web.house import House
from web.pages.coming import ComingForm
from web.pages.forms import REFUSALS, key_of, refused
from web.problems import Problem


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that was refused, and why."""

    name: str
    problem: Problem


async def attach_all(
    request: Request, house: House, visitor: Visitor, nomination_id: str, sent: ComingForm
) -> list[NotTaken]:
    """Attach the files that come with a form, and return those that were refused.

    Raise Problem if the form has no key, or if it was cut short.
    """
    key = key_of(sent.form, "-f0000").removesuffix("-f0000")
    not_taken: list[NotTaken] = []
    number = 0
    async for file in sent.files():
        number += 1
        of_file = f"{key}-f{number}"
        try:
            called = fit_name(file.name)
            limits = await asyncio.to_thread(limits_of, house, visitor, nomination_id, of_file)
            await take_file(request, house, visitor, nomination_id, of_file, called, limits, file.portions)
        except REFUSALS as error:
            problem = refused(error, request, "upload_cut_short", "malformed")
            not_taken.append(NotTaken(file.name, problem))
    return not_taken
