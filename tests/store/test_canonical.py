from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.canonical import canonical, digest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_keys_are_sorted_and_letters_stay_letters() -> None:
    assert canonical({"b": [1, None, True], "a": "Đắk"}) == '{"a":"Đắk","b":[1,null,true]}'


def test_one_instant_has_one_form_in_every_zone() -> None:
    here = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=7)))

    assert canonical(here) == canonical(here.astimezone(UTC)) == '"2026-11-23T02:00:00.000000+00:00"'


def test_days_and_bytes_have_a_form() -> None:
    assert canonical([date(2026, 11, 23), b"\x00\xff"]) == '["2026-11-23","00ff"]'


@pytest.mark.parametrize("value", [0.8, datetime(2026, 11, 23), {1, 2}], ids=["a float", "no zone", "no order"])  # noqa: DTZ001
def test_what_is_not_exact_has_no_form(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})


@given(JSON)
def test_the_order_of_keys_never_matters(value: object) -> None:
    def turned(inner: object) -> object:
        if isinstance(inner, dict):
            return {key: turned(inner[key]) for key in reversed(inner)}
        return [turned(one) for one in inner] if isinstance(inner, list) else inner

    assert digest(turned(value)) == digest(value)


@given(JSON, JSON)
def test_different_values_have_different_hashes(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (canonical(one) == canonical(other))
