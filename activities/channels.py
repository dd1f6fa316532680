"""What a way out of the house must be able to do, and what may come of a message there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from store.deliveries import Taken
from words.messages import Letter


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery with the letter that says it."""

    taken: Taken
    letter: Letter


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a delivery: `sent`, `later` (try again) or `never` (the channel will not take it), and why."""

    taken: Taken
    came: Literal["sent", "later", "never"]
    because: str = ""


class Channel(Protocol):
    """A way out of the house."""

    @property
    def name(self) -> str:
        """What its deliveries are told by: `MAIL`, `WEBHOOK` or `APPRISE` of `store.deliveries`."""

    @property
    def per_minute(self) -> int:
        """How many messages it takes in a minute at most."""

    @property
    def reaches(self) -> frozenset[str] | None:
        """The people whom it reaches; None for everybody."""

    def send(self, outgoing: Sequence[Outgoing]) -> AsyncIterator[Outcome]:
        """Yield what came of each, one after the other, never raising for what the other side does."""
