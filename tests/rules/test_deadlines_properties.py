"""Laws of deadlines that hold for every start and every span."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import Due, before, due, remind_at
from rules.phrases import Remind, Span
from tests.rules.makers import OFFICE_HOURS, VIETNAM, ZONE

starts = st.integers(0, 10 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(0, 60 * minutes)
)
working_days = st.builds(Span, st.integers(1, 40), st.just("working_day"))
day_spans = st.builds(Span, st.integers(1, 40), st.sampled_from(["working_day", "day", "month"]))
all_spans = st.builds(Span, st.integers(1, 40), st.sampled_from(["working_day", "day", "month", "hour", "minute"]))


def due_after(start: datetime, span: Span) -> Due:
    return due(start, span, VIETNAM, OFFICE_HOURS, ZONE)


@given(starts, day_spans)
def test_a_term_of_days_ends_with_the_office_on_a_working_day(start: datetime, span: Span) -> None:
    found = due_after(start, span).at

    assert VIETNAM.is_working(found.date())
    assert found.time() == OFFICE_HOURS.ends


@given(starts, all_spans)
def test_a_deadline_lies_after_its_start(start: datetime, span: Span) -> None:
    assert due_after(start, span).at > start


@given(starts, starts, all_spans)
def test_who_starts_later_is_never_due_earlier(one: datetime, other: datetime, span: Span) -> None:
    early, late = sorted((one, other))

    assert due_after(early, span).at <= due_after(late, span).at


@given(starts, working_days)
def test_one_working_day_more_is_the_next_working_day(start: datetime, span: Span) -> None:
    longer = Span(span.count + 1, "working_day")

    assert due_after(start, longer).at == due_after(due_after(start, span).at, Span(1, "working_day")).at


@given(starts, working_days)
def test_every_day_of_the_term_counted_or_was_skipped_with_a_reason(start: datetime, span: Span) -> None:
    found = due_after(start, span)
    days = (found.at.date() - start.astimezone(ZONE).date()).days

    assert days == span.count + len(found.skipped)
    assert all(VIETNAM.why_not(skipped.day) == skipped.reason for skipped in found.skipped)


@given(starts, working_days)
def test_the_way_back_from_a_deadline_ends_at_its_start(start: datetime, span: Span) -> None:
    back = before(due_after(start, span).at, span, VIETNAM, OFFICE_HOURS, ZONE)
    day = start.astimezone(ZONE).date()

    # from a day of rest the way back leads to the last working day before it
    assert back.date() <= day
    assert not any(VIETNAM.is_working(back.date() + timedelta(days=n + 1)) for n in range((day - back.date()).days))


@given(starts, all_spans, st.sampled_from(["before", "due", "after"]), st.integers(1, 9))
def test_reminders_stay_on_their_side_of_the_deadline(due_at: datetime, span: Span, when: str, times: int) -> None:
    remind = Remind("due") if when == "due" else Remind(when, span, times if when == "after" else 1)

    found = remind_at(due_at, remind, VIETNAM, OFFICE_HOURS, ZONE)

    assert list(found) == sorted(set(found))
    assert 1 <= len(found) <= remind.times
    assert all(each > due_at if when == "after" else each <= due_at for each in found)
