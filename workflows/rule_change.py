"""A change of the rules as a durable case: checked, approved by a second person, in force on its day, then adopted.

It judges nothing and writes nothing itself. What each running nomination and sitting does is known where the rows
are: here comes only how many are left, a few hundred at a time.
"""

import asyncio
import contextlib
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import calls, change_calls
    from rules import rule_changes as rules
    from rules.messages import Message
    from rules.rule_changes import Begun, Checked, Command, Event, Finished, PutInForce, State
    from workflows.attributes import DUE_AT, STAGE
    from workflows.hands import by_and_by, now, refusals, until


Start = change_calls.ChangeStart
"""The input of a change's workflow."""


class AskChange(Message):
    """A command with the id under which it may be sent again without happening twice."""

    command_id: str
    command: Command


class ChangeAnswer(Message):
    """The number of the event that the command led to, and the phase it left the change in."""

    number: int
    phase: str


_ONE_BATCH = timedelta(seconds=30)
"""A worker that is killed while it asks what runs is missed after this time."""


@workflow.defn(name="RuleChange")
class RuleChange:
    """The only writer of one change's state."""

    @workflow.init
    def __init__(self, start: change_calls.ChangeStart) -> None:
        self._start = start
        self._events = list(start.events)
        self._written = start.written
        self._seen = dict(start.seen)
        self._state = rules.fold(start.change_id, start.events)

    @workflow.run
    async def run(self, start: change_calls.ChangeStart) -> ChangeAnswer:  # noqa: ARG002 - __init__ has taken it
        """Live from the proposal until all that runs has been asked to follow, or nobody wants it any more."""
        while True:
            if self._written < len(self._events):
                await self._write_down()
            elif self._state.is_ended:
                break
            elif workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self._as_start())
            else:
                await self._go_on()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._answer()

    # ── what people say ──

    @workflow.update(name="ask")
    async def ask(self, asked: AskChange) -> ChangeAnswer:
        """Approve, reject, withdraw, hasten or postpone, once; a repeated command gets the first one's answer."""
        if asked.command_id not in self._seen:
            with refusals():
                self._take(rules.decide(self._state, asked.command, now=now(self._start.behind)))
            self._seen[asked.command_id] = len(self._events)
        return ChangeAnswer(number=self._seen[asked.command_id], phase=self._state.phase)

    @ask.validator
    def _may_ask(self, asked: AskChange) -> None:
        if asked.command_id not in self._seen:
            with refusals():  # refused here, the history never hears of it
                rules.decide(self._state, asked.command, now=now(self._start.behind))

    @workflow.query(name="state")
    def state(self) -> State:
        """Return the state, for people who look for a fault."""
        return self._state

    # ── what it does by itself ──

    async def _go_on(self) -> None:
        wakes_at = self._state.wakes_at()
        if self._state.phase == "checking":
            checked = await by_and_by(change_calls.CHECK_CHANGE, self._call(), change_calls.ChangeChecked)
            self._take(Checked(at=now(self._start.behind), refused=checked.refused))
        elif wakes_at is not None and now(self._start.behind) >= wakes_at:
            self._take(Begun(at=now(self._start.behind)))
        elif self._state.phase == "adopting" and not self._state.edition:
            done = await by_and_by(change_calls.PUT_IN_FORCE, self._call(), change_calls.ChangeInForce)
            self._take(PutInForce(at=now(self._start.behind), edition=done.edition, of=done.of))
        elif self._state.phase == "adopting":
            await self._adopt()
        else:
            await self._wait()

    async def _adopt(self) -> None:
        """Ask some of what is to follow; when nothing is left, begin the periods that the edition brings."""
        so_far = await by_and_by(change_calls.ADOPT_SOME, self._call(), change_calls.Adopting, within=_ONE_BATCH)
        if not so_far.left:
            at = calls.Instant(at=now(self._start.behind))
            await by_and_by(calls.OPEN_PERIODS, at, calls.Started)
            told = Finished(at=at.at, moved=so_far.moved, kept=so_far.kept, failed=so_far.failed)
            self._take(told)

    async def _wait(self) -> None:
        wakes_at, known = self._state.wakes_at(), len(self._events)
        with contextlib.suppress(asyncio.TimeoutError):
            await workflow.wait_condition(
                lambda: len(self._events) > known,
                timeout=until(wakes_at, self._start.behind) if wakes_at else None,
                timeout_summary=self._state.phase,
            )

    def _take(self, event: Event) -> None:
        self._state = rules.evolve(self._state, event)
        self._events.append(event)

    async def _write_down(self) -> None:
        last = len(self._events)
        news = change_calls.ChangeNews(
            change_id=self._start.change_id,
            epoch=self._start.epoch,
            first=self._written + 1,
            events=tuple(self._events[self._written :]),
            state=self._state,
        )
        await by_and_by(change_calls.NOTE_CHANGE, news, change_calls.ChangeNoted)
        self._written = last
        wakes_at = self._state.wakes_at()
        due = DUE_AT.value_set(wakes_at) if wakes_at else DUE_AT.value_unset()
        workflow.upsert_search_attributes([STAGE.value_set(self._state.phase), due])

    def _call(self) -> change_calls.ChangeCall:
        return change_calls.ChangeCall(
            change_id=self._start.change_id, epoch=self._start.epoch, at=now(self._start.behind)
        )

    def _as_start(self) -> change_calls.ChangeStart:
        return self._start.model_copy(
            update={"events": tuple(self._events), "written": self._written, "seen": self._seen}
        )

    def _answer(self) -> ChangeAnswer:
        return ChangeAnswer(number=len(self._events), phase=self._state.phase)
