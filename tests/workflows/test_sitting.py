"""A sitting on the real workflow engine, with the clock of the time-skipping server."""

from datetime import datetime, timedelta

from temporalio.testing import WorkflowEnvironment

from tests.workflows.chamber import A_MOMENT, DAY, LATE, Chamber, convene, council, in_phase, phase
from workflows.attributes import DUE_AT, STAGE
from workflows.sitting import Outcome, Sitting

# ── the way of a sitting ──


async def test_the_vote_opens_at_its_instant_closes_at_its_instant_and_is_told(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 7 * DAY)
    async with council(env, chamber):
        handle = await convene(env, now + 2 * DAY)

        await env.sleep(2 * DAY - LATE)
        before = list(chamber.asked)
        ended = await handle.result()

    assert before == []
    assert chamber.asked == ["open", "close 1", "announce"]
    assert timedelta() <= chamber.at[0] - (now + 2 * DAY) < A_MOMENT
    assert timedelta() <= chamber.at[1] - (now + 7 * DAY) < A_MOMENT
    assert ended == Outcome(outcome="decided", selected=4)


async def test_a_sitting_before_which_nothing_stands_is_over_when_it_opens(env: WorkflowEnvironment) -> None:
    chamber = Chamber(candidates=0)
    async with council(env, chamber):
        handle = await convene(env, await env.get_current_time() + DAY)

        ended = await handle.result()
        last_phase = await phase(handle)

    assert ended == Outcome(outcome="none")
    assert chamber.asked == ["open"]
    assert last_phase == "done"


async def test_a_sitting_whose_hour_has_passed_opens_at_once(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + DAY)
    async with council(env, chamber):
        await (await convene(env, now - 3 * DAY)).result()

    assert chamber.at[0] - now < A_MOMENT


async def test_a_rehearsed_sitting_lives_at_its_own_instants(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    behind = 1000 * DAY
    chamber = Chamber(closes_at=now + 4 * DAY - behind)
    async with council(env, chamber):
        await (await convene(env, now + 2 * DAY - behind, behind)).result()

    assert [timedelta() <= at - due < A_MOMENT for at, due in zip(chamber.at, then(now - behind, 2, 4, 4), strict=True)]


async def test_operators_see_the_phase_and_what_it_waits_for(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 7 * DAY, published_at=now + 9 * DAY, waiting=1)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)

        await env.sleep(DAY + LATE)
        while_open = (await handle.describe()).typed_search_attributes
        await env.sleep(6 * DAY)
        await in_phase(handle, "decided")
        while_waiting = (await handle.describe()).typed_search_attributes

    assert (while_open.get(STAGE), while_open.get(DUE_AT)) == ("open", now + 7 * DAY)
    assert (while_waiting.get(STAGE), while_waiting.get(DUE_AT)) == ("decided", now + 9 * DAY)


# ── when everybody has voted ──


async def test_the_vote_closes_early_when_everybody_has_voted(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 7 * DAY)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)
        await env.sleep(2 * DAY)

        await handle.signal(Sitting.everybody_voted, 1)
        ended = await handle.result()

    assert ended.outcome == "decided"
    assert chamber.asked == ["open", "close 1", "announce"]
    assert chamber.at[1] < now + 2 * DAY + LATE


async def test_word_of_another_round_closes_nothing(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 7 * DAY)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)
        await env.sleep(2 * DAY)

        await handle.signal(Sitting.everybody_voted, 2)
        await handle.result()

    assert chamber.at[1] >= now + 7 * DAY


async def test_word_that_comes_late_leaves_the_waiting_list_in_peace(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 3 * DAY, published_at=now + 8 * DAY, waiting=2, freed=1)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)
        await env.sleep(4 * DAY)
        await in_phase(handle, "decided")

        await handle.signal(Sitting.everybody_voted, 1)
        ended = await handle.result()

    assert chamber.asked == ["open", "close 1", "announce", "settle", "announce"]
    assert chamber.at[3] >= now + 8 * DAY
    assert ended == Outcome(outcome="decided", selected=3)


# ── the second round ──


async def test_a_tie_at_the_limit_is_voted_on_again(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 3 * DAY, tied=2)
    async with council(env, chamber):
        ended = await (await convene(env, now + DAY)).result()

    assert chamber.asked == ["open", "close 1", "close 2", "announce"]
    assert chamber.at[2] >= chamber.at[1] + DAY
    assert ended == Outcome(outcome="decided", selected=4)


async def test_who_has_voted_in_the_first_round_is_waited_for_in_the_second(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 7 * DAY, tied=2)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)
        await env.sleep(2 * DAY)

        await handle.signal(Sitting.everybody_voted, 1)
        await handle.result()

    assert chamber.at[1] < now + 7 * DAY
    assert chamber.at[2] >= chamber.at[1] + DAY


async def test_the_second_round_closes_early_too(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 3 * DAY, tied=2)
    async with council(env, chamber):
        handle = await convene(env, now + DAY)
        await env.sleep(3 * DAY + LATE)

        await handle.signal(Sitting.everybody_voted, 2)
        await handle.result()

    assert chamber.at[2] < chamber.at[1] + timedelta(hours=1)


# ── the waiting list ──


async def test_the_waiting_list_ends_when_results_are_published(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 3 * DAY, published_at=now + 8 * DAY, waiting=3, freed=1)
    async with council(env, chamber):
        ended = await (await convene(env, now + DAY)).result()

    assert chamber.asked == ["open", "close 1", "announce", "settle", "announce"]
    assert timedelta() <= chamber.at[3] - (now + 8 * DAY) < A_MOMENT
    assert ended.selected == 2


async def test_where_nobody_waits_publication_is_not_waited_for(env: WorkflowEnvironment) -> None:
    now = await env.get_current_time()
    chamber = Chamber(closes_at=now + 3 * DAY, published_at=now + 8 * DAY)
    async with council(env, chamber):
        await (await convene(env, now + DAY)).result()

    assert chamber.asked == ["open", "close 1", "announce"]


def then(start: datetime, *days: int) -> list[datetime]:
    return [start + day * DAY for day in days]
