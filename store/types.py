"""Column types that mean the same on SQLite and PostgreSQL. No value is changed silently: a naive time is refused."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

type_of_json: JSON[Any] = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Plain JSON; None is SQL's NULL. PostgreSQL does not keep the order of keys, so a hash is made of canonical JSON."""

type_of_serial = BigInteger().with_variant(Integer(), "sqlite")
"""A number the database counts up itself; on SQLite the row's own number, which VACUUM leaves alone."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out, microseconds kept, sorted by time on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value of the column is; the base would not know."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base's signature
        """Raise ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored instant needs its zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, ANN401 - the base's signature
        """SQLite hands back what was stored, without a zone: it was UTC."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)
