"""What follows when one person recommends, returns or declines: what she changed, and what she answers for. Pure."""

from datetime import datetime
from typing import assert_never

from rules.commands import Decline, Recommend, Return
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.events import Declined, Recommended, Returned


def review(
    asked: Recommend | Return | Decline, entry: Entry, award: str, reward_vnd: int | None, *, now: datetime
) -> Recommended | Returned | Declined:
    """Return what follows; `award` and `reward_vnd` are what was proposed.

    Raise RuleBroken `award_unknown`, `not_asked_for`, `reward_too_high`, `facts_missing` or `facts_denied`.
    """
    match asked:
        case Recommend():
            _judge_award(asked, entry, award)
            _judge_reward(asked, reward_vnd)
            _judge_facts(asked, entry)
            return Recommended(
                at=now,
                by=asked.by,
                note=asked.note,
                leads_to=entry.leads_to["recommended"],
                award="" if asked.award == award else asked.award,
                reward_vnd=None if asked.reward_vnd == reward_vnd else asked.reward_vnd,
                facts=entry.attests,
            )
        case Return():
            return Returned(at=now, by=asked.by, because=asked.because, leads_to=entry.leads_to["returned"])
        case Decline():
            return Declined(at=now, by=asked.by, because=asked.because, leads_to=entry.leads_to["declined"])
        case _:
            assert_never(asked)


def _judge_award(asked: Recommend, entry: Entry, award: str) -> None:
    if asked.award not in ("", award, *entry.awards):
        code = "award_unknown" if entry.awards else "not_asked_for"
        raise RuleBroken(code, what="award", found=asked.award, known=list(entry.awards))


def _judge_reward(asked: Recommend, reward_vnd: int | None) -> None:
    if asked.reward_vnd is not None and reward_vnd is None:
        raise RuleBroken("not_asked_for", what="amount")
    if asked.reward_vnd is not None and reward_vnd is not None and asked.reward_vnd > reward_vnd:
        raise RuleBroken("reward_too_high", at_most=reward_vnd)


def _judge_facts(asked: Recommend, entry: Entry) -> None:
    """Return if whoever recommends answers for every fact that the rules ask for, and for no other."""
    if strange := sorted(asked.facts.keys() - set(entry.attests)):
        raise RuleBroken("not_asked_for", what="facts", found=strange[0])
    if missing := [fact for fact in entry.attests if fact not in asked.facts]:
        raise RuleBroken("facts_missing", facts=missing)
    if denied := [fact for fact in entry.attests if not asked.facts[fact]]:
        raise RuleBroken("facts_denied", facts=denied)
