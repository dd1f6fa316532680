"""What an exception needs of the rest of the file, and what it is spared: companions, long stretches, far dates."""

from pathlib import Path

import pytest

from rules.errors import RuleBroken
from rules.inspection import read_whole, why_not
from rules.loading import PROGRAMMES
from rules.mistakes import RuleFileError
from rules.periods import period_of
from rules.writing import written
from tests.rules.makers import make_council_stage

SMALL = (Path(__file__).parent / "programmes" / "small.yaml").read_text(encoding="utf-8")
SO_VANG = (PROGRAMMES / "so-vang.yaml").read_text(encoding="utf-8")
CASES = (PROGRAMMES / "so-vang.cases.yaml").read_text(encoding="utf-8")


def mistakes(text: str) -> list[tuple[str, str]]:
    try:
        read_whole(text, "file.yaml")
    except RuleFileError as no:
        return [(one.key, one.code) for one in no.mistakes]
    return []


def exceptions(*said: str, base: str = SMALL) -> str:
    return base + "exceptions:\n" + "".join(f"  - {{because: x, {one}}}\n" for one in said)


def test_clauses_that_stand_only_together_are_set_together() -> None:
    gives = (
        "stages.quarter.gives.book: province, stages.quarter.gives.document: page, stages.quarter.gives.number: '{n}'"
    )

    assert mistakes(exceptions(f"for: {{periods: [2026-Q4]}}, set: {{{gives}}}")) == []
    alone = "stages.quarter.gives.book: province"
    assert {code for _, code in mistakes(exceptions(f"for: {{periods: [2026-Q4]}}, set: {{{alone}}}"))} == {
        "key_missing"
    }


def test_what_is_wrong_twice_at_one_clause_is_told_once() -> None:
    two = "stages.quarter.gives: {book: nowhere, document: page, number: '{n}', colour: red, hue: red}"

    told = mistakes(exceptions(f"for: {{periods: [2026-Q4]}}, set: {{{two}}}"))

    assert told == [("exceptions.1.set.stages.quarter.gives", "key_unknown")]


@pytest.mark.parametrize(
    ("first", "second", "is_conflict"),
    [
        pytest.param("{periods: [2026-Q3]}", "{periods: [2026-Q4]}", False, id="one after the other"),
        pytest.param("{units: [a]}, until: 2031-12-31", "{units: [a]}, until: 2032-12-31", True, id="for years"),
        pytest.param("{units: [a]}, until: 2031-12-31", "{units: [b]}, until: 2031-12-31", False, id="other units"),
        pytest.param("{kinds: [a]}, until: 2031-12-31", "{kinds: [a, b]}, until: 2031-12-31", True, id="a kind"),
        pytest.param("{units: [a]}, until: 2031-12-31", "{kinds: [b]}, until: 2031-12-31", False, id="not known here"),
        pytest.param("{periods: [2026-10, 2026-12]}", "{periods: [2026-12]}", True, id="in the second of two months"),
        pytest.param("{periods: [2026]}, until: 2026-11-30", "{periods: [2026-12]}", False, id="cut at its end"),
    ],
)
def test_two_exceptions_meet_only_where_they_can(first: str, second: str, is_conflict: bool) -> None:
    told = mistakes(
        exceptions(
            f"for: {first}, set: {{stages.month.select.at_most: 9}}",
            f"for: {second}, set: {{stages.month.select.at_most: 8}}",
        )
    )

    assert [code for _, code in told] == (["exceptions_conflict"] if is_conflict else [])


def test_two_exceptions_of_one_stage_that_agree_are_no_mistake() -> None:
    assert (
        mistakes(
            exceptions(
                "for: {periods: [2026-Q4]}, set: {stages.month.select.at_most: 9}",
                "for: {periods: [2026-Q4]}, set: {stages.month.ballot: secret}",
            )
        )
        == []
    )


def test_an_exception_of_years_to_come_is_worked_out_there() -> None:
    backwards = "stages.quarter.votes_close: 1 day after voting opens, stages.quarter.results_published: day 28"

    told = mistakes(exceptions(f"for: {{periods: [2025-Q1, 2031-Q1]}}, set: {{{backwards}}}"))

    assert told == [("exceptions.1.set.stages.quarter.votes_close", "sitting_backwards")]


def test_an_edition_at_the_end_of_its_calendar_is_worked_out_as_far_as_it_goes() -> None:
    late = SMALL.replace("in_force_from: 2026-01-01", "in_force_from: 2060-11-01")
    in_days = late.replace("silence_after: 2 working days", "silence_after: 9 days")

    assert mistakes(late) == []
    assert mistakes(in_days) == []


def test_what_speaks_against_activating_a_programme_is_told_with_its_cases() -> None:
    assert why_not(SO_VANG, CASES, "so-vang.yaml") == ()
    assert [one.code for one in why_not(SO_VANG, None, "so-vang.yaml")] == ["cases_missing"]
    assert {one.code for one in why_not(SO_VANG.replace("at_most: 20\n", "at_most: 25\n"), CASES, "so-vang.yaml")} == {
        "case_decided_otherwise"
    }
    assert [one.code for one in why_not(SO_VANG.replace("at_most: 20\n", "at_most: 2O\n"), CASES, "x.yaml")] == [
        "not_a_quota"
    ]


def test_a_period_belongs_to_a_stage_that_sits_as_often() -> None:
    quarterly = make_council_stage()

    assert period_of(quarterly, "2026-Q4").key == "2026-Q4"
    for key in ("2026-11", "2026", "Tết"):
        with pytest.raises(RuleBroken) as refused:
            period_of(quarterly, key)
        assert refused.value.code == "not_a_period"


def test_a_long_list_is_written_line_by_line() -> None:
    papers = ", ".join(f"achievement report number {number} with all that belongs to it" for number in range(9))
    programme = read_whole(SMALL.replace("needs: [minutes]", f"needs: [{papers}]"), "small.yaml")

    assert read_whole(written(programme), "written.yaml") == programme
