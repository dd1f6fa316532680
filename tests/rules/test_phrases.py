"""Phrases are read exactly, written back the same, and refused with a code when they say nothing."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from rules.doers import ROLES, Doer, Shortfall, Where
from rules.errors import PhraseError
from rules.phrases import PHRASES, Base, Happening, Moment, Publication, Remind, Share, Span, SpanUnit
from rules.phrasing import Phrase
from rules.quotas import ROUNDINGS, Part, Quota

spans = st.builds(Span, st.integers(1, 9999), st.sampled_from(get_args(SpanUnit)))
places = st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)
doers = st.builds(Doer, st.sampled_from(ROLES), places)
fractions = st.integers(2, 999).flatmap(
    lambda bottom: st.integers(1, bottom - 1).map(lambda top: Fraction(top, bottom))
)
phrases: st.SearchStrategy[Phrase] = st.one_of(
    spans,
    doers,
    st.just(Where()),
    st.builds(Where, places, st.booleans()),
    st.builds(Share, st.sampled_from(["at_least", "more_than"]), fractions, st.sampled_from(Base), st.booleans()),
    st.just(Share("at_least", Fraction(1), Base.MEMBERS)),
    st.builds(Share, st.just("at_least"), fractions, st.sampled_from(Base), st.just(False), places),
    st.builds(Moment, st.sampled_from(Happening), st.none() | spans),
    st.builds(Moment, st.just(Happening.PERIOD_ENDS), day=st.integers(1, 28)),
    st.just(Remind("due")),
    st.builds(Remind, st.just("before"), spans),
    st.builds(Remind, st.just("after"), spans, st.integers(1, 99)),
    st.builds(Quota, st.none() | st.integers(1, 9999)),
    st.builds(
        Quota,
        st.none(),
        st.builds(Part, fractions, places, st.sampled_from(ROUNDINGS), st.none() | st.integers(0, 9_999_999)),
    ),
    st.builds(Shortfall, st.none() | doers),
    st.builds(Publication, st.none() | spans),
)


def phrase_or_code(kind: type[Phrase], text: str) -> Phrase | str:
    try:
        return kind.parse(text)
    except PhraseError as refused:
        return refused.code


@given(phrases)
def test_what_a_phrase_writes_it_reads_again(phrase: Phrase) -> None:
    assert type(phrase).parse(str(phrase)) == phrase


@given(phrases)
def test_a_phrase_travels_as_its_own_text(phrase: Phrase) -> None:
    adapter = TypeAdapter(type(phrase))

    sent = adapter.dump_json(phrase)

    assert sent.decode() == f'"{phrase}"'
    assert adapter.validate_json(sent) == phrase


@given(phrases, st.sampled_from(["{}", "  {} ", "{}\n"]))
def test_blanks_and_capitals_do_not_matter(phrase: Phrase, around: str) -> None:
    assert type(phrase).parse(around.format(str(phrase).upper().replace(" ", "  "))) == phrase


@given(st.sampled_from(PHRASES), st.text() | st.from_regex(r"(at least|every|when|day|after) [0-9/% a-z]*"))
def test_any_text_is_a_phrase_or_refused_with_a_code(kind: type[Phrase], text: str) -> None:
    read = phrase_or_code(kind, text)

    assert read == (read if isinstance(read, str) else kind.parse(str(read)))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("at least 4/5 of members", "at least 80% of members"),
        ("at least 80% of members", "at least 80% of members"),
        ("at least 66/99 of members", "at least 2/3 of members"),
        ("more than 50% of votes cast", "more than 1/2 of votes cast"),
        ("at least 100% of valid votes", "at least 100% of valid votes"),
        ("at least 7/9 of present", "at least 7/9 of those present"),
        (
            "at least 70% of those taking part including the chair",
            "at least 70% of those taking part including the chair",
        ),
    ],
)
def test_equal_shares_are_written_alike(text: str, canonical: str) -> None:
    assert str(Share.parse(text)) == canonical


def test_a_share_is_exact() -> None:
    share = Share.parse("at least 80% of members")

    assert share == Share("at_least", Fraction(4, 5), Base.MEMBERS, including_chair=False)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Share, "80%", "not_a_share"),
        (Share, "at least 0.8 of members", "share_not_exact"),
        (Share, "at least 2O% of members", "share_not_exact"),
        (Share, "at least 1/0 of members", "share_not_exact"),
        (Share, "at least -1 of members", "share_not_exact"),
        (Share, "at least 800% of members", "share_impossible"),
        (Share, "at least 0% of members", "share_impossible"),
        (Share, "more than 100% of members", "share_impossible"),
        (Share, "at least 80% of people", "share_base_unknown"),
        (Share, "at least 80% of members " + "x" * 100, "phrase_too_long"),
        (Span, "3", "not_a_span"),
        (Span, "3 weeks", "not_a_span"),
        (Span, "-3 days", "not_a_span"),
        (Span, "0 days", "span_is_zero"),
        (Moment, "soon", "not_a_moment"),
        (Moment, "voting closes", "not_a_moment"),
        (Moment, "when 3 days after voting closes", "not_a_moment"),
        (Moment, "3 days after lunch", "not_a_moment"),
        (Moment, "some days after voting closes", "not_a_span"),
        (Moment, "day 0", "day_not_in_every_month"),
        (Moment, "day 29", "day_not_in_every_month"),
        (Remind, "often", "not_a_remind"),
        (Remind, "every day after", "not_a_remind"),
        (Remind, "every day after, at most 0 times", "reminder_never_sent"),
        (Quota, "0", "not_a_quota"),
        (Quota, "-1", "not_a_quota"),
        (Quota, "many", "not_a_quota"),
        (Quota, "15% of holders of advanced-soldier", "not_a_part_quota"),
        (Quota, "15% of holders of advanced-soldier, rounded", "not_a_part_quota"),
        (Quota, "15% of holders of advanced-soldier, rounded off", "not_a_part_quota"),
        (Quota, "15% of strength, rounded down", "not_a_part_quota"),
        (Quota, "0.15 of holders of advanced-soldier, rounded down", "share_not_exact"),
        (Quota, "150% of holders of advanced-soldier, rounded down", "share_impossible"),
        (Where, "somewhere", "not_a_where"),
        (Doer, "the mayor", "not_a_doer"),
        (Doer, "head of the", "not_a_doer"),
        (Shortfall, "nothing", "not_a_shortfall"),
        (Publication, "soon", "not_a_publication"),
    ],
)
def test_what_says_nothing_is_refused(kind: type[Phrase], text: str, code: str) -> None:
    with pytest.raises(PhraseError) as refused:
        kind.parse(text)

    assert refused.value.code == code


def test_a_letter_among_digits_is_shown_as_the_digit_that_was_meant() -> None:
    with pytest.raises(PhraseError) as refused:
        Quota.parse("2O")

    assert refused.value.params == {"found": "2O", "nearest": "20"}


def test_a_quota_may_be_a_whole_number() -> None:
    assert TypeAdapter(Quota).validate_python(20) == Quota(20)


@pytest.mark.parametrize(
    ("value", "code"), [(True, "not_text"), (None, "not_text"), (["20"], "not_text"), (0, "not_a_quota")]
)
def test_other_values_are_no_phrase(value: object, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Quota).validate_python(value)

    assert [error["type"] for error in refused.value.errors()] == [code]


def test_the_schema_of_a_phrase_is_text_with_its_meaning() -> None:
    assert TypeAdapter(Share).json_schema() == {
        "type": "string",
        "title": "Share",
        "description": 'A part of a council: "at least 80% of members", "more than 1/2 of votes cast".',
    }
