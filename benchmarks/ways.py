"""A nomination's way through all stages, walked twice: by ours and by the bare limit. The same acts in the same order.

Of ten nominations that stand before a unit's council, four are selected for the month, two for the quarter and get a
dossier, one by the province and is recorded. Ballots are cast while the clock stands still: they never see Temporal.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from benchmarks import bare
from benchmarks.acts import Clock, crowd, logged, open_sittings, plan_sittings, until_in, until_written, vote
from benchmarks.house import House
from cli.demo.people import post
from rules.commands import Command, FileDossier, Recommend
from web.engine import Engine
from web.problems import Problem
from workflows.nomination import Ask
from workflows.sitting import Sitting

MONTH, QUARTER, DOSSIER, ALL = "unit-month", "unit-quarter", "dossier", "province"
_SELECTED_OF_TEN = {MONTH: 4, QUARTER: 2, ALL: 1}
_BEFORE_COUNCIL = 20
_STAGE_OPENS_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is nominated where, and how far each gets. Ids are new for every walk."""

    ids: tuple[str, ...]
    units: tuple[str, ...]

    def unit(self, number: int) -> str:
        """Return the unit that logs a nomination."""
        return self.units[number % len(self.units)]

    def is_selected(self, number: int, stage: str) -> bool:
        """Does the council of `stage` select this nomination?"""
        return number // len(self.units) % 10 < _SELECTED_OF_TEN[stage]

    def selected(self, stage: str) -> list[int]:
        """Return the nominations that the council of `stage` selects."""
        return [number for number in range(len(self.ids)) if self.is_selected(number, stage)]


class Way(Protocol):
    """What the walk asks for."""

    async def log(self, plan: Plan, number: int) -> None: ...
    async def recommend(self, plan: Plan, number: int) -> None: ...
    async def file(self, plan: Plan, number: int) -> None: ...
    async def open(self, plan: Plan, stage: str) -> None: ...
    async def vote(self, plan: Plan, stage: str) -> None: ...
    async def close(self, plan: Plan, stage: str) -> None: ...
    async def seen(self, plan: Plan, stage: str) -> None: ...


def plan(nominations: int, units: Sequence[str]) -> Plan:
    """Return a plan for so many nominations: twenty before a council while there are units enough."""
    councils = max(1, min(len(units), nominations // _BEFORE_COUNCIL))
    return Plan(tuple(f"n-{uuid4().hex[:16]}" for _ in range(nominations)), tuple(units[:councils]))


async def walk(way: Way, plan: Plan) -> float:
    """Take all nominations of the plan from the log to their end; return the seconds it took, ballots apart."""
    everybody = range(len(plan.ids))
    clock = Clock()
    with clock:
        await crowd(lambda n=n: way.log(plan, n) for n in everybody)
        await way.seen(plan, "team")
        await crowd(lambda n=n: way.recommend(plan, n) for n in everybody)
        await way.seen(plan, MONTH)
    for stage in (MONTH, QUARTER):
        await _sit(way, plan, stage, clock)
    with clock:
        await way.seen(plan, DOSSIER)
        await crowd(lambda n=n: way.file(plan, n) for n in plan.selected(QUARTER))
        await way.seen(plan, ALL)
    await _sit(way, plan, ALL, clock)
    with clock:
        await way.seen(plan, "end")
    return clock.seconds


async def _sit(way: Way, plan: Plan, stage: str, clock: Clock) -> None:
    with clock:
        await way.open(plan, stage)
    await way.vote(plan, stage)
    with clock:
        await way.close(plan, stage)


class Ours:
    """The way through our own workflows and our own store."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._engine = Engine(house.client)
        self.sittings: dict[str, list[str]] = {}

    async def log(self, plan: Plan, number: int) -> None:
        unit = plan.unit(number)
        await self._engine.start(plan.ids[number], self._house.epoch, logged(self._house, unit, number))

    async def recommend(self, plan: Plan, number: int) -> None:
        await self._ask(plan, number, Recommend(by=post(plan.unit(number), "leader")))

    async def file(self, plan: Plan, number: int) -> None:
        needs = self._house.rules.stage(DOSSIER).needs  # type: ignore[union-attr]
        await self._ask(plan, number, FileDossier(by=post(plan.unit(number), "secretary"), documents=needs))

    async def open(self, plan: Plan, stage: str) -> None:  # noqa: ARG002 - the sittings are planned
        await open_sittings(self._house, self.sittings[stage])

    async def vote(self, plan: Plan, stage: str) -> None:
        numbers = {id_: number for number, id_ in enumerate(plan.ids)}
        with self._house.database.write() as conn:
            for sitting_id in self.sittings[stage]:
                vote(conn, sitting_id, lambda id_: plan.is_selected(numbers[id_], stage))

    async def close(self, plan: Plan, stage: str) -> None:  # noqa: ARG002 - the sittings are planned
        await crowd(lambda id_=id_: self._close(id_) for id_ in self.sittings[stage])

    async def seen(self, plan: Plan, stage: str) -> None:
        if stage == "end":
            # A row has ended as soon as the sitting is decided; the nomination itself when the ledger says it heard.
            heard = len(plan.ids) + len(plan.selected(QUARTER))
            await until_written(self._house, {"heard": heard, "recorded": len(plan.selected(ALL))})
        else:
            here = plan.selected(QUARTER) if stage in (DOSSIER, ALL) else plan.ids
            await until_in(self._house, stage, len(here))

    def prepare(self, plan: Plan) -> None:
        """Plan the sittings; not part of the walk, because a period is opened long before."""
        for stage, units in ((MONTH, plan.units), (QUARTER, plan.units), (ALL, [self._house.province])):
            self.sittings[stage] = plan_sittings(self._house, stage, units)

    def sitting_ids(self) -> list[str]:
        """Return the ids of all sittings of the walk."""
        return [id_ for ids in self.sittings.values() for id_ in ids]

    async def _ask(self, plan: Plan, number: int, command: Command) -> None:
        asked = Ask(command_id=uuid4().hex, command=command)
        async with asyncio.timeout(_STAGE_OPENS_WITHIN_S):
            while True:
                try:
                    await self._engine.ask(plan.ids[number], asked)
                except Problem as no:
                    # The rows can show a stage a moment before the workflow hears from its own activity.
                    if no.code != "stage_opening":
                        raise
                    await asyncio.sleep(0.05)
                else:
                    return

    async def _close(self, sitting_id: str) -> None:
        await self._engine.everybody_voted(sitting_id, 1)
        await self._house.client.get_workflow_handle_for(Sitting.run, sitting_id).result()


class Bare:
    """The same acts on workflows that do nothing."""

    def __init__(self, house: House) -> None:
        self._client = house.client
        bare.SEEN.reset()

    async def log(self, plan: Plan, number: int) -> None:
        gets_dossier, is_recorded = plan.is_selected(number, QUARTER), plan.is_selected(number, ALL)
        await self._client.start_workflow(
            bare.BareNomination.run,
            [1 + gets_dossier, 1 + gets_dossier, int(is_recorded)],
            id=self.id(plan, number),
            task_queue=bare.QUEUE,
            request_eager_start=True,
        )

    async def recommend(self, plan: Plan, number: int) -> None:
        handle = self._client.get_workflow_handle_for(bare.BareNomination.run, self.id(plan, number))
        await handle.execute_update(bare.BareNomination.ask, id=uuid4().hex)

    async def file(self, plan: Plan, number: int) -> None:
        await self.recommend(plan, number)

    async def open(self, plan: Plan, stage: str) -> None:
        for council, told in self._told(plan, stage).items():
            bare.SEEN.candidates[council] = [self.id(plan, number) for number in told]
        await crowd(
            lambda id_=id_: self._client.start_workflow(bare.BareSitting.run, id=id_, task_queue=bare.QUEUE)
            for id_ in self._told(plan, stage)
        )

    async def vote(self, plan: Plan, stage: str) -> None:
        """Nobody votes."""

    async def close(self, plan: Plan, stage: str) -> None:
        await crowd(lambda id_=id_: self._close(id_) for id_ in self._told(plan, stage))

    async def seen(self, plan: Plan, stage: str) -> None:
        count = len(plan.ids)
        match stage:
            case "team":
                await bare.until(lambda: bare.SEEN.started >= count)
            case "dossier":
                await bare.until(lambda: bare.SEEN.heard >= count)
            case "end":
                await bare.until(lambda: bare.SEEN.ended >= count)

    async def _close(self, sitting_id: str) -> None:
        handle = self._client.get_workflow_handle_for(bare.BareSitting.run, sitting_id)
        await handle.signal(bare.BareSitting.everybody_voted)
        await handle.result()

    def _told(self, plan: Plan, stage: str) -> Mapping[str, list[int]]:
        """Return whom each sitting tells something: ours leave those asleep that only go on to the next council."""
        selected = plan.selected(MONTH)
        match stage:
            case "unit-month":
                told = sorted(set(range(len(plan.ids))) - set(selected))
            case "unit-quarter":
                told = selected
            case _:
                return {f"bare/{stage}/{plan.ids[0]}": plan.selected(QUARTER)}
        return {
            f"bare/{stage}/{unit}/{plan.ids[0]}": [number for number in told if plan.unit(number) == unit]
            for unit in plan.units
        }

    def sitting_ids(self, plan: Plan) -> list[str]:
        """Return the ids of all sittings of a walk."""
        return [id_ for stage in (MONTH, QUARTER, ALL) for id_ in self._told(plan, stage)]

    @staticmethod
    def id(plan: Plan, number: int) -> str:
        """Return the id of a nomination's bare workflow."""
        return f"bare-{plan.ids[number]}"
