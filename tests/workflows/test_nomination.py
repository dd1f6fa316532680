"""A nomination on the real workflow engine, with the clock of the time-skipping server."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from activities import calls
from rules.commands import Amend, Extend, FileDossier, Recommend, Return, Withdraw
from rules.events import Step
from tests.workflows.board import DEED, LATE, Board, ask, crew, kinds, log, opened, steps, written
from workflows.nomination import Answer, Ask, Nomination


async def returned(env: WorkflowEnvironment, board: Board) -> WorkflowHandle[Nomination, Answer]:
    """A nomination that was logged and sent back, both written down."""
    handle = await log(env)
    await ask(handle, Return(by="binh", because="thiếu ảnh"))
    await written(board, handle, 2)
    return handle


async def test_a_recommended_deed_waits_for_the_council_and_ends_when_it_hears(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)

        answer = await ask(handle, Recommend(by="binh"))
        step = Step(stage="unit-month", sitting_id="sitting/x", number=3, outcome="not_selected")
        await handle.signal(Nomination.hear, calls.Hearing(steps=(step,), leads_to="end"))
        ended = await handle.result()

    assert answer == Answer(number=2, stage="unit-month")
    assert ended == Answer(number=3, stage="end")
    assert kinds(board, handle) == ["logged", "recommended", "heard"]


async def test_silence_is_escalated_and_then_leads_where_the_rules_say(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)
        await opened(handle)

        await env.sleep(timedelta(days=5) + LATE)
        after_escalation = kinds(board, handle)
        await env.sleep(timedelta(days=2))
        after_silence = (await handle.query(Nomination.state)).stage

    assert after_escalation == ["logged", "escalated"]
    assert after_silence == "unit-month"


async def test_an_extension_moves_the_running_deadline(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)
        until = await env.get_current_time() + timedelta(days=10)

        await ask(handle, Extend(by="head", until=until, because="nghỉ Tết"))
        await written(board, handle, 2)
        await env.sleep(timedelta(days=9))
        before = kinds(board, handle)
        await env.sleep(timedelta(days=3) + LATE)
        after = kinds(board, handle)

    assert before == ["logged", "extended"]
    assert after == ["logged", "extended", "escalated"]


async def test_a_returned_deed_comes_back_amended(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)

        await ask(handle, Return(by="binh", because="thiếu địa điểm"))
        await ask(handle, Amend(by="an", deed=DEED.model_copy(update={"place": "xã Nam Đà"})))
        answer = await ask(handle, Recommend(by="binh"))
        await written(board, handle, 4)

    assert answer.stage == "unit-month"
    assert kinds(board, handle) == ["logged", "returned", "amended", "recommended"]


async def test_a_dossier_is_filed_and_the_deed_recorded_after_the_time_for_comment(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)
        await ask(handle, Recommend(by="binh"))
        await handle.signal(Nomination.hear, calls.Hearing(steps=steps("unit-quarter"), leads_to="dossier"))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await ask(handle, FileDossier(by="thu", documents=()))
        await ask(handle, FileDossier(by="thu", documents=("minutes",)))
        await handle.signal(Nomination.hear, calls.Hearing(steps=steps("province"), leads_to="record"))

        ended = await handle.result()

    assert code(refused.value) == "documents_missing"
    assert ended.stage == "end"
    assert board.books == [handle.id]
    assert kinds(board, handle) == ["logged", "recommended", "heard", "filed", "heard", "recorded"]


async def test_the_same_command_sent_twice_happens_once(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)

        first = await ask(handle, Recommend(by="binh"), "c-1")
        again = await handle.execute_update(
            Nomination.ask, Ask(command_id="c-1", command=Recommend(by="binh")), id="another-update-id"
        )
        await written(board, handle, 2)

    assert first == again
    assert kinds(board, handle) == ["logged", "recommended"]


async def test_nobody_judges_her_own_deed_and_history_never_hears_of_it(env: WorkflowEnvironment) -> None:
    async with crew(env, Board()):
        handle = await log(env)

        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await ask(handle, Recommend(by="an"))

    assert code(refused.value) == "own_deed"


async def test_a_long_life_continues_as_new_and_forgets_nothing(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env, continue_after=4)
        first_run = (await handle.describe()).run_id
        answer = None
        for turn in range(6):
            await ask(handle, Return(by="binh", because=f"lần {turn}"), f"return-{turn}")
            answer = await ask(handle, Amend(by="an", deed=DEED), f"amend-{turn}")

        again = await ask(handle, Return(by="binh", because="lần 0"), "return-0")
        await written(board, handle, 13)
        last_run = (await handle.describe()).run_id

    assert answer == Answer(number=13, stage="team")
    assert again == Answer(number=2, stage="log")
    assert len(board.ledger[handle.id]) == 13
    assert first_run != last_run


async def test_a_database_that_is_away_delays_nothing_but_the_ledger(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await returned(env, board)
        board.is_away = True

        answer = await ask(handle, Withdraw(by="an"))
        known_while_away = kinds(board, handle)
        board.is_away = False
        await handle.result()

    assert answer == Answer(number=3, stage="end")
    assert known_while_away == ["logged", "returned"]
    assert kinds(board, handle) == ["logged", "returned", "withdrawn"]


async def test_a_ledger_that_says_otherwise_stops_the_nomination_until_it_is_reprojected(
    env: WorkflowEnvironment,
) -> None:
    board = Board()
    async with crew(env, board):
        handle = await returned(env, board)
        right = list(board.ledger[handle.id])
        board.ledger[handle.id].append(right[0])

        await ask(handle, Withdraw(by="an"))
        board.ledger[handle.id] = right
        await handle.execute_update(Nomination.reproject, 1)
        await handle.result()

    assert kinds(board, handle) == ["logged", "returned", "withdrawn"]


async def test_a_ledger_that_is_ahead_stops_the_nomination_and_swallows_nothing(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await returned(env, board)
        right = list(board.ledger[handle.id])
        board.ledger[handle.id] += [right[1]]  # as after a reset of the workflow by an operator

        await handle.execute_update(Nomination.reproject, 0)
        await ask(handle, Withdraw(by="an"))
        board.ledger[handle.id] = right
        await handle.execute_update(Nomination.reproject, 2)
        await handle.result()

    assert kinds(board, handle) == ["logged", "returned", "withdrawn"]


async def test_a_repair_that_is_asked_for_while_events_are_handed_over_is_not_forgotten(
    env: WorkflowEnvironment,
) -> None:
    board = Board()
    async with crew(env, board):
        handle = await returned(env, board)
        board.is_away = True
        await ask(handle, Withdraw(by="an"))

        await handle.execute_update(Nomination.reproject, -7)
        board.is_away = False
        await handle.result()

    assert board.handed[-1] == 1
    assert kinds(board, handle) == ["logged", "returned", "withdrawn"]


async def test_a_repair_that_is_asked_for_while_the_hand_is_failing_is_not_forgotten(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await returned(env, board)
        right = list(board.ledger[handle.id])
        board.is_away = True
        await ask(handle, Withdraw(by="an"))

        await handle.execute_update(Nomination.reproject, 1)
        board.ledger[handle.id] = [*right, right[0]]
        board.is_away = False
        while board.handed[-1] != 2:  # noqa: ASYNC110 - a ledger tells nobody
            await asyncio.sleep(0.02)
        board.ledger[handle.id] = right
        await handle.execute_update(Nomination.reproject, 1)
        await handle.result()

    assert kinds(board, handle) == ["logged", "returned", "withdrawn"]


async def test_nobody_withdraws_a_deed_that_is_being_written_in_the_book(env: WorkflowEnvironment) -> None:
    board = Board()
    async with crew(env, board):
        handle = await log(env)
        await ask(handle, Recommend(by="binh"))
        await handle.signal(Nomination.hear, calls.Hearing(steps=steps("province"), leads_to="record"))
        await env.sleep(board.within + timedelta(days=4) - LATE)
        board.is_away = True
        await env.sleep(2 * LATE)

        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await ask(handle, Withdraw(by="an"))
        board.is_away = False
        await handle.result()

    assert code(refused.value) == "wrong_stage"
    assert board.books == [handle.id]
    assert kinds(board, handle) == ["logged", "recommended", "heard", "recorded"]


async def test_a_council_that_repeats_itself_does_not_take_a_nomination_back(env: WorkflowEnvironment) -> None:
    board = Board()
    told = calls.Hearing(steps=steps("unit-quarter"), leads_to="dossier")
    async with crew(env, board):
        handle = await log(env)
        await ask(handle, Recommend(by="binh"))
        await handle.signal(Nomination.hear, told)
        filed = await ask(handle, FileDossier(by="thu", documents=("minutes",)))

        await handle.signal(Nomination.hear, told)
        stage = (await handle.query(Nomination.state)).stage
        await written(board, handle, 4)

    assert filed.stage == stage == "province"
    assert kinds(board, handle) == ["logged", "recommended", "heard", "filed"]


def code(refused: WorkflowUpdateFailedError) -> str | None:
    assert isinstance(refused.cause, ApplicationError)
    return refused.cause.type
