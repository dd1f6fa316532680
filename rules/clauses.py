"""What every clause of a rule file is made of: its base, and the forms of names, texts and times of day.

Pure. Which clauses there are, `rules.programme` says.
"""

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CLAUSE_PATH = re.compile(r"stages\.[a-z][a-z0-9-]*(\.[a-z_]+)+")
_NUMBERING = re.compile(r"([^{}]|\{unit\}|\{year\})*\{n\}([^{}]|\{unit\}|\{year\})*")


def _form(pattern: re.Pattern[str], code: str) -> AfterValidator:
    """Return a check that a text has a form, with its own code when it has not."""

    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise PydanticCustomError(code, code, {"found": text[:60]})
        return text

    return AfterValidator(check)


Short = Annotated[str, Field(min_length=1, max_length=60)]
Name = Annotated[Short, _form(_NAME, "not_a_name")]
ClausePath = Annotated[str, Field(max_length=120), _form(_CLAUSE_PATH, "not_a_clause_path")]
Numbering = Annotated[Short, _form(_NUMBERING, "not_a_numbering")]
Text = Annotated[str, Field(min_length=1, max_length=1000)]


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value if isinstance(value, str) and len(value) == 5 else "")
    except ValueError as no:
        raise PydanticCustomError("not_a_clock_time", "not a time of day", {"found": str(value)[:60]}) from no


Clock = Annotated[
    time,
    PlainValidator(_clock, json_schema_input_type=str),
    PlainSerializer(lambda at: at.isoformat("minutes"), return_type=str, when_used="json"),
]


class Clause(BaseModel):
    """A part of a programme: frozen, nothing guessed, nothing unknown."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )


class Title(Clause):
    """What something is called, in both languages."""

    vi: Text
    en: Text
