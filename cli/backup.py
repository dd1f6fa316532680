"""`sovang backup`: makes a backup while the house runs, lists those that are there, looks whether one is whole."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

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
from words.dates import written_instant, written_size

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
    """Say a line for each: a name that a table has cut cannot be copied."""
    if not found:
        speech.say("backup_none")
    for one in found:
        state = speech.sentence("backup_wrong" if one.wrong else "backup_whole", what=", ".join(one.wrong))
        looked = written_instant(one.verified_at.astimezone(_WALL), speech.language)
        size = written_size(one.size, speech.language)
        speech.say("backup_line", name=one.name, size=size, files=one.files, state=state, looked=looked)
