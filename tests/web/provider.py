"""A provider of OpenID Connect on a port of this machine: it checks what it is asked, and signs what it answers.

What a test spoils is told by `spoil`; everything else is as it must be.
"""

import hashlib
import socket
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from web.oidc import Provider


@dataclass
class Issuer:
    """The provider's state: who signs in there, and what a test has it do wrong."""

    url: str
    subject: str = "subject-1"
    client_id: str = "sovang"
    client_secret: str = "a secret of the two houses"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    spoil: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def provider(self) -> Provider:
        return Provider(self.url, self.client_id, self.client_secret, "the ministry")


def make_app(issuer: Issuer) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/.well-known/openid-configuration")
    async def description() -> dict[str, Any]:
        return {
            "issuer": issuer.url,
            "authorization_endpoint": f"{issuer.url}/authorize",
            "token_endpoint": f"{issuer.url}/token",
            "jwks_uri": f"{issuer.url}/jwks",
        } | issuer.description

    @app.get("/jwks")
    async def jwks() -> dict[str, Any]:
        return {"keys": [issuer.key.as_dict(private=False)]}

    @app.get("/authorize")
    async def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", issuer.client_id)
        assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "openid")
        code = token_urlsafe(16)
        issuer.asked[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        sent = dict(parse_qsl((await request.body()).decode()))
        asked = issuer.asked.pop(sent.get("code", ""), None)
        known = b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        challenge = (
            urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        )
        is_right = (
            asked is not None
            and known == f"{issuer.client_id}:{issuer.client_secret}"
            and challenge == asked["code_challenge"]
            and sent["redirect_uri"] == asked["redirect_uri"]
        )
        if not is_right or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": issuer.url,
            "aud": issuer.client_id,
            "sub": issuer.subject,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
        } | issuer.spoil
        key = RSAKey.generate_key(2048, {"kid": "one"}) if "another key" in issuer.spoil else issuer.key
        id_token = jwt.encode({"alg": "RS256", "kid": "one"}, {k: v for k, v in claims.items() if v is not None}, key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": id_token})

    return app


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        issuer = Issuer(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(make_app(issuer), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield issuer
        finally:
            server.should_exit = True
            thread.join()
