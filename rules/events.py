"""What has happened to a nomination. Events are past tense and only ever grow, by a field with a default.

Where an event moves the nomination, `leads_to` names the stage, "end" or "next sitting" as the rules said then.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from rules.deeds import Deed, UnitId
from rules.entries import Dates, Entry
from rules.messages import Message

END = "end"
NEXT_SITTING = "next sitting"


class Happened(Message):
    """What every event has: its instant, and the person who acted ('' when nobody did)."""

    at: datetime
    by: str = ""


class DeedLogged(Happened):
    """The officer's log entry; the nomination exists from here."""

    event: Literal["logged"] = "logged"
    programme: str
    unit_id: UnitId
    deed: Deed
    leads_to: str


class Recommended(Happened):
    """Introduced. `award` and `reward_vnd` are what was changed here ("" and None: nothing); `facts` were attested."""

    event: Literal["recommended"] = "recommended"
    note: str = ""
    leads_to: str
    award: str = ""
    reward_vnd: int | None = None
    facts: tuple[str, ...] = ()


class Returned(Happened):
    """Sent back to the author."""

    event: Literal["returned"] = "returned"
    because: str
    leads_to: str


class Declined(Happened):
    """Not introduced."""

    event: Literal["declined"] = "declined"
    because: str
    leads_to: str


class Amended(Happened):
    """The author's better text."""

    event: Literal["amended"] = "amended"
    deed: Deed
    leads_to: str


class Withdrawn(Happened):
    """Taken back by its author."""

    event: Literal["withdrawn"] = "withdrawn"
    because: str = ""
    leads_to: str = END


class DossierFiled(Happened):
    """The dossier is complete."""

    event: Literal["filed"] = "filed"
    documents: tuple[str, ...]
    leads_to: str


class Scored(Happened):
    """A score sheet was filled: `total` of `of` points, in a band of its sheet ("" for none)."""

    event: Literal["scored"] = "scored"
    stage: str
    sheet: str
    points: dict[str, int]
    total: int
    of: int
    band: str = ""
    note: str = ""
    outcome: Literal["scored", "fell_short"]
    leads_to: str


class Extended(Happened):
    """The stage's deadline moved."""

    event: Literal["extended"] = "extended"
    until: datetime
    because: str
    dates: Dates | None = None


class Held(Happened):
    """Its clock stands still."""

    event: Literal["held"] = "held"
    because: str


class Released(Happened):
    """Its clock runs again, the time of the hold given back."""

    event: Literal["released"] = "released"
    because: str
    dates: Dates | None = None


class Shifted(Happened):
    """Its deadline moved because the house was dark; `outage` is the id under which that is written down."""

    event: Literal["shifted"] = "shifted"
    because: str
    dates: Dates
    outage: str = ""


class Reassigned(Happened):
    """A named person is asked."""

    event: Literal["reassigned"] = "reassigned"
    to: str
    because: str


class OverrideProposed(Happened):
    """One person asks that a silent step be passed over; it takes a second one."""

    event: Literal["proposed"] = "proposed"
    outcome: str
    because: str


class Overridden(Happened):
    """Two people have done what the one who was asked left undone."""

    event: Literal["overridden"] = "overridden"
    asked_by: str
    outcome: str
    because: str
    leads_to: str


class Escalated(Happened):
    """Nobody acted in time, so the superior is asked too."""

    event: Literal["escalated"] = "escalated"


class Lapsed(Happened):
    """Nobody acted even then; the rules say where silence leads."""

    event: Literal["lapsed"] = "lapsed"
    leads_to: str


class Adopted(Happened):
    """The running stage follows another edition from here."""

    event: Literal["adopted"] = "adopted"
    entry: Entry
    because: str


class Objected(Happened):
    """Somebody objects to what is out for comment; the time for comment stands still from the first open one on."""

    event: Literal["objected"] = "objected"
    objection: int
    because: str
    dates: Dates | None = None


class Dismissed(Happened):
    """An objection is not accepted; once none is open, the time for comment runs on, to `dates.due_at`."""

    event: Literal["dismissed"] = "dismissed"
    objection: int
    objector: str
    because: str
    dates: Dates | None = None


class Upheld(Happened):
    """An objection is accepted; whatever else is objected to falls with it."""

    event: Literal["upheld"] = "upheld"
    objection: int
    objector: str
    because: str
    leads_to: str


class Step(Message):
    """One council's decision on this nomination, as the sitting's own ledger has it."""

    stage: str
    sitting_id: str
    number: int
    outcome: str


class Heard(Happened):
    """What councils decided since the nomination was last told; only the last one moves it."""

    event: Literal["heard"] = "heard"
    steps: tuple[Step, ...]
    leads_to: str


class Recorded(Happened):
    """Written in a book, under a number that no other entry of that book and year has."""

    event: Literal["recorded"] = "recorded"
    book: str
    year: int
    number: int
    leads_to: str


class FundSpent(Happened):
    """The fund has not enough left in this period for the reward; nothing was written in the book."""

    event: Literal["fund_spent"] = "fund_spent"
    leads_to: str


Event = Annotated[
    DeedLogged
    | Recommended
    | Returned
    | Declined
    | Amended
    | Withdrawn
    | DossierFiled
    | Scored
    | Extended
    | Held
    | Released
    | Shifted
    | Reassigned
    | OverrideProposed
    | Overridden
    | Escalated
    | Lapsed
    | Adopted
    | Objected
    | Dismissed
    | Upheld
    | Heard
    | Recorded
    | FundSpent,
    Field(discriminator="event"),
]
