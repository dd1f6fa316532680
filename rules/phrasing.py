"""What all phrases of the rule language share: how they are read from text and written back. Pure."""

import inspect
from abc import ABC, abstractmethod
from typing import ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from rules.errors import PhraseError

LONGEST_PHRASE = 120  # characters; the longest honest phrase has about 60


def plainly(text: str) -> str:
    """Return `text` in lower case with single spaces, short enough to match without fear."""
    if len(text) > LONGEST_PHRASE:
        raise PhraseError("phrase_too_long", limit=LONGEST_PHRASE, found=text[:20] + "…")
    return " ".join(text.lower().split())


class Phrase(ABC):
    """What all phrases share: they are read from text, written as text, and pydantic knows both ways."""

    __slots__ = ()
    MAY_BE_NUMBER: ClassVar[bool] = False
    """Whether a bare whole number says it too, as in `at_most: 20`."""

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """Return the phrase that `text` says. Raise PhraseError if it can't be read."""

    @classmethod
    def _read(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        # `at_most: 20` is a whole number in a rule file; a bare number elsewhere deserves the phrase's own error
        text = str(value) if type(value) is int else value
        if not isinstance(text, str):
            raise PydanticCustomError("not_text", "not text")
        try:
            return cls.parse(text)
        except PhraseError as no:
            raise PydanticCustomError(no.code, no.code, no.params) from no

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._read,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return what an editor can know of the phrase: its kind, what it means, and how it is written."""
        told = inspect.cleandoc(cls.__doc__ or "").split("\n\n", maxsplit=1)[0]
        of_type = ["string", "integer"] if cls.MAY_BE_NUMBER else "string"
        return {"type": of_type, "title": cls.__name__, "description": " ".join(told.split())}
