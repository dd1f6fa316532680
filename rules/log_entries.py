"""Whether a deed may be logged under the rules in force: how long ago it was done, and for whom it may be logged.

Pure: the log stage, its clock and the instant are handed in, and the kinds of the honoured as the register has them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from rules.clocks import Clock
from rules.deadlines import instant
from rules.deeds import Deed
from rules.errors import RuleBroken
from rules.programme import LogStage


def judge_deed(
    deed: Deed,
    stage: LogStage,
    clock: Clock,
    *,
    author: str,
    kinds: Mapping[str, str],
    now: datetime,
    awards: Sequence[str] = (),
    reward_at_most: int | None = None,
) -> None:
    """Return if `author` may log `deed` now. `kinds` (person id → officer or collective) holds whom the register knows.

    `awards` are those of the programme, `reward_at_most` is the highest sum that anybody may approve (None: any).
    Raise RuleBroken `fields_missing` (all that the rules ask for and the deed does not state), `unknown_person`,
    `wrong_subject`, `not_logged_for`, `deed_in_future` or `deed_too_old`, and of what is proposed
    `not_asked_for`, `award_unknown` or `reward_too_high`.
    """
    _judge_fields(deed, stage)
    _judge_honoured(deed, stage, author, kinds)
    _judge_day(deed, stage, clock, now)
    _judge_proposal(deed, stage, awards, reward_at_most)


_IS_STATED: Mapping[str, Callable[[Deed], bool]] = {
    "place": lambda deed: bool(deed.place),
    "story": lambda deed: bool(deed.story),
    "beneficiaries": lambda deed: deed.beneficiaries is not None,
    "award": lambda deed: bool(deed.award),
    "amount": lambda deed: deed.reward_vnd is not None,
}


def _judge_fields(deed: Deed, stage: LogStage) -> None:
    # A title and a date are part of every deed.
    missing = [what for what in stage.asks_for if what in _IS_STATED and not _IS_STATED[what](deed)]
    if missing:
        raise RuleBroken("fields_missing", fields=missing)


def _judge_honoured(deed: Deed, stage: LogStage, author: str, kinds: Mapping[str, str]) -> None:
    for person_id in deed.honoured:
        if person_id not in kinds:
            raise RuleBroken("unknown_person", person=person_id)
        if (kinds[person_id] == "collective") != (deed.subject == "collective"):
            raise RuleBroken("wrong_subject", person=person_id, subject=deed.subject)
    if deed.subject == "collective":
        asked = {"collective"}
    else:
        asked = {"self" if person_id == author else "colleague" for person_id in deed.honoured}
    if refused := sorted(asked.difference(stage.for_)):
        raise RuleBroken("not_logged_for", honoured=refused[0])


def _judge_day(deed: Deed, stage: LogStage, clock: Clock, now: datetime) -> None:
    today = clock.day(now)
    if deed.done_on > today:
        raise RuleBroken("deed_in_future", done_on=deed.done_on.isoformat(), today=today.isoformat())
    # The calendar ends somewhere in the past too; what lies before it is too old by any rule.
    if deed.done_on >= clock.calendar.first:
        done_at = instant(deed.done_on, clock.office_hours.starts, clock.zone)
        until = clock.day(clock.after(done_at, stage.deed_at_most))
        if today <= until:
            return
        raise RuleBroken(
            "deed_too_old",
            done_on=deed.done_on.isoformat(),
            at_most=str(stage.deed_at_most),
            until=until.isoformat(),
        )
    first = clock.calendar.first.isoformat()
    raise RuleBroken("deed_too_old", done_on=deed.done_on.isoformat(), at_most=str(stage.deed_at_most), until=first)


def _judge_proposal(deed: Deed, stage: LogStage, awards: Sequence[str], reward_at_most: int | None) -> None:
    for what in ("award", "amount"):
        if what not in stage.asks_for and _IS_STATED[what](deed):
            raise RuleBroken("not_asked_for", what=what)
    if deed.award and deed.award not in awards:
        raise RuleBroken("award_unknown", what="award", found=deed.award, known=list(awards))
    if reward_at_most is not None and (deed.reward_vnd or 0) > reward_at_most:
        raise RuleBroken("reward_too_high", at_most=reward_at_most)
