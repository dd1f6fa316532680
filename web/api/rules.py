"""The rules: which editions there are, which is in force when, and what a count of votes would mean under them."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.errors import RuleBroken
from rules.exceptions import NOWHERE, explained
from rules.json_schemas import SchemaName, json_schema
from rules.messages import Message
from rules.periods import Period, period_of
from rules.programme import CouncilStage
from rules.reasons import Because
from rules.rights import Action, Resource
from rules.votes import Count, count_outcome
from store import editions, organisation
from store.rulebook import Rules
from web.access import Needs, Visitor
from web.api.editions import AskedEditions, OneEdition, told
from web.explaining import LanguageDep, Reason, reasons
from web.house import House, HouseDep
from web.lists import Code
from web.routing import routes

router = routes("/rules", "rules")

Reader = Annotated[Visitor, Depends(Needs(Action.RULES_READ))]
ReaderInForce = Annotated[Visitor, Depends(Needs(Action.RULES_READ, refuses=("no_rules",)))]
Trier = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.RULES_READ,
            refuses=(
                "no_rules",
                "no_such_edition",
                "no_such_stage",
                "not_a_council",
                "unknown_unit",
                "not_a_period",
                "count_over_members",
                "present_over_members",
                "present_unknown",
            ),
        )
    ),
]


class AskedInForce(AskedEditions):
    """Which edition is in force on a day."""

    on: Annotated[date | None, Field(description="the day; today if none is given")] = None


class AskedSchema(BaseModel):
    """Which kind of rule file."""

    model_config = ConfigDict(extra="forbid")

    of: SchemaName = "programme"


class TrialBody(Message):
    """A count of votes. `members` are all, those who stand aside included; who is in no count sent no ballot."""

    programme: Code
    stage: Code
    edition: Annotated[Code | None, Field(description="the hash; the edition in force today if none is given")] = None
    unit: Annotated[Code | None, Field(description="whose exceptions apply; none apply without unit and period")] = None
    period: Annotated[Code | None, Field(description="the sitting's period; the present one if a unit is given")] = None
    members: Annotated[int, Field(ge=0, le=10_000)]
    ayes: Annotated[int, Field(ge=0, le=10_000, alias="for")]
    against: Annotated[int, Field(ge=0, le=10_000)] = 0
    abstain: Annotated[int, Field(ge=0, le=10_000)] = 0
    recused: Annotated[int, Field(ge=0, le=10_000)] = 0
    present: Annotated[int, Field(ge=0, le=10_000)] | None = None
    categories: Annotated[
        tuple[Code, ...], Field(max_length=20, description="of the seats of whoever voted, where a quorum asks for one")
    ] = ()
    chair: Literal["aye", "no", "abstention", "recused"] | None = None


class Trial(BaseModel):
    """What the count means under the rules, and why. `share` is a fraction of the base, exactly."""

    edition: str
    outcome: Literal["passed", "failed", "no_quorum"]
    needed: int
    base: int
    quorum_needed: int
    took_part: int
    share: str | None
    explanation: list[Reason]


@router.get("/in-force")
def edition_in_force(asked: Annotated[AskedInForce, Query()], house: HouseDep, visitor: ReaderInForce) -> OneEdition:
    """Return the edition of a programme that is in force on a day."""
    visitor.judge(Resource())
    on = asked.on or visitor.today
    with house.database.read() as conn:
        edition = editions.in_force(conn, asked.programme, on)
    if edition is None:
        raise RuleBroken("no_rules", programme=asked.programme, on=on.isoformat())
    return OneEdition.model_validate({**told(edition), "is_in_force": True})


@router.get("/schema")
def schema(asked: Annotated[AskedSchema, Query()], visitor: Reader) -> dict[str, Any]:
    """Return the JSON Schema of a kind of rule file, for editors that complete. `rules check` knows more."""
    visitor.judge(Resource())
    return json_schema(asked.of)


@router.post("/try")
def try_count(body: TrialBody, house: HouseDep, visitor: Trier, language: LanguageDep) -> Trial:
    """Return what a count of votes would mean. Nothing is written, so no key is asked for."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        rules = _rules(conn, house, body, visitor.today)
        council, exceptions = _council(conn, rules, body, visitor.today)
    categories = frozenset(body.categories)
    count = Count(body.members, body.ayes, body.against, body.abstain, body.recused, body.present, categories)
    verdict = count_outcome(count, council, chair=body.chair)
    return Trial(
        edition=rules.edition,
        outcome=verdict.outcome,
        needed=verdict.needed,
        base=verdict.base,
        quorum_needed=verdict.quorum_needed,
        took_part=verdict.took_part,
        share=None if verdict.share is None else str(verdict.share),
        explanation=reasons([*exceptions, *verdict.explanation], language),
    )


def _council(conn: Connection, rules: Rules, body: TrialBody, today: date) -> tuple[CouncilStage, tuple[Because, ...]]:
    """Return the council as it is for the unit and period that are asked for, and by which exceptions."""
    default = rules.council(body.stage)
    if body.unit is None and body.period is None:
        return default, ()
    units = organisation.tree(conn)
    if body.unit is not None and body.unit not in units:
        raise RuleBroken("unknown_unit", unit=body.unit)
    period = period_of(default, body.period or Period.containing(today, default.every).key).key
    terms = rules.sitting_terms(body.stage, units.whereabouts(body.unit, today) if body.unit else NOWHERE, period)
    return terms.stage, explained(rules.programme, body.stage, terms.exceptions)


def _rules(conn: Connection, house: House, body: TrialBody, today: date) -> Rules:
    if body.edition is None:
        return house.rulebook.in_force(conn, body.programme, today)
    rules = house.rulebook.of(conn, body.edition)
    if rules.programme.programme != body.programme:
        raise RuleBroken("no_such_edition", edition=body.edition)
    return rules
