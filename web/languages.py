"""Which language an answer is in, and its sentences. Vietnamese unless English is asked for first."""

from collections.abc import Mapping

from words.catalogue import Language, said
from words.problems import FIELDS, PROBLEMS


def language_of(accept_language: str) -> Language:
    """Return the language that the header Accept-Language prefers among ours."""
    best: Language = "vi"
    best_weight = 0.0
    for part in accept_language[:1000].split(","):
        tag, _, rest = part.strip().partition(";")
        name = tag.lower().split("-")[0]
        weight = _weight(rest)
        if name in {"vi", "en"} and weight > best_weight:
            best, best_weight = ("vi" if name == "vi" else "en"), weight
    return best


def problem_sentence(code: str, language: Language, params: Mapping[str, object]) -> str:
    """Return what the refusal `code` says. Raise KeyError if the catalogue lacks it or a parameter is missing."""
    return said(PROBLEMS, code, language, params)


def field_sentence(code: str, language: Language, params: Mapping[str, object]) -> str:
    """Return what is wrong with one field."""
    return said(FIELDS, code, language, params)


def _weight(rest: str) -> float:
    """Return the weight that `;q=0.8` gives; whatever cannot be read weighs nothing."""
    name, _, value = rest.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
