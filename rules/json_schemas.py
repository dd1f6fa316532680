"""The rule language as JSON Schema, for editors that complete while somebody writes. Pure.

It says less than `rules check`: what a phrase may say, and whether clauses fit each other, only that knows.
"""

from typing import Any, Literal

from pydantic import BaseModel

from rules.calendar import CalendarFile
from rules.cases import CasesFile
from rules.programme import Programme

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SchemaName = Literal["programme", "calendar", "cases"]
_MODELS: dict[SchemaName, type[BaseModel]] = {"programme": Programme, "calendar": CalendarFile, "cases": CasesFile}


def json_schema(name: SchemaName) -> dict[str, Any]:
    """Return the JSON Schema of a kind of rule file."""
    return {"$schema": DIALECT, "$id": f"sovang.{name}/1", **_MODELS[name].model_json_schema(mode="validation")}
