"""The way to Temporal: start a nomination or a change of the rules, ask it, move a sitting.

Every failure comes back as a Problem with a code. It judges nothing. A refusal's code is the one the workflow gave;
everything else says whether sending the same request again, with the same key, is worth it.
"""

import asyncio
from datetime import timedelta
from typing import TypeVar
from uuid import uuid4

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from rules.events import DeedLogged
from rules.messages import Message
from web.gates import Gates
from web.problems import STATUS, Problem
from workflows.attributes import PROGRAMME, STAGE, UNIT
from workflows.connection import PATIENCE, TASK_QUEUE
from workflows.nomination import Answer, Ask, Nomination, Start
from workflows.requests import Rescheduled
from workflows.rule_change import AskChange, ChangeAnswer, RuleChange
from workflows.rule_change import Start as ChangeStart

Result = TypeVar("Result")

_AGAIN_AFTER_S = (0.05, 0.2, 0.5)
"""A run that just continues as new, or enters a stage, is not ready for a moment; the same id makes asking harmless."""

ASK, REPROJECT, RESCHEDULE, EVERYBODY_VOTED = "ask", "reproject", "reschedule", "everybody_voted"
"""The registered names; they are in histories and never change."""

FAILURES = ("engine_unavailable", "engine_not_ready", "too_many_at_once", "outcome_unknown", "fault")
"""How asking a workflow can fail, whatever it is asked."""

_FAULTS = {
    RPCStatusCode.FAILED_PRECONDITION: "engine_not_ready",
    RPCStatusCode.DEADLINE_EXCEEDED: "outcome_unknown",
    RPCStatusCode.CANCELLED: "outcome_unknown",
}


class NotRunningError(Exception):
    """No open workflow has this id: it never was, or its way is over. The read model knows which."""


class Engine:
    """What the API asks of the workflows."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._gates = Gates()
        self._was_reached = False

    async def start(self, nomination_id: str, epoch: str, logged: DeedLogged) -> None:
        """Start a nomination; one that is there already under this id is the same one, so nothing happens."""
        await self._reach()
        shown = TypedSearchAttributes(
            [
                SearchAttributePair(PROGRAMME, logged.programme),
                SearchAttributePair(UNIT, logged.unit_id),
                SearchAttributePair(STAGE, logged.leads_to),
            ]
        )
        try:
            await self._client.start_workflow(
                Nomination.run,
                Start(nomination_id=nomination_id, epoch=epoch, events=(logged,)),
                id=nomination_id,
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=shown,
                request_eager_start=True,
            )
        except WorkflowAlreadyStartedError:
            return
        except RPCError as failed:
            raise _fault(failed) from failed

    async def ask(self, nomination_id: str, asked: Ask) -> Answer:
        """Return what the nomination answers. Raise NotRunningError, or Problem with the workflow's own code."""
        return await self._update(nomination_id, ASK, asked, asked.command_id, Answer)

    async def answered(self, workflow_id: str, command_id: str, result: type[Result]) -> Result | None:
        """Return what a workflow, open or closed, has answered to a command; None if it never took it."""
        await self._reach()
        handle = self._client.get_workflow_handle(workflow_id).get_update_handle(command_id, result_type=result)
        try:
            answer: Result = await handle.result(rpc_timeout=PATIENCE)
        except WorkflowUpdateFailedError:
            return None
        except WorkflowUpdateRPCTimeoutOrCancelledError as unknown:
            raise Problem("outcome_unknown") from unknown
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                return None
            raise _fault(failed) from failed
        return answer

    async def answered_before(self, nomination_id: str, command_id: str) -> Answer | None:
        """Return what a nomination has answered to a command, also in a run before the present one; None if never."""
        answer = await self.answered(nomination_id, command_id, Answer)
        if answer is not None:
            return answer
        handle = self._client.get_workflow_handle(nomination_id)
        try:  # the server knows the answers of one run; the workflow knows those of all of its runs
            return await handle.query(Nomination.answered, command_id, rpc_timeout=PATIENCE)
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                return None
            raise _fault(failed) from failed

    async def start_change(self, start: ChangeStart, programme: str) -> None:
        """Start a change of the rules; one that is there already under this id is the same one."""
        await self._reach()
        shown = [SearchAttributePair(PROGRAMME, programme), SearchAttributePair(STAGE, "checking")]
        try:
            await self._client.start_workflow(
                RuleChange.run,
                start,
                id=start.change_id,
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=TypedSearchAttributes(shown),
            )
        except WorkflowAlreadyStartedError:
            return
        except RPCError as failed:
            raise _fault(failed) from failed

    async def ask_change(self, change_id: str, asked: AskChange) -> ChangeAnswer:
        """Return what a change of the rules answers. Raise NotRunningError, or Problem with the workflow's own code."""
        return await self._update(change_id, ASK, asked, asked.command_id, ChangeAnswer)

    async def everybody_voted(self, sitting_id: str, voting_round: int) -> None:
        """Tell the sitting that nobody is left to wait for. Raise NotRunningError or Problem."""
        await self._reach()
        try:
            await self._client.get_workflow_handle(sitting_id).signal(EVERYBODY_VOTED, voting_round)
        except RPCError as failed:
            raise _fault(failed) from failed

    async def reschedule(self, asked: Rescheduled) -> str:
        """Return the phase in which the sitting was moved. Raise NotRunningError or Problem."""
        return await self._update(asked.sitting_id, RESCHEDULE, asked, asked.command_id, str)

    async def reproject(self, nomination_id: str, projected: int) -> Answer:
        """Have a nomination hand over again what comes after event `projected`. Raise NotRunningError or Problem."""
        return await self._update(nomination_id, REPROJECT, projected, uuid4().hex, Answer)

    async def is_reachable(self, patience: timedelta = timedelta(seconds=2)) -> bool:
        """Return whether the server answers."""
        try:
            self._was_reached = await self._client.service_client.check_health(timeout=patience)
        except (RPCError, RuntimeError):  # the latter from a client that connects at its first call, and cannot
            return False
        return self._was_reached

    async def client(self) -> Client:
        """Return the client, for what is asked of the server itself. Raise Problem if it does not answer."""
        await self._reach()
        return self._client

    async def _reach(self) -> None:
        """Connect before the first call; from then on the client does so itself, and says by RPCError if it fails."""
        if not self._was_reached and not await self.is_reachable():
            raise Problem("engine_unavailable")

    async def _update(
        self, workflow_id: str, name: str, asked: Message | int, command_id: str, result: type[Result]
    ) -> Result:
        await self._reach()
        handle = self._client.get_workflow_handle(workflow_id)
        async with self._gates.passing(workflow_id):
            for pause_s in (*_AGAIN_AFTER_S, None):
                try:
                    answer: Result = await handle.execute_update(name, asked, id=command_id, result_type=result)
                except WorkflowUpdateFailedError as refused:
                    problem = _refusal(refused)
                    if problem.code != "stage_opening" or pause_s is None:
                        raise problem from refused
                    await asyncio.sleep(pause_s)
                except WorkflowUpdateRPCTimeoutOrCancelledError as unknown:
                    raise Problem("outcome_unknown") from unknown
                except RPCError as failed:
                    if failed.status is not RPCStatusCode.FAILED_PRECONDITION or pause_s is None:
                        raise _fault(failed) from failed
                    await asyncio.sleep(pause_s)
                else:
                    return answer
        raise AssertionError("unreachable")


def _refusal(refused: WorkflowUpdateFailedError) -> Problem:
    cause = refused.cause
    if not isinstance(cause, ApplicationError) or cause.type is None or cause.type not in STATUS:
        return Problem("fault")
    return Problem(cause.type, cause.details[0] if cause.details else None)


def _fault(failed: RPCError) -> Exception:
    if failed.status is RPCStatusCode.NOT_FOUND:
        return NotRunningError()
    return Problem(_FAULTS.get(failed.status, "engine_unavailable"))
