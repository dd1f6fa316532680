"""A case whose hand fails again and again says so, and stops saying so when the hand succeeds."""

from datetime import datetime, timedelta

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from tests.workflows.board import Board, crew, kinds, log
from workflows.attributes import TROUBLE_SINCE
from workflows.nomination import Answer, Nomination


async def test_a_hand_that_fails_a_few_times_is_shown_until_it_succeeds(env: WorkflowEnvironment) -> None:
    board = Board()
    board.is_away = True
    async with crew(env, board):
        handle = await log(env)
        while (failing := await shown(handle)) is None:
            await env.sleep(timedelta(seconds=5))
        board.is_away = False
        while await shown(handle) is not None:
            await env.sleep(timedelta(seconds=30))

    assert len(board.handed) > 5
    assert failing is not None
    assert kinds(board, handle) == ["logged"]


async def shown(handle: WorkflowHandle[Nomination, Answer]) -> datetime | None:
    return (await handle.describe()).typed_search_attributes.get(TROUBLE_SINCE)
