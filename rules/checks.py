"""Does a programme make sense as a whole: clauses that contradict each other, and dates that come too late.

Pure. Each stage that can be read is judged, so that a mistake elsewhere hides nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from rules.award_checks import check_awards
from rules.cluster_checks import check_clusters
from rules.mistakes import nearest
from rules.nodes import Fault, Node, Path, fault_at, items, values, word
from rules.phrases import Base, Happening, Moment
from rules.places import check_places
from rules.programme import (
    AskedStage,
    CouncilStage,
    DossierStage,
    LogStage,
    RecordStage,
    ReviewStage,
    ScoreStage,
    Stage,
)
from rules.score_checks import check_scores
from rules.ways import check_ways

_STAGE: TypeAdapter[Stage] = TypeAdapter(Stage)
_PERIODS = ("month", "quarter", "year")
# the moments of a sitting in their order, and what happens then
_MOMENTS: dict[str, Happening | None] = {
    "candidates_until": Happening.CANDIDATES_CLOSE,
    "votes_open": Happening.VOTING_OPENS,
    "votes_close": Happening.VOTING_CLOSES,
    "results_published": None,  # nothing is told from it
}

Wrong = tuple[str, str, dict[str, object]]  # key, code, params


def check_programme(root: Node, calendars: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with the whole of `root`; `calendars` are the names that exist."""
    yield from check_ways(root)
    zone, calendar = word(root, "time_zone"), word(root, "calendar")
    if zone and not _is_zone(zone):
        yield fault_at(root, ("time_zone",), "time_zone_unknown", found=zone[:60])
    if calendar and calendar not in calendars:
        guess, known = nearest(calendar, calendars), ", ".join(sorted(calendars))
        yield fault_at(root, ("calendar",), "calendar_unknown", found=calendar[:60], nearest=guess, known=known)
    stages = {stage.stage: (path, stage) for path, stage in _stages(root)}
    yield from check_places(root, stages.values())
    yield from check_awards(root, stages.values())
    yield from check_scores(root, stages.values())
    yield from check_clusters(root, stages.values())
    for path, stage in stages.values():
        for key, code, params in wrong_in(stage, {name: other for name, (_, other) in stages.items()}):
            yield fault_at(root, (*path, *_keys(key)), code, **params)


def _keys(key: str) -> Path:
    return tuple(int(part) if part.isdigit() else part for part in key.split("."))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _stages(root: Node) -> Iterator[tuple[Path, Stage]]:
    for number, item in enumerate(items(root, "stages")):
        try:
            yield ("stages", number), _STAGE.validate_python(values(item))
        except ValidationError:
            continue  # told by the schema


def wrong_in(stage: Stage, stages: Mapping[str, Stage]) -> Iterator[Wrong]:
    """Yield what is wrong with one stage of `stages` (name → stage): key, code and parameters."""
    match stage:
        case CouncilStage():
            yield from _council(stage)
            yield from _moments(stage)
            yield from _reports(stage, stages)
            yield from _late_for_next(stage, stages)
        case ReviewStage() | DossierStage() | ScoreStage():
            yield from _silence(stage)
            yield from _reminders(stage)
        case LogStage():
            yield from _reminders(stage)
        case _:
            yield from _objections(stage)


def _council(stage: CouncilStage) -> Iterator[Wrong]:
    select = stage.select
    if stage.quorum.base is not Base.MEMBERS:
        yield "quorum", "quorum_not_of_members", {"found": str(stage.quorum)}
    if stage.passes_with.base is Base.PRESENT and stage.absent == "written ballot":
        yield "passes_with", "absent_are_not_present", {"found": str(stage.passes_with)}
    if stage.passes_with.including:
        yield "passes_with", "category_only_in_quorum", {"found": stage.passes_with.including}
    if stage.on_tie == "chair votes only then":
        is_of_votes = stage.passes_with.base is not Base.MEMBERS
        if not is_of_votes or not stage.passes_with.is_majority or stage.passes_with.including_chair:
            yield "on_tie", "chair_never_votes", {"found": str(stage.passes_with)}
    if select.at_least and select.at_most.limit is not None and select.at_least > select.at_most.limit:
        yield "select.at_least", "at_least_over_at_most", {"found": select.at_least, "limit": select.at_most.limit}
    if stage.not_selected_but_passed != "ends" and stage.results_published is None:
        yield "not_selected_but_passed", "waiting_list_without_date", {}
    if not {"author", "honoured"} <= set(stage.stands_aside):
        yield "stands_aside", "own_deed_allowed", {}


def _reminders(stage: AskedStage | LogStage) -> Iterator[Wrong]:
    for number, remind in enumerate(stage.remind):
        span = remind.span
        if remind.when == "before" and span and span.unit == stage.within.unit and span.count >= stage.within.count:
            yield f"remind.{number}", "reminder_before_opening", {"found": str(remind), "within": str(stage.within)}


def _objections(stage: RecordStage) -> Iterator[Wrong]:
    if stage.objections is not None and stage.publish.comment is None:
        yield "objections", "objections_without_comment", {"found": str(stage.publish)}
    if stage.objections is None and stage.remind:
        yield "remind", "nothing_to_remind_of", {}


def _silence(stage: AskedStage) -> Iterator[Wrong]:
    asked, silent = stage.escalate.after, stage.silence_after
    if asked.unit == silent.unit and asked.count >= silent.count:
        yield "silence_after", "silence_before_escalation", {"found": str(silent), "escalated": str(asked)}
    if isinstance(stage, ReviewStage) and set(stage.never_by) != {"author", "honoured"}:
        yield "never_by", "own_deed_allowed", {}


def _reports(stage: CouncilStage, stages: Mapping[str, Stage]) -> Iterator[Wrong]:
    above = stages.get(stage.reports_to or "")
    if stage.reports_to == stage.stage or (above is not None and above.kind != "council"):
        yield "reports_to", "reports_to_no_council", {"found": stage.reports_to}


def _moments(stage: CouncilStage) -> Iterator[Wrong]:
    days = _timetable(stage)
    before: int | None = None
    for key in _MOMENTS:
        moment = getattr(stage, key)
        if moment is not None and key not in days:
            yield key, "moment_told_too_early", {"found": str(moment)}
        here = days.get(key)
        if here is not None and before is not None and here < before + (key == "votes_close"):
            yield key, "moment_not_later", {"found": str(moment)}
        before = before if here is None else here


def _late_for_next(stage: CouncilStage, stages: Mapping[str, Stage]) -> Iterator[Wrong]:
    """Would what is selected for the last period reach the next council after its candidates have closed?"""
    arrives = _timetable(stage).get("votes_close")
    following = stages.get(stage.leads_to.get("selected", ""))
    while isinstance(following, DossierStage) and arrives is not None:
        arrives = arrives + following.within.count if following.within.unit == "working_day" else None
        following = stages.get(following.leads_to.get("filed", ""))
    if isinstance(following, CouncilStage) and _PERIODS.index(stage.every) <= _PERIODS.index(following.every):
        closes = _timetable(following).get("candidates_until")
        if arrives is not None and closes is not None and arrives >= closes:
            params = {"next": following.stage, "arrives": arrives, "closes": closes}
            yield "votes_close", "misses_next_sitting", params


def _timetable(stage: CouncilStage) -> dict[str, int | None]:
    """Return how many working days after the end of the period each moment is, None if it counts otherwise.

    A moment that is told from something that comes later is left out.
    """
    known: dict[Happening, int | None] = {Happening.PERIOD_ENDS: 0}
    days: dict[str, int | None] = {}
    for key, happening in _MOMENTS.items():
        moment: Moment | None = getattr(stage, key)
        if moment is None or moment.happening not in known:
            later = None  # what is told from it is not blamed as well
        else:
            later = days[key] = _later(known[moment.happening], moment)
        if happening is not None:
            known[happening] = later
    return days


def _later(start: int | None, moment: Moment) -> int | None:
    if start is None or moment.day is not None or (moment.span and moment.span.unit != "working_day"):
        return None
    return start + (moment.span.count if moment.span else 0)
