"""The key files: made once with mode 0600, never overwritten, and never made anew beside old data.

`ballots.key` opens the ballots of a sitting at its closing; `payload.keys` is the ring that seals what Temporal
stores. Both lie outside both databases. Whoever loses one loses what it sealed: back them up, apart.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from workflows.key_ring import KEY_BYTES, KeyRing

BALLOTS = "ballots.key"
PAYLOAD = "payload.keys"


class KeyFileError(Exception):
    """A key file can't be used. `code` is "key_missing", "key_unreadable" or "key_open_to_others"."""

    def __init__(self, code: str, file: Path) -> None:
        super().__init__(f"{code}: {file}")
        self.code = code
        self.params = {"file": file}


@dataclass(frozen=True, slots=True)
class Keys:
    """The master key of the ballots (32 bytes) and the ring of the payloads."""

    ballots: bytes = field(repr=False)
    payload: KeyRing


def make_keys(folder: Path) -> tuple[Path, ...]:
    """Make the key files that are missing in `folder`; return those made now."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [
        (folder / BALLOTS, _text(secrets.token_bytes(KEY_BYTES)) + "\n"),
        (folder / PAYLOAD, _ring_as_json(_with_new_key({}))),
    ]
    return tuple(file for file, content in made if _write_new(file, content))


def read_keys(folder: Path) -> Keys:
    """Return the keys of `folder`. Raise KeyFileError if one is missing, unreadable or open to other users."""
    try:
        ballots = b64decode(_read(folder / BALLOTS), validate=True)
    except ValueError:
        raise KeyFileError("key_unreadable", folder / BALLOTS) from None
    if len(ballots) != KEY_BYTES:
        raise KeyFileError("key_unreadable", folder / BALLOTS)
    return Keys(ballots=ballots, payload=_read_ring(folder / PAYLOAD))


def add_payload_key(folder: Path) -> str:
    """Put a new key on the payload ring and make it the current one; return its id. The old keys stay."""
    file = folder / PAYLOAD
    ring = _with_new_key(_read_ring(file).keys)
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    _write_new(new, _ring_as_json(ring))
    new.replace(file)
    return ring.current


def _with_new_key(keys: Mapping[str, bytes]) -> KeyRing:
    key_id = f"{datetime.now(UTC):%Y-%m-%d}-{secrets.token_hex(3)}"
    return KeyRing(current=key_id, keys={**keys, key_id: secrets.token_bytes(KEY_BYTES)})


def _ring_as_json(ring: KeyRing) -> str:
    keys = {key_id: _text(key) for key_id, key in ring.keys.items()}
    return json.dumps({"current": ring.current, "keys": keys}, indent=1) + "\n"


def _read_ring(file: Path) -> KeyRing:
    text = _read(file)
    try:
        told = json.loads(text)
        keys = {key_id: b64decode(key, validate=True) for key_id, key in told["keys"].items()}
        return KeyRing(current=told["current"], keys=keys)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyFileError("key_unreadable", file) from None  # the cause would show the key


def _read(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        text = file.read_text("ascii").strip()
    except FileNotFoundError:
        raise KeyFileError("key_missing", file) from None
    except (OSError, ValueError):
        raise KeyFileError("key_unreadable", file) from None
    if mode & 0o077:
        raise KeyFileError("key_open_to_others", file)
    return text


def _write_new(file: Path, content: str) -> bool:
    """Write `content` to a file that is not there yet, safe on disk; return False if it is there."""
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(number, "w", encoding="ascii") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    return True


def _text(key: bytes) -> str:
    return b64encode(key).decode()
