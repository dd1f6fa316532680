"""`sovang reminders`: who will be reminded of what until an instant, and why, if nothing changes. Sends nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from sqlalchemy import Connection, select

from cli.database import opened
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from rules.errors import RuleBroken
from settings import Channels, apprise_addresses, load
from store import tables as t
from store import things
from store.forecast import Coming, forecast
from store.rulebook import Rulebook
from store.writing import portions
from words.instants import instant
from words.messages import owed_line

app = typer.Typer()


@app.command()
def reminders(
    context: typer.Context,
    at: Annotated[
        str, typer.Option("--at", metavar="INSTANT", help='"next Monday 08:00", "thứ Hai tới 8h", 2026-11-30T08:00')
    ] = "tomorrow 08:00",
    person: Annotated[str | None, typer.Option(help="Chỉ người này / only this person.")] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Từ nay đến lúc đó ai được nhắc việc gì / Who will be reminded of what until then."""
    speech = context.ensure_object(Speech)
    settings, now = load(data=data), datetime.now(UTC)
    try:
        with opened(settings) as database, database.read() as conn:
            rulebook = Rulebook()
            rules = rulebook.all_in_force(conn, now)
            zone = rules[0].clock.zone if rules else ZoneInfo("Asia/Ho_Chi_Minh")
            until = instant(at, now, zone)
            if until <= now:
                raise RefusalError("instant_is_past", at=_spoken(until, zone))
            if (
                person is not None
                and conn.execute(select(t.people.c.id).where(t.people.c.id == person)).first() is None
            ):
                raise RefusalError("person_unknown", found=person)
            coming = forecast(conn, now=now, until=until, rulebook=rulebook)
            told = [one for one in coming if person in (None, one.person_id)]
            lines = _told(conn, told, settings.channels, speech, zone)
    except RuleBroken as no:
        raise RefusalError(no.code, **no.params) from no
    if as_json:
        speech.hand_over({"until": until.isoformat(), "messages": lines})
        return
    speech.say("reminders_until" if lines else "reminders_none", until=_spoken(until, zone), count=len(lines))
    table = Table.grid(padding=(0, 2))
    for line in lines:
        channels = ", ".join(line["channels"])
        for number, sentence in enumerate(line["says"]):
            head = (_spoken(datetime.fromisoformat(line["at"]), zone), line["name"], channels)
            table.add_row(*(head if number == 0 else ("", "", "")), sentence)
    speech.out.print(table)


def _told(
    conn: Connection, coming: list[Coming], channels: Channels, speech: Speech, zone: ZoneInfo
) -> list[dict[str, Any]]:
    known = things.things(conn, {str(line["about"]) for one in coming for line in one.owed})
    people: dict[str, tuple[str, str | None]] = {}
    for some in portions(sorted({one.person_id for one in coming})):
        p = t.people.c
        found = conn.execute(select(p.id, p.name, p.email).where(p.id.in_(some)))
        people.update((id_, (name, email)) for id_, name, email in found)
    file = channels.apprise_file
    by_apprise = apprise_addresses(file) if file and file.is_file() else {}
    ways: dict[str, Callable[[str], bool]] = {
        "inbox": lambda _id: True,
        "mail": lambda id_: channels.mail is not None and bool(people[id_][1]),
        "webhook": lambda _id: channels.webhook is not None,
        "apprise": lambda id_: id_ in by_apprise,
    }
    return [
        {
            "at": one.at.astimezone(zone).isoformat(),
            "person_id": one.person_id,
            "name": people[one.person_id][0],
            "channels": [name for name, reaches in ways.items() if reaches(one.person_id)],
            "kind": one.kind,
            "says": [owed_line(line, known, speech.language, zone)[0] for line in one.owed],
            "owed": [dict(line) for line in one.owed],
        }
        for one in coming
    ]


def _spoken(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%H:%M %d/%m/%Y")
