"""Every route by every role in every state of what it is about: let in exactly where the judge says so.

Made from the routes themselves, API and pages, so that a new one is in it the day it is written.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi.routing import RouteContext, iter_route_contexts

from rules.rights import PROVED, Action, Resource, authorize
from rules.signing_in import FRESH
from store import actors, nominations, organisation, people, resources, sitting_lists
from tests.store.makers import TODAY
from tests.web.conftest import SITTING, STATES
from tests.web.signed_in import Town
from web.access import Needs, needs_of

PEOPLE = ("an", "binh", "chi", "head", "secretary", "chair", "stranger", "strange-head", "office", "admin", "auditor",
          "publisher", "deputy", "away")  # fmt: skip
WITHOUT_A_THING = ("an", "head", "admin")
"""Enough where nothing is there, or where this test does not know what a route is about."""
BODIES: dict[str, Any] = {
    "/api/v1/nominations/{nomination_id}/commands": {"ask": "return", "because": "thiếu ảnh"},
    "/api/v1/sittings/{sitting_id}/ballot": {"choices": {"n-open": "for"}},
    "/api/v1/sittings/{sitting_id}/reschedule": {"votes_close_at": "2026-12-01T17:00:00+07:00", "because": "họp dời"},
    "/api/v1/accounts": {"person_id": "an", "name": "an-again"},
    "/api/v1/offices": {"person_id": "chi", "role": "officer", "unit_id": "district"},
    "/api/v1/seats": {"person_id": "chi", "council": "unit", "unit_id": "district", "post": "member"},
    "/api/v1/deputies": {"person_id": "chi", "deputy_id": "binh"},
    "/api/v1/imports/{kind}": {"content": "person_id,role,unit_id\n"},
}
AWAY = {503}  # the engine: there is none in these tests


def routes_of(town: Town) -> list[tuple[str, RouteContext, Needs]]:
    """Every route that needs somebody, once a method."""
    found = []
    for route in iter_route_contexts(town.app.routes):
        needs = needs_of(getattr(route, "dependant", None))
        if needs is not None:
            found += [(method, route, needs) for method in sorted(route.methods - {"HEAD"})]
    return found


def addresses(path: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a route, each with the state that its first part is in."""
    names = [name.partition(":")[0] for name in re.findall(r"\{([^{}]+)\}", path)]
    plain = re.sub(r"\{([^{}:]+):[^{}]+\}", r"{\1}", path)
    for values in product(*(STATES.get(name, ("nothing-1",)) for name in names)):
        yield plain.format(**dict(zip(names, values, strict=True))), values[0] if values else ""


async def ask(
    at: httpx2.AsyncClient, method: str, route: RouteContext, path: str, token: str | None
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if method == "GET":
        return await at.get(path, headers=headers)
    headers["Idempotency-Key"] = str(uuid4())
    if path.startswith("/api/"):
        return await at.request(method, path, json=BODIES.get(route.path_format, {}), headers=headers)
    return await at.request(method, path, data={"key": uuid4().hex}, headers=headers)


def resource_of(town: Town, path: str, state: str) -> Resource | None:
    """Return what a route is about, as the judge sees it; None where this test does not know."""
    with town.database.read() as conn:
        units = organisation.tree(conn)
        if state.startswith("n-"):
            nomination = nominations.by_id(conn, state)
            return resources.of_nomination(conn, nomination, units, TODAY) if nomination else None
        if state.startswith("sitting/"):
            sitting = sitting_lists.by_id(conn, state)
            return resources.of_sitting(conn, sitting, units, TODAY) if sitting else None
        if "/people/" in path:
            person = people.by_id(conn, state)
            return resources.of_unit(units, person.unit_id, TODAY, owner_id=person.id) if person else None
    return None


def codes(town: Town, person: str, actions: tuple[Action, ...], resource: Resource) -> set[str]:
    with town.database.read() as conn:
        actor = actors.actor(conn, person, TODAY)
    assert actor
    return {authorize(actor, action, resource).code for action in actions}


async def test_nobody_gets_into_a_route_that_needs_somebody(things: Town) -> None:
    at, let_in = await things.browser(), []
    for method, route, needs in routes_of(things):
        path, _ = next(addresses(route.path_format))
        answer = await ask(at, method, route, path, None)
        sent_away = answer.status_code == 401 or (
            answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        )
        if not sent_away and not needs.or_nobody:
            let_in.append((method, path, answer.status_code))

    assert let_in == []


@pytest.mark.timeout(300)
async def test_every_route_by_every_role_in_every_state(things: Town) -> None:
    at, wrong = await things.browser(), []
    for method, route, needs in routes_of(things):
        for path, state in addresses(route.path_format):
            resource = resource_of(things, path, state)
            for person in PEOPLE if resource else WITHOUT_A_THING:
                status = (await ask(at, method, route, path, things.tokens[person])).status_code
                if status >= 500 and status not in AWAY:
                    wrong.append((method, path, person, status, "a fault"))
                if resource is None:
                    if state in {"n-none", f"{SITTING}-none", "nobody-here"} and status < 400:
                        wrong.append((method, path, person, status, "nothing is there"))
                    continue
                told = codes(things, person, needs.actions, resource)
                if status < 400 and told.isdisjoint({"allowed"}):
                    wrong.append((method, path, person, status, f"the judge says {told}"))
                if told == {"not_found"} and status not in {404, 422}:
                    wrong.append((method, path, person, status, "it shows that it is there"))
                is_there = "nothing-1" not in path and "ballot" not in path
                if method == "GET" and told == {"allowed"} and status in {403, 404} and is_there:
                    wrong.append((method, path, person, status, "the judge lets in"))

    assert wrong == []


async def test_a_token_for_reading_changes_nothing_anywhere(things: Town) -> None:
    at, done = await things.browser(), []
    for method, route, needs in routes_of(things):
        if method == "GET" or any(action.endswith(".read") for action in needs.actions):
            continue
        for path, _ in addresses(route.path_format):
            answer = await ask(at, method, route, path, things.tokens["reading"])
            if answer.status_code < 400:
                done.append((method, path, answer.status_code))

    assert done == []


@pytest.mark.parametrize("person", ["an", "head", "chair", "admin"])
async def test_what_asks_for_a_proof_is_not_done_without_a_fresh_one(things: Town, person: str) -> None:
    at = await things.signed_in(person)
    things.clock.wait(FRESH)
    done = []
    for method, route, needs in routes_of(things):
        if set(needs.actions) <= PROVED:
            for path, _ in addresses(route.path_format):
                answer = await ask(at, method, route, path, None)
                is_sent_to_prove = answer.status_code == 303 and answer.headers["location"].startswith("/prove")
                if answer.status_code < 400 and not is_sent_to_prove:
                    done.append((method, path, answer.status_code))

    assert done == []
