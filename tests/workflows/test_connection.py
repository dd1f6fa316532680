"""How we reach a real server: what it is told, what it stores, how long we wait."""

import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, WorkflowFailureError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.envconfig import ClientConfigProfile
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from workflows import attributes
from workflows.connection import RETENTION, RegisteredOtherwiseError, connect, kept_for, register, registered
from workflows.key_ring import KeyRing
from workflows.patience import Patience

RING = KeyRing(current="test", keys={"test": b"t" * 32})
SAID = "Nguyễn Văn An trả lại ví"


@workflow.defn(name="Refuses")
class Refuses:
    @workflow.run
    async def run(self, story: str) -> None:
        raise ApplicationError(f"không nhận: {story}", type="refused")


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """The address of a server on which nothing was registered."""
    temporal = Path(sys.executable).with_name("temporal")
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=str(temporal)) as env:
        yield env.client.service_client.config.target_host


async def reach(address: str) -> Client:
    return await connect(ClientConfigProfile(address=address), RING)


async def test_registering_twice_is_registering_once(address: str) -> None:
    client = await reach(address)

    await register(client)
    once = await registered(client)
    await register(client)

    assert await registered(client) == once
    assert set(once) == {key.name for key in attributes.ALL}
    assert await kept_for(client) == RETENTION


async def test_an_attribute_of_another_type_is_named(address: str) -> None:
    client = await reach(address)
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace="default", search_attributes={"SvUnit": IndexedValueType.INDEXED_VALUE_TYPE_INT}
        )
    )

    with pytest.raises(RegisteredOtherwiseError) as refused:
        await register(client)

    assert refused.value.names == ("SvUnit",)


async def test_the_server_stores_no_word_of_ours(address: str) -> None:
    client = await reach(address)
    stranger = await Client.connect(address)
    async with Worker(client, task_queue="q", workflows=[Refuses], workflow_runner=UnsandboxedWorkflowRunner()):
        with pytest.raises(WorkflowFailureError) as failed:
            await client.execute_workflow(Refuses.run, SAID, id="case", task_queue="q")

    history = await stranger.get_workflow_handle("case").fetch_history()
    stored = b"".join(event.SerializeToString() for event in history.events)
    assert str(failed.value.cause) == f"refused: không nhận: {SAID}"
    assert [word for word in ("Nguyễn", "không nhận") if word.encode() in stored] == []


async def test_nobody_waits_for_ever_for_a_worker_that_is_away(address: str) -> None:
    impatient = await Client.connect(address, interceptors=[Patience(timedelta(seconds=0.5))])
    case = await impatient.start_workflow("Waits", id="case", task_queue="of nobody")

    with pytest.raises(WorkflowUpdateRPCTimeoutOrCancelledError):
        await case.execute_update("act")
