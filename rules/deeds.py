"""A good deed as an officer logs it, and what a log entry must satisfy. Pure: today is handed in."""

import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from rules.messages import Message

# Zero-width and direction marks make two different texts look alike, so they never enter a record.
_INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])


def tidy(text: str) -> str:
    """Return `text` in NFC, without invisible marks, control characters and outer blanks; a tab is a blank."""
    blank = text.replace("\t", " ").translate(_INVISIBLE)
    # composed last: a mark that stood behind what is taken out joins its letter now
    kept = "".join(c for c in blank if c == "\n" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()


def one_line(text: str) -> str:
    """Return `text` tidied, a blank for every break of a line: in a list or a letter it begins no other one."""
    return tidy(" ".join(tidy(text).splitlines()))


Line = Annotated[str, AfterValidator(one_line), Field(max_length=300)]
Prose = Annotated[str, AfterValidator(tidy), Field(max_length=20_000)]
PersonId = Annotated[str, Field(min_length=1, max_length=64)]
UnitId = Annotated[str, Field(min_length=1, max_length=64)]


class Deed(Message):
    """What was done, when, for whom, and who is honoured for it.

    `honoured` are person ids (an officer, or the person record of a collective); `value_vnd` is the reported
    value of what was returned or given, in đồng, never a reward. `award` and `reward_vnd` are what its author proposes,
    where the rules ask for it.
    """

    title: Annotated[Line, Field(min_length=1)]
    story: Prose = ""
    done_on: date
    place: Line = ""
    subject: Literal["individual", "collective"] = "individual"
    honoured: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]
    category: Annotated[str, Field(max_length=64)] = ""
    beneficiaries: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    value_vnd: Annotated[int, Field(ge=0, le=10**15)] | None = None
    award: Annotated[str, Field(max_length=60)] = ""
    reward_vnd: Annotated[int, Field(ge=1, le=10**15)] | None = None
    source_url: Annotated[str, Field(max_length=1000)] = ""
    is_sample: bool = False
