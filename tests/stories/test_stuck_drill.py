"""Fifty nominations on the first Monday after Tết: all that is stuck is found, with its cause, and every remedy works.

The cases run on the real server, whose clock cannot be set back: they lie `behind` it, and the API with them.
"""

import asyncio
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text, update
from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile
from temporalio.testing import WorkflowEnvironment

from activities import calls
from keys import Keys
from rules.commands import Reassign, Recommend
from rules.events import Step
from store import instance, rebuilding, tokens
from store import tables as t
from store.engine import Database
from store.voting import Opening, open_voting
from tests.store.cases import LONG_AGO, RULEBOOK, Case, at, hand_over, make_house, plan
from tests.store.makers import MASTER, make_grant, make_person
from tests.web.callers import Api
from web.app import create_app
from wiring import LAST_BREATH_S
from worker import make_worker
from workflows.connection import TASK_QUEUE, connect, register
from workflows.payloads import KeyRing

MONDAY = at("2026-02-23T14:00")
"""Tết is from 14 to 22 February 2026."""
BEFORE_TET, MORNING = at("2026-02-10T09:00"), at("2026-02-23T08:00")
CLOSES = at("2026-02-24T17:00")
PATIENCE_S = 60

BALLOT = [f"n-ballot-{number}" for number in range(10)]
DOSSIER = [f"n-dossier-{number}" for number in range(5)]
FAILING = [f"n-failing-{number}" for number in range(5)]
LEFT = [f"n-left-{number}" for number in range(3)]
OVERDUE = [f"n-overdue-{number}" for number in range(2)]
WELL = [f"n-well-{number}" for number in range(15)]
WAITS = [f"n-waits-{number}" for number in range(10)]
EVERYBODY = [*BALLOT, *DOSSIER, *FAILING, *LEFT, *OVERDUE, *WELL, *WAITS]
VOTE = "sitting/so-vang/unit-month/district/2026-01"
NOBODY = "sitting/so-vang/unit-month/department/2026-02"


@dataclass(frozen=True)
class House:
    """The API on its own Monday, and what runs behind it."""

    api: Api
    client: Client
    database: Database
    behind: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) - self.behind

    async def get(self, path: str, as_: str = "office") -> Any:
        response = await self.api.get(path, as_=as_)
        assert response.status_code == 200, response.text
        return response.json()

    async def stuck(self, query: str = "") -> dict[tuple[str, str], dict[str, Any]]:
        page = await self.get(f"/stuck?limit=200{query}")
        assert page["workers"] == 1
        return {(line["kind"], line["id"]): line for line in page["items"]}

    async def remedy(self, as_: str, remedy: str, *ids: str, preview: bool = False, **takes: str) -> dict[str, str]:
        """Do a remedy, or look at it; return for each why it did not apply ('' if it did)."""
        body = {"remedy": remedy, "ids": ids, "because": "diễn tập", **takes}
        response = await self.api.post("/stuck/preview" if preview else "/stuck/remedies", body, as_=as_)
        assert response.status_code == 200, response.text
        assert all(item["says"] for item in response.json()["items"])
        return {item["id"]: item["code"] for item in response.json()["items"]}

    async def until(self, seen: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not await seen():  # noqa: ASYNC110 - rows and lists tell nobody
                await asyncio.sleep(0.1)

    async def stage(self, id_: str) -> str:
        return str((await self.get(f"/nominations/{id_}"))["stage"])


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[House]:
    binary = shutil.which("temporal", path=str(Path(sys.prefix) / "bin"))
    assert binary, "temporal is missing: install requirements-dev.txt"
    ring = KeyRing(current="test", keys={"test": b"t" * 32})
    secrets = settle(db)
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=binary, dev_server_log_level="error"
    ) as on:
        address = on.client.service_client.config.target_host
        client = await connect(ClientConfigProfile(address=address, namespace="default"), ring)
        await register(client)
        async with make_worker(db, client, Keys(ballots=MASTER, payload=ring)):
            behind = datetime.now(UTC) - MONDAY
            how = {"now": lambda: datetime.now(UTC) - behind, "pepper": bytes(32), "files": tmp_path / "files"}
            api = Api(create_app(db, client, **how), secrets)
            here = House(api, client, db, behind)
            await start(here)
            yield here
            await api.close()
    await asyncio.sleep(LAST_BREATH_S)


@pytest.mark.timeout(300)
async def test_all_and_only_what_is_stuck_is_found_and_every_remedy_works(house: House) -> None:
    await fail_to_write(house)

    found = await house.stuck()

    # ── all and only the sick, each with its cause ──
    assert {key: line["cause"] for key, line in found.items()} == {
        **{("nomination", id_): "ballot" for id_ in BALLOT},
        ("sitting", VOTE): "ballot",
        **{("nomination", id_): "document" for id_ in DOSSIER},
        **{("nomination", id_): "technical" for id_ in FAILING},
        **{("nomination", id_): "decider_gone" for id_ in LEFT},
        **{("nomination", id_): "overdue" for id_ in OVERDUE},
        ("obligation", NOBODY): "candidate",
    }
    counted = await house.get("/stuck/counts")
    assert {cause: count for cause, count in counted["causes"].items() if count} == Counter(
        line["cause"] for line in found.values()
    )
    vote = found["sitting", VOTE]
    assert (vote["unblocks"], vote["more_for_quorum"]) == (["b", "c", "chair", "d", "e"], 4)
    assert {tuple(found["nomination", id_]["unblocks"]) for id_ in DOSSIER} == {("secretary",)}
    assert {tuple(found["nomination", id_]["unblocks"]) for id_ in LEFT} == {("admin", "binh", "head", "office")}
    assert found["obligation", NOBODY]["unblocks"] == ["department-head"]
    assert {found["nomination", id_]["age_days"] < 5 for id_ in OVERDUE} == {True}  # Tết is not waited through
    trouble = found["nomination", FAILING[0]]["trouble"]
    assert (trouble["kind"], trouble["what"]) == ("activity", "project")
    assert trouble["attempt"] > 0
    assert "no disk for this one" in trouble["message"]

    # ── what does not apply says why ──
    ids = (WELL[0], BALLOT[0], LEFT[0], FAILING[0], "n-nowhere")
    assert await house.remedy("office", "reassign", *ids, preview=True, to="binh") == {
        WELL[0]: "", BALLOT[0]: "nobody_is_asked", LEFT[0]: "", FAILING[0]: "", "n-nowhere": "not_found",
    }  # fmt: skip
    assert await house.remedy("head", "override", OVERDUE[0], WELL[0], preview=True, outcome="recommended") == {
        OVERDUE[0]: "", WELL[0]: "not_silent",
    }  # fmt: skip
    assert await house.remedy("admin", "retry", FAILING[0], WELL[0], preview=True) == {
        FAILING[0]: "", WELL[0]: "nothing_fails",
    }  # fmt: skip
    assert await house.remedy("admin", "rebuild", FAILING[0], WELL[0], preview=True) == {
        FAILING[0]: "still_runs", WELL[0]: "in_order",
    }  # fmt: skip
    assert await house.remedy("head", "retry", FAILING[0], preview=True) == {FAILING[0]: "not_allowed"}
    assert await house.remedy(
        "head", "deputise", LEFT[0], preview=True, to="binh", until="2026-03-01T17:00:00+07:00"
    ) == {LEFT[0]: "nobody_to_stand_in_for"}
    assert (await house.stuck()).keys() == found.keys()  # a look changes nothing

    await mend_the_program(house)
    await help_people(house)
    await help_councils(house)
    await rebuild_one(house)

    left = await house.stuck()
    assert {key: line["cause"] for key, line in left.items()} == {}


async def fail_to_write(house: House) -> None:
    """Have the database refuse five nominations, then recommend them; wait until Temporal tells of all five."""
    refuses = " OR ".join(f"NEW.stream = '{id_}'" for id_ in FAILING)
    refused = "no disk for this one"
    with house.database.write() as conn:
        if conn.dialect.name == "sqlite":
            begin = f"CREATE TRIGGER no_disk BEFORE INSERT ON events WHEN {refuses}"
            conn.execute(text(f"{begin} BEGIN SELECT RAISE(ABORT, '{refused}'); END"))
        else:
            body = f"BEGIN RAISE EXCEPTION '{refused}'; END"
            conn.execute(text(f"CREATE FUNCTION no_disk() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"))
            begin = "CREATE TRIGGER no_disk BEFORE INSERT ON events FOR EACH ROW"
            conn.execute(text(f"{begin} WHEN ({refuses}) EXECUTE FUNCTION no_disk()"))
    for id_ in FAILING:
        response = await house.api.post(f"/nominations/{id_}/commands", {"ask": "recommend"}, as_="binh")
        assert response.status_code == 202, response.text

    async def told() -> bool:
        lines = await house.stuck("&cause=technical")
        return len(lines) == len(FAILING) and all(one["trouble"]["message"] for one in lines.values())

    await house.until(told)


async def mend_the_program(house: House) -> None:
    with house.database.write() as conn:
        if conn.dialect.name == "sqlite":
            conn.execute(text("DROP TRIGGER no_disk"))
        else:
            conn.execute(text("DROP FUNCTION no_disk CASCADE"))

    assert set((await house.remedy("admin", "retry", *FAILING[:4])).values()) == {""}
    assert set((await house.remedy("admin", "reproject", FAILING[4])).values()) <= {"", "in_order"}

    async def written() -> bool:
        return {await house.stage(id_) for id_ in FAILING} == {"unit-month"}

    await house.until(written)

    async def quiet() -> bool:
        return await house.stuck("&cause=technical") == {}

    await house.until(quiet)
    assert audited(house, "retried") == set(FAILING[:4])


async def help_people(house: House) -> None:
    later = "2026-03-03T17:00:00+07:00"

    assert set((await house.remedy("head", "nudge", *DOSSIER)).values()) == {""}
    assert nudged(house, DOSSIER) == {(id_, "secretary") for id_ in DOSSIER}
    assert await house.remedy("head", "deputise", DOSSIER[0], to="binh", until=later) == {DOSSIER[0]: ""}
    told = await house.stuck("&cause=document")
    assert told["nomination", DOSSIER[0]]["unblocks"] == ["binh", "secretary"]
    papers = ["submission letter", "minutes", "achievement report"]
    for who, id_ in zip(["binh", "secretary", "secretary"], DOSSIER, strict=False):
        filed = await house.api.post(f"/nominations/{id_}/commands", {"ask": "file", "documents": papers}, as_=who)
        assert filed.status_code == 200, filed.text
    assert set((await house.remedy("head", "extend", *DOSSIER[3:], until=later)).values()) == {""}

    assert set((await house.remedy("head", "reassign", *LEFT, to="binh")).values()) == {""}

    assert set((await house.remedy("head", "override", *OVERDUE, outcome="recommended")).values()) == {""}
    lines = await house.stuck("&cause=second_approval")
    assert {id_ for _, id_ in lines} == set(OVERDUE)
    assert {tuple(line["unblocks"]) for line in lines.values()} == {("office",)}
    assert set((await house.remedy("office", "override", *OVERDUE, outcome="recommended")).values()) == {""}
    assert {await house.stage(id_) for id_ in OVERDUE} == {"unit-month"}


async def help_councils(house: House) -> None:
    assert await house.remedy("secretary", "nudge", VOTE) == {VOTE: ""}
    assert {person for _, person in nudged(house, [VOTE])} == {"chair", "b", "c", "d", "e"}
    for member in ("chair", "b", "c", "d", "e"):
        ballot = {"choices": dict.fromkeys(BALLOT, "for")}
        cast = await house.api.put(f"/sittings/{VOTE}/ballot", ballot, as_=member)
        assert cast.status_code == 200, cast.text

    async def decided() -> bool:
        return (await house.get(f"/sittings/{VOTE}"))["status"] == "decided"

    await house.until(decided)

    assert await house.remedy("office", "nudge", NOBODY) == {NOBODY: ""}
    assert {person for _, person in nudged(house, [NOBODY])} == {"department-head"}
    with house.database.write() as conn:  # somebody is nominated there
        here = {"unit_id": "department", "council_unit_id": "department"}
        conn.execute(update(t.nominations).where(t.nominations.c.id == WAITS[-1]).values(here))


async def rebuild_one(house: House) -> None:
    """A case that has lost its workflow is built anew from the ledger."""
    lost = WAITS[0]
    await house.client.get_workflow_handle(lost).terminate("lost")

    assert await house.remedy("admin", "reproject", lost, preview=True) == {lost: "not_running"}
    assert await house.remedy("admin", "rebuild", lost) == {lost: ""}

    state = await house.client.get_workflow_handle(lost).query("state")
    assert state["stage"] == "unit-month"
    assert audited(house, "rebuilt") == {lost}


def nudged(house: House, about: Collection[str]) -> set[tuple[str, str]]:
    r = t.reminders.c
    with house.database.read() as conn:
        rows = conn.execute(select(r.about, r.person_id).where(r.about.in_(about), r.kind == "next", r.person_id != ""))
        return {(id_, person_id) for id_, person_id in rows if person_id}


def audited(house: House, action: str) -> set[str]:
    a = t.audit.c
    with house.database.read() as conn:
        found = conn.execute(select(a.object).where(a.action == action)).scalars()
        return {one.removeprefix("events:") for one in found}


# ── how the fifty came to where they stand ──


def settle(database: Database) -> dict[str, str]:
    with database.write() as conn:
        make_house(conn)
        make_person(conn, "chi")
        for person_id, role, unit_id in (
            ("office", "standing_office", "province"),
            ("admin", "administrator", "province"),
            ("department-head", "head", "department"),
        ):
            make_person(conn, person_id, unit_id)
            make_grant(conn, person_id, role, unit_id)
        plan_sittings(conn)
        people = conn.execute(select(t.people.c.id)).scalars().all()
        secrets = {id_: tokens.issue(conn, id_, label="drill", now=LONG_AGO).secret for id_ in people}
    with database.read() as conn:
        cases = {id_: Case.logged(conn, id_, when=came(id_)) for id_ in EVERYBODY}
    hand_over(database, *cases.values())
    for id_ in (*BALLOT, *WAITS, *DOSSIER):
        cases[id_].ask(Recommend(by="binh"), came(id_) + timedelta(hours=1))
    hand_over(database, *(cases[id_] for id_ in (*BALLOT, *WAITS, *DOSSIER)))
    to_dossier(database, [cases[id_] for id_ in DOSSIER])
    for id_ in LEFT:
        cases[id_].ask(Reassign(by="head", to="chi", because="đội trưởng đi học"), MORNING + timedelta(hours=1))
    hand_over(database, *(cases[id_] for id_ in LEFT))
    with database.write() as conn:
        conn.execute(update(t.people).where(t.people.c.id == "chi").values(active_to=at("2026-02-22T00:00").date()))
        other = {"unit_id": "other-district", "council_unit_id": "other-district"}
        conn.execute(update(t.nominations).where(t.nominations.c.id.in_(WAITS)).values(other))
    return secrets


def came(id_: str) -> datetime:
    if id_ in BALLOT:
        return at("2026-01-20T09:00")
    if id_ in (*WAITS, *DOSSIER):
        return at("2026-02-05T09:00")
    return BEFORE_TET if id_ in OVERDUE else MORNING


def plan_sittings(conn: Connection) -> None:
    soon = {"period": "2026-02", "candidates_close_at": at("2026-02-28T17:00"), "votes_open_at": at("2026-03-02T07:30")}
    for unit_id in ("district", "other-district"):
        plan(conn, unit_id, **soon, votes_close_at=at("2026-03-09T17:00"))
    plan(conn, "department", **soon | {"candidates_close_at": CLOSES}, votes_close_at=at("2026-03-09T17:00"))
    plan(conn, "province", "province", "2026-Q1", candidates_close_at=at("2026-04-28T17:00"),
         votes_open_at=at("2026-04-29T07:30"), votes_close_at=at("2026-05-09T17:00"))  # fmt: skip
    plan(conn, "district", "unit-quarter", "2026-Q1", candidates_close_at=at("2026-04-10T17:00"),
         votes_open_at=at("2026-04-13T07:30"), votes_close_at=at("2026-04-16T17:00"))  # fmt: skip
    plan(conn, "district", period="2026-01", candidates_close_at=at("2026-01-31T17:00"),
         votes_open_at=at("2026-02-02T07:30"), votes_close_at=CLOSES)  # fmt: skip


def to_dossier(database: Database, cases: Collection[Case]) -> None:
    """The quarter's council has chosen these, and the rows have moved; then they hear of it."""
    with database.write() as conn:
        chosen = t.nominations.c.id.in_([case.id for case in cases])
        conn.execute(update(t.nominations).where(chosen).values(stage="dossier"))
    for case in cases:
        step = Step(stage="unit-quarter", sitting_id="sitting/quarter", number=3, outcome="selected")
        case.hear((step,), "dossier", BEFORE_TET)
    hand_over(database, *cases)


async def start(house: House) -> None:
    """Start the workflows of all that is open, as far behind the server as the API is."""
    with house.database.write() as conn:
        epoch = instance.epoch(conn)
        open_voting(conn, [Opening(VOTE, at("2026-02-02T07:30"), epoch)], rulebook=RULEBOOK, master=MASTER)
        lost = rebuilding.lost(conn, EVERYBODY, RULEBOOK)
        sittings = rebuilding.open_sittings(conn)
    for one in lost:
        of = calls.NominationStart(
            nomination_id=one.nomination_id,
            epoch=epoch,
            events=one.events,
            projected=len(one.events),
            entry=one.entry,
            behind=house.behind,
        )
        await house.client.start_workflow("Nomination", of, id=one.nomination_id, task_queue=TASK_QUEUE)
    for sitting in sittings:
        begun = calls.SittingStart(
            sitting_id=sitting.sitting_id, epoch=epoch, votes_open_at=sitting.votes_open_at, behind=house.behind
        )
        await house.client.start_workflow("Sitting", begun, id=sitting.sitting_id, task_queue=TASK_QUEUE)
