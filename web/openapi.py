"""The description of the API: what FastAPI knows of each route, and every refusal it can answer with.

A code that a route never declared is a fault of the description; the tests hold each answer against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from rules.rights import PROVED
from web.access import needs_of
from web.problems import MEDIA_TYPE, STATUS, ProblemBody
from web.repeats import KEY, KEY_HEADER, is_repeatable
from words.catalogue import LANGUAGES
from words.problems import PROBLEMS

_OF_VISITORS = (
    "token_missing",
    "token_not_accepted",
    "session_ended",
    "out_of_scope",
    "not_allowed",
    "not_found",
    "store_busy",
    "store_unavailable",
)
_OF_ADDRESSES = ("not_found", "store_busy", "store_unavailable")
_OF_WRITES = ("not_from_here",)
_OF_BODIES = ("malformed", "not_json", "too_large", "invalid")
_OF_KEYS = ("idempotency_key_missing", "idempotency_key_invalid", "idempotency_key_reused")
_SCHEMA = "#/components/schemas/Problem"
_ENGLISH = LANGUAGES.index("en")
_NOT_OURS = ("HTTPValidationError", "ValidationError")


class DescribedApi(FastAPI):
    """An application whose description names every code of every route."""

    def openapi(self) -> dict[str, Any]:
        """Return the description, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            for route in iter_route_contexts(self.routes):
                for method in route.methods or ():
                    operation = document["paths"].get(route.path_format, {}).get(method.lower())
                    if operation is not None:
                        operation["responses"] = _responses(operation["responses"], refusals_of(route))
                        _demand_key(operation)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for name in _NOT_OURS:
                schemas.pop(name, None)
            schemas["Problem"] = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(schemas["Problem"].pop("$defs", {}))
        return self.openapi_schema or document


def refusals_of(route: RouteContext) -> tuple[str, ...]:
    """Return every code that a route may answer with, in the order of their statuses."""
    dependant: Dependant = route.dependant
    needs = needs_of(dependant)
    codes = {"fault"}
    if needs is not None:
        codes.update(_OF_VISITORS, needs.refuses)
        if not PROVED.isdisjoint(needs.actions):
            codes.add("not_proved")
    elif dependant.path_params:  # open to whoever has the address
        codes.update(_OF_ADDRESSES)
    if not {"GET", "HEAD"} & set(route.methods or ()):
        codes.update(_OF_WRITES)
    if route.body_field is not None:
        codes.update(_OF_BODIES)
    if _has_parameters(dependant):
        codes.add("invalid")
    if is_repeatable(dependant):
        codes.update(_OF_KEYS)
    return tuple(sorted(codes, key=lambda code: (STATUS[code], code)))


def _responses(usual: Mapping[str, Any], codes: Iterable[str]) -> dict[str, Any]:
    by_status: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        by_status[str(STATUS[code])].append(code)
    kept = {status: told for status, told in usual.items() if not _is_usual_refusal(told)}
    return kept | {status: _response(some, kept.get(status)) for status, some in by_status.items()}


def _response(codes: list[str], beside: Mapping[str, Any] | None) -> dict[str, Any]:
    told = {"schema": {"allOf": [{"$ref": _SCHEMA}, {"properties": {"code": {"enum": codes}}}]}}
    content = dict((beside or {}).get("content", {}))
    sentences = (f"`{code}`: {PROBLEMS[code][_ENGLISH]}" for code in codes)
    return {"description": "\n\n".join(sentences), "content": content | {MEDIA_TYPE: told}}


def _demand_key(operation: Mapping[str, Any]) -> None:
    """Say that the key must be sent, and its form. The route itself takes any, to refuse it by a code of its own."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == KEY_HEADER:
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "pattern": f"^{KEY.pattern}$"}


def _is_usual_refusal(told: Mapping[str, Any]) -> bool:
    return _NOT_OURS[0] in str(told.get("content", {}).get("application/json", {}).get("schema", {}))


def _has_parameters(dependant: Dependant) -> bool:
    return bool(dependant.path_params or dependant.query_params) or any(map(_has_parameters, dependant.dependencies))
