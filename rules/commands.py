"""What may be asked of a nomination. Commands are imperative and only ever grow, by a field with a default."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from rules.deeds import Deed, Line, PersonId, Prose
from rules.entries import Dates, Entry
from rules.messages import Message
from rules.sheets import Points


class Recommend(Message):
    """Whoever reviews the deed introduces it: to a council, to the next reviewer, to the book.

    `award` is another one of the ladder, where the rules let it be raised or lowered here ("" leaves it as it is);
    `reward_vnd` is a smaller sum than was asked for; `facts` answers for what the rules ask her to attest.
    """

    ask: Literal["recommend"] = "recommend"
    by: PersonId
    note: Line = ""
    award: Annotated[str, Field(max_length=60)] = ""
    reward_vnd: Annotated[int, Field(ge=1, le=10**15)] | None = None
    facts: Annotated[dict[Annotated[str, Field(max_length=60)], bool], Field(max_length=20)] = Field(
        default_factory=dict
    )


class Return(Message):
    """The team sends the deed back to its author for more information."""

    ask: Literal["return"] = "return"
    by: PersonId
    because: Annotated[Line, Field(min_length=1)]


class Decline(Message):
    """The team does not introduce the deed."""

    ask: Literal["decline"] = "decline"
    by: PersonId
    because: Annotated[Line, Field(min_length=1)]


class Amend(Message):
    """The author answers a return with a better text."""

    ask: Literal["amend"] = "amend"
    by: PersonId
    deed: Deed


class Withdraw(Message):
    """The author takes the nomination back."""

    ask: Literal["withdraw"] = "withdraw"
    by: PersonId
    because: Line = ""


class FileDossier(Message):
    """The secretary files the documents that the dossier needs; `documents` are the names the rules use."""

    ask: Literal["file"] = "file"
    by: PersonId
    documents: tuple[Line, ...]


class Score(Message):
    """Fill the score sheet: every item (name → whole points), none above its most."""

    ask: Literal["score"] = "score"
    by: PersonId
    points: Annotated[dict[Annotated[str, Field(min_length=1, max_length=60)], Points], Field(max_length=40)]
    note: Line = ""


class Extend(Message):
    """Move the running deadline of this stage to a later instant; `dates` is what follows from it by the rules."""

    ask: Literal["extend"] = "extend"
    by: PersonId
    until: datetime
    because: Annotated[Line, Field(min_length=1)]
    dates: Dates | None = None


class Hold(Message):
    """Stop the clock: while discipline, an investigation or a complaint is open, nothing is due and nobody decides."""

    ask: Literal["hold"] = "hold"
    by: PersonId
    because: Annotated[Line, Field(min_length=1)]


class Release(Message):
    """Let the clock run again; `dates` is where it stands, the time of the hold given back."""

    ask: Literal["release"] = "release"
    by: PersonId
    because: Annotated[Line, Field(min_length=1)]
    dates: Dates | None = None


class Shift(Message):
    """Give back the time in which the house was dark (made when the operator records an outage, `outage` is its id)."""

    ask: Literal["shift"] = "shift"
    by: PersonId
    because: Annotated[Line, Field(min_length=1)]
    dates: Dates
    outage: str = ""


class Reassign(Message):
    """Ask a named person instead of whoever holds the role."""

    ask: Literal["reassign"] = "reassign"
    by: PersonId
    to: PersonId
    because: Annotated[Line, Field(min_length=1)]


class Override(Message):
    """Do in the place of somebody who stays silent past the deadline what she could have done; two people ask it."""

    ask: Literal["override"] = "override"
    by: PersonId
    outcome: Annotated[Line, Field(min_length=1)]
    because: Annotated[Line, Field(min_length=1)]


class Object(Message):
    """Object to what is out for comment, in words; `dates` is until when somebody must rule on it."""

    ask: Literal["object"] = "object"
    by: PersonId
    because: Annotated[Prose, Field(min_length=1, max_length=4_000)]
    dates: Dates | None = None


class Rule(Message):
    """Rule on an objection by its number; `dates` says to when the time for comment runs if none is left."""

    ask: Literal["rule"] = "rule"
    by: PersonId
    objection: Annotated[int, Field(ge=1)]
    upheld: bool
    because: Annotated[Line, Field(min_length=1)]
    dates: Dates | None = None


class Adopt(Message):
    """Take over the rules of another edition for the running stage (made by the adoption of a rule change)."""

    ask: Literal["adopt"] = "adopt"
    by: PersonId
    entry: Entry
    because: Annotated[Line, Field(min_length=1)]


Command = Annotated[
    Recommend
    | Return
    | Decline
    | Amend
    | Withdraw
    | FileDossier
    | Score
    | Extend
    | Hold
    | Release
    | Shift
    | Reassign
    | Override
    | Object
    | Rule
    | Adopt,
    Field(discriminator="ask"),
]
