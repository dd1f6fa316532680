"""What workflows ask of the hands: the registered names and the messages. Imports only the rules.

Names are written out because histories outlive refactorings; messages only ever grow, by a field with a default.
"""

from datetime import datetime, timedelta

from pydantic import Field

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
SEND_REMINDERS = "send_reminders"
DELIVER = "deliver"
OPEN_PERIODS = "open_periods"
REBUILD = "rebuild"


class NominationStart(Message):
    """All that a nomination is: for a new one the first event, for a rebuilt or continued one everything.

    `projected` events are in the ledger already; `seen` maps a command's id to the number of its last event, so that
    a repeated command is answered and not repeated, across runs too. `continue_after` events a run ends and continues.
    `behind` is how far the case lies behind the server's clock: zero but in a rehearsal.
    """

    nomination_id: str
    epoch: str
    events: tuple[Event, ...]
    projected: int = 0
    entry: Entry | None = None
    seen: dict[str, int] = Field(default_factory=dict)
    continue_after: int = 2_000
    behind: timedelta = timedelta()


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
    """A nomination whose time for comment is over, the epoch, and the workflow's own instant."""

    nomination_id: str
    entry: Entry
    at: datetime
    epoch: str = ""


class RecordedAs(Message):
    """Where in the book it stands; nowhere if the fund was spent."""

    book: str
    year: int
    number: int
    is_fund_spent: bool = False


class PeriodCall(Message):
    """A period, the epoch of the instance, and the workflow's own instant (None only in the workflow's input).

    `behind` is how far the period lies behind the server's clock: zero but in a rehearsal.
    """

    period_id: str
    programme: str
    stage: str
    period: str
    epoch: str
    at: datetime | None = None
    behind: timedelta = timedelta()


class PeriodOpened(Message):
    """When the last of its sittings should be decided."""

    ends_at: datetime


class SittingsStarted(Message):
    """How many sittings have a workflow now."""

    sittings: int


class SittingStart(Message):
    """The input of a sitting's workflow: which sitting, and when its voting opens."""

    sitting_id: str
    epoch: str
    votes_open_at: datetime
    behind: timedelta = timedelta()


class PeriodClosed(Message):
    """The sittings still undecided (ask again later when there are any), and the summary when there are none."""

    undecided: int
    with_selection: int = 0
    without: int = 0


class SittingCall(Message):
    """A sitting, the round of voting that is meant, the epoch, and the workflow's own instant."""

    sitting_id: str
    epoch: str
    at: datetime
    round: int = 1


class Announced(Message):
    """How many nominations were told."""

    told: int


class VotingOpened(Message):
    """What was frozen when voting opened: counts only. `closes_at` is None when there was nothing to vote on."""

    candidates: int
    members: int
    edition: str
    closes_at: datetime | None
    published_at: datetime | None = None


class Rescheduled(Message):
    """A sitting's new instants, who moved them and why; None leaves an instant where it was.

    `epoch` and `at` are the workflow's own; it fills them in. `outage` is the one whose time is given back.
    """

    sitting_id: str
    command_id: str
    epoch: str = ""
    at: datetime | None = None
    by: str
    because: str
    votes_open_at: datetime | None = None
    votes_close_at: datetime | None = None
    outage: str = ""


class VotingClosed(Message):
    """The decision, in counts; with `closes_at`, the vote is open until then.

    `round` says which round that is: the same when it was too early to close, the next for a tie at the limit.
    """

    selected: int
    waiting: int
    not_selected: int
    no_quorum: int
    closes_at: datetime | None = None
    round: int | None = None


class Hearing(Message):
    """What a nomination hears from the councils: the steps since it was last told, and where they lead."""

    steps: tuple[Step, ...]
    leads_to: str


class Instant(Message):
    """The workflow's own instant, for work that depends on nothing else."""

    at: datetime


class Queued(Message):
    """How many reminders went into how many messages, and how many were not sent because nothing is owed any more."""

    queued: int
    messages: int
    suppressed: int


class Delivered(Message):
    """How many messages were put into inboxes, and what came of those that leave the house."""

    handed_out: int = 0
    sent: int = 0
    not_sent: int = 0


class Started(Message):
    """How many workflows were missing and run now."""

    periods: int = 0
    sittings: int = 0
    nominations: int = 0
