"""Files of the organisation over the API: looked at row by row, or taken, as on the page and by `sovang import`."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Request
from pydantic import BaseModel, Field

from rules.errors import RuleBroken
from rules.messages import Message
from store import answers
from store.answers import Answered
from store.imports.report import Report
from store.imports.tables import FileKind
from web.access import Needs, Visitor
from web.house import HouseDep
from web.languages import language_of
from web.organising import NEEDS, preview, take_file, why
from web.problems import Problem
from web.repeats import RepeatableDep
from web.routing import routes
from words.catalogue import Language

router = routes("/imports", "organisation")

Organiser = Annotated[Visitor, Depends(Needs(*dict.fromkeys(NEEDS.values()), refuses=("file_unreadable",)))]


class FileBody(Message):
    """A CSV file as text, and how much of it is taken: `nothing` is a look, `good` leaves out the rows with errors."""

    content: Annotated[str, Field(min_length=1, examples=["old_unit_id,new_unit_id\nx-1,x-2\n"])]
    take: Literal["nothing", "all", "good"] = "nothing"


class ToldRow(BaseModel):
    """What becomes of a row, or became; `code` and `says` tell why it is an error, or what it does beyond itself."""

    line: int
    key: str
    state: Literal["new", "changed", "unchanged", "error"]
    code: str | None
    params: dict[str, Any]
    says: str


class ToldFile(BaseModel):
    """What becomes of every row, and whether anything was written."""

    is_taken: bool
    counts: dict[str, int]
    rows: list[ToldRow]


@router.post("/{kind}")
def bring_file(
    kind: Annotated[FileKind, Path()],
    body: FileBody,
    request: Request,
    house: HouseDep,
    visitor: Organiser,
    repeatable: RepeatableDep,
) -> ToldFile:
    """Look at a file of units, people, offices, seats, deputies or a `mapping` of old to new units, or take it."""
    asked, now, data = repeatable.by(visitor), house.now(), body.content.encode()
    language = language_of(request.headers.get("accept-language", ""))
    with house.database.write() as conn:
        before = answers.begin(conn, asked, now=now)
        if before is not None:
            return ToldFile.model_validate(before.body)
        try:
            if body.take == "nothing":
                report = preview(conn, visitor, kind, data)
            else:
                report = take_file(conn, visitor, kind, data, now=now, partial=body.take == "good")
        except RuleBroken as broken:
            says = why(broken.code, broken.params, language)
            raise Problem("file_unreadable", {"because": broken.code, "why": says}) from broken
        told = _told(report, language, is_taken=report.is_taken and body.take != "nothing")
        answers.finish(conn, asked, Answered(200, told.model_dump(mode="json")))
    return told


def _told(report: Report, language: Language, *, is_taken: bool) -> ToldFile:
    return ToldFile(
        is_taken=is_taken,
        counts=report.counts,
        rows=[
            ToldRow(
                line=row.line,
                key=row.key,
                state=row.state,
                code=row.code,
                params=dict(row.params),
                says=why(row.code, row.params, language),
            )
            for row in report.rows
        ],
    )
