"""A small real ledger in memory: it keeps what the workflows hand over and answers as the activities do."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import TypeVar
from uuid import uuid4

from temporalio import activity
from temporalio.client import WorkflowHandle, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities import calls
from rules.commands import Command
from rules.deeds import Deed
from rules.entries import Entry
from rules.events import DeedLogged, Event, Step
from workflows.nomination import Answer, Ask, Nomination, Start
from workflows.runner import workflow_runner

Asked = TypeVar("Asked")

PATIENCE = timedelta(seconds=4)
LATE = timedelta(minutes=5)  # the time-skipping server can hang when a sleep ends exactly at a timer
DEED = Deed(title="Trả lại ví cho người đánh rơi", done_on=date(2026, 11, 2), honoured=("an",))

LEADS = {
    "log": {"logged": "team", "silence": "end"},
    "team": {"recommended": "unit-month", "returned": "log", "declined": "end", "silence": "unit-month"},
    "dossier": {"filed": "province", "silence": "end"},
    "record": {"recorded": "end"},
}
KINDS = {"log": "log", "team": "review", "dossier": "dossier", "record": "record"}


class Board:
    """`ledger` (nomination id → events), `handed` (number of the first event of each call), and the `books`."""

    def __init__(self, within: timedelta = timedelta(days=3)) -> None:
        self.within = within
        self.ledger: dict[str, list[Event]] = defaultdict(list)
        self.books: list[str] = []
        self.is_away = False
        self.handed: list[int] = []

    @activity.defn(name=calls.PROJECT)
    async def project(self, call: calls.Projection) -> calls.Projected:
        self.handed.append(call.first)
        if self.is_away:
            raise ConnectionError("the database is away")
        known = self.ledger[call.nomination_id]
        for number, event in enumerate(call.events, call.first):
            if number <= len(known):
                if known[number - 1] != event:
                    raise ApplicationError("another event has this number", type="diverged", non_retryable=True)
            else:
                known.append(event)
        return calls.Projected(number=len(known), entry=self.entry(call))

    def entry(self, call: calls.Projection) -> Entry | None:
        state = call.state
        if state.stage not in KINDS or state.entered_at is None:
            return None
        due_at = None if state.stage == "record" else state.entered_at + self.within
        return Entry(
            stage=state.stage,
            kind=KINDS[state.stage],
            edition="sv1-test",
            due_at=due_at,
            escalate_at=due_at + timedelta(days=2) if due_at and state.stage != "log" else None,
            lapse_at=state.entered_at + self.within + timedelta(days=4),
            never_by=("author", "honoured"),
            needs=("minutes",) if state.stage == "dossier" else (),
            leads_to=LEADS[state.stage],
        )

    @activity.defn(name=calls.RECORD)
    async def record(self, call: calls.Recording) -> calls.RecordedAs:
        if self.is_away:
            raise ConnectionError("the database is away")
        self.books.append(call.nomination_id)
        return calls.RecordedAs(book="province", year=2026, number=len(self.books))


@asynccontextmanager
async def crew(env: WorkflowEnvironment, board: Board, **options: int) -> AsyncIterator[None]:
    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[Nomination],
        activities=[board.project, board.record],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
        **options,
    ):
        yield


async def log(env: WorkflowEnvironment, **changes: object) -> WorkflowHandle[Nomination, Answer]:
    nomination_id = f"n-{uuid4().hex[:8]}"
    now = await env.get_current_time()
    logged = DeedLogged(at=now, by="an", programme="so-vang", unit_id="ca-xa-nam-da", deed=DEED, leads_to="team")
    start = Start(nomination_id=nomination_id, epoch="e1", events=(logged,)).model_copy(update=changes)
    return await env.client.start_workflow(Nomination.run, start, id=nomination_id, task_queue="sovang")


async def ask(handle: WorkflowHandle[Nomination, Answer], command: Command, command_id: str = "") -> Answer:
    await opened(handle)
    asked = Ask(command_id=command_id or uuid4().hex, command=command)
    return await answered(
        lambda: handle.execute_update(Nomination.ask, asked, id=asked.command_id, rpc_timeout=PATIENCE)
    )


async def opened(handle: WorkflowHandle[Nomination, Answer]) -> None:
    """Return when the terms of the stage are known; until then a nomination refuses most of what is asked."""
    state = await answered(lambda: handle.query(Nomination.state, rpc_timeout=PATIENCE))
    while state.stage in KINDS and state.entry is None:
        await asyncio.sleep(0.02)
        state = await answered(lambda: handle.query(Nomination.state, rpc_timeout=PATIENCE))


async def answered(asking: Callable[[], Awaitable[Asked]]) -> Asked:
    """Return the answer, asking again as the API does: the test server drops what comes as a run continues as new."""
    while True:
        try:
            return await asking()
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            pass
        except RPCError as failed:
            if failed.status not in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
                raise


async def written(board: Board, handle: WorkflowHandle[Nomination, Answer], number: int) -> None:
    """Return when the ledger has that many events, which may be a moment after the answer."""
    while len(board.ledger[handle.id]) < number:  # noqa: ASYNC110 - a ledger tells nobody
        await asyncio.sleep(0.02)


def kinds(board: Board, handle: WorkflowHandle[Nomination, Answer]) -> list[str]:
    return [event.event for event in board.ledger[handle.id]]


def steps(stage: str) -> tuple[Step, ...]:
    return (Step(stage=stage, sitting_id=f"sitting/{stage}", number=3, outcome="selected"),)
