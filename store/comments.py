"""What is out for comment, and the objections to it on which nobody has ruled yet. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from rules.entries import Entry
from store import ledger
from store import tables as t
from store.paging import Page, chosen, orders

n = t.nominations.c
ORDERS = orders(n.id, n.stage_since)


@dataclass(frozen=True, slots=True)
class OutForComment:
    """A nomination to which anybody may object; `until` is None while its time for comment stands still."""

    id: str
    programme: str
    stage: str
    unit_id: str
    title: str
    honoured: list[str]
    award: str | None
    stage_since: datetime
    until: datetime | None
    objected_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """An objection on which nobody has ruled yet."""

    number: int
    by: str
    at: datetime
    because: str


def out_for_comment(conn: Connection, *, cursor: str | None = None, size: int = 50) -> Page[OutForComment]:
    """Return one page of what is out for comment, the longest first. Raise RuleBroken `bad_cursor`."""
    way = chosen(ORDERS, "stage_since")
    is_out = n.entry["ruled_by"]["role"].as_string().is_not(None)
    columns = (n.id, n.programme, n.stage, n.unit_id, n.title, n.honoured, n.award, n.stage_since, n.entry)
    found = conn.execute(way.page(select(*columns).where(n.status == "open", is_out), cursor, size))
    return way.cut(tuple(_line(*row) for row in found), size)


def _line(
    id_: str,
    programme: str,
    stage: str,
    unit_id: str,
    title: str,
    honoured: list[str],
    award: str | None,
    since: datetime,
    terms: object,
) -> OutForComment:
    entry = Entry.model_validate(terms)
    return OutForComment(
        id_, programme, stage, unit_id, title, honoured, award, since, entry.lapse_at, entry.objected_at
    )


def open_objections(conn: Connection, nomination_id: str) -> tuple[OpenObjection, ...]:
    """Return the objections to a nomination on which nobody has ruled yet, the first one first."""
    still_open: dict[int, OpenObjection] = {}
    for line in ledger.events_of(conn, nomination_id):
        match line.kind:
            case "objected":
                number = int(line.body["objection"])
                still_open[number] = OpenObjection(number, line.actor_id or "", line.at, str(line.body["because"]))
            case "dismissed":
                still_open.pop(int(line.body["objection"]), None)
            case _ if line.body.get("leads_to"):
                still_open.clear()
    return tuple(still_open.values())
