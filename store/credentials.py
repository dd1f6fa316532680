"""What an account is opened with: a password, a one-time code, passkeys, a name at another house (OIDC).

Each change leaves a line in the audit chain: which kind, whose account, by whom; no secret.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Row, Select, select, update
from sqlalchemy.exc import IntegrityError

from rules.errors import RuleBroken
from rules.signing_in import CODE_IS_GOOD_FOR
from store import accounts, audit
from store import tables as t
from store.accounts import Account

Kind = Literal["password", "code", "passkey", "oidc"]

c = t.credentials.c

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another one


@dataclass(frozen=True, slots=True)
class Credential:
    """One way into an account. `handle` and `secret` mean what their kind says (see the table)."""

    id: str
    account_id: str
    kind: Kind
    handle: str | None
    secret: str | None
    label: str
    created_at: datetime
    last_used_at: datetime | None
    uses: int


def of_account(conn: Connection, account_id: str, kind: Kind | None = None) -> tuple[Credential, ...]:
    """Return what opens an account, the oldest first."""
    query = _good().where(c.account_id == account_id).order_by(c.created_at, c.id)
    return tuple(_told(row) for row in conn.execute(query if kind is None else query.where(c.kind == kind)))


def found_by(conn: Connection, kind: Kind, handle: str) -> Credential | None:
    """Return the credential of this handle; None if there is none that is good."""
    row = conn.execute(_good().where(c.kind == kind, c.handle == f"{kind}:{handle}")).first()
    return _told(row) if row else None


def password_hash(conn: Connection, account_id: str) -> str | None:
    """Return the hash of an account's password, None if it has none."""
    query = select(c.secret).where(c.account_id == account_id, c.kind == "password", c.revoked_at.is_(None))
    return conn.execute(query).scalar()


def set_password(conn: Connection, account_id: str, hashed: str, *, now: datetime, by: str | None) -> None:
    """Put a password in place of the one there was."""
    _end(conn, account_id, "password", now)
    add(conn, account_id, "password", now=now, by=by, secret=hashed)


def issue_code(conn: Connection, account_id: str, *, now: datetime, by: str | None) -> str:
    """Return a one-time code that sets a password, in place of any earlier one; only its hash is kept.

    The password there was is good no more: whoever asks for a code has lost it, or fears that somebody has it.
    """
    for kind in ("code", "password"):
        _end(conn, account_id, kind, now)
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(5))
    add(conn, account_id, "code", now=now, by=by, handle=hash_of(code), expires_at=now + CODE_IS_GOOD_FOR)
    return code


def holder_of_code(conn: Connection, code: str, *, now: datetime) -> Account:
    """Return whose account a code opens, without using it. Raise RuleBroken `code_not_accepted`."""
    query = select(c.account_id).where(c.handle == f"code:{hash_of(code)}", c.revoked_at.is_(None), c.expires_at > now)
    account = accounts.by_id(conn, conn.execute(query).scalar() or "")
    if account is None or account.disabled_at is not None:
        raise RuleBroken("code_not_accepted")
    return account


def take_code(conn: Connection, code: str, *, now: datetime) -> str:
    """Use a code up and return whose account it opens. Raise RuleBroken `code_not_accepted`."""
    handle = f"code:{hash_of(code)}"
    mine = update(t.credentials).where(c.handle == handle, c.revoked_at.is_(None), c.expires_at > now)
    used = conn.execute(mine.values(revoked_at=now, last_used_at=now).returning(c.id, c.account_id)).first()
    if used is None:
        raise RuleBroken("code_not_accepted")
    account = accounts.by_id(conn, used.account_id)
    _note(conn, "code_used", used.id, used.account_id, now=now, by=account.person_id if account else None)
    return str(used.account_id)


def add(
    conn: Connection,
    account_id: str,
    kind: Kind,
    *,
    now: datetime,
    by: str | None,
    handle: str | None = None,
    secret: str | None = None,
    label: str = "",
    expires_at: datetime | None = None,
) -> str:
    """Add a way into an account and return its id. Raise RuleBroken `credential_taken` if it opens one already."""
    id_ = f"c-{secrets.token_hex(8)}"
    row = {
        "id": id_,
        "account_id": account_id,
        "kind": kind,
        "handle": None if handle is None else f"{kind}:{handle}",
        "secret": secret,
        "label": label,
        "created_at": now,
        "expires_at": expires_at,
        "uses": 0,
    }
    try:
        with conn.begin_nested():
            conn.execute(t.credentials.insert().values(row))
    except IntegrityError:
        raise RuleBroken("credential_taken") from None
    _note(conn, f"{kind}_added", id_, account_id, now=now, by=by)
    return id_


def remove(conn: Connection, account_id: str, credential_id: str, *, now: datetime, by: str | None) -> bool:
    """Take a way into this account away; return False if it has none of this id."""
    mine = update(t.credentials).where(c.id == credential_id, c.account_id == account_id, c.revoked_at.is_(None))
    kind = conn.execute(mine.values(revoked_at=now, handle=None).returning(c.kind)).scalar()
    if kind is None:
        return False
    _note(conn, f"{kind}_removed", credential_id, account_id, now=now, by=by)
    return True


def note_use(conn: Connection, credential_id: str, *, now: datetime, uses: int | None = None) -> None:
    """Note that it was used; `uses` is a passkey's own counter."""
    counted = {} if uses is None else {"uses": uses}
    conn.execute(update(t.credentials).where(c.id == credential_id).values(last_used_at=now, **counted))


def hash_of(secret: str) -> str:
    """Return the hash under which a random secret is kept; how it was typed does not matter."""
    plain = "".join(letter for letter in secret.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _end(conn: Connection, account_id: str, kind: Kind, now: datetime) -> None:
    mine = update(t.credentials).where(c.account_id == account_id, c.kind == kind, c.revoked_at.is_(None))
    for id_ in conn.execute(mine.values(revoked_at=now).returning(c.id)).scalars().all():
        _note(conn, f"{kind}_ended", id_, account_id, now=now, by=None)


def _note(conn: Connection, action: str, id_: str, account_id: str, *, now: datetime, by: str | None) -> None:
    account = accounts.by_id(conn, account_id)
    detail = {"account": account_id, "person": account.person_id if account else ""}
    after = audit.row_hash(conn, "credentials", id_)
    audit.append(conn, [audit.AuditLine(now, by, action, f"credentials:{id_}", detail, after_hash=after)])


def _good() -> Select[*tuple[object, ...]]:
    columns = (c.id, c.account_id, c.kind, c.handle, c.secret, c.label, c.created_at, c.last_used_at, c.uses)
    return select(*columns).where(c.revoked_at.is_(None))


def _told(row: Row[*tuple[object, ...]]) -> Credential:
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's own way to a row by names
    handle = found["handle"]
    return Credential(**{**found, "handle": handle.partition(":")[2] if handle else None})
