"""The hands of a period: it comes into being with its sittings, these get workflows, its summary is reported."""

import asyncio
from datetime import datetime

from temporalio import activity
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

from activities import calls
from activities.attributes import PERIOD, PROGRAMME, STAGE, UNIT
from activities.crossing import crossing
from store import instance, periods
from store.engine import Database
from store.rulebook import Rulebook

_AT_ONCE = 16


class PeriodHands:
    """Opens and closes periods."""

    def __init__(self, database: Database, rulebook: Rulebook, client: Client, task_queue: str) -> None:
        self._database = database
        self._rulebook = rulebook
        self._client = client
        self._task_queue = task_queue

    @activity.defn(name=calls.OPEN_PERIOD)
    async def open_period(self, call: calls.PeriodCall) -> calls.PeriodOpened:
        """Write the period and the sittings of all units; return when the last should be decided."""
        with crossing():
            return calls.PeriodOpened(ends_at=await asyncio.to_thread(self._open, call))

    @activity.defn(name=calls.START_SITTINGS)
    async def start_sittings(self, call: calls.PeriodCall) -> calls.SittingsStarted:
        """Start a workflow for each sitting that has not opened its vote; one that runs already is left alone."""
        with crossing():
            planned = await asyncio.to_thread(self._planned, call)
        gate = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._start(call, sitting, gate) for sitting in planned))
        return calls.SittingsStarted(sittings=len(planned))

    @activity.defn(name=calls.CLOSE_PERIOD)
    async def close_period(self, call: calls.PeriodCall) -> calls.PeriodClosed:
        """Report the period to the council above, if all its sittings are decided."""
        with crossing():
            summary = await asyncio.to_thread(self._close, call)
        return calls.PeriodClosed(
            undecided=summary.undecided, with_selection=summary.with_selection, without=summary.without
        )

    async def _start(self, call: calls.PeriodCall, sitting: periods.PlannedSitting, gate: asyncio.Semaphore) -> None:
        start = calls.SittingStart(
            sitting_id=sitting.id, epoch=call.epoch, votes_open_at=sitting.votes_open_at, behind=call.behind
        )
        shown = [
            SearchAttributePair(PROGRAMME, call.programme),
            SearchAttributePair(STAGE, "planned"),
            SearchAttributePair(UNIT, sitting.unit_id),
            SearchAttributePair(PERIOD, call.period),
        ]
        async with gate:
            try:
                await self._client.start_workflow(
                    "Sitting",
                    start,
                    id=sitting.id,
                    task_queue=self._task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    search_attributes=TypedSearchAttributes(shown),
                )
            except WorkflowAlreadyStartedError:
                return

    def _open(self, call: calls.PeriodCall) -> datetime:
        with self._database.write() as conn:
            return periods.open_period(
                conn,
                call.programme,
                call.stage,
                call.period,
                at=_at(call),
                epoch=call.epoch,
                rulebook=self._rulebook,
            )

    def _planned(self, call: calls.PeriodCall) -> tuple[periods.PlannedSitting, ...]:
        with self._database.read() as conn:
            instance.refuse_stranger(conn, call.epoch)
            return periods.planned(conn, call.period_id)

    def _close(self, call: calls.PeriodCall) -> periods.Summary:
        with self._database.write() as conn:
            return periods.close_period(conn, call.period_id, at=_at(call), epoch=call.epoch, rulebook=self._rulebook)


def _at(call: calls.PeriodCall) -> datetime:
    if call.at is None:
        raise ApplicationError("the workflow's own instant is missing", type="no_instant", non_retryable=True)
    return call.at
