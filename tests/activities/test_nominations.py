"""The hands of a nomination, each called twice, and once more after a commit whose answer was lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities import calls
from activities.nominations import NominationHands
from rules.commands import Recommend, Return
from rules.entries import enter
from rules.events import Recommended
from store import instance
from store import tables as t
from store.engine import Database
from store.errors import StoreUnavailable
from tests.activities.torn import Torn
from tests.store.cases import CLOSING, MONDAY, RULEBOOK, Case, at, everything, log, plan, stand

WEDNESDAY = MONDAY + timedelta(days=2)


def hands(database: Database) -> NominationHands:
    return NominationHands(database, RULEBOOK)


def projection(case: Case) -> calls.Projection:
    new = case.new()
    told = {"run_id": new.run_id, "first": new.first, "events": new.events, "state": new.state, "epoch": new.epoch}
    return calls.Projection.model_validate({"nomination_id": case.id} | told)


def returned(database: Database, id_: str = "n-1") -> Case:
    case = log(database, id_)
    case.ask(Return(by="binh", because="thiếu ảnh"), WEDNESDAY)
    return case


def recording(database: Database, id_: str, epoch: str | None = None) -> calls.Recording:
    with database.read() as conn:
        rules = RULEBOOK.at(conn, "so-vang", CLOSING)
        in_force = instance.epoch(conn)
    entry = enter(rules.programme, rules.edition, "record", CLOSING, rules.clock)
    return calls.Recording(nomination_id=id_, entry=entry, at=at("2026-12-15T17:00"), epoch=epoch or in_force)


def selected(database: Database) -> None:
    """Two nominations that wait for the book."""
    with database.write() as conn:
        sitting = plan(conn, "province", "province", "2026-Q4", status="decided")
        for rank, id_ in enumerate(("n-1", "n-2"), 1):
            stand(conn, id_, stage="record", stage_since=CLOSING, sitting_id=sitting, rank=rank)


async def test_events_are_written_and_the_terms_of_the_new_stage_come_back(house: Database) -> None:
    case = returned(house)

    done = await hands(house).project(projection(case))

    assert (done.number, done.entry and done.entry.stage) == (2, "log")


async def test_projecting_twice_is_projecting_once(house: Database) -> None:
    case = returned(house)
    first = await hands(house).project(projection(case))
    before = everything(house)

    again = await hands(house).project(projection(case))

    assert (again, everything(house) == before) == (first, True)


async def test_what_was_projected_before_the_answer_was_lost_is_answered_again(house: Database) -> None:
    case = returned(house)
    torn = Torn(house.url)
    hand = hands(torn)
    with pytest.raises(StoreUnavailable):
        await hand.project(projection(case))
    before = everything(house)

    again = await hand.project(projection(case))
    torn.close()

    assert (again.number, again.entry and again.entry.stage) == (2, "log")
    assert everything(house) == before


async def test_another_story_stops_at_once_and_the_others_of_its_batch_are_written(house: Database) -> None:
    one, two, forged = returned(house, "n-1"), returned(house, "n-2"), log(house, "n-3")
    other = Recommended(at=WEDNESDAY, by="chi", leads_to="end")
    before = forged.events[0].model_copy(update={"by": "chi"})

    hand = hands(house)
    first, diverged, second = await asyncio.gather(
        hand.project(projection(one)),
        hand.project(projection(forged).model_copy(update={"first": 1, "events": (before, other)})),
        hand.project(projection(two)),
        return_exceptions=True,
    )

    assert isinstance(diverged, ApplicationError)
    assert (diverged.type, diverged.non_retryable) == ("diverged", True)
    assert [first, second] == [
        calls.Projected(number=2, entry=first.entry),
        calls.Projected(number=2, entry=second.entry),
    ]
    e = t.events.c
    with house.read() as conn:
        assert conn.execute(select(e.kind).where(e.stream == "n-3")).scalars().all() == ["logged"]


@pytest.mark.parametrize("changes", [{"epoch": "before-the-restore"}, {"first": 4}], ids=["wrong epoch", "gap"])
async def test_what_no_retry_mends_says_so(house: Database, changes: dict[str, object]) -> None:
    case = returned(house)
    before = everything(house)

    with pytest.raises(ApplicationError) as stopped:
        await hands(house).project(projection(case).model_copy(update=changes))

    assert (stopped.value.type, stopped.value.non_retryable) == ("diverged", True)
    assert everything(house) == before


async def test_events_that_come_together_share_a_commit(small_house: Database) -> None:
    cases = [log(small_house, f"n-{number}") for number in range(5)]
    for case in cases:
        case.ask(Recommend(by="binh"), WEDNESDAY)
    hand = hands(small_house)

    done = await asyncio.gather(*(hand.project(projection(case)) for case in cases))

    u = t.nominations.c.updated_at
    with small_house.read() as conn:
        assert set(conn.execute(select(u)).scalars()) == {WEDNESDAY}
    assert [answer.number for answer in done] == [2] * 5


async def test_recording_twice_is_recording_once(house: Database) -> None:
    selected(house)
    first = await hands(house).record(recording(house, "n-2"))
    before = everything(house)

    again = await hands(house).record(recording(house, "n-2"))

    assert (again, first) == (first, calls.RecordedAs(book="province", year=2026, number=2))
    assert everything(house) == before


async def test_what_was_recorded_before_the_answer_was_lost_has_its_number(house: Database) -> None:
    selected(house)
    torn = Torn(house.url)
    hand = hands(torn)
    with pytest.raises(StoreUnavailable):
        await hand.record(recording(house, "n-2"))
    before = everything(house)

    again = await hand.record(recording(house, "n-2"))
    torn.close()

    assert (again.number, everything(house) == before) == (2, True)


async def test_a_nomination_of_another_time_takes_no_number(house: Database) -> None:
    selected(house)
    before = everything(house)

    with pytest.raises(ApplicationError) as stopped:
        await hands(house).record(recording(house, "n-1", epoch="before-the-restore"))

    assert (stopped.value.type, stopped.value.non_retryable) == ("diverged", True)
    assert everything(house) == before
