"""Where a nomination stands and whom it waits for, as columns of its row. Decides nothing; asks no clock."""

from datetime import date, datetime
from typing import Any

from rules.deeds import Deed
from rules.entries import Entry
from rules.events import END
from rules.nomination import State
from rules.programme import CouncilStage, DossierStage, ReviewStage, Stage
from store.folding import searchable
from store.rulebook import Rules
from store.unit_tree import PROVINCE, UnitTree


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
        "is_sample": deed.is_sample,
        "search": searchable(deed.title, deed.story, deed.place),
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
            "waits_for_role": None,
            "waits_for_unit_id": None,
            "assignee_id": None,
        }
    stage, on = rules.stage(entry.stage), rules.clock.day(at)
    council = stage.council if isinstance(stage, CouncilStage) else "unit"
    return {
        "stage": state.stage,
        "stage_since": state.entered_at,
        "status": "returned" if entry.kind == "log" else "open",
        "outcome": state.outcome,
        "edition": entry.edition,
        "entry": entry.model_dump(mode="json"),
        "due_at": entry.due_at,
        "council_unit_id": council_unit(units, state.unit_id, council, on),
        "waits_for_role": (entry.escalates_to if state.is_escalated else entry.role) or None,
        "waits_for_unit_id": waits_at(
            units, state.unit_id, superior_at(stage) if state.is_escalated else entry.place, on
        ),
        "assignee_id": state.assignee or (state.author if entry.kind == "log" else None),
    }


def council_unit(units: UnitTree, unit_id: str, council: str, on: date) -> str | None:
    """Return the unit whose council called `council` ("unit" or "province") judges the deeds of `unit_id` on a day."""
    if council == PROVINCE:
        return units.unit_of_kind(unit_id, on, PROVINCE)
    return units.council_unit(unit_id, on)


def superior_at(stage: Stage) -> str:
    """Return where whoever is asked after the deadline of a stage holds the role."""
    return stage.escalate.to.place if isinstance(stage, ReviewStage | DossierStage) else "unit"


def waits_at(units: UnitTree, unit_id: str, place: str, on: date) -> str | None:
    """Return the unit at which the one who must act holds the role ("team", "unit" or "province")."""
    match place:
        case "team":
            return unit_id
        case "unit":
            return units.council_unit(unit_id, on) or units.open_successor(unit_id, on)
        case "province":
            return units.unit_of_kind(unit_id, on, PROVINCE)
    return None


def moved_on(leads_to: str) -> str:
    """Return the status of a nomination that a decision led somewhere."""
    return "ended" if leads_to == END else "open"
