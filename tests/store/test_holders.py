"""The holders of a lower title are counted from the books when voting opens, and never again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from rules.period_keys import PeriodRange
from rules.programme import Programme
from store import instance, organisation
from store import tables as t
from store.adopting import SittingAdopts, adopt_in_sitting
from store.engine import Database
from store.expectations import expectations
from store.policies import stage_of
from store.replaying import replay_all
from store.rulebook import adopt
from tests.store.cases import (
    CLOSING,
    LONG_AGO,
    MONDAY,
    OPENING,
    RULEBOOK,
    SO_VANG,
    at,
    changed,
    close,
    make_house,
    open_votes,
    plan,
    stand,
    vote,
)
from tests.store.makers import make_nomination, make_person

TITLE = "advanced-soldier"
SELECT = {"rank_by": ["ayes", "earlier log"], "on_tie_at_limit": "stated order"}


def quota(at_most: str, programme: Programme = SO_VANG) -> Programme:
    return changed("unit-month", programme, select={**SELECT, "at_most": at_most})


HALF = quota(f"1/2 of holders of {TITLE}, rounded down")


def hold(conn: Connection, id_: str, *people: str, when: datetime = MONDAY, **told: Any) -> None:
    """Write a line of a title in a book, given to `people` by a sitting of `period` (None: by none)."""
    unit_id, period = told.get("unit_id", "team"), told.get("period", "2026-11")
    sitting_id = f"sitting/{id_}" if period else None
    if period:
        plan(conn, "other-district", f"title-{id_}", period, id=sitting_id, programme="titles", status="none")
    make_nomination(conn, id_, programme="titles", status="ended", unit_id=unit_id, honoured=list(people))
    line = {
        "id": f"unit/{unit_id}/2026/{id_}",
        "book": "unit",
        "unit_id": unit_id,
        "year": 2026,
        "number": int(id_[2:]),
    }
    rest = {"nomination_id": id_, "sitting_id": sitting_id, "recorded_at": when, "title": id_, "is_sample": False}
    conn.execute(t.entries.insert().values(line | rest | {"award": told.get("award", TITLE)}))


def at_most(database: Database, sitting_id: str) -> str:
    with database.read() as conn:
        policy = conn.execute(select(t.sittings.c.policy).where(t.sittings.c.id == sitting_id)).scalar_one()
    return str(stage_of(policy).select.at_most)


def opened(db: Database, *lines: dict[str, Any]) -> str:
    """A vote on one deed, opened when the books have these lines."""
    with db.write() as conn:
        make_house(conn, HALF)
        make_person(conn, "chi")
        stand(conn, "n-1")
        for number, line in enumerate(lines, start=11):
            hold(conn, f"t-{number}", *line.pop("people"), **line)
        sitting = plan(conn)
    open_votes(db, sitting)
    return sitting


@pytest.mark.parametrize(
    ("lines", "base"),
    [
        pytest.param([], 0, id="nobody"),
        pytest.param([{"people": ("an", "binh")}, {"people": ("chi",)}], 3, id="everybody honoured by a line"),
        pytest.param([{"people": ("an",)}, {"people": ("an",)}], 1, id="nobody twice"),
        pytest.param([{"people": ("an",), "award": "badge"}, {"people": ("chi",), "award": None}], 0, id="the award"),
        pytest.param([{"people": ("an",), "unit_id": "department"}], 0, id="the unit and all below it"),
        pytest.param([{"people": ("an",), "period": "2026-10"}], 0, id="the period of whoever selected them"),
        pytest.param([{"people": ("an",), "period": "2026"}], 0, id="a longer period is another one"),
        pytest.param([{"people": ("an",), "period": None}], 1, id="the day of the line, where nobody sat"),
        pytest.param([{"people": ("an",), "period": None, "when": at("2026-10-31T16:00")}], 0, id="and no day before"),
        pytest.param(
            [{"people": ("an",), "when": OPENING + timedelta(minutes=1)}], 0, id="what comes after the opening"
        ),
    ],
)
def test_whoever_holds_the_title_when_voting_opens_is_counted(
    db: Database, lines: list[dict[str, Any]], base: int
) -> None:
    sitting = opened(db, *[dict(line) for line in lines])

    assert at_most(db, sitting) == f"1/2 of {base} holders of {TITLE}, rounded down"


def test_the_number_is_frozen_told_and_decides(db: Database) -> None:
    sitting = opened(db, {"people": ("an", "binh", "chi")})
    with db.write() as conn:
        stand(conn, "n-2")  # too late for this vote
        hold(conn, "t-99", "d", "e")

    vote(db, sitting, {"n-1": 5})
    closed = close(db, sitting)

    with db.read() as conn:
        told = conn.execute(
            select(t.events.c.body).where(t.events.c.stream == sitting, t.events.c.number == 1)
        ).scalar()
        because = conn.execute(select(t.candidates.c.because).where(t.candidates.c.sitting_id == sitting)).scalar_one()
    assert closed.selected == 1
    assert told["at_most"] == f"1/2 of 3 holders of {TITLE}, rounded down"
    assert ["places_of_holders", {"part": "1/2", "holders": 3, "of": TITLE, "rounding": "down", "limit": 1}] in because


def test_a_change_of_the_rules_keeps_what_was_counted_and_a_replay_counts_as_of_that_day(db: Database) -> None:
    sitting = opened(db, {"people": ("an", "binh", "chi")})
    with db.write() as conn:
        hold(conn, "t-99", "d", "e")
    draft = quota(f"1/3 of holders of {TITLE}, rounded up", changed("team", since=CLOSING.date()))
    with db.write() as conn:
        edition = adopt(conn, draft, LONG_AGO, by="test")
        asked = SittingAdopts(sitting, "change", edition, "root", "mới", {})
        adopt_in_sitting(conn, asked, at=MONDAY, epoch=instance.epoch(conn), rulebook=RULEBOOK)

    assert at_most(db, sitting) == f"1/3 of 3 holders of {TITLE}, rounded up"


def test_a_replay_counts_as_of_the_day_of_the_vote(db: Database) -> None:
    sitting = opened(db, {"people": ("an", "binh", "chi")})
    vote(db, sitting, {"n-1": 5})
    close(db, sitting)
    with db.write() as conn:
        hold(conn, "t-99", "d", "e", "c", "b")
    fewer = RULEBOOK.draft(quota(f"1/4 of holders of {TITLE}, rounded down"))
    other = RULEBOOK.draft(quota("1/2 of holders of badge, rounded down"))

    with db.read() as conn:
        found = [replay_all(conn, one, PeriodRange.parse("2026-11")) for one in (fewer, other, RULEBOOK.draft(HALF))]

    assert [[(one.after, one.clauses) for one in replay.flips] for replay in found] == [
        [("again", ("select.at_most",))], [("again", ("select.at_most",))], [],
    ]  # fmt: skip


def test_a_plan_says_how_many_places_a_part_would_be_today(db: Database) -> None:
    with db.write() as conn:
        make_house(conn)
        make_person(conn, "chi")
        hold(conn, "t-11", "an", "binh", "chi")
        stand(conn, "n-1")
        sitting = plan(conn)
    draft = RULEBOOK.draft(quota(f"2/3 of holders of {TITLE}, rounded down"))

    with db.read() as conn:
        found = expectations(conn, RULEBOOK.draft(SO_VANG), draft, organisation.tree(conn), at=MONDAY)

    assert [(one.sitting_id, one.at_most_before, one.at_most_after) for one in found] == [(sitting, None, 2)]
