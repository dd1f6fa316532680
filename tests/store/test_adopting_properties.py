"""For random edits and running states: the adoption does what was planned, and nothing else."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from rules.commands import Extend
from rules.inspection import read_whole
from rules.mistakes import RuleFileError
from store import rule_changes
from store.engine import Database
from store.rulebook import Rulebook
from tests.store.cases import (
    MONDAY,
    OPENING,
    Case,
    hand_over,
    log,
    make_house,
    open_votes,
    stand,
)
from tests.store.cases import plan as plan_sitting
from tests.store.changing import (
    MONTHS_QUORUM,
    THREE_DAYS,
    TUESDAY,
    begin,
    carry_out,
    changed_text,
    draft,
    instants,
    planned,
    propose,
    reminders,
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


@pytest.fixture(scope="module")
def copies(sqlite_template: Path) -> Path:
    return sqlite_template


def is_sound(text: str) -> bool:
    try:
        read_whole(text, "rules.yaml")
    except RuleFileError:
        return False
    return True


@contextmanager
def fresh(template: Path) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        file = shutil.copyfile(template, Path(folder) / "app.db")
        database = Database(f"sqlite:///{file}")
        try:
            with database.write() as conn:
                make_house(conn)
            yield database
        finally:
            database.close()


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(edits, starts, moments, st.booleans(), st.booleans())
def test_the_adoption_does_what_was_planned_and_nothing_else(
    copies: Path,
    pairs: list[tuple[str, str]],
    logged: list[datetime],
    when: datetime,
    is_open: bool,
    is_extended: bool,
) -> None:
    one = draft(changed_text(*pairs), on=when.date())
    assume(is_sound(one.text))
    with fresh(copies) as database:
        rulebook = Rulebook()
        cases = {f"n-{place}": log_at(database, f"n-{place}", at_) for place, at_ in enumerate(logged)}
        if is_extended and (due := cases["n-0"].entry.due_at):
            cases["n-0"].ask(Extend(by="head", until=due + timedelta(days=3), because="bận"), logged[0])
            hand_over(database, cases["n-0"])
        with database.write() as conn:
            stand(conn, "n-c")
            sittings = [plan_sitting(conn), plan_sitting(conn, "department")]
        if is_open and when >= OPENING:
            open_votes(database, sittings[0])
        propose(database, one)
        everything = [*cases, *sittings]
        before = {about: (instants(database, about), reminders(database, about)) for about in everything}
        shown = planned(database, one, when, rulebook).choices[-1]

        begin(database, one, when, rulebook)
        carry_out(database, one, cases, when, rulebook)

        for about in everything:
            moving = next((moving for moving in shown.moving if moving.about == about), None)
            now = instants(database, about)
            if moving is None:
                assert (now, reminders(database, about)) == before[about]
            else:
                expected = {**before[about][0], **{name: pair[1] for name, pair in moving.moves.items()}}
                assert now == expected
                assert reminders(database, about) == moving.reminders_after
        with database.read() as conn:
            so_far = rule_changes.progress(conn, one.id)
        assert (so_far.moved, so_far.failed) == (len(shown.moving), 0)
        assert {id_ for id_, _ in so_far.stayed} == set(shown.refused)


def log_at(database: Database, id_: str, when: datetime) -> Case:
    return log(database, id_, when=when)
