"""Signing in by way of another house (OpenID Connect), off unless it is set up.

Code flow with PKCE. An answer counts only in the browser that asked, once, from the issuer that was asked, for us.
Whose it is says the pair of issuer and subject alone, linked beforehand by somebody who was signed in: never a mail
address, and no role is taken from there.
"""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_TIMEOUT_S = 5.0
_KEYS_GOOD_FOR_S = 600
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # signatures with public keys: a secret of ours makes no identity
_LEEWAY_S = 60
_WANTED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcError(Exception):
    """The other house did not answer, or not as it must. The reason is for the log; the person is told one thing."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The other house: its issuer exactly as it writes it, who we are there, and what people call it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class Way:
    """Where a browser is sent, and what must be kept until it comes back."""

    url: str
    kept: Mapping[str, str]


class Oidc:
    """What is asked of one provider. Its description and its keys are read when needed and kept for some minutes."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._lock = Lock()
        self._read_at = 0.0
        self._told: Mapping[str, Any] = {}
        self._keys: KeySet | None = None

    def way(self, redirect_uri: str) -> Way:
        """Return the way there. Raise OidcError."""
        told, _ = self._description()
        kept = {"state": token_urlsafe(32), "nonce": token_urlsafe(32), "verifier": token_urlsafe(48)}
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                told["authorization_endpoint"],
                state=kept["state"],
                nonce=kept["nonce"],
                code_verifier=kept["verifier"],
                redirect_uri=redirect_uri,
            )
        return Way(str(url), kept)

    def subject(self, redirect_uri: str, answered: Mapping[str, str], kept: Mapping[str, str]) -> str:
        """Return who came back, as the issuer names her. Raise OidcError unless all of it fits what was asked."""
        if not hmac.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
            raise OidcError("another state")
        if answered.get("iss", self.provider.issuer) != self.provider.issuer:
            raise OidcError("another issuer answered")
        if "code" not in answered:
            raise OidcError("no code")
        told, keys = self._description()
        try:
            with self._client(redirect_uri) as client:
                tokens = client.fetch_token(
                    told["token_endpoint"],
                    code=answered["code"],
                    code_verifier=kept["verifier"],
                    grant_type="authorization_code",
                )
            claims = jwt.decode(str(tokens["id_token"]), keys, algorithms=_ALGORITHMS).claims
            self._registry(kept["nonce"]).validate(claims)
        except (httpx2.HTTPError, OAuthError, JoseError, ValueError, KeyError, TypeError) as no:
            raise OidcError(type(no).__name__) from no
        if claims.get("azp", self.provider.client_id) != self.provider.client_id:
            raise OidcError("for another client")
        return str(claims["sub"])

    def _registry(self, nonce: str) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _description(self) -> tuple[Mapping[str, Any], KeySet]:
        with self._lock:
            if self._keys is None or time.monotonic() > self._read_at + _KEYS_GOOD_FOR_S:
                self._told, self._keys = self._read()
                self._read_at = time.monotonic()
            return self._told, self._keys

    def _read(self) -> tuple[Mapping[str, Any], KeySet]:
        try:
            with httpx2.Client(timeout=_TIMEOUT_S, follow_redirects=False) as client:
                told = _json(client, f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration")
                if told.get("issuer") != self.provider.issuer:
                    raise OidcError("its description names another issuer")
                for name in _WANTED:
                    _refuse_unsafe(str(told[name]), self.provider.issuer)
                keys = KeySet.import_key_set(_json(client, str(told["jwks_uri"])))  # type: ignore[arg-type]
        except (httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError) as no:
            raise OidcError(type(no).__name__) from no
        return told, keys

    def _client(self, redirect_uri: str) -> OAuth2Client:
        return OAuth2Client(
            client_id=self.provider.client_id,
            client_secret=self.provider.client_secret,
            scope="openid",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
            follow_redirects=False,
        )


def _json(client: httpx2.Client, url: str) -> dict[str, Any]:
    answer = client.get(url)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def _refuse_unsafe(url: str, issuer: str) -> None:
    """Where the issuer is asked over TLS, everything else is too."""
    if urlsplit(issuer).scheme == "https" and urlsplit(url).scheme != "https":
        raise OidcError("an address without TLS")
