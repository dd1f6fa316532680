"""A vote closes: counted from sealed ballots and decided once, whatever comes late, twice or at the same time."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from rules.errors import RuleBroken
from rules.programme import Programme
from store import ballots, instance, sittings
from store import tables as t
from store.closing import Closed
from store.engine import Database
from store.errors import SpoiledBallot, WrongEpoch
from store.voting import Opening, open_voting
from tests.store.cases import (
    CLOSING,
    COUNCIL,
    MONDAY,
    OPENING,
    RULEBOOK,
    changed,
    close,
    everything,
    make_council,
    make_house,
    make_seat,
    open_votes,
    plan,
    settle,
    stand,
    statements,
    vote,
    withdraw,
)
from tests.store.makers import MASTER, make_person, make_unit
from tests.store.racers import in_threads

TWO = {"at_least": 1, "at_most": "2", "rank_by": ["ayes", "beneficiaries"], "on_tie_at_limit": "run-off"}


def with_waiting_list(**changes: Any) -> Programme:
    """Two are taken every month at most; who passed beyond waits until results are published."""
    waits = {
        "select": TWO | changes,
        "not_selected_but_passed": "waiting list until results are published",
        "results_published": "5 working days after voting closes",
    }
    return changed("unit-month", **waits)


def opened(database: Database, *ids: str, programme: Programme | None = None, unit_id: str = "district") -> str:
    """An open vote on nominations that were logged one after the other."""
    with database.write() as conn:
        make_house(conn, programme) if programme else make_house(conn)
        for number, id_ in enumerate(ids):
            stand(conn, id_, council_unit_id=unit_id, logged_at=MONDAY + timedelta(minutes=number))
        sitting = plan(conn, unit_id)
    open_votes(database, sitting)
    return sitting


def stands(database: Database, *columns: str) -> dict[str, tuple[Any, ...]]:
    n = t.nominations.c
    with database.read() as conn:
        rows = conn.execute(select(n.id, *(n[name] for name in columns or ("stage", "status", "outcome"))))
        return {id_: tuple(rest) for id_, *rest in rows}


def book(database: Database, unit_id: str = "district") -> list[tuple[int, str]]:
    e = t.entries.c
    with database.read() as conn:
        found = select(e.number, e.nomination_id).where(e.unit_id == unit_id).order_by(e.number)
        return [tuple(row) for row in conn.execute(found)]


def standings(database: Database, sitting_id: str, *names: str) -> list[tuple[Any, ...]]:
    with database.read() as conn:
        return [tuple(getattr(one, name) for name in names) for one in sittings.standings(conn, sitting_id)]


def events(database: Database, sitting_id: str) -> list[str]:
    e = t.events.c
    with database.read() as conn:
        return list(conn.execute(select(e.kind).where(e.stream == sitting_id).order_by(e.number)).scalars())


def told(database: Database, kinds: Sequence[str] = ("selected", "not_selected", "waiting")) -> list[tuple[str, str]]:
    o = t.outbox.c
    with database.read() as conn:
        found = select(o.about, o.kind).where(o.kind.in_(kinds)).order_by(o.about, o.id)
        return [tuple(row) for row in conn.execute(found)]


def test_ballots_are_counted_and_every_outcome_says_why(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    with db.write() as conn:
        for person_id, one, two in (("chair", "aye", "no"), ("b", "aye", "no"), ("c", "aye", "abstention")):
            choices: dict[str, ballots.Choice] = {"n-1": one, "n-2": two}
            ballots.cast(conn, sitting, person_id, choices, mode="present", now=OPENING)
        sittings.stand_aside(conn, sitting, sittings.Recusal("d", "n-1", "họ hàng", "d"))
        ballots.cast(conn, sitting, "d", {"n-2": "no"}, mode="written", now=OPENING)
        ballots.cast(conn, sitting, "e", {"n-1": "aye"}, mode="present", now=OPENING)

    close(db, sitting)

    counted = standings(
        db, sitting, "nomination_id", "ayes", "noes", "abstentions", "recused", "base", "needed", "outcome"
    )
    assert counted == [("n-1", 4, 0, 0, 1, 4, 4, "selected"), ("n-2", 0, 3, 1, 0, 5, 4, "again")]
    assert [because[-1][0] for (because,) in standings(db, sitting, "because")] == ["selected", "did_not_pass"]


def test_the_selected_move_on_and_stand_in_the_units_book_in_order_of_rank(db: Database) -> None:
    sitting = opened(db, "n-third", "n-first", "n-second")
    vote(db, sitting, {"n-third": 4, "n-first": 5, "n-second": 5})

    closed = close(db, sitting)

    e = t.entries.c
    with db.read() as conn:
        lines = conn.execute(
            select(e.book, e.year, e.decision_no, e.recorded_at, e.sitting_id).order_by(e.number)
        ).all()
    assert closed == Closed(selected=3, waiting=0, not_selected=0, no_quorum=0)
    assert book(db) == [(1, "n-first"), (2, "n-second"), (3, "n-third")]
    assert lines[0] == ("unit", 2026, "1/QĐ-CNVT", CLOSING, sitting)
    assert stands(db) == dict.fromkeys(["n-first", "n-second", "n-third"], ("unit-quarter", "open", "selected"))
    assert set(stands(db, "stage_since", "council_unit_id").values()) == {(CLOSING, "district")}


def test_numbers_go_on_without_a_gap_from_sitting_to_sitting(db: Database) -> None:
    november = opened(db, "n-1", "n-2", "n-3")
    vote(db, november, {"n-1": 5, "n-2": 0, "n-3": 5})
    close(db, november)
    with db.write() as conn:
        stand(conn, "n-4", logged_at=OPENING)
        december = plan(conn, period="2026-12")
    open_votes(db, december)
    vote(db, december, {"n-4": 5, "n-2": 5})
    close(db, december)

    assert book(db) == [(1, "n-1"), (2, "n-3"), (3, "n-2"), (4, "n-4")]


def test_closing_again_changes_nothing_and_has_the_same_answer(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    vote(db, sitting, {"n-1": 5, "n-2": 1})
    first = close(db, sitting)
    before = everything(db)

    again = close(db, sitting, when=CLOSING + timedelta(hours=3))

    assert again == first
    assert everything(db) == before


def test_what_was_not_selected_is_considered_once_more_and_then_ends(db: Database) -> None:
    november = opened(db, "n-1")
    vote(db, november, {"n-1": 3})
    first = close(db, november)
    between = stands(db, "stage", "status", "outcome", "tries")
    with db.write() as conn:
        december = plan(conn, period="2026-12")
    open_votes(db, december)
    vote(db, december, {"n-1": 3})

    second = close(db, december)

    assert (first.not_selected, second.not_selected) == (1, 1)
    assert between == {"n-1": ("unit-month", "open", "again", 1)}
    assert stands(db) == {"n-1": ("end", "ended", "not_selected")}


def test_without_a_quorum_a_nomination_stays_and_loses_no_try(db: Database) -> None:
    sitting = opened(db, "n-1")
    vote(db, sitting, {"n-1": 3}, voters=COUNCIL[:3])

    closed = close(db, sitting)

    assert closed == Closed(selected=0, waiting=0, not_selected=0, no_quorum=1)
    assert stands(db, "stage", "status", "outcome", "tries") == {"n-1": ("unit-month", "open", "no_quorum", 0)}


def test_who_withdrew_while_the_council_voted_stays_where_it_is_and_is_told_nothing(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    vote(db, sitting, {"n-1": 5, "n-2": 5})
    with db.write() as conn:
        withdraw(conn, "n-1")

    close(db, sitting)

    assert stands(db) == {"n-1": ("end", "ended", "withdrawn"), "n-2": ("unit-quarter", "open", "selected")}
    assert (book(db), told(db)) == ([(1, "n-2")], [("n-2", "selected")])


def test_from_a_unit_straight_to_the_province_a_nomination_gets_the_provinces_council(sqlite_db: Database) -> None:
    leads_to = {"selected": "province", "not_selected": "end", "no_quorum": "next sitting"}
    sitting = opened(sqlite_db, "n-1", programme=changed("unit-month", leads_to=leads_to))
    vote(sqlite_db, sitting, {"n-1": 5})

    close(sqlite_db, sitting)

    assert stands(sqlite_db, "stage", "council_unit_id") == {"n-1": ("province", "province")}


def test_a_unit_that_has_ended_writes_in_its_own_book(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1")
    with sqlite_db.write() as conn:
        ended = {"valid_to": MONDAY.date(), "successor_id": "department"}
        conn.execute(update(t.units).where(t.units.c.id == "district").values(ended))
    vote(sqlite_db, sitting, {"n-1": 5})

    close(sqlite_db, sitting)

    assert book(sqlite_db, "district") == [(1, "n-1")]


def test_a_writer_of_another_time_closes_nothing(db: Database) -> None:
    sitting = opened(db, "n-1")
    before = everything(db)

    with pytest.raises(WrongEpoch):
        close(db, sitting, epoch="before-the-restore")

    assert everything(db) == before


def test_a_ballot_that_is_not_whole_stops_the_closing_and_leaves_the_vote_as_it_was(db: Database) -> None:
    sitting = opened(db, "n-1")
    vote(db, sitting, {"n-1": 5})
    with db.write() as conn:
        conn.execute(update(t.ballots).where(t.ballots.c.person_id == "b").values(sealed=b"x" * 65))
    before = everything(db)

    with pytest.raises(SpoiledBallot):
        close(db, sitting)

    assert everything(db) == before


def test_what_the_ledger_says_of_a_vote_names_no_member(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1")
    vote(sqlite_db, sitting, {"n-1": 3})
    close(sqlite_db, sitting)

    e = t.events.c
    with sqlite_db.read() as conn:
        bodies = conn.execute(select(e.body).where(e.stream == sitting).order_by(e.number)).scalars().all()
    assert bodies[1] == {"decisions": [{"nomination": "n-1", "outcome": "again", "rank": None}]}
    assert not any(f"'{member}'" in str(bodies) for member in COUNCIL)


# ── a tie at the limit is voted on once more ──

FOUR = ("n-1", "n-2", "n-3", "n-4")


def test_a_tie_at_the_limit_opens_a_second_round_in_the_same_transaction(db: Database) -> None:
    sitting = opened(db, *FOUR, programme=with_waiting_list())
    vote(db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4, "n-4": 3})

    first = close(db, sitting)

    s = t.sittings.c
    with db.read() as conn:
        row = conn.execute(select(s.status, s.round, s.votes_close_at).where(s.id == sitting)).one()
        missing = sittings.missing_voters(conn, [sitting])[sitting]
    assert (row.status, row.round, row.votes_close_at) == ("open", 2, first.closes_at)
    assert first == Closed(selected=1, waiting=0, not_selected=1, no_quorum=0, closes_at=first.closes_at)
    assert (missing, book(db), told(db)) == (tuple(sorted(COUNCIL)), [], [])
    assert set(stands(db, "stage", "outcome").values()) == {("unit-month", None)}
    assert events(db, sitting) == ["voting_opened", "run_off_opened"]


def test_a_run_off_decides_the_order_and_everything_is_decided_together(db: Database) -> None:
    sitting = opened(db, *FOUR, programme=with_waiting_list())
    vote(db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4, "n-4": 3})
    closes_at = close(db, sitting).closes_at
    assert closes_at is not None
    vote(db, sitting, {"n-2": 1, "n-3": 2})

    second = close(db, sitting, 2, when=closes_at)

    assert second == Closed(selected=2, waiting=1, not_selected=1, no_quorum=0)
    assert book(db) == [(1, "n-1"), (2, "n-3")]
    assert stands(db, "stage", "outcome", "rank") == {
        "n-1": ("unit-quarter", "selected", 1),
        "n-2": ("unit-month", "waiting", 3),
        "n-3": ("unit-quarter", "selected", 2),
        "n-4": ("unit-month", "again", None),
    }
    assert events(db, sitting) == ["voting_opened", "run_off_opened", "decided"]


def test_each_round_can_be_closed_again(db: Database) -> None:
    sitting = opened(db, *FOUR, programme=with_waiting_list())
    vote(db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4, "n-4": 3})
    first = close(db, sitting)
    between = everything(db)
    first_again = close(db, sitting)
    assert everything(db) == between
    vote(db, sitting, {"n-2": 1, "n-3": 2})
    second = close(db, sitting, 2)
    before = everything(db)

    late = close(db, sitting, 1)
    second_again = close(db, sitting, 2)

    assert (first_again, late, second_again) == (first, second, second)
    assert everything(db) == before


def test_members_are_called_to_the_second_round_and_reminded_of_it(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, *FOUR, programme=with_waiting_list())
    vote(sqlite_db, sitting, {"n-1": 5, "n-2": 4, "n-3": 4})
    close(sqlite_db, sitting)

    r = t.reminders.c
    with sqlite_db.read() as conn:
        planned = set(conn.execute(select(r.obligation, r.person_id).where(r.state == "planned")).all())
        params = conn.execute(select(t.outbox.c.params).where(t.outbox.c.kind == "vote_open")).scalars().all()
    assert planned == {("ballot/2", member) for member in COUNCIL}
    assert sorted(one["round"] for one in params) == [1] * 5 + [2] * 5


# ── the waiting list ──


def waiting(database: Database, ayes: dict[str, int]) -> str:
    """A decided sitting that takes two, with a waiting list."""
    sitting = opened(database, *ayes, programme=with_waiting_list(on_tie_at_limit="stated order"))
    vote(database, sitting, ayes)
    close(database, sitting)
    return sitting


def test_who_passed_beyond_the_limit_waits_where_it_is(db: Database) -> None:
    waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 3})

    assert stands(db, "stage", "outcome", "rank")["n-3"] == ("unit-month", "waiting", 3)
    assert told(db) == [("n-1", "selected"), ("n-2", "selected"), ("n-3", "waiting")]


def test_when_nobody_withdrew_the_waiting_list_ends(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4})

    settled = settle(db, sitting)

    assert settled == Closed(selected=2, waiting=0, not_selected=1, no_quorum=0)
    assert stands(db)["n-3"] == ("end", "ended", "not_selected")
    assert events(db, sitting) == ["voting_opened", "decided", "waiting_list_ended"]


def test_the_best_who_waits_moves_up_into_the_place_of_one_who_withdrew(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 4})
    with db.write() as conn:
        withdraw(conn, "n-1")

    settled = settle(db, sitting)

    s = t.sittings.c
    with db.read() as conn:
        outcome = conn.execute(select(s.outcome).where(s.id == sitting)).scalar_one()
    assert settled == Closed(selected=3, waiting=0, not_selected=1, no_quorum=0)
    assert stands(db, "stage", "outcome", "rank")["n-3"] == ("unit-quarter", "selected", 3)
    assert (book(db), outcome) == ([(1, "n-1"), (2, "n-2"), (3, "n-3")], {"selected": 3, "not_selected": 1})
    assert told(db, ["selected"]) == [(id_, "selected") for id_ in ("n-1", "n-2", "n-3")]


def test_several_who_move_up_are_written_in_the_order_of_the_list(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-b": 4, "n-a": 4, "n-c": 4})
    with db.write() as conn:
        withdraw(conn, "n-1")
        withdraw(conn, "n-2")

    settle(db, sitting)

    assert book(db)[2:] == [(3, "n-b"), (4, "n-a")]


def test_who_withdrew_from_the_waiting_list_takes_no_place(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 4})
    with db.write() as conn:
        withdraw(conn, "n-1")
        withdraw(conn, "n-3")

    settle(db, sitting)

    assert (stands(db)["n-3"], stands(db)["n-4"]) == (
        ("end", "ended", "withdrawn"),
        ("unit-quarter", "open", "selected"),
    )


def test_ending_the_waiting_list_again_changes_nothing_and_has_the_same_answer(db: Database) -> None:
    sitting = waiting(db, {"n-1": 5, "n-2": 5, "n-3": 4, "n-4": 4})
    with db.write() as conn:
        withdraw(conn, "n-2")
    first = settle(db, sitting)
    before = everything(db)

    again = settle(db, sitting)

    assert again == first
    assert everything(db) == before


def test_a_waiting_list_does_not_end_before_the_sitting_has_decided(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1", "n-2", "n-3", "n-4", programme=with_waiting_list())
    vote(sqlite_db, sitting, {"n-1": 5, "n-2": 5, "n-3": 5, "n-4": 4})
    close(sqlite_db, sitting)
    before = everything(sqlite_db)

    settled = settle(sqlite_db, sitting)

    assert (settled.waiting, everything(sqlite_db) == before) == (1, True)


# ── large, and at the same time ──


def big(database: Database, candidates: int, period: str = "2026-11") -> str:
    """An open vote of fifteen members."""
    members = [f"m{number:02}" for number in range(15)]
    ids = [f"n-{period}-{number:02}" for number in range(candidates)]
    with database.write() as conn:
        unit_id = f"big-{period}"
        make_unit(conn, unit_id, "province", kind="department")
        for member in members:
            make_person(conn, f"{period}-{member}", "district")
        make_council(conn, unit_id, members=[f"{period}-{member}" for member in members])
        for id_ in ids:
            stand(conn, id_, council_unit_id=unit_id)
        sitting = plan(conn, unit_id, period=period)
    open_votes(database, sitting)
    vote(
        database,
        sitting,
        {id_: 15 - number % 6 for number, id_ in enumerate(ids)},
        voters=[f"{period}-{member}" for member in members],
    )
    return sitting


def test_sixty_candidates_before_fifteen_members_are_decided(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
    sitting = big(db, 60)

    closed = close(db, sitting)

    lines = book(db, "big-2026-11")
    assert (closed.selected, closed.not_selected) == (40, 20)
    assert [number for number, _ in lines] == list(range(1, 41))
    assert lines[0] == (1, "n-2026-11-00")


def test_sixty_candidates_take_no_more_statements_than_one(sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        make_house(conn)
    one, sixty = big(sqlite_db, 1, "2026-10"), big(sqlite_db, 60)

    with statements(sqlite_db) as for_one:
        close(sqlite_db, one)
    with statements(sqlite_db) as for_sixty:
        close(sqlite_db, sixty)

    # Of sixty some are not selected, which is one statement more.
    assert len(for_sixty) <= len(for_one) + 1


def test_of_fifteen_late_ballots_each_is_counted_or_refused(db: Database) -> None:
    sitting = opened(db, "n-1")
    members = [f"m{number:02}" for number in range(15)]
    with db.write() as conn:
        for member in members:
            conn.execute(t.roster.insert().values(sitting_id=sitting, person_id=member, post="member", voting=True))
        conn.execute(update(t.sittings).where(t.sittings.c.id == sitting).values(members=20))
    patient = Database(db.url, wait_s=60)

    def cast(member: str) -> str:
        try:
            with patient.write() as conn:
                ballots.cast(conn, sitting, member, {"n-1": "aye"}, mode="present", now=OPENING)
        except RuleBroken as refused:
            return refused.code
        return "taken"

    *came, closed = in_threads(
        [*(lambda member=member: cast(member) for member in members), lambda: close(patient, sitting)]
    )
    patient.close()

    ((ayes,),) = standings(db, sitting, "ayes")
    assert (set(came) <= {"taken", "not_open"}, ayes) == (True, came.count("taken"))
    assert isinstance(closed, Closed)


def test_of_ten_that_close_a_vote_at_once_one_does(db: Database) -> None:
    sitting = opened(db, "n-1", "n-2")
    vote(db, sitting, {"n-1": 5, "n-2": 5})
    patient = Database(db.url, wait_s=60)

    came = in_threads([lambda: close(patient, sitting)] * 10)
    patient.close()

    assert came == [Closed(selected=2, waiting=0, not_selected=0, no_quorum=0)] * 10
    assert (book(db), events(db, sitting)) == ([(1, "n-1"), (2, "n-2")], ["voting_opened", "decided"])


def test_two_books_are_numbered_each_by_itself_when_many_sittings_close_at_once(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        ids = []
        for period in ("2026-08", "2026-09", "2026-10", "2026-11"):
            for unit_id in ("district", "department"):
                for number in range(3):
                    stand(conn, f"n-{period}-{unit_id}-{number}", council_unit_id=unit_id)
                ids.append(plan(conn, unit_id, period=period))
                opening = Opening(ids[-1], OPENING, instance.epoch(conn))
                open_voting(conn, [opening], rulebook=RULEBOOK, master=MASTER)
    for sitting in ids:
        with db.read() as conn:
            candidates = [one.nomination_id for one in sittings.standings(conn, sitting)]
        vote(db, sitting, dict.fromkeys(candidates, 5))
    patient = Database(db.url, wait_s=60)

    in_threads([lambda sitting=sitting: close(patient, sitting) for sitting in ids])
    patient.close()

    assert [number for number, _ in book(db, "district")] == list(range(1, 13))
    assert [number for number, _ in book(db, "department")] == list(range(1, 13))


def test_a_seat_more_after_the_opening_changes_no_count(sqlite_db: Database) -> None:
    sitting = opened(sqlite_db, "n-1")
    with sqlite_db.write() as conn:
        make_person(conn, "newcomer", "district")
        make_seat(conn, "district", "newcomer")
    vote(sqlite_db, sitting, {"n-1": 4})

    assert close(sqlite_db, sitting).selected == 1
