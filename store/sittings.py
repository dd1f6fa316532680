"""One council's sitting as rows: its lock, its roster, who stands aside. What it decides, `rules.sitting` judges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from rules.errors import RuleBroken
from store import tables as t
from store.writing import insert, portions

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the roster as it was frozen when voting opened; `has_voted_at` is of the round under way."""

    person_id: str
    post: str
    voting: bool
    has_voted_at: datetime | None
    mode: str | None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate of one round; numbers and outcome are None until the vote is closed."""

    nomination_id: str
    round: int
    position: int
    outcome: str | None
    rank: int | None
    ayes: int | None
    noes: int | None
    abstentions: int | None
    recused: int | None
    base: int | None
    needed: int | None
    because: list[Any] | None


@dataclass(frozen=True, slots=True)
class Recusal:
    """A member who stands aside from one candidate, why, and who said so (`rules` for a tie the rules name)."""

    person_id: str
    nomination_id: str
    reason: str
    by: str


def lock(conn: Connection, sitting_id: str) -> Row[*tuple[Any, ...]]:
    """Return the sitting's row, held until the transaction ends: ballots and closing come one after the other.

    Raise RuleBroken `unknown_sitting` if there is none.
    """
    found = conn.execute(_LOCKED, {"sitting": sitting_id}).first()
    if found is None:
        raise RuleBroken("unknown_sitting", sitting_id=sitting_id)
    return found


def lock_all(conn: Connection, sitting_ids: Sequence[str]) -> dict[str, Row[*tuple[Any, ...]]]:
    """Return the rows of many sittings (id → row), held as `lock` holds one, always in the same order.

    Raise RuleBroken `unknown_sitting` if one is missing.
    """
    found: dict[str, Row[*tuple[Any, ...]]] = {}
    s = t.sittings.c
    for some in portions(sorted(set(sitting_ids))):
        rows = conn.execute(select(t.sittings).where(s.id.in_(some)).order_by(s.id).with_for_update(key_share=True))
        found.update((row.id, row) for row in rows)
    if missing := set(sitting_ids) - found.keys():
        raise RuleBroken("unknown_sitting", sitting_id=min(missing))
    return found


def count_candidates(conn: Connection, sitting_ids: Sequence[str]) -> dict[str, int]:
    """Return how many candidates each sitting's first round has (id → count); a sitting without any is absent."""
    c = t.candidates.c
    counts: dict[str, int] = {}
    for some in portions(sitting_ids):
        found = select(c.sitting_id, func.count()).where(c.sitting_id.in_(some), c.round == 1).group_by(c.sitting_id)
        counts.update((id_, count) for id_, count in conn.execute(found))
    return counts


def count_waiting(conn: Connection, sitting_ids: Sequence[str]) -> dict[str, int]:
    """Return how many nominations stand before each planned sitting now (id → count); one without any is absent."""
    s, n = t.sittings.c, t.nominations.c
    counts: dict[str, int] = {}
    for some in portions(sitting_ids):
        before = (n.programme == s.programme) & (n.stage == s.stage) & (n.council_unit_id == s.unit_id)
        found = (
            select(s.id, func.count())
            .join_from(t.sittings, t.nominations, before & (n.status == "open"))
            .where(s.id.in_(some), n.stage_since <= s.candidates_close_at)
            .group_by(s.id)
        )
        counts.update((id_, count) for id_, count in conn.execute(found))
    return counts


def roster(conn: Connection, sitting_id: str) -> tuple[Member, ...]:
    """Return the members as they were when voting opened, chair and deputies first."""
    r = t.roster.c
    found = conn.execute(
        select(r.person_id, r.post, r.voting, r.has_voted_at, r.mode, r.category).where(r.sitting_id == sitting_id)
    )
    return tuple(sorted((Member(*row) for row in found), key=lambda member: (_rank(member.post), member.person_id)))


def standings(conn: Connection, sitting_id: str, *, voting_round: int | None = None) -> tuple[Standing, ...]:
    """Return the candidates in the order of the ballot, of every round or of one."""
    c = t.candidates.c
    found = select(*(column for column in t.candidates.c if column.name != "sitting_id")).where(
        c.sitting_id == sitting_id
    )
    if voting_round is not None:
        found = found.where(c.round == voting_round)
    return tuple(Standing(*row) for row in conn.execute(_in_order(found)))


def recusals(conn: Connection, sitting_id: str) -> tuple[Recusal, ...]:
    """Return who stands aside from which candidate."""
    r = t.recusals.c
    found = select(r.person_id, r.nomination_id, r.reason, r.by).where(r.sitting_id == sitting_id)
    return tuple(Recusal(*row) for row in conn.execute(found.order_by(r.person_id, r.nomination_id)))


def missing_voters(conn: Connection, sitting_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return who may vote and has not, of the open sittings among `sitting_ids` (sitting → person ids).

    Whoever stands aside from every candidate of the round has nothing to vote on and is not missing.
    """
    found = conn.execute(_MISSING, {"sittings": list(sitting_ids)})
    missing: dict[str, tuple[str, ...]] = {}
    for sitting_id, person_id in found:
        missing[sitting_id] = (*missing.get(sitting_id, ()), person_id)
    return missing


def stand_aside(conn: Connection, sitting_id: str, recusal: Recusal) -> bool:
    """Note that a member stands aside from a candidate, and return whether nobody is left to vote.

    What the member's ballot says about the candidate no longer counts. Raise RuleBroken `not_open`,
    `not_on_roster` or `unknown_candidate`.
    """
    sitting = lock(conn, sitting_id)
    if sitting.status != OPEN:
        raise RuleBroken("not_open", status=sitting.status)
    if recusal.person_id not in {member.person_id for member in roster(conn, sitting_id) if member.voting}:
        raise RuleBroken("not_on_roster")
    standing = standings(conn, sitting_id, voting_round=sitting.round)
    if recusal.nomination_id not in {candidate.nomination_id for candidate in standing}:
        raise RuleBroken("unknown_candidate", nominations=[recusal.nomination_id])
    line = insert(conn, t.recusals).values(
        sitting_id=sitting_id,
        person_id=recusal.person_id,
        nomination_id=recusal.nomination_id,
        reason=recusal.reason,
        by=recusal.by,
    )
    conn.execute(line.on_conflict_do_nothing())
    return not missing_voters(conn, [sitting_id])


def open_round(conn: Connection, sitting_id: str, voting_round: int, nomination_ids: Sequence[str]) -> None:
    """Begin a round of voting on `nomination_ids`, in this order; nobody has voted in it yet. Twice is once."""
    rows = [
        {"sitting_id": sitting_id, "round": voting_round, "nomination_id": id_, "position": position}
        for position, id_ in enumerate(nomination_ids)
    ]
    s = t.sittings.c
    begun = conn.execute(
        update(t.sittings).where(s.id == sitting_id, s.round < voting_round).values(round=voting_round)
    )
    if begun.rowcount:
        conn.execute(update(t.roster).where(t.roster.c.sitting_id == sitting_id).values(has_voted_at=None))
    conn.execute(insert(conn, t.candidates).on_conflict_do_nothing(), rows)


def _in_order(found: Any) -> Any:  # noqa: ANN401 - a select of any shape
    return found.order_by(t.candidates.c.round, t.candidates.c.position)


def _rank(post: str) -> int:
    posts = ("chair", "deputy_chair", "member", "secretary")
    return posts.index(post) if post in posts else len(posts)


def _missing() -> Select[str, str]:
    s, r, c, a = t.sittings.c, t.roster.c, t.candidates.c, t.recusals.c
    candidates = (
        select(func.count())
        .select_from(t.candidates)
        .where(c.sitting_id == s.id, c.round == s.round)
        .correlate(t.sittings)
        .scalar_subquery()
    )
    stood_aside = (
        select(func.count())
        .select_from(
            t.recusals.join(t.candidates, (c.nomination_id == a.nomination_id) & (c.sitting_id == a.sitting_id))
        )
        .where(a.sitting_id == s.id, c.round == s.round, a.person_id == r.person_id)
        .correlate(t.sittings, t.roster)
        .scalar_subquery()
    )
    return (
        select(s.id, r.person_id)
        .join(t.roster, r.sitting_id == s.id)
        .where(
            s.id.in_(bindparam("sittings", expanding=True)),
            s.status == OPEN,
            r.voting,
            r.has_voted_at.is_(None),
            stood_aside < candidates,
        )
        .order_by(s.id, r.person_id)
    )


# Asked at every ballot. Made once: to make them anew takes longer than to ask them.
_MISSING = _missing()
# The weaker lock leaves foreign keys of other rows free to look at this one.
_LOCKED = select(t.sittings).where(t.sittings.c.id == bindparam("sitting")).with_for_update(key_share=True)
