from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.errors import RuleBroken
from store import answers, tokens
from store import tables as t
from store.answers import Answered, Asked
from store.engine import Database
from tests.store import racers
from tests.store.makers import NOW, make_force, make_person


@pytest.fixture
def an(db: Database) -> Database:
    with db.write() as conn:
        make_force(conn)
        make_person(conn, "an")
    return db


def issue(database: Database, **changes) -> tokens.Issued:
    with database.write() as conn:
        return tokens.issue(conn, "an", **{"label": "máy bàn", "now": NOW} | changes)


def bearer(database: Database, secret: str, now=NOW) -> str | None:
    with database.read() as conn:
        found = tokens.bearer(conn, secret, now=now)
    return found and found.person_id


def test_a_token_says_who_holds_it(an: Database) -> None:
    assert bearer(an, issue(an).secret) == "an"


def test_nothing_that_is_kept_opens_a_door(an: Database) -> None:
    issued = issue(an)

    with an.read() as conn:
        kept = [str(value) for value in conn.execute(select(t.tokens)).one()]

    assert issued.secret not in kept
    assert [bearer(an, value) for value in kept] == [None] * len(kept)


def test_a_token_ends_at_its_hour_or_when_it_is_revoked(an: Database) -> None:
    issued = issue(an, expires_at=NOW + timedelta(days=1))
    before, after = bearer(an, issued.secret, NOW), bearer(an, issued.secret, NOW + timedelta(days=1))
    with an.write() as conn:
        revoked = [tokens.revoke(conn, issued.id, now=NOW) for _ in range(2)]

    assert (before, after, revoked, bearer(an, issued.secret)) == ("an", None, [True, False], None)


def test_nobody_unknown_gets_a_token(an: Database) -> None:
    with pytest.raises(RuleBroken) as refused, an.write() as conn:
        tokens.issue(conn, "stranger", label="", now=NOW)

    assert refused.value.code == "unknown_person"


ASKED = Asked("an", "key-1", "POST /nominations", "hash")


def test_a_request_that_comes_again_is_answered_as_the_first_time(db: Database) -> None:
    with db.write() as conn:
        first = answers.begin(conn, ASKED, now=NOW)
        meanwhile = answers.begin(conn, ASKED, now=NOW)
        answers.finish(conn, ASKED, Answered(201, {"id": "n-1"}))
        answers.finish(conn, ASKED, Answered(500, {}))
        again = answers.begin(conn, ASKED, now=NOW)

    assert (first, meanwhile, again) == (None, None, Answered(201, {"id": "n-1"}))


def test_a_key_that_says_something_else_the_second_time_is_refused(db: Database) -> None:
    with db.write() as conn:
        answers.begin(conn, ASKED, now=NOW)
        answers.begin(conn, Asked("binh", "key-1", "POST /nominations", "other"), now=NOW)
        with pytest.raises(RuleBroken) as refused:
            answers.begin(conn, Asked("an", "key-1", "POST /nominations", "other"), now=NOW)

    assert refused.value.code == "idempotency_key_reused"


def test_keys_are_forgotten_after_a_while(db: Database) -> None:
    with db.write() as conn:
        answers.begin(conn, ASKED, now=NOW)
        forgotten = [answers.forget(conn, NOW), answers.forget(conn, NOW + timedelta(seconds=1))]

    assert forgotten == [0, 1]


def test_a_key_sent_forty_times_at_once_is_taken_once(db: Database) -> None:
    patient = Database(db.url, wait_s=60)

    def begin() -> Answered | None:
        with patient.write() as conn:
            return answers.begin(conn, ASKED, now=NOW)

    came_of_it = racers.in_threads([begin for _ in range(40)])
    patient.close()

    assert came_of_it == [None] * 40
