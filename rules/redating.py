"""Deadlines that move: by an extension, after a hold, or because the house was dark. Every instant is handed in."""

from datetime import datetime, timedelta

from rules.clocks import Clock
from rules.deadlines import ON_THE_CLOCK, instant
from rules.entries import Dates
from rules.phrases import Span
from rules.programme import AskedStage, LogStage, RecordStage, Stage


def redated(stage: Stage, until: datetime, clock: Clock) -> Dates:
    """Return the instants of a stage whose deadline is `until`: what follows it is counted from there, as at first."""
    if isinstance(stage, RecordStage) and stage.objections is not None:
        return Dates(due_at=until, escalate_at=clock.after(until, stage.objections.escalate.after))
    if isinstance(stage, AskedStage):
        return Dates(
            due_at=until,
            escalate_at=clock.after(until, stage.escalate.after),
            lapse_at=clock.after(until, stage.silence_after),
        )
    return Dates(due_at=until, lapse_at=until)


def stood_still(at: datetime, start: datetime, end: datetime, within: Span, clock: Clock) -> datetime:
    """Return where an instant goes when the clock stood still from `start` to `end`.

    A term by the clock gets the same length back; one in days gets as many working days as began in between, the
    first day counted and the last one not, and keeps its time of day.
    """
    if within.unit in ON_THE_CLOCK:
        return at + max(end - start, timedelta())
    lost, day, last = 0, clock.day(start), clock.day(end)
    while day < last:
        lost += clock.calendar.is_working(day)
        day += timedelta(days=1)
    if lost == 0:
        return at
    moved = clock.after(at, Span(lost, "working_day"))
    return instant(clock.day(moved), at.astimezone(clock.zone).time(), clock.zone)


def span_of(stage: Stage) -> Span | None:
    """Return within which time a person must act in a stage, or rule on an objection there; None where nobody must."""
    if isinstance(stage, RecordStage):
        return stage.objections.within if stage.objections else None
    return stage.within if isinstance(stage, LogStage | AskedStage) else None
