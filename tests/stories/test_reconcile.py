"""The Temporal server's file is lost and the application's database is not: everything open runs again, once."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from temporalio.api.enums.v1 import EventType
from temporalio.envconfig import ClientConfigProfile

from keys import read_keys
from rules.deeds import Deed
from rules.events import DeedLogged
from store import closing, instance, sittings
from store import tables as t
from store.engine import Database
from store.rulebook import Rulebook
from tests.cli.houses import House, sovang
from tests.stories.conftest import open_house
from tests.stories.force import council, found
from tests.stories.visitors import Visitors
from workflows.connection import TASK_QUEUE, connect
from workflows.nomination import Nomination, Start

UNIT, TEAM, SECRETARY = "huyen-a", "doi-a", "huyen-a.secretary"
OTHER, OTHER_TEAM, OTHER_SECRETARY = "huyen-b", "doi-b", "huyen-b.secretary"


@pytest.mark.timeout(240)
def test_what_was_open_runs_again_when_the_servers_file_is_lost(tmp_path: Path) -> None:
    tokens = found(tmp_path)
    with open_house(tmp_path, tokens) as (house, visitors):
        heard, quarter = _before_the_quarters_council(visitors)
        at_team = visitors.log(f"{TEAM}.officer", "Chờ đội giới thiệu")
        waits = _recommended(visitors, OTHER_TEAM, "Chờ phiên họp")
        for member in council(UNIT)[:-1]:
            visitors.vote(member, quarter, {heard: "for"})
        house.stop()
    _decide_unheard(tmp_path, quarter)
    before = _streams(tmp_path)
    _lose_the_servers_file(tmp_path)

    with open_house(tmp_path, tokens) as (house, visitors):
        visitors.until(lambda: visitors.stage(SECRETARY, heard) == "dossier")
        visitors.until(lambda: _is_caught_up(house))
        visitors.ask(f"{TEAM}.leader", at_team, "decline", because="thuộc nhiệm vụ thường xuyên")
        month = visitors.open_now(OTHER_SECRETARY, "unit-month", OTHER)
        for member in council(OTHER):
            visitors.vote(member, month, {waits: "for"})
        visitors.until(lambda: visitors.stage(OTHER_SECRETARY, waits) == "unit-quarter")
        house.stop()

    added = {stream: kinds[len(before.get(stream, [])) :] for stream, kinds in _streams(tmp_path).items()}
    assert {stream: kinds for stream, kinds in added.items() if kinds} == {
        heard: ["heard"],
        at_team: ["declined"],
        month: ["rescheduled", "voting_opened", "decided"],
    }
    assert _books(tmp_path) == [(UNIT, 1, heard), (OTHER, 1, waits)]


@pytest.mark.timeout(180)
def test_a_sitting_that_was_open_closes_after_its_workflow_was_lost(tmp_path: Path) -> None:
    tokens = found(tmp_path)
    with open_house(tmp_path, tokens) as (house, visitors):
        id_ = _recommended(visitors, TEAM, "Cứu người đuối nước")
        sitting_id = visitors.open_now(SECRETARY, "unit-month", UNIT)
        *most, last = council(UNIT)
        for member in most:
            visitors.vote(member, sitting_id, {id_: "for"})
        house.stop()
    _lose_the_servers_file(tmp_path)

    with open_house(tmp_path, tokens) as (_, visitors):
        soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        visitors.move(SECRETARY, sitting_id, votes_close_at=soon)  # its workflow is there again
        visitors.vote(last, sitting_id, {id_: "against"})
        visitors.until(lambda: visitors.get(SECRETARY, f"/sittings/{sitting_id}")["status"] == "decided")
        (candidate,) = visitors.get(SECRETARY, f"/sittings/{sitting_id}")["candidates"]

    assert (candidate["result"]["ayes"], candidate["result"]["noes"]) == (4, 1)


@pytest.mark.timeout(120)
def test_a_workflow_of_another_time_writes_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path, found(tmp_path)) as (house, _):
        failed = asyncio.run(_live_in_another_time(house))

        assert failed == "diverged"
        assert _streams(tmp_path) == {}


async def _live_in_another_time(house: House) -> str | None:
    """Start a nomination as from before a restored backup; return how its first write failed."""
    client = await connect(
        ClientConfigProfile(address=house.running().temporal), read_keys(house.data / "keys").payload
    )
    deed = Deed(title="Từ một thời khác", done_on=date(2026, 11, 20), honoured=("doi-a.officer",))
    logged = DeedLogged(
        at=datetime.now(UTC), by="doi-a.officer", programme="so-vang", unit_id=TEAM, deed=deed, leads_to="team"
    )
    start = Start(nomination_id="n-of-another-time", epoch="before the backup", events=(logged,))
    handle = await client.start_workflow(Nomination.run, start, id=start.nomination_id, task_queue=TASK_QUEUE)
    async for event in handle.fetch_history_events(wait_new_event=True):
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED:
            return event.activity_task_failed_event_attributes.failure.application_failure_info.type
    return None


def _before_the_quarters_council(visitors: Visitors) -> tuple[str, str]:
    """Bring a deed before the quarter's open vote; return it and the sitting."""
    id_ = _recommended(visitors, TEAM, "Đưa cụ già đi lạc về nhà")
    month = visitors.open_now(SECRETARY, "unit-month", UNIT)
    for member in council(UNIT):
        visitors.vote(member, month, {id_: "for"})
    visitors.until(lambda: visitors.stage(SECRETARY, id_) == "unit-quarter")
    return id_, visitors.open_now(SECRETARY, "unit-quarter", UNIT)


def _recommended(visitors: Visitors, team: str, title: str) -> str:
    id_ = visitors.log(f"{team}.officer", title)
    visitors.ask(f"{team}.leader", id_, "recommend")
    return id_


def _decide_unheard(data: Path, sitting_id: str) -> None:
    """Close the vote at its hour, as a worker does that dies before it tells anybody."""
    master = read_keys(data / "keys").ballots
    with _database(data) as database, database.write() as conn:
        closes_at, epoch = sittings.lock(conn, sitting_id).votes_close_at, instance.epoch(conn)
        closing.close_round(conn, sitting_id, 1, at=closes_at, epoch=epoch, rulebook=Rulebook(), master=master)


def _lose_the_servers_file(data: Path) -> None:
    lost = list(data.glob("temporal.sqlite*"))
    assert lost
    for file in lost:
        file.unlink()


def _is_caught_up(house: House) -> bool:
    """Does the doctor see as many nominations running as are open?"""
    told = sovang("doctor", "--data", str(house.data), "--json")
    return "backlog_ok" in [one["code"] for one in json.loads(told.stdout)["checks"]]


def _streams(data: Path) -> dict[str, list[str]]:
    """Return the whole ledger (stream → kinds of its events, in order)."""
    e = t.events.c
    streams: dict[str, list[str]] = {}
    with _database(data) as database, database.read() as conn:
        for stream, kind in conn.execute(select(e.stream, e.kind).order_by(e.stream, e.number)):
            streams.setdefault(stream, []).append(kind)
    return streams


def _books(data: Path) -> list[tuple[str, int, str]]:
    e = t.entries.c
    with _database(data) as database, database.read() as conn:
        lines = conn.execute(select(e.unit_id, e.number, e.nomination_id).order_by(e.unit_id, e.number))
        return [(unit_id, number, id_) for unit_id, number, id_ in lines]


@contextmanager
def _database(data: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{data / 'sovang.sqlite'}")
    try:
        yield database
    finally:
        database.close()
