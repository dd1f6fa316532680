"""A sitting whose instants are moved, and one whose database is away: nothing is promised that is not kept."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from activities import calls
from tests.workflows.chamber import A_MOMENT, DAY, LATE, Chamber, Handle, convene, council, in_phase
from workflows.attributes import DUE_AT
from workflows.sitting import Outcome, Sitting

HOUR = timedelta(hours=1)


async def move(handle: Handle, command_id: str = "", **instants: datetime) -> str:
    asked = calls.Rescheduled(
        sitting_id=handle.id, command_id=command_id or uuid4().hex, by="thu", because="họp đột xuất", **instants
    )
    return await handle.execute_update(Sitting.reschedule, asked)


async def refusal(handle: Handle, **instants: datetime) -> str | None:
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await move(handle, **instants)
    assert isinstance(refused.value.cause, ApplicationError)
    return refused.value.cause.type


# ── moved ──


@pytest.mark.parametrize("day", [2, 9], ids=["earlier", "later"])
async def test_a_planned_vote_opens_when_it_was_moved_to(env: WorkflowEnvironment, day: int) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    async with council(env, chamber):
        handle = await convene(env, now + 5 * DAY)

        moved_in = await move(handle, votes_open_at=now + day * DAY)
        await handle.result()

    assert moved_in == "planned"
    assert chamber.asked == ["move", "open", "close 1", "announce"]
    assert timedelta() <= chamber.at[1] - (now + day * DAY) < A_MOMENT


@pytest.mark.parametrize("day", [3, 9], ids=["earlier", "later"])
async def test_an_open_vote_closes_when_it_was_moved_to(env: WorkflowEnvironment, day: int) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 6 * DAY)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)
        await env.sleep(DAY + LATE)

        moved_in = await move(handle, votes_close_at=now + day * DAY)
        await handle.result()

    assert moved_in == "open"
    assert chamber.asked == ["open", "move", "close 1", "announce"]
    assert timedelta() <= chamber.at[2] - (now + day * DAY) < A_MOMENT


async def test_the_last_move_counts(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    async with council(env, chamber):
        handle = await convene(env, now + 5 * DAY)

        await move(handle, votes_open_at=now + 9 * DAY)
        await move(handle, votes_open_at=now + 2 * DAY)
        await handle.result()

    assert chamber.asked[:3] == ["move", "move", "open"]
    assert timedelta() <= chamber.at[2] - (now + 2 * DAY) < A_MOMENT


async def test_a_move_is_written_down_with_who_asked_and_shown_to_operators(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    async with council(env, chamber):
        handle = await convene(env, now + 5 * DAY)

        await move(handle, votes_open_at=now + 9 * DAY)
        await env.sleep(LATE)
        shown = (await handle.describe()).typed_search_attributes

    [written] = chamber.moves
    assert (written.by, written.because, written.epoch) == ("thu", "họp đột xuất", "e1")
    assert written.at is not None
    assert shown.get(DUE_AT) == now + 9 * DAY


async def test_the_same_move_sent_twice_happens_once(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    async with council(env, chamber):
        handle = await convene(env, now + 5 * DAY)

        first = await move(handle, "c-1", votes_open_at=now + 9 * DAY)
        await move(handle, "c-2", votes_open_at=now + 7 * DAY)
        again = await move(handle, "c-1", votes_open_at=now + 9 * DAY)
        await handle.result()

    assert first == again == "planned"
    assert chamber.asked[:3] == ["move", "move", "open"]
    assert chamber.at[2] < now + 8 * DAY


async def test_a_move_that_is_repeated_when_its_phase_is_over_is_answered_too(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    async with council(env, chamber):
        handle = await convene(env, now + 5 * DAY)
        await move(handle, "c-1", votes_open_at=now + 2 * DAY)
        await env.sleep(2 * DAY + LATE)

        again = await move(handle, "c-1", votes_open_at=now + 2 * DAY)

    assert again == "open"
    assert chamber.asked == ["move", "open"]


async def test_nothing_is_moved_into_the_past(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    async with council(env, chamber):
        handle = await convene(env, now + DAY)

        planned = await refusal(handle, votes_open_at=now - DAY)
        await env.sleep(DAY + LATE)
        opened = await refusal(handle, votes_close_at=now + DAY)

    assert (planned, opened) == ("not_later", "not_later")
    assert chamber.asked == ["open"]


async def test_only_the_instant_that_is_next_is_moved(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 3 * DAY, published_at=now + 8 * DAY, waiting=1)
    both = {"votes_open_at": now + 4 * DAY, "votes_close_at": now + 6 * DAY}
    async with council(env, chamber):
        handle = await convene(env, now + DAY)

        planned = [await refusal(handle, votes_close_at=now + 6 * DAY), await refusal(handle, **both)]
        await env.sleep(DAY + LATE)
        opened = [await refusal(handle, votes_open_at=now + 4 * DAY), await refusal(handle, **both)]
        await env.sleep(3 * DAY)
        await in_phase(handle, "decided")
        decided = await refusal(handle, votes_close_at=now + 6 * DAY)

    assert [*planned, *opened, decided] == ["wrong_phase"] * 5
    assert "move" not in chamber.asked


# ── while the database is away ──


async def away(chamber: Chamber) -> None:
    """Return when the database has been asked in vain."""
    refused = chamber.refused
    while chamber.refused < refused + 2:  # noqa: ASYNC110 - an activity tells nobody
        await asyncio.sleep(0.02)


async def test_a_database_that_is_away_delays_every_step_and_loses_none(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 1.5 * HOUR, published_at=now + 2.5 * HOUR, waiting=2, freed=1)
    async with council(env, chamber):
        handle = await convene(env, now + LATE)
        known = []
        for _ in range(3):
            chamber.is_away = True
            await env.sleep(HOUR)
            known.append(list(chamber.asked))
            chamber.is_away = False
            await env.sleep(LATE)
        ended = await handle.result()

    assert known == [[], ["open"], ["open", "close 1", "announce"]]
    assert chamber.asked == ["open", "close 1", "announce", "settle", "announce"]
    assert ended == Outcome(outcome="decided", selected=3)


async def test_a_move_is_written_down_before_the_vote_opens_however_long_that_takes(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    chamber.is_away = True
    async with council(env, chamber):
        handle = await convene(env, now + HOUR)

        await move(handle, votes_open_at=now + 2 * LATE)
        await env.sleep(HOUR / 2)
        chamber.is_away = False
        await handle.result()

    assert chamber.asked == ["move", "open", "close 1", "announce"]
    assert chamber.at[1] < now + HOUR


async def test_a_vote_that_is_being_opened_is_moved_no_more(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber()
    chamber.is_away = True
    async with council(env, chamber):
        handle = await convene(env, now - DAY)
        await away(chamber)

        code = await refusal(handle, votes_open_at=now + 2 * DAY)
        chamber.is_away = False
        await handle.result()

    assert code == "wrong_phase"
    assert chamber.asked == ["open", "close 1", "announce"]


async def test_a_vote_that_is_being_counted_is_moved_no_more(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + DAY)
    async with council(env, chamber):
        handle = await convene(env, now - DAY)
        await in_phase(handle, "open")
        chamber.is_away = True
        await handle.signal(Sitting.everybody_voted, 1)
        await away(chamber)

        code = await refusal(handle, votes_close_at=now + 2 * DAY)
        chamber.is_away = False
        await handle.result()

    assert code == "wrong_phase"
    assert chamber.asked == ["open", "close 1", "announce"]
