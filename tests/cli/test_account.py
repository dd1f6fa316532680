"""`sovang account` as its user types it, with wrong input too."""

import json
import sqlite3
from pathlib import Path

import pytest

from store.engine import Database
from store.migrating import migrate
from tests.cli.houses import sovang
from tests.store.makers import make_force, make_person


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = Database(f"sqlite:///{tmp_path / 'sovang.sqlite'}")
    migrate(database)
    with database.write() as conn:
        make_force(conn)
        make_person(conn, "an")
    database.close()
    return tmp_path


def test_an_account_is_made_reset_disabled_and_listed(data: Path) -> None:
    made = sovang("account", "create", "An", "--person", "an", "--json", "--data", str(data))
    again = sovang("account", "reset", "an", "--json", "--data", str(data))
    disabled = sovang("account", "disable", "an", "--data", str(data))
    listed = sovang("account", "list", "--json", "--data", str(data))

    codes = [json.loads(one.stdout)["code"] for one in (made, again)]
    assert len(set(codes)) == 2
    assert (disabled.returncode, "disabled" in disabled.stdout) == (0, True)
    assert json.loads(listed.stdout)["accounts"] == [
        {"name": "an", "person_id": "an", "is_disabled": True, "opened_by": ["code"], "sessions": 0}
    ]
    rows = sqlite3.connect(data / "sovang.sqlite").execute("SELECT handle, secret FROM credentials").fetchall()
    assert not any(code in str(rows) for code in codes)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("create", "x", "--person", "nobody"), "is known"),
        (("create", "a b", "--person", "an"), "no space"),
        (("reset", "nobody"), "no account nobody"),
        (("disable", "nobody"), "no account nobody"),
    ],
)
def test_what_cannot_be_done_is_said(data: Path, words: tuple[str, ...], told: str) -> None:
    refused = sovang("account", *words, "--data", str(data))

    assert (refused.returncode, refused.stdout) == (1, "")
    assert told in refused.stderr


def test_a_token_has_a_scope_that_is_known(data: Path) -> None:
    issued = sovang("token", "--person", "an", "--scope", "reading", "--scope", "nominations.log", "--data", str(data))
    refused = sovang("token", "--person", "an", "--scope", "nonsense", "--data", str(data))

    assert (issued.returncode, refused.returncode) == (0, 1)
    assert "nonsense" in refused.stderr
    [(scope,)] = sqlite3.connect(data / "sovang.sqlite").execute("SELECT scope FROM tokens").fetchall()
    assert json.loads(scope) == ["nominations.log", "reading"]
