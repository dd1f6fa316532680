"""The rules in force on a date, ready to be asked: edition, programme and clock.

Editions never change, so each is read once.
"""

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from rules.calendar import Calendar
from rules.calendar_editions import load_calendar
from rules.clocks import Clock
from rules.editions import canonical_json, edition_hash
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.exceptions import Whereabouts, applying, under
from rules.period_keys import Period
from rules.programme import CouncilStage, Programme, Stage
from store import calendars, editions

Moment = tuple[str, datetime]
"""A programme and an instant."""


@dataclass(frozen=True, slots=True)
class Case:
    """Something that enters a stage at an instant: a nomination, or a sitting.

    `begun` is when the nomination was logged, or the first day of the sitting's period; `every` is the length of that
    period, None for a nomination.
    """

    programme: str
    stage: str
    at: datetime
    begun: datetime | date
    every: str | None = None


_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a stage says to one unit at one time, by which exceptions (their numbers), and on whose clock."""

    stage: Stage
    exceptions: tuple[int, ...]
    clock: Clock


@dataclass(frozen=True, slots=True)
class CouncilTerms(Terms):
    """The same of a council's sitting."""

    stage: CouncilStage


@dataclass(frozen=True, slots=True)
class Rules:
    """One edition of a programme with its clock."""

    edition: str
    programme: Programme
    clock: Clock

    def on(self, calendar: Calendar) -> "Rules":
        """Return the same rules on another calendar."""
        return replace(self, clock=replace(self.clock, calendar=calendar))

    def council(self, stage_name: str) -> CouncilStage:
        """Return the council stage of that name. Raise RuleBroken `not_a_council` for any other."""
        stage = self.stage(stage_name)
        if not isinstance(stage, CouncilStage):
            raise RuleBroken("not_a_council", stage=stage_name)
        return stage

    def stage(self, name: str) -> Stage:
        """Return the stage of that name. Raise RuleBroken `no_such_stage` if there is none."""
        try:
            return self.programme.stage(name)
        except KeyError as no:
            raise RuleBroken("no_such_stage", stage=name) from no

    def terms(self, stage_name: str, whereabouts: Whereabouts, when: date | Period) -> Terms:
        """Return what the stage says to a unit, exceptions before the default: on a day, or for a period's sitting.

        Raise RuleBroken `no_such_stage` if there is none.
        """
        numbers = applying(self.programme, stage_name, whereabouts, when)
        return Terms(self._under(stage_name, numbers), numbers, self.clock.at(whereabouts))

    def sitting_terms(self, stage_name: str, whereabouts: Whereabouts, period: str) -> CouncilTerms:
        """Return what a council stage says to the sitting of a period at a unit. Raise RuleBroken `not_a_council`."""
        terms = self.terms(stage_name, whereabouts, Period(period))
        if not isinstance(terms.stage, CouncilStage):
            raise RuleBroken("not_a_council", stage=stage_name)
        return CouncilTerms(terms.stage, terms.exceptions, terms.clock)

    def log_terms(self, whereabouts: Whereabouts, on: date) -> Terms:
        """Return what the log, the first stage, says to a unit on a day."""
        return self.terms(self.programme.stages[0].stage, whereabouts, on)

    def stage_of(self, entry: Entry) -> Stage:
        """Return the stage as it was when the terms of `entry` were worked out, by the same exceptions."""
        return self._under(entry.stage, entry.exceptions)

    def _under(self, stage_name: str, numbers: tuple[int, ...]) -> Stage:
        return under(self.programme, stage_name, numbers) if numbers else self.stage(stage_name)


def adopt(conn: Connection, programme: Programme, at: datetime, *, by: str) -> str:
    """Keep `programme` as an edition from its own date on, and return its hash; again, it stays as it was adopted."""
    edition = editions.Edition(
        hash=edition_hash(programme),
        programme=programme.programme,
        content=json.loads(canonical_json(programme)),
        in_force_from=programme.in_force_from,
        adopted_at=at,
        adopted_by=by,
    )
    editions.add(conn, edition)
    calendars.keep_first(conn, programme.calendar, at, by=by)
    return edition.hash


@dataclass(slots=True)
class Rulebook:
    """All editions that were asked for. One for a process; threads may share it."""

    _programmes: dict[str, Programme] = field(default_factory=dict)
    _read: dict[tuple[str, str], Rules] = field(default_factory=dict)
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _newest: dict[str, str] = field(default_factory=dict)

    def in_force(self, conn: Connection, programme: str, on: date) -> Rules:
        """Return the rules of `programme` in force on a day. Raise RuleBroken `no_rules` before the first edition."""
        edition = editions.in_force(conn, programme, on)
        if edition is None:
            raise RuleBroken("no_rules", programme=programme, on=on.isoformat())
        return self._rules(conn, edition)

    def at(self, conn: Connection, programme: str, instant: datetime) -> Rules:
        """Return the rules in force at an instant, by the date on the programme's own wall.

        Raise RuleBroken `no_rules` before the first edition.
        """
        return self.at_all(conn, [(programme, instant)])[programme, instant]

    def at_all(self, conn: Connection, moments: Collection[Moment]) -> dict[Moment, Rules]:
        """Return the rules in force at many moments; each as `at` does, all in one statement."""
        beginnings = editions.beginnings(conn, {programme for programme, _ in moments}) if moments else {}
        return {moment: self._at(conn, beginnings.get(moment[0], ()), moment) for moment in moments}

    def for_cases(self, conn: Connection, cases: Collection[Case]) -> dict[Case, Rules]:
        """Return the rules that each case enters its stage by: those in force then, with two exceptions.

        What had begun before an edition that pins it goes on by the edition before. What stands before a stage that
        a new edition knows no more, or not as the same kind, is led to its end by the last one that knew it.
        """
        in_force = self.at_all(conn, {(case.programme, case.at) for case in cases})
        beginnings = editions.beginnings(conn, {case.programme for case in cases}) if cases else {}
        return {
            case: self._for_case(conn, case, in_force[case.programme, case.at], beginnings[case.programme])
            for case in cases
        }

    def _for_case(self, conn: Connection, case: Case, newest: Rules, beginnings: Sequence[editions.Beginning]) -> Rules:
        begun_on = newest.clock.day(case.begun) if isinstance(case.begun, datetime) else case.begun
        known = [one.hash for one in beginnings]
        for beginning in beginnings[known.index(newest.edition) :]:
            rules = self.of(conn, beginning.hash)
            is_pinned = beginning.running == "pin" and begun_on < beginning.on
            if not is_pinned and _knows(rules.programme, case):
                return rules
        return newest

    def draft(self, programme: Programme) -> Rules:
        """Return the rules that `programme` would be, were it adopted."""
        return Rules(edition_hash(programme), programme, self._clock(programme))

    def all_in_force(self, conn: Connection, instant: datetime) -> tuple[Rules, ...]:
        """Return the rules of every programme that has an edition in force at an instant, by name."""
        found = []
        # What begins tomorrow by UTC may have begun on its own wall.
        for name in editions.programmes(conn, instant.astimezone(UTC).date() + _ONE_DAY):
            with suppress(RuleBroken):  # no_rules: not yet
                found.append(self.at(conn, name, instant))
        return tuple(found)

    def today(self, conn: Connection, instant: datetime, *, before: tzinfo = UTC) -> date:
        """Return the date on the wall of the first programme in force at an instant, in `before` if there is none."""
        rules = self.all_in_force(conn, instant)
        return rules[0].clock.day(instant) if rules else instant.astimezone(before).date()

    def clock_of(self, conn: Connection, entry: Entry, whereabouts: Whereabouts) -> Clock:
        """Return the clock by which the dates of an entry were worked out, on the calendar as it was then."""
        return self.on_calendar(conn, self.of(conn, entry.edition), entry.calendar_edition).clock.at(whereabouts)

    def on_calendar(self, conn: Connection, rules: Rules, kept: str | None) -> Rules:
        """Return the same rules on another edition of their calendar; None or "" is the one that counts now.

        Raise LookupError if it was never kept.
        """
        if not kept or kept == rules.clock.calendar.edition:
            return rules
        if kept not in self._calendars:
            self._calendars[kept] = calendars.by_hash(conn, kept)
        return rules.on(self._calendars[kept])

    def of(self, conn: Connection, edition_hash: str) -> Rules:
        """Return the rules of one edition. Raise RuleBroken `no_such_edition` if it was never adopted."""
        if edition_hash in self._programmes:
            return self._told(conn, edition_hash)
        edition = editions.by_hash(conn, edition_hash)
        if edition is None:
            raise RuleBroken("no_such_edition", edition=edition_hash)
        return self._rules(conn, edition)

    def _at(self, conn: Connection, beginnings: Sequence[editions.Beginning], moment: Moment) -> Rules:
        programme, instant = moment
        utc_day = instant.astimezone(UTC).date()
        # An edition says in which zone its days are told, so one that is near must be asked first.
        near = _newest(beginnings, utc_day + _ONE_DAY)
        on = self.of(conn, near.hash).clock.day(instant) if near else utc_day
        found = _newest(beginnings, on)
        if found is None:
            raise RuleBroken("no_rules", programme=programme, on=on.isoformat())
        return self.of(conn, found.hash)

    def _rules(self, conn: Connection, edition: editions.Edition) -> Rules:
        if edition.hash not in self._programmes:
            self._programmes[edition.hash] = Programme.model_validate_json(json.dumps(edition.content))
        return self._told(conn, edition.hash)

    def _told(self, conn: Connection, edition: str) -> Rules:
        """Return an edition that has been read, on the calendar as it is kept now."""
        self._newest |= calendars.newest(conn)
        programme = self._programmes[edition]
        key = edition, self._newest.get(programme.calendar, "")
        if key not in self._read:
            if key[1] and key[1] not in self._calendars:
                self._calendars[key[1]] = calendars.by_hash(conn, key[1])
            self._read[key] = Rules(edition, programme, self._clock(programme))
        return self._read[key]

    def _clock(self, programme: Programme) -> Clock:
        zone = ZoneInfo(programme.time_zone)
        newest = self._calendars.get(self._newest.get(programme.calendar, ""))
        calendar = newest or load_calendar(programme.calendar)
        return Clock(calendar, programme.office_hours, zone, programme.reminders)


def _knows(programme: Programme, case: Case) -> bool:
    """Has the programme the stage that the case enters? A sitting's must sit as often as when its period began."""
    stage = next((one for one in programme.stages if one.stage == case.stage), None)
    return stage is not None and (case.every is None or getattr(stage, "every", None) == case.every)


def _newest(beginnings: Sequence[editions.Beginning], on: date) -> editions.Beginning | None:
    return next((beginning for beginning in beginnings if beginning.on <= on), None)
