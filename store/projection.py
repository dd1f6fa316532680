"""New events of nominations, written down: ledger, read model, reminders, messages and audit in one transaction.

The same events twice change nothing. Nothing is judged here: where a stage leads was decided when the event happened.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from rules.entries import Entry, enter
from rules.events import Amended, DeedLogged, Event, Heard, Overridden, Recommended, Scored
from rules.nomination import State
from store import audit, ledger, notices, organisation, terms
from store import tables as t
from store.errors import NotDecided
from store.places import deed_row, score_row, standing
from store.rulebook import Case, Rulebook, Rules
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


@dataclass(frozen=True, slots=True)
class _Row:
    """How far the read model went before."""

    number: int = 0
    entry: Entry | None = None
    honoured: Sequence[str] = ()
    stage: str = ""
    logged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """One nomination's step from `before`: the events that its row has not seen, and the terms it stands under now."""

    new: NewEvents
    before: _Row
    events: Sequence[Event]
    entry: Entry | None
    rules: Rules | None


def project(conn: Connection, batch: Sequence[NewEvents], rulebook: Rulebook) -> list[Projected]:
    """Write `batch` down in a handful of statements and answer each in turn.

    Raise Diverged, LedgerGap or WrongEpoch if the ledger tells another story, NotDecided if a nomination heard of
    a decision that its council has not written: then nothing is written.
    """
    ledger.append_all(conn, [_stretch(new) for new in batch])
    known = _known(conn, {new.stream for new in batch})
    units = organisation.tree(conn)
    lines: list[audit.AuditLine] = []
    for some in _each_stream_once(batch):
        turns = _turns(conn, some, known, rulebook, units)
        if turns:
            _move(conn, turns, units)
            known |= {turn.new.stream: _after(turn) for turn in turns}
            lines += [line for turn in turns for line in _audited(turn)]
    if lines:
        audit.append(conn, lines)
    return [Projected(known[new.stream].number, known[new.stream].entry) for new in batch]


def _stretch(new: NewEvents) -> ledger.Stretch:
    return ledger.Stretch(new.stream, _ledger_lines(new.events, new.first), new.epoch, new.run_id)


def _ledger_lines(events: Sequence[Event], first: int) -> list[ledger.LedgerLine]:
    return [
        ledger.LedgerLine(number, event.event, event.at, event.by or None, event.model_dump(mode="json"))
        for number, event in enumerate(events, first)
    ]


def _known(conn: Connection, streams: Iterable[str]) -> dict[str, _Row]:
    """Return how far each row went, the rows held in the order of their ids, as every writer of many holds them."""
    n = t.nominations.c
    held = (
        select(n.id, n.number, n.entry, n.honoured, n.stage, n.logged_at)
        .where(n.id.in_(streams))
        .order_by(n.id)
        .with_for_update()
    )
    return {
        id_: _Row(number, Entry.model_validate(entry) if entry else None, honoured, stage, logged_at)
        for id_, number, entry, honoured, stage, logged_at in conn.execute(held)
    }


def _each_stream_once(batch: Sequence[NewEvents]) -> Iterator[Sequence[NewEvents]]:
    """Yield `batch`; if a workflow comes twice, in as many parts as it takes to meet it once in each."""
    left = batch
    while left:
        part: dict[str, NewEvents] = {}
        later = [new for new in left if part.setdefault(new.stream, new) is not new]
        yield list(part.values())
        left = later


def _turns(
    conn: Connection, batch: Iterable[NewEvents], known: Mapping[str, _Row], rulebook: Rulebook, units: UnitTree
) -> list[_Turn]:
    """Return a turn for each of `batch` that brings something new, with the rules it is under."""
    fresh = []
    for new in batch:
        before = known.get(new.stream, _Row())
        if before.number < new.number:
            fresh.append((new, before, new.events[max(before.number + 1 - new.first, 0) :]))
            _refuse_hearsay(new.stream, before.stage, fresh[-1][2])
    in_force = rulebook.for_cases(
        conn, [one for new, before, events in fresh if (one := _entered(new, before, events))]
    )
    turns = []
    for new, before, events in fresh:
        entered = _entered(new, before, events)
        entry = _enter(new.state, in_force[entered], entered.at, units) if entered else _kept(new.state, before)
        turns.append(_Turn(new, before, events, entry, rulebook.of(conn, entry.edition) if entry else None))
    return turns


def _refuse_hearsay(stream: str, stage: str, events: Iterable[Event]) -> None:
    """Raise NotDecided if a council's word is not in the rows: a council moves them first, and then speaks."""
    for event in events:
        if isinstance(event, Heard) and event.leads_to != stage:
            raise NotDecided(stream, event.leads_to, stage)
        stage = getattr(event, "leads_to", "") or stage


def _entered(new: NewEvents, before: _Row, events: Sequence[Event]) -> Case | None:
    """Return the entry of the nomination in its stage, if nobody has looked up yet what the rules said then."""
    state = new.state
    is_known = state.entry is not None or (before.entry is not None and not _is_moved(events))
    if is_known or state.is_ended or state.entered_at is None:
        return None
    return Case(state.programme, state.stage, state.entered_at, before.logged_at or events[0].at)


def _enter(state: State, rules: Rules, at: datetime, units: UnitTree) -> Entry:
    whereabouts = units.whereabouts(state.unit_id, rules.clock.day(at))
    return enter(rules.programme, rules.edition, state.stage, at, rules.clock, whereabouts, state.reward_vnd)


def _kept(state: State, before: _Row) -> Entry | None:
    return None if state.is_ended else state.entry or before.entry


def _is_moved(events: Iterable[Event]) -> bool:
    return any(getattr(event, "leads_to", "") for event in events)


def _audited(turn: _Turn) -> Iterator[audit.AuditLine]:
    stream = turn.new.stream
    for line in _ledger_lines(turn.events, turn.new.number + 1 - len(turn.events)):
        after = ledger.content_hash(stream, line)
        yield audit.AuditLine(line.at, line.actor_id, line.kind, f"events:{stream}", after_hash=after)


def _move(conn: Connection, turns: Sequence[_Turn], units: UnitTree) -> None:
    """Bring the read model to the states after `turns`, and what is planned and told with it."""
    rows = [(turn, _changes(turn, units)) for turn in turns]
    for some in _alike([_logged(turn.new) | changes for turn, changes in rows if not turn.before.number]):
        conn.execute(t.nominations.insert(), some)
    for some in _alike([{"of": turn.new.stream} | changes for turn, changes in rows if turn.before.number]):
        conn.execute(update(t.nominations).where(t.nominations.c.id == bindparam("of")), some)
    _honour(conn, turns)
    terms.keep(
        conn,
        [
            (turn.new.stream, turn.new.number, turn.events[-1].at, turn.entry)
            for turn in turns
            if turn.entry is not None and turn.entry != turn.before.entry
        ],
    )
    news = [
        notices.News(turn.events, turn.new.state, turn.entry, turn.rules, is_first=not turn.before.number)
        for turn in turns
    ]
    notices.of_nominations(conn, news, units)


def _alike(rows: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Return `rows` in groups that name the same columns: one statement each."""
    groups: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[frozenset(row)].append(row)
    return groups.values()


def _logged(new: NewEvents) -> dict[str, Any]:
    state = new.state
    return {
        "id": new.stream,
        "programme": state.programme,
        "unit_id": state.unit_id,
        "author_id": state.author,
        "logged_at": new.events[0].at,
    }


def _changes(turn: _Turn, units: UnitTree) -> dict[str, Any]:
    state, at = turn.new.state, turn.events[-1].at
    changes: dict[str, Any] = {"number": turn.new.number, "epoch": turn.new.epoch, "updated_at": at}
    if turn.entry is not None or _is_moved(turn.events):
        changes |= standing(state, turn.entry, turn.rules, units, at)
    for event in turn.events:
        if isinstance(event, DeedLogged | Amended):
            changes |= deed_row(event.deed)
        elif isinstance(event, Recommended):
            changes |= {"recommender_id": event.by, "award": state.award or None, "reward_vnd": state.reward_vnd}
        elif isinstance(event, Scored):
            changes |= score_row(state)
        elif isinstance(event, Overridden) and event.outcome == "recommended":
            changes["recommender_id"] = event.by
    return changes


def _after(turn: _Turn) -> _Row:
    logged_at = turn.before.logged_at or turn.events[0].at
    return _Row(turn.new.number, turn.entry, _honoured(turn), turn.new.state.stage, logged_at)


def _honoured(turn: _Turn) -> Sequence[str]:
    deeds = [event.deed for event in turn.events if isinstance(event, DeedLogged | Amended)]
    return deeds[-1].honoured if deeds else turn.before.honoured


def _honour(conn: Connection, turns: Iterable[_Turn]) -> None:
    """Note who is honoured now, and no longer who was honoured before only."""
    h = t.honours.c
    gone, come = [], []
    for turn in turns:
        before, after = set(turn.before.honoured), set(_honoured(turn))
        gone += [{"who": person_id, "what": turn.new.stream} for person_id in sorted(before - after)]
        come += [{"person_id": person_id, "nomination_id": turn.new.stream} for person_id in sorted(after - before)]
    if gone:
        is_gone = (h.person_id == bindparam("who")) & (h.nomination_id == bindparam("what"))
        conn.execute(t.honours.delete().where(is_gone), gone)
    if come:
        conn.execute(insert(conn, t.honours).on_conflict_do_nothing(), come)
