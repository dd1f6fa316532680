"""What workflows hand over: written once, whole or not at all, in as few statements for many as for one."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from rules.commands import Amend, Extend, Reassign, Recommend, Return, Withdraw
from rules.deeds import Deed
from rules.events import Recommended, Step
from store import audit, instance, ledger
from store import tables as t
from store.engine import Database
from store.errors import Diverged, LedgerGap, NotDecided, WrongEpoch
from store.projection import NewEvents, Projected, project
from store.rulebook import Rulebook, adopt
from tests.store.cases import (
    MONDAY,
    RULEBOOK,
    SO_VANG,
    Case,
    at,
    changed,
    everything,
    hand_over,
    log,
    make_house,
    statements,
)
from tests.store.racers import in_threads

TUESDAY = MONDAY + timedelta(days=1)


def row(database: Database, *columns: str, id_: str = "n-1") -> tuple[Any, ...]:
    n = t.nominations.c
    with database.read() as conn:
        return tuple(conn.execute(select(*(n[name] for name in columns)).where(n.id == id_)).one())


def hand_over_again(database: Database, new: NewEvents) -> Projected:
    with database.write() as conn:
        (done,) = project(conn, [new], RULEBOOK)
    return done


def audited(database: Database) -> list[str]:
    a = t.audit.c
    with database.read() as conn:
        return list(conn.execute(select(a.action).order_by(a.seq)).scalars())


def test_a_deed_that_is_logged_is_in_the_ledger_the_rows_and_the_audit_chain(house: Database) -> None:
    case = log(house)

    with house.read() as conn:
        (line,) = ledger.events_of(conn, "n-1")
        is_unbroken = audit.verify(conn).is_unbroken
        honoured = conn.execute(select(t.honours)).all()
    assert (line.kind, line.actor_id, line.body["deed"]["title"]) == ("logged", "an", "Tìm người lạc")
    assert (audited(house), is_unbroken) == (["logged"], True)
    assert honoured == [("n-1", "an")]
    assert row(house, "stage", "status", "waits_for_role", "waits_for_unit_id", "due_at", "number") == (
        "team",
        "open",
        "leader",
        "team",
        case.entry.due_at,
        1,
    )


def test_the_same_events_again_change_nothing_and_have_the_same_answer(house: Database) -> None:
    case = log(house)
    case.ask(Return(by="binh", because="thiếu ảnh"), TUESDAY)
    new = case.new()
    (first,) = hand_over(house, case)
    before = everything(house)

    again = hand_over_again(house, new)

    assert again == first
    assert everything(house) == before


def test_another_story_under_the_same_number_diverges_and_writes_nothing(house: Database) -> None:
    case = log(house)
    case.ask(Recommend(by="binh"), TUESDAY)
    hand_over(house, case)
    before = everything(house)
    forged = Recommended(at=TUESDAY, by="chi", leads_to="end")

    with pytest.raises(Diverged) as refused:
        hand_over_again(house, case.new(2, events=(forged,)))

    assert (refused.value.stream, refused.value.number) == ("n-1", 2)
    assert everything(house) == before


def test_in_a_batch_that_diverges_nobody_is_written(house: Database) -> None:
    case = log(house)
    with house.read() as conn:
        innocent = Case.logged(conn, "n-2")
    before = everything(house)
    forged = case.new(1, events=(case.events[0].model_copy(update={"by": "chi"}),))

    with pytest.raises(Diverged), house.write() as conn:
        project(conn, [innocent.new(), forged], RULEBOOK)

    assert everything(house) == before


def test_a_workflow_from_another_time_is_refused(house: Database) -> None:
    case = log(house)
    with house.write() as conn:
        instance.begin_epoch(conn)
    case.ask(Recommend(by="binh"), TUESDAY)
    before = everything(house)

    with pytest.raises(WrongEpoch):
        hand_over(house, case)

    assert everything(house) == before


def test_an_event_before_which_another_is_missing_is_refused(house: Database) -> None:
    case = log(house)
    case.ask(Return(by="binh", because="thiếu ảnh"), TUESDAY)
    case.ask(Withdraw(by="an"), TUESDAY)
    before = everything(house)

    with pytest.raises(LedgerGap) as refused:
        hand_over_again(house, case.new(3))

    assert (refused.value.number, refused.value.last) == (3, 1)
    assert everything(house) == before


def test_a_word_that_no_council_has_written_moves_nothing(house: Database) -> None:
    case = log(house)
    case.ask(Recommend(by="binh"), TUESDAY)
    hand_over(house, case)
    before = everything(house)
    forged = Step(stage="unit-month", sitting_id="sitting/x", number=2, outcome="selected")
    case.hear((forged,), "record", TUESDAY)

    with pytest.raises(NotDecided) as refused:
        hand_over(house, case)

    assert (refused.value.heard, refused.value.stage) == ("record", "unit-month")
    assert everything(house) == before


def test_events_handed_over_from_the_beginning_add_only_what_is_new(house: Database) -> None:
    case = log(house)
    case.ask(Return(by="binh", because="thiếu ảnh"), TUESDAY)
    hand_over(house, case)
    case.ask(Withdraw(by="an"), TUESDAY)

    done = hand_over_again(house, case.new(1))

    assert (done.number, audited(house)) == (3, ["logged", "returned", "withdrawn"])


def test_a_deadline_that_was_extended_is_kept_when_a_workflow_hands_all_over_again(small_house: Database) -> None:
    case = log(small_house)
    until = at("2026-12-10T17:00")
    case.ask(Extend(by="head", until=until, because="đi học"), TUESDAY)

    done = hand_over_again(small_house, case.new(1))

    assert (done.entry, row(small_house, "due_at")) == (case.entry, (until,))


def test_a_stage_is_stood_in_under_the_rules_of_the_day_it_was_entered(small_house: Database) -> None:
    with small_house.write() as conn:
        tomorrow = changed("team", since=date(2026, 11, 24), within="9 working days")
        adopt(conn, tomorrow, MONDAY, by="test")
    today = log(small_house, "n-1", when=at("2026-11-23T23:59"))
    later = log(small_house, "n-2", when=at("2026-11-24T00:00"))

    today.ask(Reassign(by="head", to="chi", because="nghỉ phép"), at("2026-11-25T09:00"))
    hand_over(small_house, today)

    assert (today.entry.due_at, later.entry.due_at) == (at("2026-11-27T17:00"), at("2026-12-07T17:00"))
    assert row(small_house, "due_at", "assignee_id") == (today.entry.due_at, "chi")


def test_a_stage_that_newer_rules_no_longer_have_is_stood_in_to_its_end(small_house: Database) -> None:
    case = log(small_house)
    text = SO_VANG.model_dump_json(by_alias=True).replace('"team"', '"crew"')
    with small_house.write() as conn:
        newer = type(SO_VANG).model_validate_json(text.replace("2021-09-01", "2026-11-24"))
        adopt(conn, newer, MONDAY, by="test")

    case.ask(Reassign(by="head", to="chi", because="nghỉ phép"), TUESDAY)
    hand_over(small_house, case)

    assert row(small_house, "stage", "assignee_id", "edition") == ("team", "chi", case.entry.edition)


def test_a_returned_deed_waits_for_its_author(house: Database) -> None:
    case = log(house)

    case.ask(Return(by="binh", because="thiếu ảnh"), TUESDAY)
    hand_over(house, case)

    assert row(house, "stage", "status", "assignee_id", "waits_for_role") == ("log", "returned", "an", "author")


def test_an_amended_deed_shows_its_new_text_and_whom_it_honours_now(house: Database) -> None:
    case = log(house)
    case.ask(Return(by="binh", because="thiếu tên"), TUESDAY)
    hand_over(house, case)
    better = Deed(title="Tìm được người lạc", done_on=MONDAY.date(), honoured=("chi", "an", "chi"))

    case.ask(Amend(by="an", deed=better), TUESDAY)
    hand_over(house, case)

    with house.read() as conn:
        honoured = sorted(conn.execute(select(t.honours.c.person_id)).scalars())
    assert (row(house, "title", "search"), honoured) == (
        ("Tìm được người lạc", "tim duoc nguoi lac"),
        ["an", "chi"],
    )


def test_whom_an_amended_deed_honours_no_more_is_found_by_it_no_more(house: Database) -> None:
    case = log(house)
    case.ask(Return(by="binh", because="nhầm tên"), TUESDAY)
    hand_over(house, case)

    case.ask(Amend(by="an", deed=Deed(title="Tìm người lạc", done_on=MONDAY.date(), honoured=("chi",))), TUESDAY)
    hand_over(house, case)

    with house.read() as conn:
        assert conn.execute(select(t.honours)).all() == [("n-1", "chi")]


def test_a_recommended_deed_waits_for_its_council_and_remembers_who_recommended(house: Database) -> None:
    case = log(house)

    case.ask(Recommend(by="binh"), TUESDAY)
    hand_over(house, case)

    assert row(house, "stage", "council_unit_id", "recommender_id", "waits_for_role", "due_at") == (
        "unit-month",
        "district",
        "binh",
        None,
        None,
    )


def test_a_withdrawn_deed_waits_for_nobody(house: Database) -> None:
    case = log(house)

    case.ask(Withdraw(by="an"), TUESDAY)
    hand_over(house, case)

    assert row(house, "stage", "status", "outcome", "entry", "due_at", "waits_for_role") == (
        "end",
        "ended",
        "withdrawn",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("superior", "role", "unit_id"),
    [
        ("head of the unit", "head", "district"),
        ("standing office of the province", "standing_office", "province"),
        ("head of the province", "head", "province"),
    ],
)
def test_after_the_deadline_the_superior_whom_the_rules_name_is_asked(
    sqlite_db: Database, superior: str, role: str, unit_id: str
) -> None:
    with sqlite_db.write() as conn:
        make_house(conn, changed("team", escalate={"after": "2 working days", "to": superior}))
    case = log(sqlite_db)

    case.elapse(case.entry.escalate_at)
    hand_over(sqlite_db, case)

    assert row(sqlite_db, "stage", "waits_for_role", "waits_for_unit_id") == ("team", role, unit_id)


def test_a_batch_is_answered_in_its_order(house: Database) -> None:
    one, two = log(house, "n-1"), log(house, "n-2")
    one.ask(Recommend(by="binh"), TUESDAY)
    two.ask(Return(by="binh", because="thiếu ảnh"), TUESDAY)
    with house.read() as conn:
        three = Case.logged(conn, "n-3")

    done = hand_over(house, two, three, one)

    assert [(answer.number, answer.entry and answer.entry.stage) for answer in done] == [
        (2, "log"),
        (1, "team"),
        (2, "unit-month"),
    ]


def test_a_workflow_that_comes_twice_in_a_batch_is_written_once(house: Database) -> None:
    with house.read() as conn:
        case = Case.logged(conn)
    first = case.new()
    case.ask(Withdraw(by="an"), TUESDAY)

    with house.write() as conn:
        done = project(conn, [first, first, case.new()], RULEBOOK)

    assert [answer.number for answer in done] == [2, 2, 2]
    assert (audited(house), row(house, "number", "status")) == (["logged", "withdrawn"], (2, "ended"))


def statements_for(database: Database, *new: NewEvents) -> int:
    """How many statements it takes a worker that has read the rules before."""
    rulebook = Rulebook()
    with database.read() as conn:
        rulebook.at(conn, "so-vang", MONDAY)
    with statements(database) as seen, database.write() as conn:
        project(conn, new, rulebook)
    return len(seen)


def test_fifty_deeds_take_no_more_statements_than_one(small_house: Database) -> None:
    with small_house.read() as conn:
        cases = [Case.logged(conn, f"n-{number}") for number in range(51)]

    one = statements_for(small_house, cases[0].new())
    fifty = statements_for(small_house, *(case.new() for case in cases[1:]))

    assert fifty <= one


def test_fifty_recommendations_take_no_more_statements_than_one(small_house: Database) -> None:
    with small_house.read() as conn:
        cases = [Case.logged(conn, f"n-{number}") for number in range(51)]
    hand_over(small_house, *cases)
    for case in cases:
        case.ask(Recommend(by="binh"), TUESDAY)

    one = statements_for(small_house, cases[0].new())
    fifty = statements_for(small_house, *(case.new() for case in cases[1:]))

    assert fifty <= one


def test_fifty_events_of_one_deed_take_no_more_statements_than_one(small_house: Database) -> None:
    one, fifty = log(small_house, "n-1"), log(small_house, "n-2")
    for number in range(50):
        fifty.ask(Reassign(by="head", to=f"p-{number}", because="nghỉ phép"), TUESDAY)
    one.ask(Reassign(by="head", to="p", because="nghỉ phép"), TUESDAY)

    few = statements_for(small_house, one.new())
    many = statements_for(small_house, fifty.new())

    assert many <= few


def test_ten_workers_that_hand_the_same_over_write_it_once(house: Database) -> None:
    case = log(house)
    case.ask(Return(by="binh", because="thiếu ảnh"), TUESDAY)
    new = case.new()
    patient = Database(house.url, wait_s=60)

    def hand_over_one() -> int:
        with patient.write() as conn:
            return project(conn, [new], RULEBOOK)[0].number

    came = in_threads([hand_over_one] * 10)
    patient.close()

    with house.read() as conn:
        messages = conn.execute(select(t.outbox.c.kind)).scalars().all()
    assert (came, audited(house), messages) == ([2] * 10, ["logged", "returned"], ["returned"])


def test_batches_in_opposite_order_do_not_wait_for_each_other_in_a_circle(house: Database) -> None:
    cases = [log(house, f"n-{number}") for number in range(12)]
    for case in cases:
        case.ask(Recommend(by="binh"), TUESDAY)
    batch = [case.new() for case in cases]
    patient = Database(house.url, wait_s=60)

    def hand_over_all(some: list[NewEvents]) -> int:
        with patient.write() as conn:
            return len(project(conn, some, RULEBOOK))

    came = in_threads([lambda some=batch[:: 1 if turn % 2 else -1]: hand_over_all(some) for turn in range(8)])
    patient.close()

    assert (came, audited(house).count("recommended")) == ([12] * 8, 12)
