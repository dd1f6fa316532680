"""`sovang demo --once`: six weeks of 2023 are rehearsed twice; the books agree with themselves and with each other."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from cli.demo.deeds import real_deeds
from cli.demo.rehearse import DEEDS
from rules.doers import Where
from settings import HOME
from store import organisation
from store import tables as t
from store.engine import Database
from tests.cli.houses import sovang

FIRST, LAST = date(2023, 1, 1), date(2023, 2, 15)
MONTHS, QUOTA = ("2023-01", "2023-02"), 20


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Two rehearsals side by side: the data folder of the first, and both summaries."""
    folders = [tmp_path_factory.mktemp("demo") for _ in range(2)]
    running = [_rehearse(folder) for folder in folders]
    said = [process.communicate(timeout=200) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    return folders[0], [json.loads((folder / "summary.json").read_text("utf-8")) for folder in folders]


@pytest.mark.timeout(240)
def test_the_same_seed_gives_the_same_summary(rehearsed: tuple[Path, list[dict[str, Any]]]) -> None:
    _, (one, other) = rehearsed

    del one["machine"], other["machine"]

    assert one == other


@pytest.mark.timeout(240)
def test_books_have_no_gaps_and_no_quarter_has_more_than_its_quota(
    rehearsed: tuple[Path, list[dict[str, Any]]],
) -> None:
    folder, (summary, _) = rehearsed
    e = t.entries.c
    with _database(folder) as database, database.read() as conn:
        rows = conn.execute(select(e.book, e.unit_id, e.year, e.number).order_by(e.book, e.unit_id, e.year, e.number))
        books: dict[tuple[str, str, int], list[int]] = {}
        for book, unit_id, year, number in rows:
            books.setdefault((book, unit_id, year), []).append(number)

    assert books == {book: list(range(1, len(numbers) + 1)) for book, numbers in books.items()}
    assert {quarter: len(lines) <= QUOTA for quarter, lines in summary["provincial_book"].items()} == {"2023-Q1": True}
    assert sum(summary["unit_books"].values()) == summary["numbers"]["unit_book_entries"]
    assert summary["numbers"]["nominations"] == summary["deeds"]["real"] + summary["deeds"]["samples"]


@pytest.mark.timeout(240)
def test_every_unit_has_its_sitting_every_month(rehearsed: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = rehearsed
    s = t.sittings.c
    with _database(folder) as database, database.read() as conn:
        units = organisation.tree(conn).all_meant(Where.parse("right under a province"), LAST)
        sat = {
            month: conn.execute(
                select(s.unit_id, func.count())
                .where(s.stage == "unit-month", s.period == month, s.status.in_(["decided", "none"]))
                .group_by(s.unit_id)
            ).all()
            for month in MONTHS
        }

    assert {month: sorted(map(tuple, rows)) for month, rows in sat.items()} == {
        month: sorted((unit_id, 1) for unit_id in units) for month in MONTHS
    }


@pytest.mark.timeout(240)
def test_real_deeds_are_logged_on_their_own_date(rehearsed: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = rehearsed
    n = t.nominations.c
    real = real_deeds(DEEDS, FIRST, LAST).logged
    with _database(folder) as database, database.read() as conn:
        rows = conn.execute(select(n.id, n.deed_on, n.logged_at, n.unit_id).where(~n.is_sample)).all()

    assert {(row.id, row.deed_on, row.logged_at.date(), row.unit_id) for row in rows} == {
        (deed.nomination_id, deed.on, deed.on, deed.unit_id) for deed in real
    }


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        pytest.param("2021-08-31", "2021-09-30", "--from must be 2021-09-01 or later", id="before the programme"),
        pytest.param(
            "2025-06-01", "2025-07-01", "--from must be 2021-09-01 or later", id="after the merger of the provinces"
        ),
        pytest.param("2023-02-15", "2023-01-01", "--from must be 2021-09-01 or later", id="backwards"),
        pytest.param("2023-02-30", "2023-03-01", "2023-02-30", id="a day that is none"),
    ],
)
def test_wrong_dates_are_refused_with_words(tmp_path: Path, first: str, last: str, words: str) -> None:
    refused = sovang("demo", "--once", "--from", first, "--to", last, "--data", str(tmp_path / "data"))

    assert refused.returncode in (1, 2)
    assert words in refused.stderr
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "data").exists()


def _rehearse(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-P", "-m", "cli", "--lang", "en", "demo", "--once", "--from", str(FIRST)]
    return subprocess.Popen(
        [*command, "--to", str(LAST), "--json", str(folder / "summary.json"), "--data", str(folder / "data")],
        env=os.environ | {"PYTHONPATH": str(HOME)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def _database(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / 'data' / 'sovang.sqlite'}")
    try:
        yield database
    finally:
        database.close()
