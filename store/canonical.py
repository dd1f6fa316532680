"""One way to write a value down, so that the same content always has the same hash. Knows no table."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime


def canonical(value: object) -> str:
    """Return `value` as JSON: keys sorted, no blanks, instants in UTC. Raise TypeError for a float."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical JSON of `value`, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case bytes():
            return value.hex()
        case datetime():
            if value.tzinfo is None:
                raise TypeError(f"an instant without a zone has no canonical form: {value.isoformat()}")
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case Sequence():
            return [_plain(inner) for inner in value]
        case _:
            raise TypeError(f"no canonical form for {type(value).__name__}")
