"""One page of what is stuck: rows that may be are put before the rules, and only the page's lines are filled in.

What Temporal knows is handed in. Reads only.
"""

import base64
import binascii
import heapq
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from rules.errors import RuleBroken
from rules.stuck import CAUSES, Kind
from rules.troubles import Case
from rules.working_time import Age
from store import nominations, sitting_lists
from store import tables as t
from store.among import among
from store.nominations import Scope
from store.paging import LARGEST, Page
from store.rulebook import Rulebook
from store.stuck import details, lines, rows
from store.stuck.details import Line
from store.stuck.lines import Desk

NOMINATION = "Nomination"
"""The registered name of a nomination's workflow."""

n, s = t.nominations.c, t.sittings.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines are asked for; None asks for nothing in particular.

    `unit_ids` of the deed's or the council's unit; `over` is working time. `healthy` asks for what only waits too.
    """

    programme: str | None = None
    unit_ids: Collection[str] | None = None
    stage: str | None = None
    kind: Kind | None = None
    causes: Collection[str] | None = None
    over: Age | None = None
    ids: Collection[str] | None = None
    healthy: bool = False


def has_stage(conn: Connection, stage: str) -> bool:
    """Return whether anything open stands at a stage of this name, be it one that no rules in force have."""
    stands = (
        select(n.id)
        .where(n.stage == stage, n.status != "ended")
        .union_all(select(s.id).where(s.stage == stage, s.status.in_(["planned", "open", "closed"])))
    )
    return conn.execute(stands.limit(1)).first() is not None


def page(
    conn: Connection,
    rulebook: Rulebook,
    scope: Scope,
    wanted: Wanted = Wanted(),
    *,
    now: datetime,
    troubles: Mapping[str, Case] | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[Line]:
    """Return one page of what is stuck and `scope` may see, what has waited longest first.

    `troubles` are the cases that Temporal reports (id → case). Raise RuleBroken `bad_cursor`.
    """
    desk = _desk(conn, rulebook, now, troubles or {})
    size = min(size, LARGEST)
    found = list(islice(_lines(conn, desk, scope, wanted, _read(cursor), to_the_end=False), size + 1))
    shown = details.filled(conn, desk.house, [desk.aged(line) for line in found[:size]], scope)
    return Page(shown, _write(found[size - 1]) if len(found) > size else None)


def counts(
    conn: Connection,
    rulebook: Rulebook,
    scope: Scope,
    wanted: Wanted = Wanted(),
    *,
    now: datetime,
    troubles: Mapping[str, Case] | None = None,
) -> dict[str, int]:
    """Return how many lines have which cause (cause → count), as `page` would list them; a cause without any is 0."""
    desk = _desk(conn, rulebook, now, troubles or {})
    found = Counter(line.cause for line in _lines(conn, desk, scope, wanted, None, to_the_end=True))
    return {cause: found[cause] for cause in CAUSES}


def overview(
    conn: Connection,
    rulebook: Rulebook,
    scope: Scope,
    wanted: Wanted = Wanted(),
    *,
    now: datetime,
    troubles: Mapping[str, Case] | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> tuple[Page[Line], dict[str, int]]:
    """Return one page as `page` does, and with it how many lines have which cause, whichever causes are wanted.

    For who asks for both: every line is judged once. Raise RuleBroken `bad_cursor`.
    """
    desk, after = _desk(conn, rulebook, now, troubles or {}), _read(cursor)
    counted: Counter[str] = Counter()
    found: list[Line] = []
    for line in _lines(conn, desk, scope, replace(wanted, causes=None), None, to_the_end=True):
        counted[line.cause] += 1
        is_asked = wanted.causes is None or line.cause in wanted.causes
        if is_asked and (after is None or _key(line) > after) and len(found) <= size:
            found.append(line)
    shown = details.filled(conn, desk.house, [desk.aged(line) for line in found[:size]], scope)
    following = _write(found[size - 1]) if len(found) > size else None
    return Page(shown, following), {cause: counted[cause] for cause in CAUSES}


def _desk(conn: Connection, rulebook: Rulebook, now: datetime, troubles: Mapping[str, Case]) -> Desk:
    return Desk(rows.look(conn, rulebook, now=now), rulebook, conn, troubles)


def _lines(
    conn: Connection,
    desk: Desk,
    scope: Scope,
    wanted: Wanted,
    after: tuple[datetime, str] | None,
    *,
    to_the_end: bool,
) -> Iterator[Line]:
    of_nominations: Iterable[Line] = ()
    if wanted.kind in (None, "nomination"):
        of_nominations = _of_nominations(conn, desk, scope, wanted, after, to_the_end=to_the_end)
    others = [*_of_sittings(conn, desk, scope, wanted), *_of_nobody(conn, desk, scope, wanted)]
    if after is not None:
        others = [line for line in others if _key(line) > after]
    found = heapq.merge(of_nominations, sorted(others, key=_key), key=_key)
    return (line for line in found if _is_wanted(line, wanted, desk))


def _key(line: Line) -> tuple[datetime, str]:
    return line.since, line.id


def _is_wanted(line: Line, wanted: Wanted, desk: Desk) -> bool:
    if not (line.is_stuck or wanted.healthy) or (wanted.causes is not None and line.cause not in wanted.causes):
        return False
    if wanted.kind is not None and line.kind != wanted.kind:
        return False
    if wanted.over is None:
        return True
    rules = desk.rules(line.programme, line.edition)
    return rules is not None and desk.aged(line).age >= wanted.over.length(rules.clock)


def _of_nominations(
    conn: Connection,
    desk: Desk,
    scope: Scope,
    wanted: Wanted,
    after: tuple[datetime, str] | None,
    *,
    to_the_end: bool,
) -> Iterator[Line]:
    plain: list[ColumnElement[bool]] = [
        column == value
        for column, value in ((n.programme, wanted.programme), (n.stage, wanted.stage))
        if value is not None
    ]
    if wanted.unit_ids is not None:
        plain.append(among(n.unit_id, wanted.unit_ids))
    if wanted.ids is not None:
        plain.append(n.id.in_(sorted(wanted.ids)))
    conditions = [*plain, *nominations.seen(scope)]
    found = rows.batches(
        conn,
        desk.house,
        conditions,
        after,
        troubled=desk.troubles.keys(),
        causes=wanted.causes,
        everything=wanted.healthy or wanted.ids is not None,
        to_the_end=to_the_end,
    )
    for some in found:
        for row in some:
            if (line := lines.nomination(desk, row)) is not None:
                yield line


def _of_sittings(conn: Connection, desk: Desk, scope: Scope, wanted: Wanted) -> Iterator[Line]:
    if wanted.kind == "nomination":
        return
    plain: list[ColumnElement[bool]] = [
        column == value
        for column, value in ((s.programme, wanted.programme), (s.stage, wanted.stage))
        if value is not None
    ]
    if wanted.unit_ids is not None:
        plain.append(among(s.unit_id, wanted.unit_ids))
    if wanted.ids is not None:
        plain.append(s.id.in_(sorted(wanted.ids)))
    found = rows.open_sittings(conn, [*plain, *sitting_lists.seen(scope)])
    planned = [row.id for row in found if row.status == "planned"]
    nominated = rows.with_candidates(conn, planned)
    for row in found:
        rules = desk.rules(row.programme, row.edition)
        if rules is not None:
            yield lines.sitting(desk, row, rules, is_nominated=row.id in nominated)


def _of_nobody(conn: Connection, desk: Desk, scope: Scope, wanted: Wanted) -> Iterator[Line]:
    """Yield the nominations that run and have never been written down, as far as the scope can tell whose they are."""
    new = {one.id for one in desk.troubles.values() if one.workflow == NOMINATION}
    known = nominations.by_ids(conn, sorted(new))
    for id_ in sorted(new - known.keys()):
        one = desk.troubles[id_]
        is_asked = (
            (wanted.ids is None or id_ in wanted.ids)
            and (wanted.programme is None or one.programme == wanted.programme)
            and (wanted.stage is None or one.stage == wanted.stage)
            and (wanted.unit_ids is None or one.unit_id in wanted.unit_ids)
            and (scope.unit_ids is None or one.unit_id in scope.unit_ids)
        )
        if not is_asked:
            continue
        yield lines.unprojected(desk, one)


def _write(line: Line) -> str:
    return base64.urlsafe_b64encode(json.dumps(["stuck", line.since.isoformat(), line.id]).encode()).decode()


def _read(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    try:
        name, at, id_ = json.loads(base64.urlsafe_b64decode(cursor))
        since: Any = datetime.fromisoformat(at)
    except (binascii.Error, ValueError, TypeError) as unreadable:
        raise RuleBroken("bad_cursor") from unreadable
    if name != "stuck" or since.tzinfo is None or not isinstance(id_, str) or "\0" in id_:
        raise RuleBroken("bad_cursor")
    return since, id_
