"""Exceptions come before the default, for those they name, while they last; who they do not name keeps the default."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.entries import enter
from rules.exceptions import NOWHERE, Whereabouts, applying, explained, resolve, under
from rules.loading import find_programme
from rules.period_keys import Period, PeriodRange
from rules.phrases import PhraseError
from rules.programme import CouncilStage, Programme, ReviewStage
from tests.rules.makers import CLOCK, MONDAY

SO_VANG = find_programme("so-vang")
PC08 = Whereabouts(("pc08", "ca-tinh"), ("department", "province"))
TEAM = Whereabouts(("doi-1-pc08", "pc08", "ca-tinh"), ("team", "department", "province"))
ELSEWHERE = Whereabouts(("pv01", "ca-tinh"), ("department", "province"))
PROVINCE = Whereabouts(("ca-tinh",), ("province",))
Q4 = Period("2026-Q4")


def exception(sets: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    said = {
        "for": {"periods": ("2026-Q4",)},
        "because": "Đợt cao điểm",
        "set": sets or {"stages.province.select.at_most": 25},
    }
    return said | changes


def with_exceptions(*exceptions: dict[str, Any]) -> Programme:
    return Programme.model_validate(SO_VANG.model_dump(exclude_unset=True) | {"exceptions": exceptions})


def at_most(programme: Programme, whereabouts: Whereabouts, when: date | Period) -> int | None:
    stage = resolve(programme, "province", whereabouts, when).stage
    assert isinstance(stage, CouncilStage)
    return stage.select.at_most.limit


def within(programme: Programme, whereabouts: Whereabouts, when: date) -> str:
    stage = resolve(programme, "team", whereabouts, when).stage
    assert isinstance(stage, ReviewStage)
    return str(stage.within)


@pytest.mark.parametrize(("period", "expected"), [("2026-Q3", 20), ("2026-Q4", 25), ("2027-Q1", 20)])
def test_an_exception_for_a_quarter_holds_in_that_quarter(period: str, expected: int) -> None:
    assert at_most(with_exceptions(exception()), PROVINCE, Period(period)) == expected


@pytest.mark.parametrize(
    ("periods", "until", "expected"),
    [
        pytest.param(("2026-Q3..2027-Q1",), None, 25, id="a range of quarters"),
        pytest.param(("2026",), None, 25, id="the year around it"),
        pytest.param(("2026-11",), None, 20, id="a month of it is not the quarter"),
        pytest.param(("2026-11..2027-02",), None, 20, id="a range that begins within it"),
        pytest.param(None, date(2026, 12, 31), 25, id="an end on its last day"),
        pytest.param(None, date(2026, 12, 30), 20, id="an end within it"),
        pytest.param(("2026-Q4",), date(2026, 11, 30), 20, id="an end within the period"),
        pytest.param(("2026-Q4",), date(2026, 9, 30), 20, id="an end before the period"),
    ],
)
def test_a_sittings_whole_period_lies_within_an_exception(
    periods: tuple[str, ...] | None, until: date | None, expected: int
) -> None:
    whom = {"periods": periods} if periods else {"kinds": ("province",)}
    programme = with_exceptions(exception(**{"for": whom, "until": until}))

    assert at_most(programme, PROVINCE, Q4) == expected


@pytest.mark.parametrize(("day", "expected"), [(30, "3 working days"), (31, "5 working days")])
def test_another_stage_asks_for_the_day_on_which_it_is_entered(day: int, expected: str) -> None:
    sets = {"stages.team.within": "5 working days"}
    programme = with_exceptions(exception(sets, **{"for": {"periods": ("2026-Q4",)}}))
    entered_on = date(2026, 9, 30) if day == 30 else date(2026, 12, 31)

    assert within(programme, TEAM, entered_on) == expected


@pytest.mark.parametrize(
    ("whereabouts", "expected"),
    [
        pytest.param(PC08, "5 working days", id="the unit"),
        pytest.param(TEAM, "5 working days", id="what is below it"),
        pytest.param(ELSEWHERE, "3 working days", id="another"),
        pytest.param(PROVINCE, "3 working days", id="what is above it"),
        pytest.param(NOWHERE, "3 working days", id="nowhere"),
    ],
)
def test_an_exception_for_a_unit_is_for_all_below_it_too(whereabouts: Whereabouts, expected: str) -> None:
    sets = {"stages.team.within": "5 working days"}
    programme = with_exceptions(exception(sets, **{"for": {"units": ("pc08",)}, "until": date(2026, 12, 31)}))

    assert within(programme, whereabouts, date(2026, 11, 2)) == expected


def test_units_and_kinds_are_named_beside_each_other() -> None:
    sets = {"stages.team.within": "5 working days"}
    whom = {"units": ("pv01",), "kinds": ("team",), "periods": ("2026-11",)}
    programme = with_exceptions(exception(sets, **{"for": whom}))

    assert [within(programme, one, date(2026, 11, 2)) for one in (TEAM, ELSEWHERE, PC08)] == [
        "5 working days",
        "5 working days",
        "3 working days",
    ]


def test_the_nearer_goes_before_the_farther_and_the_first_before_the_next() -> None:
    for_everybody = exception({"stages.team.within": "4 working days"})
    for_the_kind = exception({"stages.team.within": "5 working days"}, **{"for": {"kinds": ("team",)}, "until": Q4.end})
    for_the_unit = exception({"stages.team.within": "6 working days"}, **{"for": {"units": ("pc08",)}, "until": Q4.end})
    again = exception({"stages.team.within": "7 working days"}, **{"for": {"units": ("pc08",)}, "until": Q4.end})
    programme = with_exceptions(for_everybody, for_the_kind, for_the_unit, again)

    assert applying(programme, "team", TEAM, date(2026, 11, 2)) == (1, 2, 4, 3)
    assert within(programme, TEAM, date(2026, 11, 2)) == "6 working days"


def test_an_exception_sets_clauses_within_clauses_and_lists() -> None:
    sets = {
        "stages.team.escalate.after": "1 working day",
        "stages.team.remind": ("when due",),
        "stages.team.silence_after": "4 working days",
    }
    programme = with_exceptions(exception(sets))

    stage = resolve(programme, "team", TEAM, date(2026, 11, 2)).stage

    assert isinstance(stage, ReviewStage)
    assert (str(stage.escalate.after), stage.escalate.to, str(stage.silence_after)) == (
        "1 working day",
        SO_VANG.stage("team").escalate.to,
        "4 working days",
    )
    assert [str(one) for one in stage.remind] == ["when due"]


def test_a_whole_clause_that_the_default_leaves_out_can_be_set_key_by_key() -> None:
    sets = {f"stages.unit-quarter.gives.{key}": value for key, value in GIVES.items()}
    programme = with_exceptions(exception(sets))

    stage = resolve(programme, "unit-quarter", PC08, Q4).stage

    assert isinstance(stage, CouncilStage)
    assert stage.gives is not None
    assert stage.gives.document == "page"


GIVES = {"book": "unit", "document": "page", "number": "{n}/Q"}


def test_a_stage_that_no_exception_touches_stays_the_very_same() -> None:
    programme = with_exceptions(exception())

    assert resolve(programme, "team", TEAM, date(2026, 11, 2)).stage is programme.stage("team")


def test_every_exception_that_holds_says_why() -> None:
    sets = {
        "stages.province.select.at_most": 25,
        "stages.province.remind": ("when due",),
        "stages.team.within": "1 day",
    }
    programme = with_exceptions(exception(sets))

    (because,) = explained(programme, "province", applying(programme, "province", PROVINCE, Q4))

    assert (because.code, because.params) == (
        "exception_applies",
        {"number": 1, "clauses": 'select.at_most: 25, remind: ["when due"]', "why": "Đợt cao điểm"},
    )


def test_the_terms_of_an_entry_say_which_exceptions_made_them() -> None:
    sets = {"stages.team.within": "1 working day", "stages.province.select.at_most": 25}
    programme = with_exceptions(exception(sets))

    team = enter(programme, "sv1-test", "team", MONDAY, CLOCK, TEAM)
    before_a_council = enter(programme, "sv1-test", "province", MONDAY, CLOCK, TEAM)

    assert (team.exceptions, before_a_council.exceptions) == ((1,), ())
    assert team.due_at == CLOCK.after(MONDAY, under(programme, "team", (1,)).within)


@given(st.sampled_from([PC08, TEAM, ELSEWHERE, PROVINCE, NOWHERE]), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_an_exception_never_changes_a_clause_it_does_not_name(whereabouts: Whereabouts, day: date) -> None:
    sets = {"stages.team.within": "5 working days"}
    programme = with_exceptions(exception(sets, **{"for": {"units": ("pc08",), "periods": ("2026-Q4",)}}))

    stage = resolve(programme, "team", whereabouts, day).stage

    assert stage.model_copy(update={"within": SO_VANG.stage("team").within}) == SO_VANG.stage("team")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-13", "not_a_period_range"),
        ("Tết 2026", "not_a_period_range"),
        ("9999", "not_a_period_range"),
        ("2026-Q4..2026-12", "period_range_backwards"),
        ("2026-Q4..2026-Q3", "period_range_backwards"),
    ],
)
def test_a_range_of_periods_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(PhraseError) as refused:
        PeriodRange.parse(text)

    assert refused.value.code == code


@pytest.mark.parametrize("text", ["2026", "2026-Q4", "2026-11", "2026-11..2027-01"])
def test_a_range_of_periods_is_written_as_it_is_read(text: str) -> None:
    assert str(PeriodRange.parse(text)) == text
