"""How we reach Temporal: one client with our converter, patience and logs, and what we register there.

The profile says where the server is; which one that is (embedded, a cluster, the Cloud) changes nothing here.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from workflows import attributes
from workflows.key_ring import KeyRing
from workflows.patience import Patience
from workflows.payloads import data_converter

TASK_QUEUE = "sovang"
RETENTION = timedelta(days=366)
PATIENCE = timedelta(seconds=8)


class RegisteredOtherwiseError(Exception):
    """The server has a search attribute of ours with another type; `names` lists them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"search attributes registered with another type: {', '.join(names)}")
        self.names = tuple(names)


async def connect(profile: ClientConfigProfile, ring: KeyRing, *, lazy: bool = False) -> Client:
    """Return a client of the server that `profile` names.

    `lazy` connects at the first call, and every client reconnects by itself after the server was away.
    Raise RuntimeError if the server does not answer now (not when lazy).
    """
    return await Client.connect(
        **{"target_host": "127.0.0.1:7233"} | profile.to_client_connect_config(),
        data_converter=data_converter(ring),
        interceptors=[Patience(PATIENCE)],
        runtime=runtime(),
        lazy=lazy,
    )


@cache
def runtime() -> Runtime:
    """Return the one runtime of this process: Core says only errors, through Python's logging, never on stdout."""
    forwarding = LogForwardingConfig(logging.getLogger("temporalio.core"))
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=errors, forwarding=forwarding)))


async def register(client: Client) -> None:
    """Give the namespace our retention and search attributes; what is there already stays.

    Done at every start: the embedded server takes its own flags only when its file is new.
    Raise RegisteredOtherwiseError if a search attribute has another type there.
    """
    if await kept_for(client) < RETENTION:
        await _keep_for(client, RETENTION)
    wanted = {key.name: key.indexed_value_type.value for key in attributes.ALL}
    there = await registered(client)
    if otherwise := [name for name in wanted if there.get(name, wanted[name]) != wanted[name]]:
        raise RegisteredOtherwiseError(otherwise)
    missing = {name: IndexedValueType.ValueType(kind) for name, kind in wanted.items() if name not in there}
    if missing:
        request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        await client.operator_service.add_search_attributes(request, timeout=PATIENCE)
    while not wanted.keys() <= (await registered(client)).keys():  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.05)


async def kept_for(client: Client) -> timedelta:
    """Return how long the namespace keeps a workflow after it has closed."""
    request = DescribeNamespaceRequest(namespace=client.namespace)
    described = await client.workflow_service.describe_namespace(request, timeout=PATIENCE)
    return described.config.workflow_execution_retention_ttl.ToTimedelta()


async def registered(client: Client) -> dict[str, int]:
    """Return the namespace's own search attributes (name -> indexed value type)."""
    request = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await client.operator_service.list_search_attributes(request, timeout=PATIENCE)
    return {name: int(kind) for name, kind in answer.custom_attributes.items()}


async def _keep_for(client: Client, retention: timedelta) -> None:
    stated = Duration()
    stated.FromTimedelta(retention)
    config = NamespaceConfig(workflow_execution_retention_ttl=stated)
    request = UpdateNamespaceRequest(namespace=client.namespace, config=config)
    await client.workflow_service.update_namespace(request, timeout=PATIENCE)
