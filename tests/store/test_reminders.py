from datetime import timedelta

import pytest
from sqlalchemy import select, update

from store import outbox, reminders
from store import tables as t
from store.engine import Database
from store.planning import GivenUp, give_up
from store.reminders import Done
from tests.store import racers
from tests.store.cases import RULEBOOK
from tests.store.makers import NOW, TODAY, make_force, make_grant, make_nomination, make_person, make_sitting

REVIEW = {"entry": {"kind": "review"}, "stage": "team"}


@pytest.fixture
def force(db: Database) -> Database:
    with db.write() as conn:
        make_force(conn)
        for person_id in ("an", "binh"):
            make_person(conn, person_id)
        make_grant(conn, "an", "leader", "team")
    return db


def make_reminder(conn, about: str = "n-1", **changes) -> None:
    row = {"about": about, "obligation": "review", "kind": "first", "role": "leader", "unit_id": "team", "at": NOW}
    row |= {"state": "planned"} | changes
    row.setdefault("dedupe", "|".join(str(value) for value in row.values()))
    conn.execute(t.reminders.insert().values(row))


def send(database: Database, now=NOW) -> Done:
    with database.write() as conn:
        return reminders.send_due(conn, now=now, on=TODAY, rulebook=RULEBOOK)


def sent(database: Database) -> list[tuple[str, list[str]]]:
    """Return who got a message about what."""
    with database.read() as conn:
        found = conn.execute(select(t.outbox.c.to_person_id, t.outbox.c.params).order_by(t.outbox.c.to_person_id))
        return [(person_id, [one["about"] for one in params["owed"]]) for person_id, params in found]


def states(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(select(t.reminders.c.state, t.reminders.c.because)).all()]


def test_who_owes_something_is_told_when_it_is_time(force: Database) -> None:
    with force.write() as conn:
        make_nomination(conn, "n-1", **REVIEW)
        make_reminder(conn)

    early = send(force, NOW - timedelta(seconds=1))
    on_time = send(force)

    assert (early, on_time) == (Done(0, 0, 0), Done(queued=1, messages=1, suppressed=0))
    assert (sent(force), states(force)) == ([("an", ["n-1"])], [("sent", None)])


def test_one_person_gets_one_message_for_all_that_is_owed(force: Database) -> None:
    with force.write() as conn:
        for id_ in ("n-1", "n-2", "n-3"):
            make_nomination(conn, id_, **REVIEW)
            make_reminder(conn, id_)

    done = send(force)

    assert (done, sent(force)) == (Done(3, 1, 0), [("an", ["n-1", "n-2", "n-3"])])


def test_asking_again_tells_nobody_twice(force: Database) -> None:
    with force.write() as conn:
        make_nomination(conn, "n-1", **REVIEW)
        make_reminder(conn)

    done = [send(force) for _ in range(2)]

    assert (done, len(sent(force))) == ([Done(1, 1, 0), Done(0, 0, 0)], 1)


def test_two_workers_that_ask_at_once_tell_nobody_twice(force: Database) -> None:
    with force.write() as conn:
        for number in range(50):
            make_nomination(conn, f"n-{number:02}", **REVIEW)
            make_reminder(conn, f"n-{number:02}")

    done = racers.in_threads([lambda: send(force) for _ in range(4)])

    told = [about for _, some in sent(force) for about in some]
    assert (sum(one.queued for one in done), sorted(told)) == (50, [f"n-{number:02}" for number in range(50)])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"status": "ended"}, id="its way is over"),
        pytest.param({"entry": {"kind": "dossier"}}, id="it moved on"),
        pytest.param({"entry": None}, id="it waits for a council"),
    ],
)
def test_nobody_is_reminded_of_what_is_done(force: Database, changes) -> None:
    with force.write() as conn:
        make_nomination(conn, "n-1", **REVIEW | changes)
        make_reminder(conn)

    done = send(force)

    assert (done, sent(force), states(force)) == (Done(0, 0, 1), [], [("suppressed", "done")])


def test_where_nobody_holds_the_office_nobody_can_be_told(force: Database) -> None:
    with force.write() as conn:
        make_nomination(conn, "n-1", **REVIEW)
        make_reminder(conn, unit_id="department")

    assert (send(force), states(force)) == (Done(0, 0, 1), [("suppressed", "nobody")])


def test_the_deputy_is_told_too_and_for_whom(force: Database) -> None:
    with force.write() as conn:
        make_nomination(conn, "n-1", **REVIEW)
        make_reminder(conn)
        conn.execute(t.deputies.insert().values(id="d", person_id="an", deputy_id="binh"))

    send(force)

    with force.read() as conn:
        messages = conn.execute(select(t.outbox.c.to_person_id, t.outbox.c.params).order_by(t.outbox.c.to_person_id))
        told = [(person_id, params["owed"][0]["stands_in_for"]) for person_id, params in messages]
    assert told == [("an", None), ("binh", "an")]


def test_a_member_is_reminded_until_she_has_voted(force: Database) -> None:
    with force.write() as conn:
        make_sitting(conn, members=["an", "binh"])
        for person_id in ("an", "binh"):
            make_reminder(conn, "s", obligation="ballot/1", person_id=person_id)
        conn.execute(update(t.roster).where(t.roster.c.person_id == "an").values(has_voted_at=NOW))

    done = send(force)

    assert (done, sent(force)) == (Done(1, 1, 1), [("binh", ["s"])])


@pytest.mark.parametrize(
    "changes", [{"status": "closed"}, {"round": 2}, {"status": "decided"}], ids=["closed", "another round", "decided"]
)
def test_nobody_is_called_to_a_vote_that_is_over(force: Database, changes) -> None:
    with force.write() as conn:
        make_sitting(conn, members=["an"])
        make_reminder(conn, "s", obligation="ballot/1", person_id="an")
        conn.execute(update(t.sittings).values(changes))

    assert send(force) == Done(0, 0, 1)


@pytest.mark.parametrize(
    ("nomination", "is_owed"),
    [
        pytest.param(None, True, id="nobody nominated"),
        pytest.param({"status": "ended"}, True, id="what was nominated was withdrawn"),
        pytest.param({"council_unit_id": "department"}, True, id="another unit nominated"),
        pytest.param({}, False, id="somebody nominated"),
    ],
)
def test_a_unit_is_reminded_to_nominate_while_it_has_no_candidate(force: Database, nomination, is_owed) -> None:
    with force.write() as conn:
        make_sitting(conn, members=[], candidates=[], status="planned")
        make_reminder(conn, "s", obligation="nominate")
        if nomination is not None:
            make_nomination(conn, "n-1", **nomination)

    assert send(force).queued == int(is_owed)


def test_what_is_not_known_here_is_owed_until_it_is_given_up(force: Database) -> None:
    with force.write() as conn:
        make_reminder(conn, "rules/so-vang", obligation="approve")
        make_reminder(conn, "rules/other", obligation="approve")
        give_up(conn, [GivenUp("rules/other", "approved", NOW)])

    assert (send(force).queued, sent(force)) == (1, [("an", ["rules/so-vang"])])


def test_a_message_is_queued_once_and_sent_or_suppressed_once(db: Database) -> None:
    with db.write() as conn:
        for dedupe in ("a", "b", "a"):
            outbox.queue(conn, [outbox.Message(dedupe, "an", "vote_open", {"so": 1}, "s")], NOW)
        first, second = outbox.to_send(conn)
        outbox.was_sent(conn, [first.id], NOW)
        outbox.suppress(conn, "left")
        outbox.was_sent(conn, [first.id, second.id], NOW + timedelta(hours=1))
        left = outbox.to_send(conn)
        o = t.outbox.c
        rows = conn.execute(select(o.dedupe, o.state, o.sent_at, o.because).order_by(o.id)).all()

    assert left == ()
    assert [tuple(row) for row in rows] == [("a", "sent", NOW, None), ("b", "suppressed", None, "left")]
