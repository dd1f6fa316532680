"""Every reason that the rules can give is a sentence in both languages."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import Every, Period, dated
from rules.phrases import Span
from rules.programme import CouncilStage, Select
from rules.reasons import Because
from rules.selection import Candidate, select
from rules.sitting import Waits, end_waiting
from rules.votes import ChairChoice, Count, count_outcome
from tests.rules.makers import OFFICE_HOURS, VIETNAM, ZONE, make_council_stage
from tests.rules.test_deadlines_properties import all_spans, due_after, starts
from tests.rules.test_selection_properties import candidates, selects
from tests.rules.test_votes_properties import chairs, counts, stages
from words.catalogue import LANGUAGES, Language
from words.reasons import REASONS, because_sentence


def all_are_said(reasons: tuple[Because, ...]) -> bool:
    return all(because_sentence(because, language) for because in reasons for language in LANGUAGES)


@given(counts(), stages(), chairs)
def test_every_verdict_explains_itself(count: Count, stage: CouncilStage, chair: ChairChoice | None) -> None:
    assert all_are_said(count_outcome(count, stage, chair=chair).explanation)


@given(candidates(), selects())
def test_every_selection_explains_itself(table: list[Candidate], rules: Select) -> None:
    assert all_are_said(tuple(select(table, rules).because.values()))


@given(starts, all_spans)
def test_every_deadline_explains_itself(start: datetime, span: Span) -> None:
    assert all_are_said(due_after(start, span).explanation)


@given(st.dates(date(2016, 1, 1), date(2050, 12, 31)), st.sampled_from(["month", "quarter", "year"]))
def test_every_instant_of_a_sitting_explains_itself(day: date, every: Every) -> None:
    stage = make_council_stage(every=every, candidates_until="day 25")

    counted = dated(stage, Period.containing(day, every), VIETNAM, OFFICE_HOURS, ZONE)

    assert all(all_are_said(due.explanation) for due in counted.values())


@given(st.integers(0, 3))
def test_the_end_of_a_waiting_list_explains_itself(freed: int) -> None:
    waiting = [Waits(nomination_id=id_, rank=2, logged_at=datetime(2026, 11, 2, tzinfo=UTC)) for id_ in ("a", "b")]

    decisions = end_waiting(make_council_stage(), waiting, freed)

    assert all_are_said(tuple(because for decision in decisions for because in decision.because))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", "Thiếu phiếu tán thành: 11 trên 15, cần 12 (ít nhất 80% tổng số thành viên)."),
        ("en", "There are too few ayes: 11 of 15, 12 were needed (at least 80% of all members)."),
    ],
)
def test_a_rule_in_a_reason_is_read_as_people_say_it(language: Language, expected: str) -> None:
    because = Because("ayes_short", {"ayes": 11, "needed": 12, "base": 15, "rule": "at least 80% of members"})

    assert because_sentence(because, language) == expected


def test_both_languages_use_the_same_numbers() -> None:
    fields = {code: [sorted(_fields(sentence)) for sentence in both] for code, both in REASONS.items()}

    assert {code: vi for code, (vi, _) in fields.items()} == {code: en for code, (_, en) in fields.items()}


def _fields(sentence: str) -> set[str]:
    return {part.partition("}")[0] for part in sentence.split("{")[1:]}
