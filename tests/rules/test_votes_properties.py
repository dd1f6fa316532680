"""Laws of counting that hold for every council and every share."""

from dataclasses import replace
from fractions import Fraction
from typing import cast

from hypothesis import assume, given
from hypothesis import strategies as st

from rules.phrases import Base, Share
from rules.programme import CouncilStage
from rules.votes import ChairChoice, Count, count_outcome, votes_needed
from tests.rules.makers import make_council_stage

small = st.integers(0, 12)
chairs = cast("st.SearchStrategy[ChairChoice | None]", st.sampled_from(["aye", "no", "abstention", "recused", None]))


@st.composite
def shares(draw: st.DrawFn) -> Share:
    bottom = draw(st.integers(1, 100))
    top = draw(st.integers(1, bottom))
    op = "at_least" if top == bottom else draw(st.sampled_from(["at_least", "more_than"]))
    return Share(op, Fraction(top, bottom), draw(st.sampled_from(Base)), draw(st.booleans()))


@st.composite
def counts(draw: st.DrawFn) -> Count:
    ayes, noes, abstentions, recused, silent = (draw(small) for _ in range(5))
    members = ayes + noes + abstentions + recused + silent
    return Count(members, ayes, noes, abstentions, recused, present=draw(st.integers(0, members)))


@st.composite
def stages(draw: st.DrawFn) -> CouncilStage:
    return make_council_stage(
        quorum=draw(shares()),
        passes_with=draw(shares()),
        recused=draw(st.sampled_from(["leave the count", "stay in the count"])),
        on_tie=draw(st.sampled_from(["fails", "chair decides"])),
    )


@given(shares(), st.integers(0, 300), st.integers(1, 300))
def test_votes_reach_a_share_exactly_when_the_fraction_does(share: Share, base: int, votes: int) -> None:
    top, bottom = share.fraction.as_integer_ratio()
    reached = votes * bottom > top * base if share.op == "more_than" else votes * bottom >= top * base

    assert (votes >= votes_needed(share, base)) == reached


@given(counts(), stages(), chairs, st.sampled_from(["silent", "no", "abstention"]))
def test_one_more_aye_never_hurts(count: Count, stage: CouncilStage, chair: ChairChoice | None, was: str) -> None:
    assume({"silent": count.silent, "no": count.noes, "abstention": count.abstentions}[was] > 0)
    better = replace(
        count,
        ayes=count.ayes + 1,
        noes=count.noes - (was == "no"),
        abstentions=count.abstentions - (was == "abstention"),
    )

    order = ["no_quorum", "failed", "passed"]

    before, after = (count_outcome(each, stage, chair=chair).outcome for each in (count, better))
    assert order.index(after) >= order.index(before)


@given(counts(), stages(), chairs)
def test_nothing_passes_without_an_aye_and_a_quorum(
    count: Count, stage: CouncilStage, chair: ChairChoice | None
) -> None:
    verdict = count_outcome(count, stage, chair=chair)

    if verdict.outcome == "passed":
        assert count.ayes > 0
        assert verdict.took_part >= verdict.quorum_needed


@given(counts(), chairs)
def test_a_chair_changes_nothing_where_no_rule_names_one(count: Count, chair: ChairChoice | None) -> None:
    stage = make_council_stage(passes_with="more than 1/2 of votes cast")

    assert count_outcome(count, stage, chair=chair) == count_outcome(count, stage)
