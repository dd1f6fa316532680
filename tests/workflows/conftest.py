"""A fresh time-skipping server for every test, and a notice board that stands in for the database."""

import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment


def binary(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.prefix) / "bin"))
    assert found, f"{name} is missing: install requirements-dev.txt"
    return found


@pytest.fixture
async def env() -> AsyncIterator[WorkflowEnvironment]:
    """A server of its own: the clock of one test never moves another's."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=binary("temporal-test-server"), data_converter=pydantic_data_converter
    ) as env:
        keyword, instant = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, IndexedValueType.INDEXED_VALUE_TYPE_DATETIME
        await env.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace="default",
                search_attributes={
                    "SvProgramme": keyword,
                    "SvUnit": keyword,
                    "SvStage": keyword,
                    "SvPeriod": keyword,
                    "SvDueAt": instant,
                },
            )
        )
        yield env
