"""`sovang outage`: the operator writes down when the house was dark; the deadlines that it covered move."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli.database import opened
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from keys import read_keys
from preparing import apply_outages
from rules.errors import RuleBroken
from settings import Settings, load
from store import outages
from store.engine import Database
from store.outages import Moved, Outage
from store.rulebook import Rulebook
from wiring import LAST_BREATH_S, reach
from words.instants import instant

app = typer.Typer()


@app.command()
def outage(
    context: typer.Context,
    start: Annotated[str, typer.Option("--from", metavar="INSTANT", help="2026-11-23T08:00")],
    end: Annotated[str, typer.Option("--to", metavar="INSTANT", help="2026-11-24T10:00")],
    because: Annotated[str, typer.Option("--because", help="Vì sao / why.")],
    preview: Annotated[bool, typer.Option("--preview", help="Chỉ xem trước / only show what would move.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Ghi lại thời gian hệ thống ngừng; các hạn bị ảnh hưởng được lùi / Record an outage; deadlines it covered move."""
    speech = context.ensure_object(Speech)
    if not because.strip():
        raise RefusalError("because_missing")
    settings = load(data=data)
    try:
        with opened(settings) as database:
            moved = _record(database, start, end, because.strip(), preview=preview)
            told = not preview and asyncio.run(_tell(settings, database))
    except RuleBroken as no:
        raise RefusalError(no.code, **no.params) from no
    if as_json:
        lines = [
            {"about": one.about, "was_at": one.was_at.isoformat(), "is_at": one.is_at.isoformat()} for one in moved
        ]
        speech.hand_over({"recorded": not preview, "applied": told, "moved": lines})
        return
    speech.say("outage_preview" if preview else "outage_recorded", count=len(moved))
    for one in moved:
        speech.out.print(f"{one.about}: {_spoken(one.was_at)} → {_spoken(one.is_at)}")
    if not preview and not told:
        speech.say("outage_at_next_start")


def _record(database: Database, start: str, end: str, because: str, *, preview: bool) -> list[Moved]:
    """Write the outage down, or only look; return what it moves."""
    now, rulebook = datetime.now(UTC), Rulebook()
    with database.write() as conn:
        rules = rulebook.all_in_force(conn, now)
        zone = rules[0].clock.zone if rules else ZoneInfo("Asia/Ho_Chi_Minh")
        span: dict[str, Any] = {"from_at": instant(start, now, zone), "to_at": instant(end, now, zone)}
        if preview:
            outages.judge(conn, **span, now=now)
            return outages.moved(conn, Outage("preview", because=because, **span), rulebook)
        return outages.moved(conn, outages.record(conn, because=because, now=now, **span), rulebook)


async def _tell(settings: Settings, database: Database) -> bool:
    """Tell the workflows now if the house runs; else the next start does, before anything else happens."""
    try:
        client = await reach(settings.temporal, read_keys(settings.keys).payload, patience_s=2)
    except RuntimeError:
        return False
    await apply_outages(database, client)
    await asyncio.sleep(LAST_BREATH_S)
    return True


def _spoken(at: datetime) -> str:
    return at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%H:%M %d/%m/%Y")
