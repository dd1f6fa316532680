"""Good passwords, the pauses of whoever guesses, the life of a session."""

from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleBroken
from rules.signing_in import (
    FRESH,
    FROM_ONE_PLACE,
    IDLE,
    LONGEST,
    OF_ONE_NAME,
    OF_ONE_NAME_FROM_ONE_PLACE,
    Patience,
    as_typed,
    good_password,
    is_alive,
    is_fresh,
    pause,
)

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
SENTENCE = "mưa rơi trên đồi chè"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "password_short"),
        ("mưa rơi trên", None),
        ("mưa rơi trê", "password_short"),
        ("đ" * (LONGEST + 1), "password_long"),
        ("password1234", "password_common"),
        ("qwertyuiop12", "password_common"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_common"),
        ("123456789012345", "password_common"),
        (SENTENCE, None),
    ],
)
def test_a_password_is_long_and_not_a_common_one(typed: str, code: str | None) -> None:
    try:
        good_password(typed)
        told = None
    except RuleBroken as no:
        told = no.code

    assert told == code


def test_a_password_made_of_ones_own_name_is_a_common_one() -> None:
    with pytest.raises(RuleBroken) as refused:
        good_password("nguyenvanchien", about=["nguyenvanchien", ""])

    assert refused.value.code == "password_common"


def test_the_same_word_typed_on_two_keyboards_is_one_password() -> None:
    assert good_password(normalize("NFD", SENTENCE)) == as_typed(SENTENCE) == normalize("NFC", SENTENCE)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (5, 0), (6, 1), (7, 2), (8, 4), (11, 32), (12, 60), (1000, 60)]
)
def test_whoever_fails_waits_longer_each_time_up_to_a_minute(failures: int, seconds: int) -> None:
    assert pause(failures, OF_ONE_NAME_FROM_ONE_PLACE) == timedelta(seconds=seconds)


@given(st.integers(0, 10**9), st.sampled_from([OF_ONE_NAME, OF_ONE_NAME_FROM_ONE_PLACE, FROM_ONE_PLACE]))
def test_nobody_is_ever_locked_out(failures: int, patience: Patience) -> None:
    assert timedelta() <= pause(failures, patience) <= timedelta(minutes=1)
    assert pause(failures, patience) <= pause(failures + 1, patience)


@pytest.mark.parametrize(
    ("seen", "ends", "alive"),
    [
        (timedelta(), timedelta(hours=1), True),
        (IDLE - timedelta(seconds=1), timedelta(hours=1), True),
        (IDLE, timedelta(hours=1), False),
        (timedelta(), timedelta(), False),
    ],
)
def test_a_session_ends_by_lying_idle_and_at_its_end(seen: timedelta, ends: timedelta, alive: bool) -> None:
    assert is_alive(seen_at=NOON - seen, ends_at=NOON + ends, now=NOON) is alive


def test_a_proof_is_fresh_for_five_minutes() -> None:
    assert is_fresh(NOON, NOON + FRESH - timedelta(seconds=1))
    assert not is_fresh(NOON, NOON + FRESH)
