"""Casting and counting sealed ballots: one row a member and round, revisable until the vote closes.

Every cast holds the sitting's row, so a ballot is either before the closing or refused. Of a secret vote nobody learns
a choice or a running count from here: `tallies` asks for the key of the round. What an open vote says is written down
beside its sealed ballots, by which it is counted; at the closing once more, from those.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from nacl.public import PrivateKey
from sqlalchemy import Connection, Row, delete, func, select, update

from rules.errors import RuleBroken
from rules.sitting import Tally
from rules.votes import ChairChoice, VoteChoice
from store import sittings
from store import tables as t
from store.sealing import open_ballots, seal
from store.writing import insert

Mode = Literal["present", "written"]

_BYTES: dict[str, int] = {"aye": 1, "no": 2, "abstention": 3}
_SAYS: dict[int, VoteChoice] = {1: "aye", 2: "no", 3: "abstention"}
_SILENT = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A ballot was taken: the round it counts in, how often the member cast one, and whether nobody is missing."""

    round: int
    revision: int
    has_everybody_voted: bool


def cast(
    conn: Connection, sitting_id: str, person_id: str, choices: Mapping[str, VoteChoice], *, mode: Mode, now: datetime
) -> Receipt:
    """Take a member's ballot for the whole sitting, in place of the one before, and return the receipt.

    `choices` (nomination id → choice) may leave candidates out: the member is silent about them and stays in
    the base. Of `now`, in its own zone, only the date is kept with the ballot.
    Raise RuleBroken `unknown_sitting`, `not_open` (not open yet, closed, or past its hour), `not_on_roster`,
    `unknown_candidate`, `stands_aside`, or `empty_ballot` for a ballot that says nothing.
    """
    sitting = sittings.lock(conn, sitting_id)
    if sitting.status != sittings.OPEN or now >= sitting.votes_close_at:
        raise RuleBroken("not_open", status=sitting.status)
    r = t.roster.c
    if not conn.execute(select(r.voting).where(r.sitting_id == sitting_id, r.person_id == person_id)).scalar():
        raise RuleBroken("not_on_roster")
    said = in_order(conn, sitting, person_id, choices)
    revision = _keep(conn, sitting, person_id, said, mode=mode, now=now)
    if (sitting.policy or {}).get("ballot") == "open":
        _say_openly(conn, sitting, person_id, choices)
    conn.execute(
        update(t.roster)
        .where(r.sitting_id == sitting_id, r.person_id == person_id)
        .values(has_voted_at=func.coalesce(r.has_voted_at, now), mode=mode)
    )
    return Receipt(sitting.round, revision, not sittings.missing_voters(conn, [sitting_id]))


def tallies(conn: Connection, sitting_id: str, voting_round: int, key: PrivateKey) -> tuple[Tally, ...]:
    """Open the ballots of one round and return what they say about each candidate, in the ballot's order.

    Call it only behind the closing: while the vote is open it raises RuleBroken `still_open`.
    Raise SpoiledBallot if a ballot is not whole, or lies in another member's row.
    """
    sitting = sittings.lock(conn, sitting_id)
    if sitting.status == sittings.OPEN and sitting.round == voting_round:
        raise RuleBroken("still_open")
    members = [member for member in sittings.roster(conn, sitting_id) if member.voting]
    aside = {(recusal.person_id, recusal.nomination_id) for recusal in sittings.recusals(conn, sitting_id)}
    opened = _opened(conn, sitting_id, voting_round, key)
    standing = _candidates(conn, sitting_id, voting_round)
    return tuple(_tally(candidate, members, aside, opened) for candidate in standing)


def write_down(conn: Connection, sitting_id: str, voting_round: int, key: PrivateKey) -> None:
    """Write down who voted how in a round of an open vote that has closed, as the sealed ballots say it.

    What was written at the casting goes. Whoever stands aside has said nothing.

    Raise RuleBroken `still_open` while it is open, SpoiledBallot if a ballot is not whole.
    """
    sitting = sittings.lock(conn, sitting_id)
    if sitting.status == sittings.OPEN and sitting.round == voting_round:
        raise RuleBroken("still_open")
    aside = {(recusal.person_id, recusal.nomination_id) for recusal in sittings.recusals(conn, sitting_id)}
    standing = sittings.standings(conn, sitting_id, voting_round=voting_round)
    of = {"sitting_id": sitting_id, "round": voting_round}
    rows = [
        {**of, "nomination_id": one.nomination_id, "person_id": person_id, "choice": _SAYS[said[one.position]]}
        for person_id, said in sorted(_opened(conn, sitting_id, voting_round, key).items())
        for one in standing
        if said[one.position] in _SAYS and (person_id, one.nomination_id) not in aside
    ]
    conn.execute(delete(t.open_votes).filter_by(**of))
    if rows:
        conn.execute(t.open_votes.insert(), rows)


def _say_openly(
    conn: Connection, sitting: Row[*tuple[Any, ...]], person_id: str, choices: Mapping[str, VoteChoice]
) -> None:
    """Write down what a member says in an open vote, in place of what she said before."""
    of = {"sitting_id": sitting.id, "round": sitting.round, "person_id": person_id}
    conn.execute(delete(t.open_votes).filter_by(**of))
    conn.execute(t.open_votes.insert(), [{**of, "nomination_id": id_, "choice": one} for id_, one in choices.items()])


def written_down(conn: Connection, sitting_id: str) -> dict[tuple[int, str], dict[str, str]]:
    """Return who voted how in an open vote ((round, nomination) → member → choice); nothing of a secret one."""
    o = t.open_votes.c
    found = conn.execute(
        select(o.round, o.nomination_id, o.person_id, o.choice)
        .where(o.sitting_id == sitting_id)
        .order_by(o.round, o.nomination_id, o.person_id)
    )
    votes: dict[tuple[int, str], dict[str, str]] = {}
    for voting_round, nomination_id, person_id, choice in found:
        votes.setdefault((voting_round, nomination_id), {})[person_id] = choice
    return votes


def in_order(
    conn: Connection, sitting: Row[*tuple[Any, ...]], person_id: str, choices: Mapping[str, VoteChoice]
) -> list[int]:
    """Return what `choices` say, one byte a candidate of the round under way. Raise RuleBroken as `cast` does."""
    c, a = t.candidates.c, t.recusals.c
    found = conn.execute(
        select(c.nomination_id, a.person_id.is_not(None))
        .outerjoin(
            t.recusals,
            (a.sitting_id == c.sitting_id) & (a.nomination_id == c.nomination_id) & (a.person_id == person_id),
        )
        .where(c.sitting_id == sitting.id, c.round == sitting.round)
        .order_by(c.position)
    ).all()
    if unknown := sorted(set(choices) - {nomination_id for nomination_id, _ in found}):
        raise RuleBroken("unknown_candidate", nominations=unknown)
    if own := sorted(
        nomination_id for nomination_id, stands_aside in found if stands_aside and nomination_id in choices
    ):
        raise RuleBroken("stands_aside", nominations=own)
    if not choices:
        raise RuleBroken("empty_ballot")
    return [_BYTES[choices[nomination_id]] if nomination_id in choices else _SILENT for nomination_id, _ in found]


def _keep(
    conn: Connection, sitting: Row[*tuple[Any, ...]], person_id: str, said: Sequence[int], *, mode: Mode, now: datetime
) -> int:
    b = t.ballots.c
    sealed = seal(sitting.public_key, said, _whose(sitting.id, sitting.round, person_id))
    renewed = {"sealed": sealed, "cast_on": now.date(), "mode": mode}
    line = insert(conn, t.ballots).values(
        sitting_id=sitting.id, round=sitting.round, person_id=person_id, revision=1, **renewed
    )
    revised = line.on_conflict_do_update(
        index_elements=["sitting_id", "round", "person_id"], set_={**renewed, "revision": b.revision + 1}
    )
    revision: int = conn.execute(revised.returning(b.revision)).scalar_one()
    return revision


def _whose(sitting_id: str, voting_round: int, person_id: str) -> str:
    return f"{sitting_id}#{voting_round}#{person_id}"


def _opened(conn: Connection, sitting_id: str, voting_round: int, key: PrivateKey) -> dict[str, tuple[int, ...]]:
    b = t.ballots.c
    found = conn.execute(select(b.person_id, b.sealed).where(b.sitting_id == sitting_id, b.round == voting_round)).all()
    sealed = [(_whose(sitting_id, voting_round, person_id), ballot) for person_id, ballot in found]
    return dict(zip((person_id for person_id, _ in found), open_ballots(key, sealed), strict=True))


def _candidates(conn: Connection, sitting_id: str, voting_round: int) -> Sequence[Row[*tuple[Any, ...]]]:
    c, n = t.candidates.c, t.nominations.c
    return conn.execute(
        select(c.nomination_id, c.position, n.beneficiaries, n.deed_on, n.logged_at, n.tries, n.score, n.score_of)
        .outerjoin(t.nominations, n.id == c.nomination_id)
        .where(c.sitting_id == sitting_id, c.round == voting_round)
        .order_by(c.position)
    ).all()


def _tally(
    candidate: Row[*tuple[Any, ...]],
    members: Sequence[sittings.Member],
    aside: set[tuple[str, str]],
    opened: Mapping[str, tuple[int, ...]],
) -> Tally:
    def said(member: sittings.Member) -> ChairChoice | None:
        if (member.person_id, candidate.nomination_id) in aside:
            return "recused"
        return _SAYS.get(opened[member.person_id][candidate.position]) if member.person_id in opened else None

    counts = Counter(said(member) for member in members)
    return Tally(
        nomination_id=candidate.nomination_id,
        ayes=counts["aye"],
        noes=counts["no"],
        abstentions=counts["abstention"],
        recused=counts["recused"],
        present=sum(member.mode == "present" for member in members),
        chair=next((said(member) for member in members if member.post == "chair"), None),
        beneficiaries=candidate.beneficiaries,
        deed_on=candidate.deed_on,
        logged_at=candidate.logged_at,
        tries=candidate.tries or 0,
        score=candidate.score,
        score_of=candidate.score_of,
        categories=tuple(sorted({one.category for one in members if one.category and said(one) in _SAYS.values()})),
    )
