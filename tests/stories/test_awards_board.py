"""The awards board: a supervisor in the quorum, a chair who votes only on a tie, and what did not pass."""

from collections.abc import Mapping
from datetime import datetime

from rules.period_keys import Period
from store.engine import Database
from tests.stories.playhouse import Body, Force, Playhouse, playing

BOARD = ("chief", "supervisor/supervisor", "m-3", "m-4", "m-5", "m-6", "m-7")
MEMBERS = tuple(member.partition("/")[0] for member in BOARD)
FORCE = Force(
    units={"city-police": (None, "department"), "patrol": ("city-police", "division")},
    people={
        "sergeant": ("patrol", "officer"),
        "officer": ("patrol", "officer"),
        "secretary": ("city-police", "secretary"),
        **{member: ("city-police", "head" if member == "chief" else "") for member in MEMBERS},
    },
    councils={("city-police", "department"): BOARD},
)


async def before_the_board(house: Playhouse, *titles: str) -> tuple[list[str], str]:
    """Log deeds, and let the month's sitting open its vote on them; return their ids and the sitting's."""
    ids = [await house.log("sergeant", title, honoured=["officer"], award="medal-of-valor") for title in titles]
    for id_ in ids:
        await house.reaches("sergeant", id_, "board")
    return ids, await opened(house, "board")


async def opened(house: Playhouse, stage: str) -> str:
    """Let the period of today's month begin, and its sitting open; return the sitting's id."""
    key = Period.containing(house.today, "month").key
    await house.open_period(stage, key)
    sitting_id = f"sitting/awards-board/{stage}/city-police/{key}"
    planned = await house.sits("chief", sitting_id, "planned")
    await house.wait_until(datetime.fromisoformat(planned["votes_open_at"]))
    await house.sits("chief", sitting_id, "open")
    return sitting_id


async def all_vote(house: Playhouse, sitting_id: str, choices: Mapping[str, Mapping[str, str]]) -> Body:
    """Cast the ballots (member → candidate → choice), and let the vote close; return the sitting."""
    for member, said in choices.items():
        status, told = await house.vote(member, sitting_id, said)
        assert status == 200, told
    sitting = await house.sitting("chief", sitting_id)
    await house.wait_until(datetime.fromisoformat(sitting["votes_close_at"]))
    return await house.sits("chief", sitting_id, "decided")


def result(sitting: Body, id_: str) -> Body:
    found: Body = next(one for one in sitting["candidates"] if one["nomination_id"] == id_)["result"]
    return found


async def test_the_chair_decides_a_tie_and_nothing_else(sqlite_db: Database) -> None:
    async with playing(sqlite_db, "awards-board", FORCE) as house:
        late = await house.log_refused(
            "sergeant", "Long ago", days_ago=70, honoured=["officer"], award="medal-of-valor"
        )
        (tied, lost, passed), sitting_id = await before_the_board(house, "A tie", "One short", "Without the chair")
        said = {
            "chief": ("for", "for", "against"),
            "supervisor": ("for", "for", "for"),
            "m-3": ("for", "against", "for"),
            "m-4": ("against", "against", "for"),
            "m-5": ("against", "abstain", "against"),
        }

        sitting = await all_vote(
            house, sitting_id, {who: dict(zip((tied, lost, passed), votes, strict=True)) for who, votes in said.items()}
        )
        stages = [await house.reaches("sergeant", id_, stage) for id_, stage in ((tied, "end"), (passed, "end"))]
        waits = await house.reaches("sergeant", lost, "disposition")

        assert late == (422, "deed_too_old")
        assert [result(sitting, id_)["outcome"] for id_ in (tied, lost, passed)] == [
            "selected", "not_selected", "selected",
        ]  # fmt: skip
        assert [(result(sitting, id_)["needed"], result(sitting, id_)["base"]) for id_ in (tied, lost)] == [
            (3, 4), (3, 4),
        ]  # fmt: skip
        assert [one["outcome"] for one in stages] == ["recorded", "recorded"]
        assert waits["waits_for_people"] == ["secretary"]


async def test_what_did_not_pass_gets_another_award_goes_back_or_is_refused(sqlite_db: Database) -> None:
    async with playing(sqlite_db, "awards-board", FORCE) as house:
        ids, sitting_id = await before_the_board(house, "Another award", "Back for more", "Refused")
        against = {who: dict.fromkeys(ids, "against") for who in MEMBERS[:5]}
        await all_vote(house, sitting_id, against)
        other, back, refused = ids
        for id_ in ids:
            await house.reaches("sergeant", id_, "disposition")

        await house.ask("secretary", other, "recommend", award="life-saving", note="the board thinks of a lower one")
        await house.ask("secretary", back, "return", because="a witness is missing")
        await house.ask("secretary", refused, "decline", because="the usual duty")
        await house.reaches("sergeant", other, "board-again")
        again = await opened(house, "board-again")
        await all_vote(house, again, {who: {other: "for"} for who in MEMBERS[:5]})
        approved = await house.reaches("sergeant", other, "end")

        (entry,) = (await house.read("secretary", f"/books/entries?nomination={other}"))["items"]
        assert (approved["award"], entry["award"], entry["book"]) == ("life-saving", "life-saving", "department")
        assert (await house.nomination("sergeant", back))["stage"] in ("log", "end")
        assert (await house.nomination("sergeant", refused))["outcome"] == "declined"


async def test_without_a_supervisor_five_of_seven_decide_nothing(sqlite_db: Database) -> None:
    async with playing(sqlite_db, "awards-board", FORCE) as house:
        (id_,), sitting_id = await before_the_board(house, "A deed")
        without = [member for member in MEMBERS if member != "supervisor"][:5]

        sitting = await all_vote(house, sitting_id, {who: {id_: "for"} for who in without})

        because = [why["code"] for why in result(sitting, id_)["because"]]
        assert result(sitting, id_)["outcome"] == "no_quorum"
        assert "category_took_no_part" in because
        assert (await house.nomination("sergeant", id_))["stage"] == "board"
