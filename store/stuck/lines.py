"""A row and its cause: what the row, its sitting and Temporal say of it is put before the rules. Asks no query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from rules.entries import Entry
from rules.phrases import Remind
from rules.programme import CouncilStage, Stage
from rules.stuck import Open, attention_at, judge
from rules.troubles import Case, Trouble
from rules.working_time import WorkedUntil
from store.policies import stage_of
from store.rulebook import Rulebook, Rules
from store.stuck.details import Line
from store.stuck.rows import GRACE, Found, House


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the lines of one answer are judged; what was worked out once is kept."""

    house: House
    rulebook: Rulebook
    conn: Connection
    troubles: Mapping[str, Case]
    _attention: dict[tuple[str, tuple[Remind, ...], datetime], datetime | None] = field(default_factory=dict)
    _worked: dict[str, WorkedUntil] = field(default_factory=dict)
    _councils: dict[str, CouncilStage] = field(default_factory=dict)

    def rules(self, programme: str, edition: str | None) -> Rules | None:
        """Return the rules of an edition; of the one in force where a row names none."""
        if edition is not None:
            return self.rulebook.of(self.conn, edition)
        return next((rules for rules in self.house.rules if rules.programme.programme == programme), None)

    def attention(self, rules: Rules, stage: Stage, due_at: datetime | None) -> datetime | None:
        """Return when the rules begin to remind of `due_at`."""
        if due_at is None:
            return None
        key = rules.edition, stage.remind, due_at  # not its name: an exception may remind otherwise
        if key not in self._attention:
            self._attention[key] = attention_at(due_at, stage.remind, rules.clock)
        return self._attention[key]

    def aged(self, line: Line) -> Line:
        """Return the line with how long it has waited, in office time and in working days."""
        rules = self.rules(line.programme, line.edition)
        if rules is None:
            return replace(line, age=self.house.now - line.since)
        if rules.edition not in self._worked:
            self._worked[rules.edition] = WorkedUntil(rules.clock, self.house.now)
        worked = self._worked[rules.edition]
        age = worked.since(line.since)
        return replace(line, age=age, age_days=worked.days(age))

    def council(self, sitting: Found, rules: Rules) -> CouncilStage:
        """Return the stage as it was frozen when voting opened, or as the rules say it now to the sitting's unit."""
        if sitting.id not in self._councils:
            whereabouts = self.house.units.whereabouts(sitting.unit_id, self.house.today)
            self._councils[sitting.id] = (
                stage_of(sitting.policy)
                if sitting.policy
                else rules.sitting_terms(sitting.stage, whereabouts, sitting.period).stage
            )
        return self._councils[sitting.id]


def nomination(desk: Desk, row: Found) -> Line | None:
    """Return the line of a nomination; None under rules that are not in force any more and were never kept."""
    rules = desk.rules(row.programme, row.edition)
    if rules is None:
        return None
    entry = Entry.model_validate(row.entry) if row.entry else None
    stage = rules.stage_of(entry) if entry else rules.stage(row.stage)
    sitting = desk.house.voting.get(row.sitting_id or "")
    trouble = _trouble(desk, row, entry, stage)
    what = Open(
        kind="nomination",
        stage_kind=stage.kind,
        due_at=row.due_at,
        attention_at=desk.attention(rules, stage, row.due_at),
        deciders=_deciders(desk.house, row) if _asks_somebody(stage, entry) else None,
        is_held=row.status == "held",
        is_second_asked=row.override_by is not None,
        trouble=trouble,
    )
    if stage.kind == "council":
        what = _with_council(desk, what, row, rules, sitting)
    judged = judge(what, now=desk.house.now)
    return Line(
        kind="nomination",
        id=row.id,
        programme=row.programme,
        edition=rules.edition,
        unit_id=row.unit_id,
        stage=row.stage,
        stage_kind=stage.kind,
        title=row.title,
        since=row.stage_since,
        due_at=what.due_at,
        cause=judged.cause,
        is_stuck=judged.is_stuck,
        council_unit_id=row.council_unit_id,
        sitting_id=sitting.id if sitting is not None and what.sitting == "open" else None,
        waits_for_role=row.waits_for_role,
        waits_for_unit_id=row.waits_for_unit_id,
        assignee_id=row.assignee_id,
        deciders=tuple(sorted(what.deciders or ())),
        missing=tuple(what.missing),
        own=frozenset({row.author_id, *row.honoured}),
        asked_second_by=row.override_by,
        held_at=row.held_at,
        trouble=trouble,
    )


def _asks_somebody(stage: Stage, entry: Entry | None) -> bool:
    return stage.kind in ("log", "review", "dossier", "score") or (entry is not None and entry.objected_at is not None)


def _with_council(desk: Desk, what: Open, row: Found, rules: Rules, sitting: Found | None) -> Open:
    house = desk.house
    if sitting is not None and sitting.stage == row.stage:
        due_at = sitting.votes_close_at
        return replace(
            what,
            due_at=due_at,
            attention_at=desk.attention(rules, desk.council(sitting, rules), due_at),
            missing=house.missing.get(sitting.id, ()),
            sitting="late" if due_at + GRACE < house.now else "open",
        )
    unit_id = row.council_unit_id and (
        house.units.open_successor(row.council_unit_id, house.today) or row.council_unit_id
    )
    opens_at = house.planned.get((row.programme, row.stage, unit_id or ""))
    if opens_at is None:
        return replace(what, sitting="none")
    return replace(what, sitting="late" if opens_at + GRACE < house.now else "planned")


def _deciders(house: House, row: Found) -> Collection[str]:
    """Return who may act: the one who is asked by name, else the holders of the office; nobody on her own deed."""
    if row.assignee_id is not None:
        return () if row.assignee_id in house.gone else (row.assignee_id,)
    holders = house.offices.get((row.waits_for_role or "", row.waits_for_unit_id or ""), ())
    return {holder.person_id for holder in holders} - {row.author_id, *row.honoured}


def _trouble(desk: Desk, row: Found, entry: Entry | None, stage: Stage) -> Trouble | None:
    if row.id in desk.troubles:
        return desk.troubles[row.id].trouble
    late = desk.house.now - GRACE
    if row.status == "held":
        return None
    if entry is None:
        is_late = stage.kind != "council" and row.stage_since < late
        return Trouble("late", since=row.stage_since) if is_late else None
    owed = [entry.lapse_at, None if row.waits_for_role == entry.escalates_to else entry.escalate_at]
    passed = [at for at in owed if at is not None and at < late]
    return Trouble("late", since=min(passed)) if passed else None


def sitting(desk: Desk, row: Found, rules: Rules, *, is_nominated: bool) -> Line:
    """Return the line of a sitting, or of what its unit owes it while nothing stands before it."""
    house, stage = desk.house, desk.council(row, rules)
    is_planned = row.status == "planned"
    is_late = (row.votes_open_at if is_planned else row.votes_close_at) + GRACE < house.now
    owes = is_planned and not is_nominated and not is_late and stage.select.at_least is not None
    due_at = row.candidates_close_at if owes else row.votes_open_at if is_planned else row.votes_close_at
    trouble = desk.troubles[row.id].trouble if row.id in desk.troubles else None
    missing = () if is_planned else tuple(house.missing.get(row.id, ()))
    judged = judge(
        Open(
            kind="obligation" if owes else "sitting",
            stage_kind="council",
            due_at=due_at,
            attention_at=desk.attention(rules, stage, due_at),
            missing=missing,
            sitting="late" if is_late else "planned" if is_planned else "open",
            trouble=trouble,
        ),
        now=house.now,
    )
    since = (row.opens_at if is_planned else row.opened_at) or min(row.candidates_close_at, house.now)
    return Line(
        kind="obligation" if owes else "sitting",
        id=row.id,
        programme=row.programme,
        edition=rules.edition,
        unit_id=row.unit_id,
        stage=row.stage,
        stage_kind="council",
        title="",
        since=since,
        due_at=due_at,
        cause=judged.cause,
        is_stuck=judged.is_stuck,
        council_unit_id=row.unit_id,
        sitting_id=row.id,
        missing=missing,
        reminded=stage.if_none.remind if owes else None,
        trouble=trouble,
    )


def unprojected(desk: Desk, case: Case) -> Line:
    """Return the line of a nomination that runs and has never been written down."""
    judged = judge(Open(kind="nomination", stage_kind="", is_projected=False, trouble=case.trouble), now=desk.house.now)
    return Line(
        kind="nomination",
        id=case.id,
        programme=case.programme,
        edition=None,
        unit_id=case.unit_id,
        stage=case.stage,
        stage_kind="",
        title="",
        since=case.since,
        due_at=None,
        cause=judged.cause,
        is_stuck=True,
        trouble=case.trouble,
    )
