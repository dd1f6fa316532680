"""Every way that a case can go, walked once for its history. `record_histories` saves them, `test_replay` reads them.

A way belongs here when its commands differ: other activities, other timers, another end.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities import calls
from activities.change_calls import AskedSitting
from rules.commands import Amend, Extend, FileDossier, Recommend, Return, Withdraw
from rules.rule_changes import Approve, Postpone
from rules.rule_changes import Withdraw as WithdrawChange
from tests.workflows.board import DEED, LATE, Board, ask, crew, log, opened, steps, written
from tests.workflows.chamber import DAY, Chamber, Diary, convene, council, in_phase, secretariat
from tests.workflows.hall import Hall, hall_open, propose, say
from tests.workflows.hall import in_phase as hall_in_phase
from workflows.nomination import Nomination
from workflows.period import Period, first_call
from workflows.reconcile import Deliveries, Reconcile, Reminders
from workflows.runner import workflow_runner
from workflows.sitting import Sitting

Walked = list[WorkflowHandle]  # type: ignore[type-arg]
Way = Callable[[WorkflowEnvironment], Awaitable[Walked]]

HOUR = timedelta(hours=1)


def told(stage: str, leads_to: str) -> calls.Hearing:
    return calls.Hearing(steps=steps(stage), leads_to=leads_to)


# ── nominations ──


async def recommended_and_not_selected(env: WorkflowEnvironment) -> Walked:
    async with crew(env, Board()):
        handle = await log(env)
        await ask(handle, Recommend(by="binh"))
        await handle.signal(Nomination.hear, told("unit-month", "end"))
        await handle.result()
    return [handle]


async def escalated_and_lapsed(env: WorkflowEnvironment) -> Walked:
    async with crew(env, Board()):
        handle = await log(env)
        await opened(handle)
        await env.sleep(8 * DAY)
        await handle.signal(Nomination.hear, told("unit-month", "end"))
        await handle.result()
    return [handle]


async def returned_and_amended(env: WorkflowEnvironment) -> Walked:
    async with crew(env, Board()):
        handle = await log(env)
        await ask(handle, Return(by="binh", because="thiếu địa điểm"))
        await ask(handle, Amend(by="an", deed=DEED.model_copy(update={"place": "xã Nam Đà"})))
        await ask(handle, Recommend(by="binh"))
        await handle.signal(Nomination.hear, told("unit-month", "end"))
        await handle.result()
    return [handle]


async def extended_and_withdrawn(env: WorkflowEnvironment) -> Walked:
    async with crew(env, Board()):
        handle = await log(env)
        await ask(handle, Extend(by="head", until=await env.get_current_time() + 10 * DAY, because="nghỉ Tết"))
        await env.sleep(12 * DAY + LATE)
        await ask(handle, Withdraw(by="an"))
        await handle.result()
    return [handle]


async def filed_and_recorded(env: WorkflowEnvironment) -> Walked:
    async with crew(env, Board()):
        handle = await log(env)
        await ask(handle, Recommend(by="binh"))
        await handle.signal(Nomination.hear, told("unit-quarter", "dossier"))
        await ask(handle, FileDossier(by="thu", documents=("minutes",)))
        await handle.signal(Nomination.hear, told("province", "record"))
        await handle.result()
    return [handle]


async def continued_as_new(env: WorkflowEnvironment) -> Walked:
    """Return the first run and the one that took over from it."""
    async with crew(env, Board()):
        handle = await log(env, continue_after=2)
        first = env.client.get_workflow_handle(handle.id, run_id=(await handle.describe()).run_id)
        await ask(handle, Return(by="binh", because="thiếu ảnh"), "return-1")
        await ask(handle, Amend(by="an", deed=DEED), "amend-1")
        while (last := (await handle.describe()).run_id) == first.run_id:
            await env.sleep(LATE)
        await ask(handle, Return(by="binh", because="thiếu ảnh"), "return-1")
        await ask(handle, Withdraw(by="an"), "withdraw")
        await env.client.get_workflow_handle(handle.id, run_id=last).result()
    return [first, env.client.get_workflow_handle(handle.id, run_id=last)]


async def logged_while_the_database_is_away(env: WorkflowEnvironment) -> Walked:
    board = Board()
    board.is_away = True
    async with crew(env, board):
        handle = await log(env)
        await env.sleep(timedelta(seconds=30))
        board.is_away = False
        await ask(handle, Withdraw(by="an"))
        await handle.result()
    return [handle]


async def repaired(env: WorkflowEnvironment) -> Walked:
    board = Board()
    async with crew(env, board):
        handle = await log(env)
        await ask(handle, Return(by="binh", because="thiếu ảnh"))
        await written(board, handle, 2)
        right = list(board.ledger[handle.id])
        board.ledger[handle.id].append(right[0])
        await ask(handle, Withdraw(by="an"))
        await env.sleep(LATE)
        board.ledger[handle.id] = right
        await handle.execute_update(Nomination.reproject, 1)
        await handle.result()
    return [handle]


# ── sittings ──


async def nobody_nominated(env: WorkflowEnvironment) -> Walked:
    async with council(env, Chamber(candidates=0)):
        handle = await convene(env, await env.get_current_time() + DAY)
        await handle.result()
    return [handle]


async def decided_early(env: WorkflowEnvironment) -> Walked:
    async with council(env, Chamber()):
        handle = await convene(env, await env.get_current_time() + DAY)
        await env.sleep(2 * DAY)
        await handle.signal(Sitting.everybody_voted, 1)
        await handle.result()
    return [handle]


async def moved_twice(env: WorkflowEnvironment) -> Walked:
    now = await env.get_current_time()
    async with council(env, Chamber()):
        handle = await convene(env, now + DAY)
        move = {"sitting_id": handle.id, "by": "thu", "because": "họp đột xuất"}
        opening = calls.Rescheduled(command_id="c-1", votes_open_at=now + 2 * DAY, **move)
        closing = calls.Rescheduled(command_id="c-2", votes_close_at=now + 9 * DAY, **move)
        await handle.execute_update(Sitting.reschedule, opening)
        await env.sleep(2 * DAY + LATE)
        await in_phase(handle, "open")
        await handle.execute_update(Sitting.reschedule, closing)
        await handle.result()
    return [handle]


async def adopted_twice(env: WorkflowEnvironment) -> Walked:
    now = await env.get_current_time()
    async with council(env, Chamber()):
        handle = await convene(env, now + DAY)
        asked = {"sitting_id": handle.id, "by": "admin", "because": "QĐ 25", "edition": "sv1-new"}
        await handle.execute_update(
            Sitting.adopt,
            AskedSitting(command_id="rc-1", change_id="rc-1", instants={"votes_open_at": now + 2 * DAY}, **asked),
        )
        await env.sleep(2 * DAY + LATE)
        await in_phase(handle, "open")
        await handle.execute_update(
            Sitting.adopt,
            AskedSitting(command_id="rc-2", change_id="rc-2", instants={"votes_close_at": now + 9 * DAY}, **asked),
        )
        await handle.result()
    return [handle]


async def run_off_and_waiting_list(env: WorkflowEnvironment) -> Walked:
    now = await env.get_current_time()
    chamber = Chamber(candidates=6, closes_at=now + 3 * DAY, published_at=now + 8 * DAY, tied=2, waiting=2, freed=1)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)
        await handle.result()
    return [handle]


async def counted_while_the_database_is_away(env: WorkflowEnvironment) -> Walked:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + HOUR)
    async with council(env, chamber):
        handle = await convene(env, now)
        await in_phase(handle, "open")
        chamber.is_away = True
        await env.sleep(HOUR + LATE)
        chamber.is_away = False
        await handle.result()
    return [handle]


# ── periods, and what runs by itself ──


async def closed_when_asked_again(env: WorkflowEnvironment) -> Walked:
    diary = Diary(await env.get_current_time() + 37 * DAY, undecided=[1, 0])
    async with secretariat(env, diary):
        call = first_call("so-vang", "unit-month", "2026-11", "e1")
        handle = await env.client.start_workflow(Period.run, call, id=call.period_id, task_queue="sovang")
        await handle.result()
    return [handle]


@activity.defn(name=calls.OPEN_PERIODS)
async def open_periods(_: calls.Instant) -> calls.Started:
    return calls.Started(periods=3)


@activity.defn(name=calls.REBUILD)
async def rebuild(_: calls.Instant) -> calls.Started:
    return calls.Started(sittings=1, nominations=2)


@activity.defn(name=calls.SEND_REMINDERS)
async def send_reminders(_: calls.Instant) -> calls.Queued:
    return calls.Queued(queued=4, messages=3, suppressed=1)


@activity.defn(name=calls.DELIVER)
async def deliver(_: calls.Instant) -> calls.Delivered:
    return calls.Delivered(handed_out=3, sent=2, not_sent=1)


@asynccontextmanager
async def night_watch(env: WorkflowEnvironment) -> AsyncIterator[None]:
    async with Worker(
        env.client,
        task_queue="sovang",
        workflows=[Deliveries, Reconcile, Reminders],
        activities=[deliver, open_periods, rebuild, send_reminders],
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[Exception],
    ):
        yield


async def reconciled(env: WorkflowEnvironment) -> Walked:
    async with night_watch(env):
        handle = await env.client.start_workflow(Reconcile.run, id="reconcile", task_queue="sovang")
        await handle.result()
    return [handle]


async def reminded(env: WorkflowEnvironment) -> Walked:
    async with night_watch(env):
        handle = await env.client.start_workflow(Reminders.run, id="reminders", task_queue="sovang")
        await handle.result()
    return [handle]


async def delivered(env: WorkflowEnvironment) -> Walked:
    async with night_watch(env):
        handle = await env.client.start_workflow(Deliveries.run, id="deliveries", task_queue="sovang")
        await handle.result()
    return [handle]


# ── changes of the rules ──


async def changed_and_adopted(env: WorkflowEnvironment) -> Walked:
    async with hall_open(env, Hall(running=5)):
        handle = await propose(env, 3 * DAY)
        await hall_in_phase(handle, "proposed")
        await say(handle, Approve(by="head"))
        await handle.result()
    return [handle]


async def change_postponed_and_withdrawn(env: WorkflowEnvironment) -> Walked:
    to = await env.get_current_time() + 9 * DAY
    async with hall_open(env, Hall()):
        handle = await propose(env, 3 * DAY)
        await hall_in_phase(handle, "proposed")
        await say(handle, Approve(by="head"))
        await say(handle, Postpone(by="head", on=to.date(), starts_at=to, because="chưa kịp"))
        await env.sleep(5 * DAY)
        await say(handle, WithdrawChange(by="admin", because="không cần nữa"))
        await handle.result()
    return [handle]


WAYS: dict[str, Way] = {
    "nomination-recommended-not-selected": recommended_and_not_selected,
    "nomination-escalated-lapsed": escalated_and_lapsed,
    "nomination-returned-amended": returned_and_amended,
    "nomination-extended-withdrawn": extended_and_withdrawn,
    "nomination-filed-recorded": filed_and_recorded,
    "nomination-continued-as-new": continued_as_new,
    "nomination-database-away": logged_while_the_database_is_away,
    "nomination-repaired": repaired,
    "sitting-none": nobody_nominated,
    "sitting-decided-early": decided_early,
    "sitting-moved": moved_twice,
    "sitting-adopted": adopted_twice,
    "sitting-run-off-waiting-list": run_off_and_waiting_list,
    "sitting-database-away": counted_while_the_database_is_away,
    "period-asked-again": closed_when_asked_again,
    "rule-change-adopted": changed_and_adopted,
    "rule-change-withdrawn": change_postponed_and_withdrawn,
    "reconcile": reconciled,
    "reminders": reminded,
    "deliveries": delivered,
}
"""Every way by the name under which its history is kept."""
