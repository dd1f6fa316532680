"""What can be done about something stuck, and why a remedy does not apply. Pure; who may, `rules.rights` says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.rights import Action
from rules.stuck import Cause, Kind
from rules.troubles import Trouble

Remedy = Literal["nudge", "reassign", "deputise", "extend", "override", "retry", "reproject", "rebuild"]

_ASKED = ("review", "dossier", "score")
_PASSED_OVER = ("review", "dossier")  # a sheet nobody filled has no points to go on with
_DATED = ("log", *_ASKED)
_OWED: frozenset[Cause] = frozenset({"person", "document", "ballot", "candidate", "objection", "overdue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """What is to be remedied. `owing` are those who can do what it waits for."""

    kind: Kind
    stage_kind: str
    cause: Cause
    due_at: datetime | None = None
    owing: int = 0
    trouble: Trouble | None = None


def needs(remedy: Remedy, kind: Kind) -> Action:
    """Return the right that a remedy needs."""
    match remedy:
        case "nudge":
            return Action.STUCK_NUDGE
        case "reassign":
            return Action.NOMINATIONS_REASSIGN
        case "deputise":
            return Action.DEPUTIES_NAME
        case "extend":
            return Action.NOMINATIONS_EXTEND if kind == "nomination" else Action.SITTINGS_RESCHEDULE
        case "override":
            return Action.NOMINATIONS_OVERRIDE
        case _:
            return Action.STUCK_REPAIR


def why_not(remedy: Remedy, what: Stuck, *, now: datetime) -> str:
    """Return the code of what keeps `remedy` from helping `what`; "" if it applies."""
    match remedy:
        case "nudge":
            return "" if what.owing and what.cause in _OWED else "nobody_owes"
        case "reassign":
            return _of_asked(what, "record")
        case "deputise":
            return _of_asked(what, "record") or ("" if what.owing else "nobody_to_stand_in_for")
        case "extend":
            return _extend(what)
        case "override":
            return _override(what, now)
        case "retry":
            return "" if what.trouble is not None and what.trouble.kind == "activity" else "nothing_fails"
        case "reproject":
            return _reproject(what)
        case _:
            return _rebuild(what)


def _of_asked(what: Stuck, *besides: str) -> str:
    """Is somebody asked? At one of the stages `besides`, only while something is due there."""
    is_asked = what.stage_kind in _ASKED or (what.stage_kind in besides and what.due_at is not None)
    return "" if what.kind == "nomination" and is_asked else "nobody_is_asked"


def _override(what: Stuck, now: datetime) -> str:
    if asked := _of_asked(what):
        return asked
    if what.stage_kind not in _PASSED_OVER:
        return "nothing_to_pass_over"
    return "" if what.due_at is not None and what.due_at < now else "not_silent"


def _extend(what: Stuck) -> str:
    if what.kind != "nomination":
        return "" if what.kind == "sitting" else "no_deadline"
    return "" if what.stage_kind in _DATED and what.due_at is not None else "no_deadline"


def _reproject(what: Stuck) -> str:
    if what.kind != "nomination" or what.trouble is None:
        return "in_order"
    return "not_running" if what.trouble.kind == "not_running" else ""


def _rebuild(what: Stuck) -> str:
    if what.kind == "obligation" or what.trouble is None:
        return "in_order"
    if what.cause == "unprojected":
        return "not_in_ledger"
    # A case that runs may have taken what the ledger does not know yet: to end it would lose that.
    return "" if what.trouble.kind in ("not_running", "diverged") else "still_runs"
