"""Decided cases: a file beside a programme that says what must come out, case by case. Only its form stands here.

Pure. `rules.trials` lets the engine decide a case, `rules.verdicts` compares.
"""

from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rules.amounts import Money
from rules.clauses import Clause, Name, Text
from rules.sheets import Scorer
from rules.votes import ChairChoice, VoteOutcome

SelectionGroup = Literal["selected", "waiting", "run_off", "not_selected"]
SELECTION_GROUPS: tuple[SelectionGroup, ...] = get_args(SelectionGroup)
Number = Annotated[int, Field(ge=0, le=9999)]


class ActCase(Clause):
    """What one act, or silence, leads to; or with which code it is refused.

    The deed was done `days_after` before it is logged; the act is done `days_later` than its stage is entered. `award`
    and `amount` are what is proposed, `changed_to` and `lowered_to` what is recommended instead; `facts` are those that
    are attested, all the rules ask for if left out. `points` are those of a score sheet. `done_by` is who must act.
    """

    case: Text
    article: Text | None = None
    stage: Name
    act: Literal[
        "log",
        "recommend",
        "return",
        "decline",
        "file",
        "score",
        "record",
        "fund spent",
        "object",
        "dismiss",
        "uphold",
        "silence",
    ]
    by: Literal["doer", "author", "honoured"] = "doer"
    documents: tuple[Text, ...] | None = None
    days_after: Annotated[int, Field(ge=0, le=3650)] | None = None
    days_later: Annotated[int, Field(ge=1, le=3650)] | None = None
    award: Name | None = None
    changed_to: Name | None = None
    amount: Money | None = None
    lowered_to: Money | None = None
    facts: tuple[Name, ...] | None = None
    points: Annotated[dict[Name, Annotated[int, Field(ge=0, le=9999)]], Field(max_length=40)] | None = None
    done_by: Scorer | None = None
    outcome: Text | None = None
    leads_to: Text | None = None
    refused: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.outcome is None) != (self.leads_to is None) or (self.outcome is None) == (self.refused is None):
            raise PydanticCustomError("case_says_nothing", "no outcome", {})
        return self


class VoteCase(Clause):
    """What a council's count means. Whoever is in none of the counts stayed silent."""

    case: Text
    article: Text | None = None
    stage: Name
    members: Number
    for_: Annotated[Number, Field(alias="for")]
    against: Number
    abstain: Number = 0
    recused: Number = 0
    present: Number | None = None
    chair: ChairChoice | None = None
    categories: tuple[Name, ...] = ()
    outcome: VoteOutcome


class Row(Clause):
    """One candidate of a selection, or `times` of them that are alike: `ayes` out of a base `of`.

    `score` is out of `score_of` points, a hundred where that is left out.
    """

    name: Name
    times: Annotated[int, Field(ge=1, le=99)] = 1
    ayes: Number
    of: Number
    beneficiaries: Number | None = None
    deed: date | None = None
    logged: date | None = None
    score: Number | None = None
    score_of: Annotated[int, Field(ge=1, le=10_000)] | None = None
    cluster: Name | None = None


class SelectionCase(Clause):
    """Who of a table is taken; a name stands for all candidates of its row.

    `holders` are how many hold the title of which the rules take a part, where they do.
    """

    case: Text
    article: Text | None = None
    stage: Name
    candidates: Annotated[tuple[Row, ...], Field(min_length=1, max_length=99)]
    holders: Number | None = None
    selected: tuple[Name, ...] = ()
    waiting: tuple[Name, ...] = ()
    run_off: tuple[Name, ...] = ()
    not_selected: tuple[Name, ...] = ()


class CasesFile(Clause):
    """A whole file of decided cases."""

    schema_: Annotated[Literal["sovang.cases/1"], Field(alias="schema")]
    programme: Name
    acts: tuple[ActCase, ...] = ()
    votes: tuple[VoteCase, ...] = ()
    selections: tuple[SelectionCase, ...] = ()
