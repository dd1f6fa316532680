"""Numbers as people write them, in both languages."""

import pytest

from words.catalogue import Language
from words.dates import written_tenths


@pytest.mark.parametrize(
    ("number", "language", "written"),
    [(0.04, "vi", "0,0"), (12.34, "vi", "12,3"), (1234.96, "vi", "1.235,0"), (1234.96, "en", "1,235.0")],
)
def test_a_number_has_one_digit_behind_the_point_of_its_language(
    number: float, language: Language, written: str
) -> None:
    assert written_tenths(number, language) == written
