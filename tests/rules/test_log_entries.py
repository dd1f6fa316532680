"""How long ago a deed may be, and for whom it may be logged."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.calendar_editions import load_calendar
from rules.clocks import Clock
from rules.deeds import Deed
from rules.errors import RuleBroken
from rules.loading import find_programme
from rules.log_entries import judge_deed
from rules.programme import LogStage

PROGRAMME = find_programme("so-vang")
HANOI = ZoneInfo(PROGRAMME.time_zone)
CLOCK = Clock(load_calendar(PROGRAMME.calendar), PROGRAMME.office_hours, HANOI)
KINDS = {"an": "officer", "binh": "officer", "doi-1": "collective"}


def judge(
    on: date,
    now: datetime,
    *,
    for_: tuple[str, ...] = ("self", "collective", "colleague"),
    asks_for: tuple[str, ...] = ("title",),
    reward_at_most: int | None = None,
    **deed: object,
) -> str:
    told = {"title": "Tìm người lạc", "done_on": on, "honoured": ("an",)} | deed
    stage = PROGRAMME.stages[0]
    assert isinstance(stage, LogStage)
    try:
        judge_deed(
            Deed.model_validate(told),
            stage.model_copy(update={"for_": for_, "asks_for": asks_for}),
            CLOCK,
            author="an",
            kinds=KINDS,
            now=now,
            awards=("bronze", "silver"),
            reward_at_most=reward_at_most,
        )
    except RuleBroken as no:
        return no.code
    return "ok"


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("done_on", "now", "verdict"),
    [
        pytest.param(date(2026, 11, 23), at(23), "ok", id="today"),
        pytest.param(date(2026, 11, 24), at(23), "deed_in_future", id="tomorrow"),
        pytest.param(date(2026, 11, 24), at(23, 23), "deed_in_future", id="tomorrow, late in the evening"),
        pytest.param(date(2026, 10, 21), at(20, 23), "ok", id="the thirtieth day, late in the evening"),
        pytest.param(date(2026, 10, 21), at(21), "deed_too_old", id="the day after the thirtieth"),
        pytest.param(date(2026, 10, 22), at(23), "ok", id="the thirtieth day is a Saturday, so Monday will do"),
        pytest.param(date(2026, 10, 22), at(24), "deed_too_old", id="but not Tuesday"),
        pytest.param(date(1900, 1, 1), at(23), "deed_too_old", id="before the calendar begins"),
    ],
)
def test_a_deed_is_neither_too_old_nor_to_come(done_on: date, now: datetime, verdict: str) -> None:
    assert judge(done_on, now) == verdict


@pytest.mark.parametrize(
    ("asks_for", "deed", "missing"),
    [
        (("title", "date"), {"story": ""}, None),
        (("title", "date", "story"), {"story": ""}, ["story"]),
        (("place", "story"), {"story": "  "}, ["place", "story"]),
        (("beneficiaries",), {}, ["beneficiaries"]),
        (("beneficiaries", "place"), {"beneficiaries": 0, "place": "chợ"}, None),
    ],
)
def test_what_the_rules_ask_for_is_stated_or_all_of_it_is_named(
    asks_for: tuple[str, ...], deed: dict[str, object], missing: list[str] | None
) -> None:
    stage = PROGRAMME.stages[0].model_copy(update={"asks_for": asks_for})
    assert isinstance(stage, LogStage)
    told = Deed.model_validate({"title": "Trả ví", "done_on": date(2026, 11, 23), "honoured": ("an",)} | deed)

    def judged() -> dict[str, object] | None:
        try:
            judge_deed(told, stage, CLOCK, author="an", kinds=KINDS, now=at(23))
        except RuleBroken as no:
            return {"code": no.code, **no.params}
        return None

    assert judged() == (missing and {"code": "fields_missing", "fields": missing})


@pytest.mark.parametrize(
    ("for_", "deed", "verdict"),
    [
        (("self",), {}, "ok"),
        (("colleague",), {}, "not_logged_for"),
        (("self",), {"honoured": ("binh",)}, "not_logged_for"),
        (("self",), {"honoured": ("an", "binh")}, "not_logged_for"),
        (("self", "colleague"), {"honoured": ("an", "binh")}, "ok"),
        (("self",), {"honoured": ("doi-1",), "subject": "collective"}, "not_logged_for"),
        (("collective",), {"honoured": ("doi-1",), "subject": "collective"}, "ok"),
        (("collective",), {"honoured": ("an",), "subject": "collective"}, "wrong_subject"),
        (("self",), {"honoured": ("doi-1",)}, "wrong_subject"),
        (("self",), {"honoured": ("nobody",)}, "unknown_person"),
    ],
)
def test_a_deed_is_logged_for_those_the_rules_name(
    for_: tuple[str, ...], deed: dict[str, object], verdict: str
) -> None:
    assert judge(date(2026, 11, 20), at(23), for_=for_, **deed) == verdict


@pytest.mark.parametrize(
    ("asks_for", "deed", "verdict"),
    [
        (("title",), {}, "ok"),
        (("title",), {"award": "bronze"}, "not_asked_for"),
        (("title",), {"reward_vnd": 1}, "not_asked_for"),
        (("award",), {}, "fields_missing"),
        (("award",), {"award": "bronze"}, "ok"),
        (("award",), {"award": "gold"}, "award_unknown"),
        (("amount",), {}, "fields_missing"),
        (("amount",), {"reward_vnd": 10}, "ok"),
        (("amount",), {"reward_vnd": 11}, "reward_too_high"),
    ],
)
def test_what_is_proposed_is_what_the_rules_ask_for(
    asks_for: tuple[str, ...], deed: dict[str, object], verdict: str
) -> None:
    assert judge(date(2026, 11, 23), at(23), asks_for=asks_for, reward_at_most=10, **deed) == verdict
