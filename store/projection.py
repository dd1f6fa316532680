"""New events of nominations, written down: ledger, read model, reminders, messages and audit in one transaction.

The same events twice change nothing. Nothing is judged here: where a stage leads was decided when the event happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from rules.entries import Entry, enter
from rules.events import Amended, DeedLogged, Event, Recommended
from rules.nomination import State
from store import audit, ledger, notices, organisation
from store import tables as t
from store.places import deed_row, standing
from store.rulebook import Rulebook, Rules
from store.unit_tree import UnitTree
from store.writing import insert


@dataclass(frozen=True, slots=True)
class NewEvents:
    """What one nomination's workflow hands over: events numbered from `first`, and the state after the last."""

    epoch: str
    run_id: str
    first: int
    events: Sequence[Event]
    state: State

    @property
    def number(self) -> int:
        """The number of the last event."""
        return self.first + len(self.events) - 1

    @property
    def stream(self) -> str:
        """The nomination's id, which is also its stream in the ledger."""
        return self.state.nomination_id


@dataclass(frozen=True, slots=True)
class Projected:
    """How far the ledger goes, and the terms of the stage that the nomination stands in."""

    number: int
    entry: Entry | None


def project(conn: Connection, batch: Sequence[NewEvents], rulebook: Rulebook) -> list[Projected]:
    """Write `batch` down and answer each in turn.

    Raise Diverged, LedgerGap or WrongEpoch if the ledger tells another story; then nothing is written.
    """
    ledger.append_all(conn, [_stretch(new) for new in batch])
    known = _known(conn, [new.stream for new in batch])
    units = organisation.tree(conn)
    projected: list[Projected] = []
    lines: list[audit.AuditLine] = []
    for new in batch:
        before = known.get(new.stream, Projected(0, None))
        if before.number < new.number:
            known[new.stream] = Projected(new.number, _move(conn, new, rulebook, units, before))
            lines += [_audited(new, event) for event in new.events]
        projected.append(known[new.stream])
    if lines:
        audit.append(conn, lines)
    return projected


def _stretch(new: NewEvents) -> ledger.Stretch:
    lines = [
        ledger.LedgerLine(number, event.event, event.at, event.by or None, event.model_dump(mode="json"))
        for number, event in enumerate(new.events, new.first)
    ]
    return ledger.Stretch(new.stream, lines, new.epoch, new.run_id)


def _known(conn: Connection, streams: Sequence[str]) -> dict[str, Projected]:
    n = t.nominations.c
    rows = conn.execute(select(n.id, n.number, n.entry).where(n.id.in_(streams)))
    return {id_: Projected(number, Entry.model_validate(entry) if entry else None) for id_, number, entry in rows}


def _audited(new: NewEvents, event: Event) -> audit.AuditLine:
    return audit.AuditLine(at=event.at, actor_id=event.by or None, action=event.event, object=f"events:{new.stream}")


def _move(conn: Connection, new: NewEvents, rulebook: Rulebook, units: UnitTree, before: Projected) -> Entry | None:
    """Bring the read model to the state after `new`; return the terms of the stage it stands in."""
    state, at = new.state, new.events[-1].at
    rules = rulebook.at(conn, state.programme, at)
    is_moved = any(_moves(event) for event in new.events)
    entry = _entry(state, before, rules, is_moved=is_moved)
    changes: dict[str, Any] = {
        "number": new.number,
        "epoch": new.epoch,
        "updated_at": at,
    }
    if is_moved or state.entry is not None:
        changes |= standing(state, entry, rules.programme, units, rules.clock.day(at))
    for event in new.events:
        if isinstance(event, DeedLogged | Amended):
            changes |= deed_row(event.deed)
            _honour(conn, new.stream, event.deed.honoured)
        elif isinstance(event, Recommended):
            changes["recommender_id"] = event.by
    if before.number:
        conn.execute(update(t.nominations).where(t.nominations.c.id == new.stream).values(changes))
    else:
        logged = {"id": new.stream, "programme": state.programme, "unit_id": state.unit_id, "author_id": state.author}
        conn.execute(t.nominations.insert().values(logged | {"logged_at": new.events[0].at} | changes))
    notices.of_nomination(conn, new.events, state, entry, rules, units)
    return entry


def _moves(event: Event) -> bool:
    return bool(getattr(event, "leads_to", ""))


def _entry(state: State, before: Projected, rules: Rules, *, is_moved: bool) -> Entry | None:
    if not is_moved:
        return state.entry or before.entry
    if state.is_ended or state.entered_at is None:
        return None
    return enter(rules.programme, rules.edition, state.stage, state.entered_at, rules.clock)


def _honour(conn: Connection, nomination_id: str, honoured: Sequence[str]) -> None:
    conn.execute(t.honours.delete().where(t.honours.c.nomination_id == nomination_id))
    rows = [{"nomination_id": nomination_id, "person_id": person_id} for person_id in dict.fromkeys(honoured)]
    conn.execute(insert(conn, t.honours).on_conflict_do_nothing(), rows)
