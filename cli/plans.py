"""`sovang rules plan | replay`: what a draft would do to what runs, and what it would have decided. Changes nothing.

Both read the application database of this machine; the house may run meanwhile, or not.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic_core import to_jsonable_python
from sqlalchemy import Connection

from cli.database import reading
from cli.decide import refusals
from cli.options import AsJson, Data, Lang, speech_of
from rules.calendar_editions import calendar_edition, calendar_of
from rules.drafts import read_dated
from rules.errors import RuleBroken
from rules.inspection import is_calendar, read_notices, read_whole
from rules.loading import programme_file, text_of
from rules.period_keys import PeriodRange
from rules.programme import Programme
from store import calendars
from store.circumstances import circumstances
from store.in_flight import programmes_by
from store.replaying import replay_all
from store.rule_plans import Plan, plan, plan_calendar
from store.rulebook import Rulebook
from words.problems import PROBLEMS
from words.rule_plans import plan_lines, replay_lines

File = Annotated[str, typer.Argument(help="Tên chương trình hoặc tệp / a programme's name or file.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the group of the `rules` commands."""
    app.command("plan")(plan_draft)
    app.command("replay")(replay_draft)


def plan_draft(
    context: typer.Context,
    file: File,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="2027-01-01")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Bản nháp sẽ làm đổi những gì đang chạy / What a draft would do to all that runs, for each choice."""
    speech = speech_of(context, lang)
    on = since.date() if since else None
    with refusals(speech, broken=PROBLEMS):
        text = text_of(programme_file(file))
        with reading(data) as conn:
            make = _plan_calendar if is_calendar(text) else _plan_programme
            found, zone = make(conn, text, file, on, datetime.now(UTC))
    told = plan_told(found)
    if as_json:
        speech.hand_over(told)
        return
    for sentence in plan_lines(told, speech.language, zone):
        speech.out.print(sentence)


def _plan_programme(conn: Connection, text: str, file: str, on: date | None, now: datetime) -> tuple[Plan, ZoneInfo]:
    """Return the plan of a programme in this house, and the zone in which it tells its instants."""
    rulebook, path = Rulebook(), str(programme_file(file))
    read_whole(text, path)  # its mistakes are told under the name that was given
    programme = read_dated(text, on)
    clock = rulebook.at(conn, programme.programme, now).clock
    today = clock.day(now)
    if on is not None and on < today:
        raise RuleBroken("date_past", on=on.isoformat())
    around = circumstances(conn, programme.programme, today, programme.in_force_from)
    read_whole(text, path, replace(around, editions=()))
    at = max(now, datetime.combine(programme.in_force_from, time.min, clock.zone))
    base = rulebook.at(conn, programme.programme, at)
    return plan(conn, base, rulebook.draft(programme), rulebook, at=at), clock.zone


def _plan_calendar(conn: Connection, text: str, file: str, on: date | None, now: datetime) -> tuple[Plan, ZoneInfo]:
    """Return the plan of a calendar in this house, and the zone of a programme that goes by it."""
    rulebook = Rulebook()
    today = rulebook.today(conn, now)
    said = read_notices(text, str(programme_file(file)), circumstances(conn, "", today))
    by, *_ = programmes_by(conn, said.calendar, rulebook)
    clock = rulebook.at(conn, by, now).clock
    if on is not None and on < clock.day(now):
        raise RuleBroken("date_past", on=on.isoformat())
    at = max(now, datetime.combine(on or clock.day(now), time.min, clock.zone))
    before, after = calendars.counting(conn, said.calendar), calendar_of(calendar_edition(said))
    return plan_calendar(conn, before, after, rulebook, at=at), clock.zone


def replay_draft(
    context: typer.Context,
    file: File,
    over: Annotated[str, typer.Option(metavar="PERIOD..PERIOD", help="2023-Q1..2023-Q4")],
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Quyết lại các phiên họp đã xong theo bản nháp / Decide finished sittings again under a draft."""
    speech = speech_of(context, lang)
    with refusals(speech, broken=PROBLEMS):
        periods, programme = PeriodRange.parse(over), _programme(file, None)
        with reading(data) as conn:
            found = replay_all(conn, Rulebook().draft(programme), periods)
    told = to_jsonable_python(found)
    if as_json:
        speech.hand_over(told)
        return
    for sentence in replay_lines(told, speech.language):
        speech.out.print(sentence)


def plan_told(found: Plan) -> dict[str, Any]:
    """Return a plan as JSON."""
    told: dict[str, Any] = to_jsonable_python(found)
    for choice, one in zip(told["choices"], found.choices, strict=True):
        choice |= {"deadlines": one.deadlines, "reminders": one.reminders}
    for expected, other in zip(told["expectations"], found.expectations, strict=True):
        expected["likely"] = other.likely
    return told


def _programme(file: str, on: date | None) -> Programme:
    path = programme_file(file)
    text = text_of(path)
    read_whole(text, str(path))  # its mistakes are told under the name that was given
    return read_dated(text, on)
