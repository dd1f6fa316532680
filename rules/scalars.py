"""What a single word of a rule file may be: text, a whole number, a date, true or false. Nothing else.

Pure. YAML would guess more (0.8, 0x1F, no, ~); a guess about a share or a deadline is an error here.
"""

import re
from datetime import date
from unicodedata import category, is_normalized

from rules.errors import RulesError

Plain = str | int | bool | date


class ScalarError(RulesError):
    """A word that could be read in more than one way, or that does not belong in a rule file."""


_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_NEGATIVE = re.compile(r"-[0-9][0-9.,_]*")
_DECIMAL = re.compile(r"\+?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(\.[0-9]*)?e[-+]?[0-9]+)", re.IGNORECASE)
_DISGUISED = re.compile(r"[-+]?\.(inf|nan)|\+[0-9]+|0[0-9]+|0[xob][0-9a-f]+|[0-9]+(_[0-9]+)+|[0-9]{16,}", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMBIGUOUS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})
_EMPTY = frozenset({"", "~", "null"})
# control, format (zero width, right-to-left), surrogate, private, unassigned, line and paragraph separators
_ODD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def odd_characters(text: str) -> frozenset[str]:
    """Return the characters of `text` that nobody can see or that only look like a space."""
    return frozenset(
        letter
        for letter in set(text)
        if (category(letter) in _ODD and letter not in "\n\r\t") or (category(letter) == "Zs" and letter != " ")
    )


def check_text(text: str) -> None:
    """Raise ScalarError if `text` holds invisible characters or is not in Unicode's composed form (NFC)."""
    if odd := odd_characters(text):
        raise ScalarError("invisible_character", found=f"U+{ord(min(odd)):04X}")
    if not is_normalized("NFC", text):
        raise ScalarError("not_nfc")


def plain(text: str) -> Plain:
    """Return what an unquoted word says. Raise ScalarError if it could be read in more than one way."""
    if _WHOLE.fullmatch(text):
        return int(text)
    if text in {"true", "false"}:
        return text == "true"
    if _DATE.fullmatch(text):
        return _day(text)
    lower = text.lower()
    if lower in _EMPTY:
        raise ScalarError("empty_value")
    if lower in _AMBIGUOUS:
        raise ScalarError("ambiguous_word", found=text)
    if _NEGATIVE.fullmatch(text):
        raise ScalarError("negative_number", found=text)
    if _DECIMAL.fullmatch(text):
        raise ScalarError("decimal_number", found=text)
    if _DISGUISED.fullmatch(text):
        raise ScalarError("not_a_plain_number", found=text)
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as no:
        raise ScalarError("no_such_date", found=text) from no
