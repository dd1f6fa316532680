"""Looks at the Temporal server, the workers that take work from it, and what waits or stands still there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from cli.checkup.findings import Finding, note, problem, well
from store import health
from store.engine import Database
from workflows import attributes
from workflows.connection import PATIENCE, RETENTION, TASK_QUEUE, kept_for, registered

LONGEST_POLL = timedelta(seconds=75)  # a worker asks for work at least once a minute
LATE = timedelta(minutes=15)  # a message that waits longer waits for somebody


async def server(client: Client, address: str) -> Finding:
    """Look whether the namespace keeps what it should and knows our search attributes."""
    kept = await kept_for(client)
    wanted = {key.name for key in attributes.ALL}
    if kept < RETENTION or not wanted <= (await registered(client)).keys():
        return problem("server", "server_unprepared", address=address)
    return well("server", "server_ok", address=address, days=kept.days)


async def worker(client: Client, log: Path) -> Finding:
    """Look who takes work from our task queue."""
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await client.workflow_service.describe_task_queue(asked, timeout=PATIENCE)
    since = datetime.now(UTC) - LONGEST_POLL
    workers = {
        poller.identity for poller in described.pollers if poller.last_access_time.ToDatetime(tzinfo=UTC) > since
    }
    return well("worker", "worker_ok", workers=len(workers)) if workers else problem("worker", "worker_none", log=log)


async def stuck(client: Client) -> Finding:
    """Look for workflows that stand on a fault of the program, or whose ledger tells another story."""
    faulty = f"TemporalReportedProblems IS NOT NULL OR {attributes.STAGE.name} = '{attributes.DIVERGED}'"
    found = await client.count_workflows(faulty, rpc_timeout=PATIENCE)
    return problem("stuck", "stuck_some", count=found.count) if found.count else well("stuck", "stuck_none")


async def backlog(client: Client, store: Database, log: Path) -> Finding:
    """Look whether the ledger has caught up with Temporal, and whether messages leave."""
    with store.read() as conn:
        waits = health.backlog(conn)
    if waits.waiting_since is not None and waits.waiting_since < datetime.now(UTC) - LATE:
        since = f"{waits.waiting_since:%Y-%m-%d %H:%M} UTC"
        return note("backlog", "outbox_stuck", messages=waits.messages, since=since, log=log)
    running = await client.count_workflows(
        "WorkflowType = 'Nomination' AND ExecutionStatus = 'Running'", rpc_timeout=PATIENCE
    )
    if running.count != waits.open_nominations:
        return note("backlog", "backlog_differs", open=waits.open_nominations, running=running.count)
    return well("backlog", "backlog_ok", messages=waits.messages, open=waits.open_nominations)
