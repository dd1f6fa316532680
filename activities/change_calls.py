"""What the workflow of a rule change asks of the hands: the registered names and the messages. Imports only the rules.

As in `activities.calls`: names are written out, messages only ever grow, by a field with a default.
"""

from datetime import datetime, timedelta

from pydantic import Field

from rules.commands import Adopt
from rules.messages import Message
from rules.rule_changes import Event, State

CHECK_CHANGE = "check_change"
PUT_IN_FORCE = "put_in_force"
ADOPT_SOME = "adopt_some"
NOTE_CHANGE = "note_change"
ADOPT_IN_SITTING = "adopt_in_sitting"


class ChangeStart(Message):
    """All that a change's workflow is: for a new one the first event, for a continued one everything.

    `written` events are in the ledger already; `seen` are the commands that were answered (id → number of the event).
    `behind` is how far the case lies behind the server's clock: zero but in a rehearsal.
    """

    change_id: str
    epoch: str
    events: tuple[Event, ...]
    written: int = 0
    seen: dict[str, int] = Field(default_factory=dict)
    behind: timedelta = timedelta()


class ChangeCall(Message):
    """A change, the epoch, and the workflow's own instant."""

    change_id: str
    epoch: str
    at: datetime


class ChangeChecked(Message):
    """The codes of what speaks against the change; none if nothing does."""

    refused: tuple[str, ...] = ()


class ChangeInForce(Message):
    """The edition that the change has become, and how many running nominations and sittings are to follow it."""

    edition: str
    of: int


class Adopting(Message):
    """How far the adoption has come: `left` are still to be asked."""

    moved: int
    kept: int
    failed: int
    left: int


class ChangeNews(Message):
    """New events of a change, numbered from `first`, and the state after the last of them."""

    change_id: str
    epoch: str
    first: int
    events: tuple[Event, ...]
    state: State


class ChangeNoted(Message):
    """The ledger has everything up to `number`."""

    number: int


class AskedToAdopt(Message):
    """What a nomination is asked when a change is adopted: its own Update's message, with the change's id on it."""

    command_id: str
    command: Adopt


class AskedSitting(Message):
    """What a sitting is asked when a change is adopted: the edition it follows and the instants that move with it.

    `instants` maps the name of each that moves to where it goes, None if it is not to come any more.
    `epoch` and `at` are the workflow's own; it fills them in.
    """

    sitting_id: str
    command_id: str
    change_id: str
    edition: str
    by: str
    because: str
    instants: dict[str, datetime | None] = Field(default_factory=dict)
    epoch: str = ""
    at: datetime | None = None
