"""A remedy that cannot help says why."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from rules.remedies import Remedy, Stuck, needs, why_not
from rules.rights import Action
from rules.troubles import Kind, Trouble
from tests.rules.makers import at

NOW = at("2026-11-19T09:00")
SOON, LATE = NOW + timedelta(hours=8), NOW - timedelta(hours=1)
WAITS = Stuck(kind="nomination", stage_kind="review", cause="person", due_at=SOON, owing=1)
GONE = replace(WAITS, cause="decider_gone", owing=0)
VOTE = Stuck(kind="sitting", stage_kind="council", cause="ballot", due_at=SOON, owing=3)
OBJECTED = replace(WAITS, stage_kind="record", cause="objection")
NOBODY = replace(VOTE, kind="obligation", cause="candidate")


def failing(kind: Kind, **changes: object) -> Stuck:
    return replace(WAITS, cause="technical", trouble=Trouble(kind), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("remedy", "what", "why"),
    [
        ("nudge", WAITS, ""),
        ("nudge", VOTE, ""),
        ("nudge", NOBODY, ""),
        ("nudge", GONE, "nobody_owes"),
        ("nudge", failing("activity"), "nobody_owes"),
        ("reassign", WAITS, ""),
        ("reassign", GONE, ""),
        ("reassign", VOTE, "nobody_is_asked"),
        ("reassign", replace(WAITS, stage_kind="log"), "nobody_is_asked"),
        ("reassign", OBJECTED, ""),
        ("reassign", replace(OBJECTED, due_at=None), "nobody_is_asked"),
        ("nudge", OBJECTED, ""),
        ("override", replace(OBJECTED, due_at=LATE), "nobody_is_asked"),
        ("extend", OBJECTED, "no_deadline"),
        ("deputise", WAITS, ""),
        ("deputise", GONE, "nobody_to_stand_in_for"),
        ("deputise", VOTE, "nobody_is_asked"),
        ("extend", WAITS, ""),
        ("extend", replace(WAITS, due_at=None), "no_deadline"),
        ("extend", replace(WAITS, stage_kind="council"), "no_deadline"),
        ("extend", VOTE, ""),
        ("extend", NOBODY, "no_deadline"),
        ("override", replace(WAITS, due_at=LATE), ""),
        ("override", WAITS, "not_silent"),
        ("override", replace(WAITS, due_at=None), "not_silent"),
        ("override", VOTE, "nobody_is_asked"),
        ("override", replace(WAITS, stage_kind="score", due_at=LATE), "nothing_to_pass_over"),
        ("reassign", replace(WAITS, stage_kind="score"), ""),
        ("retry", failing("activity"), ""),
        ("retry", failing("workflow_task"), "nothing_fails"),
        ("retry", WAITS, "nothing_fails"),
        ("reproject", failing("diverged"), ""),
        ("reproject", failing("not_running"), "not_running"),
        ("reproject", WAITS, "in_order"),
        ("reproject", replace(VOTE, trouble=Trouble("activity")), "in_order"),
        ("rebuild", failing("not_running"), ""),
        ("rebuild", failing("diverged"), ""),
        ("rebuild", failing("activity"), "still_runs"),
        ("rebuild", replace(failing("activity"), cause="unprojected"), "not_in_ledger"),
        ("rebuild", WAITS, "in_order"),
        ("rebuild", replace(NOBODY, trouble=Trouble("late")), "in_order"),
    ],
)
def test_why_a_remedy_does_not_apply(remedy: Remedy, what: Stuck, why: str) -> None:
    assert why_not(remedy, what, now=NOW) == why


def test_every_remedy_needs_a_right() -> None:
    rights = {remedy: needs(remedy, "nomination") for remedy in get_args(Remedy)}

    assert rights == {
        "nudge": Action.STUCK_NUDGE,
        "reassign": Action.NOMINATIONS_REASSIGN,
        "deputise": Action.DEPUTIES_NAME,
        "extend": Action.NOMINATIONS_EXTEND,
        "override": Action.NOMINATIONS_OVERRIDE,
        "retry": Action.STUCK_REPAIR,
        "reproject": Action.STUCK_REPAIR,
        "rebuild": Action.STUCK_REPAIR,
    }
    assert needs("extend", "sitting") is Action.SITTINGS_RESCHEDULE
