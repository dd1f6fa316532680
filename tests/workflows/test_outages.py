"""The house is dark for a while: what came due meanwhile happens once, in order, unless the outage moved it."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, update
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities import calls
from preparing import apply_outages
from rules.commands import Extend, Hold, Release, Shift
from rules.entries import Dates, Entry
from store import ledger, outages
from store import tables as t
from store.engine import Database
from tests.store.cases import make_house, plan
from tests.workflows.board import LATE, LEADS, Board, ask, crew, kinds, log, written
from tests.workflows.chamber import DAY, Chamber, convene, council, in_phase
from workflows.nomination import Answer, Nomination
from workflows.sitting import Sitting

WEEK = timedelta(days=7)


# a worker that remembers a case has its tasks kept for it, though it is gone
FORGETFUL = {"max_cached_workflows": 0}
SECOND = timedelta(seconds=1)
"""The server skips no time while a timer has run out and nobody works, so that the dark lasts for real seconds here."""


async def begun(env: WorkflowEnvironment, board: Board) -> tuple[WorkflowHandle[Nomination, Answer], Entry]:
    """A nomination whose deadline, escalation and silence all come within two seconds."""
    now = await env.get_current_time()
    entry = Entry(
        stage="team", kind="review", edition="sv1-test", leads_to=LEADS["team"],
        due_at=now + SECOND, escalate_at=now + 1.3 * SECOND, lapse_at=now + 1.6 * SECOND,
    )  # fmt: skip
    handle = await log(env, entry=entry)
    await written(board, handle, 1)
    return handle, entry


async def test_what_came_due_in_the_dark_happens_once_and_in_order_at_the_start(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board, **FORGETFUL):
        handle, _ = await begun(env, board)

    await asyncio.sleep(2.5)
    async with crew(env, board, **FORGETFUL):
        await written(board, handle, 3)
        state = await handle.query(Nomination.state)

    assert kinds(board, handle) == ["logged", "escalated", "lapsed"]
    assert state.stage == "unit-month"


async def test_an_outage_that_is_recorded_before_the_start_comes_before_what_ran_out(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board, **FORGETFUL):
        handle, entry = await begun(env, board)
    now = await env.get_current_time()
    later = Dates(due_at=now + DAY, escalate_at=now + 2 * DAY, lapse_at=now + 9 * DAY)

    await asyncio.sleep(2.5)
    for _ in range(2):
        await handle.signal("shift", Shift(by="operator", because="mất điện", dates=later))
    async with crew(env, board, **FORGETFUL):
        await written(board, handle, 2)
        state = await handle.query(Nomination.state)
        after_start = kinds(board, handle)
        await env.sleep(2 * DAY + LATE)
        await written(board, handle, 3)

    assert (after_start, state.entry) == (["logged", "shifted"], entry.moved(later))
    assert kinds(board, handle) == ["logged", "shifted", "escalated"]


async def test_a_vote_that_was_to_close_in_the_dark_stays_open_for_as_long(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 3 * SECOND)
    async with council(env, chamber, **FORGETFUL):
        handle = await convene(env, now + SECOND)
        await in_phase(handle, "open")

    await asyncio.sleep(3)
    asked = calls.Rescheduled(
        sitting_id=handle.id, command_id="outage/1", by="operator", because="mất điện", votes_close_at=now + 10 * DAY
    )
    for _ in range(2):
        await handle.signal(Sitting.postpone, asked)
    async with council(env, chamber, **FORGETFUL):
        while "move" not in chamber.asked:  # noqa: ASYNC110 - a chamber tells nobody
            await asyncio.sleep(0.02)
        phase = await handle.query(Sitting.phase)
        await handle.result()

    assert phase == "open"
    assert chamber.asked == ["open", "move", "close 1", "announce"]
    assert chamber.at[2] >= now + 10 * DAY


async def test_a_sitting_that_was_to_begin_in_the_dark_is_moved_in_its_row_and_in_its_workflow(
    env: WorkflowEnvironment, sqlite_db: Database
) -> None:
    now = await env.get_current_time()
    handle = await convene(env, now + DAY / 24)
    stood = {"candidates_close_at": now - 2 * DAY, "votes_open_at": now - DAY, "votes_close_at": now + 5 * DAY}
    s = t.sittings.c
    with sqlite_db.write() as conn:
        make_house(conn)
        conn.execute(update(t.sittings).where(s.id == plan(conn)).values(id=handle.id, **stood))
        outages.record(conn, now - 2 * WEEK, now - DAY / 24, "mất điện", now=now)

    for _ in range(2):
        await apply_outages(sqlite_db, env.client)
    with sqlite_db.read() as conn:
        moved = conn.execute(select(*(s[name] for name in stood)).where(s.id == handle.id)).one()
        (event,) = ledger.events_of(conn, handle.id)
    chamber = Chamber(closes_at=moved.votes_close_at)
    async with council(env, chamber):
        await env.sleep(DAY / 12)
        phase = await handle.query(Sitting.phase)

    assert all(later > before for later, before in zip(moved, stood.values(), strict=True))
    assert (event.kind, event.actor_id, event.body["because"]) == ("rescheduled", outages.OPERATOR, "mất điện")
    assert (phase, chamber.asked) == ("planned", ["move"])


async def test_while_it_is_held_no_timer_runs_and_afterwards_it_runs_from_the_new_deadline(
    env: WorkflowEnvironment,
) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)
        await ask(handle, Hold(by="head", because="có đơn tố cáo"))
        await written(board, handle, 2)
        await env.sleep(WEEK + LATE)
        held = kinds(board, handle)

        now = await env.get_current_time()
        dates = Dates(due_at=now + DAY, escalate_at=now + 2 * DAY, lapse_at=now + 9 * DAY)
        await ask(handle, Release(by="head", because="không có cơ sở", dates=dates))
        await env.sleep(2 * DAY + LATE)
        await written(board, handle, 4)

    assert held == ["logged", "held"]
    assert kinds(board, handle) == ["logged", "held", "released", "escalated"]


async def test_what_follows_an_extension_is_where_the_rules_put_it(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)
        until = await env.get_current_time() + timedelta(days=4)
        dates = Dates(due_at=until, escalate_at=until + 6 * DAY, lapse_at=until + 9 * DAY)
        await ask(handle, Extend(by="head", until=until, because="nghỉ Tết", dates=dates))
        await env.sleep(timedelta(days=8))
        before = kinds(board, handle)
        await env.sleep(2 * DAY + LATE)
        await written(board, handle, 3)

    assert before == ["logged", "extended"]
    assert kinds(board, handle) == ["logged", "extended", "escalated"]
