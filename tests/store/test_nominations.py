from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

import pytest

from rules.errors import RuleBroken
from store import nominations
from store.engine import Database
from store.nominations import EVERYTHING, Scope, Wanted
from tests.store.makers import NOW, make_nomination

ALL = Wanted()


def make_many(database: Database, count: int, **changes) -> list[str]:
    """Nominations logged one after the other; every third on the same instant as the one before."""
    ids = [f"n-{number:03}" for number in range(count)]
    with database.write() as conn:
        for number, id_ in enumerate(ids):
            make_nomination(conn, id_, logged_at=NOW + timedelta(minutes=number - number % 3), **changes)
    return ids


def page_through(database: Database, scope: Scope = EVERYTHING, wanted: Wanted = ALL, **how) -> Iterator[list[str]]:
    cursor = None
    while True:
        with database.read() as conn:
            page = nominations.page(conn, scope, wanted, cursor=cursor, **how)
        yield [line.id for line in page.lines]
        cursor = page.next
        if cursor is None:
            return


def found(database: Database, scope: Scope = EVERYTHING, **wanted) -> list[str]:
    with database.read() as conn:
        return sorted(line.id for line in nominations.page(conn, scope, Wanted(**wanted)).lines)


@pytest.mark.parametrize("size", [1, 3, 4, 10, 11])
def test_pages_hold_every_line_once_newest_first(db: Database, size: int) -> None:
    ids = make_many(db, 10)

    pages = list(page_through(db, size=size))

    assert list(chain(*pages)) == ids[::-1]
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)


def test_a_page_behind_a_cursor_does_not_see_what_came_since(db: Database) -> None:
    ids = make_many(db, 4)
    with db.read() as conn:
        first = nominations.page(conn, EVERYTHING, size=2)
    with db.write() as conn:
        make_nomination(conn, "n-new", logged_at=NOW + timedelta(days=1))
        second = nominations.page(conn, EVERYTHING, size=2, cursor=first.next)

    assert [line.id for line in (*first.lines, *second.lines)] == ids[::-1]


@pytest.mark.parametrize("order", sorted(nominations.ORDERS))
def test_every_order_leads_through_the_whole_list(db: Database, order: str) -> None:
    with db.write() as conn:
        for number in range(5):
            at = NOW + timedelta(days=number)
            make_nomination(conn, f"n-{number}", logged_at=at, updated_at=at, due_at=at, deed_on=at.date())

    ids = list(chain(*page_through(db, order=order, size=2)))

    expected = [f"n-{number}" for number in range(5)]
    assert ids == (expected[::-1] if order.startswith("-") else expected)


def test_by_deadline_come_only_those_that_have_one_and_run(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-late", due_at=NOW)
        make_nomination(conn, "n-later", due_at=NOW + timedelta(days=1), status="returned")
        make_nomination(conn, "n-free", due_at=None)
        make_nomination(conn, "n-over", due_at=NOW, status="ended")

    assert list(chain(*page_through(db, order="due_at"))) == ["n-late", "n-later"]


def test_an_order_that_there_is_not_is_refused(db: Database) -> None:
    with pytest.raises(RuleBroken) as refused, db.read() as conn:
        nominations.page(conn, EVERYTHING, order="story; DROP TABLE nominations")

    assert refused.value.code == "unknown_order"


@pytest.mark.parametrize("cursor", ["", "x", "W10=", "WyJsb2dnZWRfYXQiLCAieCIsICJ5Il0=", "bnVsbA==", "é"])
def test_a_cursor_that_we_did_not_make_is_refused(db: Database, cursor: str) -> None:
    with pytest.raises(RuleBroken) as refused, db.read() as conn:
        nominations.page(conn, EVERYTHING, cursor=cursor)

    assert refused.value.code == "bad_cursor"


def test_a_cursor_of_another_order_is_refused(db: Database) -> None:
    make_many(db, 3)
    with db.read() as conn:
        cursor = nominations.page(conn, EVERYTHING, order="-logged_at", size=1).next

    with pytest.raises(RuleBroken) as refused, db.read() as conn:
        nominations.page(conn, EVERYTHING, order="logged_at", cursor=cursor)

    assert refused.value.code == "bad_cursor"


FILTERS = [
    ({"programme": "monthly-flags"}, {"programme": "monthly-flags"}),
    ({"stage": "team"}, {"stage": "team"}),
    ({"status": "returned"}, {"status": "returned"}),
    ({"outcome": "selected"}, {"outcome": "selected"}),
    ({"unit_ids": ["commune"]}, {"unit_id": "commune"}),
    ({"council_unit_id": "department"}, {"council_unit_id": "department"}),
    ({"author_id": "binh"}, {"author_id": "binh"}),
    ({"honoured_id": "chi"}, {"honoured": ["binh", "chi"]}),
    ({"assignee_id": "dung"}, {"assignee_id": "dung"}),
    ({"sitting_id": "s"}, {"sitting_id": "s"}),
    ({"subject": "collective"}, {"subject": "collective"}),
    ({"category": "an-sinh"}, {"category": "an-sinh"}),
    ({"is_sample": True}, {"is_sample": True}),
    ({"deed_from": date(2026, 12, 1)}, {"deed_on": date(2026, 12, 1)}),
    ({"deed_to": date(2026, 1, 1)}, {"deed_on": date(2026, 1, 1)}),
    ({"overdue_at": NOW}, {"due_at": NOW - timedelta(seconds=1)}),
    ({"offices": [("leader", "team")]}, {"waits_for_role": "leader", "waits_for_unit_id": "team"}),
    ({"words": "bao lu"}, {"title": "Giúp dân sau bão lũ"}),
]


@pytest.mark.parametrize(("wanted", "has"), FILTERS, ids=[next(iter(wanted)) for wanted, _ in FILTERS])
@pytest.mark.parametrize("is_narrow", [True, False], ids=["few of them", "many of them"])
def test_a_filter_finds_what_it_asks_for(db: Database, wanted, has, is_narrow: bool, monkeypatch) -> None:
    if not is_narrow:
        monkeypatch.setattr("store.narrowing._NARROW", 0)
    with db.write() as conn:
        make_nomination(conn, "n-other", due_at=NOW + timedelta(days=1))
        make_nomination(conn, "n-this", **has)

    assert found(db, **wanted) == ["n-this"]


def test_filters_together_find_what_passes_all(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", stage="team", author_id="binh", title="Cứu người")
        make_nomination(conn, "n-2", stage="team", author_id="an", title="Cứu người")
        make_nomination(conn, "n-3", stage="unit-month", author_id="binh", title="Cứu người")
        make_nomination(conn, "n-4", stage="team", author_id="binh", title="Trả ví")

    assert found(db, stage="team", author_id="binh", words="cuu") == ["n-1"]


def test_what_has_ended_is_neither_overdue_nor_waited_for(db: Database) -> None:
    with db.write() as conn:
        waits = {"waits_for_role": "leader", "waits_for_unit_id": "team", "due_at": NOW}
        make_nomination(conn, "n-1", status="ended", **waits)

    late = found(db, overdue_at=NOW + timedelta(days=1))
    waiting = found(db, offices=[("leader", "team")])

    assert (late, waiting) == ([], [])


@pytest.mark.parametrize(
    "words", ["dak nong", "ĐẮK NÔNG", "Đa\u0306\u0301k No\u0302ng", "nong dak", "da", "nô đắ", "35"]
)
def test_words_are_found_as_people_type_them(db: Database, words: str) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", title="Trao 3,5 tấn gạo ở Đắk Nông", story="tấn 35")
        make_nomination(conn, "n-2", title="Công an xã Nam Đà")

    assert "n-1" in found(db, words=words)


@pytest.mark.parametrize("words", ["ong", "dak lak", "", "!?", '"', "dak' OR 1=1", "* NOT x", "%", "_"])
def test_words_that_are_not_there_find_nothing(db: Database, words: str) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", title="Trao gạo ở Đắk Nông")

    assert found(db, words=words) == []


def test_a_story_that_was_bettered_is_found_by_its_new_words_only(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", title="Trao gạo")
        conn.execute(nominations.t.nominations.update().values(search="tra vi"))

    assert (found(db, words="gao"), found(db, words="vi")) == ([], ["n-1"])


def test_what_was_taken_out_is_found_no_more(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", title="Trao gạo")
        conn.execute(nominations.t.nominations.delete())
        make_nomination(conn, "n-2", title="Trả ví")

    assert (found(db, words="gao"), found(db, words="vi")) == ([], ["n-2"])


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        pytest.param(EVERYTHING, ["n-by", "n-of", "n-other", "n-unit"], id="everything"),
        pytest.param(Scope(frozenset({"team"})), ["n-unit"], id="a unit"),
        pytest.param(Scope(frozenset(), "an"), ["n-by", "n-of"], id="one's own"),
        pytest.param(Scope(frozenset(), "dung"), ["n-other"], id="what one was asked to do"),
        pytest.param(Scope(frozenset({"team"}), "an"), ["n-by", "n-of", "n-unit"], id="a unit and one's own"),
        pytest.param(Scope(frozenset()), [], id="nothing"),
    ],
)
@pytest.mark.parametrize("is_narrow", [True, False], ids=["few of them", "many of them"])
def test_everybody_sees_what_is_theirs_to_see(db: Database, scope, seen, is_narrow: bool, monkeypatch) -> None:
    if not is_narrow:
        monkeypatch.setattr("store.narrowing._NARROW", 0)
    with db.write() as conn:
        make_nomination(conn, "n-unit", unit_id="team", author_id="x", honoured=["x"])
        make_nomination(conn, "n-by", unit_id="else", author_id="an", honoured=["x"])
        make_nomination(conn, "n-of", unit_id="else", author_id="x", honoured=["an", "x"])
        make_nomination(conn, "n-other", unit_id="else", author_id="x", honoured=["x"], assignee_id="dung")

    one_by_one = [id_ for id_ in ("n-by", "n-of", "n-other", "n-unit") if by_id(db, id_, scope)]

    assert (found(db, scope), one_by_one) == (seen, seen)


def by_id(database: Database, id_: str, scope: Scope = EVERYTHING):
    with database.read() as conn:
        return nominations.by_id(conn, id_, scope)


def test_one_nomination_is_told_whole(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-1", story="Chiều 15/4", place="Cư Jút", value_vnd=10**15, number=7)
        reached = nominations.reached(conn, "n-1"), nominations.reached(conn, "n-2")

    one = by_id(db, "n-1")
    assert one is not None
    assert (one.story, one.place, one.value_vnd, one.honoured, reached) == (
        "Chiều 15/4",
        "Cư Jút",
        10**15,
        ["an"],
        (7, 0),
    )


def test_what_stands_before_a_council_is_the_earliest_logged_first(db: Database) -> None:
    with db.write() as conn:
        make_nomination(conn, "n-b", logged_at=NOW)
        make_nomination(conn, "n-a", logged_at=NOW)
        make_nomination(conn, "n-first", logged_at=NOW - timedelta(days=1))
        make_nomination(conn, "n-late", stage_since=NOW + timedelta(seconds=1))
        make_nomination(conn, "n-over", status="ended")
        make_nomination(conn, "n-elsewhere", council_unit_id="department")
        make_nomination(conn, "n-stage", stage="province")
        make_nomination(conn, "n-programme", programme="monthly-flags")
        standing = nominations.candidates_for(conn, "so-vang", "unit-month", ["district"], NOW)

    assert [one.id for one in standing] == ["n-first", "n-a", "n-b"]


def test_a_page_is_never_longer_than_the_longest(db: Database) -> None:
    with db.write() as conn:
        for number in range(205):
            make_nomination(conn, f"n-{number}", honoured=[])

    assert [len(page) for page in page_through(db, size=1000)] == [200, 5]
