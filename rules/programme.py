"""A programme as its rule file says it: the stages, who acts, in how long, by which share, and what follows.

Pure and frozen; every key of the rule language stands here once. It checks each clause by itself;
`rules.checks` looks at the whole, and `rules.loading` knows where in the file a clause stands.
"""

from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rules.amounts import Approver, Fund
from rules.clauses import Clause, ClausePath, Clock, Name, Numbering, Short, Text, Title
from rules.clusters import Cluster, UnitWord
from rules.doers import Doer, Shortfall, Where
from rules.period_keys import PeriodRange
from rules.phrases import Moment, Publication, Remind, Share, Span
from rules.quotas import Quota
from rules.ranking import Rank
from rules.sheets import Mark, Scorer, Sheet

END = "end"
NEXT_SITTING = "next sitting"
STAGES_AT_MOST = 40
EXCEPTIONS_AT_MOST = 40


class Place(Clause):
    """A place that doers, councils and books are named after, and which unit that is."""

    place: Name
    title: Title
    is_: Annotated[Where, Field(alias="is")]


class Award(Clause):
    """Something that may be awarded; the list of them is a ladder, the lowest first."""

    award: Name
    title: Title


class Fact(Clause):
    """Something about whoever is honoured that a person attests where a stage asks for it."""

    fact: Name
    title: Title


class OfficeHours(Clause):
    """When the office works; a deadline in working days falls at `ends`."""

    starts: Clock
    ends: Clock

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts >= self.ends:
            found = f"{self.starts.isoformat('minutes')}-{self.ends.isoformat('minutes')}"
            raise PydanticCustomError("hours_in_disorder", "ends before it starts", {"found": found})
        return self


class Reminding(Clause):
    """When people may be reminded, and how often of one thing at most."""

    hours: OfficeHours
    days: Literal["working days", "every day"]
    at_most: Annotated[int, Field(ge=2, le=99)]


class Escalation(Clause):
    """Who is told, and how long after the deadline, when nothing was done."""

    after: Span
    to: Doer


class MissingBallots(Clause):
    """Who is told, and how long before voting closes, that ballots are missing; whoever owes one hears of it."""

    before: Span
    tell: Doer


class Objections(Clause):
    """Anybody may object while there is time for comment; that time stands still until somebody has ruled on it."""

    ruled_by: Doer
    within: Span
    escalate: Escalation


class Gives(Clause):
    """What a decision writes: the book of a place, its document, and how that is numbered ({n}, {year}, {unit})."""

    book: Name
    document: Name
    number: Numbering


class Evidence(Clause):
    """What may be attached to a log entry."""

    files_at_most: Annotated[int, Field(ge=1, le=100)]
    megabytes_each_at_most: Annotated[int, Field(ge=1, le=100)]
    kinds: Annotated[tuple[Literal["jpeg", "png", "webp", "pdf"], ...], Field(min_length=1)]


class StageBase(Clause):
    """What every stage says."""

    stage: Name
    title: Title
    source: Text | None = None
    remind: tuple[Remind, ...]


Asked = Literal["title", "date", "place", "story", "beneficiaries", "award", "amount"]


class LogStage(StageBase):
    """An officer writes a good deed down; a returned entry must come back `within` its time."""

    kind: Literal["log"]
    by: Literal["officer"]
    for_: Annotated[tuple[Literal["self", "collective", "colleague"], ...], Field(alias="for", min_length=1)]
    deed_at_most: Span
    asks_for: Annotated[tuple[Asked, ...], Field(min_length=1)]
    evidence: Evidence
    within: Span
    extend_at_most: Span | None = None
    leads_to: dict[Literal["logged", "silence"], Short]


class ReviewStage(StageBase):
    """One person looks at a nomination and recommends, returns or declines it.

    `escalate.after` and `silence_after` are told from the deadline: first the superior is asked, then silence counts.
    """

    kind: Literal["review"]
    done_by: Approver
    never_by: tuple[Literal["author", "honoured"], ...]
    within: Span
    escalate: Escalation
    silence_after: Span
    extend_at_most: Span | None = None
    award: Literal["stays", "may be raised or lowered"] = "stays"
    attests: tuple[Name, ...] = ()
    leads_to: dict[Literal["recommended", "returned", "declined", "silence"], Short]


class Select(Clause):
    """How many of those that passed are taken, of all or of each cluster, and in which order if there are too many."""

    at_least: Annotated[int, Field(ge=1, le=9999)] | None = None
    at_most: Quota
    rank_by: Annotated[tuple[Rank, ...], Field(min_length=1)]
    on_tie_at_limit: Literal["run-off", "stated order"]
    per: Literal["cluster"] | None = None


class CouncilStage(StageBase):
    """A council votes on all candidates of a period in one sitting."""

    kind: Literal["council"]
    council: Name
    every: Literal["month", "quarter", "year"]
    candidates_until: Moment
    votes_open: Moment
    votes_close: Moment
    early_close: Literal["when all have voted", "never"]
    ballot: Literal["secret", "open"]
    absent: Literal["written ballot", "does not vote"]
    missing_ballots: MissingBallots | None = None
    recused: Literal["leave the count", "stay in the count"]
    stands_aside: tuple[Literal["author", "honoured", "recommender"], ...]
    quorum: Share
    passes_with: Share
    on_tie: Literal["fails", "chair decides", "chair votes only then"]
    select: Select
    if_none: Shortfall
    not_selected: Literal["ends", "considered again at the next sitting, once"]
    not_selected_but_passed: Literal["waiting list until results are published", "ends"]
    results_published: Moment | None = None
    gives: Gives | None = None
    reports_to: Name | None = None
    leads_to: dict[Literal["selected", "not_selected", "no_quorum"], Short]

    @property
    def keeps_waiting(self) -> bool:
        """Does who passed and found no place wait for one?"""
        return self.not_selected_but_passed != "ends"


def with_holders(stage: CouncilStage, holders: int | None) -> CouncilStage:
    """Return the stage with the holders counted of whom its quota is a part; None, or another quota: as it is."""
    if holders is None or not stage.select.at_most.is_uncounted:
        return stage
    return with_quota(stage, stage.select.at_most.counted(holders))


def with_quota(stage: CouncilStage, quota: Quota) -> CouncilStage:
    """Return the stage with another quota."""
    return stage.model_copy(update={"select": stage.select.model_copy(update={"at_most": quota})})


class DossierStage(StageBase):
    """Somebody puts the papers together that the next council reads; time runs as in a review."""

    kind: Literal["dossier"]
    done_by: Doer
    needs: Annotated[tuple[Text, ...], Field(min_length=1)]
    within: Span
    escalate: Escalation
    silence_after: Span
    extend_at_most: Span | None = None
    leads_to: dict[Literal["filed", "silence"], Short]


Quarter = Literal["first", "second", "third", "fourth"]
QUARTERS: tuple[Quarter, ...] = get_args(Quarter)


class ScoreStage(StageBase):
    """Somebody fills a score sheet; time runs as in a review. Of several stages with a sheet the later score stands.

    A sheet about a `quarter` is filled once that is over, and the time runs from then.
    """

    kind: Literal["score"]
    sheet: Name
    done_by: Scorer
    never_by: tuple[Literal["author", "honoured"], ...] = ()
    passes_with: Mark | None = None
    quarter: Quarter | None = None
    within: Span
    escalate: Escalation
    silence_after: Span
    extend_at_most: Span | None = None
    leads_to: dict[Literal["scored", "fell_short", "silence"], Short]


class RecordStage(StageBase):
    """The deed is written in a book, and published after the time for comment; its reward is taken from the fund.

    Where the rules hear `objections`, one that is upheld keeps it out of the book.
    """

    kind: Literal["record"]
    gives: Gives
    publish: Publication
    fund: Fund | None = None
    objections: Objections | None = None
    leads_to: dict[Literal["recorded", "fund_spent", "upheld"], Short]


AskedStage = ReviewStage | DossierStage | ScoreStage
"""A stage at which one person is asked, her superior when she is late, and silence has an outcome."""

Stage = Annotated[
    LogStage | ReviewStage | CouncilStage | DossierStage | ScoreStage | RecordStage, Field(discriminator="kind")
]


STAGE_KINDS: dict[str, type[LogStage | ReviewStage | CouncilStage | DossierStage | ScoreStage | RecordStage]] = {
    "log": LogStage,
    "review": ReviewStage,
    "council": CouncilStage,
    "dossier": DossierStage,
    "score": ScoreStage,
    "record": RecordStage,
}


ONLY_WITH: dict[str, dict[str, str]] = {
    "record": {"fund_spent": "fund", "upheld": "objections"},
    "score": {"fell_short": "passes_with"},
}
"""Kind of stage → the outcomes it has only where a key is there (outcome → key)."""


def stage_outcomes(stage: Stage) -> tuple[str, ...]:
    """Return the outcomes that a stage has."""
    return tuple(one for one in outcomes(stage.kind) if one in {str(said) for said in stage.leads_to})


def outcomes(kind: str) -> tuple[str, ...]:
    """Return the outcomes that a kind of stage may have; `leads_to` must name all that its keys bring about."""
    keys, _ = get_args(STAGE_KINDS[kind].model_fields["leads_to"].annotation)
    return get_args(keys)


class ExceptionScope(Clause):
    """For whom and when an exception holds: any of the units or kinds, with all below them, in any of the periods."""

    units: Annotated[tuple[UnitWord, ...], Field(min_length=1, max_length=200)] | None = None
    kinds: Annotated[tuple[UnitWord, ...], Field(min_length=1, max_length=20)] | None = None
    periods: Annotated[tuple[PeriodRange, ...], Field(min_length=1, max_length=20)] | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if self.units is None and self.kinds is None and self.periods is None:
            raise PydanticCustomError("exception_for_nobody", "for nobody")
        return self


class ExceptionClause(Clause):
    """Clauses that are otherwise for some units, some periods or both, until an end. `rules.exceptions` applies it."""

    for_: Annotated[ExceptionScope, Field(alias="for")]
    because: Text
    until: date | None = None
    set_: Annotated[dict[ClausePath, Any], Field(alias="set", min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.until is None and self.for_.periods is None:
            raise PydanticCustomError("exception_without_end", "without an end")
        return self


class Programme(Clause):
    """A whole rule file."""

    schema_: Annotated[Literal["sovang.programme/1"], Field(alias="schema")]
    programme: Name
    title: Title
    source: Text
    in_force_from: date
    time_zone: Short
    calendar: Name
    office_hours: OfficeHours
    reminders: Reminding | None = None
    places: Annotated[tuple[Place, ...], Field(min_length=1, max_length=20)]
    clusters: Annotated[tuple[Cluster, ...], Field(max_length=40)] = ()
    awards: Annotated[tuple[Award, ...], Field(max_length=40)] = ()
    sheets: Annotated[tuple[Sheet, ...], Field(max_length=20)] = ()
    facts: Annotated[tuple[Fact, ...], Field(max_length=20)] = ()
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=STAGES_AT_MOST)]
    exceptions: Annotated[tuple[ExceptionClause, ...], Field(max_length=EXCEPTIONS_AT_MOST)] = ()

    def stage(self, name: str) -> Stage:
        """Return the stage called `name`. Raise KeyError if there is none."""
        for stage in self.stages:
            if stage.stage == name:
                return stage
        raise KeyError(name)

    def place(self, name: str) -> Place:
        """Return the place called `name`. Raise KeyError if there is none."""
        for place in self.places:
            if place.place == name:
                return place
        raise KeyError(name)

    def where(self, name: str) -> Where:
        """Return which unit the place called `name` is. Raise KeyError if there is no such place."""
        return self.place(name).is_

    def sheet(self, name: str) -> Sheet:
        """Return the score sheet called `name`. Raise KeyError if there is none."""
        for sheet in self.sheets:
            if sheet.sheet == name:
                return sheet
        raise KeyError(name)

    @property
    def ladder(self) -> tuple[str, ...]:
        """The names of the awards, the lowest first."""
        return tuple(award.award for award in self.awards)

    @property
    def reward_at_most(self) -> int | None:
        """The highest sum, in đồng, for which every review has somebody to approve it; None without a limit."""
        limits = [stage.done_by.at_most for stage in self.stages if isinstance(stage, ReviewStage)]
        return min((limit for limit in limits if limit is not None), default=None)
