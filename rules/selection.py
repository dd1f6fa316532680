"""Who of those that passed is taken: ranking, at least, at most, and a tie at the limit.

Pure, and blind to the order in which candidates are handed in. It counts no votes and holds no run-off.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby, pairwise

from rules.errors import RuleBroken
from rules.programme import Select
from rules.ranking import Rank, RankKey
from rules.reasons import Because
from rules.votes import VoteOutcome

NOT_PASSED = ("did_not_pass", "vote_without_quorum")
RankedBy = tuple[float | Fraction, ...]
_LAST = float("inf")  # whoever lacks what is ranked by comes after all who have it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deed as the vote left it: `ayes` of a `base`, and what else it may be ranked by.

    `logged_at` is aware; `score` is the share of the points of its sheet, `cluster` the one its unit belongs to.
    What is not known (None) ranks behind everything that is.
    """

    id: str
    ayes: int
    base: int
    verdict_outcome: VoteOutcome
    beneficiaries: int | None = None
    deed_on: date | None = None
    logged_at: datetime | None = None
    score: Fraction | None = None
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate that passed, and its rank from 1; those whom the rules cannot tell apart share a rank.

    Where each cluster selects for itself, it is the rank there.
    """

    id: str
    rank: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What became of every candidate; each id is in exactly one of the four groups and has one reason.

    `run_off` are tied for the `places_left` (None: there is no limit) and need another vote.
    `short_by` is how many more the rules ask for at least, should the run-off fill all its places.
    """

    selected: tuple[Ranked, ...]
    waiting: tuple[Ranked, ...]
    not_selected: tuple[str, ...]
    run_off: tuple[str, ...]
    places_left: int | None
    short_by: int
    because: dict[str, Because]


def select(candidates: Iterable[Candidate], rules: Select, *, keeps_waiting: bool = True) -> Selection:
    """Return who is selected under `rules`, who waits, and why each is where it is.

    `keeps_waiting` says whether those who passed and found no place wait for one.
    Raise RuleBroken `candidate_twice` if an id comes twice, `holders_not_counted` if the limit is a part of something
    that nobody has counted.
    """
    if rules.at_most.is_uncounted:
        raise RuleBroken("holders_not_counted", quota=str(rules.at_most))
    everybody = sorted(candidates, key=lambda candidate: candidate.id)
    _each_once(everybody)
    if rules.per is not None:
        return _of_each_cluster(everybody, rules)
    ranked = _ranked([c for c in everybody if c.verdict_outcome == "passed"], rules.rank_by)
    failed = [c for c in everybody if c.verdict_outcome != "passed"]
    limit = len(ranked) if rules.at_most.limit is None else rules.at_most.limit

    sure, tied = _cut(ranked, limit, is_run_off=rules.on_tie_at_limit == "run-off")
    beyond = ranked[len(sure) + len(tied) :]
    because = {one.id: _not_passed(one) for one in failed}
    for place, one in enumerate(ranked):
        code = _placed(place, ranked, sure=len(sure), tied=len(tied))
        because[one.id] = Because(
            code,
            {
                "rank": one.rank,
                "passed": len(ranked),
                "at_most": str(limit) if rules.at_most.is_limited else str(rules.at_most),
            },
        )

    failed_ids, beyond_ids = tuple(one.id for one in failed), tuple(one.id for one in beyond)
    return Selection(
        selected=tuple(sure),
        waiting=tuple(beyond) if keeps_waiting else (),
        not_selected=failed_ids if keeps_waiting else beyond_ids + failed_ids,
        run_off=tuple(one.id for one in tied),
        places_left=None if rules.at_most.limit is None else limit - len(sure),
        short_by=max(0, (rules.at_least or 0) - min(limit, len(ranked))),
        because=because,
    )


def quota_reasons(rules: Select) -> tuple[Because, ...]:
    """Return where the number of places comes from, if it was worked out from how many hold another title."""
    part = rules.at_most.part
    if part is None or part.base is None:
        return ()
    told: dict[str, int | str] = {"part": part.amount, "holders": part.base, "of": part.of, "rounding": part.rounding}
    return (Because("places_of_holders", {**told, "limit": part.places or 0}),)


def _each_once(candidates: list[Candidate]) -> None:
    for one, following in pairwise(candidates):
        if one.id == following.id:
            raise RuleBroken("candidate_twice", id=one.id)


def _of_each_cluster(everybody: list[Candidate], rules: Select) -> Selection:
    """Return the selections of all clusters as one; whoever belongs to none is not selected."""
    alone = rules.model_copy(update={"per": None, "on_tie_at_limit": "stated order"})
    names = sorted({one.cluster for one in everybody if one.cluster})
    chosen = [select((one for one in everybody if one.cluster == name), alone, keeps_waiting=False) for name in names]
    outside = [one for one in everybody if not one.cluster]
    because = {id_: why for selection in chosen for id_, why in selection.because.items()}
    because |= {one.id: Because("in_no_cluster") for one in outside}
    return Selection(
        selected=tuple(one for selection in chosen for one in selection.selected),
        waiting=(),
        not_selected=(*(id_ for selection in chosen for id_ in selection.not_selected), *(one.id for one in outside)),
        run_off=(),
        places_left=None,
        short_by=sum(selection.short_by for selection in chosen),
        because=because,
    )


_RANKS: dict[RankKey, Callable[[Candidate], float | Fraction]] = {
    "ayes": lambda c: -c.ayes,
    "score": lambda c: _LAST if c.score is None else -c.score,
    "beneficiaries": lambda c: _LAST if c.beneficiaries is None else -c.beneficiaries,
    "earlier deed": lambda c: _LAST if c.deed_on is None else c.deed_on.toordinal(),
    "earlier log": lambda c: _LAST if c.logged_at is None else c.logged_at.timestamp(),
}


_SHARES: dict[str, Callable[[Candidate], Fraction]] = {
    "ayes": lambda c: Fraction(c.ayes, c.base) if c.base else Fraction(0),
    "score": lambda c: c.score or Fraction(0),
}
"""What a mix is made of: parts of the most there can be, nothing where nothing is known."""


def _by(rank: Rank, candidate: Candidate) -> float | Fraction:
    if len(rank.parts) == 1:
        return _RANKS[rank.parts[0][0]](candidate)
    return -sum((Fraction(percent, 100) * _SHARES[what](candidate) for what, percent in rank.parts), Fraction(0))


def _ranked(passed: list[Candidate], rank_by: tuple[Rank, ...]) -> list[Ranked]:
    """Return `passed`, best first; where `rank_by` ends, the earlier log and then the id put them in order."""

    def by(candidate: Candidate) -> RankedBy:
        return tuple(_by(rank, candidate) for rank in rank_by)

    in_order = sorted(passed, key=lambda c: (by(c), _RANKS["earlier log"](c), c.id))
    ranked: list[Ranked] = []
    for _, equals in groupby(in_order, key=by):
        rank = len(ranked) + 1
        ranked.extend(Ranked(candidate.id, rank) for candidate in equals)
    return ranked


def _cut(ranked: list[Ranked], limit: int, *, is_run_off: bool) -> tuple[list[Ranked], list[Ranked]]:
    """Return those who are in for certain, and those who tie for the last places."""
    if len(ranked) <= limit or not limit or not is_run_off or ranked[limit - 1].rank != ranked[limit].rank:
        return ranked[:limit], []
    rank = ranked[limit].rank
    return [one for one in ranked if one.rank < rank], [one for one in ranked if one.rank == rank]


def _not_passed(candidate: Candidate) -> Because:
    code = NOT_PASSED[1] if candidate.verdict_outcome == "no_quorum" else NOT_PASSED[0]
    return Because(code, {"ayes": candidate.ayes, "base": candidate.base})


def _placed(place: int, ranked: list[Ranked], *, sure: int, tied: int) -> str:
    if place < sure:
        return "selected"
    if place < sure + tied:
        return "tied_at_limit"
    is_equal = sure > 0 and ranked[place].rank == ranked[sure - 1].rank
    return "later_in_stated_order" if is_equal else "no_place_left"
