"""Who is signed in. A session's secret is random, changes when its holder proves herself, and only its hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select, update

from rules.signing_in import IDLE, OVERLAP, WHOLE, is_alive, is_fresh
from store import tables as t

_SEEN_EVERY = timedelta(minutes=1)
_KEPT_FOR = timedelta(days=30)  # so that its holder sees where she was signed in

s = t.sessions.c


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that is good now, and whether its use is worth noting again."""

    session_id: str
    account_id: str
    person_id: str
    is_fresh: bool
    is_to_be_noted: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its holder sees it in a list."""

    id: str
    way: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime


def begin(conn: Connection, account_id: str, way: str, *, now: datetime) -> str:
    """Begin a session and return its secret."""
    secret = secrets.token_urlsafe(32)
    conn.execute(
        t.sessions.insert().values(
            id=f"s-{secrets.token_hex(8)}",
            account_id=account_id,
            hash=_hash(secret),
            renewed_at=now,
            way=way,
            began_at=now,
            seen_at=now,
            proved_at=now,
            ends_at=now + WHOLE,
        )
    )
    return secret


def holder(conn: Connection, secret: str, *, now: datetime) -> SignedIn | None:
    """Return who is signed in by this secret; None if it is unknown, over, revoked, or its account disabled."""
    hashed = _hash(secret)
    a = t.accounts.c
    found = conn.execute(
        select(s.id, s.account_id, a.person_id, s.hash, s.renewed_at, s.seen_at, s.proved_at, s.ends_at)
        .join(t.accounts, a.id == s.account_id)
        .where(or_(s.hash == hashed, s.former_hash == hashed), s.revoked_at.is_(None), a.disabled_at.is_(None))
    ).first()
    if found is None or not is_alive(seen_at=found.seen_at, ends_at=found.ends_at, now=now):
        return None
    is_former = found.hash != hashed
    if is_former and now >= found.renewed_at + OVERLAP:
        return None
    return SignedIn(
        session_id=found.id,
        account_id=found.account_id,
        person_id=found.person_id,
        is_fresh=not is_former and is_fresh(found.proved_at, now),
        is_to_be_noted=found.seen_at < now - _SEEN_EVERY,
    )


def note_use(conn: Connection, session_id: str, *, now: datetime) -> None:
    """Note that it was used, to the accuracy of a minute."""
    conn.execute(update(t.sessions).where(s.id == session_id).values(seen_at=now))


def renew(conn: Connection, session_id: str, *, now: datetime) -> str | None:
    """Change the secret of somebody who has just proved herself; return the new one, None if the session is over."""
    secret = secrets.token_urlsafe(32)
    mine = update(t.sessions).where(s.id == session_id, s.revoked_at.is_(None))
    changed = mine.values(hash=_hash(secret), former_hash=s.hash, renewed_at=now, proved_at=now, seen_at=now)
    return secret if conn.execute(changed).rowcount else None


def of_account(conn: Connection, account_id: str, *, now: datetime) -> tuple[Session, ...]:
    """Return the sessions of an account that are good now, the newest first."""
    query = select(s.id, s.way, s.began_at, s.seen_at, s.ends_at).where(
        s.account_id == account_id, s.revoked_at.is_(None), s.ends_at > now, s.seen_at > now - IDLE
    )
    return tuple(Session(*row) for row in conn.execute(query.order_by(s.began_at.desc(), s.id)))


def revoke(conn: Connection, account_id: str, session_id: str, *, now: datetime) -> bool:
    """End one session of an account; return False if it has none of this id that is not over."""
    mine = update(t.sessions).where(s.id == session_id, s.account_id == account_id, s.revoked_at.is_(None))
    return bool(conn.execute(mine.values(revoked_at=now)).rowcount)


def revoke_all(conn: Connection, account_id: str, *, now: datetime, but: str | None = None) -> int:
    """End every session of an account, except the one `but`; return how many."""
    theirs = update(t.sessions).where(s.account_id == account_id, s.revoked_at.is_(None))
    return conn.execute((theirs if but is None else theirs.where(s.id != but)).values(revoked_at=now)).rowcount


def forget(conn: Connection, now: datetime) -> int:
    """Forget the sessions that ended long ago; return how many."""
    return conn.execute(delete(t.sessions).where(s.ends_at < now - _KEPT_FOR)).rowcount


def _hash(secret: str) -> str:
    # The secret has 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
