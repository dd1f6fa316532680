"""A sitting's deeds come into the book together, best first, once, in the book of the council that decided."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from rules.entries import Entry, enter
from rules.errors import RuleBroken
from rules.programme import Programme
from store import books, instance
from store import tables as t
from store.engine import Database
from store.errors import WrongEpoch
from store.recording import record
from tests.store.cases import (
    CLOSING,
    RULEBOOK,
    SO_VANG,
    at,
    changed,
    everything,
    make_house,
    make_realm,
    plan,
    stand,
    withdraw,
)
from tests.store.racers import in_threads

OVER = at("2026-12-15T17:00")  # five working days of comment after the closing


def decided(database: Database, ranks: dict[str, int | None], programme: Programme = SO_VANG) -> str:
    """What a provincial sitting has selected, waiting for the book."""
    with database.write() as conn:
        make_house(conn, programme)
        sitting = plan(conn, "province", "province", "2026-Q4", status="decided")
        for number, (id_, rank) in enumerate(ranks.items()):
            waits = {"stage": "record", "stage_since": CLOSING, "sitting_id": sitting, "rank": rank}
            stand(conn, id_, logged_at=CLOSING - timedelta(days=90 - number), **waits)
    return sitting


def terms(database: Database) -> Entry:
    with database.read() as conn:
        rules = RULEBOOK.at(conn, "so-vang", CLOSING)
    return enter(rules.programme, rules.edition, "record", CLOSING, rules.clock)


def recorded(database: Database, id_: str, when: datetime = OVER, epoch: str | None = None) -> books.Entry:
    with database.write() as conn:
        return record(conn, id_, terms(database), RULEBOOK, at=when, epoch=epoch or instance.epoch(conn))


def book(database: Database) -> list[tuple[str, int, str]]:
    e = t.entries.c
    with database.read() as conn:
        found = select(e.unit_id, e.number, e.nomination_id).order_by(e.unit_id, e.number)
        return [tuple(row) for row in conn.execute(found)]


def audited(database: Database) -> int:
    with database.read() as conn:
        return len(conn.execute(select(t.audit.c.seq).where(t.audit.c.action == "recorded")).all())


def test_the_first_brings_all_of_its_sitting_best_first_and_equals_in_the_order_they_were_logged(db: Database) -> None:
    decided(db, {"n-third": 3, "n-z-equal": 1, "n-a-equal": 1})

    line = recorded(db, "n-third")

    assert (line.book, line.year, line.number) == ("province", 2026, 3)
    assert (line.document, line.decision_no) == ("golden-book-page", "3/SV")
    assert book(db) == [("province", 1, "n-z-equal"), ("province", 2, "n-a-equal"), ("province", 3, "n-third")]


def test_recording_again_changes_nothing_and_has_the_same_answer(db: Database) -> None:
    decided(db, {"n-1": 1, "n-2": 2})
    first = recorded(db, "n-2")
    before = everything(db)

    again = recorded(db, "n-2", OVER + timedelta(hours=1))

    assert (again, everything(db) == before) == (first, True)


def test_each_of_the_others_finds_its_line_written(db: Database) -> None:
    decided(db, {"n-1": 1, "n-2": 2})
    recorded(db, "n-2")

    line = recorded(db, "n-1")

    assert (line.number, audited(db)) == (1, 2)


def test_whose_time_for_comment_still_runs_is_left_for_later(db: Database) -> None:
    sitting = decided(db, {"n-1": 1})
    with db.write() as conn:
        stand(conn, "n-moved-up", stage="record", stage_since=OVER, sitting_id=sitting, rank=2)
    recorded(db, "n-1")

    recorded(db, "n-moved-up", OVER + timedelta(days=7))

    assert book(db) == [("province", 1, "n-1"), ("province", 2, "n-moved-up")]


def test_without_a_time_for_comment_all_come_at_once_whoever_asks_first(sqlite_db: Database) -> None:
    sitting = decided(sqlite_db, {"n-2": 2}, changed("record", publish="at once"))
    with sqlite_db.write() as conn:
        later = CLOSING + timedelta(milliseconds=20)  # its workflow heard a moment later
        stand(conn, "n-1", stage="record", stage_since=later, sitting_id=sitting, rank=1)

    recorded(sqlite_db, "n-2", CLOSING + timedelta(milliseconds=10))

    assert book(sqlite_db) == [("province", 1, "n-1"), ("province", 2, "n-2")]


def test_who_withdrew_is_not_written(db: Database) -> None:
    decided(db, {"n-1": 1, "n-2": 2})
    with db.write() as conn:
        withdraw(conn, "n-1")

    recorded(db, "n-2")

    assert book(db) == [("province", 1, "n-2")]


def test_what_does_not_wait_for_the_book_is_refused(sqlite_db: Database) -> None:
    decided(sqlite_db, {"n-1": 1})
    with sqlite_db.write() as conn:
        withdraw(conn, "n-1")

    with pytest.raises(RuleBroken) as refused:
        recorded(sqlite_db, "n-1")

    assert (refused.value.code, book(sqlite_db)) == ("wrong_stage", [])


def test_terms_of_another_stage_are_refused(sqlite_db: Database) -> None:
    decided(sqlite_db, {"n-1": 1})
    other = terms(sqlite_db).model_copy(update={"stage": "team"})

    with pytest.raises(RuleBroken) as refused, sqlite_db.write() as conn:
        record(conn, "n-1", other, RULEBOOK, at=OVER, epoch=instance.epoch(conn))

    assert refused.value.code == "wrong_stage"


def test_a_writer_of_another_time_records_nothing(db: Database) -> None:
    decided(db, {"n-1": 1})
    before = everything(db)

    with pytest.raises(WrongEpoch):
        recorded(db, "n-1", epoch="before-the-restore")

    assert everything(db) == before


def test_the_book_is_that_of_the_council_that_decided_though_its_unit_has_ended_since(sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_realm(conn)
        sitting = plan(conn, "ca-tinh-dak-nong", "province", "2025-Q2", status="decided")
        for id_, sitting_id in (("n-sat", sitting), ("n-alone", None)):
            waits = {"stage": "record", "stage_since": at("2025-08-05T17:00"), "sitting_id": sitting_id}
            stand(conn, id_, unit_id="ca-xa-nam-dong", **waits)

    for id_ in ("n-sat", "n-alone"):
        recorded(sqlite_db, id_, at("2025-08-12T17:00"))

    assert book(sqlite_db) == [("ca-tinh-dak-nong", 1, "n-sat"), ("ca-tinh-lam-dong", 1, "n-alone")]


def test_of_many_that_are_recorded_at_once_each_has_one_number_and_one_audit_line(db: Database) -> None:
    ids = [f"n-{number:02}" for number in range(12)]
    decided(db, {id_: 12 - number for number, id_ in enumerate(ids)})
    patient = Database(db.url, wait_s=60)

    came = in_threads([lambda id_=id_: recorded(patient, id_).number for id_ in ids])
    patient.close()

    assert came == list(range(12, 0, -1))
    assert audited(db) == 12


def test_two_sittings_that_are_recorded_at_once_share_one_series(db: Database) -> None:
    decided(db, {"n-1": 1, "n-2": 2})
    with db.write() as conn:
        other = plan(conn, "province", "province", "2026-Q3", status="decided")
        for id_, rank in (("n-3", 1), ("n-4", 2)):
            stand(conn, id_, stage="record", stage_since=CLOSING, sitting_id=other, rank=rank)
        conn.execute(update(t.nominations).values(is_sample=True))
    patient = Database(db.url, wait_s=60)

    in_threads([lambda id_=id_: recorded(patient, id_) for id_ in ("n-2", "n-4", "n-1", "n-3")])
    patient.close()

    lines = {id_: number for _, number, id_ in book(db)}
    assert sorted(lines.values()) == [1, 2, 3, 4]
    assert (lines["n-2"] - lines["n-1"], lines["n-4"] - lines["n-3"]) == (1, 1)


WITH_A_FUND = changed(
    "record",
    fund="at most 10 VND every quarter",
    publish="at once",
    leads_to={"recorded": "end", "fund_spent": "team"},
)


def rewarded(database: Database, *ids: str) -> Entry:
    """Rewards of six đồng each that wait to be paid from a fund of ten; the terms they stand under."""
    decided(database, {}, WITH_A_FUND)
    with database.write() as conn:
        for id_ in ids:
            stand(conn, id_, stage="record", stage_since=CLOSING, reward_vnd=6)
        rules = RULEBOOK.at(conn, "so-vang", CLOSING)
    return enter(rules.programme, rules.edition, "record", CLOSING, rules.clock)


def pay(database: Database, id_: str, entry: Entry, when: datetime = OVER) -> bool:
    with database.write() as conn:
        return record(conn, id_, entry, RULEBOOK, at=when, epoch=instance.epoch(conn)) is not None


def test_two_rewards_at_once_do_not_overdraw_a_fund(db: Database) -> None:
    entry = rewarded(db, "n-1", "n-2")

    paid = in_threads([lambda id_=id_: pay(db, id_, entry) for id_ in ("n-1", "n-2")])

    assert set(paid) == {False, True}
    assert len(book(db)) == 1


def test_a_reward_is_paid_once_and_a_new_quarter_begins_with_the_whole_fund(db: Database) -> None:
    entry = rewarded(db, "n-1", "n-2")

    paid = [pay(db, "n-1", entry), pay(db, "n-1", entry), pay(db, "n-2", entry)]
    later = pay(db, "n-2", entry, at("2027-01-04T09:00"))

    assert (paid, later) == ([True, True, False], True)
    assert [number for _, number, _ in book(db)] == [1, 1]
