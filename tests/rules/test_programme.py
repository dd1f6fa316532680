"""The Golden Book as its rule file says it, programmes as JSON, and the names of editions."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from rules.clauses import Title
from rules.editions import canonical_json, edition_hash
from rules.loading import PROGRAMMES, calendars, find_programme, programme_file, read_clause, read_programme
from rules.mistakes import RuleFileError
from rules.phrases import Base, Share, Span
from rules.programme import CouncilStage, OfficeHours, Programme, ReviewStage, outcomes
from rules.quotas import Quota

SMALL = Path(__file__).parent / "programmes" / "small.yaml"
SO_VANG = find_programme("so-vang")
EVERY = [SMALL, *(path for path in sorted(PROGRAMMES.glob("*.yaml")) if ".cases" not in path.name)]


def council(name: str) -> CouncilStage:
    stage = SO_VANG.stage(name)
    assert isinstance(stage, CouncilStage)
    return stage


def test_a_deed_goes_from_the_log_to_the_provincial_book() -> None:
    assert [stage.stage for stage in SO_VANG.stages] == [
        "log", "team", "unit-month", "unit-quarter", "dossier", "province", "record",
    ]  # fmt: skip
    assert [stage.kind for stage in SO_VANG.stages] == [
        "log", "review", "council", "council", "dossier", "council", "record",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["unit-month", "unit-quarter", "province"])
def test_every_council_needs_eighty_percent_of_all_its_members(name: str) -> None:
    stage = council(name)

    assert stage.passes_with == Share("at_least", Fraction(4, 5), Base.MEMBERS)
    assert stage.quorum == Share("at_least", Fraction(2, 3), Base.MEMBERS)
    assert (stage.ballot, stage.absent, stage.recused) == ("secret", "written ballot", "leave the count")


def test_the_province_takes_twenty_at_most_and_units_one_at_least() -> None:
    assert council("province").select.at_most == Quota(20)
    assert [council(name).select.at_least for name in ("unit-month", "unit-quarter", "province")] == [1, 1, None]


def test_a_silent_team_leader_does_not_stop_a_deed() -> None:
    team = SO_VANG.stage("team")

    assert isinstance(team, ReviewStage)
    assert (team.within, team.leads_to["silence"]) == (Span(3, "working_day"), "unit-month")


def test_what_passed_and_found_no_place_waits_where_the_rules_say_so() -> None:
    assert [council(name).keeps_waiting for name in ("unit-month", "province")] == [False, True]


@pytest.mark.parametrize("part", [SO_VANG.stage, SO_VANG.place, SO_VANG.where, SO_VANG.sheet])
def test_a_part_that_the_programme_does_not_name_is_not_there(part: Callable[[str], object]) -> None:
    with pytest.raises(KeyError):
        part("ministry")


def test_each_kind_of_stage_knows_its_outcomes() -> None:
    assert outcomes("review") == ("recommended", "returned", "declined", "silence")


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_programme_travels_as_json(path: Path) -> None:
    programme = find_programme(str(path))

    assert Programme.model_validate_json(programme.model_dump_json()) == programme


def test_a_programme_does_not_change() -> None:
    with pytest.raises(ValidationError):
        SO_VANG.time_zone = "UTC"


def test_office_hours_are_hours_and_minutes() -> None:
    assert OfficeHours.model_validate_json('{"starts": "07:30", "ends": "17:00"}') == SO_VANG.office_hours


@pytest.mark.parametrize("wrong", ["7:30", "24:00", "noon!", "07-30", 730, None])
def test_another_time_of_day_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        OfficeHours.model_validate({"starts": wrong, "ends": "17:00"})


def test_a_bare_name_is_looked_for_among_the_programmes() -> None:
    assert programme_file("so-vang") == PROGRAMMES / "so-vang.yaml"
    assert programme_file("drafts/so-vang") == Path("drafts/so-vang")
    assert programme_file("so-vang.yaml") == Path("so-vang.yaml")


def test_the_calendars_are_those_that_have_a_file() -> None:
    assert "vietnam" in calendars()


def test_a_part_of_a_programme_can_be_read_alone() -> None:
    assert read_clause(Title, "{vi: Sổ, en: Book}", "title.yaml") == Title(vi="Sổ", en="Book")


def test_a_wrong_part_is_refused_like_a_wrong_programme() -> None:
    with pytest.raises(RuleFileError) as refused:
        read_clause(Title, "{vi: Sổ}", "title.yaml")

    assert [(mistake.key, mistake.code) for mistake in refused.value.mistakes] == [("en", "key_missing")]


def test_an_edition_keeps_its_name() -> None:
    # A change here means that editions adopted before can't be found any more.
    assert edition_hash(find_programme(str(SMALL))) == "sv1-861eb0ec2e4ff14c"


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("at least 80% of members", "at least 4/5 of members"),
        ("more than 1/2 of votes cast", "more than 50% of votes cast"),
        ("source: A programme", "# a comment\nsource: A programme"),
        (
            "title: {vi: Chương trình nhỏ, en: A small programme}",
            "title:\n  en: A small programme\n  vi: Chương trình nhỏ",
        ),
        ("ballot: open\n    absent: does not vote", 'absent: "does not vote"\n    ballot: open'),
    ],
)
def test_an_edition_is_named_for_what_it_says_and_not_how_it_is_written(written: str, otherwise: str) -> None:
    text = SMALL.read_text(encoding="utf-8")
    assert written in text

    rewritten = read_programme(text.replace(written, otherwise), "small.yaml")

    assert edition_hash(rewritten) == edition_hash(find_programme(str(SMALL)))


@pytest.mark.parametrize(
    ("word", "another"),
    [
        ("at least 80% of members", "at least 81% of members"),
        ("within: 3 working days", "within: 4 working days"),
        ("title: {vi: Ghi sổ, en: Book}", "title: {vi: Vào sổ, en: Book}"),
        ("2026-01-01", "2026-01-02"),
        ("rank_by: [ayes, earlier log]", "rank_by: [earlier log, ayes]"),
        ("remind: []", "remind: [when due]"),
    ],
)
def test_a_changed_word_is_another_edition(word: str, another: str) -> None:
    text = SMALL.read_text(encoding="utf-8")
    assert word in text

    changed = read_programme(text.replace(word, another, 1), "small.yaml")

    assert edition_hash(changed) != edition_hash(find_programme(str(SMALL)))


def test_the_canonical_text_says_what_stands_in_the_file_and_no_defaults() -> None:
    text = canonical_json(find_programme(str(SMALL)))

    assert '"passes_with":"more than 1/2 of votes cast"' in text
    assert "reports_to" not in text
