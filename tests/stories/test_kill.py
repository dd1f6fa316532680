"""People at work while everything is killed again and again: what was acknowledged is there, once, and nothing else.

Program (API and worker), Temporal server and a separate worker die by `kill -9` in a seeded order. Whoever gets no
answer, or one that says to try again, sends the same request with the same key.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import select
from temporalio.envconfig import ClientConfigProfile

from keys import read_keys
from rules.nomination import State
from settings import HOME
from store import audit, ledger
from store import tables as t
from store.engine import Database
from tests.cli.houses import House, answers, is_alive, sovang, until
from tests.stories.conftest import open_house
from tests.stories.force import council, found
from tests.stories.visitors import Body, Visitors, deed
from workflows.connection import connect

SEED = 20211105
KILLS = {"program": 6, "server": 6, "worker": 12}
UNIT, SECRETARY = "huyen-a", "huyen-a.secretary"
TEAMS = ("doi-a", "doi-b") * 3
CHOICES = ("for", "against", "abstain")
STUBBORN_S = 90
_WORK_GOES_ON = 0.8


class Stubborn:
    """Somebody who sends a request again, with its key, until it is answered; counts how often that was needed."""

    def __init__(self, api: str, tokens: dict[str, str]) -> None:
        self._visitors = Visitors(api, tokens)
        self.again = 0

    def send(self, who: str, method: str, path: str, body: object = None) -> Body:
        key = str(uuid4())
        give_up_at = time.monotonic() + STUBBORN_S
        while True:
            try:
                response = self._visitors.call(who, method, path, body, key)
            except httpx2.TransportError:
                response = None
            if response is not None and response.status_code < 500 and "Retry-After" not in response.headers:
                assert response.is_success, response.text
                told: Body = response.json()
                return told
            assert time.monotonic() < give_up_at, response.text if response is not None else "no answer"
            self.again += 1
            time.sleep(0.1)

    def nominate(self, team: str) -> str:
        """Log a deed, and have it recommended as soon as lists show it; return its id."""
        told = self.send(f"{team}.officer", "POST", "/nominations", deed("Trả lại ví cho người đánh rơi"))
        id_, leader = str(told["id"]), f"{team}.leader"
        while not any(one["id"] == id_ for one in self.send(leader, "GET", "/nominations?limit=200")["items"]):
            time.sleep(0.1)
        self.send(leader, "POST", f"/nominations/{id_}/commands", {"ask": "recommend"})
        return id_

    def close(self) -> None:
        self._visitors.close()


class Worker:
    """A worker of its own beside the one in the program; started anew whenever it has ended."""

    def __init__(self, data: Path, temporal: str) -> None:
        self._environ = os.environ | {"SOVANG_DATA": str(data), "TEMPORAL_ADDRESS": temporal}
        self._log = data / "logs" / "worker.log"
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(HOME / "worker.py")], env=self._environ, stdout=log, stderr=log
            )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.mark.timeout(300)
def test_no_acknowledged_act_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    tokens = found(tmp_path)
    with open_house(tmp_path, tokens) as (house, visitors), extra_worker(house) as worker:
        api = house.running().api
        with closing_all(*(Stubborn(api, tokens) for _ in range(10))) as (*nominators, one, two, three, four):
            candidates = [nominators[0].nominate("doi-a") for _ in range(3)]
            sitting_id = visitors.open_now(SECRETARY, "unit-month", UNIT)
            voters = dict(zip(council(UNIT), (one, two, three, four), strict=False))
            stop = Event()

            with ThreadPoolExecutor(len(nominators) + len(voters)) as pool:
                nominating = [
                    pool.submit(nominate_on, who, team, stop) for who, team in zip(nominators, TEAMS, strict=True)
                ]
                voting = [
                    pool.submit(vote_on, who, member, sitting_id, candidates, stop) for member, who in voters.items()
                ]
                try:
                    kill_on(house, worker)
                finally:
                    stop.set()
            nominated = [*candidates, *(id_ for done in nominating for id_ in done.result())]
            last = {member: done.result() for member, done in zip(voters, voting, strict=True)}
            last[council(UNIT)[-1]] = dict.fromkeys(candidates, "for")
            one.send(council(UNIT)[-1], "PUT", f"/sittings/{sitting_id}/ballot", {"choices": last[council(UNIT)[-1]]})
            again = sum(who.again for who in (*nominators, one, two, three, four))

        until(lambda: visitors.get(SECRETARY, f"/sittings/{sitting_id}")["status"] == "decided")
        until(lambda: findings(house)["backlog"]["code"] == "backlog_ok")
        # a hand that died while it wrote is missed after some seconds, and then its act is written again
        until(lambda: kinds(house, nominated) == {id_: ["logged", "recommended"] for id_ in nominated})

        assert again > 0
        assert len(nominated) > len(candidates) + len(TEAMS)
        assert counted(visitors, sitting_id) == expected(last, candidates)
        everything_is_there_once(house, nominated)
        assert asyncio.run(stages_of_workflows(house, nominated)) == stages_of_rows(house)
        assert {check: told["state"] for check, told in findings(house).items() if told["state"] == "problem"} == {}


def nominate_on(who: Stubborn, team: str, stop: Event) -> list[str]:
    """Nominate until told to stop; return what was acknowledged, which is everything that was sent."""
    done = []
    while not stop.is_set():
        done.append(who.nominate(team))
        stop.wait(0.2)
    return done


def vote_on(who: Stubborn, member: str, sitting_id: str, candidates: list[str], stop: Event) -> dict[str, str]:
    """Change a ballot until told to stop; return the last one. Each change must count once."""
    mood = random.Random(f"{SEED} {member}")  # noqa: S311 - a seeded mood, no secret
    choices: dict[str, str] = {}
    revision = 0
    while not stop.is_set():
        choices = {id_: mood.choice(CHOICES) for id_ in candidates}
        told = who.send(member, "PUT", f"/sittings/{sitting_id}/ballot", {"choices": choices})
        revision += 1
        assert told["revision"] == revision
        stop.wait(0.1)
    assert revision
    return choices


def kill_on(house: House, worker: Worker) -> None:
    """Kill in a seeded order; now and then before everything has come up again after the kill before."""
    order = random.Random(SEED)  # noqa: S311 - a seeded order, no secret
    victims = [victim for victim, times in KILLS.items() for _ in range(times)]
    order.shuffle(victims)
    for victim in victims:
        if victim == "worker":
            worker.kill()
            worker.start()
        else:
            name = "app_pid" if victim == "program" else "server_pid"
            os.kill(getattr(house.running(), name), signal.SIGKILL)
        until(lambda: is_alive(house.running().app_pid) and is_alive(house.running().server_pid))
        if order.random() < _WORK_GOES_ON:
            until(lambda: answers(f"{house.running().api}/api/v1/ready"))
        time.sleep(order.uniform(0.2, 1.5))


def counted(visitors: Visitors, sitting_id: str) -> dict[str, tuple[int, ...]]:
    """Return what the sitting counted (nomination → for, against, abstain)."""
    told = visitors.get(SECRETARY, f"/sittings/{sitting_id}")["candidates"]
    results = {one["nomination_id"]: one["result"] for one in told}
    return {id_: (one["ayes"], one["noes"], one["abstentions"]) for id_, one in results.items()}


def expected(last: dict[str, dict[str, str]], candidates: list[str]) -> dict[str, tuple[int, ...]]:
    """Return what the last acknowledged ballots come to."""
    said = {id_: Counter(choices[id_] for choices in last.values()) for id_ in candidates}
    return {id_: tuple(counts[choice] for choice in CHOICES) for id_, counts in said.items()}


def kinds(house: House, nominated: list[str]) -> dict[str, list[str]]:
    """Return what the ledger has of each nomination."""
    database = Database(f"sqlite:///{house.data / 'sovang.sqlite'}")
    try:
        with database.read() as conn:
            return {id_: [line.kind for line in ledger.events_of(conn, id_)] for id_ in nominated}
    finally:
        database.close()


def everything_is_there_once(house: House, nominated: list[str]) -> None:
    database = Database(f"sqlite:///{house.data / 'sovang.sqlite'}")
    try:
        with database.read() as conn:
            known = conn.execute(select(t.nominations.c.id)).scalars().all()
            chain = audit.verify(conn)
            spoiled = ledger.spoiled(conn)
    finally:
        database.close()
    assert sorted(known) == sorted(nominated)
    assert (chain.is_unbroken, chain.agrees, spoiled) == (True, True, ())


async def stages_of_workflows(house: House, nominated: list[str]) -> dict[str, tuple[str, int]]:
    """Return where the workflows themselves say they stand (id → stage before the council, number of events)."""
    profile = ClientConfigProfile(address=house.running().temporal)
    client = await connect(profile, read_keys(house.data / "keys").payload)
    stands = {}
    for id_ in nominated:
        handle = client.get_workflow_handle(id_)
        state = await handle.query("state", result_type=State)
        stands[id_] = (state.stage, len(await handle.query("events", result_type=list)))
    return stands


def stages_of_rows(house: House) -> dict[str, tuple[str, int]]:
    database = Database(f"sqlite:///{house.data / 'sovang.sqlite'}")
    n = t.nominations.c
    try:
        with database.read() as conn:
            # The council's decisions move rows only; a nomination is told when it is its turn to do something.
            rows = conn.execute(select(n.id, n.number)).all()
    finally:
        database.close()
    return {row.id: ("unit-month", row.number) for row in rows}


def findings(house: House) -> dict[str, dict[str, str]]:
    """Return what `sovang doctor` finds (check → state, code)."""
    told = sovang("doctor", "--data", str(house.data), "--json")
    return {one["check"]: one for one in json.loads(told.stdout)["checks"]}


@contextmanager
def extra_worker(house: House) -> Iterator[Worker]:
    worker = Worker(house.data, house.running().temporal)
    try:
        yield worker
    finally:
        worker.kill()


@contextmanager
def closing_all(*people: Stubborn) -> Iterator[tuple[Stubborn, ...]]:
    try:
        yield people
    finally:
        for one in people:
            one.close()
