"""The way to what Temporal says of cases in trouble, for answers that go on without it when it is away."""

from collections.abc import Sequence

from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError

from rules.stuck import TECHNICAL
from store.stuck.details import Line, deeper
from web.engine import Engine
from web.problems import Problem
from workflows import troubles
from workflows.connection import PATIENCE
from workflows.troubles import Technical


async def reported(engine: Engine) -> Technical:
    """Return the cases in trouble now; nothing, and no number of workers, if Temporal does not answer."""
    return await troubles.technical(await _client(engine))


async def detailed(engine: Engine, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return `lines` with activity, attempt and message of those that the program fails."""
    asked = [line.id for line in lines if line.cause in TECHNICAL]
    return deeper(lines, await troubles.described(await _client(engine), asked)) if asked else tuple(lines)


async def server_version(engine: Engine) -> str:
    """Return what the Temporal server calls itself; "" if it does not answer."""
    client = await _client(engine)
    if client is None:
        return ""
    try:
        told = await client.workflow_service.get_system_info(GetSystemInfoRequest(), timeout=PATIENCE)
    except RPCError:
        return ""
    return str(told.server_version)


async def _client(engine: Engine) -> Client | None:
    try:
        return await engine.client()
    except Problem:
        return None
