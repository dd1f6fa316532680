"""`sovang backup` on a data folder: makes, lists, looks again, and says what it cannot."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.backup import app
from cli.refusals import RefusalError
from cli.speech import Speech
from settings import load
from store.engine import Database
from store.migrating import migrate


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = Database(load({}, data=tmp_path).database_url)
    migrate(database)
    database.close()
    return tmp_path


def run(data: Path, *said: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *said], obj=Speech("en"))


def test_one_is_made_listed_and_looked_at_again(data: Path) -> None:
    assert "There are no backups." in run(data, "--list").stdout

    made = json.loads(run(data, "--json").stdout)["backups"]
    listed = json.loads(run(data, "--list", "--json").stdout)["backups"]
    looked = run(data, "--check", made[0]["name"])

    assert (listed, made[0]["wrong"], made[0]["made_by"]) == (made, [], None)
    assert (looked.exit_code, "whole" in looked.stdout) == (0, True)


@pytest.mark.parametrize("at", [0, 8192])
def test_a_damaged_one_ends_with_1(data: Path, at: int) -> None:
    (made,) = json.loads(run(data, "--json").stdout)["backups"]
    file = data / "backups" / made["name"] / "sovang.sqlite"
    content = bytearray(file.read_bytes())
    content[at : at + 4096] = b"\xff" * 4096
    file.write_bytes(content)

    looked = run(data, "--check", made["name"])

    assert (looked.exit_code, "damaged: database" in looked.stdout) == (1, True)


def test_what_is_not_there_is_said(data: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    for where, said, code in (
        (data, ("--check", "none"), "no_such_backup"),
        (tmp_path_factory.mktemp("x"), (), "no_house"),
    ):
        refused = run(where, *said).exception
        assert isinstance(refused, RefusalError)
        assert refused.code == code
