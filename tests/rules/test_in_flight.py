"""What a change of the rules does to one nomination, and to one sitting: it follows or stays, as was shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import NoticedDay
from rules.calendar_editions import calendar_edition, calendar_of, read_calendar
from rules.commands import Adopt
from rules.entries import enter
from rules.exceptions import NOWHERE
from rules.in_flight import (
    FRAME,
    Follows,
    Sitting,
    SittingFollows,
    Standing,
    Stays,
    nomination_follows,
    nomination_recounted,
    runs_on_the_clock,
    sitting_follows,
    sitting_recounted,
)
from rules.loading import PROGRAMMES, text_of
from rules.nomination import State, decide, evolve
from rules.period_keys import Period
from rules.periods import timeline
from rules.programme import CouncilStage, Programme, with_holders
from rules.rule_changes import Running
from store.rulebook import Rules
from tests.store.cases import CLOSING, MONDAY, OPENING, RULEBOOK, SO_VANG, changed

TUESDAY = MONDAY + timedelta(days=1)
NEXT_WEEK = MONDAY + timedelta(days=8)


def ruled(programme: Programme) -> Rules:
    return RULEBOOK.draft(programme)


OLD = ruled(SO_VANG)
LONGER = ruled(changed("team", within="5 working days"))


def standing(stage: str = "team", since: datetime = MONDAY, old: Rules = OLD, **how: Any) -> Standing:
    return Standing(enter(old.programme, old.edition, stage, since, old.clock), since, **how)


def follows(one: Standing, new: Rules = LONGER, running: Running = "now", at: datetime = TUESDAY) -> Follows | Stays:
    return nomination_follows(one, OLD, new, running, NOWHERE, at=at)


def without(stage: str) -> Rules:
    stages = tuple(one for one in SO_VANG.stages if one.stage != stage)
    return ruled(SO_VANG.model_copy(update={"stages": stages}))


def as_dossier() -> Rules:
    dossier = SO_VANG.stage("dossier").model_copy(update={"stage": "team"})
    stages = tuple(dossier if one.stage == "team" else one for one in SO_VANG.stages)
    return ruled(SO_VANG.model_copy(update={"stages": stages}))


def test_a_longer_time_moves_a_running_deadline() -> None:
    found = follows(standing())

    assert isinstance(found, Follows)
    assert set(found.moves) == {"due_at", "escalate_at", "lapse_at"}
    assert found.entry == enter(LONGER.programme, LONGER.edition, "team", MONDAY, LONGER.clock)


@pytest.mark.parametrize(
    ("found", "because"),
    [
        pytest.param(follows(standing(), running="pin"), "pinned", id="pinned"),
        pytest.param(follows(standing(), running="next stage"), "next_stage", id="from the next stage"),
        pytest.param(follows(standing("unit-month")), "waits_for_council", id="before a council"),
        pytest.param(follows(standing(), without("team")), "stage_gone", id="no such stage"),
        pytest.param(follows(standing(), as_dossier()), "stage_changed", id="another kind"),
        pytest.param(follows(standing(), at=MONDAY + timedelta(days=60)), "over_by_then", id="over by then"),
        pytest.param(follows(standing(is_extended=True)), "extended", id="extended"),
        pytest.param(follows(standing("dossier")), "same_terms", id="nothing is said otherwise"),
        pytest.param(
            follows(standing(), ruled(changed("team", within="1 working day")), at=MONDAY + timedelta(days=3)),
            "would_be_past",
            id="never into the past",
        ),
    ],
)
def test_what_stays_says_why(found: Follows | Stays, because: str) -> None:
    assert found == Stays(because)  # type: ignore[arg-type]


def test_other_reminders_are_followed_though_no_instant_moves() -> None:
    found = follows(standing(), ruled(changed("team", remind=["when due"])))

    assert isinstance(found, Follows)
    assert found.moves == {}


def test_the_time_for_comment_moves_too() -> None:
    at_once = ruled(changed("record", publish="after 10 working days of comment"))

    found = follows(standing("record"), at_once)

    assert isinstance(found, Follows)
    assert set(found.moves) == {"lapse_at"}


@pytest.mark.parametrize(("programme", "is_exact"), [(SO_VANG, False), (changed("team", within="24 hours"), True)])
def test_spans_of_hours_are_known(programme: Programme, is_exact: bool) -> None:
    assert runs_on_the_clock(programme) is is_exact


# ── sittings ──

MONTH = SO_VANG.stage("unit-month")
assert isinstance(MONTH, CouncilStage)


def sitting(**how: Any) -> Sitting:
    clock = OLD.clock
    dated = timeline(MONTH, Period("2026-11"), clock.calendar, clock.office_hours, clock.zone)
    told = {
        "stage": "unit-month",
        "whereabouts": NOWHERE,
        "period": "2026-11",
        "is_open": False,
        "round": 1,
        "candidates_close_at": dated.candidates_close_at,
        "votes_open_at": dated.votes_open_at,
        "votes_close_at": dated.votes_close_at,
        "published_at": dated.published_at,
    }
    return Sitting(**(told | how))


def select(**changes: Any) -> dict[str, Any]:
    return {"at_least": 1, "at_most": "20", "rank_by": ["ayes"], "on_tie_at_limit": "stated order"} | changes


LIMITED = ruled(changed("unit-month", select=select()))
LATER = ruled(changed("unit-month", votes_close="10 working days after voting opens"))
STRICTER = ruled(changed("unit-month", quorum="at least 3/4 of members"))
OTHER_PERIOD = ruled(changed("unit-month", every="quarter"))


def seated(one: Sitting, new: Rules, running: Running = "now", at: datetime = TUESDAY) -> SittingFollows | Stays:
    return sitting_follows(one, MONTH, OLD, new, running, at=at)


def test_a_planned_sitting_takes_its_new_instants() -> None:
    found = seated(sitting(), LATER)

    assert isinstance(found, SittingFollows)
    assert set(found.moves) >= {"votes_close_at"}


def test_what_a_quota_is_a_part_of_was_counted_when_the_vote_opened() -> None:
    part = "15% of holders of lower-title, rounded down"
    select = {"at_most": part, "rank_by": ["ayes"], "on_tie_at_limit": "run-off"}
    draft = ruled(changed("unit-month", select=select))
    frozen = draft.council("unit-month")
    opened = with_holders(frozen, 40)

    same = sitting_follows(sitting(is_open=True), opened, OLD, draft, "now", at=OPENING)
    planned = sitting_follows(sitting(), opened, OLD, draft, "now", at=MONDAY)

    assert same == Stays("same_terms")
    assert planned == SittingFollows({})


def test_an_open_vote_takes_another_number_of_places() -> None:
    assert seated(sitting(is_open=True), LIMITED, at=OPENING) == SittingFollows({})


def test_an_open_vote_closes_later() -> None:
    found = seated(sitting(is_open=True), LATER, at=OPENING)

    assert isinstance(found, SittingFollows)
    assert "votes_open_at" not in found.moves
    assert found.moves["votes_close_at"][0] == CLOSING


def test_who_was_moved_by_a_person_stays_there_and_follows_the_rest() -> None:
    assert seated(sitting(is_rescheduled=True), LATER) == SittingFollows({})


@pytest.mark.parametrize(
    ("found", "because"),
    [
        pytest.param(seated(sitting(), LIMITED, "pin"), "pinned", id="pinned"),
        pytest.param(seated(sitting(), LIMITED, "next stage"), "next_stage", id="next stage"),
        pytest.param(seated(sitting(), without("unit-month")), "stage_gone", id="no such stage"),
        pytest.param(seated(sitting(), OTHER_PERIOD), "other_period", id="other periods"),
        pytest.param(seated(sitting(), LIMITED, at=CLOSING), "over_by_then", id="over by then"),
        pytest.param(seated(sitting(is_open=True, round=2), LIMITED, at=OPENING), "second_round", id="a run-off"),
        pytest.param(seated(sitting(is_open=True), STRICTER, at=OPENING), "vote_frozen", id="its quorum is its own"),
        pytest.param(seated(sitting(), STRICTER, at=OPENING), "vote_frozen", id="open by then"),
        pytest.param(seated(sitting(), OLD), "same_terms", id="nothing is said otherwise"),
        pytest.param(
            seated(
                sitting(is_open=True),
                ruled(changed("unit-month", votes_close="1 working day after voting opens")),
                at=CLOSING - timedelta(days=1),
            ),
            "would_be_past",
            id="never into the past",
        ),
    ],
)
def test_a_sitting_that_stays_says_why(found: SittingFollows | Stays, because: str) -> None:
    assert found == Stays(because)  # type: ignore[arg-type]


# ── calendars ──


def on(*notices: tuple[str, str]) -> Rules:
    """The same rules on a calendar with more notices: (day, what it is)."""
    file = read_calendar(text_of(PROGRAMMES / "calendars" / "vietnam.yaml"), "vietnam.yaml")
    told = {"name": {"vi": "Theo thông báo", "en": "By notice"}, "source": "Thông báo 1", "note": "Thử."}
    more = [NoticedDay.model_validate({"day": date.fromisoformat(day), "is": what, **told}) for day, what in notices]
    edition = calendar_edition(file.model_copy(update={"days": (*file.days, *more)}))
    return OLD.on(calendar_of(edition))


FRIDAY_OFF = on(("2026-11-27", "day off"))
LATE = MONDAY + timedelta(days=60)


def recounted(one: Standing, new: Rules = FRIDAY_OFF, at: datetime = TUESDAY) -> Follows | Stays:
    return nomination_recounted(one, OLD, new, NOWHERE, at=at)


def test_a_day_off_moves_a_running_deadline_and_the_rules_stay_as_they_are() -> None:
    found = recounted(standing())

    assert isinstance(found, Follows)
    assert set(found.moves) == {"due_at", "escalate_at", "lapse_at"}
    assert found.entry == enter(OLD.programme, OLD.edition, "team", MONDAY, FRIDAY_OFF.clock)
    assert found.entry.calendar_edition == FRIDAY_OFF.clock.calendar.edition


def test_the_time_for_comment_is_counted_anew_too() -> None:
    found = recounted(standing("record"))

    assert isinstance(found, Follows)
    assert set(found.moves) == {"lapse_at"}


def test_who_is_only_reminded_otherwise_follows_without_a_move() -> None:
    hours = ruled(changed("team", within="240 hours", remind=["1 working day before"]))
    one = standing(old=hours)
    due_at = one.entry.due_at
    assert due_at is not None
    day_before = hours.on(on((f"{due_at.date() - timedelta(days=1)}", "day off")).clock.calendar)

    found = nomination_recounted(one, hours, day_before, NOWHERE, at=TUESDAY)

    assert isinstance(found, Follows)
    assert "due_at" not in found.moves


@pytest.mark.parametrize(
    ("found", "because"),
    [
        pytest.param(recounted(standing("unit-month")), "waits_for_council", id="before a council"),
        pytest.param(recounted(standing(), at=LATE), "over_by_then", id="over by then"),
        pytest.param(recounted(standing(is_extended=True)), "extended", id="extended"),
        pytest.param(recounted(standing(), on(("2027-06-01", "day off"))), "same_terms", id="a day far off"),
        pytest.param(recounted(standing(), OLD), "same_terms", id="the same days"),
        pytest.param(
            nomination_recounted(standing(old=FRIDAY_OFF), FRIDAY_OFF, OLD, NOWHERE, at=MONDAY + timedelta(days=6)),
            "would_be_past",
            id="never into the past",
        ),
    ],
)
def test_what_keeps_its_deadline_under_another_calendar_says_why(found: Follows | Stays, because: str) -> None:
    assert found == Stays(because)  # type: ignore[arg-type]


def held(one: Sitting, new: Rules, at: datetime = TUESDAY, old: Rules = OLD) -> SittingFollows | Stays:
    return sitting_recounted(one, MONTH, old, new, at=at)


DECEMBER_OFF = on(("2026-12-04", "day off"))


def test_a_planned_sitting_and_an_open_one_are_counted_anew() -> None:
    planned, opened = held(sitting(), DECEMBER_OFF), held(sitting(is_open=True), DECEMBER_OFF, OPENING)

    assert isinstance(planned, SittingFollows)
    assert planned == opened
    assert set(planned.moves) == {"votes_close_at"}


def test_a_sitting_that_a_person_has_moved_stays_there_and_is_reminded_of_on_other_days() -> None:
    monday_off = on(("2026-11-27", "day off"))

    assert held(sitting(is_rescheduled=True), monday_off) == SittingFollows({})


@pytest.mark.parametrize(
    ("found", "because"),
    [
        pytest.param(held(sitting(), DECEMBER_OFF, CLOSING), "over_by_then", id="over by then"),
        pytest.param(held(sitting(is_open=True, round=2), DECEMBER_OFF, OPENING), "second_round", id="a run-off"),
        pytest.param(held(sitting(), on(("2026-12-25", "day off"))), "same_terms", id="a day far off"),
        pytest.param(
            held(sitting(is_open=True), on(("2026-12-05", "working day")), CLOSING - timedelta(hours=1)),
            "would_be_past",
            id="never into the past",
        ),
    ],
)
def test_a_sitting_that_stays_under_another_calendar_says_why(found: SittingFollows | Stays, because: str) -> None:
    assert found == Stays(because)  # type: ignore[arg-type]


# ── laws ──

spans = st.builds(
    lambda count, unit: f"{count} {unit}", st.integers(1, 12), st.sampled_from(["working days", "days", "hours"])
)
reminds = st.lists(st.sampled_from(["when due", "1 working day before", "1 day before"]), max_size=2, unique=True)
edits: st.SearchStrategy[Mapping[str, Any]] = st.fixed_dictionaries(
    {}, optional={"within": spans, "silence_after": st.just("9 working days"), "remind": reminds}
)
moments = st.integers(0, 12 * 24).map(lambda hours: MONDAY + timedelta(hours=hours))


@given(
    edits, edits, st.sampled_from(["team", "dossier"]), moments, moments, st.sampled_from(["pin", "next stage", "now"])
)
def test_what_is_shown_is_what_the_nomination_does(
    before: Mapping[str, Any], after: Mapping[str, Any], stage: str, since: datetime, at: datetime, running: Running
) -> None:
    old, new = ruled(changed(stage, **before)), ruled(changed(stage, **after))
    one = standing(stage, since, old)
    state = State(nomination_id="n", author="an", stage=stage, entry=one.entry, entered_at=since)

    found = nomination_follows(one, old, new, running, NOWHERE, at=at)

    if isinstance(found, Follows):
        event = decide(state, Adopt(by="admin", entry=found.entry, because="QĐ"), now=at)[0]
        moved = evolve(state, event)
        assert moved.entry == found.entry
        assert {name: (getattr(one.entry, name), getattr(moved.entry, name)) for name in found.moves} == dict(
            found.moves
        )
        untouched = {"due_at", "escalate_at", "lapse_at"} - set(found.moves)
        assert all(getattr(one.entry, name) == getattr(moved.entry, name) for name in untouched)
        assert not found.moves or (moved.entry is not None and (moved.entry.due_at or at) > at)
    else:
        assert running != "now" or found.because in {"same_terms", "over_by_then", "would_be_past"}


shares = st.sampled_from(["at least 2/3 of members", "at least 3/4 of members", "at least 80% of members"])
frames = st.fixed_dictionaries(
    {}, optional={"quorum": shares, "passes_with": shares, "ballot": st.sampled_from(["open", "secret"])}
)
others = st.fixed_dictionaries({}, optional={"select": st.builds(lambda n: select(at_most=str(n)), st.integers(1, 40))})


@given(frames, others, st.sampled_from(["pin", "next stage", "now"]), st.integers(0, 9).map(timedelta))
def test_an_open_vote_never_changes_its_frame(
    frame: Mapping[str, Any], other: Mapping[str, Any], running: Running, later: timedelta
) -> None:
    new = ruled(changed("unit-month", **frame, **other))

    found = seated(sitting(is_open=True), new, running, at=OPENING + later)

    after = new.programme.stage("unit-month")
    same = all(getattr(MONTH, name) == getattr(after, name) for name in FRAME)
    assert same or isinstance(found, Stays)


@given(moments, edits)
def test_only_the_day_matters_where_nothing_runs_on_the_clock(at: datetime, after: Mapping[str, Any]) -> None:
    new = ruled(changed("team", **after))
    one = standing(since=MONDAY.replace(hour=8))
    other = replace(one, entered_at=MONDAY.replace(hour=16))

    if not runs_on_the_clock(new.programme):
        assert follows(one, new, at=at) == follows(other, new, at=at)
