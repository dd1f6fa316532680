"""What the forecast says is what is then sent, if nothing changes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from rules.errors import RuleBroken
from store import reminders, snoozes
from store import tables as t
from store.engine import Database
from store.forecast import Coming, forecast, sweep_at
from tests.store.cases import MONDAY, RULEBOOK, at, log, make_house
from tests.store.makers import make_nomination, make_person, make_sitting
from tests.store.test_reminders import make_reminder

REVIEW = {"entry": {"kind": "review"}, "stage": "team"}
UNTIL = at("2026-12-05T12:00")


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.write() as conn:
        make_house(conn)
    return sqlite_db


def foretold(database: Database, until: datetime = UNTIL, now: datetime = MONDAY) -> list[Coming]:
    with database.read() as conn:
        return list(forecast(conn, now=now, until=until, rulebook=RULEBOOK))


def sweep(database: Database, now: datetime) -> None:
    with database.write() as conn:
        reminders.send_due(conn, now=now, on=RULEBOOK.today(conn, now), rulebook=RULEBOOK)


def really_sent(database: Database, since: int = 0) -> list[Coming]:
    o = t.outbox.c
    found = select(o.created_at, o.to_person_id, o.kind, o.params).where(o.id > since, o.kind.like("reminders%"))
    with database.read() as conn:
        rows = conn.execute(found.order_by(o.id)).all()
    return [Coming(when, who, kind, tuple(params["owed"])) for when, who, kind, params in rows]


def live_through(database: Database, until: datetime) -> None:
    """Sweep whenever something is planned for a sweep, as the schedule does every five minutes."""
    now = sweep_at(MONDAY)
    while now <= until:
        sweep(database, now)
        with database.read() as conn:
            next_at = conn.execute(select(func.min(t.reminders.c.at)).where(t.reminders.c.state == "planned")).scalar()
        if next_at is None:
            return
        now = sweep_at(max(next_at, now + timedelta(minutes=5)))


def test_a_deed_that_nobody_looks_at_is_foretold(house: Database) -> None:
    log(house)

    told = foretold(house)

    assert [(one.at, one.person_id, one.owed[0]["kind"]) for one in told] == [
        (at("2026-11-26T07:30"), "binh", "first"),
        (at("2026-11-27T07:30"), "binh", "next"),
        (at("2026-11-30T07:30"), "binh", "next"),
        (at("2026-12-01T07:30"), "binh", "next"),
        (at("2026-12-01T17:00"), "head", "escalate"),
        (at("2026-12-01T17:00"), "binh", "escalated"),
        (at("2026-12-02T07:30"), "binh", "final"),
    ]


def test_a_week_in_the_dark_is_made_up_for_in_one_message(house: Database) -> None:
    log(house)

    told = foretold(house, now=at("2026-12-02T03:00"))

    assert [(one.at, one.person_id, one.kind, len(one.owed)) for one in told] == [
        (at("2026-12-02T07:30"), "binh", "reminders_urgent", 1),
        (at("2026-12-02T07:30"), "head", "reminders_urgent", 1),
    ]


def test_asking_changes_nothing(house: Database) -> None:
    log(house)

    assert foretold(house) == foretold(house)
    assert really_sent(house) == []


def test_every_sweep_of_a_day_sends_what_was_foretold(house: Database) -> None:
    log(house)
    until = at("2026-11-26T09:00")
    told = foretold(house, until, now=at("2026-11-26T00:00"))

    now = at("2026-11-26T00:00")
    while now <= until:
        sweep(house, now)
        now += timedelta(minutes=5)

    assert (really_sent(house), len(told)) == (told, 1)


MINUTES = st.integers(0, 10 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
# smaller examples cost minutes here and explain little
NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
PLANNED = st.lists(
    st.fixed_dictionaries(
        {
            "about": st.sampled_from(["n-1", "n-2", "n-ended", "s"]),
            "kind": st.sampled_from(["first", "next", "final", "escalate", "escalated"]),
            "whom": st.sampled_from(["binh", "an", "gone", "leader", "head", "nobody"]),
            "at": MINUTES,
            "programme": st.sampled_from([None, "so-vang"]),
            "due_at": st.none() | MINUTES,
        }
    ),
    max_size=12,
)
ASLEEP = st.lists(st.tuples(st.sampled_from(["binh", "an", "head"]), st.sampled_from(["n-1", "n-2", "s"]), MINUTES))
AWAY = st.lists(st.tuples(st.sampled_from(["binh", "an"]), st.integers(0, 8), st.integers(0, 4)), max_size=2)


def arrange(database: Database, planned, asleep, away) -> None:
    with database.write() as conn:
        for table in (t.outbox, t.reminders, t.snoozes, t.deputies):
            conn.execute(table.delete())
        for number, one in enumerate(planned):
            role = {"leader": "team", "head": "district", "nobody": "province"}.get(one["whom"])
            whom = {"role": one["whom"], "unit_id": role} if role else {"role": None, "person_id": one["whom"]}
            told = {key: value for key, value in one.items() if key != "whom"}
            obligation = "ballot/1" if one["about"] == "s" else "review"
            make_reminder(conn, dedupe=str(number), obligation=obligation, **{"unit_id": None} | told | whom)
        for person_id, about, until in {(who, what): (who, what, until) for who, what, until in asleep}.values():
            conn.execute(t.snoozes.insert().values(person_id=person_id, about=about, until=until, made_at=MONDAY))
        for number, (person_id, first, days) in enumerate(away):
            begins = MONDAY.date() + timedelta(days=first)
            stays = {"valid_from": begins, "valid_to": begins + timedelta(days=days), "deputy_id": "head"}
            conn.execute(t.deputies.insert().values(id=str(number), person_id=person_id, **stays))


@pytest.fixture
def busy_house(house: Database) -> Database:
    with house.write() as conn:
        for id_ in ("n-1", "n-2"):
            make_nomination(conn, id_, **REVIEW)
        make_nomination(conn, "n-ended", status="ended")
        make_person(conn, "gone", active_to=MONDAY.date() - timedelta(days=1))
        make_sitting(conn, members=["an", "binh", "gone"])
    return house


@settings(max_examples=25, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(planned=PLANNED, asleep=ASLEEP, away=AWAY)
def test_what_is_foretold_is_what_is_sent_if_nothing_changes(busy_house: Database, planned, asleep, away) -> None:
    arrange(busy_house, planned, asleep, away)
    told = foretold(busy_house)

    live_through(busy_house, UNTIL)

    assert really_sent(busy_house) == told


def test_a_snooze_ends_before_the_deadline_and_brings_the_reminder_then(house: Database) -> None:
    log(house)
    with house.write() as conn:
        due_at = snoozes.snooze(conn, "binh", "n-1", at("2026-11-27T10:00"), now=MONDAY)

    told = foretold(house, until=at("2026-11-28T00:00"))

    assert due_at == at("2026-11-27T17:00")
    assert [(one.at, one.person_id, len(one.owed)) for one in told] == [(at("2026-11-27T10:00"), "binh", 1)]


@pytest.mark.parametrize(
    ("about", "until", "code"),
    [
        pytest.param("n-1", "2026-11-27T17:00", "past_deadline", id="the deadline itself"),
        pytest.param("n-1", "2026-11-22T09:00", "not_later", id="yesterday"),
        pytest.param("n-9", "2026-11-26T09:00", "nothing_to_snooze", id="nothing is planned"),
    ],
)
def test_a_snooze_never_reaches_the_deadline(house: Database, about: str, until: str, code: str) -> None:
    log(house)

    with pytest.raises(RuleBroken) as refused, house.write() as conn:
        snoozes.snooze(conn, "binh", about, at(until), now=MONDAY)

    assert refused.value.code == code


def test_a_deadline_that_comes_nearer_ends_the_snooze(house: Database) -> None:
    with house.write() as conn:
        make_nomination(conn, "n-1", **REVIEW)
        make_reminder(conn, person_id="binh", role=None, at=MONDAY, due_at=at("2026-11-25T17:00"))
        conn.execute(
            t.snoozes.insert().values(person_id="binh", about="n-1", until=at("2026-11-26T09:00"), made_at=MONDAY)
        )

    assert [one.at for one in foretold(house)] == [MONDAY]


def test_who_is_woken_is_reminded_as_before(house: Database) -> None:
    log(house)
    with house.write() as conn:
        snoozes.snooze(conn, "binh", "n-1", at("2026-11-27T10:00"), now=MONDAY)
        assert [snoozes.wake(conn, "binh", "n-1") for _ in range(2)] == [True, False]

    assert foretold(house)[0].at == at("2026-11-26T07:30")
