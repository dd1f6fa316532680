"""People of a story, each at the API with a token of their own, over real HTTP."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from tests.cli.houses import until

Body = dict[str, Any]


def deed(title: str, **changes: object) -> Body:
    """Return a deed of yesterday, as the API takes it."""
    yesterday = (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011
    told = {"title": title, "done_on": yesterday, "story": "Giúp dân.", "beneficiaries": 1}
    return {"programme": "so-vang", "deed": told | changes}


class Visitors:
    """Everybody who has a token, in front of one house."""

    def __init__(self, api: str, tokens: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._client = httpx2.Client(base_url=f"{api}/api/v1", timeout=20)

    def call(self, who: str, method: str, path: str, body: object = None, key: str = "") -> httpx2.Response:
        """Send one request as `who`; a write without a key gets a new one."""
        headers = {"Authorization": f"Bearer {self._tokens[who]}", "Accept-Language": "en"}
        if method != "GET":
            headers["Idempotency-Key"] = key or str(uuid4())
        return self._client.request(method, path, json=body, headers=headers)

    def get(self, who: str, path: str) -> Body:
        """Return what `who` reads there. Fail if she may not."""
        response = self.call(who, "GET", path)
        assert response.status_code == 200, response.text
        told: Body = response.json()
        return told

    def write(self, who: str, method: str, path: str, body: object) -> Body:
        """Send a write, and once more with its key; return the answer, which is the same both times."""
        key = str(uuid4())
        first = self.call(who, method, path, body, key)
        again = self.call(who, method, path, body, key)
        assert first.status_code in (200, 201), first.text
        assert (first.status_code, first.json()) == (again.status_code, again.json())
        told: Body = again.json()
        return told

    def refused(self, who: str, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Send what will be refused; return the status and the code."""
        response = self.call(who, method, path, body)
        assert response.headers["content-type"] == "application/problem+json", response.text
        return response.status_code, response.json()["code"]

    # ── what people do ──

    def log(self, who: str, title: str, **changes: object) -> str:
        """Log a deed; return the nomination's id."""
        return str(self.write(who, "POST", "/nominations", deed(title, **changes))["id"])

    def ask(self, who: str, nomination_id: str, ask: str, **told: object) -> Body:
        """Ask something of a nomination."""
        return self.write(who, "POST", f"/nominations/{nomination_id}/commands", {"ask": ask, **told})

    def vote(self, who: str, sitting_id: str, choices: Mapping[str, str], **told: object) -> Body:
        """Cast a ballot, or change it."""
        return self.write(who, "PUT", f"/sittings/{sitting_id}/ballot", {"choices": choices, **told})

    def open_now(self, who: str, stage: str, unit_id: str) -> str:
        """Move the sitting that is planned to the next second and wait for it; return its id."""
        self.until(lambda: bool(self.get(who, f"/sittings?stage={stage}&unit={unit_id}")["items"]))
        (sitting,) = self.get(who, f"/sittings?stage={stage}&unit={unit_id}")["items"]
        soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        self.move(who, sitting["id"], votes_open_at=soon)
        self.until(lambda: self.get(who, f"/sittings/{sitting['id']}")["status"] != "planned")
        return str(sitting["id"])

    def move(self, who: str, sitting_id: str, **to: str) -> Body:
        """Move a sitting's opening or closing. Its workflow may not be there yet when the list shows the sitting."""
        path, body = f"/sittings/{sitting_id}/reschedule", {**to, "because": "họp sớm"}
        self.until(lambda: self.call(who, "POST", path, body).status_code == 200)
        return body

    def bring(self, who: str, method: str, path: str, content: bytes, name: str = "") -> Body:
        """Send a file as it is; return the answer."""
        headers = {"Authorization": f"Bearer {self._tokens[who]}", "Idempotency-Key": str(uuid4())}
        headers |= {"File-Name": name} if name else {}
        response = self._client.request(method, path, content=content, headers=headers)
        assert response.status_code in (200, 201), response.text
        told: Body = response.json()
        return told

    def stage(self, who: str, nomination_id: str) -> str:
        """Return the stage in which a nomination stands."""
        return str(self.get(who, f"/nominations/{nomination_id}")["stage"])

    def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is seen; fail if it is not within a minute."""
        until(seen)

    def close(self) -> None:
        self._client.close()
