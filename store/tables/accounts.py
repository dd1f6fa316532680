"""Accounts, what they are opened with, and who is signed in. An account is not a person, and no secret is kept.

A password is kept as argon2id makes it; codes and session secrets, which are random, as plain hashes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Named, Table, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime, type_of_json


class _Accounts(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    person_id: Named[str] = Column(ForeignKey("people.id"))
    name: Named[str] = Column(unique=True)  # what is typed to sign in, in small letters
    created_at: Named[datetime] = Column(UtcDateTime)
    disabled_at: Named[datetime | None] = Column(UtcDateTime)


accounts = Table("accounts", metadata, _Accounts, Index(None, "person_id"))


class _Credentials(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    account_id: Named[str] = Column(ForeignKey("accounts.id"))
    kind: Named[str]  # password | code | passkey | oidc
    handle: Named[str | None] = Column(unique=True)  # by which it is found: a hash of the code, the passkey's id, ...
    secret: Named[str | None]  # the password's hash, the passkey's public key
    label: Named[str]
    created_at: Named[datetime] = Column(UtcDateTime)
    expires_at: Named[datetime | None] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)  # a code is revoked by being used
    last_used_at: Named[datetime | None] = Column(UtcDateTime)
    uses: Named[int] = Column(default=0)  # a passkey's own counter


credentials = Table("credentials", metadata, _Credentials, Index(None, "account_id", "kind"))


class _Sessions(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    account_id: Named[str] = Column(ForeignKey("accounts.id"))
    hash: Named[str] = Column(unique=True)
    former_hash: Named[str | None] = Column(unique=True)  # good for a moment after the secret was changed
    renewed_at: Named[datetime] = Column(UtcDateTime)
    way: Named[str]  # the kind of credential it was begun with
    began_at: Named[datetime] = Column(UtcDateTime)
    seen_at: Named[datetime] = Column(UtcDateTime)
    proved_at: Named[datetime] = Column(UtcDateTime)
    ends_at: Named[datetime] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)


sessions = Table("sessions", metadata, _Sessions, Index(None, "account_id"), Index(None, "ends_at"))


class _Challenges(TypedColumns):
    hash: Named[str] = Column(primary_key=True)
    purpose: Named[str]
    body: Named[Any] = Column(type_of_json)
    expires_at: Named[datetime] = Column(UtcDateTime)


challenges = Table("challenges", metadata, _Challenges, Index(None, "expires_at"))
"""What was asked of a browser and is answered once: a passkey's challenge, the way to another house and back."""


class _Attempts(TypedColumns):
    key: Named[str] = Column(primary_key=True)
    failures: Named[int]
    last_at: Named[datetime] = Column(UtcDateTime)
    not_before: Named[datetime] = Column(UtcDateTime)


attempts = Table("attempts", metadata, _Attempts, Index(None, "last_at"))
"""How often signing in failed, by a hash of the name and the place; no name and no address stands here."""
