"""At most so many acts at once on one workflow. More than ten Updates in flight on one are a cliff, not a queue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from web.problems import Problem


@dataclass(slots=True)
class _Gate:
    semaphore: asyncio.Semaphore
    users: int = 0


class Gates:
    """One gate a workflow id, there only while somebody uses it."""

    def __init__(self, *, width: int = 8, patience_s: float = 5.0) -> None:
        self._width = width
        self._patience_s = patience_s
        self._gates: dict[str, _Gate] = {}

    def __len__(self) -> int:
        return len(self._gates)

    @asynccontextmanager
    async def passing(self, workflow_id: str) -> AsyncIterator[None]:
        """Hold one of the places. Raise Problem `too_many_at_once` if none is free in time."""
        gate = self._gates.setdefault(workflow_id, _Gate(asyncio.Semaphore(self._width)))
        gate.users += 1
        try:
            await self._enter(gate)
            try:
                yield
            finally:
                gate.semaphore.release()
        finally:
            gate.users -= 1
            if not gate.users:
                del self._gates[workflow_id]

    async def _enter(self, gate: _Gate) -> None:
        try:
            async with asyncio.timeout(self._patience_s):
                await gate.semaphore.acquire()
        except TimeoutError:
            raise Problem("too_many_at_once") from None
