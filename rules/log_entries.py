"""Whether a deed may be logged under the rules in force: how long ago it was done, and for whom it may be logged.

Pure: the log stage, its clock and the instant are handed in, and the kinds of the honoured as the register has them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from rules.clocks import Clock
from rules.deadlines import instant
from rules.deeds import Deed
from rules.errors import RuleBroken
from rules.programme import LogStage


def judge_deed(
    deed: Deed, stage: LogStage, clock: Clock, *, author: str, kinds: Mapping[str, str], now: datetime
) -> None:
    """Return if `author` may log `deed` now. `kinds` (person id → officer or collective) holds whom the register knows.

    Raise RuleBroken `fields_missing` (all that the rules ask for and the deed does not state), `unknown_person`,
    `wrong_subject`, `not_logged_for`, `deed_in_future` or `deed_too_old`.
    """
    _judge_fields(deed, stage)
    _judge_honoured(deed, stage, author, kinds)
    _judge_day(deed, stage, clock, now)


_IS_STATED: Mapping[str, Callable[[Deed], bool]] = {
    "place": lambda deed: bool(deed.place),
    "story": lambda deed: bool(deed.story),
    "beneficiaries": lambda deed: deed.beneficiaries is not None,
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
