"""The cluster flag: nine targets pledged, four quarters scored, checked by another unit, the first of each cluster."""

from collections.abc import Mapping
from datetime import datetime

from store.engine import Database
from tests.stories.playhouse import Body, Force, Playhouse, playing

PROGRAMME = "cluster-flag"
MEMBERS = ("chief", "m-2", "m-3", "m-4", "m-5")
UNITS = ("dn-pc01", "dn-pc02", "dn-pc03", "dn-pc06", "dn-pc07")
FORCE = Force(
    units={"tinh": (None, "province"), **dict.fromkeys(UNITS, ("tinh", "department"))},
    people={
        **{f"head-{unit}": (unit, "head") for unit in UNITS},
        **{f"clerk-{unit}": (unit, "officer") for unit in UNITS},
        **{f"all-{unit}": (unit, "collective") for unit in UNITS},
        **{member: ("tinh", "head" if member == "chief" else "") for member in MEMBERS},
    },
    councils={("tinh", "province"): MEMBERS},
)
MOST = {
    "public-order": 15,
    "crimes-solved": 15,
    "administration": 10,
    "all-people-movement": 10,
    "serving-the-people": 10,
    "discipline": 10,
    "party-and-force": 10,
    "logistics": 10,
    "reporting": 10,
}
QUARTERS = ("first-quarter", "second-quarter", "third-quarter", "fourth-quarter")


def sheet(total: int) -> dict[str, int]:
    """Return a sheet of so many points: every item in full, but for the first ones."""
    lost = 100 - total
    points = {}
    for item, most in MOST.items():
        points[item] = most - min(most, lost)
        lost -= most - points[item]
    return points


async def entered(house: Playhouse, unit: str) -> str:
    """Have a unit enter the year and pledge everything; return the nomination's id."""
    id_ = await house.log(f"clerk-{unit}", f"Thi đua năm của {unit}", subject="collective", honoured=[f"all-{unit}"])
    await house.reaches(f"clerk-{unit}", id_, "pledge")
    await house.ask(f"head-{unit}", id_, "score", points=sheet(100))
    return id_


async def through_the_year(house: Playhouse, ids: Mapping[str, str]) -> None:
    """Let every unit score itself when each quarter is over."""
    for number, stage in enumerate(QUARTERS):
        for unit, id_ in ids.items():
            standing = await house.reaches(f"head-{unit}", id_, stage)
        await house.wait_until(datetime.fromisoformat(standing["sheet"]["opens_at"]))
        for unit, id_ in ids.items():
            await house.ask(f"head-{unit}", id_, "score", points=sheet(91 + number))


def results(sitting: Body) -> dict[str, tuple[str, int | None]]:
    return {one["nomination_id"]: (one["result"]["outcome"], one["result"]["rank"]) for one in sitting["candidates"]}


async def test_a_year_of_emulation_ends_with_the_first_of_each_cluster(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        first, second, other = ids = [await entered(house, unit) for unit in ("dn-pc01", "dn-pc02", "dn-pc06")]
        by_unit = dict(zip(("dn-pc01", "dn-pc02", "dn-pc06"), ids, strict=True))
        await house.reaches("head-dn-pc01", first, "first-quarter")
        too_early = await house.refused("head-dn-pc01", first, "score", points=sheet(90))
        await through_the_year(house, by_unit)
        key = f"{house.today.year - 1}"
        await house.open_period("ranking", key)

        asked = await house.reaches("head-dn-pc01", first, "cross-check")
        not_oneself = await house.refused("head-dn-pc01", first, "score", points=sheet(100))
        not_a_stranger = await house.refused("head-dn-pc07", first, "score", points=sheet(100))
        listed = (await house.read("head-dn-pc02", "/nominations?waits_for_me=true"))["items"]
        await house.ask("head-dn-pc02", first, "score", points=sheet(95))
        await house.ask("head-dn-pc03", second, "score", points=sheet(90))
        await house.ask("head-dn-pc07", other, "score", points=sheet(60))
        for id_ in ids:
            await house.reaches("chief", id_, "ranking")
        unseen_again = await house.refused("head-dn-pc02", first, "score", points=sheet(1))

        sitting_id = f"sitting/{PROGRAMME}/ranking/tinh/{key}"
        planned = await house.sits("chief", sitting_id, "planned")
        await house.wait_until(datetime.fromisoformat(planned["votes_open_at"]))
        await house.sits("chief", sitting_id, "open")
        for number, member in enumerate(MEMBERS):
            choices = {first: "for" if number < 3 else "against", second: "for", other: "for"}
            status, told = await house.vote(member, sitting_id, choices)
            assert status == 200, told
        decided = await house.sits("chief", sitting_id, "decided")
        ended = [await house.reaches("chief", id_, "end") for id_ in ids]
        book = (await house.read("chief", "/books/entries?book=province"))["items"]

        assert too_early == (409, "not_open_yet")
        assert asked["waits_for_people"] == ["head-dn-pc02"]
        assert (not_oneself, not_a_stranger, unseen_again) == (
            (403, "not_allowed"),
            (404, "not_found"),
            (404, "not_found"),
        )
        assert first in [one["id"] for one in listed]
        assert [len(one["scores"]) for one in ended] == [6, 6, 6]
        # 60% of 95 and 40% of 3/5 are 81; 60% of 90 and 40% of 5/5 are 94
        assert results(decided) == {first: ("not_selected", None), second: ("selected", 1), other: ("selected", 1)}
        assert [one["outcome"] for one in ended] == ["not_selected", "recorded", "recorded"]
        assert sorted((one["nomination_id"], one["score"], one["band"]) for one in book) == sorted(
            [(second, 90, "excellent"), (other, 60, "completed")]
        )
