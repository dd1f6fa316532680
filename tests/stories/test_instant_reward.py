"""Instant rewards: one approver by the sum, a day to decide, and a fund that is spent and begins again."""

from datetime import timedelta

from store.engine import Database
from tests.stories.playhouse import Body, Force, Playhouse, playing

PROGRAMME = "instant-reward"
FORCE = Force(
    units={"tinh": (None, "province"), "huyen": ("tinh", "district"), "doi": ("huyen", "team")},
    people={
        "an": ("doi", "officer"),
        "binh": ("doi", "officer"),
        "head": ("huyen", "head"),
        "director": ("tinh", "head"),
    },
)
MILLION = 1_000_000


async def paid(house: Playhouse, title: str, sum_vnd: int) -> str:
    id_ = await house.log("an", title, honoured=["binh"], reward_vnd=sum_vnd)
    await house.reaches("an", id_, "approval")
    await house.ask("director", id_, "recommend")
    return id_


async def entry(house: Playhouse, id_: str) -> Body:
    (line,) = (await house.read("director", f"/books/entries?nomination={id_}"))["items"]
    return line


async def test_the_sum_says_who_approves_and_the_book_what_was_paid(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        refused = [
            await house.log_refused("an", "Quá lâu", days_ago=50, honoured=["binh"], reward_vnd=MILLION),
            await house.log_refused("an", "Cho mình", reward_vnd=MILLION),
            await house.log_refused("an", "Không nêu tiền", honoured=["binh"]),
            await house.log_refused("an", "Quá nhiều", honoured=["binh"], reward_vnd=11 * MILLION),
        ]
        small = await house.log("an", "Bắt cướp giật", honoured=["binh"], reward_vnd=2 * MILLION)
        large = await house.log("an", "Cứu người trong đám cháy", honoured=["binh"], reward_vnd=8 * MILLION)
        waiting = [await house.reaches("an", id_, "approval") for id_ in (small, large)]

        not_hers = await house.refused("head", large, "recommend")
        too_much = await house.refused("director", large, "recommend", reward_vnd=9 * MILLION)
        await house.ask("head", small, "recommend")
        await house.ask("director", large, "recommend", reward_vnd=5 * MILLION)
        await house.reaches("an", small, "end")
        lowered = await house.reaches("an", large, "end")

        assert refused == [
            (422, "deed_too_old"),
            (422, "not_logged_for"),
            (422, "fields_missing"),
            (422, "reward_too_high"),
        ]
        assert [one["waits_for_people"] for one in waiting] == [["head"], ["director"]]
        assert (not_hers, too_much) == ((403, "not_allowed"), (422, "reward_too_high"))
        assert (lowered["reward_vnd"], lowered["outcome"]) == (5 * MILLION, "recorded")
        assert [(await entry(house, id_))["reward_vnd"] for id_ in (small, large)] == [2 * MILLION, 5 * MILLION]


async def test_a_sum_is_handed_to_nobody_who_may_not_approve_it(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        large = await house.log("an", "Cứu người trong đám cháy", honoured=["binh"], reward_vnd=8 * MILLION)
        small = await house.log("an", "Bắt cướp giật", honoured=["binh"], reward_vnd=MILLION)
        for id_ in (large, small):
            await house.reaches("an", id_, "approval")

        refused = [
            await house.refused("director", large, "reassign", to="head", because="bận"),
            await house.refused("director", small, "reassign", to="binh", because="bận"),
        ]
        await house.ask("director", small, "reassign", to="director", because="bận")

        assert refused == [(422, "beyond_their_limit")] * 2
        assert (await house.nomination("an", small))["waits_for_people"] == ["director"]


async def test_nobody_decides_for_a_day_the_superior_is_asked_and_silence_gives_no_money(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        id_ = await house.log("an", "Bắt cướp giật", honoured=["binh"], reward_vnd=MILLION)
        asked = await house.reaches("an", id_, "approval")

        await house.wait(timedelta(hours=27))
        escalated = await house.nomination("an", id_)
        await house.wait(timedelta(hours=24))
        ended = await house.reaches("an", id_, "end")

        assert (asked["waits_for_people"], escalated["waits_for_people"]) == (["head"], ["director", "head"])
        assert [event["event"] for event in await house.events("an", id_)] == ["logged", "escalated", "lapsed"]
        assert (await house.read("director", f"/books/entries?nomination={id_}"))["items"] == []
        assert ended["status"] == "ended"


async def test_a_spent_fund_sends_the_reward_back_and_a_new_quarter_begins_anew(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        for number in range(5):
            await house.reaches("an", await paid(house, f"Việc tốt số {number}", 10 * MILLION), "end")
        late = await paid(house, "Việc tốt đến sau", 10 * MILLION)
        back = await house.reaches("an", late, "approval")
        await house.ask("director", late, "return", because="chờ quỹ quý sau")

        await house.wait(timedelta(days=93))
        again = await house.log("an", "Việc tốt quý sau", honoured=["binh"], reward_vnd=10 * MILLION)
        await house.reaches("an", again, "approval")
        await house.ask("director", again, "recommend")
        next_quarter = await house.reaches("an", again, "end")

        events = [event["event"] for event in await house.events("an", late)]
        assert events[:3] == ["logged", "recommended", "fund_spent"]
        assert back["waits_for_people"] == ["director"]
        assert next_quarter["outcome"] == "recorded"
        assert (await house.nomination("an", late))["status"] == "ended"
