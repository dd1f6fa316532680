"""A programme is written as a file that says the same, and a file can be dated anew without touching the rest."""

import json
from datetime import date
from pathlib import Path

import pytest

from rules.editions import canonical_json
from rules.loading import PROGRAMMES, find_programme, read_programme
from rules.programme import Programme
from rules.writing import redated, written

FILES = sorted(file for file in PROGRAMMES.glob("*.yaml") if ".cases" not in file.name)
SMALL = Path(__file__).parent / "programmes" / "small.yaml"


@pytest.mark.parametrize("file", [*FILES, SMALL], ids=lambda file: file.stem)
def test_what_is_written_is_read_as_the_same_programme(file: Path) -> None:
    programme = find_programme(str(file))

    assert read_programme(written(programme), "written.yaml") == programme


def test_exceptions_with_their_dates_are_written_too() -> None:
    said = json.loads(canonical_json(find_programme(str(SMALL))))
    said["exceptions"] = [
        {
            "for": {"units": ["pc08"], "periods": ["2026-Q4", "2027"]},
            "because": 'Kế hoạch "cao điểm": số 12, {Tết}',
            "until": "2026-12-31",
            "set": {"stages.quarter.select.at_most": 9, "stages.team.remind": ["when due"]},
        }
    ]
    programme = Programme.model_validate_json(json.dumps(said))

    again = read_programme(written(programme), "written.yaml")

    assert canonical_json(again) == canonical_json(programme)


@pytest.mark.parametrize("file", [*FILES, SMALL], ids=lambda file: file.stem)
def test_a_file_is_dated_anew_and_says_the_rest_as_before(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    later = redated(text, date(2031, 2, 3))

    before, after = text.split("\n"), later.split("\n")
    changed = [number for number, line in enumerate(before) if line != after[number]]
    assert [after[number].split("#")[0].strip() for number in changed] == ["in_force_from: 2031-02-03"]
    assert len(before) == len(after)
    assert read_programme(later, "later.yaml").in_force_from == date(2031, 2, 3)


def test_a_file_without_a_date_cannot_be_dated_anew() -> None:
    with pytest.raises(LookupError):
        redated("programme: small", date(2031, 2, 3))
