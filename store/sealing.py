"""Sealed ballots: anybody can close one, only the close procedure can open it. Knows no council, table or file.

The key of a sitting's round is derived from a master key that lies in a file outside the database; whoever has
that file can open every ballot, and nobody without it can.
"""

import hashlib
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from store.errors import SpoiledBallot

_MARK = 16  # bytes that say whose ballot of which round it is


def sealing_key(master: bytes, sitting_id: str, voting_round: int) -> PrivateKey:
    """Return the key of one round of one sitting; the same master key always gives the same."""
    info = b"\x00".join([b"sovang ballots v1", sitting_id.encode(), str(voting_round).encode()])
    return PrivateKey(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master))


def key_id(master: bytes) -> str:
    """Return a short name for the master key that gives nothing of it away, to tell a wrong file from a right one."""
    return HKDF(algorithm=SHA256(), length=6, salt=None, info=b"sovang ballots key id").derive(master).hex()


def seal(public_key: bytes, choices: Sequence[int], whose: str = "") -> bytes:
    """Return `choices` (one byte a candidate) sealed: always 64 bytes longer than the candidates are many.

    `whose` says whose ballot of which round it is; under another name it will not open, so that a ballot
    copied into another member's row is found out.
    """
    return SealedBox(PublicKey(public_key)).encrypt(_mark(whose) + bytes(choices))


def open_ballots(private_key: PrivateKey, ballots: Iterable[tuple[str, bytes]]) -> list[tuple[int, ...]]:
    """Return the choices of `ballots` ((whose, sealed)...), in their order. Raise SpoiledBallot if one is broken."""
    box = SealedBox(private_key)
    return [_open(box, whose, sealed) for whose, sealed in ballots]


def _open(box: SealedBox[PrivateKey], whose: str, sealed: bytes) -> tuple[int, ...]:
    try:
        opened = box.decrypt(sealed)
    except CryptoError as broken:
        raise SpoiledBallot(whose) from broken
    if opened[:_MARK] != _mark(whose):
        raise SpoiledBallot(whose)
    return tuple(opened[_MARK:])


def _mark(whose: str) -> bytes:
    return hashlib.sha256(whose.encode()).digest()[:_MARK]
