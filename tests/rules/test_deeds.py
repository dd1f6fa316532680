"""A deed as it is logged: tidied, limited, and the same however it was typed."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules.deeds import Deed, tidy
from tests.rules.makers import DEED


def make_deed(**changes: Any) -> Deed:
    return Deed.model_validate({"title": "Trả lại ví", "done_on": "2026-11-02", "honoured": ["binh"]} | changes)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("  Trả lại ví \n", "Trả lại ví", id="outer blanks go"),
        pytest.param(unicodedata.normalize("NFD", "Trả lại ví"), "Trả lại ví", id="letters are composed"),
        pytest.param("Trả\u200b lại\u202e ví\ufeff\u00ad", "Trả lại ví", id="invisible marks go"),
        pytest.param("Trả\x00 lại\x1b ví\r\nhai", "Trả lại ví\nhai", id="control characters go, a new line stays"),
        pytest.param("Trả\tlại", "Trả lại", id="a tab parts two words"),
        pytest.param("Tra\x00\u0309", "Trả", id="what a control character kept apart is composed"),
        pytest.param("\u200b \u2060", "", id="nothing is left of nothing"),
    ],
)
def test_what_is_typed_is_kept_as_it_is_read(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


# letters, marks and what is taken out between them, so that they often meet
texts = st.text() | st.text(st.sampled_from("aăe \n\t\x00\u0301\u0309\u0323\u200b\u0130ế"))


@given(texts)
def test_what_is_tidy_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(texts)
def test_the_same_words_are_the_same_text_however_they_were_encoded(text: str) -> None:
    assert tidy(unicodedata.normalize("NFD", text)) == tidy(unicodedata.normalize("NFC", text))


def test_every_line_of_a_deed_is_tidied() -> None:
    deed = make_deed(title=" Trả lại ví ", story="Một\u200b câu ", place=" xã Nam Đà\x07")

    assert (deed.title, deed.story, deed.place) == ("Trả lại ví", "Một câu", "xã Nam Đà")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        pytest.param({"title": ""}, "title", "too_short", id="no title"),
        pytest.param({"title": " \u200b "}, "title", "too_short", id="a title that nobody can see"),
        pytest.param({"title": "á" * 301}, "title", "too_long", id="a title that is a story"),
        pytest.param({"story": "á" * 20_001}, "story", "too_long", id="a story that is a book"),
        pytest.param({"honoured": []}, "honoured", "too_short", id="nobody is honoured"),
        pytest.param({"honoured": ["p"] * 51}, "honoured", "too_long", id="everybody is honoured"),
        pytest.param({"subject": "team"}, "subject", "literal_error", id="an unknown subject"),
        pytest.param({"beneficiaries": -1}, "beneficiaries", "greater_than_equal", id="less than nobody was helped"),
        pytest.param({"value_vnd": -1}, "value_vnd", "greater_than_equal", id="a negative value"),
        pytest.param({"done_on": "2026-02-30"}, "done_on", "date_from_datetime_parsing", id="a day that is none"),
        pytest.param({"reward": 1}, "reward", "extra_forbidden", id="an unknown field"),
    ],
)
def test_a_deed_that_says_too_little_or_too_much_is_refused(changes: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_deed(**changes)

    assert [(error["loc"][0], error["type"]) for error in refused.value.errors()] == [(field, code)]


def test_a_decomposed_text_has_as_much_room_as_a_composed_one() -> None:
    title = "ế" * 300

    assert make_deed(title=unicodedata.normalize("NFD", title)).title == title


def test_a_deed_travels_as_it_is_and_does_not_change() -> None:
    assert Deed.model_validate_json(DEED.model_dump_json()) == DEED
    with pytest.raises(ValidationError):
        DEED.title = "khác"
