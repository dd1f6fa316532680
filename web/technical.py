"""The way to what Temporal says of cases in trouble, for answers that go on without it when it is away."""

from collections.abc import Sequence

from temporalio.client import Client

from rules.stuck import TECHNICAL
from store.stuck.details import Line, deeper
from web.engine import Engine
from web.problems import Problem
from workflows import troubles
from workflows.troubles import Technical


async def reported(engine: Engine) -> Technical:
    """Return the cases in trouble now; nothing, and no number of workers, if Temporal does not answer."""
    return await troubles.technical(await _client(engine))


async def detailed(engine: Engine, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return `lines` with activity, attempt and message of those that the program fails."""
    asked = [line.id for line in lines if line.cause in TECHNICAL]
    return deeper(lines, await troubles.described(await _client(engine), asked)) if asked else tuple(lines)


async def _client(engine: Engine) -> Client | None:
    try:
        return await engine.client()
    except Problem:
        return None
