"""A change of the rules waits for a second person and for its day, and then asks what runs, a few at a time."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from rules.rule_changes import Approve, Finished, Hasten, Postpone, Reject, Withdraw
from tests.workflows.hall import Hall, hall_open, in_phase, propose, say

DAY = timedelta(days=1)
LATE = timedelta(minutes=5)


async def test_it_takes_effect_on_its_day_and_asks_everything_that_runs(env: WorkflowEnvironment) -> None:
    hall, now = Hall(running=5), await env.get_current_time()

    async with hall_open(env, hall):
        handle = await propose(env, 3 * DAY)
        await in_phase(handle, "proposed")
        await say(handle, Approve(by="head"))
        answer = await handle.result()

    assert answer.phase == "done"
    assert [event.event for event in hall.ledger] == [
        "proposed", "checked", "approved", "begun", "put_in_force", "finished",
    ]  # fmt: skip
    told = hall.ledger[-1]
    assert isinstance(told, Finished)
    assert (told.moved, told.kept, told.failed, hall.periods_opened) == (5, 0, 0, 1)
    assert hall.in_force_at is not None
    assert now + 3 * DAY <= hall.in_force_at < now + 3 * DAY + LATE


async def test_what_the_checks_refuse_waits_for_nobody(env: WorkflowEnvironment) -> None:
    hall = Hall(refused=("same_rules",))

    async with hall_open(env, hall):
        answer = await (await propose(env, DAY)).result()

    assert (answer.phase, hall.in_force_at) == ("refused", None)


@pytest.mark.parametrize(
    ("command", "phase"),
    [(Reject(by="head", because="thiếu"), "rejected"), (Withdraw(by="admin", because="sai"), "withdrawn")],
)
async def test_what_is_rejected_or_withdrawn_never_takes_effect(
    env: WorkflowEnvironment, command: Reject | Withdraw, phase: str
) -> None:
    hall = Hall()

    async with hall_open(env, hall):
        handle = await propose(env, DAY)
        await in_phase(handle, "proposed")
        await say(handle, command)
        answer = await handle.result()

    assert (answer.phase, hall.in_force_at) == (phase, None)


@pytest.mark.parametrize(("kind", "days"), [(Hasten, 1), (Postpone, 9)])
async def test_its_timer_goes_where_the_day_goes(
    env: WorkflowEnvironment, kind: type[Hasten | Postpone], days: int
) -> None:
    hall, now = Hall(), await env.get_current_time()
    to = now + days * DAY

    async with hall_open(env, hall):
        handle = await propose(env, 5 * DAY)
        await in_phase(handle, "proposed")
        await say(handle, Approve(by="head"))
        await say(handle, kind(by="head", on=to.date(), starts_at=to, because="đổi ngày"))
        await handle.result()

    assert hall.in_force_at is not None
    assert to <= hall.in_force_at < to + LATE


async def test_its_author_does_not_approve_it_and_a_repeated_command_is_answered_once(env: WorkflowEnvironment) -> None:
    hall = Hall()

    async with hall_open(env, hall):
        handle = await propose(env, 3 * DAY)
        await in_phase(handle, "proposed")
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await say(handle, Approve(by="admin"))
        answers = {(await say(handle, Approve(by="head"), "c-1")).number for _ in range(2)}
        await handle.result()

    assert isinstance(refused.value.cause, ApplicationError)
    assert (refused.value.cause.type, answers) == ("own_change", {3})
