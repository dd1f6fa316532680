"""Where a nomination stands and whom it waits for, as columns of its row. Decides nothing; asks no clock."""

from datetime import date, datetime
from typing import Any

from rules.deeds import Deed
from rules.doers import Where
from rules.entries import Entry
from rules.events import END
from rules.nomination import State
from rules.programme import AskedStage, CouncilStage, RecordStage, Stage
from store.folding import searchable
from store.rulebook import Rules
from store.unit_tree import UnitTree


def deed_row(deed: Deed) -> dict[str, Any]:
    """Return what a deed says, as columns."""
    return {
        "honoured": list(deed.honoured),
        "subject": deed.subject,
        "title": deed.title,
        "story": deed.story,
        "place": deed.place or None,
        "deed_on": deed.done_on,
        "category": deed.category or None,
        "beneficiaries": deed.beneficiaries,
        "value_vnd": deed.value_vnd,
        "source_url": deed.source_url or None,
        "award": deed.award or None,
        "reward_vnd": deed.reward_vnd,
        "is_sample": deed.is_sample,
        "search": searchable(deed.title, deed.story, deed.place),
    }


def score_row(state: State) -> dict[str, Any]:
    """Return what the sheets that were filled say, as columns: all of them, and the points of the last one."""
    last = state.scores[-1]
    return {
        "scores": [scored.model_dump(mode="json") for scored in state.scores],
        "score": last.total,
        "score_of": last.of,
        "band": last.band or None,
    }


def standing(state: State, entry: Entry | None, rules: Rules | None, units: UnitTree, at: datetime) -> dict[str, Any]:
    """Return the columns that say where the nomination stands at an instant, under the terms it has and their rules."""
    if state.is_ended or entry is None or rules is None:
        return {
            "stage": state.stage,
            "stage_since": state.entered_at,
            "status": "ended" if state.is_ended else "open",
            "outcome": state.outcome,
            "entry": None,
            "due_at": None,
            "held_at": None,
            "waits_for_role": None,
            "waits_for_unit_id": None,
            "assignee_id": None,
            "override_by": None,
        }
    stage, on = rules.stage_of(entry), rules.clock.day(at)
    return {
        "stage": state.stage,
        "stage_since": state.entered_at,
        "status": "held" if state.held_at else "returned" if entry.kind == "log" else "open",
        "held_at": state.held_at,
        "outcome": state.outcome,
        "edition": entry.edition,
        "entry": entry.model_dump(mode="json"),
        "due_at": None if state.held_at else entry.due_at,
        "council_unit_id": before_council(units, state.unit_id, rules, stage, on),
        "waits_for_role": (entry.escalates_to if state.is_escalated else entry.role) or None,
        "waits_for_unit_id": (
            waits_at(units, state.unit_id, superior_at(rules, stage), on)
            if state.is_escalated
            else asked_at(units, state.unit_id, entry, on)
        ),
        "assignee_id": state.assignee or (state.author if entry.role == "author" else None),
        "override_by": state.override_by or None,
    }


def before_council(units: UnitTree, unit_id: str, rules: Rules, stage: Stage, on: date) -> str | None:
    """Return the unit whose council judges the deeds of `unit_id` that stand in `stage`.

    At a stage without a council that is the first one of the programme, if it has any.
    """
    councils = [one.council for one in (stage, *rules.programme.stages) if isinstance(one, CouncilStage)]
    return units.meant(rules.programme.where(councils[0]), unit_id, on) if councils else None


def superior_at(rules: Rules, stage: Stage) -> str:
    """Return where whoever is asked after the deadline of a stage holds the role, as an entry's `place` says it."""
    if isinstance(stage, RecordStage) and stage.objections is not None:
        return str(rules.programme.where(stage.objections.escalate.to.place))
    return str(rules.programme.where(stage.escalate.to.place)) if isinstance(stage, AskedStage) else ""


def asked_at(units: UnitTree, unit_id: str, entry: Entry, on: date) -> str | None:
    """Return the unit at which whoever must act by the terms `entry` holds the role."""
    if entry.unit_id:
        return units.open_successor(entry.unit_id, on)
    return waits_at(units, unit_id, entry.place, on)


def waits_at(units: UnitTree, unit_id: str, place: str, on: date) -> str | None:
    """Return the unit at which the one who must act holds the role; `place` is what an entry says, "" for nobody.

    Where a unit stands under no such one any more, it is whoever took over from it.
    """
    if not place:
        return None
    where = Where.parse(place)
    if where.is_next:  # its cluster does not know the unit: nobody is asked
        return None
    return units.meant(where, unit_id, on) or (units.open_successor(unit_id, on) if where.is_under else None)


def moved_on(leads_to: str) -> str:
    """Return the status of a nomination that a decision led somewhere."""
    return "ended" if leads_to == END else "open"
