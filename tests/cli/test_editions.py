"""`rules history | show | diff | rollback | applied | schema`: what was in force when, and how it differs."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.refusals import RefusalError
from cli.rules import app
from cli.speech import Speech
from rules.editions import canonical_json, edition_hash
from rules.inspection import cases_file, inspect
from rules.loading import PROGRAMMES, find_programme
from rules.programme import Programme
from settings import load
from store import tables as t
from store.engine import Database
from store.migrating import migrate
from store.rulebook import adopt
from tests.store.cases import LONG_AGO, changed, log, make_house

SO_VANG = find_programme("so-vang")
LATER = changed(
    "province",
    since=date(2022, 1, 1),
    select=SO_VANG.stage("province").select.model_dump(mode="json") | {"at_most": 25},
)
FIRST, SECOND = edition_hash(SO_VANG), edition_hash(LATER)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two editions, a change that brought the second, and a nomination."""
    folder = tmp_path_factory.mktemp("house")
    database = Database(load(data=folder).database_url)
    migrate(database)
    with database.write() as conn:
        make_house(conn)
        adopt(conn, LATER, LONG_AGO, by="admin")
        conn.execute(
            t.rule_changes.insert().values(
                id="rc-1", programme="so-vang", phase="done", text=_text(), cases="cases: yes", base=FIRST,
                edition=SECOND, in_force_from=date(2022, 1, 1), starts_at=LONG_AGO, running="now", because="Thêm",
                proposed_by="admin", proposed_at=LONG_AGO, number=1,
            )
        )  # fmt: skip
    log(database, "n-1", when=datetime(2026, 11, 23, 2, tzinfo=UTC))
    database.close()
    return folder


def _text() -> str:
    text = (PROGRAMMES / "so-vang.yaml").read_text(encoding="utf-8")
    text = text.replace("      at_most: 20", "      at_most: 25  # more")
    return text.replace("in_force_from: 2021-09-01", "in_force_from: 2022-01-01")


def run(*said: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in said], obj=Speech("en"))


def answer(*said: object) -> dict[str, Any]:
    result = run(*said, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return dict(json.loads(result.stdout))


def test_every_edition_is_listed_and_one_is_in_force(house: Path) -> None:
    found = answer("history", "--data", house)
    said = run("history", "--data", house).stdout.splitlines()

    assert [(one["hash"], one["is_in_force"]) for one in found["editions"]] == [(SECOND, True), (FIRST, False)]
    assert said[0].startswith(f"● {SECOND}  from 2022-01-01  adopted by admin")
    assert said[-1] == "● in force, ○ yet to come, · over"


def test_a_programme_without_editions_has_none(house: Path) -> None:
    assert run("history", "another", "--data", house).stdout == "There is no edition of another yet.\n"


@pytest.mark.parametrize(("which", "at_most"), [(FIRST, 20), ("2021-12-31", 20), ("2022-01-01", 25), (SECOND, 25)])
def test_an_edition_is_read_by_its_hash_or_a_date(house: Path, which: str, at_most: int) -> None:
    assert f"Selected are: at most {at_most}." in run("show", which, "--data", house).stdout
    assert answer("show", which, "--data", house)["hash"] == {20: FIRST, 25: SECOND}[at_most]


@pytest.mark.parametrize("which", ["sv1-0000000000000000", "2021-08-31", "nonsense"])
def test_an_edition_that_is_not_there_is_told_how_to_be_found(house: Path, which: str) -> None:
    result = run("show", which, "--data", house)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"There is no edition {which}. Write a hash")


def test_two_editions_are_compared_by_clause_and_by_sentence(house: Path) -> None:
    found = answer("diff", FIRST, "2022-01-01", "--data", house)

    assert [(one["clause"], one["before"], one["after"]) for one in found["clauses"]] == [
        ("in_force_from", "2021-09-01", "2022-01-01"),
        ("stages.province.select.at_most", "20", "25"),
    ]
    assert [(one["part"], one["sign"], one["sentence"]) for one in found["sentences"]][-2:] == [
        ("province", "-", "Selected are: at most 20."),
        ("province", "+", "Selected are: at most 25."),
    ]


def test_a_file_is_compared_with_its_lines(house: Path, tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(_text(), encoding="utf-8")
    line = next(number for number, one in enumerate(_text().splitlines(), start=1) if "at_most: 25" in one)

    said = run("diff", FIRST, file, "--data", house).stdout.splitlines()
    same = run("diff", SECOND, file, "--data", house).stdout

    assert f"{file}:{line}: stages.province.select.at_most: 20 → 25" in said
    assert same == "The two say the same.\n"


def test_an_edition_that_a_change_brought_comes_back_as_its_own_file(house: Path, tmp_path: Path) -> None:
    file = tmp_path / "back.yaml"

    found = answer("rollback", SECOND, "--from", "2031-01-01", "--to", file, "--data", house)

    assert file.read_text(encoding="utf-8") == _text().replace("2022-01-01", "2031-01-01")
    assert cases_file(file).read_text(encoding="utf-8") == "cases: yes"
    assert found == {"file": str(file), "cases": str(cases_file(file)), "of": SECOND, "from": "2031-01-01"}


def test_the_first_edition_comes_back_as_a_file_that_is_sound(house: Path, tmp_path: Path) -> None:
    file = tmp_path / "first.yaml"

    result = run("rollback", FIRST, "--from", "2031-01-01", "--to", file, "--data", house)

    again = find_programme(str(file))
    assert canonical_json(again) == canonical_json(SO_VANG).replace("2021-09-01", "2031-01-01")
    assert inspect(str(file)).mistakes == ()
    assert result.stdout.startswith(f"Wrote {file}: what {FIRST} says, from 2031-01-01. Next: sovang rules apply")


def test_no_file_is_written_over(house: Path, tmp_path: Path) -> None:
    file = tmp_path / "there.yaml"
    file.write_text("mine", encoding="utf-8")

    result = run("rollback", FIRST, "--to", file, "--data", house)

    assert (result.exit_code, file.read_text(encoding="utf-8")) == (1, "mine")
    assert "is there already" in result.stderr


def test_which_rules_applied_to_a_stage_is_told(house: Path) -> None:
    (stage,) = answer("applied", "n-1", "--data", house)["stages"]

    assert (stage["stage"], stage["edition"]) == ("team", SECOND)
    assert stage["calendar_edition"].startswith("sc1-")
    assert run("applied", "n-1", "--data", house).stdout.startswith("2026-11-23T02:00:00+00:00  team: edition sv1-")
    assert run("applied", "n-0", "--data", house).stderr == "There is no nomination or sitting n-0.\n"


def test_a_folder_without_a_house_is_told(tmp_path: Path) -> None:
    nowhere = run("history", "--data", tmp_path / "mistyped").exception
    empty = run("history", "--data", tmp_path).exception
    (tmp_path / "keys").mkdir()
    robbed = run("history", "--data", tmp_path).exception

    codes = [error.code for error in (nowhere, empty, robbed) if isinstance(error, RefusalError)]
    assert codes == ["no_house", "no_house", "database_missing"]


@pytest.mark.parametrize("kind", ["programme", "calendar", "cases"])
def test_the_schema_is_printed(kind: str) -> None:
    assert json.loads(run("schema", kind).stdout)["$id"] == f"sovang.{kind}/1"


def test_a_written_programme_is_the_programme() -> None:
    assert Programme.model_validate_json(canonical_json(LATER)) == LATER
