"""Score sheets on the pages, without scripts: filled item by item, wrong points beside their item, all are shown."""

from store.engine import Database
from tests.pages.browsers import Browser
from tests.stories.playhouse import playing
from tests.stories.test_monthly_flags import FORCE, MOST, PROGRAMME, sheet


def typed(points: dict[str, int]) -> dict[str, str | list[str]]:
    return {f"points:{item}": str(most) for item, most in points.items()}


async def test_a_sheet_is_filled_on_the_page_and_wrong_points_keep_what_was_typed(sqlite_db: Database) -> None:
    async with playing(sqlite_db, PROGRAMME, FORCE) as house:
        id_ = await house.log("an", "Bình cờ tháng 11")
        await house.reaches("an", id_, "self-score")
        officer, leader = (Browser(house.api.app, house.api.tokens[who]) for who in ("an", "leader"))
        asked = await officer.get(f"/nominations/{id_}")
        form = asked.screen.form(f"/nominations/{id_}/score")

        half = await officer.send(form, **typed(sheet()) | {"points:quality": "19,5"})
        over = await officer.send(form, **typed(sheet()) | {"points:quality": "21"})
        again = over.screen.form(f"/nominations/{id_}/score")
        missing = await officer.send(again, **{"points:quality": ""})
        last = missing.screen.form(f"/nominations/{id_}/score")
        done = await officer.send(last, **{"points:quality": "20"})
        await house.reaches("an", id_, "team-score")
        waiting = await leader.get("/to-recommend")
        filled = await officer.get(f"/nominations/{id_}")
        team = await leader.get(f"/nominations/{id_}")
        await officer.close()
        await leader.close()

        assert [f"points:{item}" in dict(form.fields) for item in MOST] == [True] * 9
        assert (half.status, over.status, missing.status, done.status) == (422, 422, 422, 303)
        assert 'aria-describedby="e-points-quality"' in half.html
        assert dict(half.screen.form(f"/nominations/{id_}/score").fields)["points:quality"] == "19,5"
        assert "Điểm vượt khung của các mục: Chất lượng công tác được giao (0-20)." in over.screen.text
        assert "Chưa chấm các mục: Chất lượng công tác được giao." in missing.screen.text
        assert "100/100" in filled.screen.text
        assert "Cờ đỏ" in filled.screen.text
        assert f"/nominations/{id_}/score" not in {one.action for one in filled.screen.forms}
        assert f"/nominations/{id_}/score" in {one.action for one in team.screen.forms}
        assert "Bình cờ tháng 11" in waiting.screen.text
        assert f"/nominations/{id_}/recommend" not in {one.action for one in waiting.screen.forms}
