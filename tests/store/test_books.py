import pytest
from sqlalchemy.exc import IntegrityError

from store import books
from store.books import NewEntry, Series
from store.engine import Database
from tests.store import racers
from tests.store.makers import NOW

PROVINCE = Series("province", "province", 2026)


def make_entry(nomination_id: str, **changes) -> NewEntry:
    return NewEntry(**{"nomination_id": nomination_id, "title": "Tìm người lạc", "recorded_at": NOW} | changes)


def record(database: Database, *nomination_ids: str, series: Series = PROVINCE) -> list[int]:
    with database.write() as conn:
        return [entry.number for entry in books.record(conn, series, [make_entry(id_) for id_ in nomination_ids])]


def test_numbers_follow_the_order_that_was_asked_for(db: Database) -> None:
    assert (record(db, "n-c", "n-a"), record(db, "n-b")) == ([1, 2], [3])


def test_a_nomination_that_is_in_the_book_keeps_its_number(db: Database) -> None:
    record(db, "n-a", "n-b")

    assert (record(db, "n-b", "n-c"), record(db, "n-c", "n-a")) == ([2, 3], [3, 1])


def test_a_nomination_named_twice_gets_one_number(db: Database) -> None:
    assert (record(db, "n-a", "n-a"), record(db, "n-b")) == ([1, 1], [2])


def test_every_book_unit_and_year_counts_for_itself(db: Database) -> None:
    series = [
        PROVINCE,
        Series("province", "province", 2027),
        Series("unit", "district", 2026),
        Series("unit", "u", 2026),
    ]

    numbers = [record(db, f"n-{position}", series=one) for position, one in enumerate(series)]

    assert numbers == [[1], [1], [1], [1]]


def test_one_deed_is_once_in_each_kind_of_book(db: Database) -> None:
    in_unit = record(db, "n-a", series=Series("unit", "district", 2026))
    in_province = record(db, "n-b", "n-a")
    next_year = record(db, "n-a", series=Series("province", "province", 2027))

    assert (in_unit, in_province, next_year) == ([1], [1, 2], [2])


def test_a_number_that_was_taken_in_vain_is_given_again(db: Database) -> None:
    with pytest.raises(IntegrityError), db.write() as conn:
        books.record(conn, PROVINCE, [make_entry("n-a"), make_entry("n-b", title=None)])

    assert record(db, "n-b") == [1]


def test_a_decision_bears_its_number(db: Database) -> None:
    with db.write() as conn:
        books.record(conn, PROVINCE, [make_entry("n-a"), make_entry("n-b", decision="{n}/QĐ-CNVT")])
        numbers = [entry.decision_no for id_ in ("n-a", "n-b") if (entry := books.entry_of(conn, "province", id_))]

    assert numbers == [None, "2/QĐ-CNVT"]


def test_what_is_not_in_the_book_has_no_entry(db: Database) -> None:
    with db.read() as conn:
        assert books.entry_of(conn, "province", "n-a") is None


def test_a_revocation_is_a_note_and_the_entry_stays(db: Database) -> None:
    record(db, "n-a")

    with db.write() as conn:
        books.annotate(conn, "province/province/2026/1", "Hủy bỏ theo Quyết định số 7")
        entry = books.entry_of(conn, "province", "n-a")

    assert entry is not None
    assert (entry.number, entry.note) == (1, "Hủy bỏ theo Quyết định số 7")


def test_forty_who_write_in_one_book_at_once_leave_no_gap(db: Database) -> None:
    numbers = racers.in_processes(racers.write_in_book, db.url, processes=4)

    own, shared = zip(*numbers, strict=True)
    assert (sorted({*own, *shared}), len(set(own)), len(set(shared))) == (list(range(1, 42)), 40, 1)
