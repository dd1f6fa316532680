"""People who use the API in this process: each request goes through the whole application, but no socket."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from benchmarks.house import Store
from store import tokens
from web.routing import PREFIX

_SOON = timedelta(days=1)


def tokens_for(here: Store, person_ids: Sequence[str]) -> dict[str, str]:
    """Return a token for each person (person id → secret)."""
    now = datetime.now(UTC)
    with here.database.write() as conn:
        return {
            id_: tokens.issue(conn, id_, label="bench", now=now, expires_at=now + _SOON).secret
            for id_ in dict.fromkeys(person_ids)
        }


class Callers:
    """Calls as somebody, and how long each took."""

    def __init__(self, app: FastAPI, secrets: dict[str, str]) -> None:
        self._secrets = secrets
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=True)
        self._client = httpx2.AsyncClient(transport=transport, base_url="http://bench.invalid")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def seconds(self, method: str, path: str, as_: str, body: object = None) -> float:
        """Return how long one request took. Raise ValueError if it was refused."""
        began = time.perf_counter()
        await self.call(method, path, as_, body)
        return time.perf_counter() - began

    async def call(self, method: str, path: str, as_: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Return what the API answers. Raise ValueError for a refusal."""
        headers = {"Authorization": f"Bearer {self._secrets[as_]}", "Idempotency-Key": uuid4().hex}
        answer = await self._client.request(method, f"{PREFIX}{path}", headers=headers, json=body)
        if answer.status_code >= 400:
            raise ValueError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()
