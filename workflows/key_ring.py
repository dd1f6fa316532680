"""The ring of keys that payloads are sealed with. Only held here: `keys` reads it, `workflows.payloads` uses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys payloads are sealed with: `current` seals, all of them open (key id -> 32 bytes)."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        """Raise ValueError unless the current key is there and every key has 32 bytes."""
        if self.current not in self.keys:
            raise ValueError(f"the current key {self.current!r} is not on the ring")
        if any(len(key) != KEY_BYTES for key in self.keys.values()):
            raise ValueError(f"every key has {KEY_BYTES} bytes")
