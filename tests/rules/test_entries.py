"""The terms under which a nomination stands in a stage, with every date worked out, and the clock that does it."""

from datetime import date, datetime, timedelta

import pytest

from rules.entries import Entry, enter
from rules.errors import RuleBroken
from rules.loading import find_programme
from rules.phrases import Publication, Remind, Span
from rules.programme import Programme
from tests.rules.makers import CLOCK, at, make_entry

PROGRAMME = find_programme("so-vang")
THURSDAY = at("2026-02-05T09:00")


def entered(stage: str, on: datetime = THURSDAY, programme: Programme = PROGRAMME) -> Entry:
    return enter(programme, "sv1-test", stage, on, CLOCK)


def test_an_author_has_the_time_that_the_log_stage_gives_and_is_not_escalated() -> None:
    assert entered("log") == Entry(
        stage="log",
        kind="log",
        edition="sv1-test",
        calendar="vietnam",
        calendar_edition=CLOCK.calendar.edition,
        role="author",
        due_at=at("2026-02-26T17:00"),  # ten working days, the week of Tết left out
        lapse_at=at("2026-02-26T17:00"),
        extend_until=at("2026-03-26T17:00"),
        leads_to={"logged": "team", "silence": "end"},
    )


def test_a_review_is_owed_by_a_role_then_escalated_then_lapses() -> None:
    assert entered("team") == Entry(
        stage="team",
        kind="review",
        edition="sv1-test",
        calendar="vietnam",
        calendar_edition=CLOCK.calendar.edition,
        role="leader",
        place="where the deed was logged",
        escalates_to="head",
        due_at=at("2026-02-10T17:00"),
        escalate_at=at("2026-02-12T17:00"),
        lapse_at=at("2026-02-13T17:00"),
        extend_until=at("2026-03-03T17:00"),
        never_by=("author", "honoured"),
        leads_to={"recommended": "unit-month", "returned": "log", "declined": "end", "silence": "unit-month"},
    )


def test_a_dossier_names_its_papers() -> None:
    entry = entered("dossier")

    assert entry.needs == ("submission letter", "minutes", "achievement report")
    assert (entry.role, entry.place, entry.never_by) == ("secretary", "right under a province", ())


@pytest.mark.parametrize("stage", ["unit-month", "unit-quarter", "province"])
def test_a_council_has_its_own_dates_so_the_nomination_has_none(stage: str) -> None:
    entry = entered(stage)

    assert (entry.kind, entry.due_at, entry.escalate_at, entry.lapse_at) == ("council", None, None, None)
    assert set(entry.leads_to) == {"selected", "not_selected", "no_quorum"}


def test_what_is_to_be_recorded_waits_for_comment() -> None:
    entry = entered("record")

    assert (entry.due_at, entry.lapse_at) == (None, at("2026-02-12T17:00"))


def test_without_time_for_comment_it_is_recorded_at_once() -> None:
    at_once = PROGRAMME.stage("record").model_copy(update={"publish": Publication.parse("at once")})
    programme = PROGRAMME.model_copy(update={"stages": (at_once,)})

    assert entered("record", programme=programme).lapse_at == THURSDAY


def test_a_stage_that_the_programme_has_not_cannot_be_entered() -> None:
    with pytest.raises(KeyError):
        entered("appeal")


def test_a_deadline_that_nobody_can_know_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        entered("team", THURSDAY.replace(year=CLOCK.calendar.last.year, month=12, day=31))

    assert refused.value.code == "calendar_ends"


def test_the_terms_travel_as_they_are() -> None:
    entry = entered("team")

    assert Entry.model_validate_json(entry.model_dump_json()) == entry


# ── an extension ──


def test_what_follows_a_deadline_keeps_its_distance_from_it() -> None:
    entry = entered("team")
    later = at("2026-03-10T17:00")

    longer = entry.extended(later)

    assert longer.due_at == later
    assert longer.escalate_at == later + timedelta(days=2)
    assert longer.lapse_at == later + timedelta(days=3)


def test_terms_without_later_instants_gain_none() -> None:
    until = at("2026-03-10T17:00")
    bare = make_entry("unit-month")

    assert bare.extended(until) == bare.model_copy(update={"due_at": until})


# ── the clock ──


def test_a_clock_says_which_days_did_not_count() -> None:
    due = CLOCK.due(at("2026-02-12T09:00"), Span.parse("1 working day"))

    assert (due.at, due.skipped) == (at("2026-02-13T17:00"), ())
    assert CLOCK.after(at("2026-02-12T09:00"), Span.parse("1 working day")) == due.at


def test_a_clock_counts_backwards_too() -> None:
    assert CLOCK.before(at("2026-02-10T17:00"), Span.parse("1 working day")) == at("2026-02-09T07:30")


def test_the_day_is_the_one_on_the_programmes_wall() -> None:
    assert CLOCK.day(datetime.fromisoformat("2026-02-09T18:30+00:00")) == date(2026, 2, 10)


def test_reminders_come_in_order_and_each_once() -> None:
    remind = tuple(
        Remind.parse(text)
        for text in ("every working day after, at most 2 times", "when due", "1 working day before", "1 day before")
    )

    assert CLOCK.reminders(at("2026-02-10T17:00"), remind) == (
        at("2026-02-09T07:30"),
        at("2026-02-10T07:30"),
        at("2026-02-11T07:30"),
        at("2026-02-12T07:30"),
    )


def test_who_asks_for_no_reminder_gets_none() -> None:
    assert CLOCK.reminders(at("2026-02-10T17:00"), ()) == ()
