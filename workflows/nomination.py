"""One nomination as a durable case: it waits, asks the rules what follows, and hands the events to the ledger.

It judges nothing and writes nothing itself. Handlers never await: an await there would let another act in between.
"""

import asyncio
import contextlib
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities import calls
    from rules import nomination as rules
    from rules.commands import Command, Shift
    from rules.errors import RuleBroken
    from rules.events import Event
    from rules.messages import Message
    from workflows.attributes import DIVERGED, DUE_AT, STAGE
    from workflows.hands import at_hand, by_and_by, now, refusals, until


Start = calls.NominationStart
"""The input of a nomination's workflow."""


class Ask(Message):
    """A command with the id under which it may be sent again without happening twice."""

    command_id: str
    command: Command


class Answer(Message):
    """The number of the last event that the command led to, and the stage it left the nomination in."""

    number: int
    stage: str


_ONE_WRITE = timedelta(seconds=10)
"""A worker that is killed while it writes is missed after this time."""


@workflow.defn(name="Nomination")
class Nomination:
    """The only writer of one nomination's state."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        self._start = start
        self._events = list(start.events)
        self._seen = dict(start.seen)
        self._projected = start.projected
        self._state = rules.fold(start.nomination_id, start.events)
        if start.entry is not None:
            self._state = self._state.model_copy(update={"entry": start.entry})
        self._repairs = 0  # how often one was asked for

    @workflow.run
    async def run(self, start: Start) -> Answer:  # noqa: ARG002 - __init__ has taken it
        """Live until the way is over and the ledger has it."""
        while True:
            if self._projected < len(self._events):
                await self._project()
            elif self._state.is_ended:
                break
            elif rules.may_record(self._state, now=self._now()):
                await self._record()
            elif self._is_long():
                workflow.continue_as_new(self._as_start())
            else:
                await self._wait()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._answer()

    # ── what people and councils say ──

    @workflow.update(name="ask")
    async def ask(self, asked: Ask) -> Answer:
        """Do what was asked, once; the answer to a repeated command is the first one's."""
        if (before := self.answered(asked.command_id)) is not None:
            return before
        with refusals():
            self._take(rules.decide(self._state, asked.command, now=self._now()))
        self._seen[asked.command_id] = len(self._events)
        return self._answer()

    @ask.validator
    def _may_ask(self, asked: Ask) -> None:
        if asked.command_id not in self._seen:
            with refusals():  # refused here, the history never hears of it
                rules.decide(self._state, asked.command, now=self._now())

    @workflow.update(name="reproject")
    async def reproject(self, projected: int) -> Answer:
        """Hand the events after number `projected` to the ledger again: the repair when they were lost there."""
        self._projected = max(0, min(projected, self._projected))
        self._repairs += 1
        return self._answer()

    @workflow.signal(name="hear")
    async def hear(self, hearing: calls.Hearing) -> None:
        """Take note of what the councils decided."""
        self._take(rules.hear(self._state, hearing.steps, hearing.leads_to, now=self._now()))

    @workflow.query(name="answered")
    def answered(self, command_id: str) -> Answer | None:
        """Return what was answered to a command, in this run or an earlier one; None if it never came."""
        number = self._seen.get(command_id)
        if number is None:
            return None
        return Answer(number=number, stage=rules.fold(self._start.nomination_id, self._events[:number]).stage)

    @workflow.signal(name="shift")
    async def shift(self, asked: Shift) -> None:
        """Give back the time in which the house was dark.

        A signal, because it must come before the timers that ran out meanwhile, and may while nobody works yet. What
        the rules refuse, for instance the second time, changes nothing.
        """
        with contextlib.suppress(RuleBroken):
            self._take(rules.decide(self._state, asked, now=self._now()))

    @workflow.query(name="state")
    def state(self) -> rules.State:
        """Return the state, for the reconciler and for people who look for a fault."""
        return self._state

    @workflow.query(name="events")
    def events(self) -> list[Event]:
        """Return every event, for the reconciler."""
        return self._events

    # ── what it does by itself ──

    def _now(self) -> datetime:
        return now(self._start.behind)

    def _take(self, happened: tuple[Event, ...]) -> None:
        for event in happened:
            self._state = rules.evolve(self._state, event)
            self._events.append(event)

    async def _wait(self) -> None:
        """Wait for the next event; when the stage's next instant comes first, ask the rules what follows from it."""
        wakes_at = self._state.wakes_at()
        known = len(self._events)
        try:
            await workflow.wait_condition(
                lambda: len(self._events) > known or self._projected < known or self._state.wakes_at() != wakes_at,
                timeout=until(wakes_at, self._start.behind) if wakes_at else None,
                timeout_summary=self._state.stage,
            )
        except asyncio.TimeoutError:  # noqa: UP041 - the SDK raises this one
            self._take(rules.elapse(self._state, now=self._now()))

    async def _project(self) -> None:
        first = self._projected + 1
        last = len(self._events)
        call = calls.Projection(
            nomination_id=self._state.nomination_id,
            epoch=self._start.epoch,
            run_id=workflow.info().run_id,
            first=first,
            events=tuple(self._events[first - 1 :]),
            state=self._state,
        )
        repairs = self._repairs
        try:
            done = await self._write_down(call)
        except FailureError:
            # The ledger holds something else under these numbers. Guessing would forge the record: wait for a person.
            await self._wait_for_repair(repairs)
            return
        if self._projected == first - 1:  # else it was asked meanwhile to hand over earlier events too
            self._projected = last
        if done.entry is not None and done.entry.stage == self._state.stage and self._state.entry is None:
            self._state = self._state.model_copy(update={"entry": done.entry})
        if not self._state.is_ended:  # nobody looks for a closed case by where it stands
            self._show()

    async def _write_down(self, call: calls.Projection) -> calls.Projected:
        """Hand events over, an act only once the history has it: the ledger must never know more than the history."""
        if len(self._events) <= len(self._start.events):
            return await at_hand(calls.PROJECT, call, calls.Projected)
        return await by_and_by(calls.PROJECT, call, calls.Projected, within=_ONE_WRITE)

    def _show(self) -> None:
        """Keep what operators search by; ids and codes only."""
        due_at = self._state.entry.due_at if self._state.entry else None
        shown = workflow.info().typed_search_attributes
        changes: list[SearchAttributeUpdate[Any]] = []
        if shown.get(STAGE) != self._state.stage:
            changes.append(STAGE.value_set(self._state.stage))
        if shown.get(DUE_AT) != due_at:
            changes.append(DUE_AT.value_set(due_at) if due_at else DUE_AT.value_unset())
        if changes:
            workflow.upsert_search_attributes(changes)

    async def _record(self) -> None:
        entry = self._state.entry
        assert entry is not None, "may_record saw it"  # noqa: S101 - for the type checker
        call = calls.Recording(
            nomination_id=self._state.nomination_id, entry=entry, at=self._now(), epoch=self._start.epoch
        )
        repairs = self._repairs
        try:
            at = await by_and_by(calls.RECORD, call, calls.RecordedAs)
        except FailureError:
            await self._wait_for_repair(repairs)
            return
        if self._state.is_ended:
            return
        if at.is_fund_spent:
            self._take(rules.run_dry(self._state, now=self._now()))
        else:
            self._take(rules.record(self._state, at.book, at.year, at.number, now=self._now()))

    async def _wait_for_repair(self, repairs: int) -> None:
        """Wait until more than `repairs` were asked for: one that came while the hand was failing is not forgotten."""
        if self._repairs == repairs:
            workflow.upsert_search_attributes([STAGE.value_set(DIVERGED)])  # so that the doctor finds it
        await workflow.wait_condition(lambda: self._repairs > repairs)

    def _is_long(self) -> bool:
        written = len(self._events) - len(self._start.events)
        return written >= self._start.continue_after or workflow.info().is_continue_as_new_suggested()

    def _as_start(self) -> Start:
        return self._start.model_copy(
            update={
                "events": tuple(self._events),
                "projected": self._projected,
                "entry": self._state.entry,
                "seen": self._seen,
            }
        )

    def _answer(self) -> Answer:
        return Answer(number=len(self._events), stage=self._state.stage)
