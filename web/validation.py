"""A request that does not fit its shape: pydantic's complaints as our own few codes, with the field's path.

Values that were sent are never repeated in the answer, nor logged.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from web.bodies import TAGS
from web.problems import Problem

_CODES: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_great",
    "less_than_equal": "too_great",
    "string_type": "not_text",
    "string_unicode": "not_text",
    "list_type": "not_a_list",
    "tuple_type": "not_a_list",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "literal_error": "not_one_of",
    "enum": "not_one_of",
    "union_tag_invalid": "not_one_of",
    "union_tag_not_found": "missing",
    "one_instant": "one_instant",
    "remedy_lacks": "remedy_lacks",
}
_FAMILIES: Sequence[tuple[str, str]] = (
    ("datetime_", "not_an_instant"),
    ("timezone_", "not_an_instant"),
    ("date_", "not_a_date"),
    ("int_", "not_a_number"),
    ("bool_", "not_true_or_false"),
)


def refusal(complaints: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the refusal that names every field at fault."""
    return Problem("invalid", errors=list(_faults(complaints)))


def _faults(complaints: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for complaint in complaints:
        kind, context = str(complaint["type"]), complaint.get("ctx", {})
        place = list(complaint["loc"])
        if kind.startswith("union_tag"):
            place.append(str(context["discriminator"]).strip("'"))
        code = _code(kind)
        yield _path(place), code, _params(code, context)


def _code(kind: str) -> str:
    return _CODES.get(kind) or next((code for family, code in _FAMILIES if kind.startswith(family)), "not_understood")


def _path(place: Sequence[object]) -> str:
    """Return the path of a field; `body` is left out of a body's own fields, a number is a place in a list."""
    parts = [str(part) for part in place]
    if parts[:1] == ["body"] and len(parts) > 1:
        parts = [part for part in parts[1:] if part not in TAGS]
    return ".".join(parts) or "body"


def _params(code: str, context: Mapping[str, Any]) -> dict[str, object]:
    match code:
        case "too_short" | "too_small":
            return {"least": _first(context, "min_length", "ge", "gt")}
        case "too_long" | "too_great":
            return {"most": _first(context, "max_length", "le", "lt")}
        case "remedy_lacks":
            return {"missing": context["missing"]}
        case "not_one_of":
            return {"allowed": _first(context, "expected", "expected_tags")}
        case _:
            return {}


def _first(context: Mapping[str, Any], *names: str) -> object:
    return next((context[name] for name in names if name in context), "?")
