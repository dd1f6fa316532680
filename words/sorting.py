"""The order of names as Vietnamese lists have it: by the given name, which stands last, letter by letter, then tone."""

import unicodedata
from functools import cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = {letter: place for place, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # grave, hook, tilde, acute, dot below

Place = tuple[tuple[int, ...], tuple[int, ...]]


def by_given_name(name: str) -> tuple[Place, ...]:
    """Return what a person's name is sorted by: the given name first, then the names before it from the left."""
    words = name.split()
    return tuple(place(word) for word in [*words[-1:], *words[:-1]])


@cache
def place(word: str) -> Place:
    """Return what a word is sorted by: its letters in the order of the alphabet, and its tones only among equals."""
    letters: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", word).casefold():
        marks = unicodedata.normalize("NFD", letter)
        tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), 0))
        plain = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        letters.append(_PLACES.get(plain, 100 + ord(plain[0])))
    return tuple(letters), tuple(tones)
