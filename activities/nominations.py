"""The hands of a nomination: its events are written down, its deed is written in the book. Each may be called twice."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import Connection
from temporalio import activity

from activities import calls
from activities.crossing import crossing
from activities.group_commit import GroupCommit
from store.engine import Database
from store.projection import NewEvents, Projected, project
from store.recording import record
from store.rulebook import Rulebook


class NominationHands:
    """Writes for many nominations at once: events that come together share a commit."""

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._rulebook = rulebook
        self._ledger: GroupCommit[NewEvents, Projected] = GroupCommit(database, self._write)

    @activity.defn(name=calls.PROJECT)
    async def project(self, call: calls.Projection) -> calls.Projected:
        """Write the new events down; return how far the ledger goes and the terms of the stage."""
        with crossing():
            done = await self._ledger.submit(NewEvents(call.epoch, call.run_id, call.first, call.events, call.state))
        return calls.Projected(number=done.number, entry=done.entry)

    @activity.defn(name=calls.RECORD)
    async def record(self, call: calls.Recording) -> calls.RecordedAs:
        """Write the deed in the book; return its number there."""
        with crossing():
            return await asyncio.to_thread(self._record, call)

    def _write(self, conn: Connection, batch: Sequence[NewEvents]) -> Sequence[Projected]:
        return project(conn, batch, self._rulebook)

    def _record(self, call: calls.Recording) -> calls.RecordedAs:
        with self._database.write() as conn:
            line = record(conn, call.nomination_id, call.entry, self._rulebook, at=call.at, epoch=call.epoch)
        if line is None:
            return calls.RecordedAs(book="", year=0, number=0, is_fund_spent=True)
        return calls.RecordedAs(book=line.book, year=line.year, number=line.number)
