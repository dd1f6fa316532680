"""Gives every call that a person waits for an end; without one it waits for ever for a worker that is away."""
# ruff: noqa: A002 - the SDK names these arguments

from datetime import timedelta
from typing import Any

from temporalio.client import (
    Interceptor,
    OutboundInterceptor,
    QueryWorkflowInput,
    SignalWorkflowInput,
    StartWorkflowInput,
    StartWorkflowUpdateInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)


class Patience(Interceptor):
    """Sets `limit` as the RPC timeout of every start, Update, signal and query that states none."""

    def __init__(self, limit: timedelta) -> None:
        self._limit = limit

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """Return the outbound chain with the limit in front."""
        return _Patient(next, self._limit)


class _Patient(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, limit: timedelta) -> None:
        super().__init__(next)
        self._limit = limit

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        input.rpc_timeout = input.rpc_timeout or self._limit
        return await super().start_workflow(input)

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:  # noqa: ANN401 - the SDK's signature
        input.rpc_timeout = input.rpc_timeout or self._limit
        return await super().query_workflow(input)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        input.rpc_timeout = input.rpc_timeout or self._limit
        await super().signal_workflow(input)

    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:
        input.rpc_timeout = input.rpc_timeout or self._limit
        return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        input.rpc_timeout = input.rpc_timeout or self._limit
        return await super().start_update_with_start_workflow(input)
