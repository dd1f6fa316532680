"""Why a deadline is on the day it is: counted at first, and then moved, by whom, why, from when to when."""

from datetime import datetime
from typing import Any

from rules.commands import Adopt, Command, Extend, Hold, Release, Shift
from rules.redating import redated
from store import holds, nominations, outages
from store import tables as t
from store.engine import Database
from tests.store.cases import MONDAY, RULEBOOK, Case, at, hand_over, log
from tests.web.callers import Api

COUNTED = ["event_day_not_counted", "days_not_counted", "office_closes"]
DUE = at("2026-11-27T17:00")
HELD, FREE = at("2026-11-25T09:00"), at("2026-12-01T09:00")


def ask(database: Database, case: Case, command: Command, when: datetime) -> None:
    case.ask(command, when)
    hand_over(database, case)


def extend(database: Database, case: Case, until: datetime, when: datetime) -> None:
    with database.read() as conn:
        dates = holds.extended(conn, nominations.by_id(conn, case.id), until, RULEBOOK)
    ask(database, case, Extend(by="head", until=until, because="đi công tác", dates=dates), when)


async def told(api: Api, language: str = "vi") -> dict[str, Any]:
    response = await api.get("/nominations/n-1/explanation", as_="head", headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    return response.json()["deadline"]


def moves(deadline: dict[str, Any]) -> list[tuple[str, str | None, str, datetime, datetime]]:
    return [
        (one["event"], one["by"], one["because"], *(datetime.fromisoformat(one[name]) for name in ("was_at", "due_at")))
        for one in deadline["moves"]
    ]


async def test_a_deadline_that_nobody_moved_is_only_counted(api_on_both: Api, db: Database) -> None:
    log(db)

    deadline = await told(api_on_both)

    assert ([one["code"] for one in deadline["explanation"]], deadline["moves"]) == (COUNTED, [])
    assert [one["day"] for one in deadline["not_counted"]] == ["2026-11-24"]


async def test_each_extension_tells_who_gave_it_and_which_days_of_rest_lie_before_the_new_date(
    api_on_both: Api, db: Database
) -> None:
    case = log(db)
    extend(db, case, at("2026-12-01T17:00"), MONDAY)
    extend(db, case, at("2026-12-07T17:00"), HELD)

    deadline = await told(api_on_both, "en")

    assert moves(deadline) == [
        ("extended", "head", "đi công tác", DUE, at("2026-12-01T17:00")),
        ("extended", "head", "đi công tác", at("2026-12-01T17:00"), at("2026-12-07T17:00")),
    ]
    assert [one["says"] for one in deadline["explanation"]][3:] == [
        "Extended: from 27/11/2026 to 01/12/2026.",
        "Extended: from 01/12/2026 to 07/12/2026.",
    ]
    assert [one["day"][5:] for one in deadline["not_counted"]] == ["11-24", "11-28", "11-29", "12-05", "12-06"]
    assert (deadline["is_extended"], datetime.fromisoformat(deadline["due_at"])) == (True, at("2026-12-07T17:00"))


async def test_a_hold_gives_its_time_back_and_says_from_when_to_when_it_lasted(api_on_both: Api, db: Database) -> None:
    case = log(db)
    ask(db, case, Hold(by="head", because="có đơn tố cáo"), HELD)
    with db.read() as conn:
        dates = holds.released(conn, nominations.by_id(conn, "n-1"), FREE, RULEBOOK)
    ask(db, case, Release(by="head", because="không có cơ sở", dates=dates), FREE)

    deadline = await told(api_on_both)

    assert moves(deadline) == [("released", "head", "không có cơ sở", DUE, at("2026-12-03T17:00"))]
    (move,) = deadline["moves"]
    assert [datetime.fromisoformat(move[name]) for name in ("still_from", "at")] == [HELD, FREE]
    assert [one["day"][5:] for one in deadline["not_counted"]] == ["11-24", "11-28", "11-29"]


async def test_a_hold_that_took_no_working_day_moved_nothing(api_on_both: Api, db: Database) -> None:
    case = log(db)
    ask(db, case, Hold(by="head", because="có đơn tố cáo"), HELD)
    now = at("2026-11-25T11:00")
    with db.read() as conn:
        dates = holds.released(conn, nominations.by_id(conn, "n-1"), now, RULEBOOK)
    ask(db, case, Release(by="head", because="nhầm người", dates=dates), now)

    deadline = await told(api_on_both)

    assert (deadline["moves"], deadline["is_extended"]) == ([], False)


async def test_an_outage_and_an_edition_say_so_too(api_on_both: Api, db: Database) -> None:
    case = log(db)
    later = at("2026-11-30T17:00")
    with db.read() as conn:
        stage = RULEBOOK.of(conn, case.entry.edition).stage_of(case.entry)
        clock = RULEBOOK.of(conn, case.entry.edition).clock
    ask(db, case, Shift(by="admin", because="mất điện", dates=redated(stage, later, clock)), HELD)
    sooner = case.entry.moved(redated(stage, DUE, clock))
    ask(db, case, Adopt(by="admin", entry=sooner, because="lịch nghỉ mới"), HELD)

    deadline = await told(api_on_both)

    assert moves(deadline) == [
        ("shifted", "admin", "mất điện", DUE, later),
        ("adopted", "admin", "lịch nghỉ mới", later, DUE),
    ]
    assert [one["code"] for one in deadline["explanation"]][3:] == ["deadline_shifted", "deadline_adopted"]
    assert [one["day"][5:] for one in deadline["not_counted"]] == ["11-24"]


async def test_an_outage_says_from_when_to_when_it_lasted(api_on_both: Api, db: Database) -> None:
    case, later = log(db), at("2026-11-30T17:00")
    dark = at("2026-11-25T08:00"), at("2026-11-26T09:00")
    with db.write() as conn:
        outage = outages.record(conn, *dark, "mất điện", now=dark[1])
        rules = RULEBOOK.of(conn, case.entry.edition)
        dates = redated(rules.stage_of(case.entry), later, rules.clock)
    ask(db, case, Shift(by=outages.OPERATOR, because="mất điện", dates=dates, outage=outage.id), dark[1])

    (move,) = (await told(api_on_both))["moves"]

    assert tuple(datetime.fromisoformat(move["dark"][name]) for name in ("start", "end")) == dark
    assert move["by"] == outages.OPERATOR


async def test_what_was_written_down_together_is_counted_from_the_rules(api_on_both: Api, db: Database) -> None:
    """The workflow may hand over a log entry and its extension at once; then no row has the first date."""
    with db.read() as conn:
        case = Case.logged(conn, "n-1")
    hand_over(db, case)
    extend(db, case, at("2026-12-01T17:00"), MONDAY)
    with db.write() as conn:
        conn.execute(t.terms.delete().where(t.terms.c.number == 1))

    assert moves(await told(api_on_both)) == [("extended", "head", "đi công tác", DUE, at("2026-12-01T17:00"))]
