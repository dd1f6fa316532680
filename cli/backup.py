"""`sovang backup`: makes a backup while the house runs, lists those that are there, looks whether one is whole."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli.database import opened
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from rules.errors import RuleBroken
from settings import Settings, load
from store import backups
from store.backups import Backup
from store.errors import StoreError
from store.files import Files
from words.dates import written_instant

app = typer.Typer()

_WALL = ZoneInfo("Asia/Ho_Chi_Minh")

Listed = Annotated[bool, typer.Option("--list", help="Chỉ liệt kê / only list those that are there.")]
Checked = Annotated[str | None, typer.Option("--check", help="Kiểm tra lại một bản / look again whether one is whole.")]


@app.command()
def backup(
    context: typer.Context, only_list: Listed = False, check: Checked = None, as_json: AsJson = False, data: Data = None
) -> None:
    """Sao lưu cơ sở dữ liệu và tệp minh chứng / Back up the database and the evidence; the house may run."""
    settings, now = load(data=data), datetime.now(UTC)
    try:
        found = _done(settings, now, only_list=only_list, check=check)
    except RuleBroken as no:
        raise RefusalError(no.code, **no.params) from no
    except StoreError as no:
        raise RefusalError("backup_failed", reason=no) from no
    speech = context.ensure_object(Speech)
    if as_json:
        speech.hand_over({"backups": [_told(one) for one in found]})
    else:
        _show(speech, found)
    raise typer.Exit(1 if any(one.wrong for one in found) else 0)


def _done(settings: Settings, now: datetime, *, only_list: bool, check: str | None) -> tuple[Backup, ...]:
    with opened(settings) as database:
        folder = backups.folder_of(database)
        if folder is None:
            raise RuleBroken("backup_on_server")
        if only_list:
            return backups.all_in(folder)
        if check is not None:
            return (backups.verify(folder, check, now=now),)
        return (backups.make(database, Files(settings.files), now=now, by=None),)


def _told(one: Backup) -> dict[str, object]:
    days = {"made_at": one.made_at.isoformat(), "verified_at": one.verified_at.isoformat()}
    return asdict(one) | days


def _show(speech: Speech, found: tuple[Backup, ...]) -> None:
    if not found:
        speech.say("backup_none")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("name", "made", "size", "files", "looked"):
        table.add_column(speech.sentence(f"backup_column.{name}"))
    for one in found:
        said = (
            speech.sentence("backup_wrong", what=", ".join(one.wrong)) if one.wrong else speech.sentence("backup_whole")
        )
        made, looked = (written_instant(at.astimezone(_WALL), speech.language) for at in (one.made_at, one.verified_at))
        table.add_row(one.name, made, f"{one.size / 1_000_000:.1f} MB", str(one.files), f"{said} · {looked}")
    speech.out.print(table)
