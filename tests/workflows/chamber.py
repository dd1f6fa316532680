"""A council chamber and a year's diary in memory: they keep what sittings and periods ask for, and answer in kind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities import calls, change_calls
from workflows.period import Period
from workflows.runner import workflow_runner
from workflows.sitting import Outcome, Sitting

DAY = timedelta(days=1)
LATE = timedelta(minutes=5)  # the time-skipping server can hang when a sleep ends exactly at a timer
A_MOMENT = timedelta(minutes=1)
Handle = WorkflowHandle[Sitting, Outcome]


class Chamber:
    """One sitting's rows. `asked` is what was done, in order, and `at` the sitting's own instant of each.

    `tied` candidates need a second round; `waiting` wait for a place until `published_at`, `freed` then have one.
    """

    def __init__(
        self,
        *,
        candidates: int = 4,
        closes_at: datetime | None = None,
        published_at: datetime | None = None,
        tied: int = 0,
        waiting: int = 0,
        freed: int = 0,
    ) -> None:
        self.candidates = candidates
        self.closes_at = closes_at
        self.published_at = published_at
        self.tied = tied
        self.waiting = waiting
        self.freed = freed
        self.round = 1
        self.asked: list[str] = []
        self.at: list[datetime] = []
        self.moves: list[calls.Rescheduled] = []
        self.is_away = False
        self.refused = 0

    def _do(self, what: str, at: datetime | None) -> None:
        if self.is_away:
            self.refused += 1
            raise ConnectionError("the database is away")
        assert at is not None
        self.asked.append(what)
        self.at.append(at)

    @activity.defn(name=calls.OPEN_VOTING)
    async def open_voting(self, call: calls.SittingCall) -> calls.VotingOpened:
        self._do("open", call.at)
        return calls.VotingOpened(
            candidates=self.candidates,
            members=15,
            edition="sv1-test",
            closes_at=(self.closes_at or call.at + 5 * DAY) if self.candidates else None,
            published_at=self.published_at,
        )

    @activity.defn(name=calls.CLOSE_VOTING)
    async def close_voting(self, call: calls.SittingCall) -> calls.VotingClosed:
        self._do(f"close {call.round}", call.at)
        if self.tied and call.round == 1:
            self.round, self.closes_at = 2, call.at + DAY
            return self._counts(closes_at=self.closes_at)
        self.tied = 0
        return self._counts()

    @activity.defn(name=calls.SETTLE_WAITING_LIST)
    async def settle_waiting_list(self, call: calls.SittingCall) -> calls.VotingClosed:
        self._do("settle", call.at)
        self.candidates -= self.waiting - self.freed
        self.waiting = 0
        return self._counts()

    @activity.defn(name=calls.ANNOUNCE)
    async def announce(self, call: calls.SittingCall) -> calls.Announced:
        self._do("announce", call.at)
        return calls.Announced(told=self.candidates)

    @activity.defn(name=calls.RESCHEDULE)
    async def reschedule(self, call: calls.Rescheduled) -> calls.Announced:
        self._do("move", call.at)
        self.moves.append(call)
        self.closes_at = call.votes_close_at or self.closes_at
        return calls.Announced(told=0)

    @activity.defn(name=change_calls.ADOPT_IN_SITTING)
    async def adopt_in_sitting(self, call: change_calls.AskedSitting) -> calls.Announced:
        self._do("adopt", call.at)
        self.closes_at = call.instants.get("votes_close_at") or self.closes_at
        return calls.Announced(told=0)

    def _counts(self, closes_at: datetime | None = None) -> calls.VotingClosed:
        return calls.VotingClosed(
            selected=self.candidates - self.waiting - self.tied,
            waiting=self.waiting,
            not_selected=0,
            no_quorum=0,
            closes_at=closes_at,
        )


class Diary:
    """One period's rows: `undecided` are the sittings still to be decided each time its end is asked for."""

    def __init__(self, ends_at: datetime, undecided: list[int]) -> None:
        self.ends_at = ends_at
        self.undecided = undecided
        self.asked: list[str] = []
        self.at: list[datetime] = []
        self.is_away = False

    def _do(self, what: str, at: datetime | None) -> None:
        if self.is_away:
            raise ConnectionError("the database is away")
        assert at is not None
        self.asked.append(what)
        self.at.append(at)

    @activity.defn(name=calls.OPEN_PERIOD)
    async def open_period(self, call: calls.PeriodCall) -> calls.PeriodOpened:
        self._do("open", call.at)
        return calls.PeriodOpened(ends_at=self.ends_at)

    @activity.defn(name=calls.START_SITTINGS)
    async def start_sittings(self, call: calls.PeriodCall) -> calls.SittingsStarted:
        self._do("start sittings", call.at)
        return calls.SittingsStarted(sittings=39)

    @activity.defn(name=calls.CLOSE_PERIOD)
    async def close_period(self, call: calls.PeriodCall) -> calls.PeriodClosed:
        self._do("close", call.at)
        undecided = self.undecided.pop(0)
        return calls.PeriodClosed(undecided=undecided, with_selection=30, without=9 - undecided)


@asynccontextmanager
async def council(env: WorkflowEnvironment, chamber: Chamber, **options: int) -> AsyncIterator[None]:
    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[Sitting],
        activities=[
            chamber.open_voting,
            chamber.close_voting,
            chamber.settle_waiting_list,
            chamber.announce,
            chamber.reschedule,
            chamber.adopt_in_sitting,
        ],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
        **options,
    ):
        yield


async def convene(env: WorkflowEnvironment, opens_at: datetime, behind: timedelta = timedelta()) -> Handle:
    sitting_id = f"sitting/so-vang/unit-month/{uuid4().hex[:8]}/2026-11"
    start = calls.SittingStart(sitting_id=sitting_id, epoch="e1", votes_open_at=opens_at, behind=behind)
    return await env.client.start_workflow(Sitting.run, start, id=sitting_id, task_queue="sovang")


async def phase(handle: Handle) -> str:
    return await handle.query(Sitting.phase)


async def in_phase(handle: Handle, wanted: str) -> None:
    while await phase(handle) != wanted:  # noqa: ASYNC110 - a workflow tells nobody
        await asyncio.sleep(0.02)


@asynccontextmanager
async def secretariat(env: WorkflowEnvironment, diary: Diary) -> AsyncIterator[None]:
    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[Period],
        activities=[diary.open_period, diary.start_sittings, diary.close_period],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
    ):
        yield
