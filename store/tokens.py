"""API tokens: who holds one. A token is shown once, when it is issued; only its hash is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from rules.errors import RuleBroken
from rules.rights import EVERYTHING, Action, scope_of
from store import tables as t

PREFIX = "sv1_"
"""So that a token that leaked into a text can be found and told apart."""

_NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: its id, and the secret that nobody can read again."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever sent a token that is good now, and whether its use is worth noting again."""

    token_id: str
    person_id: str
    scope: frozenset[Action] | None
    is_to_be_noted: bool


def issue(
    conn: Connection,
    person_id: str,
    *,
    label: str,
    now: datetime,
    expires_at: datetime | None = None,
    scope: Iterable[str] = (EVERYTHING,),
) -> Issued:
    """Give a person a token, good for what the words of `scope` name (`rules.rights.scope_of`).

    Raise RuleBroken `unknown_person` if the register has nobody of this id, or `unknown_scope`.
    """
    words = sorted(set(scope))
    try:
        scope_of(words)
    except ValueError as unknown:
        raise RuleBroken("unknown_scope", word=str(unknown)) from None
    if conn.execute(select(t.people.c.id).where(t.people.c.id == person_id)).scalar() is None:
        raise RuleBroken("unknown_person", person=person_id)
    issued = Issued(f"t-{secrets.token_hex(8)}", f"{PREFIX}{secrets.token_urlsafe(32)}")
    conn.execute(
        t.tokens.insert().values(
            id=issued.id,
            person_id=person_id,
            hash=_hash(issued.secret),
            label=label,
            created_at=now,
            expires_at=expires_at,
            scope=words,
        )
    )
    return issued


def bearer(conn: Connection, secret: str, *, now: datetime) -> Bearer | None:
    """Return who holds the token, None if it is unknown, expired or revoked."""
    k = t.tokens.c
    found = conn.execute(
        select(k.id, k.person_id, k.scope, k.last_used_at).where(
            k.hash == _hash(secret), k.revoked_at.is_(None), (k.expires_at.is_(None)) | (k.expires_at > now)
        )
    ).first()
    if found is None:
        return None
    return Bearer(
        token_id=found.id,
        person_id=found.person_id,
        scope=scope_of(found.scope or (EVERYTHING,)),
        is_to_be_noted=found.last_used_at is None or found.last_used_at < now - _NOTED_EVERY,
    )


def note_use(conn: Connection, token_id: str, *, now: datetime) -> None:
    """Note when the token was last used, to the accuracy of some minutes."""
    conn.execute(update(t.tokens).where(t.tokens.c.id == token_id).values(last_used_at=now))


def revoke(conn: Connection, token_id: str, *, now: datetime) -> bool:
    """Make the token worthless from now on; return whether there was one that still was worth something."""
    k = t.tokens.c
    return bool(
        conn.execute(update(t.tokens).where(k.id == token_id, k.revoked_at.is_(None)).values(revoked_at=now)).rowcount
    )


def _hash(secret: str) -> str:
    # The secret has 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
