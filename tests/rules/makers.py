"""Values for the tests of the rules: plain functions, valid by default."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rules.calendar import load_calendar
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


def at(local: str) -> datetime:
    """Return the instant at which the clocks in Hà Nội show `local`, as in "2026-02-12T09:00"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE)
