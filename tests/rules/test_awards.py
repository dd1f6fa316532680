"""Awards that are raised and lowered on the way, sums and who may approve them, and funds."""

from datetime import timedelta
from typing import Any

import pytest

from rules.amounts import Approver, Fund, Money
from rules.cases import ActCase
from rules.commands import Amend, Override, Recommend
from rules.deeds import Deed
from rules.entries import enter
from rules.errors import PhraseError, RuleBroken
from rules.events import Recommended
from rules.loading import find_programme
from rules.nomination import State, decide, evolve, fold, run_dry
from rules.phrasing import Phrase
from rules.trials import try_act
from tests.rules.makers import CLOCK, DEED, FRIDAY, LOGGED, MONDAY, VIETNAM, make_entry, make_state

MILLION = 1_000_000
LATER = FRIDAY + timedelta(days=30)
BY_SUM = "head of the unit up to 2,000,000 VND, above that head of the province up to 10,000,000 VND"
LADDER = ("bronze", "silver", "gold")


def recommended(state: State, **told: Any) -> State | str:
    try:
        for event in decide(state, Recommend(by="lan", **told), now=MONDAY):
            state = evolve(state, event)
    except RuleBroken as no:
        return no.code
    return state


def proposed(**deed: object) -> State:
    logged = LOGGED.model_copy(update={"deed": DEED.model_copy(update=deed)})
    return fold("n-1", [logged]).model_copy(update={"entry": make_entry("team", awards=LADDER)})


@pytest.mark.parametrize(
    ("told", "award"),
    [({}, "silver"), ({"award": "silver"}, "silver"), ({"award": "gold"}, "gold"), ({"award": "bronze"}, "bronze")],
)
def test_an_award_is_raised_or_lowered_where_the_rules_let_it(told: dict[str, str], award: str) -> None:
    after = recommended(proposed(award="silver"), **told)

    assert isinstance(after, State)
    assert after.award == award


def test_an_award_of_no_ladder_is_unknown_and_elsewhere_it_stays() -> None:
    fixed = proposed(award="silver").model_copy(update={"entry": make_entry("team")})

    assert recommended(proposed(award="silver"), award="iron") == "award_unknown"
    assert recommended(fixed, award="gold") == "not_asked_for"


@pytest.mark.parametrize(
    ("asked", "approved", "after"),
    [
        (3 * MILLION, None, 3 * MILLION),
        (3 * MILLION, 3 * MILLION, 3 * MILLION),
        (3 * MILLION, 1, 1),
        (3 * MILLION, 3 * MILLION + 1, "reward_too_high"),
        (None, 1, "not_asked_for"),
    ],
)
def test_a_sum_may_only_be_lowered(asked: int | None, approved: int | None, after: int | str) -> None:
    found = recommended(proposed(reward_vnd=asked), reward_vnd=approved)

    assert (found.reward_vnd if isinstance(found, State) else found) == after


def test_a_better_text_proposes_anew() -> None:
    state = make_state("log").model_copy(update={"award": "gold", "reward_vnd": MILLION})

    (amended,) = decide(state, Amend(by="an", deed=DEED.model_copy(update={"award": "bronze"})), now=MONDAY)
    after = evolve(state, amended)

    assert (after.award, after.reward_vnd) == ("bronze", None)


def test_a_spent_fund_leads_where_the_rules_say() -> None:
    state = make_state("record", entry=make_entry("record", leads_to={"recorded": "end", "fund_spent": "team"}))

    (spent,) = run_dry(state, now=MONDAY)
    after = evolve(state, spent)

    assert (after.stage, after.outcome) == ("team", "fund_spent")


@pytest.mark.parametrize(
    ("text", "vnd", "who"),
    [
        (BY_SUM, None, "head of the unit"),
        (BY_SUM, 2 * MILLION, "head of the unit"),
        (BY_SUM, 2 * MILLION + 1, "head of the province"),
        (BY_SUM, 10 * MILLION + 1, "None"),
        ("head of the unit", 10**15, "head of the unit"),
        ("head of the unit up to 1 million VND, above that head of the province", 10**15, "head of the province"),
    ],
)
def test_the_sum_says_who_acts(text: str, vnd: int | None, who: str) -> None:
    assert str(Approver.parse(text).of(vnd)) == who


def test_should_rules_lower_their_limits_the_highest_of_all_acts() -> None:
    programme = find_programme("instant-reward")

    entry = enter(programme, "sv1", "approval", MONDAY, CLOCK, reward_vnd=50 * MILLION)

    assert (entry.role, entry.place, entry.reward_vnd) == ("head", "a province", 50 * MILLION)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Money, "2 million", "not_money"),
        (Money, "0 VND", "not_money"),
        (Money, "2,00 VND", "not_money"),
        (Money, "999,999,999,999 million VND", "not_money"),
        (Approver, "head of the unit up to 2 VND, above that head of the province up to 2 VND", "limits_do_not_rise"),
        (Approver, "head of the unit, above that head of the province up to 2 VND", "limits_do_not_rise"),
        (Approver, "head of the unit up to much", "not_money"),
        (Approver, "everybody up to 2 VND", "not_a_doer"),
        (Fund, "50 million VND", "not_a_fund"),
        (Fund, "at most 50 million VND every week", "not_a_fund"),
    ],
)
def test_sums_that_say_nothing_are_refused(kind: type[Phrase], text: str, code: str) -> None:
    with pytest.raises(PhraseError) as refused:
        kind.parse(text)

    assert refused.value.code == code


def test_a_case_that_names_another_doer_is_not_kept() -> None:
    case = ActCase.model_validate(
        {
            "case": "x",
            "stage": "approval",
            "act": "recommend",
            "amount": "1 VND",
            "done_by": "head of the province",
            "outcome": "recommended",
            "leads_to": "payment",
        }
    )

    with pytest.raises(RuleBroken) as refused:
        try_act(find_programme("instant-reward"), case, VIETNAM)

    assert refused.value.code == "done_by_another"


def test_a_deed_tells_no_award_and_no_sum_unless_it_is_said() -> None:
    deed = Deed(title="x", done_on=MONDAY.date(), honoured=("an",))

    assert (deed.award, deed.reward_vnd) == ("", None)


# ── facts that somebody answers for ──


def attesting(*facts: str) -> State:
    return make_state("team").model_copy(update={"entry": make_entry("team", attests=facts)})


def test_whoever_recommends_answers_for_every_fact() -> None:
    (happened,) = decide(
        attesting("not-under-discipline"), Recommend(by="lan", facts={"not-under-discipline": True}), now=MONDAY
    )

    assert isinstance(happened, Recommended)
    assert happened.facts == ("not-under-discipline",)


@pytest.mark.parametrize(
    ("facts", "told", "code"),
    [
        (("a", "b"), {}, "facts_missing"),
        (("a", "b"), {"a": True}, "facts_missing"),
        (("a", "b"), {"a": True, "b": False}, "facts_denied"),
        (("a",), {"a": True, "b": True}, "not_asked_for"),
        ((), {"a": True}, "not_asked_for"),
    ],
)
def test_without_an_answer_nothing_is_recommended(facts: tuple[str, ...], told: dict[str, bool], code: str) -> None:
    assert recommended(attesting(*facts), facts=told) == code


def test_two_people_who_pass_over_somebody_do_not_answer_for_her() -> None:
    asked = Override(by="head", outcome="recommended", because="im lặng")

    with pytest.raises(RuleBroken) as refused:
        decide(attesting("not-under-discipline"), asked, now=LATER)

    assert refused.value.code == "facts_missing"


def test_whoever_may_approve_more_may_approve_less() -> None:
    by_sum = Approver.parse("leader of the team up to 2 million VND, above that head of the unit up to 10 million VND")

    assert [[str(doer) for doer in by_sum.who_may(vnd)] for vnd in (2_000_000, 2_000_001, 10_000_001)] == [
        ["leader of the team", "head of the unit"],
        ["head of the unit"],
        [],
    ]
