"""The rehearsal: years of nominations, sittings and books on the time-skipping server, day by day.

Everybody acts through the real workflows; only who acts, and how, is made up from the seed. The clock stops every day
after office hours; what timers owe is waited for before anybody acts, so that the same seed gives the same books.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from cli.demo.actors import Act, Actors
from cli.demo.deeds import Logged
from cli.refusals import RefusalError
from rules.events import DeedLogged
from rules.periods import Period as PeriodKey
from rules.programme import CouncilStage
from store.engine import Database
from store.pending import next_due, pending, unlogged, unopened, unshown
from store.periods import period_id
from store.rulebook import Rules
from workflows.connection import TASK_QUEUE
from workflows.nomination import Answer, Ask, Nomination
from workflows.period import Period, first_call
from workflows.sitting import Sitting
from workflows.starting import begin

_AT_ONCE = 16
_PATIENCE_S = 120.0
_LOOK_AGAIN_S = 0.004
_AFTER_OFFICE = timedelta(minutes=5)  # the server can hang when a sleep ends exactly at a timer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rehearsal is."""

    day: date
    done: int
    of: int


class Play:
    """One rehearsal on one time-skipping server and one database."""

    def __init__(
        self,
        env: WorkflowEnvironment,
        database: Database,
        rules: Rules,
        epoch: str,
        actors: Actors,
    ) -> None:
        self._env = env
        self._client: Client = env.client
        self._database = database
        self._rules = rules
        self._epoch = epoch
        self._actors = actors
        self._councils = [stage for stage in rules.programme.stages if isinstance(stage, CouncilStage)]
        self._stages = [stage.stage for stage in self._councils]
        self._behind = timedelta()
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def run(self, deeds: Sequence[Logged], first: date, last: date, tell: Callable[[Progress], None]) -> datetime:
        """Play from `first` to `last` and on until all of that time is decided; return the instant that was."""
        # The server's clock begins now and never goes back; the play lies whole days behind it.
        self._behind = timedelta(days=(await self._env.get_current_time()).date().toordinal() - first.toordinal() + 1)
        by_day: dict[date, list[Logged]] = defaultdict(list)
        for deed in deeds:
            by_day[deed.on].append(deed)
        day = first
        days = (last - first).days + 1
        while day <= last or self._is_anything_under_way():
            await self._go_to(day)
            if day <= last:
                await self._open_periods(day)
                await self._all(self._log(deed, day) for deed in by_day[day])
                await self._until(partial(unlogged, nomination_ids=[deed.nomination_id for deed in by_day[day]]))
            await self._act(day)
            tell(Progress(day, min((day - first).days + 1, days), days))
            day = self._next_day(day, by_day, last)
        return self._evening(day)

    def _next_day(self, day: date, by_day: Collection[date], last: date) -> date:
        """Return the next day on which anybody or anything may act: on the others the clock need not stop."""
        tomorrow = day + timedelta(days=1)
        now = self._evening(day)
        with self._database.read() as conn:
            due = next_due(conn, self._stages, now)
        if due == now:
            return tomorrow
        days = [other for other in by_day if other > day]
        days += [PeriodKey.containing(day, stage.every).end + timedelta(days=1) for stage in self._councils]
        in_play = [other for other in days if other <= last]
        if due is not None:
            in_play.append(self._rules.clock.day(due))
        return max(tomorrow, min(in_play, default=tomorrow))

    async def _go_to(self, day: date) -> None:
        """Let the clock run to the evening of `day`, and everything that is due until then happen."""
        evening = self._evening(day)
        ahead = evening + self._behind - await self._env.get_current_time()
        if ahead > timedelta():
            await self._env.sleep(ahead)
        await self._quiet(evening)

    async def _quiet(self, now: datetime) -> None:
        """Wait until everything has happened that was due by `now`."""
        await self._until(lambda conn: pending(conn, self._stages, now))

    async def _until(self, missing: Callable[[Connection], Collection[str]]) -> None:
        """Wait until nothing is missing in the rows. Raise RefusalError if it does not come."""
        give_up_at = time.monotonic() + _PATIENCE_S
        while left := await asyncio.to_thread(self._read, missing):
            if time.monotonic() > give_up_at:
                raise RefusalError("rehearsal_stuck", behind=", ".join(sorted(left)[:5]))
            await asyncio.sleep(_LOOK_AGAIN_S)

    def _read(self, missing: Callable[[Connection], Collection[str]]) -> Collection[str]:
        with self._database.read() as conn:
            return missing(conn)

    async def _open_periods(self, day: date) -> None:
        """Open the periods that begin today (or began before the rehearsal did)."""
        opening = [
            (stage.stage, PeriodKey.containing(day, stage.every))
            for stage in self._councils
            if self._actors.is_first_day_of(PeriodKey.containing(day, stage.every), day)
        ]
        await self._all(self._open_period(stage, period) for stage, period in opening)
        ids = [period_id(self._rules.programme.programme, stage, period.key) for stage, period in opening]
        await self._until(lambda conn: unopened(conn, ids))

    async def _open_period(self, stage: str, period: PeriodKey) -> None:
        call = first_call(self._rules.programme.programme, stage, period.key, self._epoch, behind=self._behind)
        await self._client.start_workflow(Period.run, call, id=call.period_id, task_queue=TASK_QUEUE)

    async def _log(self, logged: Logged, day: date) -> None:
        programme = self._rules.programme
        first = programme.stages[0]
        event = DeedLogged(
            at=self._evening(day),
            by=self._actors.author(logged),
            programme=programme.programme,
            unit_id=logged.unit_id,
            deed=logged.deed,
            leads_to=next(iter(first.leads_to.values())),
        )
        await begin(self._client, logged.nomination_id, self._epoch, event, behind=self._behind)
        self._actors.follow(logged)

    async def _act(self, day: date) -> None:
        """Let people do what they do today: recommend, amend, file, and vote."""
        evening = self._evening(day)
        # Who votes and who is asked for a word never wait for each other, so neither changes what the other does.
        voted, _ = await asyncio.gather(
            asyncio.to_thread(self._actors.vote, self._database, evening), self._answer_all(evening)
        )
        await self._all(self._say_all_voted(sitting_id, round_) for sitting_id, round_ in voted)
        if voted:
            await self._until(lambda conn: self._actors.still_open(conn, voted))

    async def _answer_all(self, evening: datetime) -> None:
        """Let everybody who has thought it over answer, and wait until the rows show it."""
        acts = await asyncio.to_thread(self._actors.acts, self._database, evening)
        answered: dict[str, int] = {}
        await self._all(self._ask(act, answered) for act in acts)
        await self._until(partial(unshown, numbers=answered))

    async def _ask(self, act: Act, answered: dict[str, int]) -> None:
        handle: WorkflowHandle[Nomination, Answer] = self._client.get_workflow_handle(act.nomination_id)
        asked = Ask(command_id=act.command_id, command=act.command)
        answer = await handle.execute_update("ask", asked, id=act.command_id, result_type=Answer)
        answered[act.nomination_id] = answer.number

    async def _say_all_voted(self, sitting_id: str, voting_round: int) -> None:
        handle = self._client.get_workflow_handle_for(Sitting.run, sitting_id)
        await handle.signal(Sitting.everybody_voted, voting_round)

    def _is_anything_under_way(self) -> bool:
        return self._actors.is_anything_under_way(self._database, self._stages)

    def _evening(self, day: date) -> datetime:
        closes = datetime.combine(day, self._rules.programme.office_hours.ends, tzinfo=self._rules.clock.zone)
        return closes + _AFTER_OFFICE

    async def _all(self, calls: Iterable[Awaitable[None]]) -> None:
        async def one(call: Awaitable[None]) -> None:
            async with self._gate:
                await call

        await asyncio.gather(*(one(call) for call in calls))
