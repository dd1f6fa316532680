"""Text as people type it in a hurry: no diacritics, small letters, words only. Pure; what is shown is never folded."""

import re
import unicodedata

# The stroke of đ is part of the letter, so decomposing leaves it; the two look-alikes are folded with it.
_STROKES = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "Ɖ": "d"})
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WORDS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` without diacritics and case, words apart by one blank.

    >>> fold("Đắk N'Drót: 3,5 tấn gạo")
    'dak n drot 3 5 tan gao'
    """
    letters = unicodedata.normalize("NFKD", text.translate(_STROKES)).casefold()
    return " ".join(_WORDS.findall(_MARKS.sub("", letters)))


def searchable(*texts: str | None) -> str:
    """Return the different folded words of `texts`, as they are kept to be searched."""
    return " ".join(dict.fromkeys(fold(" ".join(text for text in texts if text)).split()))
