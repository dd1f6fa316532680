"""How asking a workflow fails, on a real server: each way has its code, and says whether to ask again."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from rules.commands import Withdraw
from tests.web.conftest import Live
from web.engine import Engine, NotRunningError
from web.gates import Gates
from web.problems import Problem
from workflows.nomination import Answer, Ask
from workflows.patience import Patience

ASK = Ask(command_id="c-1", command=Withdraw(by="an"))


@workflow.defn(name="Stubborn")
class Stubborn:
    """Answers as its id says."""

    @workflow.init
    def __init__(self, refusal: str) -> None:
        self.refusal = refusal

    @workflow.run
    async def run(self, refusal: str) -> None:  # noqa: ARG002 - __init__ has taken it
        await workflow.wait_condition(lambda: False)

    @workflow.update(name="ask")
    async def ask(self, asked: Ask) -> Answer:  # noqa: ARG002
        if self.refusal == "a bug":
            raise ValueError("a bug")
        raise ApplicationError("no", {"stage": "team"}, type=self.refusal, non_retryable=True)


def impatient(live: Live) -> Engine:
    """The engine behind a client that waits one second instead of eight."""
    return Engine(Client(**{**live.client.config(), "interceptors": [Patience(timedelta(seconds=1))]}))


async def refused_by(live: Live, refusal: str) -> Problem:
    queue, id_ = f"stubborn-{uuid4()}", f"n-{uuid4()}"
    runner = UnsandboxedWorkflowRunner()
    async with Worker(live.client, task_queue=queue, workflows=[Stubborn], workflow_runner=runner):
        handle = await live.client.start_workflow("Stubborn", refusal, id=id_, task_queue=queue)
        with pytest.raises(Problem) as refused:
            await impatient(live).ask(id_, ASK)
        await handle.terminate("tested")
    return refused.value


async def test_a_refusal_keeps_the_code_and_the_numbers_of_the_workflow(live: Live) -> None:
    problem = await refused_by(live, "wrong_stage")

    assert (problem.status, problem.code, problem.params) == (409, "wrong_stage", {"stage": "team"})


async def test_a_code_that_nobody_knows_is_a_fault(live: Live) -> None:
    assert (await refused_by(live, "made_up")).code == "fault"


async def test_a_workflow_that_is_not_there_is_not_running(live: Live) -> None:
    with pytest.raises(NotRunningError):
        await Engine(live.client).ask("n-never", ASK)


async def test_without_a_worker_the_outcome_is_unknown(live: Live) -> None:
    id_ = f"n-{uuid4()}"
    handle = await live.client.start_workflow("Stubborn", "x", id=id_, task_queue="nobody-works-here")

    with pytest.raises(Problem) as unknown:
        await impatient(live).ask(id_, ASK)

    await handle.terminate("tested")
    assert (unknown.value.status, unknown.value.code) == (504, "outcome_unknown")
    assert unknown.value.headers()["Retry-After"] == "2"


async def test_of_a_workflow_with_a_bug_the_outcome_is_unknown(live: Live) -> None:
    assert (await refused_by(live, "a bug")).code == "outcome_unknown"


async def test_no_more_than_the_width_pass_a_gate_at_once() -> None:
    gates, inside, most = Gates(width=3), 0, 0

    async def pass_through() -> None:
        nonlocal inside, most
        async with gates.passing("w"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*(pass_through() for _ in range(20)))

    assert most == 3
    assert len(gates) == 0


async def test_gates_of_two_workflows_do_not_know_each_other() -> None:
    gates = Gates(width=1, patience_s=0.01)

    async with gates.passing("one"), gates.passing("other"):
        assert len(gates) == 2


async def test_whoever_waits_too_long_at_a_gate_is_told_to_come_again() -> None:
    gates = Gates(width=1, patience_s=0.01)

    async with gates.passing("w"):
        with pytest.raises(Problem) as refused:
            async with gates.passing("w"):
                pass

    assert refused.value.code == "too_many_at_once"
    assert len(gates) == 0
