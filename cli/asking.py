"""Commands that act as a person: they ask the running house over its API, with the token of whoever sits here."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from cli.refusals import RefusalError
from settings import API_PORT, Settings, load, read_running
from words.catalogue import Language

_PREFIX = "/api/v1"
_PATIENCE_S = 60


class Asker:
    """Asks one house as one person."""

    def __init__(self, data: Path | None, language: Language) -> None:
        settings = load(data=data)
        if not settings.token:
            raise RefusalError("api_token_missing")
        self._token = settings.token
        self._address = _address(settings)
        self._language = language

    def get(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what stands at `path`. Raise RefusalError with the house's own words."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 - any JSON
        """Return what the house answers to a write. Raise RefusalError with the house's own words."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None) -> Any:  # noqa: ANN401 - any JSON
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Language": self._language}
        data = None
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
            data = json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - our own house's address
            f"{self._address}{_PREFIX}{path}", data=data, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:  # noqa: S310 - the same
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise _refusal(refused) from None
        except OSError as away:
            raise RefusalError("api_not_there", address=self._address) from away


def _refusal(refused: urllib.error.HTTPError) -> RefusalError:
    try:
        told = json.load(refused)
    except ValueError:
        told = {}
    mistakes = told.get("params", {}).get("mistakes", ())
    return RefusalError(
        "api_refuses", detail=told.get("detail", ""), refusal=told.get("code", refused.code), lines=mistakes
    )


def _address(settings: Settings) -> str:
    running = read_running(settings.data)
    if running is not None:
        return running.api
    return f"http://{settings.api_host}:{settings.api_port or API_PORT}"
