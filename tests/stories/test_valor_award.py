"""Valor awards: up the chain without a council, ten days a level, and what each level made of the award."""

from datetime import timedelta

from store.engine import Database
from tests.stories.playhouse import Force, playing

FORCE = Force(
    units={
        "first-division": (None, "division"),
        "second-brigade": ("first-division", "brigade"),
        "third-battalion": ("second-brigade", "battalion"),
        "alpha": ("third-battalion", "company"),
    },
    people={
        "captain": ("alpha", "officer"),
        "private": ("alpha", "officer"),
        "colonel": ("third-battalion", "head"),
        "brigadier": ("second-brigade", "head"),
        "general": ("first-division", "head"),
        "adjutant": ("first-division", "standing_office"),
    },
)


async def test_each_level_acts_within_ten_days_and_what_it_changes_is_recorded(sqlite_db: Database) -> None:
    async with playing(sqlite_db, "valor-award", FORCE) as house:
        late = {"days_ago": 50, "honoured": ["private"], "award": "silver-star"}
        too_late = await house.log_refused("captain", "Held the bridge", **late)
        unknown = await house.log_refused("captain", "Held the bridge", honoured=["private"], award="gold-star")
        id_ = await house.log("captain", "Held the bridge", days_ago=44, honoured=["private"], award="silver-star")
        asked = await house.reaches("captain", id_, "battalion")

        await house.ask("colonel", id_, "return", because="a second eyewitness is missing")
        await house.reaches("captain", id_, "log")
        told = {name: asked[name] for name in ("title", "story", "place", "honoured", "award")}
        told["done_on"] = asked["deed_on"]
        await house.ask("captain", id_, "amend", deed=told)
        await house.reaches("captain", id_, "battalion")
        await house.ask("colonel", id_, "recommend", award="bronze-star", note="the citation supports a Bronze Star")
        lowered = await house.reaches("captain", id_, "brigade")
        unheard_of = await house.refused("brigadier", id_, "recommend", award="gold-star")
        await house.ask("brigadier", id_, "recommend", award="silver-star")
        raised = await house.reaches("captain", id_, "division")
        await house.ask("general", id_, "recommend")
        ended = await house.reaches("captain", id_, "end")

        days = (await house.read("captain", f"/nominations/{id_}"))["honoured"]
        changes = [
            (e["by"], e["body"]["award"]) for e in await house.events("captain", id_) if e["event"] == "recommended"
        ]
        (entry,) = (await house.read("general", f"/books/entries?nomination={id_}"))["items"]
        assert (too_late, unknown) == ((422, "deed_too_old"), (422, "award_unknown"))
        assert (unheard_of, days) == ((422, "award_unknown"), ["private"])
        assert [one["award"] for one in (asked, lowered, raised, ended)] == [
            "silver-star", "bronze-star", "silver-star", "silver-star",
        ]  # fmt: skip
        assert changes == [("colonel", "bronze-star"), ("brigadier", "silver-star"), ("general", "")]
        assert (entry["book"], entry["unit_id"], entry["award"]) == ("division", "first-division", "silver-star")


async def test_nobodys_silence_stops_an_award_but_the_last_levels(sqlite_db: Database) -> None:
    async with playing(sqlite_db, "valor-award", FORCE) as house:
        id_ = await house.log("captain", "Held the bridge", honoured=["private"], award="silver-star")
        asked = await house.reaches("captain", id_, "battalion")

        await house.wait(timedelta(days=16))
        late = await house.nomination("captain", id_)
        await house.wait(timedelta(days=14))
        passed_on = await house.reaches("captain", id_, "brigade")
        await house.ask("brigadier", id_, "decline", because="below the standard")
        decided = await house.reaches("captain", id_, "division")

        assert asked["waits_for_people"] == ["colonel"]
        assert (late["stage"], late["waits_for_people"]) == ("battalion", ["brigadier", "colonel"])
        assert passed_on["outcome"] == "lapsed"
        assert (decided["outcome"], decided["waits_for_people"]) == ("declined", ["general"])
