"""What the register holds of a person, drafts of log entries, and what waits, on both databases."""

from datetime import date, timedelta

from sqlalchemy import select

from store import health, ledger, log_drafts, people, registers
from store import tables as t
from store.engine import Database
from store.imports.tables import as_file, take
from tests.store.makers import NOW, TODAY, make_force, make_grant, make_person

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)


def fill(db: Database) -> None:
    with db.write() as conn:
        make_force(conn)
        for person_id in ("an", "binh"):
            make_person(conn, person_id)
        make_grant(conn, "an", "leader", "team", valid_from=FIRST, valid_to=LAST)
        conn.execute(t.councils.insert().values(id="c", unit_id="district", stage_council="unit", name="Hội đồng"))
        seat = {"id": "s", "council_id": "c", "person_id": "an", "post": "member", "voting": True}
        conn.execute(t.seats.insert().values(seat))
        conn.execute(t.deputies.insert().values(id="d", person_id="an", deputy_id="binh", valid_from=FIRST))


def test_a_person_is_told_with_all_that_she_holds_and_until_when(db: Database) -> None:
    fill(db)

    with db.read() as conn:
        offices, seats = registers.offices_of(conn, "an"), registers.seats_of(conn, "an")
        deputies = registers.deputies_of(conn, "an"), registers.deputies_of(conn, "binh")

    assert [(one.role, one.unit_id, one.valid_from, one.valid_to) for one in offices] == [
        ("leader", "team", FIRST, LAST)
    ]
    assert [(one.council, one.unit_id, one.post, one.voting) for one in seats] == [("unit", "district", "member", True)]
    assert [[(one.person_id, one.deputy_id) for one in some] for some in deputies] == [[("an", "binh")]] * 2


def test_a_row_is_typed_again_as_it_stands(db: Database) -> None:
    fill(db)

    with db.read() as conn:
        person = registers.as_typed(conn, "people", {"person_id": "an"})
        unit = registers.as_typed(conn, "units", {"unit_id": "team"})
        nothing = [registers.as_typed(conn, "people", {"person_id": "x"}), registers.as_typed(conn, "seats", {})]
        within = people.within(conn, ["an", "binh", "x"], ["team"])

    assert (person["person_id"], person["number"], person["unit_id"]) == ("an", "N-an", "team")
    assert (unit["unit_id"], unit["parent_id"], nothing, within) == ("team", "district", [{}, {}], {"an", "binh"})


def test_one_row_is_taken_as_a_file_of_it(db: Database) -> None:
    fill(db)
    row = {"person_id": "binh", "role": "officer", "unit_id": "team", "valid_from": "01/12/2026", "unheard_of": "x"}

    with db.write() as conn:
        report = take(conn, "offices", as_file("offices", row), now=NOW, today=TODAY, by="admin")

    with db.read() as conn:
        assert (report.is_taken, [one.role for one in registers.offices_of(conn, "binh")]) == (True, ["officer"])
        acts = conn.execute(select(t.audit.c.actor_id, t.audit.c.action)).all()
    assert [tuple(act) for act in acts] == [("admin", "import_offices")]


def test_a_draft_is_kept_replaced_and_forgotten(db: Database) -> None:
    with db.write() as conn:
        log_drafts.save(conn, "an", [("title", "Đưa cụ"), ("honoured", "b"), ("honoured", "c")], now=NOW)
        log_drafts.save(conn, "an", [("title", "Đưa cụ già"), ("honoured", "b")], now=NOW + timedelta(minutes=1))
        kept = log_drafts.of(conn, "an")
        log_drafts.discard(conn, "an")
        after = log_drafts.of(conn, "an")

    assert kept == log_drafts.LogDraft([("title", "Đưa cụ già"), ("honoured", "b")], NOW + timedelta(minutes=1))
    assert after is None


def test_what_waits_and_which_database_it_is(db: Database) -> None:
    with db.write() as conn:
        message = {"to_person_id": "an", "kind": "recorded", "params": {}, "created_at": NOW, "state": "sent"}
        for number, state in ((1, "queued"), (2, "failed"), (3, "sent")):
            conn.execute(t.outbox.insert().values({**message, "id": number, "dedupe": str(number)}))
            way = {"message_id": number, "channel": "mail", "state": state, "next_at": NOW, "because": f"no {number}"}
            conn.execute(t.deliveries.insert().values({**way, "attempts": 1}))
        found, later = health.ways_out(conn, now=NOW), health.ways_out(conn, now=NOW + timedelta(days=8))
        versions, due = health.versions(conn), health.reminders_due(conn, now=NOW)

    assert [(one.channel, one.waiting, one.failed, one.because) for one in (*found, *later)] == [
        ("mail", 1, 1, "no 2"),
        ("mail", 1, 0, "no 1"),
    ]
    assert (versions.revision, versions.database.split()[0] in {"SQLite", "PostgreSQL"}, due) == (
        versions.newest,
        True,
        0,
    )


def test_the_last_word_of_a_kind_is_found_for_many_streams(db: Database) -> None:
    with db.write() as conn:
        row = {"at": NOW, "actor_id": "an", "content_hash": "h", "epoch": "e", "run_id": "r"}
        for stream, number, kind in (("n-1", 1, "filed"), ("n-1", 2, "filed"), ("n-2", 1, "logged")):
            conn.execute(
                t.events.insert().values(
                    {**row, "stream": stream, "number": number, "kind": kind, "body": {"n": number}}
                )
            )
        found = ledger.bodies(conn, ["n-1", "n-2", "n-3"], "filed")

    assert found == {"n-1": {"n": 2}}
