from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cli.speech import Speech
from rules.deeds import Deed
from rules.errors import RuleBroken
from store import nominations
from store.engine import Database
from store.imports.deeds import ReadyDeed, nomination_id, read_deeds
from store.imports.report import Report
from store.imports.units import import_units
from tests.store.makers import TODAY, make_nomination, make_person
from tests.store.spreadsheets import make_csv, told

UNITS, DEEDS = Path("demo/units.csv"), Path("demo/deeds.csv")

DEED = ("id", "deed_date", "unit_id", "title_vi", "story_vi", "author", "honoured", "beneficiaries", "value_vnd")


def make_deed_row(**changes: str) -> tuple[str, ...]:
    row = dict.fromkeys(DEED, "")
    row |= {"id": "D1", "deed_date": TODAY.isoformat(), "unit_id": "commune", "title_vi": "Trả ví", "author": "an"}
    return tuple((row | changes).values())


def judge(deed: Deed, author_id: str) -> None:
    """The rules of these tests: not in the future, not before this year, and not by everybody."""
    if deed.done_on > TODAY:
        raise RuleBroken("deed_in_future", done_on=deed.done_on.isoformat())
    if deed.done_on.year < TODAY.year:
        raise RuleBroken("deed_too_old", done_on=deed.done_on.isoformat())
    if deed.beneficiaries == 0:
        raise RuleBroken("fields_missing", fields=["place", "story"])
    if author_id == "banned":
        raise RuleBroken("not_logged_for")


@pytest.fixture
def loggers(reorganised: Database) -> Database:
    with reorganised.write() as conn:
        make_person(conn, "an", "commune", number="101-001")
        make_person(conn, "binh", "commune", number="101-002")
        make_person(conn, "commune-police", "commune", kind="collective", number=None)
    return reorganised


def read(database: Database, *rows: Sequence[str], partial: bool = False) -> tuple[Report, tuple[ReadyDeed, ...]]:
    with database.read() as conn:
        return read_deeds(conn, make_csv(DEED, *rows), today=TODAY, judge=judge, partial=partial)


def test_a_deed_is_made_ready_to_be_logged(loggers: Database) -> None:
    report, ready = read(loggers, make_deed_row(honoured="101-002; an", beneficiaries="3", value_vnd="20000000"))

    deed = Deed(title="Trả ví", done_on=TODAY, honoured=("binh", "an"), beneficiaries=3, value_vnd=20_000_000)
    assert (told(report), ready) == ([("D1", "new", None)], (ReadyDeed(nomination_id("D1"), "commune", "an", deed),))


def test_a_row_has_the_same_nomination_for_ever() -> None:
    assert nomination_id("D001") == "n-3bcccu33h4zdjc6y"


def test_without_an_author_it_is_the_units_own_deed(loggers: Database) -> None:
    _, ready = read(loggers, make_deed_row(author=""))

    assert [(one.author_id, one.deed.honoured, one.deed.subject) for one in ready] == [
        ("commune-police", ("commune-police",), "collective")
    ]


def test_a_deed_of_a_unit_that_ended_goes_to_whoever_took_over(loggers: Database) -> None:
    report, ready = read(loggers, make_deed_row(unit_id="team"))

    assert (told(report), ready[0].unit_id) == ([("D1", "new", "moved_to_successor")], "commune")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deed_date": (TODAY + timedelta(days=1)).isoformat()}, "deed_in_future"),
        ({"deed_date": "2020-04-15"}, "deed_too_old"),
        ({"deed_date": "hôm qua"}, "not_a_date"),
        ({"deed_date": ""}, "cell_empty"),
        ({"unit_id": "nowhere"}, "unknown_unit"),
        ({"unit_id": "other-district"}, "closed_unit"),
        ({"title_vi": ""}, "cell_empty"),
        ({"author": "stranger"}, "unknown_person"),
        ({"honoured": "an stranger"}, "unknown_person"),
        ({"author": "", "unit_id": "department"}, "cell_empty"),
        ({"beneficiaries": "-1"}, "not_a_count"),
        ({"beneficiaries": "9" * 12}, "bad_value"),
        ({"value_vnd": "2 triệu"}, "not_a_count"),
    ],
)
def test_a_bad_deed_is_told_and_none_is_ready(loggers: Database, changes: dict[str, str], code: str) -> None:
    report, ready = read(loggers, make_deed_row(id="D0"), make_deed_row(**changes))

    assert ([row.code for row in report.rows], ready) == ([None, code], ())


def test_a_row_that_lacks_what_the_rules_ask_for_names_every_field(loggers: Database) -> None:
    report, ready = read(loggers, make_deed_row(beneficiaries="0"))

    [row] = report.rows
    assert (row.code, row.params, ready) == ("fields_missing", {"fields": ["place", "story"]}, ())
    assert "place, story" in Speech("en").sentence(row.code, **row.params)


def test_the_good_deeds_are_ready_if_that_was_asked_for(loggers: Database) -> None:
    report, ready = read(loggers, make_deed_row(), make_deed_row(), make_deed_row(id="D2"), partial=True)

    assert told(report) == [("D1", "new", None), ("D1", "error", "twice"), ("D2", "new", None)]
    assert [one.nomination_id for one in ready] == [nomination_id("D1"), nomination_id("D2")]


def test_a_deed_that_was_logged_from_the_file_is_not_logged_again(loggers: Database) -> None:
    with loggers.write() as conn:
        make_nomination(conn, nomination_id("D1"), title="Trả ví", deed_on=TODAY)
        make_nomination(conn, nomination_id("D2"), title="Trả ví khác", deed_on=TODAY)

    report, ready = read(loggers, make_deed_row(), make_deed_row(id="D2"), make_deed_row(id="D3"), partial=True)

    assert told(report) == [("D1", "unchanged", None), ("D2", "error", "logged_otherwise"), ("D3", "new", None)]
    assert [one.nomination_id for one in ready] == [nomination_id("D3")]


def test_the_deeds_of_the_demo_are_read_row_by_row(db: Database) -> None:
    with db.write() as conn:
        import_units(conn, UNITS.read_bytes())
        make_person(conn, "force", "ca-tinh-dak-nong", kind="collective", number=None)
        report, ready = read_deeds(
            conn, DEEDS.read_bytes(), today=date(2022, 11, 5), judge=lambda _deed, _author: None, partial=True
        )
        written = conn.execute(select(func.count()).select_from(nominations.t.nominations)).scalar()

    assert (len(report.rows), report.counts["new"], written) == (120, len(ready), 0)
    assert {row.code for row in report.rows} == {None, "cell_empty", "unit_not_begun"}
