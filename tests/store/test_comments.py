"""What is out for comment as rows: who is asked to rule, what stands still, what is listed, what a change leaves."""

from datetime import timedelta

import pytest

from rules.commands import Hold, Object, Recommend, Release, Rule
from rules.entries import Dates, Entry
from rules.in_flight import Stays
from store import comments, holds, nominations, organisation
from store.engine import Database
from store.in_flight import Change, judge
from store.reminders import planned
from tests.store.cases import MONDAY, RULEBOOK, Case, changed, hand_over, log, make_house

HEARD = {
    "ruled_by": "secretary of the unit",
    "within": "5 working days",
    "escalate": {"after": "2 working days", "to": "head of the unit"},
}
STRAIGHT = changed("team", leads_to={"recommended": "record", "returned": "log", "declined": "end", "silence": "end"})
HEARING = changed(
    "record", STRAIGHT, objections=HEARD, remind=["when due"], leads_to={"recorded": "end", "upheld": "end"}
)
RULED = MONDAY + timedelta(days=3)


def out_for_comment(db: Database, id_: str = "n-1") -> Case:
    """A nomination whose time for comment has begun."""
    case = log(db, id_)
    case.ask(Recommend(by="binh"), MONDAY)
    hand_over(db, case)
    return case


def dates(db: Database, case: Case, *, ruling: bool) -> Dates | None:
    with db.read() as conn:
        found = nominations.by_id(conn, case.id)
        assert found is not None
        if ruling:
            return holds.resumed(conn, found, RULED, RULEBOOK)
        return holds.objected(conn, found, MONDAY, RULEBOOK)


def objected_to(db: Database) -> Case:
    case = out_for_comment(db)
    case.ask(Object(by="chair", because="đã bị kỷ luật", dates=dates(db, case, ruling=False)), MONDAY)
    hand_over(db, case)
    return case


def row(db: Database, case: Case) -> nominations.Nomination:
    with db.read() as conn:
        found = nominations.by_id(conn, case.id)
    assert found is not None
    return found


@pytest.fixture
def hearing(db: Database) -> Database:
    with db.write() as conn:
        make_house(conn, HEARING)
    return db


def test_what_is_out_for_comment_is_listed_until_when(hearing: Database) -> None:
    log(hearing, "n-0")
    case = out_for_comment(hearing)

    with hearing.read() as conn:
        (one,) = comments.out_for_comment(conn).lines

    assert (one.id, one.until, one.objected_at, one.honoured) == ("n-1", case.entry.lapse_at, None, ["an"])
    assert row(hearing, case).waits_for_role is None


def test_nothing_is_listed_where_nobody_is_heard(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, STRAIGHT)
    case = out_for_comment(db)

    with db.read() as conn:
        assert comments.out_for_comment(conn).lines == ()
    assert dates(db, case, ruling=False) is None
    assert dates(db, case, ruling=True) is None


def test_an_objection_stops_the_time_and_asks_whoever_rules(hearing: Database) -> None:
    case = objected_to(hearing)
    after = row(hearing, case)

    with hearing.read() as conn:
        (one,) = comments.out_for_comment(conn).lines
        (objection,) = comments.open_objections(conn, case.id)
        reminded = [(one.about, one.obligation) for one in planned(conn, MONDAY + timedelta(days=60), 99)]
    assert (one.until, one.objected_at) == (None, MONDAY)
    assert (after.waits_for_role, after.waits_for_unit_id, after.due_at) == ("secretary", "district", case.entry.due_at)
    assert (objection.number, objection.by, objection.because) == (1, "chair", "đã bị kỷ luật")
    assert ("n-1", "record") in reminded
    assert dates(hearing, case, ruling=False) is None  # the ruling is owed already


def test_once_it_is_dismissed_as_much_time_is_left_as_there_was(hearing: Database) -> None:
    case = objected_to(hearing)
    before = case.entry.comment_until
    resumed = dates(hearing, case, ruling=True)

    case.ask(Rule(by="secretary", objection=1, upheld=False, because="không đúng", dates=resumed), RULED)
    hand_over(hearing, case)

    after = row(hearing, case)
    assert before is not None
    assert resumed is not None
    assert resumed.due_at == before + timedelta(days=2)  # Monday and Wednesday: 24 November is a holiday
    assert (after.waits_for_role, after.due_at) == (None, None)
    assert Entry.model_validate(after.entry).lapse_at == resumed.due_at
    with hearing.read() as conn:
        assert comments.open_objections(conn, case.id) == ()


def test_one_that_is_upheld_leaves_nothing_open(hearing: Database) -> None:
    case = objected_to(hearing)

    case.ask(Rule(by="secretary", objection=1, upheld=True, because="đúng"), RULED)
    hand_over(hearing, case)

    after = row(hearing, case)
    with hearing.read() as conn:
        assert comments.open_objections(conn, case.id) == ()
        assert comments.out_for_comment(conn).lines == ()
    assert (after.status, after.outcome) == ("ended", "upheld")


def test_a_change_of_the_rules_leaves_the_time_that_stood_still_as_it_is(hearing: Database) -> None:
    case = objected_to(hearing)
    draft = RULEBOOK.draft(changed("record", HEARING, publish="after 20 working days of comment"))

    with hearing.read() as conn:
        change = Change(RULEBOOK.draft(HEARING), draft, "now", RULED)
        judged = judge(conn, change, RULEBOOK, organisation.tree(conn))

    assert [(one.id, found) for one, found in judged.nominations] == [(case.id, Stays("extended"))]


def test_a_hold_gives_the_time_for_comment_back_too(hearing: Database) -> None:
    case = out_for_comment(hearing)
    before = case.entry.lapse_at
    case.ask(Hold(by="head", because="xác minh"), MONDAY)
    hand_over(hearing, case)
    with hearing.read() as conn:
        found = nominations.by_id(conn, case.id)
        assert found is not None
        given_back = holds.released(conn, found, RULED, RULEBOOK)

    case.ask(Release(by="head", because="đã rõ", dates=given_back), RULED)
    hand_over(hearing, case)

    assert before is not None
    assert case.entry.lapse_at == before + timedelta(days=2)
    assert row(hearing, case).due_at is None
