"""`sovang demo`: rehearses, shows what came of it, and then runs the live system with that history."""

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import select

from cli.demo.accounts import Shown, open_accounts
from cli.demo.live import log_this_month
from cli.demo.play import Progress as Played
from cli.demo.rehearse import FIRST, LAST, SEED, Rehearsed, new_folder, rehearse
from cli.demo.shown import show
from cli.demo.summary import summarise
from cli.lock import hold
from cli.options import Data
from cli.refusals import RefusalError
from cli.speech import Speech
from cli.up import run
from rules.loading import find_programme
from settings import Settings, first_programmes, load
from store import tables as t
from store.engine import Database

app = typer.Typer()


@app.command()
def demo(
    context: typer.Context,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="Từ ngày / from.")] = FIRST,
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Đến ngày / to.")] = LAST,
    seed: Annotated[int, typer.Option(help="Số gieo của dữ liệu mô phỏng / seed of what is simulated.")] = SEED,
    once: Annotated[bool, typer.Option("--once", help="Dừng sau bản tổng hợp / stop after the summary.")] = False,
    as_json: Annotated[
        Path | None, typer.Option("--json", help="Ghi bản tổng hợp vào tệp / write the summary here.")
    ] = None,
    data: Data = None,
) -> None:
    """Diễn tập nhiều năm trong một phút, rồi chạy thử / Rehearse years in a minute, then run it live."""
    speech = context.ensure_object(Speech)
    settings = load(data=data or load().data / "demo")
    password, opened = _rehearse(settings, speech, first.date(), last.date(), seed, as_json)
    if not once:
        speech.note("going_live")
        ready = partial(_go_live, settings, speech, password, opened)
        raise typer.Exit(run(settings, speech, when_ready=ready))


def _rehearse(
    settings: Settings, speech: Speech, first: date, last: date, seed: int, as_json: Path | None
) -> tuple[str, list[Shown]]:
    if not FIRST.date() <= first < last <= LAST.date():
        raise RefusalError("demo_dates")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with hold(settings.data):
        new_folder(settings.data)
        speech.note("rehearsing", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        played = _with_bar(settings, speech, first, last, seed)
        database = Database(settings.database_url)
        with database.read() as conn:
            summary = summarise(conn, played, first, last, seed)
            units = dict(conn.execute(select(t.units.c.id, t.units.c.name_vi)).all())
        password, opened = open_accounts(database, datetime.now(UTC).date())
        database.close()
    programme = find_programme(first_programmes()[0])
    stages = {stage.stage: str(getattr(stage.title, speech.language)) for stage in programme.stages}
    show(speech, summary, units, stages)
    if as_json is not None:
        as_json.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", "utf-8")
        speech.note("summary_written", file=as_json)
    return password, opened


def _with_bar(settings: Settings, speech: Speech, first: date, last: date, seed: int) -> Rehearsed:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[day]}"), TimeElapsedColumn())
    with Progress(*columns, console=speech.err) as bar:
        task = bar.add_task(speech.sentence("rehearsing_day"), total=(last - first).days + 1, day="")

        def tell(now: Played) -> None:
            bar.update(task, completed=now.done, day=f"{now.day:%d/%m/%Y}")

        return uvloop.run(rehearse(settings, first, last, seed, tell))


def _go_live(settings: Settings, speech: Speech, password: str, opened: list[Shown], api: str) -> None:
    shown = log_this_month(settings, api, first_programmes()[0])
    speech.say("logged_now", count=shown.logged, person=shown.person)
    speech.say("try_it", token=shown.token, api=api)
    speech.say("accounts_opened", api=api.replace("127.0.0.1", "localhost"))
    table = Table.grid(padding=(0, 2))
    for one in opened:
        table.add_row(f"  {one.name}", one.person)
    speech.out.print(table)
    speech.say("accounts_password")
    speech.out.print(f"  {password}")
