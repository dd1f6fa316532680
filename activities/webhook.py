"""Messages posted to one address, signed, by ids only: no name, no title, no address of anybody.

It goes to public addresses only: the host is resolved once, each address is looked at, and the connection is made to
the one that was looked at, so that a name cannot point elsewhere a moment later. Redirects are not followed.
"""

import asyncio
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from activities.channels import Outcome, Outgoing
from store.deliveries import UNCLEAR, WEBHOOK, Taken

_PATIENCE_S = 10.0
_TAKEN = range(200, 300)
_GIVES_UP = range(400, 500)
_LATER = (408, 425, 429)

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class _NowhereError(Exception):
    """The address may not be posted to, or cannot be."""


def is_public(ip: Ip) -> bool:
    """Return whether an address is one of the public network's, and not this house's own neighbourhood."""
    inner = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (inner or ip).is_global and not ip.is_multicast


class WebhookChannel:
    """The way out to one address. `may_reach` says which machines may be posted to."""

    name = WEBHOOK
    per_minute = 600
    reaches = None

    def __init__(self, url: str, key_file: Path, *, may_reach: Callable[[Ip], bool] = is_public) -> None:
        self._url = urlsplit(url)
        self._key_file = key_file
        self._may_reach = may_reach

    async def send(self, outgoing: Sequence[Outgoing]) -> AsyncIterator[Outcome]:
        """Yield what came of each post; once the other side is away, the rest is left for later untried."""
        is_away = ""
        for one in outgoing:
            if is_away:
                yield Outcome(one.taken, "later", is_away)
                continue
            outcome = await asyncio.to_thread(self._post, one.taken)
            if outcome.came == "later":
                is_away = outcome.because
            yield outcome

    def _post(self, taken: Taken) -> Outcome:
        body = _body(taken)
        try:
            key = self._key_file.read_bytes().strip()
            connection = self._connection()
        except (OSError, _NowhereError) as no:
            return Outcome(taken, "later", f"unreachable: {no}" if isinstance(no, _NowhereError) else "unreachable")
        try:
            connection.request("POST", self._path(), body, self._headers(taken, body, key))
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return Outcome(taken, "later", UNCLEAR)
        finally:
            connection.close()
        if status in _TAKEN:
            return Outcome(taken, "sent")
        is_final = status in _GIVES_UP and status not in _LATER
        return Outcome(taken, "never" if is_final else "later", f"refused: {status}")

    def _headers(self, taken: Taken, body: bytes, key: bytes) -> dict[str, str]:
        at = str(int(time.time()))
        signature = hmac.new(key, at.encode() + b"." + body, hashlib.sha256).hexdigest()
        return {
            "Host": self._url.netloc.rpartition("@")[2],
            "Content-Type": "application/json",
            "Sovang-Message": hashlib.sha256(taken.name.encode()).hexdigest(),
            "Sovang-Signature": f"t={at},v1={signature}",
        }

    def _path(self) -> str:
        return (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")

    def _connection(self) -> http.client.HTTPConnection:
        """Return a connection to a machine that may be reached. Raise OSError or _NowhereError."""
        host, is_tls = self._url.hostname or "", self._url.scheme == "https"
        port = self._url.port or (443 if is_tls else 80)
        found = [str(where[4][0]) for where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not all(self._may_reach(ipaddress.ip_address(ip.partition("%")[0])) for ip in found):
            raise _NowhereError("private_address")
        plain = socket.create_connection((found[0], port), timeout=_PATIENCE_S)
        if not is_tls:
            if is_public(ipaddress.ip_address(found[0])):
                plain.close()
                raise _NowhereError("not_https")
            return _over(plain, host)
        return _over(ssl.create_default_context().wrap_socket(plain, server_hostname=host), host)


def _over(connected: socket.socket, host: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, timeout=_PATIENCE_S)
    connection.sock = connected
    return connection


def _body(taken: Taken) -> bytes:
    """Return what is posted: the same bytes at every try, but for what was done meanwhile."""
    message = taken.message
    told = {
        "kind": message.kind,
        "to": message.to_person_id,
        "about": message.about,
        "at": message.created_at.isoformat(),
        "owed": [
            {name: one.get(name) for name in ("about", "obligation", "kind", "due_at", "is_copy")}
            for one in message.params.get("owed", ())
        ],
    }
    return json.dumps(told, sort_keys=True).encode()
