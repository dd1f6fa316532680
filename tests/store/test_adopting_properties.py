"""For random edits and running states: the adoption does what was planned, and nothing else."""

from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from rules.inspection import read_whole
from rules.mistakes import RuleFileError
from store import rule_changes
from store.rulebook import Rulebook
from tests.databases import OneFile
from tests.store.cases import MONDAY, OPENING, open_votes, stand
from tests.store.cases import plan as plan_sitting
from tests.store.changing import (
    MONTHS_QUORUM,
    THREE_DAYS,
    TUESDAY,
    a_few,
    as_planned,
    begin,
    carry_out,
    changed_text,
    draft,
    fresh,
    log_some,
    planned,
    propose,
    told_of,
)

spans = st.integers(1, 9).map(lambda days: (THREE_DAYS, f"within: {days} working days\n"))
closings = st.integers(1, 9).map(
    lambda days: (
        "votes_close: 5 working days after voting opens",
        f"votes_close: {days} working days after voting opens",
    )
)
places = st.integers(1, 9).map(lambda limit: ("      at_most: no limit\n", f"      at_most: {limit}\n"))
quorums = st.just((MONTHS_QUORUM, "quorum: at least 3/4 of members\n"))
edits = st.lists(st.one_of(spans, closings, places, quorums), min_size=1, max_size=3, unique_by=lambda pair: pair[0])
starts = st.lists(st.integers(0, 4 * 24), min_size=1, max_size=3).map(
    lambda hours: [MONDAY + timedelta(hours=one) for one in hours]
)
moments = st.integers(1, 12).map(lambda days: TUESDAY + timedelta(days=days))


def is_sound(text: str) -> bool:
    try:
        read_whole(text, "rules.yaml")
    except RuleFileError:
        return False
    return True


@a_few
@given(edits, starts, moments, st.booleans(), st.booleans())
def test_the_adoption_does_what_was_planned_and_nothing_else(
    one_file: OneFile,
    pairs: list[tuple[str, str]],
    logged: list[datetime],
    when: datetime,
    is_open: bool,
    is_extended: bool,
) -> None:
    one = draft(changed_text(*pairs), on=when.date())
    assume(is_sound(one.text))
    with fresh(one_file) as database:
        rulebook = Rulebook()
        cases = log_some(database, logged, until=when, is_extended=is_extended)
        with database.write() as conn:
            stand(conn, "n-c")
            sittings = [plan_sitting(conn), plan_sitting(conn, "department")]
        if is_open and when >= OPENING:
            open_votes(database, sittings[0])
        propose(database, one)
        before = told_of(database, [*cases, *sittings])
        shown = planned(database, one, when, rulebook).choices[-1]

        begin(database, one, when, rulebook)
        carry_out(database, one, cases, when, rulebook)

        assert told_of(database, before) == as_planned(before, shown)
        with database.read() as conn:
            so_far = rule_changes.progress(conn, one.id)
        assert (so_far.moved, so_far.failed) == (len(shown.moving), 0)
        assert {id_ for id_, _ in so_far.stayed} == set(shown.refused)
