"""`sovang rules plan | replay`: what a draft would do to what runs, and what it would have decided. Changes nothing.

Both read the application database of this machine; the house may run meanwhile, or not.
"""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

import typer
from pydantic_core import to_jsonable_python

from cli.database import reading
from cli.decide import refusals
from cli.options import AsJson, Data, Lang, speech_of
from rules.drafts import read_dated
from rules.errors import RuleBroken
from rules.inspection import read_whole
from rules.loading import programme_file, text_of
from rules.period_keys import PeriodRange
from rules.programme import Programme
from store.replaying import replay_all
from store.rule_plans import Plan, plan
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
    with refusals(speech, broken=PROBLEMS):
        programme = _programme(file, since.date() if since else None)
        rulebook, now = Rulebook(), datetime.now(UTC)
        with reading(data) as conn:
            rules = rulebook.at(conn, programme.programme, now)
            begins = datetime.combine(programme.in_force_from, time.min, rules.clock.zone)
            if since is not None and programme.in_force_from < rules.clock.day(now):
                raise RuleBroken("date_past", on=programme.in_force_from.isoformat())
            at = max(now, begins)
            base = rulebook.at(conn, programme.programme, at)
            found = plan(conn, base, rulebook.draft(programme), rulebook, at=at)
    told = plan_told(found)
    if as_json:
        speech.hand_over(told)
        return
    for sentence in plan_lines(told, speech.language, rules.clock.zone):
        speech.out.print(sentence, markup=False)


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
        speech.out.print(sentence, markup=False)


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
