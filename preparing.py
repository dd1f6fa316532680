"""What a house needs before its worker starts: tables, what Temporal must know, outages told to what they touched."""

import asyncio
from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from rules.commands import Shift
from rules.loading import find_programme
from settings import first_programmes
from store import editions, instance, outages
from store.engine import Database
from store.migrating import migrate
from store.outages import OPERATOR, Moved, Outage
from store.rescheduling import Move, reschedule
from store.rulebook import Rulebook, adopt
from workflows.connection import TASK_QUEUE, register
from workflows.reconcile import schedule
from workflows.requests import Rescheduled


async def prepare(database: Database, client: Client) -> None:
    """Bring the tables to the newest revision, and what Temporal must know to Temporal; nothing twice."""
    await asyncio.gather(asyncio.to_thread(_prepare, database), register(client))
    await apply_outages(database, client)
    with database.read() as conn:
        time_zones = [rules.programme.time_zone for rules in Rulebook().all_in_force(conn, datetime.now(UTC))]
    if time_zones:
        await schedule(client, TASK_QUEUE, time_zones[0])


async def apply_outages(database: Database, client: Client) -> None:
    """Tell every workflow that an outage touches; done before a worker starts, what ran out meanwhile has not yet."""
    for outage, touched in await asyncio.to_thread(_outages, database):
        for one in touched:
            if one.planned:  # its workflow knows no more than when it opens; the rest it reads from the rows by then
                await asyncio.to_thread(_postpone, database, outage, one)
            await _tell(client, outage, one)
        await asyncio.to_thread(_was_applied, database, outage.id)


async def _tell(client: Client, outage: Outage, one: Moved) -> None:
    handle = client.get_workflow_handle(one.about)
    try:
        if one.dates is not None:
            shift = Shift(by=OPERATOR, because=outage.because, dates=one.dates, outage=outage.id)
            await handle.signal("shift", shift)
            return
        opens_at = one.planned.get("votes_open_at")
        closes_at = None if opens_at else one.is_at
        told = {"command_id": f"outage/{outage.id}", "by": OPERATOR, "because": outage.because, "outage": outage.id}
        instants = {"votes_open_at": opens_at, "votes_close_at": closes_at}
        await handle.signal("postpone", Rescheduled.model_validate({"sitting_id": one.about, **instants, **told}))
    except RPCError as no:
        if no.status is not RPCStatusCode.NOT_FOUND:  # it has ended meanwhile
            raise


def _postpone(database: Database, outage: Outage, one: Moved) -> None:
    with database.write() as conn:
        move = Move(one.about, OPERATOR, outage.because, None, None, outage.id, one.planned)
        now, epoch = datetime.now(UTC), instance.epoch(conn)
        reschedule(conn, move, at=now, epoch=epoch, rulebook=Rulebook())


def _outages(database: Database) -> list[tuple[Outage, list[Moved]]]:
    with database.read() as conn:
        rulebook = Rulebook()
        return [(one, outages.moved(conn, one, rulebook)) for one in outages.pending(conn)]


def _was_applied(database: Database, outage_id: str) -> None:
    with database.write() as conn:
        outages.was_applied(conn, outage_id, datetime.now(UTC))


def _prepare(database: Database) -> None:
    migrate(database)
    with database.write() as conn:
        if not editions.any_adopted(conn):
            for name in first_programmes():
                adopt(conn, find_programme(name), datetime.now(UTC), by="first start")
