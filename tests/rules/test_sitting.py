"""What a sitting decides: one outcome a candidate, a second round for a tie, and the end of the waiting list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.errors import RuleBroken
from rules.reasons import Because
from rules.sitting import Decision, Tally, Waits, decide_run_off, decide_sitting, end_waiting, places_left, where_to
from rules.sitting import outcomes as outcomes_alone
from tests.rules.makers import COUNCIL_STAGE, make_council_stage

AGAIN = "considered again at the next sitting, once"
LOGGED = datetime(2026, 11, 2, 2, tzinfo=UTC)


def make_tally(name: str, ayes: int = 13, **changes: Any) -> Tally:
    """Return what fifteen members said of `name`: nobody abstained, nobody stayed away."""
    return Tally.model_validate({"nomination_id": name, "ayes": ayes, "noes": 15 - ayes} | changes)


def limit(places: str, on_tie: str = "run-off") -> dict[str, Any]:
    return {"select": COUNCIL_STAGE["select"] | {"at_most": places, "on_tie_at_limit": on_tie}}


def outcomes(decisions: tuple[Decision, ...]) -> dict[str, str]:
    return {decision.nomination_id: decision.outcome for decision in decisions}


def codes(decision: Decision) -> list[str]:
    return [because.code for because in decision.because]


def test_outcomes_alone_are_those_of_the_decisions_and_equal_numbers_are_judged_once() -> None:
    stage, known = make_council_stage(**limit("2")), {}
    tallies = [make_tally("a", 12), make_tally("b", 15), make_tally("c", 11), make_tally("d", 12), make_tally("e", 11)]

    alone = outcomes_alone(stage, 15, tallies, known)

    assert alone == outcomes(decide_sitting(stage, 15, tallies))
    assert len(known) == 3


def test_nothing_is_decided_about_nobody() -> None:
    assert decide_sitting(make_council_stage(), 15, []) == ()


def test_whoever_has_the_share_is_selected_and_ranked() -> None:
    tallies = [make_tally("a", 12), make_tally("b", 15), make_tally("c", 11)]

    decided = decide_sitting(make_council_stage(), 15, tallies)

    assert [(one.nomination_id, one.outcome, one.rank, one.needed, one.base) for one in decided] == [
        ("a", "selected", 2, 12, 15),
        ("b", "selected", 1, 12, 15),
        ("c", "not_selected", None, 12, 15),
    ]


def test_a_decision_says_every_number_it_rests_on() -> None:
    [decision] = decide_sitting(make_council_stage(), 15, [make_tally("a", 10, noes=2, abstentions=1, recused=1)])

    assert decision.because == (
        Because("members_counted", {"members": 15, "took_part": 13}),
        Because("recused_left_count", {"recused": 1}),
        Because("silent_members", {"silent": 1}),
        Because("quorum_met", {"took_part": 13, "needed": 10, "base": 14, "rule": "at least 2/3 of members"}),
        Because("ayes_short", {"ayes": 10, "needed": 12, "base": 14, "rule": "at least 80% of members"}),
        Because("did_not_pass", {"ayes": 10, "base": 14}),
    )


def test_a_vote_that_too_few_took_part_in_decides_nothing() -> None:
    [decision] = decide_sitting(make_council_stage(), 15, [make_tally("a", 9, noes=0)])

    assert decision.outcome == "no_quorum"
    assert where_to(make_council_stage(), decision.outcome) == "next sitting"


@pytest.mark.parametrize(
    ("tries", "outcome"),
    [pytest.param(0, "again", id="the first time"), pytest.param(1, "not_selected", id="once only")],
)
def test_what_did_not_pass_is_considered_again_once_where_the_rules_say_so(tries: int, outcome: str) -> None:
    [decision] = decide_sitting(make_council_stage(not_selected=AGAIN), 15, [make_tally("a", 3, tries=tries)])

    assert decision.outcome == outcome


def test_what_passed_and_found_no_place_waits() -> None:
    stage = make_council_stage(**limit("1"))

    decided = decide_sitting(stage, 15, [make_tally("a", 15), make_tally("b", 14)])

    assert outcomes(decided) == {"a": "selected", "b": "waiting"}
    assert [one.rank for one in decided] == [1, 2]
    assert where_to(stage, "waiting") == "province"


@pytest.mark.parametrize(
    ("not_selected", "outcome"),
    [pytest.param("ends", "not_selected", id="and it ends"), pytest.param(AGAIN, "again", id="or comes again")],
)
def test_without_a_waiting_list_who_found_no_place_is_not_selected(not_selected: str, outcome: str) -> None:
    stage = make_council_stage(not_selected=not_selected, not_selected_but_passed="ends", **limit("1"))

    decided = decide_sitting(stage, 15, [make_tally("a", 15), make_tally("b", 14)])

    assert outcomes(decided) == {"a": "selected", "b": outcome}


def test_a_tie_at_the_limit_asks_for_another_round() -> None:
    stage = make_council_stage(**limit("2"))

    decided = decide_sitting(
        stage, 15, [make_tally("a", 15), make_tally("b", 14), make_tally("c", 14), make_tally("d")]
    )

    assert outcomes(decided) == {"a": "selected", "b": "run_off", "c": "run_off", "d": "waiting"}
    assert places_left(stage, decided) == 1
    assert where_to(stage, "run_off") == "province"


def test_places_without_a_limit_are_never_short() -> None:
    with pytest.raises(RuleBroken) as refused:
        places_left(make_council_stage(**limit("no limit")), ())

    assert refused.value.code == "no_limit"


def test_the_chair_is_asked_where_the_rules_ask_her() -> None:
    stage = make_council_stage(passes_with="more than 1/2 of members", on_tie="chair decides")
    tie = {"ayes": 7, "noes": 7}

    decided = decide_sitting(stage, 14, [make_tally("a", **tie, chair="aye"), make_tally("b", **tie, chair="no")])

    assert outcomes(decided) == {"a": "selected", "b": "not_selected"}


def test_those_present_are_counted_where_the_rules_count_them() -> None:
    stage = make_council_stage(passes_with="at least 80% of those present", absent="does not vote")

    [decision] = decide_sitting(stage, 15, [make_tally("a", 8, noes=2, present=10)])

    assert (decision.outcome, decision.base, decision.needed) == ("selected", 10, 8)


def test_nobody_stands_twice() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide_sitting(make_council_stage(), 15, [make_tally("a", 15), make_tally("a", 3)])

    assert refused.value.code == "candidate_twice"


# ── the second round ──


def test_the_second_round_ranks_those_who_tied_behind_those_who_are_in() -> None:
    stage = make_council_stage(**limit("3"))

    decided = decide_run_off(stage, 15, [make_tally("b", 7), make_tally("c", 9), make_tally("d", 8)], 2, first_rank=2)

    assert {one.nomination_id: (one.outcome, one.rank) for one in decided} == {
        "c": ("selected", 2),
        "d": ("selected", 3),
        "b": ("waiting", 4),
    }


def test_the_second_round_asks_neither_for_a_quorum_nor_for_a_share() -> None:
    decided = decide_run_off(
        make_council_stage(**limit("3")), 15, [make_tally("b", 2, noes=0), make_tally("c", 0, noes=1)], 1, first_rank=3
    )

    assert outcomes(decided) == {"b": "selected", "c": "waiting"}
    assert [codes(one) for one in decided] == [["selected"], ["no_place_left"]]


def test_a_second_tie_follows_the_earlier_entry() -> None:
    logged = {name: datetime(2026, 11, day, tzinfo=UTC) for name, day in (("b", 5), ("c", 3))}
    tallies = [make_tally(name, logged_at=at) for name, at in logged.items()]

    decided = decide_run_off(make_council_stage(**limit("1")), 15, tallies, 1, first_rank=1)

    assert outcomes(decided) == {"b": "waiting", "c": "selected"}
    assert codes(decided[0]) == ["later_in_stated_order"]


@pytest.mark.parametrize(
    ("not_selected", "outcome", "rank"),
    [
        pytest.param("ends", "not_selected", None, id="and it ends"),
        pytest.param(AGAIN, "again", None, id="or comes again"),
    ],
)
def test_who_loses_the_second_round_waits_for_no_place_where_there_is_no_list(
    not_selected: str, outcome: str, rank: int | None
) -> None:
    stage = make_council_stage(not_selected=not_selected, not_selected_but_passed="ends", **limit("1"))

    decided = decide_run_off(stage, 15, [make_tally("b", 9), make_tally("c", 6)], 1, first_rank=1)

    assert (decided[1].outcome, decided[1].rank) == (outcome, rank)


# ── the waiting list, and where outcomes lead ──


def waits(id_: str, rank: int = 2, minute: int = 0, **changes: Any) -> Waits:
    return Waits(nomination_id=id_, rank=rank, logged_at=LOGGED + timedelta(minutes=minute), **changes)


def test_the_best_of_the_waiting_list_move_up_into_places_that_were_freed() -> None:
    assert end_waiting(make_council_stage(), [waits("b", 4), waits("d", 3), waits("c", 5)], 1) == (
        Decision(nomination_id="d", outcome="selected", rank=3, because=(Because("moved_up", {"freed": 1}),)),
        Decision(nomination_id="b", outcome="not_selected", because=(Because("waiting_ended", {"freed": 1}),)),
        Decision(nomination_id="c", outcome="not_selected", because=(Because("waiting_ended", {"freed": 1}),)),
    )


def test_equal_ranks_of_the_waiting_list_move_up_in_the_stated_order() -> None:
    decided = end_waiting(make_council_stage(), [waits("a", minute=5), waits("c", minute=1), waits("b", minute=1)], 2)

    assert outcomes(decided) == {"b": "selected", "c": "selected", "a": "not_selected"}


def test_who_withdrew_from_the_waiting_list_takes_no_place_and_does_not_come_again() -> None:
    stage = make_council_stage(not_selected=AGAIN)

    decided = end_waiting(stage, [waits("a", 2, is_withdrawn=True), waits("b", 3)], 2)

    assert outcomes(decided) == {"b": "selected", "a": "not_selected"}


@pytest.mark.parametrize(
    ("tries", "outcome"),
    [pytest.param(0, "again", id="the first time"), pytest.param(1, "not_selected", id="once only")],
)
def test_who_waited_for_nothing_is_considered_again_once_where_the_rules_say_so(tries: int, outcome: str) -> None:
    [decision] = end_waiting(make_council_stage(not_selected=AGAIN), [waits("a", tries=tries)], 0)

    assert decision.outcome == outcome


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        ("selected", "record"),
        ("not_selected", "end"),
        ("no_quorum", "next sitting"),
        ("again", "next sitting"),
        ("waiting", "province"),
        ("run_off", "province"),
    ],
)
def test_every_outcome_leads_somewhere(outcome: str, stage: str) -> None:
    assert where_to(make_council_stage(), outcome) == stage


def test_an_outcome_that_is_none_leads_nowhere() -> None:
    with pytest.raises(RuleBroken) as refused:
        where_to(make_council_stage(), "postponed")

    assert (refused.value.code, refused.value.params) == ("no_such_outcome", {"outcome": "postponed"})
