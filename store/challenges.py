"""What a browser was asked and answers once: a passkey's challenge, the way to another house and back."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete

from store import tables as t

GOOD_FOR = timedelta(minutes=5)

c = t.challenges.c


def keep(conn: Connection, purpose: str, body: Mapping[str, Any], *, now: datetime) -> str:
    """Keep what was asked, and return the secret under which it is found again; only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    conn.execute(
        t.challenges.insert().values(hash=_hash(secret), purpose=purpose, body=dict(body), expires_at=now + GOOD_FOR)
    )
    return secret


def take(conn: Connection, purpose: str, secret: str, *, now: datetime) -> dict[str, Any] | None:
    """Return what was asked under `secret`, once; None if nothing was, or too long ago."""
    asked = delete(t.challenges).where(c.hash == _hash(secret), c.purpose == purpose)
    found = conn.execute(asked.returning(c.body, c.expires_at)).first()
    return dict(found.body) if found is not None and now < found.expires_at else None


def forget(conn: Connection, now: datetime) -> int:
    """Forget what nobody will answer any more; return how many."""
    return conn.execute(delete(t.challenges).where(c.expires_at < now)).rowcount


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
