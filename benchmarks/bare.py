"""The bare limit: workflows that do nothing, as often started, asked and told as ours, and without a store.

Same server, client, runner and pollers as ours, but no database, no timers, no search attributes, no rules.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorSimpleMaximum, UnsandboxedWorkflowRunner, Worker

QUEUE = "bare"
_A_WHILE = timedelta(minutes=1)


@dataclass(slots=True)
class Seen:
    """What the workflows of this process have come to, so that nobody need ask the server."""

    started: int = 0
    heard: int = 0
    ended: int = 0
    candidates: dict[str, list[str]] = field(default_factory=dict)

    def reset(self) -> None:
        """Begin anew."""
        self.started = self.heard = self.ended = 0
        self.candidates.clear()


SEEN = Seen()


@workflow.defn(name="BareNomination")
class BareNomination:
    """Is asked and hears so many times, calls an activity after each as ours writes its events down, and ends."""

    def __init__(self) -> None:
        self._asked = 0
        self._heard = 0

    @workflow.run
    async def run(self, life: list[int]) -> int:
        """Live until asked life[0] times and told life[1] times; life[2] says whether a book follows."""
        SEEN.started += 1
        noted = 0
        while noted < life[0] + life[1]:
            await workflow.wait_condition(partial(self._knows_more_than, noted))
            noted = self._asked + self._heard
            await workflow.execute_activity("nothing", start_to_close_timeout=_A_WHILE)
        if life[2]:
            for _ in range(2):  # the entry in the book, and the event that it was written
                await workflow.execute_activity("nothing", start_to_close_timeout=_A_WHILE)
        SEEN.ended += 1
        return self._asked

    def _knows_more_than(self, noted: int) -> bool:
        return self._asked + self._heard > noted

    @workflow.update(name="ask")
    async def ask(self) -> int:
        """Count one more."""
        self._asked += 1
        return self._asked

    @workflow.signal(name="hear")
    async def hear(self) -> None:
        """Count one more."""
        self._heard += 1
        SEEN.heard += 1


@workflow.defn(name="BareSitting")
class BareSitting:
    """Waits until everybody has voted and has the result told by one activity."""

    def __init__(self) -> None:
        self._is_over = False

    @workflow.run
    async def run(self) -> None:
        """Live from the start to the telling."""
        await workflow.wait_condition(lambda: self._is_over)
        await workflow.execute_activity("tell", workflow.info().workflow_id, start_to_close_timeout=_A_WHILE)

    @workflow.signal(name="everybody_voted")
    async def everybody_voted(self) -> None:
        """Nobody is left to wait for."""
        self._is_over = True


@activity.defn(name="nothing")
async def nothing() -> None:
    """Do nothing."""


def bare_worker(client: Client) -> Worker:
    """Return a worker for the bare workflows, set up as ours is."""

    @activity.defn(name="tell")
    async def tell(sitting_id: str) -> None:
        gate = asyncio.Semaphore(8)  # as activities/sittings.py announces

        async def one(id_: str) -> None:
            async with gate:
                await client.get_workflow_handle(id_).signal("hear")

        await asyncio.gather(*(one(id_) for id_ in SEEN.candidates[sitting_id]))

    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[BareNomination, BareSitting],
        activities=[nothing, tell],
        workflow_runner=UnsandboxedWorkflowRunner(),
        workflow_task_poller_behavior=PollerBehaviorSimpleMaximum(20),
    )


async def until(seen: Callable[[], bool], patience_s: float = 300.0) -> None:
    """Wait until the counters say so."""
    async with asyncio.timeout(patience_s):
        while not seen():  # noqa: ASYNC110 - the counters tell nobody
            await asyncio.sleep(0.005)
