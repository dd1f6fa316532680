"""How a sentence is taken out of the catalogue: by code, in one language, with its numbers filled in.

The sentences themselves stand in the other modules of this room, one for each theme: code → (Vietnamese, English).
"""

from collections.abc import Mapping
from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

Sentences = Mapping[str, tuple[str, str]]


def said(sentences: Sentences, code: str, language: Language, params: Mapping[str, object] | None = None) -> str:
    """Return the sentence of `code` with `params` filled in, lists by commas. Raise KeyError if one is missing."""
    told = {name: _told(value) for name, value in (params or {}).items()}
    return sentences[code][LANGUAGES.index(language)].format_map(told)


def _told(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
