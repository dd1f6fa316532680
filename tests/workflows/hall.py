"""A small real town hall in memory: it checks a change of the rules, puts it in force and asks what runs to follow."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities import calls, change_calls
from rules.rule_changes import Command, Event, Proposed
from workflows.rule_change import AskChange, ChangeAnswer, RuleChange, Start
from workflows.runner import workflow_runner

Handle = WorkflowHandle[RuleChange, ChangeAnswer]


class Hall:
    """`ledger` keeps what happened; `running` are still to follow, `at_a_time` of them in one call."""

    def __init__(self, running: int = 0, at_a_time: int = 2, refused: tuple[str, ...] = ()) -> None:
        self.of = self.running = running
        self.at_a_time = at_a_time
        self.refused = refused
        self.ledger: list[Event] = []
        self.in_force_at: datetime | None = None
        self.periods_opened = 0

    @activity.defn(name=change_calls.CHECK_CHANGE)
    async def check_change(self, _: change_calls.ChangeCall) -> change_calls.ChangeChecked:
        return change_calls.ChangeChecked(refused=self.refused)

    @activity.defn(name=change_calls.NOTE_CHANGE)
    async def note_change(self, news: change_calls.ChangeNews) -> change_calls.ChangeNoted:
        self.ledger[news.first - 1 :] = news.events
        return change_calls.ChangeNoted(number=len(self.ledger))

    @activity.defn(name=change_calls.PUT_IN_FORCE)
    async def put_in_force(self, call: change_calls.ChangeCall) -> change_calls.ChangeInForce:
        self.in_force_at = call.at
        return change_calls.ChangeInForce(edition="sv1-new", of=self.of)

    @activity.defn(name=change_calls.ADOPT_SOME)
    async def adopt_some(self, _: change_calls.ChangeCall) -> change_calls.Adopting:
        self.running = max(0, self.running - self.at_a_time)
        return change_calls.Adopting(moved=self.of - self.running, kept=0, failed=0, left=self.running)

    @activity.defn(name=calls.OPEN_PERIODS)
    async def open_periods(self, _: calls.Instant) -> calls.Started:
        self.periods_opened += 1
        return calls.Started()


@asynccontextmanager
async def hall_open(env: WorkflowEnvironment, hall: Hall) -> AsyncIterator[None]:
    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[RuleChange],
        activities=[hall.check_change, hall.note_change, hall.put_in_force, hall.adopt_some, hall.open_periods],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
    ):
        yield


async def propose(env: WorkflowEnvironment, within: timedelta) -> Handle:
    """A change that takes effect after a while."""
    now = await env.get_current_time()
    proposed = Proposed(
        at=now, by="admin", programme="so-vang", on=(now + within).date(), starts_at=now + within, running="now",
        because="QĐ 25",
    )  # fmt: skip
    change_id = f"rc-{uuid4().hex[:16]}"
    start = Start(change_id=change_id, epoch="e1", events=(proposed,))
    return await env.client.start_workflow(RuleChange.run, start, id=change_id, task_queue="sovang")


async def say(handle: Handle, command: Command, command_id: str = "") -> ChangeAnswer:
    return await handle.execute_update(RuleChange.ask, AskChange(command_id=command_id or uuid4().hex, command=command))


async def in_phase(handle: Handle, phase: str) -> None:
    while (await handle.query(RuleChange.state)).phase != phase:
        pass
