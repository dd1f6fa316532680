import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from store.errors import SpoiledBallot
from store.sealing import key_id, open_ballots, seal, sealing_key

MASTER = bytes(32)
KEY = sealing_key(MASTER, "sitting/so-vang/province/2026-Q4", 1)
PUBLIC = bytes(KEY.public_key)


@given(st.lists(st.integers(0, 3), max_size=60))
def test_what_was_sealed_opens_as_it_was(choices: list[int]) -> None:
    assert open_ballots(KEY, [("an", seal(PUBLIC, choices, "an"))]) == [tuple(choices)]


@given(st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_a_sealed_ballot_tells_nothing_by_its_length(choices: list[int]) -> None:
    assert len(seal(PUBLIC, choices)) == 64 + 5


def test_the_same_choices_never_look_the_same() -> None:
    assert seal(PUBLIC, [1, 1]) != seal(PUBLIC, [1, 1])


@pytest.mark.parametrize(
    "other",
    [
        sealing_key(MASTER, "sitting/so-vang/province/2026-Q4", 2),
        sealing_key(MASTER, "sitting/so-vang/province/2027-Q1", 1),
        sealing_key(bytes([1] * 32), "sitting/so-vang/province/2026-Q4", 1),
        PrivateKey.generate(),
    ],
    ids=["another round", "another sitting", "another master key", "any key"],
)
def test_only_its_own_key_opens_a_ballot(other: PrivateKey) -> None:
    with pytest.raises(SpoiledBallot):
        open_ballots(other, [("an", seal(PUBLIC, [1], "an"))])


def test_a_ballot_copied_into_another_row_does_not_open() -> None:
    with pytest.raises(SpoiledBallot) as refused:
        open_ballots(KEY, [("binh", seal(PUBLIC, [1], "an"))])

    assert refused.value.whose == "binh"


def test_a_ballot_that_was_touched_does_not_open() -> None:
    sealed = bytearray(seal(PUBLIC, [1], "an"))
    sealed[-1] ^= 1

    with pytest.raises(SpoiledBallot):
        open_ballots(KEY, [("an", bytes(sealed))])


def test_the_name_of_a_key_tells_keys_apart() -> None:
    assert (key_id(MASTER) == key_id(bytes(32)), key_id(MASTER) == key_id(bytes([1] * 32))) == (True, False)
