"""One council's sitting for one period: opens the vote, closes it, and has the result told.

It exists from the start of its period, whether anybody nominates or not. Ballots never come here: it hears that
everybody has voted, and learns counts when the vote is closed.
"""

import asyncio
import contextlib
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import calls, change_calls
    from rules.messages import Message
    from workflows.attributes import DUE_AT, STAGE
    from workflows.hands import at_hand, by_and_by, now, until

PLANNED, OPENING, OPEN, COUNTING, DECIDED, DONE = "planned", "opening", "open", "counting", "decided", "done"


class Outcome(Message):
    """What became of the sitting, in counts: `none` when there was nobody to vote on."""

    outcome: str
    selected: int = 0
    not_selected: int = 0
    no_quorum: int = 0


@workflow.defn(name="Sitting")
class Sitting:
    """Keeps the sitting's instants; every judgement and every count is made in one place, by `close_voting`."""

    @workflow.init
    def __init__(self, start: calls.SittingStart) -> None:
        self._id = start.sitting_id
        self._epoch = start.epoch
        self._behind = start.behind
        self._phase = PLANNED
        self._due_at = start.votes_open_at
        self._round = 1
        self._all_have_voted = False
        self._to_write: list[tuple[str, calls.Rescheduled | change_calls.AskedSitting]] = []
        self._seen: set[str] = set()

    @workflow.run
    async def run(self, start: calls.SittingStart) -> Outcome:  # noqa: ARG002 - __init__ has taken it
        """Open, close, announce; then keep the waiting list until the results are published."""
        await self._due()
        self._phase = OPENING
        opened = await at_hand(calls.OPEN_VOTING, self._call(), calls.VotingOpened)
        if opened.closes_at is None:
            self._phase = DONE
            return Outcome(outcome="none")
        closed = await self._vote(opened.closes_at)
        await self._announce()
        if closed.waiting and opened.published_at:
            self._enter(DECIDED, opened.published_at)
            await self._due()
            closed = await by_and_by(calls.SETTLE_WAITING_LIST, self._call(), calls.VotingClosed)
            await self._announce()
        await workflow.wait_condition(workflow.all_handlers_finished)
        self._phase = DONE
        return Outcome(
            outcome="decided", selected=closed.selected, not_selected=closed.not_selected, no_quorum=closed.no_quorum
        )

    async def _vote(self, closes_at: datetime) -> calls.VotingClosed:
        """Hold rounds of voting until the tie at the limit, if there is one, is broken.

        Whether a round may close is known where the ballots lie: a signal that everybody has voted is only a hint.
        """
        while True:
            self._enter(OPEN, closes_at)
            await self._due()
            self._phase = COUNTING
            self._all_have_voted = False  # it was said; the rows are asked whether it is so
            closed = await at_hand(calls.CLOSE_VOTING, self._call(), calls.VotingClosed)
            if closed.closes_at is None:
                return closed
            self._round = closed.round or self._round + 1
            closes_at = closed.closes_at

    async def _announce(self) -> None:
        await by_and_by(calls.ANNOUNCE, self._call(), calls.Announced)

    def _call(self) -> calls.SittingCall:
        return calls.SittingCall(sitting_id=self._id, epoch=self._epoch, at=now(self._behind), round=self._round)

    def _enter(self, phase: str, due_at: datetime) -> None:
        self._phase, self._due_at = phase, due_at
        workflow.upsert_search_attributes([STAGE.value_set(phase), DUE_AT.value_set(due_at)])

    async def _due(self) -> None:
        """Wait for the instant, wherever it is moved to meanwhile, or until everybody has voted."""
        while True:
            if self._to_write:  # what was promised is written down before anything else happens
                await self._write_down(*self._to_write[0])
                self._to_write.pop(0)
            elif self._may_close_early() or now(self._behind) >= self._due_at:
                return
            else:
                await self._sleep(self._due_at)

    async def _write_down(self, hand: str, asked: calls.Rescheduled | change_calls.AskedSitting) -> None:
        move = asked.model_copy(update={"epoch": self._epoch, "at": now(self._behind)})
        await by_and_by(hand, move, calls.Announced)
        workflow.upsert_search_attributes([DUE_AT.value_set(self._due_at)])

    def _may_close_early(self) -> bool:
        return self._phase == OPEN and self._all_have_voted

    async def _sleep(self, due_at: datetime) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await workflow.wait_condition(
                lambda: self._due_at != due_at or self._may_close_early() or bool(self._to_write),
                timeout=until(due_at, self._behind),
                timeout_summary=self._phase,
            )

    @workflow.signal(name="everybody_voted")
    async def everybody_voted(self, voting_round: int) -> None:
        """Nobody is left to wait for; the vote may close now."""
        if voting_round == self._round:
            self._all_have_voted = True

    @workflow.update(name="reschedule")
    async def reschedule(self, asked: calls.Rescheduled) -> str:
        """Move the opening of a planned vote or the closing of an open one; return the phase it was moved in."""
        if asked.command_id not in self._seen:
            self._due_at = self._instant(asked)
            self._seen.add(asked.command_id)
            self._to_write.append((calls.RESCHEDULE, asked))
        return self._phase

    @reschedule.validator
    def _may_reschedule(self, asked: calls.Rescheduled) -> None:
        if asked.command_id not in self._seen:
            self._instant(asked)

    @workflow.update(name="adopt")
    async def adopt(self, asked: change_calls.AskedSitting) -> str:
        """Follow another edition, as the adoption of a rule change has judged it; return the phase."""
        if asked.command_id not in self._seen:
            self._due_at = self._adopted_instant(asked)
            self._seen.add(asked.command_id)
            self._to_write.append((change_calls.ADOPT_IN_SITTING, asked))
        return self._phase

    @adopt.validator
    def _may_adopt(self, asked: change_calls.AskedSitting) -> None:
        if asked.command_id not in self._seen:
            self._adopted_instant(asked)

    def _adopted_instant(self, asked: change_calls.AskedSitting) -> datetime:
        """Return the phase's next instant; a sitting that just opens or counts is asked again later."""
        if self._phase not in (PLANNED, OPEN):
            raise ApplicationError("busy", {"phase": self._phase}, type="wrong_phase", non_retryable=True)
        moved = asked.instants.get("votes_open_at" if self._phase == PLANNED else "votes_close_at")
        return moved if moved is not None and moved > now(self._behind) else self._due_at

    def _instant(self, asked: calls.Rescheduled) -> datetime:
        """Return where the phase's own instant is moved to; the other one is not to be moved with it."""
        moved, other = {
            PLANNED: (asked.votes_open_at, asked.votes_close_at),
            OPEN: (asked.votes_close_at, asked.votes_open_at),
        }.get(self._phase, (None, None))
        if moved is None or other is not None:
            raise ApplicationError("nothing to move", {"phase": self._phase}, type="wrong_phase", non_retryable=True)
        if moved <= now(self._behind):
            raise ApplicationError("in the past", {"at": moved.isoformat()}, type="not_later", non_retryable=True)
        return moved

    @workflow.signal(name="postpone")
    async def postpone(self, asked: calls.Rescheduled) -> None:
        """Give the vote back the time in which the house was dark; before the timers that ran out meanwhile."""
        if asked.command_id not in self._seen:
            with contextlib.suppress(ApplicationError):
                self._due_at = self._instant(asked)
                self._seen.add(asked.command_id)
                self._to_write.append((calls.RESCHEDULE, asked))

    @workflow.query(name="phase")
    def phase(self) -> str:
        """Return planned, opening, open, counting, decided or done."""
        return self._phase
