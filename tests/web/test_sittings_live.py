"""A sitting through HTTP and the real workflow: moved, opened, voted, closed early, decided, and in the book."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from activities.calls import SittingStart
from store import ballots, instance
from store import tables as t
from tests.web.callers import code
from tests.web.conftest import Live
from tests.web.town import MEMBERS
from web.house import VIETNAM, now_utc
from workflows.connection import TASK_QUEUE


async def until(seen: Callable[[], Awaitable[Any]], patience_s: float = 20) -> Any:
    """Return what `seen` returns as soon as it is something."""
    give_up_at = time.monotonic() + patience_s
    while not (found := await seen()):
        assert time.monotonic() < give_up_at, "waited in vain"
        await asyncio.sleep(0.05)
    return found


async def nominate(live: Live) -> str:
    deed = {
        "title": "Cứu người đuối nước",
        "story": "Ở đập nước.",
        "done_on": now_utc().astimezone(VIETNAM).date().isoformat(),
    }
    logged = await live.api.post("/nominations", {"programme": "so-vang", "deed": deed}, as_="an")
    id_ = str(logged.json()["id"])
    await live.api.post(f"/nominations/{id_}/commands", {"ask": "recommend"}, as_="binh")
    return id_


async def plan_sitting(live: Live, period: str, opens_in: timedelta) -> str:
    """Plan a sitting of the district's council and start its workflow, as the period does."""
    id_ = f"sitting/so-vang/unit-month/district/{period}"
    opens_at = now_utc() + opens_in
    with live.database.write() as conn:
        row = {"id": id_, "period_id": f"period/so-vang/unit-month/{period}", "programme": "so-vang"}
        of_council = {"stage": "unit-month", "unit_id": "district", "period": period, "council_id": "council"}
        instants = {"candidates_close_at": now_utc(), "votes_open_at": opens_at, "votes_close_at": _after(opens_at)}
        conn.execute(t.sittings.insert().values({**row, **of_council, **instants, "status": "planned", "number": 0}))
        start = SittingStart(sitting_id=id_, epoch=instance.epoch(conn), votes_open_at=opens_at)
    await live.client.start_workflow("Sitting", start, id=id_, task_queue=TASK_QUEUE)
    return id_


def _after(opens_at: datetime) -> datetime:
    return opens_at + timedelta(days=5)


async def has_status(live: Live, sitting_id: str, status: str) -> dict[str, Any]:
    async def seen() -> dict[str, Any] | None:
        told: dict[str, Any] = (await live.api.get(f"/sittings/{sitting_id}", as_="secretary")).json()
        return told if told["status"] == status else None

    found: dict[str, Any] = await until(seen)
    return found


async def test_a_vote_closes_when_everybody_has_voted_and_the_book_has_the_deed(live: Live) -> None:
    nomination_id = await nominate(live)
    sitting_id = await plan_sitting(live, "2031-01", timedelta(seconds=1.5))
    early = await live.api.put(f"/sittings/{sitting_id}/ballot", {"choices": {nomination_id: "for"}}, as_="chair")
    opened = await has_status(live, sitting_id, "open")
    choices = {one["nomination_id"]: "for" for one in opened["candidates"]}
    for member in MEMBERS:
        cast = await live.api.put(f"/sittings/{sitting_id}/ballot", {"choices": choices}, as_=member)
        assert cast.status_code == 200, cast.text
    decided = await has_status(live, sitting_id, "decided")
    late = await live.api.put(f"/sittings/{sitting_id}/ballot", {"choices": choices}, as_="chair")
    entries = await live.api.get(f"/books/entries?nomination={nomination_id}", as_="an")

    result = next(one["result"] for one in decided["candidates"] if one["nomination_id"] == nomination_id)
    assert (result["outcome"], result["ayes"], result["base"], result["needed"]) == ("selected", 5, 5, 4)
    assert result["because"][0]["says"]
    assert code(early) == (409, "voting_not_open")
    assert code(late) == (409, "voting_closed")
    assert [(one["book"], one["unit_id"]) for one in entries.json()["items"]] == [("unit", "district")]


async def test_a_vote_that_is_open_is_given_more_time(live: Live) -> None:
    await nominate(live)
    sitting_id = await plan_sitting(live, "2031-02", timedelta(seconds=0.1))
    await has_status(live, sitting_id, "open")
    later = (now_utc() + timedelta(days=9)).replace(microsecond=0)
    key, move = str(uuid4()), {"votes_close_at": later.isoformat(), "because": "bão số 9"}

    moved = await live.api.post(f"/sittings/{sitting_id}/reschedule", move, as_="secretary", key=key)
    again = await live.api.post(f"/sittings/{sitting_id}/reschedule", move, as_="secretary", key=key)
    told = await live.api.get(f"/sittings/{sitting_id}", as_="secretary")

    assert (moved.status_code, moved.json()["phase"]) == (200, "open")
    assert again.json() == moved.json()
    assert datetime.fromisoformat(told.json()["votes_close_at"]) == later


async def test_a_planned_vote_opens_later_and_not_in_the_past(live: Live) -> None:
    sitting_id = await plan_sitting(live, "2031-03", timedelta(days=1))
    past = {"votes_open_at": (now_utc() - timedelta(hours=1)).isoformat(), "because": "x"}
    later = {"votes_open_at": (now_utc() + timedelta(days=2)).isoformat(), "because": "lịch họp"}

    too_far = {"votes_open_at": (now_utc() + timedelta(days=73 * 365)).isoformat(), "because": "gõ nhầm năm"}

    refused = await live.api.post(f"/sittings/{sitting_id}/reschedule", past, as_="secretary")
    mistyped = await live.api.post(f"/sittings/{sitting_id}/reschedule", too_far, as_="secretary")
    moved = await live.api.post(f"/sittings/{sitting_id}/reschedule", later, as_="secretary")
    closing = await live.api.post(
        f"/sittings/{sitting_id}/reschedule",
        {"votes_close_at": (now_utc() + timedelta(days=9)).isoformat(), "because": "x"},
        as_="secretary",
    )

    assert code(refused) == (422, "not_later")
    assert code(mistyped) == (422, "moved_too_far")
    assert (moved.status_code, moved.json()["phase"]) == (200, "planned")
    assert code(closing) == (409, "wrong_phase")


async def test_a_sitting_without_a_workflow_says_that_an_operator_must_look(live: Live) -> None:
    sitting_id = await plan_sitting(live, "2031-04", timedelta(days=1))
    await live.client.get_workflow_handle(sitting_id).terminate("lost")
    later = {"votes_open_at": (now_utc() + timedelta(days=2)).isoformat(), "because": "lịch họp"}

    response = await live.api.post(f"/sittings/{sitting_id}/reschedule", later, as_="secretary")

    assert code(response) == (503, "engine_not_ready")


async def test_a_vote_whose_last_ballot_was_not_heard_of_is_closed_by_hand(live: Live) -> None:
    nomination_id = await nominate(live)
    sitting_id = await plan_sitting(live, "2031-07", timedelta(seconds=1.5))
    opened = await has_status(live, sitting_id, "open")
    early = await live.api.post(f"/sittings/{sitting_id}/close", as_="secretary")
    choices: dict[str, ballots.Choice] = {one["nomination_id"]: "aye" for one in opened["candidates"]}
    with live.database.write() as conn:
        for member in MEMBERS:
            ballots.cast(conn, sitting_id, member, choices, mode="present", now=now_utc())

    closed = await live.api.post(f"/sittings/{sitting_id}/close", as_="secretary", key="closed-by-hand")
    again = await live.api.post(f"/sittings/{sitting_id}/close", as_="secretary", key="closed-by-hand")
    decided = await has_status(live, sitting_id, "decided")

    assert code(early) == (409, "ballots_missing")
    assert (closed.status_code, closed.json()) == (200, again.json())
    assert nomination_id in {one["nomination_id"] for one in decided["candidates"]}
