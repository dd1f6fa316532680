"""The time-skipping server of Temporal, started for one test or one recording."""

import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from workflows.attributes import ALL


def binary(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.prefix) / "bin"))
    assert found, f"{name} is missing: install requirements-dev.txt"
    return found


@asynccontextmanager
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server of its own, with our search attributes: the clock of one test never moves another's."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=binary("temporal-test-server"), data_converter=pydantic_data_converter
    ) as env:
        ours = {key.name: key.indexed_value_type.value for key in ALL}
        request = AddSearchAttributesRequest(namespace="default", search_attributes=ours)
        await env.client.operator_service.add_search_attributes(request)
        yield env
