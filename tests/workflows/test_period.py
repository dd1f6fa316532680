"""A period on the real workflow engine, with the clock of the time-skipping server."""

from datetime import timedelta

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities import calls
from tests.workflows.chamber import A_MOMENT, DAY, LATE, Diary, secretariat
from workflows.period import Period, first_call

HOUR = timedelta(hours=1)


async def begin(
    env: WorkflowEnvironment, behind: timedelta = timedelta()
) -> WorkflowHandle[Period, calls.PeriodClosed]:
    call = first_call("so-vang", "unit-month", "2026-11", "e1", behind=behind)
    return await env.client.start_workflow(Period.run, call, id=call.period_id, task_queue="sovang")


def test_a_period_is_called_by_what_it_is() -> None:
    call = first_call("so-vang", "unit-month", "2026-11", "e1")

    assert call.period_id == "period/so-vang/unit-month/2026-11"
    assert (call.at, call.behind) == (None, timedelta())


async def test_a_period_opens_with_its_sittings_at_once_and_closes_at_its_end(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    diary = Diary(now + 37 * DAY, undecided=[0])
    async with secretariat(env, diary):
        period = await begin(env)

        await env.sleep(37 * DAY - LATE)
        before = list(diary.asked)
        closed = await period.result()

    assert before == ["open", "start sittings"]
    assert diary.asked == ["open", "start sittings", "close"]
    assert timedelta() <= diary.at[2] - diary.ends_at < A_MOMENT
    assert closed == calls.PeriodClosed(undecided=0, with_selection=30, without=9)


async def test_a_period_does_not_close_while_a_sitting_is_undecided_and_asks_again(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    diary = Diary(now + 37 * DAY, undecided=[2, 1, 0])
    async with secretariat(env, diary):
        closed = await (await begin(env)).result()

    asked_again = [later - earlier for earlier, later in zip(diary.at[2:], diary.at[3:], strict=False)]
    assert diary.asked == ["open", "start sittings", "close", "close", "close"]
    assert all(6 * HOUR <= wait < 6 * HOUR + A_MOMENT for wait in asked_again)
    assert closed.undecided == 0


async def test_a_period_that_begins_late_still_opens_and_closes(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    diary = Diary(now - DAY, undecided=[0])
    async with secretariat(env, diary):
        await (await begin(env)).result()

    assert diary.asked == ["open", "start sittings", "close"]
    assert diary.at[2] - now < A_MOMENT


async def test_a_rehearsed_period_lives_at_its_own_instants(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    behind = 1000 * DAY
    diary = Diary(now - behind + 37 * DAY, undecided=[0])
    async with secretariat(env, diary):
        await (await begin(env, behind)).result()

    assert diary.at[0] - (now - behind) < A_MOMENT
    assert timedelta() <= diary.at[2] - diary.ends_at < A_MOMENT


async def test_a_database_that_is_away_delays_a_period_and_loses_nothing(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    diary = Diary(now + 2 * HOUR, undecided=[0])
    diary.is_away = True
    async with secretariat(env, diary):
        period = await begin(env)
        await env.sleep(HOUR)
        at_first = list(diary.asked)
        diary.is_away = False
        await env.sleep(LATE)
        in_between = list(diary.asked)
        diary.is_away = True
        await env.sleep(2 * HOUR)
        diary.is_away = False
        await period.result()

    assert (at_first, in_between) == ([], ["open", "start sittings"])
    assert diary.asked == ["open", "start sittings", "close"]
