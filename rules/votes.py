"""Counting a council's votes. Pure: the same count gives the same verdict, for ever.

It never learns who voted how (only what the chair chose, where a rule asks for it), nor when, nor why.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, assert_never

from rules.errors import RuleBroken
from rules.phrases import Base, Share
from rules.programme import CouncilStage
from rules.reasons import Because

VoteOutcome = Literal["passed", "failed", "no_quorum"]
_ONLY_THEN = "chair votes only then"
_NUMBERS = ("members", "ayes", "noes", "abstentions", "recused", "present")
VoteChoice = Literal["aye", "no", "abstention"]
ChairChoice = Literal[VoteChoice, "recused"]


@dataclass(frozen=True, slots=True)
class Count:
    """What the ballots of one council said about one deed, written ballots of absent members among them.

    `members` are all, those who stand aside included; whoever is in none of the four counts stayed silent.
    `present` (None where nobody took the roll) are those in the room, those who stand aside included.
    `categories` are those of the seats of whoever sent a ballot.
    Raise RuleBroken `count_negative`, `count_over_members` or `present_over_members` for numbers that cannot be.
    """

    members: int
    ayes: int
    noes: int
    abstentions: int = 0
    recused: int = 0
    present: int | None = None
    categories: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in _NUMBERS:
            if (number := getattr(self, name)) is not None and number < 0:
                raise RuleBroken("count_negative", name=name, found=number)
        if self.silent < 0:
            raise RuleBroken("count_over_members", counted=self.took_part + self.recused, members=self.members)
        if self.present is not None and self.present > self.members:
            raise RuleBroken("present_over_members", present=self.present, members=self.members)

    @property
    def took_part(self) -> int:
        """How many sent a ballot: an abstention is a vote cast, standing aside is not."""
        return self.ayes + self.noes + self.abstentions

    @property
    def silent(self) -> int:
        """How many could have sent a ballot and did not."""
        return self.members - self.took_part - self.recused


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the count means. `needed` ayes of `base` were asked for, `quorum_needed` had to take part.

    `share` is ayes to base, None when nobody is in the base.
    """

    outcome: VoteOutcome
    needed: int
    base: int
    quorum_needed: int
    took_part: int
    share: Fraction | None
    explanation: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many ayes are still needed so that a deed passes; `with_chair`: the chair's must be among them."""

    ayes: int
    with_chair: bool


def votes_needed(share: Share, base: int) -> int:
    """Return the smallest number of votes that is `share` of `base`; at least one, so that nobody decides nothing.

    >>> [votes_needed(Share.parse("at least 80% of members"), members) for members in (3, 4, 5, 7, 15)]
    [3, 4, 4, 6, 12]
    """
    top, bottom = share.fraction.as_integer_ratio()
    exact, rest = divmod(top * base, bottom)
    return max(1, exact + 1 if rest or share.op == "more_than" else exact)


def counted_base(base: Base, count: Count, stage: CouncilStage) -> int:
    """Return how many people a share of `base` is taken of. Raise RuleBroken `present_unknown` without a roll."""
    aside = count.recused if stage.recused == "leave the count" else 0
    match base:
        case Base.MEMBERS:
            return count.members - aside
        case Base.PRESENT:
            if count.present is None:
                raise RuleBroken("present_unknown")
            # a member who stands aside and is absent as well was never among those present
            return max(0, count.present - aside)
        case Base.TAKING_PART | Base.VOTES_CAST:
            return count.took_part
        case Base.VALID_VOTES:
            return count.ayes + count.noes
        case _:
            assert_never(base)


def count_outcome(count: Count, stage: CouncilStage, *, chair: ChairChoice | None = None) -> Verdict:
    """Return the verdict on `count` under the rules of `stage`, with every number that led to it.

    `chair` is what the chair chose (None: nothing); it matters only for "including the chair" and "chair decides".
    Raise RuleBroken `present_unknown` if a base is those present and the count does not know them.
    """
    quorum_base = counted_base(stage.quorum.base, count, stage)
    quorum_needed = votes_needed(stage.quorum, quorum_base)
    # the chair makes up the quorum like anybody; the vote is the others', until they tie
    votes = _of_the_others(count, chair) if stage.on_tie == _ONLY_THEN else count
    base = counted_base(stage.passes_with.base, votes, stage)
    needed = votes_needed(stage.passes_with, base)

    outcome: VoteOutcome = "no_quorum"
    because = [*_who_counts(count, stage)]
    if quorum_base == 0:
        because.append(Because("nobody_left", {"members": count.members, "recused": count.recused}))
    else:
        numbers = {"took_part": count.took_part, "needed": quorum_needed, "base": quorum_base}
        is_met = count.took_part >= quorum_needed
        code = "quorum_met" if is_met else "quorum_missed"
        because.append(Because(code, {**numbers, "rule": str(stage.quorum)}))
        if is_met and stage.quorum.including_chair and chair in (None, "recused"):
            because.append(Because("chair_took_no_part"))
        elif is_met and stage.quorum.including and stage.quorum.including not in count.categories:
            because.append(Because("category_took_no_part", {"category": stage.quorum.including}))
        elif is_met:
            if votes is not count:
                because.append(Because("chair_votes_only_then"))
            outcome, why = _majority(votes, stage, needed=needed, base=base, chair=chair)
            because.extend(why)

    share = Fraction(votes.ayes, base) if base else None
    return Verdict(outcome, needed, base, quorum_needed, count.took_part, share, tuple(because))


def ayes_lacking(count: Count, stage: CouncilStage, *, chair: ChairChoice | None, may_chair: bool) -> Lacking | None:
    """Return how many of those who are silent must say aye so that it passes if nobody says anything else.

    None if not even all of them could bring that about. `may_chair`: the chair is one of them. Of the quorum it says
    nothing. Ask it of an open vote only, for it tells how the vote stands.
    """
    for more in range(count.silent + 1):
        # as many as are silent take the chair along; nobody does not
        for joins in [joins for joins in (False, True) if may_chair or not joins]:
            if may_chair and not (more > 0 if joins else more < count.silent):
                continue
            said: ChairChoice | None = "aye" if joins else chair
            given = replace(count, ayes=count.ayes + more)
            votes = _of_the_others(given, said) if stage.on_tie == _ONLY_THEN else given
            base = counted_base(stage.passes_with.base, votes, stage)
            needed = votes_needed(stage.passes_with, base)
            if _majority(votes, stage, needed=needed, base=base, chair=said)[0] == "passed":
                return Lacking(more, joins)
    return None


def _of_the_others(count: Count, chair: ChairChoice | None) -> Count:
    """Return the count without the ballot of the chair. A chair who sent none, or stands aside, is in no vote."""
    if chair in (None, "recused"):
        return count
    return replace(
        count,
        members=count.members - 1,
        ayes=count.ayes - (chair == "aye"),
        noes=count.noes - (chair == "no"),
        abstentions=count.abstentions - (chair == "abstention"),
        present=None if count.present is None else count.present - 1,
    )


def _who_counts(count: Count, stage: CouncilStage) -> list[Because]:
    because = [Because("members_counted", {"members": count.members, "took_part": count.took_part})]
    if count.recused:
        code = "recused_left_count" if stage.recused == "leave the count" else "recused_stayed_in_count"
        because.append(Because(code, {"recused": count.recused}))
    if count.silent:
        because.append(Because("silent_members", {"silent": count.silent}))
    return because


def _majority(
    count: Count, stage: CouncilStage, *, needed: int, base: int, chair: ChairChoice | None
) -> tuple[Literal["passed", "failed"], list[Because]]:
    numbers = {"ayes": count.ayes, "needed": needed, "base": base}
    is_enough = count.ayes >= needed
    because = [Because("ayes_enough" if is_enough else "ayes_short", {**numbers, "rule": str(stage.passes_with)})]
    if not is_enough and _is_tie(count, stage.passes_with, base):
        is_enough = stage.on_tie != "fails" and chair == "aye"
        code = "tie_fails" if stage.on_tie == "fails" else "tie_chair_for" if is_enough else "tie_chair_not_for"
        because.append(Because(code, {"ayes": count.ayes, "noes": count.noes}))
    if is_enough and stage.passes_with.including_chair and chair != "aye":
        is_enough = False
        because.append(Because("chair_not_among_ayes"))
    return ("passed" if is_enough else "failed"), because


def _is_tie(count: Count, share: Share, base: int) -> bool:
    # Half for, half against and nobody else in the base: with anybody else in it, the chair's one vote more
    # could still be short of "more than 1/2", and one more aye would then undo what the chair decided.
    return share.is_majority and count.ayes == count.noes > 0 and count.ayes + count.noes == base
