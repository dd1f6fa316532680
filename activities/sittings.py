"""The hands of a sitting: its vote is opened, closed and counted, and the result told. Each may be called twice."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection
from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities import calls
from activities.crossing import crossing
from activities.group_commit import GroupCommit
from store import closing
from store.engine import Database
from store.hearings import Hearing, hearings
from store.rescheduling import Move, reschedule
from store.rulebook import Rulebook
from store.voting import Opened, Opening, open_voting

Answer = TypeVar("Answer")

_AT_ONCE = 8


class SittingHands:
    """`master` is the key that ballots are sealed under; it comes from a file and stays here."""

    def __init__(self, database: Database, rulebook: Rulebook, client: Client, master: bytes) -> None:
        self._database = database
        self._rulebook = rulebook
        self._client = client
        self._master = master
        self._openings: GroupCommit[Opening, Opened] = GroupCommit(database, self._open)

    @activity.defn(name=calls.OPEN_VOTING)
    async def open_voting(self, call: calls.SittingCall) -> calls.VotingOpened:
        """Freeze rules, roster and candidates; return the counts."""
        with crossing():
            opened = await self._openings.submit(Opening(call.sitting_id, call.at, call.epoch))
        return calls.VotingOpened(
            candidates=opened.candidates,
            members=opened.members,
            edition=opened.edition,
            closes_at=opened.closes_at,
            published_at=opened.published_at,
        )

    @activity.defn(name=calls.RESCHEDULE)
    async def reschedule(self, call: calls.Rescheduled) -> calls.Announced:
        """Write a sitting's new instants down."""
        at = call.at
        if at is not None:
            instants = call.votes_open_at, call.votes_close_at
            move = Move(call.sitting_id, call.by, call.because, *instants, outage=call.outage)
            await self._write(lambda conn: reschedule(conn, move, at=at, epoch=call.epoch, rulebook=self._rulebook))
        return calls.Announced(told=0)

    @activity.defn(name=calls.CLOSE_VOTING)
    async def close_voting(self, call: calls.SittingCall) -> calls.VotingClosed:
        """Count a round and decide; return the counts."""
        closed = await self._write(
            lambda conn: closing.close_round(
                conn,
                call.sitting_id,
                call.round,
                at=call.at,
                epoch=call.epoch,
                rulebook=self._rulebook,
                master=self._master,
            )
        )
        return _told(closed)

    @activity.defn(name=calls.SETTLE_WAITING_LIST)
    async def settle_waiting_list(self, call: calls.SittingCall) -> calls.VotingClosed:
        """End the waiting list; return the counts."""
        closed = await self._write(
            lambda conn: closing.settle_waiting_list(
                conn, call.sitting_id, at=call.at, epoch=call.epoch, rulebook=self._rulebook
            )
        )
        return _told(closed)

    @activity.defn(name=calls.ANNOUNCE)
    async def announce(self, call: calls.SittingCall) -> calls.Announced:
        """Tell the nominations for which something changed; who has been told already takes no harm."""
        to_tell = await asyncio.to_thread(self._hearings, call.sitting_id)
        gate = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._tell(hearing, gate) for hearing in to_tell))
        return calls.Announced(told=len(to_tell))

    def _open(self, conn: Connection, batch: Sequence[Opening]) -> Sequence[Opened]:
        return open_voting(conn, batch, rulebook=self._rulebook, master=self._master)

    async def _tell(self, hearing: Hearing, gate: asyncio.Semaphore) -> None:
        message = calls.Hearing(steps=hearing.steps, leads_to=hearing.leads_to)
        async with gate:
            try:
                await self._client.get_workflow_handle(hearing.nomination_id).signal("hear", message)
            except RPCError as no:
                # A nomination whose way has ended (withdrawn, or told before) has no ears left.
                if no.status is not RPCStatusCode.NOT_FOUND:
                    raise

    def _hearings(self, sitting_id: str) -> tuple[Hearing, ...]:
        with self._database.read() as conn:
            return hearings(conn, sitting_id, self._rulebook)

    async def _write(self, act: Callable[[Connection], Answer]) -> Answer:
        def acted() -> Answer:
            with self._database.write() as conn:
                return act(conn)

        with crossing():
            return await asyncio.to_thread(acted)


def _told(closed: closing.Closed) -> calls.VotingClosed:
    return calls.VotingClosed(
        selected=closed.selected,
        waiting=closed.waiting,
        not_selected=closed.not_selected,
        no_quorum=closed.no_quorum,
        closes_at=closed.closes_at,
        round=closed.round,
    )
