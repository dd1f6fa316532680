"""Who gets in, and what is there for whom."""

from datetime import date, timedelta

import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import update

from rules.rights import Action
from store import tables as t
from store import tokens
from store.engine import Database
from tests.store.makers import make_nomination, make_sitting
from tests.web.callers import Api, code, description
from tests.web.conftest import NOW
from tests.web.town import MEMBERS
from web.access import PUBLIC, Needs, UndeclaredRouteError, check_declared

SITTING = "sitting/so-vang/unit-month/district/2026-11"


async def test_without_a_token_nobody_gets_in(api: Api) -> None:
    response = await api.get("/nominations")

    assert code(response) == (401, "token_missing")
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("sent", ["Bearer sv1_guess", "Bearer ", "Basic YW46YW4=", "sv1_guess"])
async def test_what_is_no_good_token_lets_nobody_in(api: Api, sent: str) -> None:
    response = await api.get("/nominations", headers={"Authorization": sent})

    assert response.status_code == 401


async def test_an_expired_token_is_not_accepted(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        long_ago = NOW - timedelta(days=2)
        issued = tokens.issue(conn, "an", label="old", now=long_ago, expires_at=NOW - timedelta(seconds=1))

    response = await api.get("/nominations", headers={"Authorization": f"Bearer {issued.secret}"})

    assert code(response) == (401, "token_not_accepted")


async def test_a_revoked_token_is_not_accepted(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        issued = tokens.issue(conn, "an", label="lost", now=NOW)
        tokens.revoke(conn, issued.id, now=NOW)

    response = await api.get("/nominations", headers={"Authorization": f"Bearer {issued.secret}"})

    assert code(response) == (401, "token_not_accepted")


async def test_the_token_of_somebody_who_has_left_is_not_accepted(api: Api, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        conn.execute(update(t.people).where(t.people.c.id == "an").values(active_to=date(2026, 11, 22)))

    response = await api.get("/nominations", as_="an")

    assert code(response) == (401, "token_not_accepted")


async def test_the_last_use_of_a_token_is_noted(api: Api, sqlite_db: Database) -> None:
    await api.get("/nominations", as_="an")

    with sqlite_db.read() as conn:
        used_at = conn.execute(t.tokens.select().where(t.tokens.c.person_id == "an")).one().last_used_at
    assert used_at == NOW


@pytest.mark.parametrize("path", ["/health", "/openapi.json"])
async def test_what_is_public_asks_for_no_token(api: Api, path: str) -> None:
    response = await api.get(path)

    assert response.status_code == 200


def test_an_app_with_a_route_that_declares_nothing_does_not_start() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/declared", dependencies=[Depends(Needs(Action.UNITS_READ))])
    @app.get("/open", dependencies=[PUBLIC])
    @app.get("/forgotten")
    async def route() -> None: ...

    with pytest.raises(UndeclaredRouteError) as refused:
        check_declared(app)

    assert refused.value.routes == ("GET /forgotten",)


WRITE_NOTHING = [
    "post /api/v1/rules/plan",
    "post /api/v1/rules/replay",
    "post /api/v1/rules/try",
    "post /api/v1/stuck/preview",
]


def test_every_write_of_the_api_asks_for_a_key_except_those_that_write_nothing(api: Api) -> None:
    without = [
        f"{method} {path}"
        for path, operations in description(api.app)["paths"].items()
        for method, operation in operations.items()
        if method != "get" and "Idempotency-Key" not in {one["name"] for one in operation.get("parameters", ())}
    ]

    assert sorted(without) == WRITE_NOTHING


FOREIGN = [
    "/nominations/n-1",
    "/nominations/n-1/events",
    "/nominations/n-1/explanation",
    f"/sittings/{SITTING}",
    f"/sittings/{SITTING}/ballot",
    "/people/an",
    "/books/entries/unit/district/2026/1",
]


@pytest.mark.parametrize("path", FOREIGN)
async def test_what_is_not_hers_answers_as_what_is_not_there(api: Api, sqlite_db: Database, path: str) -> None:
    _make_things(sqlite_db)
    missing = path.replace("n-1", "n-9").replace("2026", "2019").replace("/an", "/nobody")

    foreign = await api.get(path, as_="stranger")
    absent = await api.get(missing, as_="stranger")

    assert code(foreign) == (404, "not_found")
    assert {**foreign.json(), "instance": ""} == {**absent.json(), "instance": ""}


@pytest.mark.parametrize("path", FOREIGN)
async def test_whoever_looks_after_the_unit_sees_it(api: Api, sqlite_db: Database, path: str) -> None:
    _make_things(sqlite_db)

    response = await api.get(path, as_="chair" if path.endswith("ballot") else "head")

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/nominations", "/sittings", "/books/entries"])
async def test_a_list_neither_shows_nor_counts_what_is_not_hers(api: Api, sqlite_db: Database, path: str) -> None:
    _make_things(sqlite_db)

    hers = await api.get(path, as_="head")
    others = await api.get(path, as_="stranger")

    assert len(hers.json()["items"]) == 1
    assert others.json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/nominations/n-1/commands", {"ask": "recommend"}),
        ("PUT", f"/sittings/{SITTING}/ballot", {"choices": {"n-1": "for"}}),
        ("POST", f"/sittings/{SITTING}/reschedule", {"votes_close_at": "2026-12-01T17:00:00+07:00", "because": "x"}),
    ],
)
async def test_a_stranger_cannot_act_on_what_is_not_there_for_her(
    api: Api, sqlite_db: Database, method: str, path: str, body: object
) -> None:
    _make_things(sqlite_db)

    response = await api.call(method, path, as_="stranger", json=body)

    assert code(response) == (404, "not_found")


async def test_figures_are_for_administrators(api: Api) -> None:
    refused = await api.get("/metrics", as_="an")
    told = await api.get("/metrics", as_="admin")

    assert code(refused) == (403, "not_allowed")
    assert 'sovang_http_requests_total{method="GET",route="/api/v1/metrics",status="403"} 1.0' in told.text


def _make_things(database: Database) -> None:
    with database.write() as conn:
        make_nomination(conn, "n-1", sitting_id=SITTING)
        make_sitting(conn, SITTING, members=MEMBERS, candidates=["n-1"])
        entry = {"id": "unit/district/2026/1", "book": "unit", "unit_id": "district", "year": 2026, "number": 1}
        conn.execute(
            t.entries.insert().values(
                **entry, nomination_id="n-1", recorded_at=NOW, title="Tìm người lạc", is_sample=False
            )
        )
