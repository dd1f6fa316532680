"""Calling the API in tests as somebody, and holding every refusal against the description of the API."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from web.problems import MEDIA_TYPE
from web.routing import PREFIX


def description(app: FastAPI) -> dict[str, Any]:
    """Return the description of the API. Every app has the same one, and it takes a while to make."""
    if not _DESCRIPTIONS:
        _DESCRIPTIONS.append(app.openapi())
    return _DESCRIPTIONS[0]


_DESCRIPTIONS: list[dict[str, Any]] = []


class Api:
    """The whole application, called in this process. `as_` says who asks; nobody has no token."""

    def __init__(self, app: FastAPI, tokens: Mapping[str, str]) -> None:
        self.app = app
        self.tokens = tokens
        self._client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, raise_app_exceptions=True), base_url="http://sovang.test"
        )

    async def call(
        self,
        method: str,
        path: str,
        *,
        as_: str | None = None,
        key: str | None = "new",
        headers: Mapping[str, str] | None = None,
        **sent: Any,
    ) -> httpx2.Response:
        """Send a request to `path` below the API's prefix; a write gets a key of its own unless `key` says another."""
        told = {"Accept-Language": "en", **(headers or {})}
        if as_ is not None:
            told["Authorization"] = f"Bearer {self.tokens[as_]}"
        if method != "GET" and key is not None:
            told["Idempotency-Key"] = str(uuid4()) if key == "new" else key
        response = await self._client.request(method, f"{PREFIX}{path}", headers=told, **sent)
        self._hold_against_description(method, response)
        return response

    async def get(self, path: str, **how: Any) -> httpx2.Response:
        return await self.call("GET", path, **how)

    async def post(self, path: str, body: object = None, **how: Any) -> httpx2.Response:
        return await self.call("POST", path, json=body, **how)

    async def put(self, path: str, body: object = None, **how: Any) -> httpx2.Response:
        return await self.call("PUT", path, json=body, **how)

    async def close(self) -> None:
        await self._client.aclose()

    def _hold_against_description(self, method: str, response: httpx2.Response) -> None:
        operation = self._operation(method, response.request.url.path)
        if operation is None:
            return
        described = operation["responses"].get(str(response.status_code))
        assert described is not None, f"{response.status_code} of {method} {response.request.url.path} is not described"
        if response.headers.get("content-type") == MEDIA_TYPE:
            _, narrowed = described["content"][MEDIA_TYPE]["schema"]["allOf"]
            assert response.json()["code"] in narrowed["properties"]["code"]["enum"]

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        for template, operations in description(self.app)["paths"].items():
            pattern = re.sub(r"\\{(sitting_id|period_id|entry_id)\\}", ".+", re.escape(template))
            pattern = re.sub(r"\\{[^{}]+\\}", "[^/]+", pattern)
            if re.fullmatch(pattern, path) and method.lower() in operations:
                found: dict[str, Any] = operations[method.lower()]
                return found
        return None


def code(response: httpx2.Response) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    assert response.headers["content-type"] == MEDIA_TYPE, response.text
    return response.status_code, response.json()["code"]
