"""Text as people type it in a hurry: no diacritics, small letters, words only. Pure; what is shown is never folded."""

import unicodedata

# The stroke of đ is part of the letter, so decomposing leaves it; the two look-alikes are folded with it.
_STROKES = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "Ɖ": "d"})


def fold(text: str) -> str:
    """Return `text` without diacritics and case, words apart by one blank.

    >>> fold("Đắk N'Drót: 3,5 tấn gạo")
    'dak n drot 3 5 tan gao'
    """
    letters = unicodedata.normalize("NFKD", text.translate(_STROKES)).casefold()
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def searchable(*texts: str | None) -> str:
    """Return the different folded words of `texts`, as they are kept to be searched."""
    return " ".join(dict.fromkeys(fold(" ".join(text for text in texts if text)).split()))
