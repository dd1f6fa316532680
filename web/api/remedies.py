"""Doing something about what is stuck: one remedy for many, with a look at what it would do before it is done."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from fastapi import Depends
from pydantic import AwareDatetime, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Connection

from rules.deeds import Line
from rules.messages import Message
from rules.remedies import Remedy
from rules.rights import Action
from store.paging import LARGEST
from web import remedies
from web.access import Needs, Visitor
from web.engine import FAILURES
from web.explaining import LanguageDep
from web.house import HouseDep
from web.languages import problem_sentence
from web.lists import Code
from web.repeats import RepeatableDep, command_id, once
from web.routing import routes
from web.trying import Asked, Step
from words.catalogue import Language, said
from words.stuck import STUCK

router = routes("/stuck", "stuck")

ACTIONS = (
    Action.STUCK_NUDGE,
    Action.NOMINATIONS_REASSIGN,
    Action.DEPUTIES_NAME,
    Action.NOMINATIONS_EXTEND,
    Action.SITTINGS_RESCHEDULE,
    Action.NOMINATIONS_OVERRIDE,
    Action.STUCK_REPAIR,
)
Helper = Annotated[Visitor, Depends(Needs(*ACTIONS, refuses=("unknown_person", *FAILURES)))]

_TAKES: Mapping[Remedy, tuple[str, ...]] = {
    "reassign": ("to",),
    "deputise": ("to", "until"),
    "extend": ("until",),
    "override": ("outcome",),
}


_FILLS: Mapping[Remedy, tuple[str, ...]] = {
    "nudge": ("who",),
    "reassign": ("to",),
    "deputise": ("to", "who", "until"),
    "extend": ("was", "until"),
}
"""What the sentence of a remedy tells, where it is known."""


class RemedyBody(Message):
    """A remedy for what is named by `ids`, with the reason that stays in the ledger or the audit.

    `reassign` and `deputise` take `to`, `deputise` and `extend` take `until`, `override` takes `outcome`.
    """

    remedy: Remedy
    ids: Annotated[tuple[Code, ...], Field(min_length=1, max_length=LARGEST)]
    because: Annotated[Line, Field(min_length=1)]
    to: Annotated[str, Field(max_length=64)] = ""
    until: AwareDatetime | None = None
    outcome: Annotated[str, Field(max_length=64)] = ""

    @model_validator(mode="after")
    def _has_what_it_takes(self) -> Self:
        missing = [name for name in _TAKES.get(self.remedy, ()) if not getattr(self, name)]
        if missing:
            raise PydanticCustomError("remedy_lacks", "the remedy lacks something", {"missing": ", ".join(missing)})
        return self


class Helped(BaseModel):
    """One of the things: whether the remedy applies, and if not, why."""

    id: str
    applies: bool
    code: Annotated[str, Field(description="why it does not apply; empty if it does")]
    says: str


class Remedied(BaseModel):
    """What the remedy does to each, in the order that was asked."""

    remedy: Remedy
    items: list[Helped]


@router.post("/preview")
async def preview_remedy(body: RemedyBody, house: HouseDep, visitor: Helper, language: LanguageDep) -> Remedied:
    """Return what a remedy would do to each. Nothing is written, so no key is asked for."""
    steps = await remedies.judged(house, visitor, _asked(body))
    return _told(body, steps, language)


@router.post("/remedies")
async def remedy(
    body: RemedyBody, house: HouseDep, visitor: Helper, repeatable: RepeatableDep, language: LanguageDep
) -> Remedied:
    """Do a remedy to all that it applies to; the others are told why not, and keep none from it."""
    asked = repeatable.by(visitor)
    what = _asked(body)

    def judge(_conn: Connection) -> Asked:
        return what

    async def act(_what: Asked) -> Mapping[str, Any]:
        steps = await remedies.judged(house, visitor, what)
        after = await remedies.done(house, visitor, what, steps, command_id(asked))
        return {"steps": [[step.id, step.refused, dict(step.params)] for step in after]}

    told = await once(house, asked, judge, act)
    return _told(body, [Step(id_, None, refused, params) for id_, refused, params in told["steps"]], language)


def _asked(body: RemedyBody) -> Asked:
    return Asked(
        remedy=body.remedy, ids=body.ids, because=body.because, to=body.to, until=body.until, outcome=body.outcome
    )


def _told(body: RemedyBody, steps: list[Step], language: Language) -> Remedied:
    items = [
        Helped(id=one.id, applies=not one.refused, code=one.refused, says=says(body.remedy, one, language))
        for one in steps
    ]
    return Remedied(remedy=body.remedy, items=items)


def says(remedy: Remedy, step: Step, language: Language) -> str:
    """Return what a remedy does to one of the things, or why it does not apply to it."""
    if not step.refused:
        told = f"would.{remedy}"
        takes = _FILLS.get(remedy, ())
        if takes and all(name in step.params for name in takes):
            return said(STUCK, told, language, step.params)
        return said(STUCK, f"remedy.{remedy}", language)
    if f"no.{step.refused}" in STUCK:
        return said(STUCK, f"no.{step.refused}", language)
    return problem_sentence(step.refused, language, step.params)
