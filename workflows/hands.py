"""How workflows call the hands: on the same workflow task when all is well, durably when it is not.

A local activity costs one marker instead of six events and a task of its own, but holds the workflow task while it
runs. So it gets one short try; when the database is away, the same call becomes a normal activity that waits for it.
A task that dies before its end takes with it what came with it, but not what a local activity has written by then:
only what the history already has, or what would be written the same again, may be written at hand.

Temporal finds workflow tasks that fail, but no activities; so a case whose hand has failed a few times says so itself,
in a search attribute. That costs nothing while all is well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, RetryState

with workflow.unsafe.imports_passed_through():
    from rules.errors import RuleBroken
    from rules.messages import Message
    from workflows.attributes import TROUBLE_SINCE

Result = TypeVar("Result", bound=Message)

_ONCE = RetryPolicy(maximum_attempts=1)
_FOR_EVER = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(minutes=1))
_A_FEW_TIMES = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_attempts=5)
"""Together about eight seconds; whoever is away longer is missed."""
_SHORT = timedelta(seconds=3)


async def at_hand(name: str, call: Message, result: type[Result]) -> Result:
    """Return what the activity `name` answers, trying on this workflow task first. Only for calls of a few ms."""
    try:
        answer: Result = await workflow.execute_local_activity(
            name, call, result_type=result, schedule_to_close_timeout=_SHORT, retry_policy=_ONCE
        )
    except FailureError:  # a local activity that fails comes unwrapped, so no ActivityError
        return await by_and_by(name, call, result)
    return answer


async def by_and_by(
    name: str, call: Message, result: type[Result], *, within: timedelta = timedelta(minutes=2)
) -> Result:
    """Return what the activity `name` answers, however long the world is away; one try may take `within`."""
    try:
        return await _durably(name, call, result, within, _A_FEW_TIMES)
    except ActivityError as failed:
        if failed.retry_state is not RetryState.MAXIMUM_ATTEMPTS_REACHED:
            raise
    workflow.upsert_search_attributes([TROUBLE_SINCE.value_set(workflow.now())])
    try:
        return await _durably(name, call, result, within, _FOR_EVER)
    finally:
        workflow.upsert_search_attributes([TROUBLE_SINCE.value_unset()])


async def _durably(name: str, call: Message, result: type[Result], within: timedelta, policy: RetryPolicy) -> Result:
    answer: Result = await workflow.execute_activity(
        name, call, result_type=result, start_to_close_timeout=within, retry_policy=policy
    )
    return answer


def now(behind: timedelta) -> datetime:
    """Return the case's own instant.

    A server's clock cannot be set back, so a rehearsal of past years runs on one that is ahead; `behind` is by how
    much, and zero everywhere else.
    """
    return workflow.now() - behind


def until(instant: datetime, behind: timedelta) -> timedelta:
    """Return how long it is to `instant`, never zero or less: Temporal takes no such timer."""
    return max(instant - now(behind), timedelta(milliseconds=1))


@contextmanager
def refusals() -> Iterator[None]:
    """Let a refusal through as one that Temporal carries, with its code; anything else would wedge the workflow."""
    try:
        yield
    except RuleBroken as no:
        raise ApplicationError(str(no), no.params, type=no.code, non_retryable=True) from no
