import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.folding import fold, searchable

LETTERS = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


def test_every_vietnamese_letter_has_a_plain_one() -> None:
    plain = "aadeoou" + "a" * 15 + "e" * 10 + "i" * 5 + "o" * 15 + "u" * 10 + "y" * 5

    assert fold(LETTERS) == fold(LETTERS.upper()) == plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk N'Drót", "dak n drot"),
        ("hoà hòa", "hoa hoa"),
        ("Ðà Nẵng", "da nang"),  # the Icelandic letter that looks the same
        ("  3,5  tấn\ngạo ", "3 5 tan gao"),
        ("CSĐT_2", "csdt 2"),
        ("", ""),
    ],
)
def test_text_is_folded_to_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_however_letters_are_composed_they_fold_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_searchable_text_has_each_word_once() -> None:
    assert searchable("Đội Cảnh sát", None, "cảnh sát") == "doi canh sat"
