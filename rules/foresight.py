"""What will go wrong with a sitting if nobody does anything, told while there is time. Pure: counts are handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rules.programme import CouncilStage
from rules.votes import Count, count_outcome

Risk = Literal["nobody_nominated", "empty_council", "cannot_pass", "quorum_at_risk", "more_than_places"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A sitting as it will be: `members` who may vote, how many of them are `gone` for good or `away` meanwhile.

    `aside` are the numbers of those who stand aside from one candidate or another; `candidates` stand before the
    council and `coming` may still. `gone` members stay in the base of an open vote, whose roster is frozen.
    """

    members: int
    gone: int = 0
    away: int = 0
    aside: Sequence[int] = ()
    candidates: int = 0
    coming: int = 0
    is_open: bool = False


def risks(stage: CouncilStage, sitting: Outlook) -> tuple[Risk, ...]:
    """Return what threatens the sitting, the worst first.

    `cannot_pass`: even if everybody who can vote were in favour, some candidate would fail or miss the quorum.
    `quorum_at_risk`: so it would be without those who are away.
    """
    found: list[Risk] = []
    if stage.select.at_least is not None and not sitting.is_open and not sitting.candidates:
        found.append("nobody_nominated")
    if not sitting.members:
        found.append("empty_council")
    elif not _may_pass(stage, sitting, sitting.gone):
        found.append("cannot_pass")
    elif not _may_pass(stage, sitting, sitting.gone + sitting.away):
        found.append("quorum_at_risk")
    limit = stage.select.at_most.limit
    if limit is not None and sitting.candidates + sitting.coming > limit:
        found.append("more_than_places")
    return tuple(found)


def _may_pass(stage: CouncilStage, sitting: Outlook, missing: int) -> bool:
    """Would every candidate pass if all but `missing` of those who do not stand aside were in favour?"""
    return all(_passes(stage, sitting.members, aside, missing) for aside in sitting.aside or (0,))


def _passes(stage: CouncilStage, members: int, aside: int, missing: int) -> bool:
    ayes = max(0, members - aside - missing)
    count = Count(members=members, ayes=ayes, noes=0, recused=min(aside, members), present=ayes + min(aside, members))
    return count_outcome(count, stage, chair="aye").outcome == "passed"
