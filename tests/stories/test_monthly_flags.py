"""Monthly flags: an officer scores herself, the team and the unit score her, the council votes in the open."""

from datetime import datetime, timedelta

from rules.period_keys import Period
from store.engine import Database
from tests.stories.playhouse import Body, Force, Playhouse, playing

PROGRAMME = "monthly-flags"
MEMBERS = ("head", "m-2", "m-3", "m-4", "m-5")
FORCE = Force(
    units={"tinh": (None, "province"), "huyen": ("tinh", "district"), "doi": ("huyen", "team")},
    people={
        "an": ("doi", "officer"),
        "binh": ("doi", "officer"),
        "leader": ("doi", "leader"),
        "secretary": ("huyen", "secretary"),
        **{member: ("huyen", "head" if member == "head" else "") for member in MEMBERS},
    },
    councils={("huyen", "unit"): MEMBERS},
)
MOST = {
    "political-conduct": 10,
    "discipline": 15,
    "quality": 20,
    "progress": 15,
    "serving-the-people": 15,
    "reporting": 5,
    "learning": 10,
    "solidarity": 5,
    "movements": 5,
}


def sheet(**less: int) -> dict[str, int]:
    """Return a sheet with the most points of every item, but for what is named."""
    return MOST | {item.replace("_", "-"): points for item, points in less.items()}


async def scored(house: Playhouse, who: str, *, unit: dict[str, int]) -> str:
    """Put a month forward and have it scored by everybody, by the unit as told; return its id."""
    id_ = await house.log(who, f"Bình cờ tháng của {who}")
    for stage, scorer, points in (
        ("self-score", who, sheet()),
        ("team-score", "leader", sheet(quality=15)),
        ("unit-score", "head", unit),
    ):
        await house.reaches(who, id_, stage)
        await house.ask(scorer, id_, "score", points=points)
    return id_


async def voted(house: Playhouse, id_: str, ayes: int) -> Body:
    """Let the month's sitting vote on a nomination in the open; return the sitting."""
    key = Period.containing(house.today, "month").key
    await house.open_period("vote", key)
    sitting_id = f"sitting/{PROGRAMME}/vote/huyen/{key}"
    planned = await house.sits("head", sitting_id, "planned")
    await house.wait_until(datetime.fromisoformat(planned["votes_open_at"]))
    await house.sits("head", sitting_id, "open")
    for number, member in enumerate(MEMBERS):
        status, told = await house.vote(member, sitting_id, {id_: "for" if number < ayes else "against"})
        assert status == 200, told
    return await house.sits("head", sitting_id, "decided")


async def test_a_flag_is_scored_three_times_voted_on_and_stands_in_the_book(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        id_ = await scored(house, "an", unit=sheet(quality=10))
        before_vote = await house.reaches("an", id_, "vote")
        sitting = await voted(house, id_, ayes=3)
        ended = await house.reaches("an", id_, "end")
        found = await house.read("head", f"/books/entries?honoured=an&band=red&year={house.today.year}")
        others = await house.read("head", "/books/entries?honoured=binh&band=red")

        assert [(one["by"], one["total"], one["band"]) for one in before_vote["scores"]] == [
            ("an", 100, "red"), ("leader", 95, "red"), ("head", 90, "red"),
        ]  # fmt: skip
        assert (before_vote["score"], before_vote["score_of"], before_vote["band"]) == (90, 100, "red")
        assert sitting["candidates"][0]["votes"] == dict.fromkeys(MEMBERS[:3], "for") | dict.fromkeys(
            MEMBERS[3:], "against"
        )
        assert (ended["outcome"], ended["sheet"]) == ("recorded", None)
        assert [(one["nomination_id"], one["book"], one["score"], one["score_of"]) for one in found["items"]] == [
            (id_, "unit", 90, 100)
        ]
        assert others["items"] == []


async def test_a_wrong_sheet_is_refused_item_by_item_and_nothing_is_lost(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        id_ = await house.log("an", "Bình cờ tháng 11")
        asked = await house.reaches("an", id_, "self-score")

        refused = [
            await house.refused("an", id_, "score", points=sheet(sport=5)),
            await house.refused("an", id_, "score", points={"quality": 20}),
            await house.refused("an", id_, "score", points=sheet(quality=21)),
            await house.refused("an", id_, "score", points=sheet() | {"quality": 9.5}),
            await house.refused("leader", id_, "score", points=sheet()),
            await house.refused("binh", id_, "score", points=sheet()),
            await house.refused("an", id_, "recommend"),
        ]
        still = await house.nomination("an", id_)
        await house.ask("an", id_, "score", points=sheet())
        await house.reaches("an", id_, "team-score")
        not_her_turn = await house.refused("an", id_, "score", points=sheet())

        assert asked["waits_for_people"] == ["an"]
        assert [(line["item"], line["at_most"]) for line in asked["sheet"]["items"]] == list(MOST.items())
        assert refused == [
            (422, "items_unknown"),
            (422, "items_missing"),
            (422, "too_many_points"),
            (422, "invalid"),
            (403, "not_allowed"),
            (404, "not_found"),
            (403, "own_deed"),
        ]
        assert (still["stage"], still["scores"]) == ("self-score", [])
        assert not_her_turn == (403, "not_allowed")


async def test_too_few_points_are_no_flag_and_a_leader_is_scored_by_others(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        poor = await scored(house, "an", unit=dict.fromkeys(MOST, 5))
        short = await house.reaches("an", poor, "end")
        own = await house.log("leader", "Bình cờ tháng của đội trưởng")
        await house.reaches("leader", own, "self-score")
        await house.ask("leader", own, "score", points=sheet())
        await house.reaches("leader", own, "team-score")

        not_herself = await house.refused("leader", own, "score", points=sheet())
        waiting = await house.nomination("leader", own)
        await house.wait(timedelta(days=6))
        in_silence = await house.reaches("leader", own, "unit-score")

        assert (short["outcome"], short["score"], short["band"]) == ("fell_short", 45, None)
        assert (await house.read("head", f"/books/entries?nomination={poor}"))["items"] == []
        assert not_herself == (403, "own_deed")
        assert (waiting["waits_for_people"], in_silence["waits_for_people"]) == ([], ["head"])
        assert (in_silence["score"], in_silence["band"]) == (100, "red")
