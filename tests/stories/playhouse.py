"""A whole house on the time-skipping server, for stories of any programme: API, worker, database, a clock to turn.

Everything is real but the clock. People act through the API; only time passes by itself, when a story lets it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.nominations import NominationHands
from activities.periods import PeriodHands
from activities.sittings import SittingHands
from rules.loading import find_programme
from store import instance, tokens
from store import tables as t
from store.engine import Database
from store.rulebook import Rulebook, adopt
from tests.store.makers import MASTER
from tests.web.callers import Api, code
from tests.workflows.servers import time_skipping
from web.app import create_app
from workflows.connection import TASK_QUEUE
from workflows.nomination import Nomination
from workflows.period import Period, first_call
from workflows.runner import workflow_runner
from workflows.sitting import Sitting

Body = dict[str, Any]

LONG_AGO = datetime(2021, 9, 1, tzinfo=UTC)
LATE = timedelta(minutes=5)  # the time-skipping server can hang when a sleep ends exactly at a timer
_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Force:
    """Units (id → parent and kind), people (id → unit and role), and councils (unit and place → who sits there).

    Whose role is "collective" is a collective and holds none. A council's first member is its chair; a member may be of
    a category, after a slash: "lan/supervisor".
    """

    units: Mapping[str, tuple[str | None, str]]
    people: Mapping[str, tuple[str, str]]
    councils: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    def settle(self, conn: Connection) -> dict[str, str]:
        """Fill the register; return a token for everybody."""
        for id_, (parent_id, kind) in self.units.items():
            conn.execute(t.units.insert().values(id=id_, name_vi=id_, kind=kind, parent_id=parent_id))
        for id_, (unit_id, role) in self.people.items():
            kind = {"kind": "collective"} if role == "collective" else {}
            conn.execute(t.people.insert().values(id=id_, name=id_, unit_id=unit_id, number=id_, **kind))
            if role and not kind:
                grant = {"id": f"{id_}/{role}", "person_id": id_, "role": role, "unit_id": unit_id}
                conn.execute(t.grants.insert().values(grant))
        for (unit_id, place), members in self.councils.items():
            council = {"id": f"{place}/{unit_id}", "unit_id": unit_id, "stage_council": place, "name": unit_id}
            conn.execute(t.councils.insert().values(council))
            for number, member in enumerate(members):
                person_id, _, category = member.partition("/")
                seat = {"id": f"{place}/{unit_id}/{number}", "council_id": council["id"], "person_id": person_id}
                post = {"post": "member" if number else "chair", "category": category or None, "voting": True}
                conn.execute(t.seats.insert().values(seat | post))
        return {id_: tokens.issue(conn, id_, label="story", now=LONG_AGO).secret for id_ in self.people}


@dataclass
class Playhouse:
    """One story's house. `now` is what its API takes for the time: the server's own, as of the last look."""

    env: WorkflowEnvironment
    database: Database
    programme: str
    now: datetime = LONG_AGO
    api: Api = field(init=False)

    @property
    def today(self) -> date:
        """The date on the programme's own wall."""
        return self.now.astimezone(ZoneInfo(find_programme(self.programme).time_zone)).date()

    async def wait(self, span: timedelta) -> None:
        """Let time pass, and what is due by then happen."""
        await self.env.sleep(span)
        self.now = await self.env.get_current_time()

    async def wait_until(self, at: datetime) -> None:
        """Let time pass until shortly after an instant."""
        await self.wait(at - self.now + LATE)

    async def log(self, who: str, title: str, *, days_ago: int = 1, **deed: object) -> str:
        """Log a deed; return the nomination's id. Fail if it is refused."""
        response = await self._log(who, title, days_ago, deed)
        assert response.status_code in (201, 202), response.text
        return str(response.json()["id"])

    async def log_refused(self, who: str, title: str, *, days_ago: int = 1, **deed: object) -> tuple[int, str]:
        """Log a deed that is refused; return the status and the code."""
        return code(await self._log(who, title, days_ago, deed))

    async def _log(self, who: str, title: str, days_ago: int, deed: Mapping[str, object]) -> Any:
        done_on = (self.today - timedelta(days=days_ago)).isoformat()
        told = {"title": title, "done_on": done_on, "story": title, "place": "here", **deed}
        return await self.api.post("/nominations", {"programme": self.programme, "deed": told}, as_=who)

    async def ask(self, who: str, id_: str, ask: str, **told: object) -> Body:
        """Ask something of a nomination. Fail if it is refused."""
        response = await self._ask(who, id_, ask, told)
        assert response.status_code in (200, 202), response.text
        answer: Body = response.json()
        return answer

    async def refused(self, who: str, id_: str, ask: str, **told: object) -> tuple[int, str]:
        """Ask what will be refused; return the status and the code."""
        return code(await self._ask(who, id_, ask, told))

    async def _ask(self, who: str, id_: str, ask: str, told: Mapping[str, object]) -> Any:
        return await self.api.post(f"/nominations/{id_}/commands", {"ask": ask, **told}, as_=who)

    async def nomination(self, who: str, id_: str) -> Body:
        """Return a nomination as somebody reads it."""
        return await self.read(who, f"/nominations/{id_}")

    async def read(self, who: str, path: str) -> Body:
        """Return what somebody reads there. Fail if she may not."""
        response = await self.api.get(path, as_=who)
        assert response.status_code == 200, response.text
        told: Body = response.json()
        return told

    async def events(self, who: str, id_: str) -> list[Body]:
        """Return what happened to a nomination."""
        events: list[Body] = (await self.read(who, f"/nominations/{id_}/events"))["events"]
        return events

    async def reaches(self, who: str, id_: str, stage: str) -> Body:
        """Wait until a nomination stands in a stage with its terms known, or has ended; return it. No time passes."""
        for _ in range(int(_PATIENCE_S / 0.05)):
            found = await self.nomination(who, id_)
            if found["stage"] == stage and (stage == "end" or found["edition"]):
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{id_} stands in {found['stage']}, not in {stage}")

    async def vote(self, who: str, sitting_id: str, choices: Mapping[str, str]) -> tuple[int, Body]:
        """Cast a ballot; return the status and the answer."""
        response = await self.api.put(f"/sittings/{sitting_id}/ballot", {"choices": choices}, as_=who)
        return response.status_code, response.json()

    async def sitting(self, who: str, sitting_id: str) -> Body:
        """Return a sitting as somebody reads it."""
        return await self.read(who, f"/sittings/{sitting_id}")

    async def sits(self, who: str, sitting_id: str, status: str) -> Body:
        """Wait until a sitting has a status; return it. No time passes."""
        for _ in range(int(_PATIENCE_S / 0.05)):
            response = await self.api.get(f"/sittings/{sitting_id}", as_=who)
            if response.status_code == 200 and response.json()["status"] == status:
                found: Body = response.json()
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(response.text)

    async def open_period(self, stage: str, key: str) -> None:
        """Begin a period of a council stage, as the reconciler does on its first day."""
        with self.database.read() as conn:
            epoch = instance.epoch(conn)
        call = first_call(self.programme, stage, key, epoch)
        await self.env.client.start_workflow(Period.run, call, id=call.period_id, task_queue=TASK_QUEUE)


@asynccontextmanager
async def playing(database: Database, programme: str, force: Force) -> AsyncIterator[Playhouse]:
    """Open a house in which one programme is in force, and close it when the story is over."""
    with database.write() as conn:
        secrets = force.settle(conn)
        adopt(conn, find_programme(programme), LONG_AGO, by="story")
    async with time_skipping() as env:
        house = Playhouse(env, database, programme)
        house.now = await env.get_current_time()
        house.api = Api(create_app(database, env.client, now=lambda: house.now, pepper=bytes(32)), secrets)
        rulebook = Rulebook()
        nominations = NominationHands(database, rulebook)
        sittings = SittingHands(database, rulebook, env.client, MASTER)
        periods = PeriodHands(database, rulebook, env.client, TASK_QUEUE)
        async with Worker(
            env.client,
            task_queue=TASK_QUEUE,
            workflows=[Nomination, Period, Sitting],
            activities=[
                nominations.project,
                nominations.record,
                sittings.open_voting,
                sittings.reschedule,
                sittings.close_voting,
                sittings.settle_waiting_list,
                sittings.announce,
                periods.open_period,
                periods.start_sittings,
                periods.close_period,
            ],
            workflow_runner=workflow_runner(),
            workflow_failure_exception_types=[Exception],
        ):
            yield house
        await house.api.close()
