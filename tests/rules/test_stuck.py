"""Why something has not moved on, and when that is more than waiting."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from rules.loading import find_programme
from rules.phrases import Remind, Share
from rules.programme import CouncilStage
from rules.stuck import CAUSES, Cause, Open, attention_at, helpers, judge, more_for_quorum, reminds_until
from rules.troubles import Trouble
from tests.rules.makers import at
from tests.rules.test_working_time import CLOCK

NOW = at("2026-11-19T09:00")
SOON, LATE, LATER = NOW + timedelta(hours=8), NOW - timedelta(hours=1), NOW + timedelta(days=9)
WAITS = Open(kind="nomination", stage_kind="review", due_at=SOON, attention_at=LATE, deciders={"binh"})
VOTES = Open(kind="sitting", stage_kind="council", due_at=SOON, attention_at=LATE, missing={"chi"}, sitting="open")
UNIT_MONTH = next(stage for stage in find_programme("so-vang").stages if isinstance(stage, CouncilStage))


@pytest.mark.parametrize(
    ("what", "cause", "is_stuck"),
    [
        pytest.param(replace(WAITS, attention_at=SOON), "person", False, id="nobody is reminded yet"),
        pytest.param(WAITS, "person", True, id="the rules remind of it"),
        pytest.param(replace(WAITS, due_at=None, attention_at=None), "person", False, id="no deadline"),
        pytest.param(replace(WAITS, stage_kind="dossier"), "document", True, id="a dossier"),
        pytest.param(replace(WAITS, stage_kind="record", deciders=None), "person", True, id="something else"),
        pytest.param(replace(WAITS, stage_kind="record"), "objection", True, id="an objection"),
        pytest.param(replace(WAITS, due_at=LATE), "overdue", True, id="past its deadline"),
        pytest.param(replace(WAITS, deciders=()), "decider_gone", True, id="nobody can act"),
        pytest.param(replace(WAITS, deciders=(), is_second_asked=True), "second_approval", True, id="a second person"),
        pytest.param(replace(WAITS, is_second_asked=True, is_held=True), "hold", True, id="held"),
        pytest.param(replace(WAITS, is_held=True, trouble=Trouble("activity")), "technical", True, id="a fault"),
        pytest.param(
            replace(WAITS, trouble=Trouble("activity"), is_projected=False), "unprojected", True, id="unwritten"
        ),
        pytest.param(replace(WAITS, trouble=Trouble("diverged")), "diverged", True, id="another story"),
        pytest.param(VOTES, "ballot", True, id="a ballot is missing"),
        pytest.param(replace(VOTES, missing=()), "ballot", False, id="everybody has voted"),
        pytest.param(replace(VOTES, attention_at=LATER), "ballot", False, id="there is time to vote"),
        pytest.param(replace(VOTES, sitting="planned"), "sitting", False, id="the sitting comes"),
        pytest.param(replace(VOTES, sitting="late"), "sitting", True, id="the sitting is late"),
        pytest.param(replace(VOTES, sitting="none"), "sitting", True, id="no sitting comes"),
        pytest.param(replace(VOTES, kind="obligation"), "candidate", True, id="nobody is nominated"),
    ],
)
def test_the_deepest_cause_is_told(what: Open, cause: Cause, *, is_stuck: bool) -> None:
    judged = judge(what, now=NOW)

    assert (judged.cause, judged.is_stuck) == (cause, is_stuck)


def test_every_cause_knows_whether_others_can_help() -> None:
    assert {cause for cause in CAUSES if helpers(cause)} == {
        "sitting", "second_approval", "hold", "decider_gone", "technical", "unprojected", "diverged",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("remind", "first"),
    [
        ([], "2026-11-20T17:00"),
        (["when due"], "2026-11-20T07:30"),
        (["2 working days before", "when due"], "2026-11-18T07:30"),
        (["every working day after, at most 2 times"], "2026-11-20T17:00"),
    ],
)
def test_something_wants_attention_when_the_rules_first_remind(remind: list[str], first: str) -> None:
    phrases = [Remind.parse(one) for one in remind]

    assert attention_at(at("2026-11-20T17:00"), phrases, CLOCK) == at(first)
    assert attention_at(None, phrases, CLOCK) is None


@pytest.mark.parametrize("remind", [["1 working day before"], ["3 days before", "when due"], ["48 hours before"], []])
@pytest.mark.parametrize("now", ["2026-11-19T09:00", "2026-02-12T16:00", "2026-11-21T10:00"])
def test_no_deadline_behind_the_horizon_is_reminded_of_yet(remind: list[str], now: str) -> None:
    phrases = [Remind.parse(one) for one in remind]
    horizon = reminds_until(at(now), phrases, CLOCK)

    beyond = [horizon + timedelta(hours=hours) for hours in (1, 24, 24 * 5, 24 * 30)]

    assert all(found > at(now) for due_at in beyond if (found := attention_at(due_at, phrases, CLOCK)))


@pytest.mark.parametrize(
    ("quorum", "voted", "aside", "more"),
    [
        pytest.param("at least 2/3 of members", 0, [()], 4, id="four of five"),
        pytest.param("at least 2/3 of members", 3, [()], 1, id="one more"),
        pytest.param("at least 2/3 of members", 5, [()], 0, id="enough"),
        pytest.param("at least 2/3 of members", 3, [("m-1", "m-2")], 1, id="who stands aside leaves the count"),
        pytest.param("at least 2/3 of members", 4, [(), ("m-1", "m-2", "m-3")], 1, id="the worst candidate counts"),
        pytest.param("at least 1/2 of those present", 1, [()], 2, id="everybody may be present"),
        pytest.param("at least 1/2 of votes cast", 0, [()], 1, id="anybody"),
        pytest.param("at least 1/2 of votes cast", 1, [()], 0, id="somebody has"),
        pytest.param("at least 2/3 of members", 0, [], 0, id="nothing to vote on"),
    ],
)
def test_how_many_the_quorum_still_needs(quorum: str, voted: int, aside: list[Collection[str]], more: int) -> None:
    stage = UNIT_MONTH.model_copy(update={"quorum": Share.parse(quorum)})

    assert more_for_quorum(stage, 5, {f"m-{number}" for number in range(1, voted + 1)}, aside) == more
