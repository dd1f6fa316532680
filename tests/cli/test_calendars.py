"""Calendars by command: what another one would move in a house (`rules plan`), and deadlines by the one it adopted."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.rules import app
from cli.speech import Speech
from rules.calendar_editions import calendar_edition, read_calendar
from rules.loading import PROGRAMMES, text_of
from settings import load
from store import calendars
from store.engine import Database
from store.migrating import migrate
from tests.store.cases import LONG_AGO, log, make_house

SHIPPED = text_of(PROGRAMMES / "calendars" / "vietnam.yaml")
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
WEDNESDAY = "2027-03-03"


def with_day_off(day: str) -> str:
    name = "{vi: Theo thông báo, en: By notice}"
    return SHIPPED + f"  - day: {day}\n    is: day off\n    name: {name}\n    source: TB 1\n    note: TB\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has adopted a calendar with a Wednesday off, and where a nomination waits for its leader."""
    folder = tmp_path_factory.mktemp("house")
    database = Database(load(data=folder).database_url)
    migrate(database)
    with database.write() as conn:
        make_house(conn)
        adopted = calendar_edition(read_calendar(with_day_off(WEDNESDAY), "vietnam.yaml"))
        calendars.adopt(conn, adopted, LONG_AGO, by="admin")
    log(database, "n-1", when=NOW)
    database.close()
    return folder


def run(*said: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in said], obj=Speech("en"))


def due(*said: object) -> str:
    result = run("when", "1 working day", "--from", "2027-03-02T17:00+07:00", *said, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return str(json.loads(result.stdout)["at"])[:10]


def test_a_deadline_is_counted_by_the_calendar_that_the_house_has_adopted(house: Path) -> None:
    assert (due(), due("--data", house)) == ("2027-03-03", "2027-03-04")
    said = run("when", "1 working day", "--from", "2027-03-02T17:00+07:00", "--data", house)
    assert said.stdout.splitlines()[-1] == "03/03/2027: By notice (TB 1)"


def test_a_plan_of_a_calendar_says_which_days_differ_and_what_moves(house: Path, tmp_path: Path) -> None:
    days = [(TODAY + timedelta(days=ahead)).isoformat() for ahead in range(1, 8)]
    file = tmp_path / "vietnam.yaml"
    file.write_text(with_day_off(WEDNESDAY) + with_day_off(days[0]).removeprefix(SHIPPED))
    for more in days[1:]:
        file.write_text(file.read_text() + with_day_off(more).removeprefix(SHIPPED))

    told = json.loads(run("plan", file, "--data", house, "--json").stdout)
    said = run("plan", file, "--data", house)

    (choice,) = told["choices"]
    assert (told["kind"], told["programme"], choice["running"]) == ("calendar", "vietnam", "now")
    assert {one["day"] for one in told["days"]} <= set(days)
    assert "n-1" in json.dumps(choice)
    assert (said.exit_code, "n-1" in said.stdout) == (0, True)


@pytest.mark.parametrize(
    ("text", "asked", "words"),
    [
        pytest.param(SHIPPED.replace("last: 2060", "last: 2025"), (), "2025", id="it ends before what runs"),
        pytest.param(with_day_off("2027-02-31"), (), "2027-02-31", id="a day that is not there"),
        pytest.param(
            SHIPPED.replace("calendar: vietnam", "calendar: mars", 1), (), "mars", id="a calendar by which nobody goes"
        ),
        pytest.param(with_day_off(WEDNESDAY), ("--from", "2020-01-01"), "2020-01-01", id="a day that is over"),
    ],
)
def test_a_calendar_that_cannot_be_planned_is_refused_in_words(
    house: Path, tmp_path: Path, text: str, asked: tuple[str, ...], words: str
) -> None:
    file = tmp_path / "vietnam.yaml"
    file.write_text(text)

    refused = run("plan", file, "--data", house, *asked)

    assert (refused.exit_code, words in refused.output) == (2, True)
    assert "Traceback" not in refused.output
