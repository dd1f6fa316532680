"""What speaks against a change of the rules: its file, its date, another change, an open vote. Writes nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from rules.calendar_editions import CalendarEdition, calendar_of, refuse_short
from rules.drafts import read_dated, read_draft, read_notices_draft
from rules.editions import canonical_json
from rules.errors import RuleBroken
from rules.in_flight import Stays
from rules.mistakes import RuleFileError
from rules.programme import Programme
from store import editions, organisation
from store import tables as t
from store.circumstances import circumstances
from store.in_flight import CalendarChange, Change, judge, judge_sittings, programmes_by
from store.rule_changes import CALENDAR, UNDER_WAY, Draft, RuleChange, calendar_of_change
from store.rulebook import Rulebook

_ONE_DAY = timedelta(days=1)


def objections(conn: Connection, draft: Draft | RuleChange, rulebook: Rulebook, *, at: datetime) -> tuple[str, ...]:
    """Return the codes of all that speaks against a change now; none if nothing does.

    `rule_file_broken`: text or cases; `date_past`; `edition_overlaps`: another begins later, or on that day to come;
    `edition_replaced`: the very same began that day and was replaced (one that began today may be, by another);
    `same_rules`: it changes nothing; `change_under_way`: another of this programme is not over;
    `open_votes`: it would change the threshold or another term of a vote that is open then;
    `calendar_unknown`: no programme goes by a calendar of that name;
    `calendar_ends`: it ends before what runs, or within a year.
    """
    if draft.kind == CALENDAR:
        return _calendar_objections(conn, draft, rulebook, at=at)
    on = draft.on if isinstance(draft, Draft) else draft.in_force_from
    try:
        programme = read_draft(draft.text, draft.cases, on)
        fits(conn, draft.text, programme, rulebook.of(conn, draft.base).clock.day(at))
    except RuleFileError:
        return ("rule_file_broken",)
    base = rulebook.of(conn, draft.base)
    new = rulebook.draft(programme)
    found, today = [], base.clock.day(at)
    known = editions.history(conn, draft.programme)
    if on < today:
        found.append("date_past")
    if any(one.in_force_from > on or (one.in_force_from == on and on != today) for one in known):
        found.append("edition_overlaps")
    if new.edition in {one.hash for one in known if one.in_force_from == on}:
        found.append("edition_replaced")
    if _undated(programme) == _undated(base.programme):
        found.append("same_rules")
    if _others_under_way(conn, draft):
        found.append("change_under_way")
    if draft.running == "now" and frozen_votes(conn, Change(base, new, "now", max(at, draft.starts_at)), rulebook):
        found.append("open_votes")
    return tuple(found)


def read_calendar_draft(conn: Connection, text: str, today: date) -> CalendarEdition:
    """Return the edition that the text of a calendar would be in this house. Raise RuleFileError with all mistakes."""
    return read_notices_draft(text, circumstances(conn, "", today))


def fits(conn: Connection, text: str, programme: Programme, today: date) -> None:
    """Raise RuleFileError with all that does not fit the house: units that are unknown or closed, empty councils...

    On which day it may begin is not asked here: a change may take effect today, an imported edition may not.
    """
    around = circumstances(conn, programme.programme, today, programme.in_force_from)
    read_dated(text, programme.in_force_from, replace(around, editions=()))


def frozen_votes(conn: Connection, change: Change, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the sittings whose vote will be open and whose threshold, quorum or the like the change would alter."""
    judged = judge_sittings(conn, change, rulebook, organisation.tree(conn))
    return tuple(one.row.id for one in judged if one.found == Stays("vote_frozen"))


def _calendar_objections(
    conn: Connection, draft: Draft | RuleChange, rulebook: Rulebook, *, at: datetime
) -> tuple[str, ...]:
    edition = calendar_of_change(draft)
    found = []
    if at >= draft.starts_at + _ONE_DAY:
        found.append("date_past")
    if draft.base == edition.hash:
        found.append("same_rules")
    if _others_under_way(conn, draft):
        found.append("change_under_way")
    try:
        programmes = programmes_by(conn, edition.name, rulebook)
        change = CalendarChange(calendar_of(edition), programmes, max(at, draft.starts_at))
        refuse_short(change.calendar, change.at.date())
        judge(conn, change, rulebook, organisation.tree(conn))
    except RuleBroken as no:
        found.append(no.code)
    return tuple(found)


def _undated(programme: Programme) -> str:
    return canonical_json(programme.model_copy(update={"in_force_from": date.min}))


def _others_under_way(conn: Connection, draft: Draft | RuleChange) -> bool:
    """Is there another change of the same programme or calendar that was there before and is not over?"""
    c = t.rule_changes.c
    same = (c.kind == draft.kind) & (c.programme == draft.programme) & (c.id != draft.id)
    there = select(c.id, c.proposed_at).where(same, c.phase.in_(UNDER_WAY))
    mine = (draft.at if isinstance(draft, Draft) else draft.proposed_at, draft.id)
    return any((proposed_at, id_) < mine for id_, proposed_at in conn.execute(there))
