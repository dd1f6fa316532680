"""What the API does with requests that are wrong, whatever they ask for."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from tests.web.callers import Api, code
from web.envelope import SECURITY_HEADERS
from web.routing import LARGEST_BODY

TRIAL = {"programme": "so-vang", "stage": "province", "members": 15, "for": 12, "against": 3}


async def test_a_body_that_says_it_is_too_large_is_refused_unread(api: Api) -> None:
    response = await api.call("POST", "/rules/try", as_="an", content=b"x" * (LARGEST_BODY + 1))

    assert code(response) == (413, "too_large")
    assert response.json()["params"] == {"limit": LARGEST_BODY}


async def test_a_body_that_turns_out_too_large_is_refused_too(api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b" " * 50_000

    response = await api.call(
        "POST", "/rules/try", as_="an", content=endless(), headers={"Content-Type": "application/json"}
    )

    assert code(response) == (413, "too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_taken(api: Api, kind: str) -> None:
    response = await api.call("POST", "/rules/try", as_="an", content=json.dumps(TRIAL), headers={"Content-Type": kind})

    assert code(response) == (415, "not_json")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{", id="broken"),
        pytest.param(b'{"programme": "so-vang", "programme": "other"}', id="a key twice"),
        pytest.param(b'{"members": NaN}', id="not a number"),
        pytest.param(b'{"programme": "so\\u0000vang"}', id="a NUL"),
        pytest.param(b'{"programme": "\\ud800"}', id="half a letter"),
        pytest.param(b"\xff\xfe{\x00}\x00", id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"members": ' + b"9" * 5000 + b"}", id="an endless number"),
    ],
)
async def test_what_is_not_strict_json_is_malformed(api: Api, body: bytes) -> None:
    response = await api.call(
        "POST", "/rules/try", as_="an", content=body, headers={"Content-Type": "application/json"}
    )

    assert code(response) == (400, "malformed")


async def test_letters_written_as_escapes_are_letters(api: Api) -> None:
    escaped = json.dumps({**TRIAL, "stage": "đội \\u0000 \U0001f600"}).encode()

    response = await api.call(
        "POST", "/rules/try", as_="an", content=escaped, headers={"Content-Type": "application/json"}
    )

    assert code(response) == (422, "invalid")


async def test_every_field_at_fault_is_named(api: Api) -> None:
    deed = {"title": "", "done_on": "2026-02-30", "beneficiaries": -1, "subject": "both", "colour": "red"}

    response = await api.post("/nominations", {"programme": "so-vang", "deed": deed}, as_="an")

    assert code(response) == (422, "invalid")
    assert {(one["field"], one["code"]) for one in response.json()["errors"]} == {
        ("deed.title", "too_short"),
        ("deed.done_on", "not_a_date"),
        ("deed.beneficiaries", "too_small"),
        ("deed.subject", "not_one_of"),
        ("deed.colour", "unknown_field"),
    }


@pytest.mark.parametrize(
    ("body", "field", "fault"),
    [
        ({}, "ask", "missing"),
        ({"ask": "promote"}, "ask", "not_one_of"),
        ({"ask": "adopt"}, "ask", "not_one_of"),
        ({"ask": "return"}, "because", "missing"),
        ({"ask": "return", "because": "\u200b "}, "because", "too_short"),
        ({"ask": "recommend", "by": "binh"}, "by", "unknown_field"),
        ({"ask": "extend", "until": "soon", "because": "x"}, "until", "not_an_instant"),
        (
            {"ask": "amend", "deed": {"title": "x", "done_on": "2026-11-20", "is_sample": True}},
            "deed.is_sample",
            "unknown_field",
        ),
        ([], "body", "not_an_object"),
    ],
)
async def test_a_command_at_fault_names_its_field(api: Api, body: object, field: str, fault: str) -> None:
    response = await api.post("/nominations/n-1/commands", body, as_="an")

    assert [(one["field"], one["code"]) for one in response.json()["errors"]] == [(field, fault)]


@pytest.mark.parametrize(
    ("query", "field", "fault"),
    [
        ("limit=0", "query.limit", "too_small"),
        ("limit=201", "query.limit", "too_great"),
        ("limit=ten", "query.limit", "not_a_number"),
        ("sort=story", "query.sort", "not_one_of"),
        ("fields=ballots", "query.fields", "unknown_field"),
        ("deed_from=yesterday", "query.deed_from", "not_a_date"),
        ("stage=%00", "query.stage", "not_understood"),
        ("is_overdue=maybe", "query.is_overdue", "not_true_or_false"),
    ],
)
async def test_a_query_at_fault_names_its_parameter(api: Api, query: str, field: str, fault: str) -> None:
    response = await api.get(f"/nominations?{query}", as_="an")

    assert [(one["field"], one["code"]) for one in response.json()["errors"]] == [(field, fault)]


@pytest.mark.parametrize("cursor", ["x", "W10=", "bnVsbA==", "WyItbG9nZ2VkX2F0IiwgIjIwMjYtMTEtMjMiLCAibi0xIl0=", "é"])
async def test_a_cursor_of_no_list_is_refused(api: Api, cursor: str) -> None:
    response = await api.get("/nominations", params={"cursor": cursor}, as_="an")

    assert code(response) == (400, "bad_cursor")


async def test_another_method_is_told_which_are_allowed(api: Api) -> None:
    response = await api.call("DELETE", "/nominations/n-1", as_="an")

    assert code(response) == (405, "method_not_allowed")
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("path", ["/nothing", "/nominations/", "/nominations/n%00-1", "/units/%ff"])
async def test_an_address_that_is_none_is_not_found_or_invalid(api: Api, path: str) -> None:
    response = await api.get(path, as_="an")

    assert code(response) in {(404, "not_found"), (422, "invalid")}


@pytest.mark.parametrize(
    ("asked", "language"),
    [("vi", "vi"), ("en-GB,en;q=0.9,vi;q=0.5", "en"), ("fr", "vi"), ("", "vi"), ("en;q=0", "vi"), ("en;q=x", "vi")],
)
async def test_a_refusal_speaks_the_language_asked_for(api: Api, asked: str, language: str) -> None:
    response = await api.get("/nominations", headers={"Accept-Language": asked})

    sentence = {"vi": "Cần đăng nhập", "en": "Sign in"}[language]
    assert response.headers["content-language"] == language
    assert response.json()["detail"].startswith(sentence)


async def test_a_refusal_has_its_number_and_type(api: Api) -> None:
    response = await api.get("/nominations")

    told = response.json()
    assert (told["type"], told["status"], told["title"]) == ("urn:sovang:problem:token_missing", 401, "Unauthorized")
    assert told["instance"] == response.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/health", "/nominations", "/nothing"])
async def test_every_answer_carries_the_headers_that_keep_browsers_honest(api: Api, path: str) -> None:
    response = await api.get(path)

    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert response.headers["cache-control"] == "no-store"


async def test_the_log_has_the_route_and_nothing_that_people_wrote(api: Api) -> None:
    with capture_logs() as lines:
        await api.get("/people?q=Nguyen", as_="head")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["route"], line["status"], line["method"]) == ("/api/v1/people", 200, "GET")
    assert "Nguyen" not in str(lines)


async def test_a_fault_is_answered_with_its_number_and_logged_without_words(api: Api) -> None:
    api.app.state.house = replace(api.app.state.house, database=None)
    with capture_logs() as lines:
        response = await api.get("/nominations", as_="an")

    (line,) = [line for line in lines if line["event"] == "fault"]
    assert code(response) == (500, "fault")
    assert response.json()["instance"] == line["request_id"]
    assert line["kind"] == "AttributeError"
