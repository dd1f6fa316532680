"""Score sheets: what a filled one comes to, whose turn it is, which score stands, and where it leads."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules.cases import ActCase
from rules.commands import Score
from rules.entries import enter
from rules.errors import PhraseError, RuleBroken
from rules.events import Scored
from rules.loading import find_programme
from rules.nomination import State, decide, elapse, evolve
from rules.sheets import Band, Mark, Scorer, Sheet, ToFill, add_up, to_fill
from rules.trials import try_act
from tests.rules.makers import CLOCK, LOGGED, MONDAY, VIETNAM, make_entry, make_state

SHEET = Sheet.model_validate(
    {
        "sheet": "month",
        "title": {"vi": "Phiếu tháng", "en": "Month"},
        "points": 100,
        "items": (
            {"item": "work", "title": {"vi": "Công tác", "en": "Work"}, "at_most": 60},
            {"item": "discipline", "title": {"vi": "Kỷ luật", "en": "Discipline"}, "at_most": 40},
        ),
        "bands": (
            {"band": "green", "title": {"vi": "Cờ xanh", "en": "Green"}, "at_least": 60},
            {"band": "red", "title": {"vi": "Cờ đỏ", "en": "Red"}, "at_least": 90},
        ),
    }
)
PASSING = to_fill(SHEET, Mark.parse("at least 91 points"))
OF_ALL = to_fill(SHEET, None)


def before(form: ToFill | None = PASSING, **state: Any) -> State:
    """Return a nomination whose unit is to fill the sheet."""
    terms = {
        "kind": "score",
        "role": "head",
        "sheet": form,
        "leads_to": {"scored": "vote", "fell_short": "end", "silence": "vote"},
    }
    return make_state(entry=make_entry("team", **terms), **state)


def fill(state: State, by: str = "lan", **points: Any) -> State | str:
    try:
        (event,) = decide(state, Score(by=by, points=points, note="x"), now=MONDAY)
    except RuleBroken as no:
        return no.code
    return evolve(state, event)


@pytest.mark.parametrize(
    ("work", "discipline", "total", "band", "passes"),
    [
        pytest.param(0, 0, 0, "", False, id="nothing is an answer"),
        pytest.param(59, 0, 59, "", False, id="below the lowest band there is none"),
        pytest.param(60, 0, 60, "green", False, id="a band begins with its least total"),
        pytest.param(60, 30, 90, "red", False, id="a band does not pass by itself"),
        pytest.param(60, 31, 91, "red", True, id="ninety-one of a hundred"),
        pytest.param(60, 40, 100, "red", True, id="all"),
    ],
)
def test_a_sheet_is_added_up(work: int, discipline: int, total: int, band: str, passes: bool) -> None:
    found = add_up(PASSING, {"work": work, "discipline": discipline})

    assert (found.points, found.of, found.band, found.passes) == (total, 100, band, passes)


@pytest.mark.parametrize(
    ("points", "code", "items"),
    [
        ({"work": 1, "discipline": 1, "sport": 1, "song": 1}, "items_unknown", ["sport", "song"]),
        ({"discipline": 1}, "items_missing", ["work"]),
        ({}, "items_missing", ["work", "discipline"]),
        ({"work": 61, "discipline": 41}, "too_many_points", ["work (0-60)", "discipline (0-40)"]),
        ({"work": -1, "discipline": 1}, "too_many_points", ["work (0-60)"]),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_with_every_item(points: dict[str, int], code: str, items: list[str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_up(PASSING, points)

    assert (refused.value.code, refused.value.params["items"]) == (code, items)


@pytest.mark.parametrize("points", [9.5, "9", True, -1, 10_001])
def test_points_are_whole_numbers(points: object) -> None:
    with pytest.raises(ValidationError):
        Score.model_validate({"by": "lan", "points": {"work": points}})


@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 60))
def test_more_points_never_lead_to_a_lower_band(work: int, discipline: int, more: int) -> None:
    ranks = ["", "green", "red"]
    less = add_up(PASSING, {"work": min(work, more), "discipline": discipline})
    full = add_up(PASSING, {"work": max(work, more), "discipline": discipline})

    assert ranks.index(less.band) <= ranks.index(full.band)
    assert less.passes <= full.passes
    assert add_up(OF_ALL, {"work": work, "discipline": discipline}).passes


def test_what_is_enough_goes_on_and_what_is_not_falls_short() -> None:
    enough, short = fill(before(), work=60, discipline=31), fill(before(), work=60, discipline=30)

    assert isinstance(enough, State)
    assert isinstance(short, State)
    assert (enough.stage, enough.outcome) == ("vote", "scored")
    assert (short.stage, short.outcome) == ("end", "fell_short")
    assert [(one.by, one.total, one.of, one.band, one.note) for one in short.scores] == [("lan", 90, 100, "red", "x")]


def test_the_later_score_stands_and_the_earlier_is_kept() -> None:
    first = fill(before(OF_ALL), work=60, discipline=40)
    assert isinstance(first, State)

    second = fill(
        first.model_copy(update={"entry": before().entry, "stage": "team"}), by="minh", work=50, discipline=20
    )

    assert isinstance(second, State)
    assert [(one.by, one.total, one.band) for one in second.scores] == [("lan", 100, "red"), ("minh", 70, "green")]


def test_the_sheet_is_kept_in_its_own_order() -> None:
    after = fill(before(), discipline=31, work=60)

    assert isinstance(after, State)
    assert list(after.scores[-1].points.items()) == [("work", 60), ("discipline", 31)]


def test_nobody_scores_where_no_sheet_is_asked_for() -> None:
    assert fill(make_state("team"), work=1, discipline=1) == "wrong_stage"
    assert fill(before(None), work=1, discipline=1) == "wrong_stage"


@pytest.mark.parametrize("by", ["an", "binh"])
def test_who_scores_for_others_never_scores_her_own(by: str) -> None:
    assert fill(before(), by=by, work=60, discipline=31) == "own_deed"


def test_silence_leaves_the_score_before() -> None:
    state = before(is_escalated=True, scores=(_scored(),))

    (lapsed,) = elapse(state, now=state.wakes_at() or MONDAY)
    after = evolve(state, lapsed)

    assert (after.stage, [one.total for one in after.scores]) == ("vote", [70])


def _scored() -> Scored:
    return Scored(
        at=MONDAY, by="an", stage="self-score", sheet="month", points={"work": 50, "discipline": 20}, total=70, of=100,
        outcome="scored", leads_to="team",
    )  # fmt: skip


def test_the_terms_of_a_stage_hold_the_sheet_and_who_fills_it() -> None:
    programme = find_programme("monthly-flags")

    own, units = (enter(programme, "sv1", stage, MONDAY, CLOCK) for stage in ("self-score", "unit-score"))

    assert (own.role, own.place, own.never_by) == ("author", "", ())
    assert (units.role, units.place, units.never_by) == ("head", "right under a province", ("author", "honoured"))
    assert own.sheet is not None
    assert units.sheet is not None
    assert (len(own.sheet.items), sum(most for _, most in own.sheet.items)) == (9, 100)
    assert (own.sheet.passes_from, units.sheet.passes_from) == (None, 60)
    assert LOGGED.leads_to == "team"


def test_a_case_says_who_scores() -> None:
    told = {"case": "x", "stage": "self-score", "act": "score", "done_by": "leader of the team"}
    case = ActCase.model_validate(told | {"outcome": "scored", "leads_to": "team-score"})

    with pytest.raises(RuleBroken) as refused:
        try_act(find_programme("monthly-flags"), case, VIETNAM)

    assert refused.value.code == "done_by_another"


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("at least 91 points", 91),
        ("At least  1 point", 1),
        ("at least the band red", 90),
        ("at least the band blue", None),
    ],
)
def test_a_mark_is_a_number_of_points_or_a_band(text: str, least: int | None) -> None:
    mark = Mark.parse(text)

    assert mark.among(SHEET.bands) == least
    assert Mark.parse(str(mark)) == mark


@pytest.mark.parametrize(
    "text", ["91", "at least 0 points", "at least 91% of points", "more than 90 points", "the band red"]
)
def test_a_mark_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(PhraseError) as refused:
        Mark.parse(text)

    assert refused.value.code == "not_a_mark"


def test_a_scorer_is_the_author_or_an_office() -> None:
    assert [str(Scorer.parse(text)) for text in ("author", "head of the unit")] == ["author", "head of the unit"]
    assert Band.model_validate({"band": "a", "title": {"vi": "a", "en": "a"}, "at_least": 0}).at_least == 0
