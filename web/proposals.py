"""A change of the rules as somebody hands it in, judged before anybody else hears of it. Writes nothing."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection

from rules.calendar_editions import calendar_of
from rules.deeds import Line
from rules.errors import RuleBroken
from rules.inspection import is_calendar
from rules.rule_changes import Running
from store.in_flight import Change as InFlight
from store.objections import frozen_votes, objections
from store.rule_changes import CALENDAR, Draft
from store.rule_plans import plan_calendar
from web.access import Visitor
from web.drafting import DraftBody, base_of, begins, calendar_draft, read_fitting
from web.house import House
from words.catalogue import Language


class ChangeBody(DraftBody):
    """A change of the rules: what it says, from when, what becomes of what runs, and why."""

    running: Annotated[
        Running | None,
        Field(
            description="pin: to its end by the old edition; next stage: from there; now: at once. "
            "If none is given, next stage; a calendar always counts for all that runs, so only now"
        ),
    ] = None
    because: Annotated[Line, Field(min_length=1)]


def drafted(conn: Connection, house: House, visitor: Visitor, body: ChangeBody, id_: str, language: Language) -> Draft:
    """Return the draft of what was handed in. Raise RuleBroken or Problem with what speaks against it."""
    make = _calendar_draft if is_calendar(body.text) else _programme_draft
    return make(conn, house, visitor, body, id_, language)


def _programme_draft(
    conn: Connection, house: House, visitor: Visitor, body: ChangeBody, id_: str, language: Language
) -> Draft:
    now, programme = house.now(), read_fitting(conn, body, visitor.today, language)
    base = base_of(conn, house, programme, now)
    draft = Draft(
        id=id_,
        programme=programme.programme,
        text=body.text,
        cases=body.cases,
        base=base.edition,
        on=programme.in_force_from,
        starts_at=begins(programme.in_force_from, base.clock),
        running=body.running or "next stage",
        because=body.because,
        by=visitor.person_id,
        at=now,
    )
    against = objections(conn, draft, house.rulebook, at=now)
    if against:
        params: dict[str, object] = {"on": draft.on.isoformat()}
        if against[0] == "open_votes":
            change = InFlight(base, house.rulebook.draft(programme), "now", max(now, draft.starts_at))
            params = {"sittings": list(frozen_votes(conn, change, house.rulebook))}
        raise RuleBroken(against[0], **params)
    return draft


def _calendar_draft(
    conn: Connection, house: House, visitor: Visitor, body: ChangeBody, id_: str, language: Language
) -> Draft:
    """Return the draft of a calendar. What ends before what runs, or plans a sitting backwards, says so by its code."""
    now = house.now()
    if body.running not in (None, "now"):
        raise RuleBroken("calendar_counts_now")
    sent = calendar_draft(conn, house, body, visitor.today, language, now)
    at = max(now, sent.starts_at)
    plan_calendar(conn, sent.base, calendar_of(sent.edition), house.rulebook, at=at)
    draft = Draft(
        id=id_,
        programme=sent.edition.name,
        text=body.text,
        cases=None,
        base=sent.base.edition,
        on=sent.on,
        starts_at=sent.starts_at,
        running="now",
        because=body.because,
        by=visitor.person_id,
        at=now,
        kind=CALENDAR,
        content=sent.edition.content,
    )
    against = objections(conn, draft, house.rulebook, at=now)
    if against:
        raise RuleBroken(against[0], on=draft.on.isoformat())
    return draft
