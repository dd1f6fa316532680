"""Nominations through HTTP, the real workflows and the real worker: logged, asked, shown, and never done twice."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import update

from rules.deeds import Deed
from rules.events import DeedLogged
from store import instance
from store import tables as t
from tests.web.callers import Api, code
from tests.web.conftest import Live
from web.house import VIETNAM, now_utc
from workflows.connection import TASK_QUEUE
from workflows.nomination import Nomination, Start

SO_VANG = "so-vang"


def today() -> str:
    return now_utc().astimezone(VIETNAM).date().isoformat()


def a_deed(**changes: object) -> dict[str, object]:
    return {
        "title": "Trả lại ví cho người đánh rơi",
        "done_on": today(),
        "place": "chợ trung tâm",
        "story": "Ví có giấy tờ.",
    } | changes


async def log(api: Api, as_: str = "an", **changes: object) -> httpx2.Response:
    return await api.post("/nominations", {"programme": SO_VANG, "deed": a_deed(**changes)}, as_=as_)


async def ask(api: Api, nomination_id: str, as_: str, ask: str, **told: object) -> httpx2.Response:
    return await api.post(f"/nominations/{nomination_id}/commands", {"ask": ask, **told}, as_=as_)


async def test_a_logged_deed_waits_for_the_leader_and_is_shown_at_once(live: Live) -> None:
    logged = await log(live.api)

    shown = await live.api.get(f"/nominations/{logged.json()['id']}", as_="an")
    assert logged.status_code == 201
    assert logged.headers["location"] == f"/api/v1/nominations/{logged.json()['id']}"
    assert (shown.json()["stage"], shown.json()["author_id"], shown.json()["honoured"]) == ("team", "an", ["an"])
    assert shown.json()["waits_for_people"] == ["binh"]
    assert shown.json()["names"] == {"an": "Cán bộ an", "binh": "Cán bộ binh"}


async def test_a_deed_logged_twice_under_one_key_is_one_nomination(live: Live) -> None:
    key, body = str(uuid4()), {"programme": SO_VANG, "deed": a_deed()}

    first, again = await asyncio.gather(
        live.api.post("/nominations", body, as_="an", key=key), live.api.post("/nominations", body, as_="an", key=key)
    )
    later = await live.api.post("/nominations", body, as_="an", key=key)

    assert first.json() == again.json() == later.json()


async def test_the_same_key_of_two_people_is_two_keys(live: Live) -> None:
    key, body = str(uuid4()), {"programme": SO_VANG, "deed": a_deed()}

    hers = await live.api.post("/nominations", body, as_="an", key=key)
    his = await live.api.post("/nominations", body, as_="chi", key=key)

    assert hers.json()["id"] != his.json()["id"]


async def test_a_key_is_not_used_for_something_else(live: Live) -> None:
    key = str(uuid4())
    await live.api.post("/nominations", {"programme": SO_VANG, "deed": a_deed()}, as_="an", key=key)

    other = await live.api.post("/nominations", {"programme": SO_VANG, "deed": a_deed(title="X")}, as_="an", key=key)

    assert code(other) == (422, "idempotency_key_reused")


async def test_what_a_nomination_refused_leaves_the_key_to_something_better(live: Live) -> None:
    nomination_id, key = (await log(live.api)).json()["id"], str(uuid4())
    path = f"/nominations/{nomination_id}/commands"
    refused = await live.api.post(path, {"ask": "amend", "deed": a_deed()}, as_="an", key=key)  # nobody returned it

    done = await live.api.post(path, {"ask": "withdraw"}, as_="an", key=key)
    again = await live.api.post(path, {"ask": "withdraw"}, as_="an", key=key)
    other = await live.api.post(path, {"ask": "amend", "deed": a_deed()}, as_="an", key=key)

    assert (code(refused), done.status_code) == ((409, "wrong_stage"), 200)
    assert again.json() == done.json()
    assert code(other) == (422, "idempotency_key_reused")


async def test_the_leader_recommends_and_the_list_shows_it(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]

    done = await ask(live.api, nomination_id, "binh", "recommend", note="Tiêu biểu")

    shown = await live.api.get("/nominations?author=an&stage=unit-month&q=vi+danh+roi", as_="binh")
    assert done.status_code == 200
    assert done.json() == {"nomination_id": nomination_id, "number": 2, "stage": "unit-month", "is_shown": True}
    assert nomination_id in {one["id"] for one in shown.json()["items"]}


async def test_a_repeated_command_answers_as_the_first_time_even_after_the_end(live: Live) -> None:
    nomination_id, key = (await log(live.api)).json()["id"], str(uuid4())
    path, body = f"/nominations/{nomination_id}/commands", {"ask": "withdraw"}

    first = await live.api.post(path, body, as_="an", key=key)
    again = await live.api.post(path, body, as_="an", key=key)

    assert (
        first.json()
        == again.json()
        == {
            "nomination_id": nomination_id,
            "number": 2,
            "stage": "end",
            "is_shown": True,
        }
    )


@pytest.mark.parametrize(("as_", "ask_"), [("binh", "recommend"), ("an", "withdraw")])
async def test_an_answer_that_was_lost_with_its_process_is_found_again_by_its_key(
    live: Live, as_: str, ask_: str
) -> None:
    nomination_id, key = (await log(live.api)).json()["id"], str(uuid4())
    path = f"/nominations/{nomination_id}/commands"
    first = await live.api.post(path, {"ask": ask_}, as_=as_, key=key)
    with live.database.write() as conn:  # as if the process had died between the act and the note of its answer
        conn.execute(update(t.idempotency).where(t.idempotency.c.key == key).values(status=None, body=None))

    again = await live.api.post(path, {"ask": ask_}, as_=as_, key=key)

    assert (again.status_code, again.json()) == (200, first.json())


async def test_a_lost_answer_is_found_again_though_the_case_has_continued_as_new(live: Live) -> None:
    with live.database.read() as conn:
        epoch = instance.epoch(conn)
    nomination_id, key = f"n-{uuid4().hex[:16]}", str(uuid4())
    deed = Deed(title="Trả lại ví", done_on=now_utc().astimezone(VIETNAM).date(), place="chợ", honoured=("an",))
    logged = DeedLogged(at=now_utc(), by="an", programme=SO_VANG, unit_id="team", deed=deed, leads_to="team")
    start = Start(nomination_id=nomination_id, epoch=epoch, events=(logged,), continue_after=1)
    handle = await live.client.start_workflow(Nomination.run, start, id=nomination_id, task_queue=TASK_QUEUE)
    while (await live.api.get(f"/nominations/{nomination_id}", as_="binh")).status_code != 200:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.05)
    path = f"/nominations/{nomination_id}/commands"
    first = await live.api.post(path, {"ask": "recommend"}, as_="binh", key=key)
    with live.database.write() as conn:
        conn.execute(update(t.idempotency).where(t.idempotency.c.key == key).values(status=None, body=None))
    while (await handle.describe()).run_id == handle.first_execution_run_id:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.05)

    again = await live.api.post(path, {"ask": "recommend"}, as_="binh", key=key)
    another = await live.api.post(path, {"ask": "recommend"}, as_="binh")

    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert another.status_code in (403, 409)


async def test_nobody_recommends_her_own_deed(live: Live) -> None:
    nomination_id = (await log(live.api, as_="binh")).json()["id"]

    refused = await ask(live.api, nomination_id, "binh", "recommend")

    assert code(refused) == (403, "own_deed")


async def test_an_officer_does_not_recommend(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]

    refused = await ask(live.api, nomination_id, "an", "recommend")

    assert code(refused) == (403, "not_allowed")


async def test_the_workflow_refuses_what_the_stage_does_not_allow(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]
    await ask(live.api, nomination_id, "binh", "recommend")

    refused = await ask(live.api, nomination_id, "an", "amend", deed=a_deed())

    assert code(refused) == (409, "wrong_stage")
    assert refused.json()["params"] == {"stage": "unit-month"}


async def test_an_ended_nomination_says_how_it_ended(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]
    await ask(live.api, nomination_id, "an", "withdraw")

    refused = await ask(live.api, nomination_id, "an", "withdraw")

    assert code(refused) == (409, "ended")
    assert refused.json()["params"] == {"outcome": "withdrawn"}


async def test_a_returned_deed_comes_back_better(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]

    await ask(live.api, nomination_id, "binh", "return", because="Thiếu nơi xảy ra")
    back = await ask(live.api, nomination_id, "an", "amend", deed=a_deed(place="xã Nam Đà"))
    shown = await live.api.get(f"/nominations/{nomination_id}", as_="an")

    assert (back.json()["number"], back.json()["stage"]) == (3, "team")
    assert shown.json()["place"] == "xã Nam Đà"


async def test_an_amendment_is_held_against_the_day_of_the_log(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]
    await ask(live.api, nomination_id, "binh", "return", because="Sai ngày")

    refused = await ask(live.api, nomination_id, "an", "amend", deed=a_deed(done_on="2022-01-01"))

    assert code(refused) == (422, "deed_too_old")


async def test_the_head_gives_more_time_but_not_less(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]
    due_at = (await live.api.get(f"/nominations/{nomination_id}", as_="head")).json()["due_at"]
    until = (datetime.fromisoformat(due_at) + timedelta(days=3)).isoformat()
    far = (now_utc() + timedelta(days=400)).isoformat()

    less = await ask(live.api, nomination_id, "head", "extend", until=now_utc().isoformat(), because="gấp")
    beyond = await ask(live.api, nomination_id, "head", "extend", until=far, because="gấp")
    more = await ask(live.api, nomination_id, "head", "extend", until=until, because="nghỉ Tết")
    told = await live.api.get(f"/nominations/{nomination_id}/explanation", as_="head")

    assert code(less) == (422, "not_later")
    assert code(beyond) == (422, "beyond_limit")
    assert more.status_code == 200
    assert told.json()["deadline"]["due_at"] > due_at
    assert told.json()["deadline"]["is_extended"] is True


async def test_a_named_person_is_asked_and_sees_it(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]
    before = await live.api.get(f"/nominations/{nomination_id}", as_="chi")

    done = await ask(live.api, nomination_id, "head", "reassign", to="chi", because="Đội trưởng nghỉ phép")
    after = await live.api.get(f"/nominations/{nomination_id}", as_="chi")
    recommended = await ask(live.api, nomination_id, "chi", "recommend")

    assert before.status_code == 404
    assert done.status_code == after.status_code == recommended.status_code == 200


async def test_nobody_unknown_is_asked(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]

    refused = await ask(live.api, nomination_id, "head", "reassign", to="nobody", because="x")

    assert code(refused) == (422, "unknown_person")


async def test_the_story_and_the_deadline_explain_themselves(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]

    story = await live.api.get(f"/nominations/{nomination_id}/events", as_="binh")
    why = await live.api.get(f"/nominations/{nomination_id}/explanation", as_="binh")

    assert [(one["number"], one["event"], one["by"]) for one in story.json()["events"]] == [(1, "logged", "an")]
    assert why.json()["leads_to"]["recommended"] == "unit-month"
    assert why.json()["deadline"]["explanation"][0]["code"] == "event_day_not_counted"
    assert why.json()["deadline"]["explanation"][0]["says"].startswith("The day of the event")


async def test_forty_people_may_ask_the_same_nomination_at_once(live: Live) -> None:
    nomination_id = (await log(live.api)).json()["id"]

    answers = await asyncio.gather(
        *(ask(live.api, nomination_id, "head", "reassign", to="chi", because=f"lần {turn}") for turn in range(40))
    )

    assert {answer.status_code for answer in answers} <= {200, 202}
    assert sorted(answer.json()["number"] for answer in answers) == list(range(2, 42))
