"""Which votes a candidate of an open vote still needs, and by whom they could come."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given

from rules.phrases import Share
from rules.programme import CouncilStage
from rules.stuck import StillNeeded, still_needed
from rules.votes import ChairChoice, Count, Lacking, ayes_lacking, count_outcome
from tests.rules.makers import make_council_stage
from tests.rules.test_votes_properties import counts, stages

OF_ALL = make_council_stage(passes_with=Share.parse("at least 80% of members"))
FIVE = ("b", "c", "chair", "d", "e")
ANYBODY = Share.parse("at least 1% of members")


def lacking(stage: CouncilStage, chair: ChairChoice | None = "aye", may_chair: bool = False, **said: int) -> Any:
    return ayes_lacking(Count(**{"ayes": 0, "noes": 0} | said), stage, chair=chair, may_chair=may_chair)


@pytest.mark.parametrize(
    ("share", "said", "expected"),
    [
        pytest.param("at least 80% of members", {"members": 5, "ayes": 1}, 3, id="three more of four"),
        pytest.param("at least 80% of members", {"members": 5, "ayes": 4}, 0, id="it has them"),
        pytest.param("at least 80% of members", {"members": 5, "ayes": 3, "noes": 2}, None, id="nobody is left"),
        pytest.param("at least 80% of members", {"members": 5, "noes": 2}, None, id="too many against"),
        pytest.param("more than 1/2 of those taking part", {"members": 5, "ayes": 1, "noes": 2}, 2, id="base grows"),
        pytest.param("at least 80% of members", {"members": 5, "ayes": 3, "recused": 1}, 1, id="one stands aside"),
    ],
)
def test_the_fewest_further_ayes_are_told(share: str, said: dict[str, int], expected: int | None) -> None:
    found = lacking(make_council_stage(passes_with=Share.parse(share)), **said)

    assert (found and found.ayes) == expected


def test_where_the_chair_must_be_for_it_the_chair_is_needed() -> None:
    stage = make_council_stage(passes_with=Share.parse("at least 80% of members including the chair"))

    assert lacking(stage, None, may_chair=True, members=5, ayes=4) == Lacking(1, with_chair=True)
    assert lacking(stage, "no", members=5, ayes=3, noes=1) is None


@pytest.mark.parametrize("on_tie", ["chair decides", "chair votes only then"])
def test_a_chair_who_decides_a_tie_is_asked_for_then(on_tie: str) -> None:
    stage = make_council_stage(passes_with=Share.parse("more than 1/2 of votes cast"), on_tie=on_tie)

    assert lacking(stage, None, may_chair=True, members=5, ayes=1, noes=1) == Lacking(1, with_chair=False)
    last = lacking(stage, None, may_chair=True, members=5, ayes=2, noes=2)
    assert last == Lacking(1, with_chair=True)


@given(counts(), stages())
def test_with_those_it_passes_and_with_one_less_it_does_not(count: Count, stage: CouncilStage) -> None:
    stage = stage.model_copy(update={"quorum": ANYBODY})
    found = ayes_lacking(replace(count, present=count.members), stage, chair="aye", may_chair=False)
    assume(count.ayes + count.silent > 0)

    def outcome(more: int) -> str:
        given_ = replace(count, ayes=count.ayes + more, present=count.members)
        return count_outcome(given_, stage, chair="aye").outcome

    passing = [more for more in range(count.silent + 1) if outcome(more) == "passed"]
    assert (found and found.ayes) == (passing[0] if passing else None)


def test_they_could_come_from_those_who_have_said_nothing_of_it_and_do_not_stand_aside() -> None:
    found = still_needed(OF_ALL, "n-1", FIVE, "chair", {"e"}, {"b": "aye", "e": "aye", "left": "no"})

    assert found == StillNeeded("n-1", 3, with_chair=True, people=("c", "chair", "d"))


@pytest.mark.parametrize(
    ("said", "aside", "expected"),
    [
        pytest.param(dict.fromkeys(FIVE, "aye"), (), StillNeeded("n-1", 0, with_chair=False, people=()), id="enough"),
        pytest.param(dict.fromkeys("bc", "no"), (), StillNeeded("n-1", None, with_chair=False, people=()), id="lost"),
        pytest.param(
            dict.fromkeys("bcd", "aye"), ("chair",), StillNeeded("n-1", 1, with_chair=False, people=("e",)), id="aside"
        ),
    ],
)
def test_nobody_is_named_where_no_vote_is_needed_or_none_helps(
    said: dict[str, Any], aside: tuple[str, ...], expected: StillNeeded
) -> None:
    assert still_needed(OF_ALL, "n-1", FIVE, "chair", aside, said) == expected


def test_a_council_without_a_chair_has_votes_too() -> None:
    assert still_needed(OF_ALL, "n-1", "abcde", None, (), {"a": "aye"}).ayes == 3
