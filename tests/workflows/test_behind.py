"""A case that lies behind the server's clock, as a rehearsal of past years does."""

from datetime import date, datetime, timedelta

from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from rules.deeds import Deed
from rules.events import DeedLogged
from tests.workflows.board import Board
from workflows.nomination import Nomination, Start
from workflows.runner import workflow_runner

BEHIND = timedelta(days=1_500)
LATE = timedelta(minutes=5)  # the time-skipping server can hang when a sleep ends exactly at a timer


async def test_a_case_of_years_ago_lives_by_its_own_clock(env: WorkflowEnvironment) -> None:
    board = Board()
    began = await env.get_current_time() - BEHIND
    deed = Deed(title="Trả lại ví cho người đánh rơi", done_on=date(2021, 9, 2), honoured=("an",))
    logged = DeedLogged(at=began, by="an", programme="so-vang", unit_id="u", deed=deed, leads_to="team")
    start = Start(nomination_id="n-1", epoch="e", events=(logged,), behind=BEHIND)
    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[Nomination],
        activities=[board.project, board.record],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
    ):
        handle = await env.client.start_workflow(Nomination.run, start, id="n-1", task_queue="sovang")

        await env.sleep(timedelta(days=5) - LATE)
        just_before = happened(board)
        await env.sleep(2 * LATE)
        just_after = happened(board)
        await handle.terminate()

    assert [kind for kind, _ in just_before] == ["logged"]
    assert [kind for kind, _ in just_after] == ["logged", "escalated"]
    assert timedelta(days=5) <= just_after[-1][1] - began < timedelta(days=5) + LATE


def happened(board: Board) -> list[tuple[str, datetime]]:
    return [(event.event, event.at) for event in board.ledger["n-1"]]
