"""What Temporal knows of cases that stand still: found by their search attributes, described one by one, and pushed.

It judges nothing (`rules.stuck`) and reads no rows. What the server does not tell raises RPCError.
"""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import WorkflowExecution as Execution
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.failure.v1 import Failure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeWorkflowExecutionResponse,
    ResetActivityRequest,
    UnpauseActivityRequest,
)
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from rules.troubles import Case, Kind, Trouble
from workflows.attributes import DIVERGED, PROGRAMME, STAGE, TROUBLE_SINCE, UNIT
from workflows.connection import PATIENCE, TASK_QUEUE

FAULTY = f"TemporalReportedProblems IS NOT NULL OR {TROUBLE_SINCE.name} IS NOT NULL OR {STAGE.name} = '{DIVERGED}'"
"""The query for what stands on a fault of the program."""

LONGEST_POLL = timedelta(seconds=75)
"""A worker asks for work at least once a minute."""

MESSAGE_AT_MOST = 300
_AT_ONCE = 16
_TRIED_OFTEN = 2


@dataclass(frozen=True, slots=True)
class Technical:
    """The cases in trouble by id, and how many processes take work; `workers` is None if nobody could be asked."""

    cases: Mapping[str, Case] = field(default_factory=dict)
    workers: int | None = None


async def technical(client: Client | None) -> Technical:
    """Return what the server reports now; nothing, and no number of workers, if it does not answer."""
    if client is None:
        return Technical()
    try:
        found = await troubled(client)
        return Technical({one.id: one for one in found}, await workers(client))
    except RPCError:
        return Technical()


async def troubled(client: Client, *, at_most: int = 1000) -> tuple[Case, ...]:
    """Return the running cases that stand on a fault, at most so many. Temporal's lists lag by a moment."""
    query = f"ExecutionStatus = 'Running' AND ({FAULTY})"
    found = []
    async for one in client.list_workflows(query, page_size=min(at_most, 1000), limit=at_most, rpc_timeout=PATIENCE):
        said, stage = _attribute(one, TROUBLE_SINCE.name), _attribute(one, STAGE.name)
        since = datetime.fromisoformat(said) if said else one.start_time
        kind: Kind = "diverged" if stage == DIVERGED else "activity" if said else "workflow_task"
        found.append(
            Case(
                id=one.id,
                workflow=one.workflow_type,
                programme=_attribute(one, PROGRAMME.name),
                unit_id=_attribute(one, UNIT.name),
                stage=stage,
                since=since,
                trouble=Trouble(kind, since=since),
            )
        )
    return tuple(found)


async def described(client: Client | None, ids: Collection[str]) -> dict[str, Trouble]:
    """Return what each of these cases fails at now (id → trouble); a case that runs well is absent.

    Nothing is known of any while the server does not answer.
    """
    if client is None or not ids:
        return {}
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(id_: str) -> tuple[str, Trouble | None]:
        async with gate:
            return id_, await _describe(client, id_)

    try:
        told = await asyncio.gather(*(one(id_) for id_ in ids))
    except RPCError:
        return {}
    return {id_: trouble for id_, trouble in told if trouble is not None}


async def workers(client: Client) -> int:
    """Return how many processes take workflow tasks from our queue: with none, nothing moves."""
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    told = await client.workflow_service.describe_task_queue(asked, timeout=PATIENCE)
    since = datetime.now(UTC) - LONGEST_POLL  # the server tells its own time, not a rehearsal's
    return len({one.identity for one in told.pollers if _instant(one.last_access_time) > since})


async def retry_now(client: Client, id_: str) -> tuple[str, ...]:
    """Have the failing activities of a case tried at once, from the first attempt on; return their names."""
    told = await _raw(client, id_)
    names = tuple(one.activity_type.name for one in told.pending_activities if _is_failing(one) or one.paused)
    for one in told.pending_activities:
        if one.paused:
            await client.workflow_service.unpause_activity(
                UnpauseActivityRequest(
                    namespace=client.namespace,
                    execution=Execution(workflow_id=id_),
                    id=one.activity_id,
                    reset_attempts=True,
                ),
                timeout=PATIENCE,
            )
        elif _is_failing(one):
            await client.workflow_service.reset_activity(
                ResetActivityRequest(
                    namespace=client.namespace, execution=Execution(workflow_id=id_), id=one.activity_id
                ),
                timeout=PATIENCE,
            )
    return names


async def _describe(client: Client, id_: str) -> Trouble | None:
    try:
        told = await _raw(client, id_)
    except RPCError as no:
        if no.status is RPCStatusCode.NOT_FOUND:
            return Trouble("not_running")
        raise
    info = told.workflow_execution_info
    if info.status != WorkflowExecutionStatus.RUNNING.value:
        return Trouble("not_running", since=_instant(info.close_time))
    if told.pending_workflow_task.attempt >= _TRIED_OFTEN:
        task = told.pending_workflow_task
        return Trouble("workflow_task", info.type.name, _instant(task.original_scheduled_time), task.attempt)
    return await _activity(client, [one for one in told.pending_activities if _is_failing(one) or one.paused])


async def _activity(client: Client, failing: Sequence[PendingActivityInfo]) -> Trouble | None:
    if not failing:
        return None
    worst = max(failing, key=lambda one: one.attempt)
    return Trouble(
        "activity",
        worst.activity_type.name,
        _instant(worst.last_started_time if worst.last_started_time.seconds else worst.scheduled_time),
        worst.attempt,
        await _message(client, worst.last_failure),
    )


async def _raw(client: Client, id_: str) -> DescribeWorkflowExecutionResponse:
    return (await client.get_workflow_handle(id_).describe(rpc_timeout=PATIENCE)).raw_description


def _attribute(one: WorkflowExecution, name: str) -> str:
    """Return a search attribute as text; "" if there is none. One that was taken away may still be there as null."""
    fields = one.raw_info.search_attributes.indexed_fields
    return (json.loads(fields[name].data or b"null") or "") if name in fields else ""


def _is_failing(one: PendingActivityInfo) -> bool:
    return one.attempt >= _TRIED_OFTEN or one.HasField("last_failure")


async def _message(client: Client, failure: Failure) -> str:
    """Return what the activity failed with; sealed as everything, so it is opened with our keys."""
    if not failure.ByteSize():
        return ""
    copy = Failure()
    copy.CopyFrom(failure)
    told = await client.data_converter.decode_failure(copy)
    kind = told.type if isinstance(told, ApplicationError) and told.type else type(told).__name__
    return f"{kind}: {told}"[:MESSAGE_AT_MOST]


def _instant(at: Timestamp) -> datetime:
    return at.ToDatetime(tzinfo=UTC)
