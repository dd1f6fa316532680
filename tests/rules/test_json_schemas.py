"""Editors are told of every key of the rule language, and of no value that a good file does not have."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rules.json_schemas import DIALECT, SchemaName, json_schema
from rules.loading import PROGRAMMES
from rules.nodes import values
from rules.reading import read_tree

SMALL = Path(__file__).parent / "programmes" / "small.yaml"
FILES: list[tuple[SchemaName, Path]] = [
    *(("programme", file) for file in [SMALL, *PROGRAMMES.glob("*.yaml")] if ".cases" not in file.name),
    *(("cases", file) for file in PROGRAMMES.glob("*.cases.yaml")),
    *(("calendar", file) for file in (PROGRAMMES / "calendars").glob("*.yaml")),
]
KINDS = {"string": (str, date), "integer": (int,), "object": (dict,), "array": (tuple,), "null": (type(None),)}


def against(said: Any, schema: dict[str, Any], whole: dict[str, Any], path: str) -> Iterator[str]:
    """Yield where `said` is not what the part of JSON Schema that pydantic writes allows."""
    if "$ref" in schema:
        yield from against(said, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, path)
        return
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        if all(list(against(said, choice, whole, path)) for choice in choices):
            yield f"{path}: none of the choices"
        return
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if kinds and not isinstance(said, tuple(kind for name in kinds for kind in KINDS[name])):
        yield f"{path}: {said!r} is no {kinds}"
    elif "const" in schema and said != schema["const"]:
        yield f"{path}: not {schema['const']}"
    elif "enum" in schema and said not in schema["enum"]:
        yield f"{path}: {said!r} is none of {schema['enum']}"
    elif isinstance(said, dict):
        yield from in_map(said, schema, whole, path)
    elif isinstance(said, tuple):
        for number, item in enumerate(said):
            yield from against(item, schema["items"], whole, f"{path}.{number}")


def in_map(said: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], path: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{path}: {key} is missing" for key in schema.get("required", ()) if key not in said)
    for key, value in said.items():
        if key in known:
            yield from against(value, known[key], whole, f"{path}.{key}")
        elif schema.get("additionalProperties", True) is False:
            yield f"{path}: {key} is unknown"


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda one: getattr(one, "stem", one))
def test_every_good_file_is_good_by_the_schema(name: SchemaName, file: Path) -> None:
    schema = json_schema(name)
    root, _ = read_tree(file.read_text(encoding="utf-8"))
    assert root is not None

    assert list(against(values(root), schema, schema, "")) == []


def test_a_wrong_file_is_wrong_by_the_schema() -> None:
    schema = json_schema("programme")
    root, _ = read_tree(SMALL.read_text(encoding="utf-8").replace("calendar: vietnam", "calender: vietnam"))
    assert root is not None

    assert list(against(values(root), schema, schema, "")) == [": calendar is missing", ": calender is unknown"]


@pytest.mark.parametrize("name", ["programme", "calendar", "cases"])
def test_a_schema_says_what_it_is(name: SchemaName) -> None:
    schema = json_schema(name)

    assert (schema["$schema"], schema["$id"]) == (DIALECT, f"sovang.{name}/1")
    assert schema["type"] == "object"


def test_a_phrase_says_how_it_is_written() -> None:
    quota = json_schema("programme")["$defs"]["Select"]["properties"]["at_most"]

    assert quota["type"] == ["string", "integer"]
    assert quota["description"].startswith("How many at most")
