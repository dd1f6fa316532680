"""`sovang import` on a data folder on which nothing runs yet: the first day of a house."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from cli.imports import app
from cli.speech import Speech
from settings import HOME, load
from store import audit
from store import tables as t
from store.engine import Database
from store.migrating import migrate
from words.imports import IMPORTS
from words.problems import PROBLEMS

FIRST_DAY = {
    "units": "unit_id,name_vi,kind,parent_id\ntinh,Công an tỉnh,province,\npx01,Phòng Tham mưu,department,tinh\n",
    "people": "person_id,name,number,unit_id\nan,Nguyễn An,1,px01\nbinh,Lê Bình,2,px01\n",
    "offices": "person_id,role,unit_id,valid_from,valid_to\nan,head,px01,01/01/2026,\n",
    "seats": "unit_id,council,person_id,post\npx01,unit,an,chair\npx01,unit,binh,secretary\n",
    "deputies": "person_id,deputy_id,valid_from,valid_to,reason\nan,binh,2026-11-01,2026-11-30,Đi học\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = Database(load({}, data=tmp_path).database_url)
    migrate(database)
    database.close()
    return tmp_path


def run(data: Path, what: str, content: str, *said: str) -> Result:
    file = data / f"{what}.csv"
    file.write_text(content, "utf-8")
    return CliRunner().invoke(app, [what, str(file), "--data", str(data), *said], obj=Speech("en"))


def chain(data: Path) -> list[tuple[str, dict[str, Any]]]:
    """What the audit chain says was done, with the details; the chain is whole."""
    database = Database(load({}, data=data).database_url)
    with database.read() as conn:
        findings = audit.verify(conn)
        found = conn.execute(select(t.audit.c.action, t.audit.c.detail).order_by(t.audit.c.seq)).all()
    database.close()
    assert (findings.is_unbroken, findings.agrees) == (True, True)
    return [(action, detail) for action, detail in found]


def test_a_house_is_peopled_and_every_file_leaves_a_line(data: Path) -> None:
    results = [run(data, what, content, "--json") for what, content in FIRST_DAY.items()]

    counts = [json.loads(result.stdout)["counts"] for result in results]
    assert counts == [{"new": 2}, {"new": 2}, {"new": 1}, {"new": 2}, {"new": 1}]
    assert chain(data) == [
        (f"import_{what}", {"counts": count, "sha256": hashlib.sha256(FIRST_DAY[what].encode()).hexdigest()})
        for what, count in zip(FIRST_DAY, counts, strict=True)
    ]


def test_a_reorganisation_is_previewed_and_then_carried_out(data: Path) -> None:
    for what, content in FIRST_DAY.items():
        run(data, what, content)
    rows = "old_unit_id,new_unit_id,name_vi\npx01,px02,Phòng mới\n"

    (row,) = json.loads(run(data, "mapping", rows, "--preview", "--json").stdout)["rows"]
    preview, taken, again = (run(data, "mapping", rows, *said) for said in (("--preview",), (), ()))

    assert [row["params"][what] for what in ("people", "units", "offices", "seats")] == [2, 0, 1, 2]
    assert "A preview, nothing was written: 1 new" in preview.stdout
    assert ("Taken: 1 new" in taken.stdout, "1 unchanged" in again.stdout) == (True, True)
    assert [action for action, _ in chain(data)][-3:] == ["import_deputies", "import_mapping", "import_mapping"]


def test_a_preview_of_a_file_with_errors_ends_with_1(data: Path) -> None:
    assert run(data, "people", FIRST_DAY["people"], "--preview").exit_code == 1


def test_the_same_file_twice_changes_nothing_and_says_so(data: Path) -> None:
    said = [run(data, "units", FIRST_DAY["units"]) for _ in range(2)][1]

    assert "Taken: 0 new, 0 changed, 2 unchanged" in said.stdout
    assert [detail["counts"] for _, detail in chain(data)] == [{"new": 2}, {"unchanged": 2}]


def test_of_a_file_that_is_refused_nothing_is_left(data: Path) -> None:
    for what in ("units", "people"):
        run(data, what, FIRST_DAY[what])

    result = run(data, "seats", FIRST_DAY["seats"] + "px01,unit,an,member\npx01,unit,nobody,member\n")

    assert result.exit_code == 1
    assert "The same key as line 2." in result.stdout
    assert "Nobody of this id or number is known." in result.stdout
    assert [action for action, _ in chain(data)] == ["import_units", "import_people"]


def test_the_good_rows_are_taken_if_that_was_asked_for(data: Path) -> None:
    for what in ("units", "people"):
        run(data, what, FIRST_DAY[what])

    result = run(data, "offices", FIRST_DAY["offices"] + "an,king,px01,,\nbinh,head\n", "--partial", "--json")

    rows = json.loads(result.stdout)["rows"]
    assert (result.exit_code, [row["code"] for row in rows]) == (0, [None, "not_one_of", "wrong_number_of_columns"])
    assert chain(data)[-1][1]["counts"] == {"new": 1, "error": 2}


def test_every_reason_why_a_row_is_refused_is_a_sentence() -> None:
    sources = [file.read_text("utf-8") for file in (HOME / "store" / "imports").glob("*.py")]
    codes = {code for source in sources for code in re.findall(r'(?:RowError|RuleBroken)\(\s*"(\w+)"', source)}
    codes |= {"garbled", "wrong_number_of_columns", "administrator_on_council", "auditor_with_other_role"}

    assert codes - {*PROBLEMS, *IMPORTS} == set()
