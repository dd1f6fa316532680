"""Parts of a whole as a rule file writes them: "80%", "2/3", never a decimal. Pure and exact."""

import re
from fractions import Fraction

from rules.errors import PhraseError

_PERCENT = re.compile(r"([0-9]{1,3})%")
_FRACTION = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")


def exactly(text: str) -> Fraction:
    """Return the part that `text` says. Raise PhraseError `share_not_exact` for decimals and bare numbers."""
    if percent := _PERCENT.fullmatch(text):
        return Fraction(int(percent[1]), 100)
    if (parts := _FRACTION.fullmatch(text)) and int(parts[2]):
        return Fraction(int(parts[1]), int(parts[2]))
    raise PhraseError("share_not_exact", found=text)


def written(part: Fraction) -> str:
    """Return a part as people write it: halves and thirds as fractions, the rest in percent if exact."""
    top, bottom = part.as_integer_ratio()
    in_percent = 100 % bottom == 0 and bottom != 2
    return f"{top * 100 // bottom}%" if in_percent else f"{top}/{bottom}"
