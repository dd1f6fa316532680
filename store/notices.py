"""What is to be told because something happened: reminders of what is owed now, messages to those it concerns.

Reminders follow the open obligation, not the event: when a deadline moves or the act is done, those still planned are
given up with the reason, and new ones are planned. Sends nothing; asks no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from rules.entries import Entry
from rules.events import Declined, Event, Recorded, Returned
from rules.nomination import State
from rules.programme import CouncilStage
from rules.sitting import Decision
from store import sittings
from store import tables as t
from store.places import waits_at
from store.rulebook import Rules
from store.unit_tree import UnitTree
from store.writing import insert, portions

_TOLD_BY_SITTING = ("selected", "not_selected", "waiting")


def of_nomination(
    conn: Connection, events: Sequence[Event], state: State, entry: Entry | None, rules: Rules, units: UnitTree
) -> None:
    """Plan the reminders of the stage a nomination stands in, and tell its author what was done with it."""
    at = events[-1].at
    give_up(conn, [state.nomination_id], "done" if state.is_ended else "moved", at)
    if entry is not None and entry.due_at is not None:
        _plan(conn, _of_entry(state, entry, rules, units, at))
    told = [_to_author(state, event) for event in events if isinstance(event, Returned | Declined | Recorded)]
    _queue(conn, told, at)


def of_period(conn: Connection, period_id: str, stage: CouncilStage, rules: Rules, *, at: datetime) -> None:
    """Plan to remind the heads of units that have no candidate yet, while there is time to find one."""
    if stage.select.at_least is None or stage.council != "unit":
        return
    s = t.sittings.c
    rows = conn.execute(select(s.id, s.unit_id, s.candidates_close_at).where(s.period_id == period_id)).all()
    planned = [
        reminder
        for row in rows
        for reminder in _ladder(
            row.id,
            "nominate",
            rules.clock.reminders(row.candidates_close_at, stage.remind),
            at,
            role="head",
            unit_id=row.unit_id,
        )
    ]
    _plan(conn, planned)


def of_none(
    conn: Connection, sittings_: Sequence[Row[*tuple[Any, ...]]], rules: Mapping[str, Rules], *, at: datetime
) -> None:
    """Remind of the empty sittings those whom the rules name, now that nothing can stand before them any more."""
    give_up(conn, [sitting.id for sitting in sittings_], "done", at)
    planned: list[dict[str, Any]] = []
    for sitting in sittings_:
        whom = rules[sitting.id].council(sitting.stage).if_none.remind
        if whom is not None:
            planned.append(_reminder(sitting.id, "none_nominated", "first", at, whom.role, sitting.unit_id, None))
    _plan(conn, planned)


def of_opening(
    conn: Connection,
    sitting: Row[*tuple[Any, ...]],
    voters: Sequence[str],
    stage: CouncilStage,
    rules: Rules,
    *,
    at: datetime,
) -> None:
    """Call `voters` to an open round of voting, and plan to remind them."""
    give_up(conn, [sitting.id], "done", at)
    _remind_voters(conn, sitting, voters, stage, rules, at)
    params = {"sitting": sitting.id, "round": sitting.round, "until": sitting.votes_close_at.isoformat()}
    _queue(conn, [_message(person_id, "vote_open", sitting.id, params, sitting.round) for person_id in voters], at)


def of_reschedule(
    conn: Connection, sitting: Row[*tuple[Any, ...]], stage: CouncilStage, rules: Rules, *, at: datetime
) -> None:
    """Plan the reminders of an open sitting anew, for those who have not voted."""
    if sitting.status == "open":
        give_up(conn, [sitting.id], "moved", at)
        missing = sittings.missing_voters(conn, [sitting.id]).get(sitting.id, ())
        _remind_voters(conn, sitting, missing, stage, rules, at)


def of_decision(
    conn: Connection, sitting: Row[*tuple[Any, ...]], decisions: Iterable[Decision], *, at: datetime
) -> None:
    """Give up what reminded of the vote, and tell the authors what was decided."""
    give_up(conn, [sitting.id], "done", at)
    outcomes = {one.nomination_id: one.outcome for one in decisions if one.outcome in _TOLD_BY_SITTING}
    n = t.nominations.c
    authors = conn.execute(select(n.id, n.author_id).where(n.id.in_(outcomes))).all()
    params = {"sitting": sitting.id, "stage": sitting.stage}
    told = [
        _message(author_id, outcomes[id_], id_, params, f"{sitting.id}/{outcomes[id_]}") for id_, author_id in authors
    ]
    _queue(conn, told, at)


def silence(conn: Connection, because: str, at: datetime) -> None:
    """Send nothing of what is planned until `at` or queued: what a rehearsal would have told is told to nobody."""
    r, o = t.reminders.c, t.outbox.c
    conn.execute(
        update(t.reminders)
        .where(r.state == "planned", r.at <= at)
        .values(state="suppressed", because=because, decided_at=at)
    )
    conn.execute(update(t.outbox).where(o.state == "queued").values(state="suppressed", because=because))


def give_up(conn: Connection, about: Sequence[str], because: str, at: datetime) -> None:
    """Send none of the reminders that are still planned about these."""
    r = t.reminders.c
    conn.execute(
        update(t.reminders)
        .where(r.about.in_(about), r.state == "planned")
        .values(state="suppressed", because=because, decided_at=at)
    )


def _of_entry(state: State, entry: Entry, rules: Rules, units: UnitTree, at: datetime) -> list[dict[str, Any]]:
    due_at = entry.due_at
    if due_at is None:
        return []
    person_id = state.assignee or (state.author if entry.kind == "log" else None)
    day = rules.clock.day(at)
    place = waits_at(units, state.unit_id, entry.place, day)
    stage = rules.stage(entry.stage)
    owed = _ladder(
        state.nomination_id,
        entry.kind,
        rules.clock.reminders(due_at, stage.remind),
        at,
        role=entry.role if person_id is None else None,
        unit_id=place,
        person_id=person_id,
    )
    if entry.escalate_at is not None and entry.escalate_at > at:
        above = waits_at(units, state.unit_id, "unit", day)
        owed.append(
            _reminder(state.nomination_id, entry.kind, "escalate", entry.escalate_at, entry.escalates_to, above, None)
        )
    return owed


def _remind_voters(
    conn: Connection,
    sitting: Row[*tuple[Any, ...]],
    person_ids: Sequence[str],
    stage: CouncilStage,
    rules: Rules,
    at: datetime,
) -> None:
    instants = rules.clock.reminders(sitting.votes_close_at, stage.remind)
    planned = [
        reminder
        for person_id in person_ids
        for reminder in _ladder(sitting.id, f"ballot/{sitting.round}", instants, at, person_id=person_id)
    ]
    _plan(conn, planned)


def _ladder(
    about: str,
    obligation: str,
    instants: Sequence[datetime],
    after: datetime | None,
    *,
    role: str | None = None,
    unit_id: str | None = None,
    person_id: str | None = None,
) -> list[dict[str, Any]]:
    """Return one reminder an instant that is still to come: the first, the next ones, the final one."""
    coming = [instant for instant in instants if after is None or instant > after]
    kinds = ["first", *["next"] * (len(coming) - 2), "final"] if len(coming) > 1 else ["first"] * len(coming)
    return [
        _reminder(about, obligation, kind, instant, role, unit_id, person_id)
        for kind, instant in zip(kinds, coming, strict=True)
    ]


def _reminder(
    about: str,
    obligation: str,
    kind: str,
    at: datetime,
    role: str | None,
    unit_id: str | None,
    person_id: str | None,
) -> dict[str, Any]:
    whom = person_id or f"{role}@{unit_id}"
    return {
        "dedupe": f"{about}|{obligation}|{kind}|{whom}|{at.astimezone(UTC).isoformat()}",
        "about": about,
        "obligation": obligation,
        "kind": kind,
        "role": role,
        "unit_id": unit_id,
        "person_id": person_id,
        "at": at,
        "state": "planned",
        "because": None,
        "decided_at": None,
    }


def _plan(conn: Connection, reminders: Sequence[dict[str, Any]]) -> None:
    # One that was given up when a deadline moved away is planned again when the deadline moves back.
    for some in portions(reminders):
        line = insert(conn, t.reminders)
        revived = {"state": "planned", "because": None, "decided_at": None}
        conn.execute(
            line.on_conflict_do_update(
                index_elements=["dedupe"], set_=revived, where=t.reminders.c.state == "suppressed"
            ),
            list(some),
        )


def _to_author(state: State, event: Returned | Declined | Recorded) -> dict[str, Any]:
    params = event.model_dump(mode="json", exclude={"event", "by", "at", "leads_to"})
    return _message(state.author, event.event, state.nomination_id, params, event.at.isoformat())


def _message(person_id: str, kind: str, about: str, params: dict[str, Any], once: object) -> dict[str, Any]:
    return {
        "dedupe": f"{kind}|{about}|{person_id}|{once}",
        "to_person_id": person_id,
        "kind": kind,
        "params": params,
        "about": about,
        "state": "queued",
        "attempts": 0,
        "sent_at": None,
        "because": None,
    }


def _queue(conn: Connection, messages: Sequence[dict[str, Any]], at: datetime) -> None:
    for some in portions([message | {"created_at": at} for message in messages]):
        conn.execute(insert(conn, t.outbox).on_conflict_do_nothing(index_elements=["dedupe"]), list(some))
