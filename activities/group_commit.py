"""Many small writes, one transaction: what arrives while a commit is under way shares the next one."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy import Connection

from store.engine import Database
from store.errors import StoreBusy, StoreUnavailable

Call = TypeVar("Call")
Done = TypeVar("Done")

_LARGEST = 200


class GroupCommit(Generic[Call, Done]):
    """Writes calls in batches, in the order they came; each caller gets its own answer or its own error.

    `write` gets an open transaction and the calls of one batch, and answers one result a call. When a batch fails,
    its calls are written one by one, so that one bad call harms only itself; when the database is away or busy,
    nobody is at fault and all are told at once.
    """

    def __init__(self, database: Database, write: Callable[[Connection, Sequence[Call]], Sequence[Done]]) -> None:
        self._database = database
        self._write = write
        self._waiting: list[tuple[Call, asyncio.Future[Done]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def submit(self, call: Call) -> Done:
        """Return the result of `call` once it is committed."""
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, answer))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._drain())
        return await answer

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_LARGEST], self._waiting[_LARGEST:]
            try:
                done = await asyncio.to_thread(self._commit, [call for call, _ in batch])
            except Exception as failure:  # noqa: BLE001 - whatever it is belongs to the callers
                if len(batch) == 1 or isinstance(failure, StoreBusy | StoreUnavailable):
                    for _, answer in batch:
                        _fail(answer, failure)
                else:
                    await self._one_by_one(batch)
                continue
            for (_, answer), result in zip(batch, done, strict=True):
                if not answer.done():
                    answer.set_result(result)

    async def _one_by_one(self, batch: list[tuple[Call, "asyncio.Future[Done]"]]) -> None:
        for place, (call, answer) in enumerate(batch):
            try:
                (result,) = await asyncio.to_thread(self._commit, [call])
            except (StoreBusy, StoreUnavailable) as away:
                for _, waits in batch[place:]:
                    _fail(waits, away)
                return
            except Exception as failure:  # noqa: BLE001 - whatever it is belongs to the caller
                _fail(answer, failure)
            else:
                if not answer.done():
                    answer.set_result(result)

    def _commit(self, calls: Sequence[Call]) -> Sequence[Done]:
        with self._database.write() as connection:
            done = self._write(connection, calls)
            if len(done) != len(calls):
                raise ValueError(f"{len(calls)} calls were answered with {len(done)} results")
            return done


def _fail(answer: "asyncio.Future[Done]", failure: Exception) -> None:
    if not answer.done():
        answer.set_exception(failure)
