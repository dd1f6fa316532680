"""Changes of the rules as rows: drafts, what was decided about them, and the edition that each becomes.

The API writes a draft; from then on only its workflow writes, through the hands. What a change does to what runs is
found by `store.in_flight` and carried out by `store.adopting`; what speaks against one, by `store.objections`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from rules.calendar_editions import CalendarEdition, edition_of
from rules.drafts import read_dated
from rules.editions import canonical_json, edition_hash
from rules.programme import Programme
from rules.rights import Action, roles_for
from rules.rule_changes import Approved, Checked, Event, Finished, Rejected, State, Withdrawn
from store import audit, calendars, editions, instance, ledger, organisation, planning, resources
from store import tables as t
from store.writing import insert

DRAFT = "draft"
PROGRAMME, CALENDAR = "programme", "calendar"
UNDER_WAY = ("checking", "proposed", "approved", "adopting")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody hands in: the file and its cases as text, from which day on, and what becomes of what runs.

    `kind` is programme or calendar; of a calendar `programme` is its name, `base` the edition of it that counts, and
    `content` what is to be kept of it.
    """

    id: str
    programme: str
    text: str
    cases: str | None
    base: str
    on: date
    starts_at: datetime
    running: str
    because: str
    by: str
    at: datetime
    kind: str = PROGRAMME
    content: str | None = None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One change of the rules. `edition` is None until it is in force."""

    id: str
    programme: str
    phase: str
    text: str
    cases: str | None
    base: str
    edition: str | None
    in_force_from: date
    starts_at: datetime
    running: str
    because: str
    proposed_by: str
    proposed_at: datetime
    refused: list[str] | None
    decided_by: str | None
    decided_at: datetime | None
    decided_because: str | None
    finished_at: datetime | None
    number: int
    kind: str
    content: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an adoption has come: `of` are concerned; `stayed` and `failures` did not follow, each with its code."""

    of: int
    moved: int
    kept: int
    failed: int
    failures: tuple[tuple[str, str], ...]
    stayed: tuple[tuple[str, str], ...] = ()


def keep_draft(conn: Connection, draft: Draft) -> None:
    """Keep a draft until its workflow takes it up; the same draft again is nothing."""
    row = {
        "id": draft.id,
        "programme": draft.programme,
        "phase": DRAFT,
        "text": draft.text,
        "cases": draft.cases,
        "base": draft.base,
        "in_force_from": draft.on,
        "starts_at": draft.starts_at,
        "running": draft.running,
        "because": draft.because,
        "proposed_by": draft.by,
        "proposed_at": draft.at,
        "number": 0,
        "kind": draft.kind,
        "content": draft.content,
    }
    conn.execute(insert(conn, t.rule_changes).values(row).on_conflict_do_nothing())


def by_id(conn: Connection, id_: str) -> RuleChange | None:
    """Return a change, or None."""
    found = conn.execute(select(t.rule_changes).where(t.rule_changes.c.id == id_)).first()
    return RuleChange(*found) if found else None


def listed(conn: Connection, *, programme: str | None = None, limit: int = 100) -> tuple[RuleChange, ...]:
    """Return the changes, the newest first; drafts that nobody took up are left out."""
    c = t.rule_changes.c
    found = select(t.rule_changes).where(c.phase != DRAFT).order_by(c.proposed_at.desc(), c.id).limit(limit)
    if programme is not None:
        found = found.where(c.programme == programme)
    return tuple(RuleChange(*row) for row in conn.execute(found))


def progress(conn: Connection, id_: str) -> Progress:
    """Return how far the adoption of a change has come."""
    a = t.adoptions.c
    counts = dict(conn.execute(select(a.state, func.count()).where(a.change_id == id_).group_by(a.state)).all())
    return Progress(
        of=sum(counts.values()),
        moved=counts.get("moved", 0),
        kept=counts.get("kept", 0),
        failed=counts.get("failed", 0),
        failures=_those(conn, id_, "failed"),
        stayed=_those(conn, id_, "kept"),
    )


def _those(conn: Connection, id_: str, state: str) -> tuple[tuple[str, str], ...]:
    a = t.adoptions.c
    found = conn.execute(
        select(a.about, a.because).where(a.change_id == id_, a.state == state).order_by(a.about).limit(1000)
    )
    return tuple((about, because or "") for about, because in found)


def programme_of(change: RuleChange) -> Programme:
    """Return the programme that a change proposes, dated as it stands now. Raise RuleFileError if it is not sound."""
    return read_dated(change.text, change.in_force_from)


def calendar_of_change(change: Draft | RuleChange) -> CalendarEdition:
    """Return the edition that a change of a calendar proposes: its file with the library's days as they were then."""
    assert change.content is not None, "it is one of a calendar"  # noqa: S101 - for the type checker
    return edition_of(change.programme, change.content)


def note(conn: Connection, id_: str, first: int, events: Sequence[Event], state: State, epoch: str) -> int:
    """Write new events of a change down, with its row and the audit chain; the same again is nothing.

    Return the number of the last. Raise Diverged, LedgerGap or WrongEpoch if the ledger tells another story.
    """
    lines = [
        ledger.LedgerLine(number, event.event, event.at, event.by or None, event.model_dump(mode="json"))
        for number, event in enumerate(events, first)
    ]
    last = ledger.append(conn, id_, lines, epoch, "")
    c = t.rule_changes.c
    values: dict[str, Any] = {"number": last, "phase": state.phase, "in_force_from": state.on}
    values["starts_at"] = state.starts_at
    for event in events:
        values |= _told(event)
    moved = conn.execute(update(t.rule_changes).where(c.id == id_, c.number < last).values(values))
    if moved.rowcount:
        after = [ledger.content_hash(id_, line) for line in lines]
        audit.append(
            conn,
            [
                audit.AuditLine(line.at, line.actor_id, f"rules_{line.kind}", f"events:{id_}", after_hash=hash_)
                for line, hash_ in zip(lines, after, strict=True)
            ],
        )
        _ask_second(conn, id_, state, lines[-1].at)
    return last


def _ask_second(conn: Connection, id_: str, state: State, at: datetime) -> None:
    """Ask those who may approve a change that waits for a second person, now and on its last day; else ask nobody."""
    planning.give_up(conn, [planning.GivenUp(id_, planning.DONE, at)])
    if state.phase != "proposed" or state.starts_at is None:
        return
    top = resources.house(organisation.tree(conn), at.date()).path
    offices = [(role, unit_id) for role in roles_for(Action.RULES_APPROVE) for unit_id in top]
    holders = organisation.holders_of(conn, offices, at.date()).values()
    asked = {one.person_id for some in holders for one in some if one.stands_in_for is None} - {state.author}
    last_day = max(at, state.starts_at - timedelta(days=1))
    steps = [("first", at), *([("final", last_day)] if last_day > at else [])]
    planning.plan(
        conn,
        [
            planning.Reminder(id_, "approve", kind, planning.Whom(person_id=person_id), when, due_at=state.starts_at)
            for person_id in sorted(asked)
            for kind, when in steps
        ],
    )


def put_in_force(conn: Connection, id_: str, *, at: datetime, epoch: str) -> str:
    """Make the edition of a change, and return its hash; again, change nothing. Raise WrongEpoch for a stranger."""
    instance.refuse_stranger(conn, epoch)
    change = by_id(conn, id_)
    assert change is not None, "its workflow runs"  # noqa: S101 - for the type checker
    make = _adopt_calendar if change.kind == CALENDAR else _adopt_programme
    hash_ = make(conn, change, at)
    conn.execute(update(t.rule_changes).where(t.rule_changes.c.id == id_).values(edition=hash_))
    return hash_


def _adopt_calendar(conn: Connection, change: RuleChange, at: datetime) -> str:
    calendars.keep_first(conn, change.programme, at, by=change.proposed_by)  # what it counted stays explained
    return calendars.adopt(conn, calendar_of_change(change), at, by=change.proposed_by, note=change.because)


def _adopt_programme(conn: Connection, change: RuleChange, at: datetime) -> str:
    programme = programme_of(change)
    hash_ = edition_hash(programme)
    editions.add(
        conn,
        editions.Edition(
            hash=hash_,
            programme=programme.programme,
            content=json.loads(canonical_json(programme)),
            in_force_from=programme.in_force_from,
            adopted_at=at,
            adopted_by=change.proposed_by,
            note=change.because,
            running=change.running,
        ),
    )
    calendars.keep_first(conn, programme.calendar, at, by=change.proposed_by)
    return hash_


def _told(event: Event) -> dict[str, Any]:
    """Return what an event changes in the row beside the phase."""
    match event:
        case Checked():
            return {"refused": list(event.refused) or None}
        case Approved() | Rejected() | Withdrawn():
            return {"decided_by": event.by, "decided_at": event.at, "decided_because": event.because or None}
        case Finished():
            return {"finished_at": event.at}
    return {}
