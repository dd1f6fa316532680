"""Passwords as they are kept: argon2id. Slow on purpose, so called in a thread; it knows no database."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()  # 64 MiB, three passes, four lanes: what RFC 9106 asks for where memory is short


def hashed(password: str) -> str:
    """Return the hash under which a password is kept. Takes a tenth of a second and 64 MiB."""
    return _HASHER.hash(password)


def is_it(kept: str | None, password: str) -> bool:
    """Is this the password that is kept as `kept`? Takes as long as `hashed`, also where nothing is kept."""
    try:
        return _HASHER.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """Return what is looked at when a name has no password: a stranger's attempt takes as long as anybody's."""
    return _HASHER.hash("nobody's")
