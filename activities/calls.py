"""What workflows ask of the hands: the registered names and the messages. Imports only the rules.

Names are written out because histories outlive refactorings; messages only ever grow, by a field with a default.
"""

from datetime import datetime

from rules.entries import Entry
from rules.events import Event, Step
from rules.messages import Message
from rules.nomination import State

PROJECT = "project"
RECORD = "record"
OPEN_PERIOD = "open_period"
START_SITTINGS = "start_sittings"
CLOSE_PERIOD = "close_period"
OPEN_VOTING = "open_voting"
RESCHEDULE = "reschedule"
CLOSE_VOTING = "close_voting"
SETTLE_WAITING_LIST = "settle_waiting_list"
ANNOUNCE = "announce"
DUE_REMINDERS = "due_reminders"


class Projection(Message):
    """New events of one nomination, numbered from `first`, and the state after the last of them.

    `epoch` and `run_id` tell a workflow from another time apart.
    """

    nomination_id: str
    epoch: str
    run_id: str
    first: int
    events: tuple[Event, ...]
    state: State


class Projected(Message):
    """The ledger has everything up to `number`; `entry` holds the terms of the stage that was entered."""

    number: int
    entry: Entry | None = None


class Recording(Message):
    """A nomination whose time for comment is over."""

    nomination_id: str
    entry: Entry


class RecordedAs(Message):
    """Where in the book it stands."""

    book: str
    year: int
    number: int


class PeriodCall(Message):
    """A period by its id, with the epoch of the instance."""

    period_id: str
    programme: str
    stage: str
    period: str
    epoch: str


class PeriodOpened(Message):
    """How many sittings the period has, and when the last of them should be decided."""

    sittings: int
    ends_at: datetime


class PeriodClosed(Message):
    """The sittings still undecided (ask again later when there are any), and the summary when there are none."""

    undecided: int
    with_selection: int = 0
    without: int = 0


class SittingCall(Message):
    """A sitting by its id, and the round of voting that is meant."""

    sitting_id: str
    round: int = 1


class VotingOpened(Message):
    """What was frozen when voting opened: counts only. `closes_at` is None when there was nothing to vote on."""

    candidates: int
    members: int
    edition: str
    closes_at: datetime | None
    published_at: datetime | None = None


class Rescheduled(Message):
    """A sitting's new instants, who moved them and why; None leaves an instant where it was."""

    sitting_id: str
    command_id: str
    by: str
    because: str
    votes_open_at: datetime | None = None
    votes_close_at: datetime | None = None


class VotingClosed(Message):
    """The decision, in counts; `is_run_off` says that another round is needed for the tie at the limit."""

    selected: int
    waiting: int
    not_selected: int
    no_quorum: int
    is_run_off: bool = False
    closes_at: datetime | None = None


class Hearing(Message):
    """What a nomination hears from the councils: the steps since it was last told, and where they lead."""

    steps: tuple[Step, ...]
    leads_to: str


class Queued(Message):
    """How many reminders were queued, and how many were not because nothing is owed any more."""

    queued: int
    suppressed: int
