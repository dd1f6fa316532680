"""Units end and merge while nominations wait: each finds the one council that judges it (facts of demo/units.csv)."""

from datetime import datetime

import pytest

from store import sittings
from store.engine import Database
from tests.store.cases import at, make_realm, open_votes, plan, stand

# The districts ended on 28/02/2025 and their communes came right under the province, which ended on 30/06/2025.
DISTRICT, COMMUNE, TEAM = "ca-huyen-cu-jut", "ca-xa-nam-dong", "ca-huyen-cu-jut-doi-tong-hop"
OLD, NEW = "ca-tinh-dak-nong", "ca-tinh-lam-dong"


@pytest.fixture
def realm(db: Database) -> Database:
    with db.write() as conn:
        make_realm(conn)
    return db


def before(database: Database, *sitting_ids: str) -> list[list[str]]:
    with database.read() as conn:
        return [[one.nomination_id for one in sittings.standings(conn, id_)] for id_ in sitting_ids]


def sat(database: Database, when: str, *sitting_ids: str) -> list[list[str]]:
    open_votes(database, *sitting_ids, when=at(when))
    return before(database, *sitting_ids)


def since(local: str) -> dict[str, datetime]:
    return {"logged_at": at(local), "stage_since": at(local)}


def test_a_council_that_ended_judges_what_stood_before_it_with_the_roster_of_its_last_day(realm: Database) -> None:
    with realm.write() as conn:
        stand(conn, "n-team", unit_id=TEAM, council_unit_id=DISTRICT, **since("2025-02-20T09:00"))
        stand(conn, "n-commune", unit_id=COMMUNE, council_unit_id=DISTRICT, **since("2025-02-21T09:00"))
        february = plan(conn, DISTRICT, period="2025-02", candidates_close_at=at("2025-02-28T17:00"))

    (found,) = sat(realm, "2025-03-03T07:30", february)

    with realm.read() as conn:
        members = [member.person_id for member in sittings.roster(conn, february)]
    assert (found, members) == (["n-team", "n-commune"], [f"{DISTRICT}.head"])


def test_in_the_quarter_of_a_merger_each_stands_before_the_council_that_chose_it(realm: Database) -> None:
    quarter = {"stage": "unit-quarter"} | since("2025-03-10T09:00")
    with realm.write() as conn:
        stand(conn, "n-of-february", unit_id=COMMUNE, council_unit_id=DISTRICT, **quarter)
        stand(conn, "n-of-march", unit_id=COMMUNE, council_unit_id=COMMUNE, **quarter)
        closes = {"candidates_close_at": at("2025-04-11T17:00")}
        sittings_ = [plan(conn, unit_id, "unit-quarter", "2025-Q1", **closes) for unit_id in (DISTRICT, COMMUNE)]

    assert sat(realm, "2025-04-14T07:30", *sittings_) == [["n-of-february"], ["n-of-march"]]


def test_sittings_that_open_one_by_one_share_the_candidates_as_if_they_opened_together(realm: Database) -> None:
    quarter = {"stage": "unit-quarter"} | since("2025-03-10T09:00")
    with realm.write() as conn:
        stand(conn, "n-of-february", unit_id=COMMUNE, council_unit_id=DISTRICT, **quarter)
        stand(conn, "n-of-march", unit_id=COMMUNE, council_unit_id=COMMUNE, **quarter)
        closes = {"candidates_close_at": at("2025-04-11T17:00")}
        old, new = [plan(conn, unit_id, "unit-quarter", "2025-Q1", **closes) for unit_id in (DISTRICT, COMMUNE)]

    sat(realm, "2025-04-14T07:30", old)
    sat(realm, "2025-04-15T07:30", new)

    assert before(realm, old, new) == [["n-of-february"], ["n-of-march"]]


def test_whom_a_council_that_ended_did_not_decide_stands_before_whoever_took_over(realm: Database) -> None:
    with realm.write() as conn:
        stand(conn, "n-again", unit_id=COMMUNE, council_unit_id=DISTRICT, tries=1, **since("2025-02-20T09:00"))
        march = plan(conn, COMMUNE, period="2025-03", candidates_close_at=at("2025-03-31T17:00"))

    assert sat(realm, "2025-04-01T07:30", march) == [["n-again"]]


def test_where_nobody_took_over_no_other_council_helps_itself(realm: Database) -> None:
    with realm.write() as conn:
        stand(conn, "n-again", unit_id=TEAM, council_unit_id=DISTRICT, tries=1, **since("2025-02-20T09:00"))
        march = [
            plan(conn, unit_id, period="2025-03", candidates_close_at=at("2025-03-31T17:00"))
            for unit_id in (COMMUNE, "dn-pc08")
        ]

    assert sat(realm, "2025-04-01T07:30", *march) == [[], []]


def test_the_old_province_judges_its_last_quarter_though_the_dossiers_came_after_the_merger(realm: Database) -> None:
    filed = {"stage": "province", "council_unit_id": NEW} | since("2025-07-14T09:00")
    with realm.write() as conn:
        stand(conn, "n-commune", unit_id=COMMUNE, **filed)
        stand(conn, "n-early", unit_id="dn-pc08", stage="province", council_unit_id=OLD, **since("2025-06-27T09:00"))
        stand(conn, "n-team", unit_id="dn-pc08-doi-csgt-so-2", **filed)
        last = plan(conn, OLD, "province", "2025-Q2", candidates_close_at=at("2025-07-28T17:00"))

    assert sat(realm, "2025-07-29T07:30", last) == [["n-early", "n-commune", "n-team"]]


def test_the_new_province_judges_the_quarter_after_the_merger(realm: Database) -> None:
    filed = {"stage": "province", "council_unit_id": NEW} | since("2025-10-14T09:00")
    with realm.write() as conn:
        stand(conn, "n-old-unit", unit_id=COMMUNE, **filed)
        stand(conn, "n-new-unit", unit_id="ld-pc08", **filed)
        stand(conn, "n-again", unit_id="dn-pc08", stage="province", council_unit_id=OLD, **since("2025-06-01T09:00"))
        third = plan(conn, NEW, "province", "2025-Q3", candidates_close_at=at("2025-10-28T17:00"))

    assert sat(realm, "2025-10-29T07:30", third) == [["n-again", "n-new-unit", "n-old-unit"]]


def test_a_deed_that_reached_its_council_after_the_unit_had_ended_is_still_judged_there(realm: Database) -> None:
    # A programme may ask the council every quarter only: then a deed may come to it when its unit is no more.
    without = {"stage": "unit-quarter", "council_unit_id": None} | since("2025-03-20T09:00")
    elsewhere = {"stage": "unit-quarter", "council_unit_id": "ld-pc08"} | since("2025-07-04T09:00")
    with realm.write() as conn:
        stand(conn, "n-team", unit_id=TEAM, **without)
        stand(conn, "n-moved", unit_id="dn-pc08-doi-csgt-so-2", **elsewhere)
        first = plan(conn, DISTRICT, "unit-quarter", "2025-Q1", candidates_close_at=at("2025-04-11T17:00"))
        second = plan(conn, "dn-pc08", "unit-quarter", "2025-Q2", candidates_close_at=at("2025-07-10T17:00"))

    assert sat(realm, "2025-04-14T07:30", first) + sat(realm, "2025-07-11T07:30", second) == [["n-team"], ["n-moved"]]
