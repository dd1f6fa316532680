"""`sovang stuck`: what does not move, why, for how long, and who can help. Reads; changes nothing."""

import asyncio
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Annotated, get_args
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Connection
from temporalio.client import Client

from cli.database import opened, there
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from keys import KeyFileError, read_keys
from rules.errors import RuleBroken
from rules.stuck import CAUSES, TECHNICAL, Kind
from rules.working_time import Age
from settings import Settings, load
from store import deliveries, organisation
from store.nominations import EVERYTHING
from store.paging import Page
from store.rulebook import Rulebook
from store.stuck import pages
from store.stuck.ahead import Ahead, ahead
from store.stuck.details import Line, deeper
from wiring import LAST_BREATH_S, reach
from workflows import troubles
from workflows.troubles import Technical

app = typer.Typer()

_ROWS = ("Nomination", "Sitting")


@app.command()
def stuck(
    context: typer.Context,
    unit: Annotated[str | None, typer.Option(help="Đơn vị và mọi đơn vị trực thuộc / a unit and all below it.")] = None,
    programme: Annotated[str | None, typer.Option(help="Chương trình / a programme.")] = None,
    stage: Annotated[str | None, typer.Option(help="Bước / a stage.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Loại / what kind of thing.")] = None,
    cause: Annotated[str | None, typer.Option(help=", ".join(CAUSES))] = None,
    over: Annotated[str | None, typer.Option(metavar="3d", help="Đã chờ lâu hơn / waiting longer: 3d, 4h.")] = None,
    healthy: Annotated[bool, typer.Option("--all", help="Cả những gì chỉ đang chờ / also what only waits.")] = False,
    forecast: Annotated[
        bool, typer.Option("--forecast", help="Những phiên sẽ gặp trục trặc / sittings that will go wrong.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Số dòng nhiều nhất / the most lines.")] = 50,
    cursor: Annotated[str | None, typer.Option(help="Trang tiếp theo / the next page.")] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Tìm những gì bị tắc, vì sao, ai gỡ được / Find what is stuck, why, and who can help."""
    speech = context.ensure_object(Speech)
    if cause is not None and cause not in CAUSES:
        raise RefusalError("cause_unknown", found=cause, known=", ".join(CAUSES))
    settings = load(data=data)
    there(settings)
    try:
        wanted = pages.Wanted(
            programme=programme,
            stage=stage,
            kind=kind,
            causes={cause} if cause else None,
            over=Age.parse(over) if over else None,
            healthy=healthy,
        )
        if forecast:
            _foresee(speech, settings, unit, wanted, as_json=as_json)
            return
        page, technical, zone = asyncio.run(_look(settings, unit, wanted, cursor, limit))
    except RuleBroken as no:
        raise RefusalError(no.code, **no.params) from no
    _tell_of_letters(speech, settings)
    if as_json:
        items = [_as_json(line) for line in page.lines]
        speech.hand_over({"items": items, "next": page.next, "workers": technical.workers})
    else:
        _tell(speech, page, technical, zone)


async def _look(
    settings: Settings, unit: str | None, wanted: pages.Wanted, cursor: str | None, limit: int
) -> tuple[Page[Line], Technical, ZoneInfo]:
    client = await _client(settings)
    technical = await troubles.technical(client)
    with opened(settings) as database, database.read() as conn:
        rulebook, now = Rulebook(), datetime.now(UTC)
        wanted, zone = _known(conn, rulebook, unit, wanted, now)
        page = pages.page(
            conn, rulebook, EVERYTHING, wanted, now=now, troubles=technical.cases, cursor=cursor, size=limit
        )
    told = await troubles.described(client, [line.id for line in page.lines if line.cause in TECHNICAL])
    await asyncio.sleep(LAST_BREATH_S)
    return Page(deeper(page.lines, told), page.next), technical, zone


def _known(
    conn: Connection, rulebook: Rulebook, unit: str | None, wanted: pages.Wanted, now: datetime
) -> tuple[pages.Wanted, ZoneInfo]:
    """Return the filters with the units that are meant, and the zone of the house.

    Raise RefusalError for a unit, a programme or a stage that the house does not know: "nothing" would mislead.
    """
    rules = rulebook.all_in_force(conn, now)
    programmes = [one.programme for one in rules if wanted.programme in (None, one.programme.programme)]
    if wanted.programme is not None and not programmes:
        known = ", ".join(one.programme.programme for one in rules)
        raise RefusalError("programme_unknown", found=wanted.programme, known=known)
    stages = dict.fromkeys(stage.stage for one in programmes for stage in one.stages)
    if wanted.stage is not None and wanted.stage not in stages and not pages.has_stage(conn, wanted.stage):
        raise RefusalError("stage_not_there", found=wanted.stage, known=", ".join(stages))
    if unit is not None:
        units = organisation.tree(conn)
        if unit not in units:
            raise RefusalError("no_such_unit", unit=unit)
        wanted = replace(wanted, unit_ids=units.reach([unit], rulebook.today(conn, now)))
    return wanted, rules[0].clock.zone if rules else ZoneInfo("UTC")


async def _client(settings: Settings) -> Client | None:
    try:
        return await reach(settings.temporal, read_keys(settings.keys).payload, patience_s=2)
    except (RuntimeError, KeyFileError):
        return None


def _tell_of_letters(speech: Speech, settings: Settings) -> None:
    """Say that letters can't leave the house, if that is so, and why; what is stuck may be so for that reason."""
    with opened(settings) as database, database.read() as conn:
        waiting = deliveries.waiting(conn, deliveries.MAIL)
    fault = (waiting.because or "").removeprefix(deliveries.UNREACHABLE)
    if fault in get_args(deliveries.MailFault):
        speech.note("letters_wait", count=waiting.count, why=speech.sentence(f"mail.{fault}"))


def _foresee(speech: Speech, settings: Settings, unit: str | None, wanted: pages.Wanted, *, as_json: bool) -> None:
    now, rulebook = datetime.now(UTC), Rulebook()
    with opened(settings) as database, database.read() as conn:
        wanted, zone = _known(conn, rulebook, unit, wanted, now)
        found = [one for one in ahead(conn, rulebook, EVERYTHING, now=now) if _is_wanted(one, wanted)]
    if as_json:
        told = [asdict(one) | {"until": one.until.isoformat()} for one in found]
        speech.hand_over({"items": told})
        return
    if not found:
        speech.say("nothing_foreseen")
    for one in found:
        speech.out.print(one.sitting_id)
        why = " ".join(speech.sentence(f"risk.{risk}") for risk in one.risks)
        counts = speech.sentence("counts", **asdict(one.outlook))
        speech.out.print(f"    {why} {speech.sentence('foreseen_until', until=_spoken(one.until, zone))} {counts}")


def _is_wanted(one: Ahead, wanted: pages.Wanted) -> bool:
    return (
        wanted.programme in (None, one.programme)
        and wanted.stage in (None, one.stage)
        and (wanted.unit_ids is None or one.unit_id in wanted.unit_ids)
    )


def _spoken(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}"


def _tell(speech: Speech, page: Page[Line], technical: Technical, zone: ZoneInfo) -> None:
    """Print a few lines each: an id stands alone, so that it can be copied to `unstick`."""
    if technical.workers is None:
        speech.note("temporal_not_asked")
    elif technical.workers == 0:
        speech.note("nobody_works")
    others = [case.id for case in technical.cases.values() if case.workflow not in _ROWS]
    if others:
        speech.note("others_in_trouble", count=len(others), ids=", ".join(others[:5]))
    if not page.lines:
        speech.say("nothing_stuck")
    for line in page.lines:
        speech.out.print(line.id)
        for part in (_where(speech, line), _why(speech, line), _who(speech, line), _when(speech, line, zone)):
            if part:
                speech.out.print(f"    {part}")
    if page.next:
        speech.say("more_stuck", cursor=page.next)


def _where(speech: Speech, line: Line) -> str:
    age = speech.sentence("age", days=f"{float(line.age_days):.1f}")
    return " · ".join(filter(None, [line.title, line.stage, line.unit_id, speech.sentence("waits", age=age)]))


def _when(speech: Speech, line: Line, zone: ZoneInfo) -> str:
    told = []
    if line.due_at is not None:
        told.append(speech.sentence("due", due=_spoken(line.due_at, zone)))
    told.append(speech.sentence("reminded", count=line.reminders_sent))
    if line.next_reminder_at is not None:
        told.append(speech.sentence("reminded_next", at=_spoken(line.next_reminder_at, zone)))
    return " ".join(told)


def _why(speech: Speech, line: Line) -> str:
    parts = [speech.sentence(f"cause.{line.cause}")]
    if line.trouble is not None:
        told = {"what": line.trouble.what, "attempt": line.trouble.attempt, "message": line.trouble.message}
        parts.append(speech.sentence(f"trouble.{line.trouble.kind}", **told).strip())
    if line.more_for_quorum:
        parts.append(f"({speech.sentence('quorum', count=line.more_for_quorum)})")
    if line.held_because:
        parts.append(f"({line.held_because})")
    names = line.names or {}
    for one in line.still_needed or ():
        who = ", ".join(names.get(id_, id_) for id_ in one.people)
        code = "ayes_out_of_reach" if one.ayes is None else "ayes_needed" if one.ayes else "ayes_enough"
        parts.append(speech.sentence(code, id=one.nomination_id, count=one.ayes or 0, who=who))
    return " ".join(parts)


def _who(speech: Speech, line: Line) -> str:
    names = line.names or {}
    told = []
    for code, people in (("unblocks", line.unblocks), ("helps", line.helps)):
        if people:
            told.append(speech.sentence(code, who="; ".join(f"{names.get(id_, id_)} ({id_})" for id_ in people)))
    return " ".join(told)


def _as_json(line: Line) -> dict[str, object]:
    trouble = line.trouble
    return {
        "kind": line.kind,
        "id": line.id,
        "programme": line.programme,
        "unit_id": line.unit_id,
        "stage": line.stage,
        "title": line.title,
        "since": line.since.isoformat(),
        "due_at": line.due_at and line.due_at.isoformat(),
        "cause": line.cause,
        "is_stuck": line.is_stuck,
        "age_days": round(float(line.age_days), 2),
        "sitting_id": line.sitting_id,
        "waits_for_role": line.waits_for_role,
        "waits_for_unit_id": line.waits_for_unit_id,
        "assignee_id": line.assignee_id,
        "asked_second_by": line.asked_second_by,
        "unblocks": list(line.unblocks),
        "helps": list(line.helps),
        "missing": None if line.missing is None else list(line.missing),
        "more_for_quorum": line.more_for_quorum,
        "still_needed": None if line.still_needed is None else [asdict(one) for one in line.still_needed],
        "held_at": line.held_at and line.held_at.isoformat(),
        "held_because": line.held_because,
        "reminders_sent": line.reminders_sent,
        "next_reminder_at": line.next_reminder_at and line.next_reminder_at.isoformat(),
        "trouble": trouble
        and {
            "kind": trouble.kind,
            "what": trouble.what,
            "since": trouble.since and trouble.since.isoformat(),
            "attempt": trouble.attempt,
            "message": trouble.message,
        },
        "names": dict(line.names or {}),
    }
