"""How a nomination's workflow begins, whoever logs the deed: the API, an import, a rehearsal."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from rules.events import DeedLogged
from workflows.attributes import PROGRAMME, STAGE, UNIT
from workflows.connection import TASK_QUEUE
from workflows.nomination import Nomination, Start


async def begin(
    client: Client, nomination_id: str, epoch: str, logged: DeedLogged, *, behind: timedelta = timedelta()
) -> bool:
    """Start a nomination; return False if one of this id is or was there, which then is the same deed.

    Raise RPCError if Temporal cannot be asked.
    """
    shown = [
        SearchAttributePair(PROGRAMME, logged.programme),
        SearchAttributePair(UNIT, logged.unit_id),
        SearchAttributePair(STAGE, logged.leads_to),
    ]
    try:
        await client.start_workflow(
            Nomination.run,
            Start(nomination_id=nomination_id, epoch=epoch, events=(logged,), behind=behind),
            id=nomination_id,
            task_queue=TASK_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=TypedSearchAttributes(shown),
            request_eager_start=True,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True
