"""A tree held against a schema: pydantic's complaints as faults with codes and places. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rules.mistakes import FAULTS_AT_MOST, nearest
from rules.nodes import Fault, Node, Path, Unreadable, Word, child, fault_at, fault_at_key, values

Model = TypeVar("Model", bound=BaseModel)

# pydantic's complaint → our code; phrases and forms (see `rules.programme`) bring codes of their own
_CODES = {
    "string_type": "not_text",
    "int_type": "not_a_whole_number",
    "tuple_type": "not_a_list",
    "dict_type": "not_a_map",
    "model_type": "not_a_map",
    "model_attributes_type": "not_a_map",
    "date_type": "not_a_date",
    "too_short": "list_is_empty",
    "too_long": "list_too_long",
    "string_too_short": "text_is_empty",
    "string_too_long": "text_too_long",
    "greater_than_equal": "number_too_small",
    "less_than_equal": "number_too_large",
}
_LIMITS = ("max_length", "ge", "le")
_QUOTED = re.compile(r"'([^']*)'")


def read_as(model: type[Model], root: Node) -> tuple[Model | None, list[Fault]]:
    """Return what `root` says as a `model`, None if it is not one, and every fault against the schema."""
    try:
        return model.model_validate(values(root)), []
    except ValidationError as no:
        errors = no.errors(include_url=False)[:FAULTS_AT_MOST]
        faults = [fault for error in errors if (fault := _fault(error, root, model))]
    misspelt = {(*fault.path[:-1], fault.params["nearest"]) for fault in faults if fault.code == "key_unknown"}
    return None, [fault for fault in faults if fault.code != "key_missing" or fault.path not in misspelt]


def keys_at(model: type[BaseModel], root: Node, path: Path) -> tuple[str, ...]:
    """Return the keys that `model` knows for the map at `path` of `root`."""
    node: Node | None = root
    models = [model]
    for at in path:
        node = child(node, at) if node else None
        if isinstance(at, str):
            models = [below for known in models for below in _models_under(known, at)]
        models = [m for m in models if _is_kind(m, node)] or models
    return tuple(field.alias or name for name, field in models[0].model_fields.items()) if models else ()


def _models_under(model: type[BaseModel], key: str) -> Iterator[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if key == (field.alias or name):
            yield from _models_in(field.annotation)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _is_kind(model: type[BaseModel], node: Node | None) -> bool:
    kind = model.model_fields.get("kind")
    return kind is not None and node is not None and _says(node, "kind") in get_args(kind.annotation)


def _fault(error: ErrorDetails, root: Node, model: type[BaseModel]) -> Fault | None:
    """Return the fault behind one complaint; None if it was told before, at the value or inside the list."""
    said, code, path, context = error["input"], error["type"], _path(error["loc"], root), error.get("ctx", {})
    if isinstance(said, Unreadable) or (code == "too_short" and len(said) >= context["min_length"]):
        return None
    if code == "missing":
        return fault_at(root, path, "key_missing", missing=path[-1])
    if code == "union_tag_not_found":
        return fault_at(root, (*path, "kind"), "key_missing", missing="kind")
    if code == "union_tag_invalid":
        return _not_one_of(root, (*path, "kind"), said.get("kind"), context["expected_tags"])
    if code == "extra_forbidden":
        return _key_unknown(root, path, keys_at(model, root, path[:-1]))
    if code == "literal_error" and error["loc"][-1] == "[key]":
        return _key_unknown(root, path, _QUOTED.findall(context["expected"]))
    if code == "literal_error":
        return _not_one_of(root, path, said, context["expected"])
    if code in _CODES:
        limit = next((context[name] for name in _LIMITS if name in context), None)
        return fault_at(root, path, _CODES[code], **({"limit": limit} if limit else {}))
    place = fault_at_key if error["loc"][-1] == "[key]" else fault_at
    return place(root, path, code, **context)


def _key_unknown(root: Node, path: Path, known: Sequence[str]) -> Fault:
    found = str(path[-1])
    guess = nearest(found, known)
    return fault_at_key(root, path, "key_unknown", found=found[:60], nearest=guess, known=", ".join(known))


def _not_one_of(root: Node, path: Path, said: object, expected: str) -> Fault:
    known = _QUOTED.findall(expected)
    found = "{…}" if isinstance(said, dict) else "[…]" if isinstance(said, tuple) else str(said)
    guess = nearest(found, known)
    return fault_at(root, path, "not_one_of", found=found[:60], nearest=guess, known=", ".join(known))


def _path(loc: Path, root: Node) -> Path:
    """Return pydantic's place without what it adds: a stage's kind after its number, `[key]` at a key."""
    path: list[str | int] = []
    node: Node | None = root
    for before, at in pairwise(("", *loc)):
        if at == "[key]" or (isinstance(before, int) and node is not None and _says(node, "kind") == at):
            continue
        path.append(at)
        node = child(node, at) if node else None
    return tuple(path)


def _says(node: Node, key: str) -> object:
    word = child(node, key)
    return word.value if isinstance(word, Word) else None
