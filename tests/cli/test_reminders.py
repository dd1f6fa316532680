"""`sovang reminders`: who will get what by which channel, and what is said of people and instants that are none."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.refusals import RefusalError
from cli.reminders import app
from cli.speech import Speech
from settings import load
from store.engine import Database
from store.migrating import migrate
from tests.store.cases import log, make_house

SOON = (datetime.now(UTC) + timedelta(days=21)).isoformat()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a deed was logged just now: its leader, Bình, has a line in the file of Apprise."""
    folder = tmp_path_factory.mktemp("reminders")
    database = Database(load(data=folder).database_url)
    migrate(database)
    with database.write() as conn:
        make_house(conn)
    log(database, "n-1", when=datetime.now(UTC) - timedelta(minutes=1))
    database.close()
    (folder / "apprise").write_text("# addresses\nbinh json://127.0.0.1:1/x\n", "utf-8")
    return folder


def run(house: Path, *asked: str, **environ: str) -> tuple[str, BaseException | None]:
    result = CliRunner(env=environ).invoke(app, [*asked, "--data", str(house)], obj=Speech("en"))
    return result.stdout, result.exception


def test_each_message_says_by_which_ways_it_goes(house: Path) -> None:
    asked = ("--at", SOON, "--json")

    told = json.loads(run(house, *asked, SOVANG_APPRISE_FILE=str(house / "apprise"))[0])["messages"]
    without = json.loads(run(house, *asked, SOVANG_APPRISE_FILE=str(house / "nowhere"))[0])["messages"]

    ways = {one["person_id"]: one["channels"] for one in told}
    assert (ways["binh"], ways["head"]) == (["inbox", "apprise"], ["inbox"])
    assert {tuple(one["channels"]) for one in without} == {("inbox",)}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param(("--at", SOON, "--person", "nobody"), "person_unknown", id="nobody of that id"),
        pytest.param(("--at", "some day"), "not_an_instant", id="some day"),
        pytest.param(("--at", "2020-01-01"), "instant_is_past", id="years ago"),
    ],
)
def test_wrong_input_is_refused(house: Path, asked: tuple[str, ...], code: str) -> None:
    out, refused = run(house, *asked)

    assert isinstance(refused, RefusalError)
    assert (refused.code, out) == (code, "")
