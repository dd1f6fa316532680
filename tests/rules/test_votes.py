"""What a count means: the tables people know, and every outcome with its reasons."""

from fractions import Fraction
from typing import Any

import pytest

from rules.errors import RuleBroken
from rules.phrases import Share
from rules.reasons import Because
from rules.votes import ChairChoice, Count, count_outcome, votes_needed
from tests.rules.makers import make_council_stage


@pytest.mark.parametrize(
    ("members", "needed"), [(3, 3), (4, 4), (5, 4), (7, 6), (9, 8), (10, 8), (11, 9), (15, 12), (0, 1)]
)
def test_four_fifths_of_a_council_is_rounded_up(members: int, needed: int) -> None:
    assert votes_needed(Share.parse("at least 80% of members"), members) == needed


@pytest.mark.parametrize(
    ("share", "base", "needed"),
    [
        ("more than 1/2 of members", 4, 3),
        ("more than 1/2 of members", 5, 3),
        ("at least 1/2 of members", 4, 2),
        ("at least 2/3 of members", 9, 6),
        ("more than 2/3 of members", 9, 7),
        ("at least 100% of members", 7, 7),
        ("more than 99% of members", 100, 100),
    ],
)
def test_at_least_takes_the_exact_share_and_more_than_does_not(share: str, base: int, needed: int) -> None:
    assert votes_needed(Share.parse(share), base) == needed


def test_twelve_of_fifteen_is_exactly_four_fifths() -> None:
    verdict = count_outcome(Count(15, 12, 3), make_council_stage())

    assert (verdict.outcome, verdict.needed, verdict.base, verdict.share) == ("passed", 12, 15, Fraction(4, 5))


def test_a_verdict_tells_every_number_that_led_to_it() -> None:
    verdict = count_outcome(Count(15, 11, 1, abstentions=1, recused=1), make_council_stage())

    assert verdict.explanation == (
        Because("members_counted", {"members": 15, "took_part": 13}),
        Because("recused_left_count", {"recused": 1}),
        Because("silent_members", {"silent": 1}),
        Because("quorum_met", {"took_part": 13, "needed": 10, "base": 14, "rule": "at least 2/3 of members"}),
        Because("ayes_short", {"ayes": 11, "needed": 12, "base": 14, "rule": "at least 80% of members"}),
    )


COUNTS = [
    pytest.param({}, Count(15, 11, 4), "failed", id="eleven of fifteen is short"),
    pytest.param({}, Count(4, 3, 0), "failed", id="one silent member stops a council of four"),
    pytest.param({}, Count(5, 4, 0, recused=1), "passed", id="four of the four who are left"),
    pytest.param({}, Count(5, 3, 1, recused=1), "failed", id="three of the four who are left"),
    pytest.param({}, Count(15, 9, 0), "no_quorum", id="nine of fifteen are no two thirds"),
    pytest.param({}, Count(15, 0, 10), "failed", id="ten of fifteen are two thirds"),
    pytest.param({}, Count(0, 0, 0), "no_quorum", id="a council without members decides nothing"),
    pytest.param({}, Count(3, 0, 0, recused=3), "no_quorum", id="everybody stands aside"),
    pytest.param({}, Count(15, 0, 0), "no_quorum", id="nobody votes"),
    pytest.param(
        {"recused": "stay in the count"}, Count(5, 4, 0, recused=1), "passed", id="four of all five, one aside"
    ),
    pytest.param(
        {"recused": "stay in the count"}, Count(5, 3, 0, recused=2), "no_quorum", id="three of all five, two aside"
    ),
    pytest.param(
        {"passes_with": "at least 80% of those present"},
        Count(15, 8, 2, present=10),
        "passed",
        id="eight of the ten present",
    ),
    pytest.param(
        {"passes_with": "at least 80% of those present"},
        Count(15, 8, 2, recused=1, present=12),
        "failed",
        id="eight of the eleven present who do not stand aside",
    ),
    pytest.param(
        {"quorum": "at least 2/3 of those present"},
        Count(15, 14, 0, recused=1, present=0),
        "no_quorum",
        id="written ballots alone where those present make the quorum",
    ),
    pytest.param(
        {"passes_with": "at least 80% of those taking part"},
        Count(15, 8, 1, abstentions=1),
        "passed",
        id="eight of the ten taking part",
    ),
    pytest.param(
        {"passes_with": "at least 80% of votes cast"},
        Count(15, 8, 1, abstentions=2),
        "failed",
        id="an abstention is a vote cast",
    ),
    pytest.param(
        {"passes_with": "at least 80% of valid votes"},
        Count(15, 8, 2, abstentions=5),
        "passed",
        id="an abstention is no valid vote",
    ),
    pytest.param(
        {"passes_with": "at least 80% of valid votes"},
        Count(15, 0, 0, abstentions=15),
        "failed",
        id="everybody abstains",
    ),
]


@pytest.mark.parametrize(("changes", "count", "outcome"), COUNTS)
def test_a_count_is_passed_failed_or_without_quorum(changes: dict[str, Any], count: Count, outcome: str) -> None:
    assert count_outcome(count, make_council_stage(**changes)).outcome == outcome


def test_nobody_left_is_said_in_so_many_words() -> None:
    verdict = count_outcome(Count(3, 0, 0, recused=3), make_council_stage())

    assert verdict.explanation[-1] == Because("nobody_left", {"members": 3, "recused": 3})
    assert (verdict.share, verdict.base) == (None, 0)


TIES = [
    pytest.param("fails", "aye", "more than 1/2 of members", Count(10, 5, 5), "tie_fails", id="a tie fails"),
    pytest.param("chair decides", "aye", "more than 1/2 of members", Count(10, 5, 5), "tie_chair_for", id="chair for"),
    pytest.param("chair decides", "no", "more than 1/2 of members", Count(10, 5, 5), "tie_chair_not_for", id="against"),
    pytest.param("chair decides", None, "more than 1/2 of members", Count(10, 5, 5), "tie_chair_not_for", id="silent"),
    pytest.param("chair decides", "aye", "more than 1/2 of members", Count(11, 5, 5), "ayes_short", id="one is silent"),
    pytest.param("chair decides", "aye", "more than 1/2 of valid votes", Count(9, 4, 4), "tie_chair_for", id="valid"),
    pytest.param("chair decides", "aye", "at least 80% of members", Count(10, 5, 5), "ayes_short", id="no majority"),
    pytest.param("fails", "aye", "at least 1/2 of members", Count(10, 5, 5), "ayes_enough", id="half is enough"),
]


@pytest.mark.parametrize(("on_tie", "chair", "share", "count", "last"), TIES)
def test_a_tie_is_half_for_and_half_against(
    on_tie: str, chair: ChairChoice | None, share: str, count: Count, last: str
) -> None:
    stage = make_council_stage(on_tie=on_tie, passes_with=share)

    verdict = count_outcome(count, stage, chair=chair)

    assert verdict.explanation[-1].code == last
    assert verdict.outcome == ("passed" if last in ("tie_chair_for", "ayes_enough") else "failed")


@pytest.mark.parametrize(
    ("chair", "outcome", "last"),
    [
        ("aye", "passed", "ayes_enough"),
        ("no", "failed", "chair_not_among_ayes"),
        ("abstention", "failed", "chair_not_among_ayes"),
        (None, "failed", "chair_not_among_ayes"),
    ],
)
def test_a_share_including_the_chair_needs_the_chairs_aye(chair: ChairChoice, outcome: str, last: str) -> None:
    stage = make_council_stage(passes_with="at least 80% of members including the chair")

    verdict = count_outcome(Count(5, 4, 1), stage, chair=chair)

    assert (verdict.outcome, verdict.explanation[-1].code) == (outcome, last)


@pytest.mark.parametrize(
    ("chair", "outcome"), [("aye", "passed"), ("no", "passed"), ("recused", "no_quorum"), (None, "no_quorum")]
)
def test_a_quorum_including_the_chair_needs_the_chairs_ballot(chair: ChairChoice, outcome: str) -> None:
    stage = make_council_stage(quorum="at least 2/3 of members including the chair")

    assert count_outcome(Count(5, 4, 0), stage, chair=chair).outcome == outcome


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        pytest.param({"members": -1}, "count_negative", id="members"),
        pytest.param({"ayes": -1}, "count_negative", id="ayes"),
        pytest.param({"present": -1}, "count_negative", id="present"),
        pytest.param({"ayes": 16}, "count_over_members", id="more ayes than members"),
        pytest.param({"ayes": 10, "recused": 6}, "count_over_members", id="more people than members"),
        pytest.param({"present": 16}, "present_over_members", id="more present than members"),
    ],
)
def test_numbers_that_cannot_be_are_refused(numbers: dict[str, int], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Count(**{"members": 15, "ayes": 0, "noes": 0} | numbers)

    assert refused.value.code == code


def test_a_share_of_those_present_needs_a_roll() -> None:
    stage = make_council_stage(quorum="at least 5/7 of those present")

    with pytest.raises(RuleBroken) as refused:
        count_outcome(Count(7, 5, 0), stage)

    assert refused.value.code == "present_unknown"


ONLY_ON_A_TIE = make_council_stage(
    quorum="at least 5/7 of members",
    passes_with="more than 1/2 of those present",
    absent="does not vote",
    on_tie="chair votes only then",
)


@pytest.mark.parametrize(
    ("count", "chair", "outcome", "numbers"),
    [
        pytest.param(Count(7, 3, 2, present=5), "aye", "passed", (3, 4), id="two to two and the chair for it"),
        pytest.param(Count(7, 2, 3, present=5), "no", "failed", (3, 4), id="two to two and the chair against it"),
        pytest.param(Count(7, 2, 2, 1, present=5), "abstention", "failed", (3, 4), id="a chair who says nothing"),
        pytest.param(Count(7, 3, 3, present=6), "no", "passed", (3, 5), id="three to two, whatever the chair says"),
        pytest.param(Count(7, 3, 3, present=6), "aye", "failed", (3, 5), id="two to three, whatever the chair says"),
        pytest.param(Count(7, 3, 3, present=6), None, "failed", (4, 6), id="a tie without the chair"),
        pytest.param(Count(7, 3, 3, recused=1, present=7), "recused", "failed", (4, 6), id="the chair stands aside"),
        pytest.param(Count(7, 3, 1, present=4), "aye", "no_quorum", (2, 3), id="the chair is in the quorum"),
    ],
)
def test_the_chair_votes_only_on_a_tie(
    count: Count, chair: ChairChoice | None, outcome: str, numbers: tuple[int, int]
) -> None:
    verdict = count_outcome(count, ONLY_ON_A_TIE, chair=chair)

    assert (verdict.outcome, (verdict.needed, verdict.base)) == (outcome, numbers)


def test_without_a_roll_the_chair_leaves_the_votes_all_the_same() -> None:
    stage = make_council_stage(passes_with="more than 1/2 of votes cast", on_tie="chair votes only then")

    verdict = count_outcome(Count(5, 3, 2), stage, chair="aye")

    assert (verdict.outcome, verdict.base) == ("passed", 4)


@pytest.mark.parametrize(
    ("categories", "outcome"),
    [((), "no_quorum"), (("clerk",), "no_quorum"), (("clerk", "supervisor"), "passed")],
)
def test_a_quorum_may_ask_for_somebody_of_a_category(categories: tuple[str, ...], outcome: str) -> None:
    stage = make_council_stage(quorum="at least 2/3 of members including a supervisor")

    count = Count(5, 5, 0, categories=frozenset(categories))

    assert count_outcome(count, stage).outcome == outcome
