"""Who is taken when more pass than there are places, and what is said to those who are not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rules.errors import RuleBroken
from rules.reasons import Because
from rules.selection import Candidate, Ranked, Selection, select
from tests.rules.makers import make_select


def make_candidate(name: str, ayes: int = 13, **changes: Any) -> Candidate:
    return Candidate(**{"id": name, "ayes": ayes, "base": 15, "verdict_outcome": "passed"} | changes)


def test_nobody_is_selected_when_nobody_stood() -> None:
    assert select([], make_select()) == Selection((), (), (), (), places_left=20, short_by=0, because={})


def test_everybody_who_passed_is_selected_while_there_are_places() -> None:
    candidates = [make_candidate("a", 12), make_candidate("b", 14), make_candidate("c", 11, verdict_outcome="failed")]

    selection = select(candidates, make_select())

    assert selection.selected == (Ranked("b", 1), Ranked("a", 2))
    assert selection.not_selected == ("c",)
    assert selection.places_left == 18
    assert selection.because == {
        "a": Because("selected", {"rank": 2, "passed": 2, "at_most": "20"}),
        "b": Because("selected", {"rank": 1, "passed": 2, "at_most": "20"}),
        "c": Because("did_not_pass", {"ayes": 11, "base": 15}),
    }


def test_without_a_limit_all_who_passed_are_selected() -> None:
    selection = select([make_candidate(str(n)) for n in range(50)], make_select(at_most="no limit"))

    assert (len(selection.selected), selection.places_left) == (50, None)


def test_whoever_finds_no_place_waits() -> None:
    selection = select([make_candidate("a", 14), make_candidate("b", 13)], make_select(at_most="1"))

    assert selection.waiting == (Ranked("b", 2),)
    assert selection.because["b"] == Because("no_place_left", {"rank": 2, "passed": 2, "at_most": "1"})


def test_nobody_waits_where_the_rules_keep_no_list() -> None:
    candidates = [make_candidate("a", 14), make_candidate("b", 13), make_candidate("c", 3, verdict_outcome="failed")]

    selection = select(candidates, make_select(at_most="1"), keeps_waiting=False)

    assert (selection.waiting, selection.not_selected) == ((), ("b", "c"))


def test_a_vote_without_quorum_selects_nobody() -> None:
    selection = select([make_candidate("a", 4, verdict_outcome="no_quorum")], make_select())

    assert selection.not_selected == ("a",)
    assert selection.because["a"].code == "vote_without_quorum"


RANKINGS = [
    pytest.param({"ayes": 14}, {"ayes": 13}, id="more ayes"),
    pytest.param({"beneficiaries": 350}, {"beneficiaries": 3}, id="more beneficiaries"),
    pytest.param({"beneficiaries": 0}, {}, id="known beneficiaries"),
    pytest.param({"deed_on": date(2026, 1, 5)}, {"deed_on": date(2026, 1, 6)}, id="an earlier deed"),
    pytest.param({"deed_on": date(2026, 1, 5)}, {}, id="a dated deed"),
    pytest.param(
        {"logged_at": datetime(2026, 1, 5, 8, tzinfo=UTC)},
        {"logged_at": datetime(2026, 1, 5, 9, tzinfo=UTC)},
        id="an earlier log",
    ),
]


@pytest.mark.parametrize(("better", "worse"), RANKINGS)
def test_ranking_follows_the_rules_in_their_order(better: dict[str, Any], worse: dict[str, Any]) -> None:
    rules = make_select(rank_by=("ayes", "beneficiaries", "earlier deed", "earlier log"))

    selection = select([make_candidate("a", **worse), make_candidate("b", **better)], rules)

    assert selection.selected == (Ranked("b", 1), Ranked("a", 2))


def test_what_the_rules_do_not_rank_by_does_not_count() -> None:
    candidates = [make_candidate("a", beneficiaries=1), make_candidate("b", beneficiaries=9)]

    selection = select(candidates, make_select(rank_by=("ayes",)))

    assert selection.selected == (Ranked("a", 1), Ranked("b", 1))


def test_a_tie_at_the_limit_goes_to_a_run_off_for_the_places_left() -> None:
    candidates = [make_candidate("a", 15), *(make_candidate(name) for name in "bcd"), make_candidate("e", 12)]

    selection = select(candidates, make_select(at_most="3"))

    assert selection.selected == (Ranked("a", 1),)
    assert (selection.run_off, selection.places_left) == (("b", "c", "d"), 2)
    assert selection.waiting == (Ranked("e", 5),)
    assert selection.because["b"].code == "tied_at_limit"


def test_a_tie_inside_the_limit_needs_no_run_off() -> None:
    selection = select([make_candidate("a"), make_candidate("b"), make_candidate("c", 12)], make_select(at_most="2"))

    assert (selection.selected, selection.run_off) == ((Ranked("a", 1), Ranked("b", 1)), ())


def test_in_the_stated_order_the_earlier_log_takes_the_last_place() -> None:
    late, early = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 8))
    candidates = [make_candidate("a", logged_at=late), make_candidate("b", logged_at=early), make_candidate("c", 12)]

    selection = select(candidates, make_select(at_most="1", on_tie_at_limit="stated order"))

    assert (selection.selected, selection.run_off) == ((Ranked("b", 1),), ())
    assert selection.because["a"].code == "later_in_stated_order"
    assert selection.because["c"].code == "no_place_left"


@pytest.mark.parametrize(("passed", "short_by"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_fewer_than_the_rules_ask_for_is_said(passed: int, short_by: int) -> None:
    candidates = [make_candidate(str(n)) for n in range(passed)]

    assert select(candidates, make_select(at_least=2)).short_by == short_by


def test_nobody_stands_twice() -> None:
    with pytest.raises(RuleBroken) as refused:
        select([make_candidate("a"), make_candidate("b"), make_candidate("a", 12)], make_select())

    assert refused.value.code == "candidate_twice"
