"""When people may be reminded, and how often of one thing: quiet hours, days of rest, the ladder of one deadline.

Pure: instants, the clock and the programme's terms are handed in. Who is reminded is known elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rules.clocks import Clock
from rules.deadlines import instant
from rules.phrases import Remind
from rules.programme import Reminding

Kind = Literal["first", "next", "final"]
LONGEST_QUIET = 60
"""Days. No calendar rests longer; without a bound a calendar of nothing but holidays would be searched for ever."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder of a ladder. `left_out` says why it is not sent: `quiet` or `at_most`; "" if it is."""

    kind: Kind
    at: datetime
    left_out: Literal["", "quiet", "at_most"] = ""


def is_quiet(at: datetime, terms: Reminding | None, clock: Clock) -> bool:
    """Is nobody to be reminded at `at`? Seconds do not count: the last minute of the hours is still loud."""
    if terms is None:
        return False
    local = at.astimezone(clock.zone)
    if terms.days == "working days" and not clock.calendar.is_working(local.date()):
        return True
    return not terms.hours.starts <= local.time().replace(second=0, microsecond=0) <= terms.hours.ends


def next_loud(at: datetime, terms: Reminding | None, clock: Clock) -> datetime:
    """Return `at`, or when the quiet that it falls into ends."""
    if terms is None or not is_quiet(at, terms, clock):
        return at
    return next(_loud(at, terms, clock, 1), at)


def last_loud(at: datetime, terms: Reminding | None, clock: Clock) -> datetime:
    """Return `at`, or when the quiet that it falls into began."""
    if terms is None or not is_quiet(at, terms, clock):
        return at
    return next(_loud(at, terms, clock, -1), at)


def rungs(
    due_at: datetime, remind: Sequence[Remind], clock: Clock, *, after: datetime, before: datetime | None = None
) -> tuple[Rung, ...]:
    """Return the ladder of a deadline for somebody who owes something after `after` and `before`, earliest first.

    A reminder that falls into quiet hours comes when they end, or, where that would be later than the deadline it
    warns of, before they begin. Two that come together are one. Beyond `at_most` those in the middle are left out,
    never the last.
    """
    terms = clock.reminding
    wanted = [at for at in clock.reminders(due_at, tuple(remind)) if at > after and (before is None or at < before)]
    moved = [in_time(at, due_at, clock, after) for at in wanted]
    sent = sorted(set(moved))
    if terms is not None and len(sent) > terms.at_most:
        sent = sent[: terms.at_most - 1] + sent[-1:]
    ladder = [Rung(_kind(number, len(sent)), at) for number, at in enumerate(sent)]
    taken: set[datetime] = set()
    for at, to in zip(wanted, moved, strict=True):
        if to not in sent:
            ladder.append(Rung("next", at, "at_most"))
        elif at != to and (to in wanted or to in taken):
            ladder.append(Rung("next", at, "quiet"))
        taken.add(to)
    return tuple(sorted(ladder, key=lambda rung: (rung.at, rung.left_out)))


def in_time(at: datetime, due_at: datetime, clock: Clock, after: datetime) -> datetime:
    """Return when a reminder meant for `at` goes out: when quiet hours end, or before them where that is too late.

    Too late is later than the deadline it warns of; before `after` it never goes out.
    """
    later = next_loud(at, clock.reminding, clock)
    if at <= due_at < later:
        earlier = last_loud(at, clock.reminding, clock)
        return earlier if earlier > after else later
    return later


def _kind(number: int, count: int) -> Kind:
    if number == 0:
        return "first"
    return "final" if number == count - 1 else "next"


def _loud(at: datetime, terms: Reminding, clock: Clock, step: Literal[1, -1]) -> Iterator[datetime]:
    """Yield the beginnings of loud hours after `at`, or backwards their ends before it."""
    day = at.astimezone(clock.zone).date()
    edge = terms.hours.starts if step > 0 else terms.hours.ends
    for days in range(LONGEST_QUIET):
        found = instant(day + step * timedelta(days=days), edge, clock.zone)
        if (found - at) * step >= timedelta() and not is_quiet(found, terms, clock):
            yield found
