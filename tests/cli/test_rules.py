"""`sovang rules check` and `sovang rules read`: what they print, in which language, and how they end."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.rules import app
from rules.loading import PROGRAMMES, edition_hash, find_programme
from words.prose import read_aloud

RULES = Path(__file__).parents[1] / "rules"
WRONG = RULES / "mistakes" / "number-letter-o.yaml"
SMALL = RULES / "programmes" / "small.yaml"


def run(*said: object, locale: str = "vi_VN.UTF-8") -> Result:
    return CliRunner().invoke(app, [str(word) for word in said], env={"LC_ALL": locale, "SOVANG_LANG": None})


def as_json(*said: object) -> dict[str, Any]:
    return dict(json.loads(run(*said, "--json").stdout))


def test_a_sound_programme_is_told_with_its_edition_and_its_cases() -> None:
    result = run("check", SMALL, "--lang", "en")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{SMALL}: sound. Edition sv1-861eb0ec2e4ff14c; 18 cases decided as promised.\n"


def test_a_mistake_is_told_on_its_line_with_what_to_write_instead() -> None:
    result = run("check", WRONG, "--lang", "en")

    assert result.exit_code == 1
    assert result.stdout == (
        f"{WRONG}:80: stages.quarter.select.at_most: 2O is not a quota; there is a letter among the digits, write 20\n"
    )
    assert result.stderr == "Mistakes: 1. A file with mistakes changes nothing that runs.\n"


def test_all_files_are_checked_and_one_mistake_is_enough_to_fail() -> None:
    result = run("check", SMALL, WRONG, PROGRAMMES / "calendars" / "vietnam.yaml", "--lang", "en")

    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        str(SMALL),
        str(WRONG),
        str(PROGRAMMES / "calendars" / "vietnam.yaml"),
    ]


@pytest.mark.parametrize(
    ("said", "locale", "sound"),
    [
        ((), "vi_VN.UTF-8", "đúng"),
        ((), "C", "đúng"),
        ((), "en_GB.UTF-8", "sound"),
        (("--lang", "vi"), "en_GB.UTF-8", "đúng"),
        (("--lang", "en"), "vi_VN.UTF-8", "sound"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_locale_then_vietnamese(
    said: tuple[str, ...], locale: str, sound: str
) -> None:
    assert f": {sound}." in run("check", "so-vang", *said, locale=locale).stdout


def test_a_programme_without_cases_is_told_to_have_some(tmp_path: Path) -> None:
    alone = tmp_path / "alone.yaml"
    alone.write_bytes(SMALL.read_bytes())

    result = run("check", alone, "--lang", "en")

    assert result.exit_code == 0
    assert "It can NOT be adopted yet: there is no alone.cases.yaml; write decided cases there." in result.stdout


def test_a_check_can_be_handed_to_another_program() -> None:
    found = as_json("check", SMALL, WRONG, "--lang", "en")

    assert found["ok"] is False
    assert found["files"][0] == {
        "file": str(SMALL),
        "name": "small",
        "edition": "sv1-861eb0ec2e4ff14c",
        "cases": 18,
        "mistakes": [],
    }
    assert found["files"][1]["mistakes"] == [
        {
            "file": str(WRONG),
            "line": 80,
            "column": 36,
            "key": "stages.quarter.select.at_most",
            "code": "not_a_quota",
            "params": {"found": "2O", "nearest": "20"},
            "says": "2O is not a quota; there is a letter among the digits, write 20",
        }
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_programme_is_read_aloud(language: Any) -> None:
    result = run("read", "so-vang", "--lang", language)

    assert (result.exit_code, result.stdout) == (0, read_aloud(find_programme("so-vang"), language))


def test_a_text_can_be_handed_to_another_program() -> None:
    small = find_programme(str(SMALL))

    assert as_json("read", SMALL) == {
        "programme": "small",
        "edition": edition_hash(small),
        "prose": read_aloud(small, "vi"),
    }


def test_a_wrong_programme_is_not_read_aloud() -> None:
    result = run("read", WRONG)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"{WRONG}:80: stages.quarter.select.at_most: 2O không phải số lượng; có chữ cái lẫn trong chữ số, hãy viết 20\n"
    )


def test_a_programme_that_is_not_there_is_told_so() -> None:
    result = run("read", "golden-boot", "--lang", "en")

    assert result.exit_code == 1
    assert result.stderr.endswith("golden-boot.yaml:1: whole file: there is no such file; check its name and folder\n")
