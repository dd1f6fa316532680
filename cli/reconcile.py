"""`sovang reconcile`: looks now whether everything that should run does, and starts from the ledger what does not."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from keys import read_keys
from settings import Settings, load
from store import audit, instance
from store.engine import Database
from wiring import LAST_BREATH_S, reach
from workflows.connection import TASK_QUEUE
from workflows.reconcile import Started

app = typer.Typer()

_CASES = "ExecutionStatus = 'Running' AND WorkflowType IN ('Nomination', 'Sitting', 'Period')"


@app.command()
def reconcile(
    context: typer.Context,
    after_restore: Annotated[
        bool, typer.Option("--after-restore", help="Sau khi khôi phục bản sao lưu / after a backup was restored.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Khởi động lại những gì sổ cái có mà chưa chạy / Start what the ledger says should run."""
    speech = context.ensure_object(Speech)
    started = asyncio.run(_reconcile(load(data=data), after_restore=after_restore))
    if as_json:
        speech.hand_over(started.model_dump())
    else:
        speech.say("reconciled", **started.model_dump())


async def _reconcile(settings: Settings, *, after_restore: bool) -> Started:
    try:
        client = await reach(settings.temporal, read_keys(settings.keys).payload, patience_s=2)
    except RuntimeError:
        raise RefusalError("house_not_running") from None
    if after_restore:
        _begin_epoch(settings)
        await _end(client, [one.id async for one in client.list_workflows(_CASES)], "a backup was restored")
    started: Started = await client.execute_workflow(
        "Reconcile", id=f"reconcile-{uuid4()}", task_queue=TASK_QUEUE, result_type=Started
    )
    await asyncio.sleep(LAST_BREATH_S)
    return started


async def _end(client: Client, ids: Sequence[str], because: str) -> None:
    """End these workflows; the ledger has what they were. Wait until Temporal's lists show it."""
    for id_ in ids:
        try:
            await client.get_workflow_handle(id_).terminate(because)
        except RPCError as no:
            if no.status is not RPCStatusCode.NOT_FOUND:
                raise
    while {one.id async for one in client.list_workflows(_CASES)}.intersection(ids):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.1)


def _begin_epoch(settings: Settings) -> None:
    """Begin a new epoch: whatever still runs from before the restore can write no more."""
    database = Database(settings.database_url)
    try:
        with database.write() as conn:
            epoch = instance.begin_epoch(conn)
            line = audit.AuditLine(
                datetime.now(UTC),
                None,
                "epoch_begun",
                f"meta:{instance.EPOCH}",
                {"epoch": epoch},
                after_hash=audit.row_hash(conn, "meta", instance.EPOCH),
            )
            audit.append(conn, [line])
    finally:
        database.close()
