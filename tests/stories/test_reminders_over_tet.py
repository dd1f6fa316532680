"""Five working days over Tết 2022: ten voters, four vote early, one is away with a deputy, the vote is extended once.

Swept every half hour, nights and holidays included, with a real mail server at the end of the way. Every message that
anybody gets is told: nobody who has voted is among them, and nobody at all over Tết.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from activities import calls
from activities.deliveries import DeliveryHands
from activities.mailing import MailChannel
from activities.reminders import ReminderHands
from store import ballots, instance, rescheduling
from store import tables as t
from store.engine import Database
from store.forecast import forecast
from store.rescheduling import Move
from tests.activities.post import PostOffice, open_post
from tests.store.cases import RULEBOOK, at, make_council, make_house, open_votes, plan, stand
from tests.store.makers import make_grant, make_person

VOTERS = [f"uv-{number}" for number in range(1, 11)]
EARLY, AWAY, LATE = VOTERS[:4], "uv-5", "uv-6"
OPENS, CLOSES, EXTENDED = at("2022-01-27T07:30"), at("2022-02-10T17:00"), at("2022-02-14T17:00")
FIRST, DUE, FIRST_AGAIN, DUE_AGAIN = (at(f"2022-02-{day}T07:30") for day in ("09", "10", "11", "14"))
TOLD, TOLD_AGAIN = at("2022-02-10T13:00"), at("2022-02-14T13:00")
STILL_OWING = ["uv-10", "uv-5", "uv-7", "uv-8", "uv-9"]

Sent = tuple[datetime, str, str]


@pytest.fixture
def sitting(db: Database) -> str:
    with db.write() as conn:
        make_house(conn)
        conn.execute(t.seats.delete())
        conn.execute(t.councils.delete())
        for person_id in [*VOTERS, "deputy"]:
            make_person(conn, person_id, "district", email=f"{person_id}@cong-an.example")
        conn.execute(update(t.people).where(t.people.c.id == "secretary").values(email="secretary@cong-an.example"))
        make_council(conn, "district", members=VOTERS)
        away = {"person_id": AWAY, "deputy_id": "deputy", "valid_from": date(2022, 2, 7), "valid_to": date(2022, 2, 11)}
        conn.execute(t.deputies.insert().values(id="away", **away))
        instants = {"candidates_close_at": OPENS, "votes_open_at": OPENS, "votes_close_at": CLOSES}
        id_ = plan(conn, period="2022-01", published_at=None, **instants)
        stand(conn, "n-1", logged_at=OPENS - timedelta(days=3), stage_since=OPENS - timedelta(days=3))
    open_votes(db, id_, when=OPENS)
    return id_


def cast(database: Database, sitting_id: str, voters: list[str], when: datetime) -> None:
    with database.write() as conn:
        for person_id in voters:
            ballots.cast(conn, sitting_id, person_id, {"n-1": "aye"}, mode="present", now=when)


def extend(database: Database, sitting_id: str, when: datetime) -> None:
    move = Move(
        sitting_id, by="secretary", because="nhiều đồng chí đi công tác", votes_open_at=None, votes_close_at=EXTENDED
    )
    with database.write() as conn:
        rescheduling.reschedule(conn, move, at=when, epoch=instance.epoch(conn), rulebook=RULEBOOK)


def half_hours(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += timedelta(minutes=30)


def in_the_house(database: Database) -> list[Sent]:
    o = t.outbox.c
    with database.read() as conn:
        rows = conn.execute(select(o.created_at, o.to_person_id).where(o.kind.like("reminders%")))
        return sorted((when, who, "inbox") for when, who in rows)


def by_mail(office: PostOffice) -> list[Sent]:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    letters = zip(office.letters, office.to, strict=True)
    return sorted(
        (letter["Date"].datetime.astimezone(zone), to.partition("@")[0], "mail")
        for letter, to in letters
        if "mời bỏ phiếu" not in letter["Subject"]
    )


async def test_over_tet_only_those_who_still_owe_their_ballot_are_reminded(db: Database, sitting: str) -> None:
    office = PostOffice()
    acts = {
        at("2022-01-27T10:00"): lambda when: cast(db, sitting, EARLY, when),
        at("2022-02-09T10:00"): lambda when: extend(db, sitting, when),
        at("2022-02-10T15:00"): lambda when: cast(db, sitting, [LATE], when),
    }
    sweeper = ReminderHands(db, RULEBOOK)

    with open_post(office) as post:
        postman = DeliveryHands(db, RULEBOOK, [MailChannel(post, "house")])
        for now in half_hours(OPENS, EXTENDED):
            if now in acts:
                acts[now](now)
            done = await sweeper.send_reminders(calls.Instant(at=now))
            if done.messages or now == OPENS:
                await postman.deliver(calls.Instant(at=now))

    owing_at_first = sorted([*STILL_OWING, LATE, "deputy"])
    expected = [(FIRST, who) for who in owing_at_first]
    expected += [(FIRST_AGAIN, who) for who in sorted([*STILL_OWING, "deputy"])]
    expected += [(DUE_AGAIN, who) for who in STILL_OWING]
    expected += [(TOLD_AGAIN, who) for who in ["secretary", *STILL_OWING]]
    assert in_the_house(db) == [(when, who, "inbox") for when, who in expected]
    assert by_mail(office) == [(when, who, "mail") for when, who in expected]
    assert {who for _, who, _ in by_mail(office)}.isdisjoint(EARLY)
    assert len(set(office.names)) == len(office.letters) == len(expected) + len(VOTERS)


async def test_the_reminders_of_the_old_deadline_are_given_up_with_the_reason(db: Database, sitting: str) -> None:
    sweeper = ReminderHands(db, RULEBOOK)
    cast(db, sitting, EARLY, at("2022-01-27T10:00"))
    for now in half_hours(FIRST - timedelta(hours=1), FIRST):
        await sweeper.send_reminders(calls.Instant(at=now))
    extend(db, sitting, at("2022-02-09T10:00"))

    r = t.reminders.c
    with db.read() as conn:
        rows = conn.execute(select(r.at, r.person_id, r.state, r.because).where(r.person_id.in_(["uv-1", "uv-7"])))
        told = sorted((when, who, state, because or "") for when, who, state, because in rows)

    assert told == [
        (FIRST, "uv-1", "suppressed", "done"),
        (FIRST, "uv-7", "sent", ""),
        (DUE, "uv-1", "suppressed", "moved"),
        (DUE, "uv-7", "suppressed", "moved"),
        (TOLD, "uv-1", "suppressed", "moved"),
        (TOLD, "uv-7", "suppressed", "moved"),
        (FIRST_AGAIN, "uv-7", "planned", ""),
        (DUE_AGAIN, "uv-7", "planned", ""),
        (TOLD_AGAIN, "uv-7", "planned", ""),
    ]


async def test_before_it_closes_the_secretary_hears_once_of_all_ballots_that_are_missing(
    db: Database, sitting: str
) -> None:
    cast(db, sitting, VOTERS[:8], at("2022-01-27T10:00"))

    with db.read() as conn:
        coming = forecast(conn, now=DUE, until=TOLD, rulebook=RULEBOOK)

    told = [(one.person_id, one.kind, *(line["kind"] for line in one.owed)) for one in coming if one.at == TOLD]
    assert sorted(told) == [
        ("secretary", "reminders_urgent", "escalate"),
        ("uv-10", "reminders_urgent", "escalated"),
        ("uv-9", "reminders_urgent", "escalated"),
    ]


async def test_a_secretary_who_owes_a_ballot_herself_is_told_as_secretary(db: Database, sitting: str) -> None:
    cast(db, sitting, VOTERS[:9], at("2022-01-27T10:00"))
    with db.write() as conn:
        make_grant(conn, "uv-10", "secretary", "district")

    with db.read() as conn:
        coming = forecast(conn, now=DUE, until=TOLD, rulebook=RULEBOOK)

    told = [(one.person_id, *(line["kind"] for line in one.owed)) for one in coming if one.at == TOLD]
    assert sorted(told) == [("secretary", "escalate"), ("uv-10", "escalate")]


async def test_nobody_hears_of_missing_ballots_when_none_is_missing(db: Database, sitting: str) -> None:
    cast(db, sitting, VOTERS, at("2022-01-27T10:00"))

    with db.read() as conn:
        assert forecast(conn, now=OPENS, until=CLOSES, rulebook=RULEBOOK) == ()


def test_the_deputy_of_a_voter_gets_a_copy_because_nobody_votes_for_another(db: Database, sitting: str) -> None:
    with db.read() as conn:
        coming = forecast(conn, now=OPENS, until=FIRST, rulebook=RULEBOOK)

    copies = {one.person_id: one.owed[0] for one in coming if one.owed[0]["is_copy"]}
    assert {who: (line["stands_in_for"], line["about"]) for who, line in copies.items()} == {"deputy": (AWAY, sitting)}


def test_before_tet_the_forecast_tells_what_comes_after_it(db: Database, sitting: str) -> None:
    cast(db, sitting, EARLY, at("2022-01-27T10:00"))
    with db.write() as conn:
        conn.execute(update(t.people).values(email=None))

    with db.read() as conn:
        over_tet = forecast(conn, now=at("2022-01-28T17:00"), until=at("2022-02-09T07:29"), rulebook=RULEBOOK)
        after_tet = forecast(conn, now=at("2022-01-28T17:00"), until=at("2022-02-09T07:30"), rulebook=RULEBOOK)

    assert (over_tet, len(after_tet)) == ((), 7)
