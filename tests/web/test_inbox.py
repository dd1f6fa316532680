"""One's own inbox, calendar and forecast: what is another's is not there."""

from datetime import timedelta

from icalendar import Calendar

from store import outbox
from store import tables as t
from store.engine import Database
from tests.store.makers import NOW, make_nomination
from tests.store.test_reminders import REVIEW, make_reminder
from tests.web.callers import Api, code

DUE = NOW + timedelta(days=3)
SOON = {"until": (NOW + timedelta(days=2)).isoformat()}


def tell(database: Database, *messages: tuple[str, str]) -> None:
    with database.write() as conn:
        for to, dedupe in messages:
            params = {"because": "thiếu ảnh"}
            outbox.queue(conn, [outbox.Message(dedupe, to, "returned", params, "n-1")], NOW)


def owe(database: Database, **changes: object) -> None:
    """The leader owes a review that she is reminded of tomorrow."""
    with database.write() as conn:
        make_nomination(conn, "n-1", **REVIEW)
        make_reminder(conn, at=NOW + timedelta(days=1), due_at=DUE, **changes)


async def test_an_inbox_has_ones_own_messages_the_newest_first(api_on_both: Api, db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1")
    tell(db, ("an", "a"), ("an", "b"), ("binh", "c"), ("an", "d"))

    first = (await api_on_both.get("/inbox?limit=2", as_="an")).json()
    rest = (await api_on_both.get(f"/inbox?limit=2&cursor={first['next']}", as_="an")).json()

    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert first["items"][0]["says"] == ["Tìm người lạc: cần bổ sung. Lý do: thiếu ảnh"]
    assert first["items"][0]["paths"] == ["/nominations/n-1"]


async def test_what_was_read_is_no_longer_new(api: Api, sqlite_db: Database) -> None:
    tell(sqlite_db, ("an", "a"), ("an", "b"))
    (newest, _) = (await api.get("/inbox", as_="an")).json()["items"]

    for _ in range(2):
        assert (await api.post(f"/inbox/{newest['id']}/read", as_="an")).status_code == 200

    assert len((await api.get("/inbox?unread=true", as_="an")).json()["items"]) == 1


async def test_nobody_reads_another_ones_message(api: Api, sqlite_db: Database) -> None:
    tell(sqlite_db, ("an", "a"))
    (message,) = (await api.get("/inbox", as_="an")).json()["items"]

    assert code(await api.post(f"/inbox/{message['id']}/read", as_="binh")) == (404, "not_found")
    assert (await api.get("/inbox", as_="binh")).json()["items"] == []


async def test_a_cursor_that_is_none_is_refused(api: Api) -> None:
    assert code(await api.get("/inbox?cursor=%F0%9F%92%A5", as_="an")) == (400, "bad_cursor")


async def test_the_forecast_tells_of_those_whom_one_may_see(api: Api, sqlite_db: Database) -> None:
    owe(sqlite_db)
    until = {"until": (NOW + timedelta(days=2)).isoformat()}

    told = {
        who: [
            one["person_id"] for one in (await api.get("/reminders/forecast", as_=who, params=until)).json()["messages"]
        ]
        for who in ("binh", "head", "office", "chi", "strange-head")
    }

    assert told == {"binh": ["binh"], "head": ["binh"], "office": ["binh"], "chi": [], "strange-head": []}


async def test_a_forecast_of_the_past_or_of_next_year_is_refused(api: Api) -> None:
    past, far = ((NOW + timedelta(days=days)).isoformat() for days in (-1, 63))

    assert code(await api.get("/reminders/forecast", as_="head", params={"until": past})) == (422, "not_later")
    assert code(await api.get("/reminders/forecast", as_="head", params={"until": far})) == (422, "too_far")


async def test_who_snoozes_is_reminded_later(api: Api, sqlite_db: Database) -> None:
    owe(sqlite_db)
    until = NOW + timedelta(days=1, hours=5)

    snoozed = await api.post("/reminders/snooze", {"about": "n-1", "until": until.isoformat()}, as_="binh")

    (coming,) = (await api.get("/reminders/forecast", as_="binh", params=SOON)).json()["messages"]
    assert (snoozed.status_code, snoozed.json()["due_at"][:19]) == (200, DUE.isoformat()[:19])
    assert coming["at"][:19] == until.isoformat()[:19]


async def test_a_snooze_ends_when_she_says_so_and_the_reminder_comes_at_its_own_hour(
    api_on_both: Api, db: Database
) -> None:
    owe(db)
    later = {"about": "n-1", "until": (NOW + timedelta(days=1, hours=5)).isoformat()}
    await api_on_both.post("/reminders/snooze", later, as_="binh")

    strange = await api_on_both.post("/reminders/wake", {"about": "n-1"}, as_="chi")
    woken = await api_on_both.post("/reminders/wake", {"about": "n-1"}, as_="binh")
    again = await api_on_both.post("/reminders/wake", {"about": "n-1"}, as_="binh")

    (coming,) = (await api_on_both.get("/reminders/forecast", as_="binh", params=SOON)).json()["messages"]
    assert [one.json()["was_snoozed"] for one in (strange, woken, again)] == [False, True, False]
    assert coming["at"][:19] == (NOW + timedelta(days=1)).isoformat()[:19]


async def test_what_is_not_hers_nobody_snoozes_and_nobody_beyond_the_deadline(api: Api, sqlite_db: Database) -> None:
    owe(sqlite_db)

    for who, about, until, refused in (
        ("chi", "n-1", NOW + timedelta(days=1), (409, "nothing_to_snooze")),
        ("binh", "n-2", NOW + timedelta(days=1), (409, "nothing_to_snooze")),
        ("binh", "n-1", DUE, (422, "past_deadline")),
        ("binh", "n-1", NOW, (422, "not_later")),
    ):
        body = {"about": about, "until": until.isoformat()}
        assert code(await api.post("/reminders/snooze", body, as_=who)) == refused


async def test_a_calendar_has_ones_deadlines_until_its_address_is_closed(api: Api, sqlite_db: Database) -> None:
    owe(sqlite_db)
    path = (await api.post("/calendars", as_="binh")).json()["path"].removeprefix("/api/v1")

    read = await api.get(path)
    again = (await api.post("/calendars", as_="binh")).json()["path"].removeprefix("/api/v1")
    old = await api.get(path)
    closed = await api.call("DELETE", "/calendars", as_="binh")

    (event,) = Calendar.from_ical(read.text).walk("VEVENT")
    assert read.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (str(event["UID"]), event.decoded("DTEND")) == ("n-1/review@sovang", DUE)
    assert str(event["SUMMARY"]).startswith("Xem xét, giới thiệu việc tốt: Tìm người lạc")
    assert code(old) == code(await api.get(again)) == (404, "not_found")
    assert closed.json() == {"was_open": True}


async def test_a_calendar_of_what_is_done_is_empty(api: Api, sqlite_db: Database) -> None:
    owe(sqlite_db)
    path = (await api.post("/calendars", as_="binh")).json()["path"].removeprefix("/api/v1")
    with sqlite_db.write() as conn:
        conn.execute(t.nominations.update().values(status="ended"))

    assert Calendar.from_ical((await api.get(path)).text).walk("VEVENT") == []


async def test_the_secret_of_a_calendar_opens_nothing_else(api: Api) -> None:
    path = (await api.post("/calendars", as_="binh")).json()["path"]
    secret = path.rpartition("/")[2].removesuffix(".ics")

    refused = await api.get("/inbox", headers={"Authorization": f"Bearer {secret}"})

    assert code(refused) == (401, "token_not_accepted")
