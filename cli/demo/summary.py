"""What the rehearsal left in the books, as numbers and lines. The same seed gives the same summary, byte for byte."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from cli.demo.rehearse import Rehearsed
from store import tables as t

_NOT_SELECTED = ("not_selected", "declined", "withdrawn", "lapsed")


def summarise(conn: Connection, played: Rehearsed, first: date, last: date, seed: int) -> dict[str, Any]:
    """Return the summary; only what stands under `machine` differs from one run to the next."""
    return {
        "simulated": "people are posts and ballots are made up from the seed; nothing here is a record of real votes",
        "seed": seed,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "deeds": {
            "real": len(played.real.logged),
            "samples": played.samples,
            "left_out": {
                "of_the_whole_force": played.real.of_whole_force,
                "of_other_forces": played.real.of_other_forces,
                "outside_the_dates": played.real.outside_dates,
            },
        },
        "provincial_book": _provincial_book(conn),
        "unit_books": _unit_books(conn),
        "not_selected": _not_selected(conn),
        "still_open": _still_open(conn),
        "numbers": {**_numbers(conn), "ballots": played.ballots},
        "machine": {"rehearsal_s": round(played.seconds, 1)},
    }


def _provincial_book(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return the lines of the provincial book by quarter."""
    e, s, n, c = t.entries.c, t.sittings.c, t.nominations.c, t.candidates.c
    found = conn.execute(
        select(s.period, e.year, e.number, e.nomination_id, e.title, n.unit_id, e.is_sample, c.rank, c.ayes, s.members)
        .join(t.sittings, s.id == e.sitting_id)
        .join(t.nominations, n.id == e.nomination_id)
        .join(
            t.candidates,
            (c.sitting_id == s.id) & (c.nomination_id == n.id) & (c.outcome == "selected"),
        )
        .where(e.book == "province")
        .order_by(s.period, e.year, e.number)
    )
    book: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        line = row._asdict()
        book[line.pop("period")].append(line)
    return dict(book)


def _unit_books(conn: Connection) -> dict[str, int]:
    e = t.entries.c
    found = conn.execute(
        select(e.unit_id, func.count()).where(e.book == "unit").group_by(e.unit_id).order_by(e.unit_id)
    )
    return dict(found.all())


def _not_selected(conn: Connection) -> dict[str, Any]:
    """Return how many were not selected in which stage and by which clause, and each of them with its reason."""
    n = t.nominations.c
    ended = conn.execute(
        select(n.id, n.title, n.unit_id, n.outcome, n.sitting_id)
        .where(n.status == "ended", n.outcome.in_(_NOT_SELECTED))
        .order_by(n.logged_at, n.id)
    ).all()
    decided = _last_words(conn)
    lines = []
    for row in ended:
        by_council = decided.get(row.id) if row.outcome == "not_selected" else None
        stage, why = by_council or ("team", row.outcome)
        lines.append({"nomination_id": row.id, "title": row.title, "unit_id": row.unit_id, "stage": stage, "why": why})
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        counts[line["stage"]][line["why"]] += 1
    return {"counts": {stage: dict(sorted(why.items())) for stage, why in sorted(counts.items())}, "each": lines}


def _last_words(conn: Connection) -> Mapping[str, tuple[str, str]]:
    """Return in which stage each nomination was before a council last, and the clause that decided there."""
    c, s = t.candidates.c, t.sittings.c
    found = conn.execute(
        select(c.nomination_id, s.stage, c.because)
        .join(t.sittings, s.id == c.sitting_id)
        .where(c.outcome == "not_selected")
        .order_by(s.closed_at, c.round)
    )
    return {id_: (stage, because[-1][0] if because else "") for id_, stage, because in found}


def _still_open(conn: Connection) -> dict[str, int]:
    n = t.nominations.c
    found = conn.execute(select(n.stage, func.count()).where(n.status != "ended").group_by(n.stage).order_by(n.stage))
    return dict(found.all())


def _numbers(conn: Connection) -> dict[str, Any]:
    s, c, r, v, p = t.sittings.c, t.candidates.c, t.reminders.c, t.events.c, t.periods.c
    sittings = dict(conn.execute(select(s.status, func.count()).group_by(s.status).order_by(s.status)).all())
    outcomes = dict(conn.execute(select(c.outcome, func.count()).group_by(c.outcome).order_by(c.outcome)).all())
    events = dict(
        conn.execute(select(v.kind, func.count()).where(v.stream.like("n-%")).group_by(v.kind).order_by(v.kind)).all()
    )
    came_due = (r.state != "suppressed") | (r.decided_at > r.at)
    return {
        "nominations": _count(conn, select(func.count()).select_from(t.nominations)),
        "periods": _count(conn, select(func.count()).where(p.status == "closed")),
        "sittings": sum(sittings.values()),
        "sittings_by_status": sittings,
        "run_offs": _count(conn, select(func.count()).where(s.round > 1)),
        "candidates_by_outcome": outcomes,
        "events": events,
        "unit_book_entries": _count(conn, select(func.count()).where(t.entries.c.book == "unit")),
        "provincial_book_entries": _count(conn, select(func.count()).where(t.entries.c.book == "province")),
        "reminders": _count(conn, select(func.count()).where(came_due)),
        "audit_entries": _count(conn, select(func.count()).select_from(t.audit)),
    }


def _count(conn: Connection, query: Any) -> int:  # noqa: ANN401 - a select of one number
    return int(conn.execute(query).scalar_one())
