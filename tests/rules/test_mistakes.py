"""A corpus of wrong rule files. Beside each stands what its author is told, in Vietnamese and then in English."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from rules.circumstances import Beginning, Circumstances, KnownCouncil, KnownUnit
from rules.exceptions import Whereabouts
from rules.inspection import inspect
from rules.loading import edition_hash, find_programme, read_programme
from rules.mistakes import MISTAKES_AT_MOST, Mistake, RuleFileError, nearest
from rules.reading import BYTES_AT_MOST, NODES_AT_MOST
from words.mistakes import MISTAKES, line

CORPUS = sorted(path for path in (Path(__file__).parent / "mistakes").glob("*.yaml") if ".cases" not in path.name)
SMALL_FILE = Path(__file__).parent / "programmes" / "small.yaml"
SMALL = SMALL_FILE.read_text(encoding="utf-8")

PROVINCE = Whereabouts(("ca-tinh",), ("province",))
UNITS = {
    "ca-tinh": PROVINCE,
    "pc08": Whereabouts(("pc08", *PROVINCE.units), ("department", *PROVINCE.kinds)),
    "catp-cu": Whereabouts(("catp-cu", *PROVINCE.units), ("district", *PROVINCE.kinds)),
    "doi-1": Whereabouts(("doi-1", "pc08", *PROVINCE.units), ("team", "department", *PROVINCE.kinds)),
    "tram-1": Whereabouts(("tram-1", *PROVINCE.units), ("station", *PROVINCE.kinds)),
    "xa-nam-da": Whereabouts(("xa-nam-da", "pc08", *PROVINCE.units), ("commune", "department", *PROVINCE.kinds)),
}
HOUSE = Circumstances(
    today=date(2026, 11, 22),
    units={
        id_: KnownUnit(date(2025, 2, 28) if id_ == "catp-cu" else None, whereabouts)
        for id_, whereabouts in UNITS.items()
    },
    editions=(Beginning("sv1-0000000000000001", date(2025, 1, 1)), Beginning("sv1-0000000000000002", date(2027, 1, 1))),
)
"""The house in which the files called `house-…` are to begin."""

COUNCILS = (
    KnownCouncil("ca-tinh", "province", voting=0, has_chair=False),
    KnownCouncil("pc08", "unit", voting=7, has_chair=False),
)
"""And its councils, for the files about them."""

# told about files that can't stand in a folder, about calendars, and in `test_a_file_that_...` below
ELSEWHERE = {
    "cases_missing",
    "closing_of_whom",
    "country_unknown",
    "day_twice",
    "file_missing",
    "file_not_readable",
    "file_too_large",
    "string_pattern_mismatch",
    "too_many_values",
}


@cache
def mistakes_of(path: Path) -> list[Mistake]:
    house = replace(HOUSE, councils=COUNCILS if path.stem.startswith("house-council") else ())
    found = inspect(str(path), house if path.name.startswith("house-") else None)
    return [replace(mistake, file=Path(mistake.file).name) for mistake in found.mistakes]


def codes_of(text: str) -> list[str]:
    with pytest.raises(RuleFileError) as refused:
        read_programme(text, "file.yaml")
    return [mistake.code for mistake in refused.value.mistakes]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_wrong_file_is_told_what_to_write_instead(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()

    mistakes = mistakes_of(path)

    assert [line(mistake, language) for language in ("vi", "en") for mistake in mistakes] == expected


def test_every_sentence_about_a_mistake_has_a_file_that_earns_it() -> None:
    earned = {mistake.code for path in CORPUS for mistake in mistakes_of(path)}
    variants = {f"{code}_{why}" for code in MISTAKES for why in ("near", "share")}

    assert earned == set(MISTAKES) - variants - ELSEWHERE


def test_an_edition_that_was_adopted_stays_as_it_is_though_its_date_is_past() -> None:
    adopted = Beginning(edition_hash(read_programme(SMALL, "small.yaml")), date(2026, 1, 1))

    found = inspect(str(SMALL_FILE), replace(HOUSE, editions=(adopted,)))

    assert found.mistakes == ()


def test_who_says_when_an_edition_begins_has_judged_the_day() -> None:
    found = inspect(str(SMALL_FILE), replace(HOUSE, begins=date(2027, 1, 1)))

    assert found.mistakes == ()


def test_a_file_that_is_too_large_is_not_read() -> None:
    assert codes_of(SMALL + "#" * BYTES_AT_MOST) == ["file_too_large"]


def test_a_large_file_that_is_not_utf8_is_refused_for_its_size(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes("ữ".encode() * BYTES_AT_MOST)

    assert [mistake.code for mistake in inspect(str(path)).mistakes] == ["file_too_large"]


def test_a_file_with_too_many_values_is_not_read_to_its_end() -> None:
    values = ", ".join(f"x{number}" for number in range(NODES_AT_MOST))

    assert codes_of(f"schema: [{values}]\nprogramme: [") == ["too_many_values"]


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(RuleFileError) as refused:
        find_programme("nowhere/programme.yaml")

    assert [line(mistake, "en") for mistake in refused.value.mistakes] == [
        "nowhere/programme.yaml:1: whole file: there is no such file; check its name and folder"
    ]


def test_a_folder_is_not_a_rule_file(tmp_path: Path) -> None:
    assert [mistake.code for mistake in inspect(str(tmp_path)).mistakes] == ["file_not_readable"]


def test_a_wrong_file_tells_its_mistakes_to_whoever_prints_the_error() -> None:
    with pytest.raises(RuleFileError, match=r"file\.yaml:1: programme: key_missing"):
        read_programme("schema: sovang.programme/1", "file.yaml")


def test_a_hundred_mistakes_are_told_and_the_rest_is_counted() -> None:
    mistakes = [Mistake("file.yaml", number, 1, "", "tab_indents") for number in range(1, 151)]

    told = RuleFileError(mistakes).mistakes

    assert told[:-1] == tuple(mistakes[:MISTAKES_AT_MOST])
    assert told[-1] == Mistake("file.yaml", 101, 1, "", "more_mistakes", {"count": 50})


@pytest.mark.parametrize(
    ("found", "meant"),
    [("quorom", "quorum"), ("QUORUM", "quorum"), ("colour", ""), ("q" * 61, "")],
)
def test_the_nearest_word_is_suggested_if_there_is_one(found: str, meant: str) -> None:
    assert nearest(found, ["quorum", "passes_with"]) == meant
