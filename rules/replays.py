"""A sitting that is over is decided again by other rules, from the counts that were recorded. Pure; it changes nothing.

Both times it is the same counting, so what differs is what the rules say. A second round that never was is not
guessed, nor are votes that nobody cast.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.errors import RuleBroken
from rules.programme import CouncilStage
from rules.sitting import Numbers, Tally, outcomes
from rules.votes import Verdict

DECIDING = (
    "recused",
    "quorum",
    "passes_with",
    "on_tie",
    "select.at_least",
    "select.at_most",
    "select.rank_by",
    "select.per",
    "select.on_tie_at_limit",
    "not_selected",
    "not_selected_but_passed",
)
"""The clauses that decide from counts; the others say who counts, when and what follows."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A nomination whose outcome would have been another one, and the clauses that by themselves make it so.

    Where no clause does it alone, all that differ are named. `after` is `run_off` where another vote would be needed.
    """

    nomination_id: str
    before: str
    after: str
    clauses: tuple[str, ...]


class Judge:
    """Decides sittings that were held as `before` says again as `after` says. One for all sittings alike."""

    def __init__(self, before: CouncilStage, after: CouncilStage) -> None:
        self.changed = changed_clauses(before, after)
        self._before, self._after = _Counter(before), _Counter(after)
        self._asks_the_chair = any(_asks_the_chair(stage) for stage in (before, after))
        single = self.changed if len(self.changed) > 1 else ()
        self._alone = {clause: _Counter(_with(before, after, clause)) for clause in single}

    def flips(self, members: int, tallies: Sequence[Tally]) -> tuple[Flip, ...]:
        """Return the nominations of one sitting that flip, in the order of the ballot.

        Raise RuleBroken `chair_unknown` where a vote hangs on what the chair chose, which a secret vote does not keep,
        or as `decide_sitting` does, for instance `present_unknown` where no roll was taken.
        """
        if not self.changed:
            return ()
        if self._asks_the_chair:
            raise RuleBroken("chair_unknown")
        was, would_be = self._before.count(members, tallies), self._after.count(members, tallies)
        flipped = [id_ for id_ in was if was[id_] != would_be[id_]]
        if not flipped:
            return ()
        alone = {clause: counter.count(members, tallies) for clause, counter in self._alone.items()}
        return tuple(
            Flip(id_, was[id_], would_be[id_], tuple(_by(alone, id_, would_be[id_])) or self.changed) for id_ in flipped
        )


def _asks_the_chair(stage: CouncilStage) -> bool:
    return stage.on_tie != "fails" or stage.quorum.including_chair or stage.passes_with.including_chair


class _Counter:
    """Counts by one stage, and remembers what numbers mean there."""

    def __init__(self, stage: CouncilStage) -> None:
        self._stage = stage
        self._known: dict[Numbers, Verdict] = {}

    def count(self, members: int, tallies: Sequence[Tally]) -> Mapping[str, str]:
        return outcomes(self._stage, members, tallies, self._known)


def changed_clauses(before: CouncilStage, after: CouncilStage) -> tuple[str, ...]:
    """Return the clauses of DECIDING that differ."""
    return tuple(clause for clause in DECIDING if _clause(before, clause) != _clause(after, clause))


def _by(alone: Mapping[str, Mapping[str, str]], id_: str, outcome: str) -> Iterable[str]:
    return (clause for clause, outcomes in alone.items() if outcomes.get(id_) == outcome)


def _with(before: CouncilStage, after: CouncilStage, clause: str) -> CouncilStage:
    name, _, below = clause.partition(".")
    if not below:
        return before.model_copy(update={name: getattr(after, name)})
    select = before.select.model_copy(update={below: getattr(after.select, below)})
    return before.model_copy(update={"select": select})


def _clause(stage: CouncilStage, clause: str) -> object:
    name, _, below = clause.partition(".")
    return getattr(getattr(stage, name), below) if below else getattr(stage, name)
