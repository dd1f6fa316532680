"""Sittings that will go wrong are told while there is time, and how long things take is told from what happened."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from rules.commands import Recommend
from rules.spread import Spread
from store import tables as t
from store.engine import Database
from store.nominations import EVERYTHING, Scope
from store.statistics import Group, StageGroup, statistics
from store.stuck.ahead import Ahead, ahead
from tests.store.cases import CLOSED_LIST, COUNCIL, MONDAY, RULEBOOK, ZONE, hand_over, log, plan, stand
from tests.store.makers import make_sitting


def foreseen(db: Database, scope: Scope = EVERYTHING) -> tuple[Ahead, ...]:
    with db.read() as conn:
        return ahead(conn, RULEBOOK, scope, now=MONDAY)


def test_a_unit_that_has_nobody_yet_is_told_with_what_may_still_come(house: Database) -> None:
    with house.write() as conn:
        plan(conn)
        plan(conn, "department")
        stand(conn, "n-1", council_unit_id="department", author_id="x", honoured=["x"], recommender_id="y")
    log(house, "n-2")

    (one,) = foreseen(house)

    assert (one.unit_id, one.risks, one.until) == ("district", ("nobody_nominated",), CLOSED_LIST)
    assert (one.outlook.coming, one.outlook.members) == (1, 5)


@pytest.mark.parametrize(
    ("away", "left", "risks"),
    [
        pytest.param(("b",), (), (), id="four of five are enough"),
        pytest.param(("b", "c"), (), ("quorum_at_risk",), id="two are away"),
        pytest.param((), ("b", "c"), ("cannot_pass",), id="two have left an open vote"),
    ],
)
def test_too_few_to_decide_are_told(house: Database, away: tuple[str, ...], left: tuple[str, ...], risks: Any) -> None:
    with house.write() as conn:
        stand(conn, "n-1", author_id="x", honoured=["x"], sitting_id="s")
        make_sitting(
            conn, members=COUNCIL, candidates=["n-1"], period="2026-11", votes_close_at=MONDAY + timedelta(days=2)
        )
        for person_id in away:
            row = {"id": person_id, "person_id": person_id, "deputy_id": "an", "valid_from": date(2026, 11, 1)}
            conn.execute(t.deputies.insert().values(row))
        gone = t.people.c.id.in_(left)
        conn.execute(update(t.people).where(gone).values(active_to=date(2026, 11, 20)))

    assert [one.risks for one in foreseen(house)] == ([risks] if risks else [])


def test_what_others_may_not_see_is_not_foretold_to_them(house: Database) -> None:
    with house.write() as conn:
        plan(conn)

    assert foreseen(house, Scope(frozenset({"department"}), "x")) == ()


def test_days_in_a_stage_and_to_the_decision_are_counted(house: Database) -> None:
    case = log(house)
    case.ask(Recommend(by="binh"), MONDAY + timedelta(days=2))
    hand_over(house, case)
    with house.write() as conn:
        make_sitting(conn, "s", candidates=["n-1"], closed_at=MONDAY + timedelta(days=10), period="2026-11")
        conn.execute(update(t.candidates).values(outcome="selected"))
        entry = {"id": "e", "book": "unit", "unit_id": "district", "year": 2026, "number": 1, "nomination_id": "n-1"}
        dates = {"recorded_at": MONDAY, "published_at": MONDAY + timedelta(days=13)}
        conn.execute(t.entries.insert().values(**entry, **dates, sitting_id="s", title="x"))

    with house.read() as conn:
        until = MONDAY + timedelta(days=30)
        found = statistics(conn, EVERYTHING, since=MONDAY, until=until, zone=ZONE)
        nobody = statistics(conn, EVERYTHING, since=MONDAY, until=until, zone=ZONE, unit_ids={"commune"})

    assert (dict(found.stages), found.slowest) == ({"team": Spread(1, 2, 2)}, "team")
    assert found.stages_by_unit == (StageGroup("team", "2026-11", Spread(1, 2, 2), "team"),)
    assert found.act_to_decision == (Group("team", "2026-12", Spread(1, 10.375, 10.375)),)
    assert found.decision_to_publication == (Group("team", "2026-12", Spread(1, 3, 3)),)
    assert (nobody.stages, nobody.slowest, nobody.act_to_decision) == ({}, None, ())
