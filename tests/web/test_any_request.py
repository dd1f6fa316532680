"""Any request to any address of the API, from anybody with an office, gets an answer that the description names.

The requests are made from the description itself, some as it asks and some against it, the same ones at every run.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import cycle
from time import perf_counter
from typing import Any, NamedTuple
from uuid import uuid4

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable

from settings import HOME
from tests.web.callers import description
from tests.web.conftest import SITTING
from tests.web.signed_in import Town
from web.routing import PREFIX

READY = f"{PREFIX}/ready"  # says that there is no engine

ROLES = {
    "officer": "an",
    "leader": "binh",
    "member": "m-2",
    "secretary": "secretary",
    "head": "head",
    "standing_office": "office",
    "auditor": "auditor",
    "publisher": "publisher",
    "administrator": "admin",
}
EXAMPLES = 2  # of each operation, as it asks; as many against it
PATIENCE_S = 20  # not a measure of speed: what takes so long even on a busy machine hangs
NO_ENGINE = {"engine_unavailable", "engine_not_ready"}  # there is none in these tests


def things_there() -> Mapping[str, tuple[object, ...]]:
    """Return what is there for a request to name, by the names under which requests name it."""
    nominations, people, units = (
        ("n-open", "n-returned", "n-ended"),
        ("an", "binh", "m-2", "head"),
        ("team", "district"),
    )
    sittings = (SITTING, f"{SITTING}-planned", f"{SITTING}-decided")
    rules = (HOME / "rules" / "programmes" / "so-vang.yaml").read_text("utf-8")
    return {
        "nomination_id": nominations,
        "nomination": nominations,
        "about": (*nominations, *sittings),
        "ids": nominations,
        "sitting_id": sittings,
        "sitting": sittings,
        "person_id": people,
        "person": people,
        "to": people,
        "author": people,
        "honoured": people,
        "unit_id": units,
        "unit": units,
        "programme": ("so-vang",),
        "stage": ("unit-month",),
        "period": ("2026-11",),
        "text": (rules,),
    }


def named(what: str, said: Any, there: Mapping[str, Iterator[object]]) -> Any:
    """Return what is said under the name `what`, so that all it names is there."""
    match said:
        case str() if what in there:
            return next(there[what])
        case list():
            return [named(what, part, there) for part in said]
        case dict() if what == "choices":
            return {next(there["nomination_id"]): vote for vote in said.values()}
        case dict():
            return {name: named(name, part, there) for name, part in said.items()}
    return said


class Asked(NamedTuple):
    """A request, and the roles that send it."""

    case: Any
    roles: list[str]


def requests(document: dict[str, Any]) -> Iterator[Asked]:
    """Yield what is asked of each operation: by every role of what is there; by one role after the other at random."""
    from schemathesis import GenerationMode, openapi  # importing it takes seconds, and nothing else needs it

    everybody, one = list(ROLES), cycle(ROLES)
    there = {name: cycle(known) for name, known in things_there().items()}
    for found in openapi.from_dict(document).get_all_operations():
        operation = found.ok()
        for case in drawn(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)):
            yield Asked(case, [next(one)])
        for case in drawn(operation.as_strategy(generation_mode=GenerationMode.POSITIVE)):
            yield Asked(case, [next(one)])
            for part in ("path_parameters", "query", "body"):
                setattr(case, part, named("", getattr(case, part), there))
            yield Asked(case, everybody)


def drawn(strategy: Any) -> list[Any]:
    """Return the examples, the same ones each time; none where no request can be wrong."""
    found: list[Any] = []

    @seed(20261123)
    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(case: Any) -> None:
        found.append(case)

    with suppress(Unsatisfiable):
        draw()
    return found


async def send(at: httpx2.AsyncClient, case: Any, token: str) -> httpx2.Response:
    headers = {**case.headers, "Authorization": f"Bearer {token}"}
    if case.method != "GET":
        headers["Idempotency-Key"] = uuid4().hex
    content = None
    if case.media_type:
        headers.setdefault("Content-Type", case.media_type)
        content = case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()
    async with asyncio.timeout(PATIENCE_S):
        return await at.request(case.method, case.formatted_path, params=case.query, headers=headers, content=content)


@pytest.mark.timeout(600)
async def test_no_request_of_any_role_is_answered_otherwise_than_described(things: Town) -> None:
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi import checks

    conforms = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]
    at = await things.browser()
    wrong, slowest, answers = [], (0.0, ""), Counter[int]()
    for case, roles in requests(description(things.app)):
        for role in roles:
            what, began = f"{case.method} {case.formatted_path} as {role}", perf_counter()
            try:
                answer = await send(at, case, things.tokens[ROLES[role]])
                case.validate_response(answer, checks=conforms)
            except FailureGroup as failed:
                wrong.append((what, str(failed)))
            except Exception as fault:  # noqa: BLE001 - the application's own, or that it hangs
                wrong.append((what, repr(fault)))
            else:
                answers[answer.status_code] += 1
                if answer.status_code >= 500 and not (NO_ENGINE & set(answer.json().values()) or case.path == READY):
                    wrong.append((what, answer.text))
            slowest = max(slowest, (perf_counter() - began, what))
    print(f"{sum(answers.values())} answers: {dict(sorted(answers.items()))}; the slowest: {slowest}")  # noqa: T201 - a figure

    assert wrong == []
    assert answers[200] > 300  # else little was asked that anybody may ask
