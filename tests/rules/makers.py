"""Values for the tests of the rules: plain functions, valid by default."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rules.calendar_editions import load_calendar
from rules.clocks import Clock
from rules.deeds import Deed
from rules.entries import Entry
from rules.events import DeedLogged
from rules.nomination import State, fold
from rules.programme import CouncilStage, OfficeHours, Select

COUNCIL_STAGE: dict[str, Any] = {
    "stage": "province",
    "title": {"vi": "Hội đồng Công an tỉnh", "en": "Provincial council"},
    "kind": "council",
    "remind": (),
    "council": "province",
    "every": "quarter",
    "candidates_until": "last day of the period",
    "votes_open": "2 working days after candidates close",
    "votes_close": "5 working days after voting opens",
    "early_close": "when all have voted",
    "ballot": "secret",
    "absent": "written ballot",
    "recused": "leave the count",
    "stands_aside": ("author", "honoured", "recommender"),
    "quorum": "at least 2/3 of members",
    "passes_with": "at least 80% of members",
    "on_tie": "fails",
    "select": {
        "at_most": "20",
        "rank_by": ("ayes", "beneficiaries", "earlier deed"),
        "on_tie_at_limit": "run-off",
    },
    "if_none": "report none",
    "not_selected": "ends",
    "not_selected_but_passed": "waiting list until results are published",
    "results_published": "3 working days after voting closes",
    "leads_to": {"selected": "record", "not_selected": "end", "no_quorum": "next sitting"},
}


def make_council_stage(**changes: Any) -> CouncilStage:
    return CouncilStage.model_validate(COUNCIL_STAGE | changes)


def make_select(**changes: Any) -> Select:
    return Select.model_validate(COUNCIL_STAGE["select"] | changes)


ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE_HOURS = OfficeHours(starts=time(7, 30), ends=time(17))
VIETNAM = load_calendar("vietnam")
CLOCK = Clock(VIETNAM, OFFICE_HOURS, ZONE)


def at(local: str) -> datetime:
    """Return the instant at which the clocks in Hà Nội show `local`, as in "2026-02-12T09:00"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE)


MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 4, 10, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 6, 10, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 8, 10, tzinfo=UTC)

DEED = Deed(title="Trả lại ví cho người đánh rơi", done_on=date(2026, 11, 1), honoured=("binh",))
LOGGED = DeedLogged(at=MONDAY, by="an", programme="so-vang", unit_id="ca-xa-nam-da", deed=DEED, leads_to="team")

TERMS: dict[str, dict[str, Any]] = {
    "log": {
        "kind": "log",
        "due_at": WEDNESDAY,
        "lapse_at": WEDNESDAY,
        "leads_to": {"logged": "team", "silence": "end"},
    },
    "team": {
        "kind": "review",
        "due_at": WEDNESDAY,
        "escalate_at": FRIDAY,
        "lapse_at": SUNDAY,
        "never_by": ("author", "honoured"),
        "leads_to": {"recommended": "unit-month", "returned": "log", "declined": "end", "silence": "unit-month"},
    },
    "unit-month": {"kind": "council", "leads_to": {}},
    "dossier": {
        "kind": "dossier",
        "due_at": WEDNESDAY,
        "escalate_at": FRIDAY,
        "lapse_at": SUNDAY,
        "needs": ("minutes", "report"),
        "leads_to": {"filed": "province", "silence": "end"},
    },
    "province": {"kind": "council", "leads_to": {}},
    "record": {"kind": "record", "lapse_at": FRIDAY, "leads_to": {"recorded": "end"}},
}


def make_entry(stage: str = "team", **changes: Any) -> Entry:
    """Return the terms of a stage that was entered on Monday and is due on Wednesday."""
    return Entry.model_validate({"stage": stage, "edition": "sv1-test"} | TERMS[stage] | changes)


def make_state(stage: str = "team", **changes: Any) -> State:
    """Return a nomination of an's for binh that has stood in `stage` since Monday."""
    return fold("n-1", [LOGGED]).model_copy(update={"stage": stage, "entry": make_entry(stage), **changes})
