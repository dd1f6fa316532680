"""Passkeys: a key that a device holds. What a browser sends is believed only as far as its signature goes.

Each ceremony has a challenge of its own, answered once and within five minutes; the holder must have shown herself to
the device (PIN, finger, face), so a passkey alone is enough to sign in.
"""

import json
from base64 import b64decode, b64encode
from typing import Any

from fastapi import Request
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from store import accounts, challenges, credentials
from web.addresses import host_of, origin_of
from web.house import House
from web.problems import Problem
from web.signing_in import Begun, let_in

_NEW, _SHOW = "new passkey", "show passkey"
_NAME = "Sổ Vàng"

Answer = dict[str, Any]


def options_to_make(house: House, request: Request, account_id: str) -> Answer:
    """Return what a browser needs to make a passkey for an account, with the ticket of this ceremony."""
    challenge, now = generate_challenge(), house.now()
    with house.database.write() as conn:
        account = accounts.by_id(conn, account_id)
        if account is None:
            raise Problem("session_ended")
        there = [_descriptor(one) for one in credentials.of_account(conn, account_id, "passkey")]
        ticket = challenges.keep(conn, _NEW, {"challenge": _text(challenge), "account": account_id}, now=now)
    options = generate_registration_options(
        rp_id=host_of(house, request),
        rp_name=_NAME,
        user_name=account.name,
        user_id=account.id.encode(),
        challenge=challenge,
        exclude_credentials=there,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return {"ticket": ticket, "publicKey": json.loads(options_to_json(options))}


def take_new(house: House, request: Request, account_id: str, ticket: str, made: Answer, label: str, by: str) -> str:
    """Keep the passkey that a browser has made for an account; return its id. Raise Problem or RuleBroken."""
    now = house.now()
    with house.database.write() as conn:
        asked = challenges.take(conn, _NEW, ticket, now=now)
    if asked is None or asked["account"] != account_id:
        raise Problem("passkey_not_accepted")
    try:
        verified = verify_registration_response(
            credential=made,
            expected_challenge=b64decode(asked["challenge"]),
            expected_rp_id=host_of(house, request),
            expected_origin=origin_of(house, request),
            require_user_verification=True,
        )
    except Exception as no:  # whatever a stranger sends and however it fails to be read, it is no passkey
        raise Problem("passkey_not_accepted") from no
    with house.database.write() as conn:
        id_ = credentials.add(
            conn,
            account_id,
            "passkey",
            now=now,
            by=by,
            handle=bytes_to_base64url(verified.credential_id),
            secret=_text(verified.credential_public_key),
            label=label.strip()[:100],
        )
        credentials.note_use(conn, id_, now=now, uses=verified.sign_count)
    return id_


def options_to_show(house: House, request: Request, account_id: str | None = None) -> Answer:
    """Return what a browser needs to show a passkey: any of this house, or one of this account."""
    challenge, now = generate_challenge(), house.now()
    with house.database.write() as conn:
        there = credentials.of_account(conn, account_id, "passkey") if account_id else ()
        ticket = challenges.keep(conn, _SHOW, {"challenge": _text(challenge), "account": account_id}, now=now)
    options = generate_authentication_options(
        rp_id=host_of(house, request),
        challenge=challenge,
        allow_credentials=[_descriptor(one) for one in there],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return {"ticket": ticket, "publicKey": json.loads(options_to_json(options))}


def account_shown(house: House, request: Request, ticket: str, shown: Answer) -> str:
    """Return whose account the passkey opens that a browser has shown. Raise Problem `passkey_not_accepted`."""
    now = house.now()
    with house.database.write() as conn:
        asked = challenges.take(conn, _SHOW, ticket, now=now)
        handle = shown.get("id")
        found = credentials.found_by(conn, "passkey", handle) if isinstance(handle, str) else None
    if asked is None or found is None or asked["account"] not in {None, found.account_id}:
        raise Problem("passkey_not_accepted")
    try:
        verified = verify_authentication_response(
            credential=shown,
            expected_challenge=b64decode(asked["challenge"]),
            expected_rp_id=host_of(house, request),
            expected_origin=origin_of(house, request),
            credential_public_key=b64decode(found.secret or ""),
            credential_current_sign_count=found.uses,
            require_user_verification=True,
        )
    except Exception as no:  # as above: a copied key, another site, a wrong signature
        raise Problem("passkey_not_accepted") from no
    with house.database.write() as conn:
        credentials.note_use(conn, found.id, now=now, uses=verified.new_sign_count)
    return found.account_id


def sign_in(house: House, request: Request, ticket: str, shown: Answer, former: str | None) -> Begun:
    """Sign in whoever shows a passkey. Raise Problem `passkey_not_accepted` or `sign_in_refused`."""
    return let_in(house, account_shown(house, request, ticket, shown), "passkey", former)


def _descriptor(one: credentials.Credential) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.handle or ""))


def _text(secret: bytes) -> str:
    return b64encode(secret).decode()
