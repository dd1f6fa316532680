"""Editions: a programme as canonical text, and the hash that names it for ever. Pure."""

import json
from hashlib import sha256

from rules.programme import Programme


def canonical_json(programme: Programme) -> str:
    """Return the one JSON text of what `programme` says: sorted keys, no spaces, canonical phrases.

    Keys left out of the file are left out here, so that a rule language that grows keeps the old hashes.
    Comments, quotes and order of keys in the file do not matter; every word of a clause does.
    """
    said = programme.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def edition_hash(programme: Programme) -> str:
    """Return the name of the edition: `sv1-` and 16 hexadecimal digits of its content."""
    return f"sv1-{sha256(canonical_json(programme).encode()).hexdigest()[:16]}"
