"""A part of those who hold another title: how many places that is, and that nobody is selected before it is counted."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleBroken
from rules.programme import with_holders
from rules.quotas import ROUNDINGS, Part, Quota, Rounding
from rules.reasons import Because
from rules.selection import Candidate, quota_reasons, select
from rules.sitting import Tally, decide_sitting
from tests.rules.makers import make_council_stage, make_select

FIFTEEN = "15% of holders of advanced-soldier, rounded down"
COUNCIL = make_council_stage(select=make_select(at_most=FIFTEEN), not_selected_but_passed="ends")

fractions = st.integers(1, 100).map(lambda number: Fraction(number, 100))


def part(base: int | None, rounding: Rounding = "down", fraction: Fraction = Fraction(15, 100)) -> Quota:
    return Quota(None, Part(fraction, "advanced-soldier", rounding, base))


@pytest.mark.parametrize(
    ("holders", "down", "up", "half_up"),
    [(0, 0, 0, 0), (3, 0, 1, 0), (4, 0, 1, 1), (10, 1, 2, 2), (39, 5, 6, 6), (40, 6, 6, 6)],
)
def test_the_rounding_is_part_of_the_rule(holders: int, down: int, up: int, half_up: int) -> None:
    assert [part(holders, rounding).limit for rounding in ROUNDINGS] == [down, up, half_up]


@given(fractions, st.integers(0, 10_000), st.sampled_from(ROUNDINGS))
def test_a_limit_is_within_one_place_of_the_exact_part(fraction: Fraction, base: int, rounding: Rounding) -> None:
    limit = part(base, rounding, fraction).limit

    assert limit is not None
    assert abs(limit - fraction * base) < 1


@given(fractions, st.integers(0, 1_000), st.sampled_from(ROUNDINGS))
def test_one_holder_more_never_takes_a_place_away(fraction: Fraction, base: int, rounding: Rounding) -> None:
    before, after = part(base, rounding, fraction).limit, part(base + 1, rounding, fraction).limit

    assert before is not None
    assert after is not None
    assert before <= after


@given(fractions, st.integers(0, 1_000))
def test_down_is_never_more_than_half_up_and_that_never_more_than_up(fraction: Fraction, base: int) -> None:
    down, up, half_up = (part(base, rounding, fraction).limit or 0 for rounding in ROUNDINGS)

    assert down <= half_up <= up


def test_a_quota_is_counted_once() -> None:
    assert part(None).counted(40) == part(40)
    assert part(40).counted(50) == part(40)
    assert Quota(20).counted(40) == Quota(20)


def test_what_was_counted_for_the_same_award_is_counted_again_by_nobody() -> None:
    other = Quota(None, Part(Fraction(1, 5), "other-title", "up", 10))

    assert part(None, "up").counted_as(part(40)) == part(40, "up")
    assert part(None).counted_as(part(None)) == part(None)
    assert part(None).counted_as(other) == part(None)
    assert part(None).counted_as(Quota(20)) == part(None)
    assert Quota(20).counted_as(part(40)) == Quota(20)


@pytest.mark.parametrize(
    ("quota", "is_limited", "is_uncounted"),
    [(Quota(None), False, False), (Quota(3), True, False), (part(None), True, True), (part(0), True, False)],
)
def test_a_limit_may_be_there_before_it_is_known(quota: Quota, *, is_limited: bool, is_uncounted: bool) -> None:
    assert (quota.is_limited, quota.is_uncounted) == (is_limited, is_uncounted)
    assert (quota.limit is None) == (is_uncounted or not is_limited)


def test_nobody_is_selected_before_the_holders_are_counted() -> None:
    with pytest.raises(RuleBroken) as refused:
        select([], COUNCIL.select)

    assert refused.value.code == "holders_not_counted"


def test_a_stage_gets_its_holders_and_another_one_stays() -> None:
    plain = make_council_stage()

    assert with_holders(COUNCIL, 40).select.at_most == part(40)
    assert with_holders(COUNCIL, None) is COUNCIL
    assert with_holders(plain, 40) is plain


def test_with_no_place_at_all_nobody_is_selected_and_nobody_ties() -> None:
    candidates = [Candidate(name, 10, 10, "passed") for name in ("a", "b")]

    selection = select(candidates, with_holders(COUNCIL, 6).select, keeps_waiting=False)

    assert (selection.selected, selection.run_off, selection.not_selected) == ((), (), ("a", "b"))


def test_every_explanation_about_a_place_says_where_the_limit_comes_from() -> None:
    tallies = [
        Tally(nomination_id="first", ayes=15, noes=0),
        Tally(nomination_id="second", ayes=14, noes=1),
        Tally(nomination_id="failed", ayes=3, noes=12),
    ]
    told = {"part": "15%", "holders": 7, "of": "advanced-soldier", "rounding": "down", "limit": 1}

    decisions = decide_sitting(with_holders(COUNCIL, 7), 15, tallies)

    limits = [[why for why in one.because if why.code == "places_of_holders"] for one in decisions]
    assert limits == [[Because("places_of_holders", told)], [Because("places_of_holders", told)], []]
    assert [one.outcome for one in decisions] == ["selected", "not_selected", "not_selected"]


def test_an_ordinary_limit_needs_no_such_reason() -> None:
    assert quota_reasons(make_select()) == ()
    assert quota_reasons(COUNCIL.select) == ()
