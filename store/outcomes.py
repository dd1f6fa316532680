"""What a sitting's decision does to the rows: candidates keep their numbers, nominations move, the book is written.

One statement for all candidates of a kind; judged elsewhere.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from rules.events import END, NEXT_SITTING
from rules.programme import CouncilStage, Gives
from rules.sitting import Decision, Tally, where_to
from store import audit, books, organisation
from store import tables as t
from store.places import moved_on
from store.policies import stage_of
from store.rulebook import Rules

IN_THE_BOOK = ("title", "is_sample", "sitting_id", "award", "reward_vnd", "score", "score_of", "band")
"""The columns of a nomination that `write_in_book` copies, beside its id."""


def keep(
    conn: Connection, sitting_id: str, voting_round: int, decisions: Sequence[Decision], tallies: Sequence[Tally]
) -> None:
    """Write beside each candidate of the round what was counted and decided, and why."""
    counted = {tally.nomination_id: tally for tally in tallies}
    rows = [
        {
            "of": decision.nomination_id,
            "outcome": decision.outcome,
            "rank": decision.rank,
            "ayes": counted[decision.nomination_id].ayes,
            "noes": counted[decision.nomination_id].noes,
            "abstentions": counted[decision.nomination_id].abstentions,
            "recused": counted[decision.nomination_id].recused,
            "base": decision.base,
            "needed": decision.needed,
            "because": [[why.code, why.params] for why in decision.because],
        }
        for decision in decisions
    ]
    c = t.candidates.c
    this = (c.sitting_id == sitting_id) & (c.round == voting_round) & (c.nomination_id == bindparam("of"))
    conn.execute(update(t.candidates).where(this), rows)


def settle(conn: Connection, sitting_id: str, decisions: Sequence[Decision]) -> None:
    """Write beside each candidate that waited what became of it, and why."""
    c = t.candidates.c
    this = (c.sitting_id == sitting_id) & (c.nomination_id == bindparam("of")) & (c.outcome == "waiting")
    rows = [
        {"of": one.nomination_id, "outcome": one.outcome, "because": [[why.code, why.params] for why in one.because]}
        for one in decisions
    ]
    conn.execute(update(t.candidates).where(this), rows)


def apply(
    conn: Connection, sitting: Row[*tuple[Any, ...]], rules: Rules, decisions: Sequence[Decision], *, at: datetime
) -> tuple[books.Entry, ...]:
    """Move the nominations as `decisions` say, and return the lines of the selected ones in the book the stage gives.

    A nomination that was withdrawn meanwhile stays where it is.
    """
    stage = stage_of(sitting.policy)
    standing = _still_there(conn, sitting, decisions)
    by_outcome: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.nomination_id in standing:
            by_outcome[decision.outcome].append(decision)
    for outcome, of_outcome in by_outcome.items():
        _move(conn, rules, stage, outcome, of_outcome, standing, at)
    if not stage.gives or not by_outcome["selected"]:
        return ()
    ranks = {one.nomination_id: one.rank or 0 for one in by_outcome["selected"]}
    # Whom the rules rank alike come in the order in which they were logged, as in the selection itself.
    in_order = sorted(ranks, key=lambda id_: (ranks[id_], standing[id_].logged_at, id_))
    return write_in_book(conn, stage.gives, sitting.unit_id, [standing[id_] for id_ in in_order], rules=rules, at=at)


def write_in_book(
    conn: Connection,
    gives: Gives,
    unit_id: str,
    nominations: Sequence[Row[*tuple[Any, ...]]],
    *,
    rules: Rules,
    at: datetime,
) -> tuple[books.Entry, ...]:
    """Write `nominations`, in this order, in the book of `unit_id` for the year that `at` lies in there."""
    series = books.Series(gives.book, unit_id, rules.clock.day(at).year)
    decision = gives.number.replace("{unit}", unit_id).replace("{year}", str(series.year))
    entries = [
        books.NewEntry(
            nomination_id=row.id,
            title=row.title,
            recorded_at=at,
            sitting_id=row.sitting_id,
            document=gives.document,
            decision=decision,
            published_at=at,
            is_sample=row.is_sample,
            award=row.award,
            reward_vnd=row.reward_vnd,
            score=row.score,
            score_of=row.score_of,
            band=row.band,
        )
        for row in nominations
    ]
    return books.record(conn, series, entries)


def audited(conn: Connection, lines: Sequence[books.Entry], at: datetime) -> list[audit.AuditLine]:
    """Return what the audit chain is to hear of lines that were just written in a book."""
    hashes = audit.row_hashes(conn, t.entries.name, [line.id for line in lines]) if lines else {}
    return [
        audit.AuditLine(at, None, "recorded", f"{t.entries.name}:{line.id}", after_hash=hashes[line.id])
        for line in lines
    ]


def _still_there(
    conn: Connection, sitting: Row[*tuple[Any, ...]], decisions: Sequence[Decision]
) -> Mapping[str, Row[*tuple[Any, ...]]]:
    n = t.nominations.c
    found = conn.execute(
        select(*(n[name] for name in ("id", "unit_id", "logged_at", *IN_THE_BOOK)))
        .where(
            n.id.in_([decision.nomination_id for decision in decisions]),
            n.stage == sitting.stage,
            n.status == "open",
        )
        .order_by(n.id)  # every writer of many rows holds them in this order
        .with_for_update()
    )
    return {row.id: row for row in found}


def _move(
    conn: Connection,
    rules: Rules,
    stage: CouncilStage,
    outcome: str,
    decisions: Sequence[Decision],
    standing: Mapping[str, Row[*tuple[Any, ...]]],
    at: datetime,
) -> None:
    n = t.nominations.c
    leads_to = where_to(stage, outcome)
    values: dict[str, Any] = {"outcome": outcome, "rank": bindparam("at_rank"), "updated_at": at}
    if outcome == "again":
        values["tries"] = n.tries + 1
    if leads_to not in (NEXT_SITTING, stage.stage):
        values |= {"stage": leads_to, "stage_since": at, "status": moved_on(leads_to), "tries": 0, "due_at": None}
        values |= {"entry": None, "waits_for_role": None, "waits_for_unit_id": None, "assignee_id": None}
    rows: list[dict[str, Any]] = [{"of": one.nomination_id, "at_rank": one.rank} for one in decisions]
    next_stage = rules.stage(leads_to) if leads_to not in (END, NEXT_SITTING, stage.stage) else None
    if isinstance(next_stage, CouncilStage) and next_stage.council != stage.council:
        values["council_unit_id"] = bindparam("at_unit")
        units, day = organisation.tree(conn), rules.clock.day(at)
        where = rules.programme.where(next_stage.council)
        for row in rows:
            row["at_unit"] = units.meant(where, standing[row["of"]].unit_id, day)
    conn.execute(update(t.nominations).where(n.id == bindparam("of")).values(values), rows)
