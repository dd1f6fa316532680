"""The hands of the reconciler: what should run and does not is started, from what the ledger remembers."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from temporalio import activity
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities import calls
from activities.attributes import PERIOD, PROGRAMME, STAGE, UNIT
from rules.messages import Message
from rules.nomination import fold
from rules.periods import Period
from rules.programme import CouncilStage
from store import instance, periods, rebuilding
from store.engine import Database
from store.rulebook import Rulebook, Rules

_AT_ONCE = 8
_AT_A_TIME = 200


class ReconcileHands:
    """Starts what is missing; what runs already is left alone."""

    def __init__(self, database: Database, rulebook: Rulebook, client: Client, task_queue: str) -> None:
        self._database = database
        self._rulebook = rulebook
        self._client = client
        self._task_queue = task_queue
        self._gate = asyncio.Semaphore(_AT_ONCE)

    @activity.defn(name=calls.OPEN_PERIODS)
    async def open_periods(self, call: calls.Instant) -> calls.Started:
        """Start a workflow for every period that is on and has none; add the sittings that an open one lacks."""
        await asyncio.to_thread(self._add_sittings, call.at)
        due = await asyncio.to_thread(self._periods, call.at)
        started = await asyncio.gather(*(self._start("Period", one.period_id, one, []) for one in due))
        return calls.Started(periods=sum(started))

    @activity.defn(name=calls.REBUILD)
    async def rebuild(self, call: calls.Instant) -> calls.Started:  # noqa: ARG002 - every call has a message
        """Start the sittings and nominations that the ledger knows and Temporal does not."""
        return calls.Started(sittings=await self._sittings(), nominations=await self._nominations())

    async def _sittings(self) -> int:
        running = await self._running("Sitting")
        epoch, there = await asyncio.to_thread(self._read_sittings)
        missing = [sitting for sitting in there if sitting.sitting_id not in running]
        started = [
            self._start(
                "Sitting",
                one.sitting_id,
                calls.SittingStart(sitting_id=one.sitting_id, epoch=epoch, votes_open_at=one.votes_open_at),
                [(PROGRAMME, one.programme), (STAGE, "planned"), (UNIT, one.unit_id), (PERIOD, one.period)],
            )
            for one in missing
        ]
        return sum(await asyncio.gather(*started))

    async def _nominations(self) -> int:
        running = await self._running("Nomination")
        there = await asyncio.to_thread(self._open_nominations)
        missing = sorted(there - running)
        count = 0
        for first in range(0, len(missing), _AT_A_TIME):
            epoch, lost = await asyncio.to_thread(self._lost, missing[first : first + _AT_A_TIME])
            count += sum(await asyncio.gather(*(self._rebuild(one, epoch) for one in lost)))
            activity.heartbeat(count)
        return count

    async def _rebuild(self, lost: rebuilding.LostNomination, epoch: str) -> bool:
        state = fold(lost.nomination_id, lost.events)
        start = calls.NominationStart(
            nomination_id=lost.nomination_id,
            epoch=epoch,
            events=lost.events,
            projected=len(lost.events),
            entry=lost.entry,
        )
        shown = [(PROGRAMME, state.programme), (UNIT, state.unit_id), (STAGE, state.stage)]
        is_started = await self._start("Nomination", lost.nomination_id, start, shown)
        if lost.hearing is not None:
            message = calls.Hearing(steps=lost.hearing.steps, leads_to=lost.hearing.leads_to)
            await self._client.get_workflow_handle(lost.nomination_id).signal("hear", message)
        return is_started

    async def _start(
        self, workflow: str, id_: str, start: Message, shown: Iterable[tuple[SearchAttributeKey[str], str]]
    ) -> bool:
        async with self._gate:
            try:
                await self._client.start_workflow(
                    workflow,
                    start,
                    id=id_,
                    task_queue=self._task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    search_attributes=TypedSearchAttributes([SearchAttributePair(key, said) for key, said in shown]),
                )
            except WorkflowAlreadyStartedError:
                return False
        return True

    async def _running(self, workflow: str) -> frozenset[str]:
        query = f"WorkflowType='{workflow}' AND ExecutionStatus='Running'"
        return frozenset([one.id async for one in self._client.list_workflows(query, page_size=1000)])

    def _add_sittings(self, at: datetime) -> None:
        with self._database.read() as conn:
            epoch = instance.epoch(conn)
            unclosed = [one.id for one in periods.known(conn).values() if not one.is_closed]
        for id_ in unclosed:
            with self._database.write() as conn:
                periods.add_sittings(conn, id_, at=at, epoch=epoch, rulebook=self._rulebook)

    def _periods(self, at: datetime) -> list[calls.PeriodCall]:
        with self._database.read() as conn:
            epoch = instance.epoch(conn)
            there = periods.known(conn)
            begun = [one for rules in self._rulebook.all_in_force(conn, at) for one in _on(rules, at, epoch)]
        unclosed = [_call(one, epoch) for one in there.values() if not one.is_closed]
        new = [one for one in begun if one.period_id not in there]
        return [*unclosed, *new]

    def _read_sittings(self) -> tuple[str, tuple[rebuilding.LostSitting, ...]]:
        with self._database.read() as conn:
            return instance.epoch(conn), rebuilding.open_sittings(conn)

    def _open_nominations(self) -> frozenset[str]:
        with self._database.read() as conn:
            return rebuilding.open_nominations(conn)

    def _lost(self, ids: Sequence[str]) -> tuple[str, tuple[rebuilding.LostNomination, ...]]:
        with self._database.read() as conn:
            return instance.epoch(conn), rebuilding.lost(conn, ids, self._rulebook)


def _on(rules: Rules, at: datetime, epoch: str) -> Iterable[calls.PeriodCall]:
    """Yield the period that is on at `at` for every council of a programme."""
    programme = rules.programme.programme
    for stage in rules.programme.stages:
        if isinstance(stage, CouncilStage):
            key = Period.containing(rules.clock.day(at), stage.every).key
            id_ = periods.period_id(programme, stage.stage, key)
            yield calls.PeriodCall(period_id=id_, programme=programme, stage=stage.stage, period=key, epoch=epoch)


def _call(period: periods.KnownPeriod, epoch: str) -> calls.PeriodCall:
    return calls.PeriodCall(
        period_id=period.id, programme=period.programme, stage=period.stage, period=period.period, epoch=epoch
    )
