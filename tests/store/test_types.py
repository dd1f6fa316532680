from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from store import tables as t
from store.engine import Database
from store.types import UtcDateTime
from tests.store.makers import make_outbox_row

HANOI = timezone(timedelta(hours=7))


def test_an_instant_comes_back_as_the_same_instant_in_utc(db: Database) -> None:
    at = datetime(2026, 11, 22, 7, 30, 0, 123456, tzinfo=HANOI)

    with db.write() as conn:
        conn.execute(t.outbox.insert().values(make_outbox_row(created_at=at)))
        stored = conn.execute(select(t.outbox.c.created_at)).scalar_one()

    assert (stored, stored.tzinfo) == (at, UTC)


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="needs its zone"), db.write() as conn:
        conn.execute(t.outbox.insert().values(make_outbox_row(created_at=datetime(2026, 11, 22))))  # noqa: DTZ001


@given(st.lists(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.timezones()), min_size=2, max_size=2))  # noqa: DTZ001
def test_sqlite_sorts_instants_by_time_whatever_their_zone(instants: list[datetime]) -> None:
    dialect = sqlite.dialect()
    as_text = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)

    earlier, later = sorted(instants)

    assert as_text(earlier) <= as_text(later)


def test_nothing_is_null_and_not_the_word_null_in_json(db: Database) -> None:
    with db.write() as conn:
        conn.execute(
            t.idempotency.insert().values(
                key="k", person_id="p", route="r", request_hash="h", body=None, created_at=datetime.now(UTC)
            )
        )
        unanswered = conn.execute(select(t.idempotency.c.key).where(t.idempotency.c.body.is_(None))).scalars().all()

    assert unanswered == ["k"]
