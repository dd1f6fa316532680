"""Sittings that are over, decided again: who flips, and by which clause."""

import pytest

from rules.errors import RuleBroken
from rules.phrases import Share
from rules.programme import CouncilStage
from rules.quotas import Quota
from rules.replays import Flip, Judge
from rules.sitting import Tally
from tests.store.cases import SO_VANG

STAGE = SO_VANG.stage("province")
assert isinstance(STAGE, CouncilStage)
MEMBERS = 15


def stage(**clauses: object) -> CouncilStage:
    select = {name.removeprefix("select_"): value for name, value in clauses.items() if name.startswith("select_")}
    rest = {name: value for name, value in clauses.items() if not name.startswith("select_")}
    return STAGE.model_copy(update={**rest, "select": STAGE.select.model_copy(update=select)})


def tally(id_: str, ayes: int) -> Tally:
    return Tally(nomination_id=id_, ayes=ayes, noes=MEMBERS - ayes, beneficiaries=ayes)


def test_the_same_rules_flip_nobody() -> None:
    assert Judge(STAGE, STAGE).flips(MEMBERS, [tally("a", 12)]) == ()


def test_other_rules_that_decide_the_same_flip_nobody() -> None:
    assert Judge(STAGE, stage(select_at_most=Quota(25))).flips(MEMBERS, [tally("a", 12)]) == ()


def test_a_lower_share_selects_who_failed_and_says_so() -> None:
    lower = stage(passes_with=Share.parse("at least 2/3 of members"))

    assert Judge(STAGE, lower).flips(MEMBERS, [tally("a", 12), tally("b", 10)]) == (
        Flip("b", "not_selected", "selected", ("passes_with",)),
    )


def test_of_many_clauses_only_those_that_do_it_alone_are_named() -> None:
    other = stage(passes_with=Share.parse("at least 2/3 of members"), select_at_most=Quota(25))

    assert [flip.clauses for flip in Judge(STAGE, other).flips(MEMBERS, [tally("b", 10)])] == [("passes_with",)]


def test_where_none_does_it_alone_all_are_named() -> None:
    one = stage(select_at_most=Quota(1))
    other = stage(passes_with=Share.parse("at least 2/3 of members"), select_at_most=Quota(2))

    flips = Judge(one, other).flips(MEMBERS, [tally("a", 12), tally("b", 10)])

    assert flips == (Flip("b", "not_selected", "selected", ("passes_with", "select.at_most")),)


def test_a_vote_that_hangs_on_the_chair_is_not_guessed() -> None:
    with pytest.raises(RuleBroken) as refused:
        Judge(STAGE, stage(on_tie="chair decides")).flips(MEMBERS, [tally("a", 12)])

    assert refused.value.code == "chair_unknown"
