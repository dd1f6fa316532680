"""Changing the organisation on pages: a spreadsheet with a look at every row first, or one row in a form."""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Path, Request, Response

from rules.errors import RuleBroken
from rules.rights import ROLES, Action
from store import organisation, registers, resources
from store.imports.report import Report, RowReport
from store.imports.seats import POSTS
from store.imports.tables import COLUMNS, FileKind, Table
from web.access import Needs, Visitor
from web.house import House, HouseDep
from web.organising import NEEDS, OF_FILES, judge_row, preview, take_file, take_row, why
from web.pages.coming import coming
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, local, pages, refused, to
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words
from words.catalogue import said
from words.imports import IMPORTS

router = pages()

_ACTIONS = tuple(dict.fromkeys(NEEDS.values()))
Organiser = Annotated[Visitor, Depends(Needs(*_ACTIONS, refuses=("no_file_chosen", "too_large")))]
TableName = Annotated[Table, Path()]

_CHOICES = {
    "role": ROLES,
    "post": POSTS,
    "kind_of_person": ("officer", "collective"),
    "voting": ("yes", "no"),
    "lang": ("vi", "en"),
}
"""The words that a column takes, where the register itself has no others."""
_LARGEST = 700_000  # bytes: the file goes with the form that confirms it
_SHOWN = 500  # rows


@router.get("/organisation/import")
def import_page(house: HouseDep, visitor: Organiser, reader: ReaderDep) -> Response:
    """Show the form for a spreadsheet."""
    return _import(reader, house, visitor)


@router.post("/organisation/import")
async def bring(request: Request, house: HouseDep, visitor: Organiser, reader: ReaderDep) -> Response:
    """Say what would become of every row of a file, or, once that is confirmed, take it."""
    sent = await coming(request)
    form = sent.form
    try:
        kind = _kind(form)
        data = bytearray()
        async for file in sent.files():
            async for portion in file.portions:
                data += portion
                if len(data) > _LARGEST:
                    raise Problem("too_large", {"limit": _LARGEST})
        if form.text("do") in {"all", "good"}:
            content, is_partial = _decoded(form.text("content")), form.text("do") == "good"
            report = await asyncio.to_thread(_take, house, visitor, kind, content, is_partial)
            return _result(reader, visitor, kind, report)
        if not data:
            raise Problem("no_file_chosen")
        report = await asyncio.to_thread(_preview, house, visitor, kind, bytes(data))
    except RuleBroken as broken:  # no row of the file can be told from another
        says = why(broken.code, broken.params, reader.language)
        return await asyncio.to_thread(_import, reader, house, visitor, form, None, says)
    except REFUSALS as error:
        return await asyncio.to_thread(_import, reader, house, visitor, form, refused(error, request))
    return _result(reader, visitor, kind, report, content=base64.b64encode(data).decode())


@router.get("/organisation/rows/{table}")
def row_page(table: TableName, house: HouseDep, visitor: Organiser, reader: ReaderDep) -> Response:
    """Show the form for one row; what the address says is filled in already."""
    values = {name: reader.query.get(name, "") for name in _columns(table)}
    with house.database.read() as conn:
        try:
            judge_row(conn, visitor, table, values)
        except Problem as no:
            if no.code != "not_proved":  # the proof is asked when the form is sent
                raise
        values = {**values, **registers.as_typed(conn, table, values)}
    return _row(reader, visitor, table, values, local(reader.query.get("back", ""), "/organisation"))


@router.post("/organisation/rows/{table}")
async def write_row(
    table: TableName, request: Request, form: FormDep, house: HouseDep, visitor: Organiser, reader: ReaderDep
) -> Response:
    """Write one row; the same row again changes nothing."""
    values = {name: form.text(name).strip() for name in _columns(table)}
    back = local(form.text("back"), "/organisation")
    try:
        row = await asyncio.to_thread(_write, house, visitor, table, values)
    except REFUSALS as error:
        problem = refused(error, request, "not_found", "not_allowed")
        return _row(reader, visitor, table, values, back, problem)
    if row.state == "error":
        return _row(reader, visitor, table, values, back, because=why(row.code, row.params, reader.language))
    return to(back)


def _preview(house: House, visitor: Visitor, kind: FileKind, data: bytes) -> Report:
    with house.database.write() as conn:
        return preview(conn, visitor, kind, data)


def _take(house: House, visitor: Visitor, kind: FileKind, data: bytes, is_partial: bool) -> Report:
    with house.database.write() as conn:
        return take_file(conn, visitor, kind, data, now=house.now(), partial=is_partial)


def _write(house: House, visitor: Visitor, table: Table, values: Mapping[str, str]) -> RowReport:
    with house.database.write() as conn:
        return take_row(conn, visitor, table, values, now=house.now())


def _import(
    reader: Reader,
    house: House,
    visitor: Visitor,
    form: Form = EMPTY,
    problem: Problem | None = None,
    because: str = "",
) -> Response:
    with house.database.read() as conn:
        at_home = resources.house(organisation.tree(conn), visitor.today)
    kinds = [kind for kind, actions in OF_FILES.items() if all(visitor.may(action, at_home) for action in actions)]
    if not kinds or (problem is not None and problem.code == "not_found"):
        visitor.judge(at_home, Action.UNITS_CHANGE)
    return render(
        reader,
        "import.html",
        visitor,
        status=problem.status if problem else 422 if because else 200,
        kinds=kinds,
        columns=COLUMNS,
        chosen=form.text("table") or reader.query.get("table", ""),
        largest=_LARGEST,
        refused_as=problem.code if problem else "",
        says=problem_in_words(problem, reader.language) if problem else because,
    )


def _result(reader: Reader, visitor: Visitor, kind: FileKind, report: Report, content: str = "") -> Response:
    """Return what becomes of every row, or became; with `content`, nothing has been written yet."""
    told = [row for row in report.rows if row.state != "unchanged" or row.code]
    counts = {state: report.counts.get(state, 0) for state in ("new", "changed", "unchanged", "error")}
    return render(
        reader,
        "imported.html",
        visitor,
        kind=kind,
        rows=[(row, why(row.code, row.params, reader.language)) for row in told[:_SHOWN]],
        more=max(0, len(told) - _SHOWN),
        counts=counts,
        content=content,
        is_taken=report.is_taken and not content,
        states={state: said(IMPORTS, f"import_{state}", reader.language) for state in counts},
    )


def _row(
    reader: Reader,
    visitor: Visitor,
    table: Table,
    values: Mapping[str, str],
    back: str,
    problem: Problem | None = None,
    because: str = "",
) -> Response:
    return render(
        reader,
        "row.html",
        visitor,
        status=problem.status if problem else 422 if because else 200,
        table=table,
        needs=COLUMNS[table][0],
        columns=_columns(table),
        values=values,
        choices=_CHOICES,
        back=back,
        refused_as=problem.code if problem else "",
        says=problem_in_words(problem, reader.language) if problem else because,
    )


def _kind(form: Form) -> FileKind:
    found = next((kind for kind in COLUMNS if kind == form.text("table")), None)
    if found is None:
        raise Problem("malformed")
    return found


def _columns(table: Table) -> tuple[str, ...]:
    needs, knows = COLUMNS[table]
    return (*needs, *knows)


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        raise Problem("malformed") from None
