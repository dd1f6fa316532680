"""`sovang import`: organisation and deeds from CSV files, judged row by row; nothing is taken unless all is well."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table as Shown

from cli.database import opened
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from keys import read_keys
from rules.deeds import Deed
from rules.errors import RuleBroken
from rules.events import DeedLogged
from rules.loading import find_programme
from rules.log_entries import judge_deed
from rules.programme import LogStage
from settings import Settings, first_programmes, load
from store import instance
from store.imports.deeds import ReadyDeed, read_deeds
from store.imports.report import Report
from store.imports.tables import FileKind, look, take
from store.people import kinds_of
from store.rulebook import Rulebook
from wiring import LAST_BREATH_S, reach
from workflows.starting import begin

app = typer.Typer(no_args_is_help=True, help="Nhập dữ liệu từ tệp CSV / import data from CSV files.")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
Preview = Annotated[bool, typer.Option("--preview", help="Chỉ xem trước, không ghi / only show what it would do.")]
Partial = Annotated[bool, typer.Option("--partial", help="Nhận các dòng đúng / take the rows that are well.")]


_FILES: dict[FileKind, str] = {
    "units": "Đơn vị: unit_id, name_vi, kind... / Units.",
    "people": "Cán bộ, tập thể: person_id, name, number, unit_id... / Officers and collectives.",
    "offices": "Chức vụ: person_id, role, unit_id, valid_from, valid_to / Offices.",
    "seats": "Ghế hội đồng: unit_id, council, person_id, post, voting, valid_from... / Seats in councils.",
    "deputies": "Người làm thay: person_id, deputy_id, valid_from, valid_to, reason / Deputies.",
    "mapping": "Sắp xếp lại đơn vị: old_unit_id, new_unit_id, last_day, name_vi... / A reorganisation of units.",
}


def _offer(kind: FileKind, about: str) -> None:
    """Add the command that takes a file of this kind."""

    @app.command(kind, help=about)
    def command(
        context: typer.Context,
        file: File,
        partial: Partial = False,
        preview: Preview = False,
        as_json: AsJson = False,
        data: Data = None,
    ) -> None:
        now = datetime.now(UTC)
        with _telling(file), opened(load(data=data)) as database, database.write() as conn:
            # A new house is peopled before it has adopted any rules.
            zone = ZoneInfo(find_programme(first_programmes()[0]).time_zone)
            today = Rulebook().today(conn, now, before=zone)
            if preview:
                report = look(conn, kind, file.read_bytes(), today=today)
            else:
                report = take(conn, kind, file.read_bytes(), now=now, today=today, partial=partial)
        _tell(context, report, as_json=as_json, is_preview=preview)


for _kind, _about in _FILES.items():
    _offer(_kind, _about)


@app.command()
def deeds(
    context: typer.Context, file: File, partial: Partial = False, as_json: AsJson = False, data: Data = None
) -> None:
    """Việc tốt: id, deed_date, unit_id, title_vi... Hệ thống phải đang chạy / Deeds; the house must be running."""
    settings = load(data=data)
    with _telling(file):
        report, logged, epoch = _judged(settings, file.read_bytes(), partial=partial)
    if logged:
        asyncio.run(_log(settings, logged, epoch))
    _tell(context, report, as_json=as_json)


def _judged(
    settings: Settings, data: bytes, *, partial: bool
) -> tuple[Report, Sequence[tuple[ReadyDeed, DeedLogged]], str]:
    """Return what becomes of the rows, and each new deed with the event that logs it."""
    now = datetime.now(UTC)
    with opened(settings) as database, database.read() as conn:
        rules = Rulebook().at(conn, first_programmes()[0], now)
        stage = rules.programme.stages[0]
        assert isinstance(stage, LogStage), "the loader sees to it"  # noqa: S101 - for the type checker

        def judge(deed: Deed, author: str) -> None:
            kinds, most = kinds_of(conn, deed.honoured), rules.programme.reward_at_most
            awards = rules.programme.ladder
            judge_deed(
                deed, stage, rules.clock, author=author, kinds=kinds, now=now, awards=awards, reward_at_most=most
            )

        report, ready = read_deeds(conn, data, today=rules.clock.day(now), judge=judge, partial=partial)
        return (
            report,
            [(one, _event(one, rules.programme.programme, stage, now)) for one in ready],
            instance.epoch(conn),
        )


def _event(one: ReadyDeed, programme: str, stage: LogStage, now: datetime) -> DeedLogged:
    return DeedLogged(
        at=now,
        by=one.author_id,
        programme=programme,
        unit_id=one.unit_id,
        deed=one.deed,
        leads_to=stage.leads_to["logged"],
    )


async def _log(settings: Settings, logged: Sequence[tuple[ReadyDeed, DeedLogged]], epoch: str) -> None:
    try:
        client = await reach(settings.temporal, read_keys(settings.keys).payload, patience_s=2)
    except RuntimeError:
        raise RefusalError("house_not_running") from None
    for one, event in logged:
        await begin(client, one.nomination_id, epoch, event)
    await asyncio.sleep(LAST_BREATH_S)


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    """Say in words why no row of a file can be told from another."""
    try:
        yield
    except RuleBroken as no:
        raise RefusalError(no.code, **{"file": file, **no.params}) from no


def _tell(context: typer.Context, report: Report, *, as_json: bool, is_preview: bool = False) -> None:
    """Print what became of every row; exit with 1 if nothing was taken, or in a preview would be without --partial."""
    has_errors = "error" in report.counts
    is_taken = report.is_taken and not is_preview
    speech = context.ensure_object(Speech)
    if as_json:
        speech.hand_over({"is_taken": is_taken, "counts": report.counts, "rows": list(map(asdict, report.rows))})
    else:
        table = Shown()
        for heading in ("import_line", "import_key", "import_state", "import_why"):
            table.add_column(speech.sentence(heading), overflow="fold")
        for row in report.rows:
            if row.state != "unchanged" or row.code:
                why = speech.sentence(row.code, **row.params) if row.code else ""
                table.add_row(str(row.line), row.key, speech.sentence(f"import_{row.state}"), why)
        speech.out.print(table)
        counts = {state: report.counts.get(state, 0) for state in ("new", "changed", "unchanged", "error")}
        speech.say(_outcome(is_taken=is_taken, is_preview=is_preview), **counts)
    if has_errors if is_preview else not is_taken:
        raise typer.Exit(1)


def _outcome(*, is_taken: bool, is_preview: bool) -> str:
    if is_preview:
        return "import_previewed"
    return "import_taken" if is_taken else "import_nothing_taken"
