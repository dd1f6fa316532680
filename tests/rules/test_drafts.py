"""A draft as it is handed in: sound in itself, with cases that agree, dated anew if asked."""

from datetime import date

import pytest

from rules.calendar_editions import shipped
from rules.circumstances import Circumstances
from rules.drafts import read_dated, read_draft, read_notices_draft
from rules.loading import PROGRAMMES, programme_file, text_of
from rules.mistakes import RuleFileError
from tests.store.cases import SO_VANG

TEXT = text_of(programme_file("so-vang"))
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))


def test_a_draft_begins_on_its_own_day_or_on_the_one_that_is_asked_for() -> None:
    other = date(2027, 1, 1)

    assert read_draft(TEXT, CASES) == SO_VANG
    assert read_draft(TEXT, CASES, other) == SO_VANG.model_copy(update={"in_force_from": other})


@pytest.mark.parametrize(
    ("text", "cases", "code"),
    [
        pytest.param(TEXT, None, "cases_missing", id="no cases"),
        pytest.param(TEXT.replace("at_most: 20", "at_most: 25"), CASES, "case_decided_otherwise", id="cases disagree"),
        pytest.param(TEXT.replace("at_most: 20", "at_most: 2O"), CASES, "not_a_quota", id="no quota"),
    ],
)
def test_what_is_not_sound_is_refused(text: str, cases: str | None, code: str) -> None:
    with pytest.raises(RuleFileError) as refused:
        read_draft(text, cases)

    assert code in {mistake.code for mistake in refused.value.mistakes}


def test_a_unit_that_nobody_knows_does_not_fit_the_house() -> None:
    exception = (
        '\nexceptions:\n  - for: {units: [pc99], periods: [2027-Q1]}\n    because: "-"\n'
        "    set: {stages.province.select.at_most: 25}\n"
    )

    with pytest.raises(RuleFileError) as refused:
        read_dated(TEXT + exception, around=Circumstances(today=date(2026, 11, 23), units={}))

    assert "unit_unknown" in {mistake.code for mistake in refused.value.mistakes}


def test_a_draft_of_a_calendar_is_the_edition_it_would_be() -> None:
    text = text_of(PROGRAMMES / "calendars" / "vietnam.yaml")

    assert read_notices_draft(text) == shipped("vietnam")
    with pytest.raises(RuleFileError):
        read_notices_draft(text.replace("first: 2015", "first: 1815"))
