"""What a remedy would do to each of some stuck things: the command that it sends, and what the rules say to that now.

It reads the rows and the ledger and changes nothing; the case itself decides again when it is asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from rules.commands import Extend, Override, Reassign
from rules.errors import RuleBroken
from rules.nomination import decide, fold
from rules.remedies import Remedy
from store import holds, nominations, people, rebuilding
from store.stuck.details import Line
from web.access import Visitor
from web.house import House

Sent = Reassign | Override | Extend
_SENT: frozenset[Remedy] = frozenset({"reassign", "override", "extend"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A remedy for some things, with what it takes: `to` a person, `until` an instant, an `outcome`."""

    remedy: Remedy
    ids: Sequence[str]
    because: str
    to: str = ""
    until: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the things and whether the remedy applies to it.

    `refused` is the code of why not, with its numbers in `params`; of a remedy that applies they say what it does.
    """

    id: str
    line: Line | None
    refused: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def command(conn: Connection, house: House, visitor: Visitor, asked: Asked, id_: str) -> Sent | None:
    """Return what the remedy sends to a nomination; None if it sends nothing, or lacks what it takes."""
    by, because = visitor.person_id, asked.because or "-"
    match asked.remedy:
        case "reassign" if asked.to:
            return Reassign(by=by, to=asked.to, because=because)
        case "override" if asked.outcome:
            return Override(by=by, outcome=asked.outcome, because=because)
        case "extend" if asked.until is not None:
            nomination = nominations.by_id(conn, id_)
            dates = holds.extended(conn, nomination, asked.until, house.rulebook) if nomination else None
            return Extend(by=by, until=asked.until, because=because, dates=dates)
    return None


def tried(house: House, visitor: Visitor, asked: Asked, steps: Sequence[Step]) -> list[Step]:
    """Return the steps with what the remedy would do to each, or with the refusal that it would meet."""
    with house.database.read() as conn:
        ids = [one.id for one in steps if not one.refused and one.line is not None and one.line.kind == "nomination"]
        refusals = _refusals(conn, house, visitor, asked, ids) if asked.remedy in _SENT else {}
        owing = {id_ for one in steps if one.line for id_ in _reached(asked.remedy, one.line)}
        names = people.names_of(conn, sorted({asked.to, *owing} - {""}))
    return [_told(house, asked, one, refusals.get(one.id), names) for one in steps]


def _refusals(
    conn: Connection, house: House, visitor: Visitor, asked: Asked, ids: Collection[str]
) -> Mapping[str, RuleBroken]:
    """Return what the rules would refuse (nomination → refusal), by the ledger as it is."""
    found: dict[str, RuleBroken] = {}
    for one in rebuilding.lost(conn, ids, house.rulebook):
        sent = command(conn, house, visitor, asked, one.nomination_id)
        state = fold(one.nomination_id, one.events)
        if sent is None or one.entry is None:
            continue
        try:
            decide(state.model_copy(update={"entry": state.entry or one.entry}), sent, now=house.now())
        except RuleBroken as no:
            found[one.nomination_id] = no
    return found


def _told(house: House, asked: Asked, one: Step, no: RuleBroken | None, names: Mapping[str, str]) -> Step:
    if one.refused or one.line is None:
        return one
    if no is not None:
        return replace(one, refused=no.code, params=no.params)
    until, line = asked.until, one.line
    if until is not None and asked.remedy == "extend" and until <= house.now():
        return replace(one, refused="not_later", params={})
    if asked.remedy == "deputise":
        if until is not None and until < house.now():
            return replace(one, refused="not_later", params={})
        if asked.to and not set(line.deciders) - {asked.to}:
            return replace(one, refused="stands_in_for_herself", params={})
    told: dict[str, object] = {}
    who = "; ".join(names.get(id_, id_) for id_ in _reached(asked.remedy, line) if id_ != asked.to)
    if who:
        told["who"] = who
    if asked.to:
        told["to"] = names.get(asked.to, asked.to)
    if until is not None:
        told["until"] = _spoken(house, until)
        told["was"] = _spoken(house, line.due_at) if line.due_at else "-"
    return replace(one, params=told)


def _reached(remedy: Remedy, line: Line) -> Sequence[str]:
    """Return whom a remedy is about: who owes what the line waits for, or is asked and may be stood in for."""
    return line.deciders if remedy in ("deputise", "reassign") else line.unblocks


def _spoken(house: House, at: datetime) -> str:
    return f"{at.astimezone(house.zone):%H:%M %d/%m/%Y}"
