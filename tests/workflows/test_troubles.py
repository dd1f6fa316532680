"""A case whose hand fails again and again says so, and stops saying so when the hand succeeds."""

import json
from datetime import timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.testing import WorkflowEnvironment

from tests.workflows.board import Board, crew, kinds, log
from workflows.attributes import TROUBLE_SINCE


async def test_a_hand_that_fails_a_few_times_is_shown_until_it_succeeds(env: WorkflowEnvironment) -> None:
    board = Board()
    board.is_away = True
    async with crew(env, board):
        handle = await log(env)
        while (failing := await shown(env, handle.id)) is None:
            await env.sleep(timedelta(seconds=5))
        board.is_away = False
        while await shown(env, handle.id) is not None:
            await env.sleep(timedelta(seconds=30))

    assert len(board.handed) > 5
    assert failing is not None
    assert kinds(board, handle) == ["logged"]


async def shown(env: WorkflowEnvironment, id_: str) -> str | None:
    # The client stumbles over an attribute that this server keeps as null after it was taken away.
    request = DescribeWorkflowExecutionRequest(namespace="default", execution=WorkflowExecution(workflow_id=id_))
    told = await env.client.workflow_service.describe_workflow_execution(request)
    fields = told.workflow_execution_info.search_attributes.indexed_fields
    since: str | None = json.loads(fields[TROUBLE_SINCE.name].data or b"null") if TROUBLE_SINCE.name in fields else None
    return since
