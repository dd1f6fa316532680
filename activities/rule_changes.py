"""The hands of a rule change: it is checked, put in force, and carried out on what runs, a few hundred at a time.

Each may be called twice: whoever was asked before gives the answer of the first time.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Connection
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities import calls, change_calls
from activities.crossing import crossing
from rules.commands import Adopt
from rules.in_flight import Follows, SittingFollows
from store import adopting, objections, rule_changes
from store.adopting import KEPT, MOVED, PLANNED, Settled, SittingAdopts, ToAsk
from store.engine import Database
from store.rule_changes import RuleChange
from store.rulebook import Rulebook

Answer = TypeVar("Answer")

_AT_A_TIME = 100
_AT_ONCE = 8
_PATIENCE = timedelta(seconds=10)
_PAUSE_S = 1.0
_OVER = frozenset({"ended", "wrong_stage"})
"""What a nomination answers that has gone on meanwhile: it is under the new edition, or beyond every edition."""


class RuleChangeHands:
    """Writes for changes of the rules, and asks what runs to follow them."""

    def __init__(self, database: Database, rulebook: Rulebook, client: Client) -> None:
        self._database = database
        self._rulebook = rulebook
        self._client = client

    @activity.defn(name=change_calls.CHECK_CHANGE)
    async def check_change(self, call: change_calls.ChangeCall) -> change_calls.ChangeChecked:
        """Return what speaks against the change."""
        return change_calls.ChangeChecked(refused=await asyncio.to_thread(self._objections, call))

    @activity.defn(name=change_calls.NOTE_CHANGE)
    async def note_change(self, news: change_calls.ChangeNews) -> change_calls.ChangeNoted:
        """Write new events down; return how far the ledger goes."""
        number = await self._write(
            lambda conn: rule_changes.note(conn, news.change_id, news.first, news.events, news.state, news.epoch)
        )
        return change_calls.ChangeNoted(number=number)

    @activity.defn(name=change_calls.PUT_IN_FORCE)
    async def put_in_force(self, call: change_calls.ChangeCall) -> change_calls.ChangeInForce:
        """Make the edition and note what is to follow it."""

        def act(conn: Connection) -> change_calls.ChangeInForce:
            edition = rule_changes.put_in_force(conn, call.change_id, at=call.at, epoch=call.epoch)
            of = adopting.list_followers(conn, call.change_id, self._rulebook, at=call.at)
            return change_calls.ChangeInForce(edition=edition, of=of)

        return await self._write(act)

    @activity.defn(name=change_calls.ADOPT_SOME)
    async def adopt_some(self, call: change_calls.ChangeCall) -> change_calls.Adopting:
        """Ask some of those that are to follow; return how far the adoption has come."""
        change, to_ask = await asyncio.to_thread(self._next, call)
        settled = [Settled(about, KEPT, why) for about, why in to_ask.because.items()]
        settled += await self._ask_all(call, change, to_ask)
        if settled and all(one.state == PLANNED for one in settled):
            await asyncio.sleep(_PAUSE_S)  # nobody could answer just now
        return await self._write(lambda conn: self._settle(conn, call, settled))

    @activity.defn(name=change_calls.ADOPT_IN_SITTING)
    async def adopt_in_sitting(self, call: change_calls.AskedSitting) -> calls.Announced:
        """Write down that a sitting follows another edition."""
        at = call.at
        if at is not None:
            asked = SittingAdopts(
                call.sitting_id,
                call.change_id,
                call.edition,
                call.by,
                call.because,
                call.instants,
            )
            await self._write(
                lambda conn: adopting.adopt_in_sitting(conn, asked, at=at, epoch=call.epoch, rulebook=self._rulebook)
            )
        return calls.Announced(told=0)

    def _objections(self, call: change_calls.ChangeCall) -> tuple[str, ...]:
        with self._database.read() as conn:
            change = rule_changes.by_id(conn, call.change_id)
            if change is None:
                raise ApplicationError("the draft is gone", type="no_such_change", non_retryable=True)
            return objections.objections(conn, change, self._rulebook, at=call.at)

    def _next(self, call: change_calls.ChangeCall) -> tuple[RuleChange, ToAsk]:
        with self._database.read() as conn:
            change, _ = adopting.change_of(conn, call.change_id, self._rulebook, at=call.at)
            to_ask = adopting.next_followers(conn, call.change_id, self._rulebook, at=call.at, limit=_AT_A_TIME)
        return change, to_ask

    def _settle(
        self, conn: Connection, call: change_calls.ChangeCall, settled: Sequence[Settled]
    ) -> change_calls.Adopting:
        adopting.settle(conn, call.change_id, settled, at=call.at)
        adopting.finish(conn, call.change_id, self._rulebook, at=call.at)
        so_far = rule_changes.progress(conn, call.change_id)
        return change_calls.Adopting(
            moved=so_far.moved, kept=so_far.kept, failed=so_far.failed, left=adopting.left(conn, call.change_id)
        )

    async def _ask_all(self, call: change_calls.ChangeCall, change: RuleChange, to_ask: ToAsk) -> list[Settled]:
        gate = asyncio.Semaphore(_AT_ONCE)
        asked = [
            self._ask(gate, id_, "ask", _to_nomination(change, found)) for id_, found in to_ask.nominations.items()
        ]
        asked += [
            self._ask(gate, id_, "adopt", _to_sitting(call, change, id_, to_ask.editions[id_], found))
            for id_, found in to_ask.sittings.items()
        ]
        return list(await asyncio.gather(*asked))

    async def _ask(
        self,
        gate: asyncio.Semaphore,
        id_: str,
        update: str,
        message: change_calls.AskedToAdopt | change_calls.AskedSitting,
    ) -> Settled:
        async with gate:
            try:
                await self._client.get_workflow_handle(id_).execute_update(
                    update, message, id=message.command_id, rpc_timeout=_PATIENCE
                )
            except WorkflowUpdateFailedError as no:
                cause = no.cause
                code = (cause.type if isinstance(cause, ApplicationError) else None) or "fault"
                return Settled(id_, KEPT, "moved_on") if code in _OVER else Settled(id_, PLANNED, code)
            except WorkflowUpdateRPCTimeoutOrCancelledError:
                return Settled(id_, PLANNED, "no_answer")
            except RPCError as failed:
                return Settled(id_, PLANNED, _code(failed))
        return Settled(id_, MOVED)

    async def _write(self, act: Callable[[Connection], Answer]) -> Answer:
        def acted() -> Answer:
            with self._database.write() as conn:
                return act(conn)

        with crossing():
            return await asyncio.to_thread(acted)


def _to_nomination(change: RuleChange, found: Follows) -> change_calls.AskedToAdopt:
    command = Adopt(by=change.proposed_by, entry=found.entry, because=change.because)
    return change_calls.AskedToAdopt(command_id=change.id, command=command)


def _to_sitting(
    call: change_calls.ChangeCall, change: RuleChange, id_: str, edition: str, found: SittingFollows
) -> change_calls.AskedSitting:
    return change_calls.AskedSitting(
        sitting_id=id_,
        command_id=call.change_id,
        change_id=call.change_id,
        edition=edition,
        by=change.proposed_by,
        because=change.because,
        instants={name: pair[1] for name, pair in found.moves.items()},
    )


def _code(failed: RPCError) -> str:
    """Return why a case gave no answer. Raise what says that the server is away: then nobody gave one."""
    if failed.status is RPCStatusCode.NOT_FOUND:
        return "not_running"
    if failed.status in (RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.DEADLINE_EXCEEDED):
        return "no_answer"
    raise failed
