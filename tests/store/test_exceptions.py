"""Exceptions of the rules at work in the rows: terms, plans, votes and books follow them for those they name alone."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from rules.editions import canonical_json
from rules.entries import Entry
from rules.programme import Programme
from store import instance, organisation, periods, policies, sitting_lists
from store import tables as t
from store.engine import Database
from store.nominations import EVERYTHING
from store.stuck import pages
from tests.store.cases import (
    CLOSING,
    RULEBOOK,
    SO_VANG,
    at,
    changed,
    close,
    log,
    make_house,
    open_votes,
    plan,
    vote,
)
from tests.store.sat import opened, stands

DISTRICT: dict[str, Any] = {
    "for": {"units": ["district"], "periods": ["2026-11"]},
    "because": "Đợt cao điểm của đơn vị",
}
NOVEMBER = at("2026-11-01T00:00")


def with_exceptions(*sets: dict[str, Any], programme: Programme = SO_VANG, **changes: Any) -> Programme:
    said = json.loads(canonical_json(programme))
    said["exceptions"] = [DISTRICT | changes | {"set": one} for one in sets]
    return Programme.model_validate_json(json.dumps(said))


def entry(database: Database, id_: str) -> Entry:
    n = t.nominations.c
    with database.read() as conn:
        return Entry.model_validate(conn.execute(select(n.entry).where(n.id == id_)).scalar_one())


def planned(database: Database, stage: str, key: str) -> tuple[datetime, dict[str, datetime]]:
    with database.write() as conn:
        ends_at = periods.open_period(
            conn, "so-vang", stage, key, at=NOVEMBER, epoch=instance.epoch(conn), rulebook=RULEBOOK
        )
        s = t.sittings.c
        return ends_at, dict(conn.execute(select(s.unit_id, s.votes_close_at).where(s.stage == stage)).all())


def test_the_terms_of_a_nomination_are_those_of_its_unit(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_exceptions({"stages.team.within": "5 working days"}))
    log(db, "n-1")
    log(db, "n-2", unit_id="other-district")

    assert entry(db, "n-1").exceptions == (1,)
    assert entry(db, "n-1").due_at == at("2026-12-01T17:00")
    assert entry(db, "n-2").exceptions == ()
    assert entry(db, "n-2").due_at == at("2026-11-27T17:00")


def test_reminders_of_a_stage_are_those_of_its_exception(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_exceptions({"stages.team.remind": ["when due"]}))
    log(db, "n-1")

    r = t.reminders.c
    with db.read() as conn:
        found = conn.execute(select(r.at).where(r.about == "n-1", r.kind == "first")).scalars().all()
    assert found == [at("2026-11-27T07:30")]


def test_an_exception_that_has_ended_when_the_stage_is_entered_is_none(db: Database) -> None:
    programme = with_exceptions({"stages.team.within": "5 working days"}, until="2026-11-22")
    with db.write() as conn:
        make_house(conn, programme)
    log(db, "n-1")

    assert entry(db, "n-1").exceptions == ()


def test_one_unit_votes_later_and_the_period_waits_for_it(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_exceptions({"stages.unit-month.votes_close": "9 working days after voting opens"}))

    ends_at, closes = planned(db, "unit-month", "2026-11")
    again, _ = planned(db, "unit-month", "2026-11")

    assert closes["district"] == at("2026-12-14T17:00")
    assert closes["other-district"] == at("2026-12-08T17:00")
    assert ends_at == again == closes["district"] + timedelta(days=1)


def test_another_unit_has_no_least_and_is_reminded_of_nothing(db: Database) -> None:
    lenient = changed("unit-month", select=SO_VANG.stage("unit-month").select.model_dump(mode="json") | {"at_least": 1})
    with db.write() as conn:
        make_house(conn, with_exceptions({"stages.unit-month.remind": []}, programme=lenient))
    planned(db, "unit-month", "2026-11")

    r = t.reminders.c
    with db.read() as conn:
        about = set(conn.execute(select(r.about).distinct()).scalars())
    assert "sitting/so-vang/unit-month/district/2026-11" not in about
    assert "sitting/so-vang/unit-month/other-district/2026-11" in about


def test_a_vote_under_an_exception_that_is_stuck_is_told_by_what_it_froze(db: Database) -> None:
    sitting = opened(db, "n-1", programme=with_exceptions({"stages.unit-month.quorum": "at least 3/5 of members"}))
    vote(db, sitting, {"n-1": 1}, voters=["chair"])

    with db.read() as conn:
        found = pages.page(conn, RULEBOOK, EVERYTHING, now=CLOSING - timedelta(hours=8)).lines

    assert {(line.id, line.cause, line.more_for_quorum) for line in found} == {
        ("n-1", "ballot", 2),
        (sitting, "ballot", 2),
    }


def test_a_unit_that_is_reminded_otherwise_is_stuck_otherwise(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_exceptions({"stages.unit-month.remind": []}))
        _, other = plan(conn), plan(conn, "department")

    with db.read() as conn:
        found = pages.page(conn, RULEBOOK, EVERYTHING, now=at("2026-11-30T08:00")).lines

    assert [(line.id, line.cause) for line in found] == [(other, "candidate")]


def test_a_sitting_freezes_its_exception_and_is_decided_by_it(db: Database) -> None:
    sets = {"stages.unit-month.passes_with": "at least 60% of members"}
    sitting = opened(db, "n-1", programme=with_exceptions(sets))
    vote(db, sitting, {"n-1": 3})

    close(db, sitting)

    with db.read() as conn:
        found = sitting_lists.by_id(conn, sitting)
    assert found is not None
    assert found.policy is not None
    assert found.policy["passes_with"] == "at least 60% of members"
    assert [(one.code, one.params) for one in policies.exceptions_of(found.policy)] == [
        (
            "exception_applies",
            {"number": 1, "clauses": "passes_with: at least 60% of members", "why": "Đợt cao điểm của đơn vị"},
        )
    ]
    assert stands(db, "stage", "outcome")["n-1"] == ("unit-quarter", "selected")


def test_a_unit_that_the_exception_does_not_name_is_decided_by_the_default(db: Database) -> None:
    sets = {"stages.unit-month.passes_with": "at least 60% of members"}
    sitting = opened(db, "n-1", programme=with_exceptions(sets), unit_id="other-district")
    vote(db, sitting, {"n-1": 3})

    close(db, sitting)

    with db.read() as conn:
        found = sitting_lists.by_id(conn, sitting)
    assert found is not None
    assert policies.exceptions_of(found.policy) == ()
    assert stands(db, "outcome")["n-1"] != ("selected",)


def test_what_was_frozen_holds_though_the_unit_has_moved_since(db: Database) -> None:
    sets = {"stages.unit-month.passes_with": "at least 60% of members"}
    programme = with_exceptions(sets, **{"for": {"kinds": ["district"], "periods": ["2026-11"]}})
    sitting = opened(db, "n-1", programme=programme)
    vote(db, sitting, {"n-1": 3})
    with db.write() as conn:
        conn.execute(update(t.units).where(t.units.c.id == "district").values(kind="department"))

    close(db, sitting)

    assert stands(db, "outcome")["n-1"] == ("selected",)


def test_an_empty_sitting_follows_its_exception_too(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_exceptions({"stages.unit-month.if_none": "report none"}))
        here, there = plan(conn), plan(conn, "other-district")
    open_votes(db, here, there)

    r = t.reminders.c
    with db.read() as conn:
        assert set(conn.execute(select(r.about)).scalars()) == {there}


def test_the_time_for_comment_is_each_units_own(db: Database) -> None:
    sets = {"stages.record.publish": "at once"}
    with db.write() as conn:
        make_house(conn, with_exceptions(sets, **{"for": {"units": ["team"], "periods": ["2026-Q4"]}}))
        rules = RULEBOOK.at(conn, "so-vang", CLOSING)
        units = organisation.tree(conn)
        day = date(2026, 12, 8)
        own = rules.terms("record", units.whereabouts("team", day), day)
        other = rules.terms("record", units.whereabouts("other-district", day), day)

    assert (str(own.stage.publish), str(other.stage.publish)) == ("at once", "after 5 working days of comment")


def test_the_superior_is_asked_when_the_exception_says(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, with_exceptions({"stages.team.escalate.after": "1 working day"}))
    log(db, "n-1")
    log(db, "n-2", unit_id="other-district")

    assert entry(db, "n-1").escalate_at == at("2026-11-30T17:00")
    assert entry(db, "n-2").escalate_at == at("2026-12-01T17:00")
