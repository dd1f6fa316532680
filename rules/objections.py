"""Objections to what is out for comment: who may still object, what a ruling comes to, and what changes. Pure.

While one is open the time for comment stands still (`Entry.objected`); when the last is dismissed it runs on.
"""

from datetime import datetime
from typing import assert_never

from rules.commands import Object, Rule
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.events import Dismissed, Objected, Upheld
from rules.messages import Message


class Objection(Message):
    """An objection on which nobody has ruled yet, and whose it is."""

    number: int
    by: str


def answer(
    asked: Object | Rule, entry: Entry, still_open: tuple[Objection, ...], told: int, *, now: datetime
) -> Objected | Dismissed | Upheld:
    """Return what follows from an objection, or from a ruling on one; `told` of them were raised so far.

    Raise RuleBroken `no_objections` where the rules hear none, `comment_over`, `already_objected`,
    `no_such_objection`, or `own_objection` for somebody who would rule on her own.
    """
    match asked:
        case Object():
            return _object(asked, entry, still_open, told, now)
        case Rule():
            return _rule(asked, entry, still_open, now)
        case _:
            assert_never(asked)


def _object(asked: Object, entry: Entry, still_open: tuple[Objection, ...], told: int, now: datetime) -> Objected:
    if entry.ruled_by is None:
        raise RuleBroken("no_objections", stage=entry.stage)
    if entry.lapse_at is not None and now >= entry.lapse_at:
        raise RuleBroken("comment_over", until=entry.lapse_at.isoformat())
    if any(one.by == asked.by for one in still_open):
        raise RuleBroken("already_objected")
    return Objected(at=now, by=asked.by, objection=told + 1, because=asked.because, dates=asked.dates)


def _rule(asked: Rule, entry: Entry, still_open: tuple[Objection, ...], now: datetime) -> Dismissed | Upheld:
    objector = next((one.by for one in still_open if one.number == asked.objection), None)
    if objector is None:
        raise RuleBroken("no_such_objection", found=asked.objection)
    if objector == asked.by:
        raise RuleBroken("own_objection")
    told = {"at": now, "by": asked.by, "objection": asked.objection, "objector": objector, "because": asked.because}
    if asked.upheld:
        return Upheld.model_validate({**told, "leads_to": entry.leads_to["upheld"]})
    return Dismissed.model_validate({**told, "dates": asked.dates if len(still_open) == 1 else None})


def heard(happened: Objected | Dismissed, entry: Entry | None, still_open: tuple[Objection, ...]) -> dict[str, object]:
    """Return what changes in a nomination's state: its time for comment stands still, or runs on after the last."""
    if isinstance(happened, Objected):
        entry = entry and entry.objected(happened.at, happened.dates)
        still_open = (*still_open, Objection(number=happened.objection, by=happened.by))
        return {"objections": still_open, "objected": happened.objection, "entry": entry}
    left = tuple(one for one in still_open if one.number != happened.objection)
    if left:
        return {"objections": left}
    entry = entry and entry.resumed(happened.dates.due_at if happened.dates else None)
    return {"objections": (), "entry": entry, "is_escalated": False, "assignee": ""}
