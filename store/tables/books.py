"""The Golden Books. An entry is never deleted: a revocation is a note beside it."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Named,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from store.tables.schema import metadata
from store.types import UtcDateTime


class _Books(TypedColumns):
    book: Named[str]  # the place of a programme that the book is called after
    unit_id: Named[str]
    year: Named[int]
    last_number: Named[int] = Column(default=0)


books = Table("books", metadata, _Books, PrimaryKeyConstraint("book", "unit_id", "year"))
"""One row a series: locking it is taking the next numbers."""


class _Entries(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    book: Named[str]
    unit_id: Named[str]
    year: Named[int]
    number: Named[int]
    nomination_id: Named[str]
    sitting_id: Named[str | None]
    document: Named[str | None]  # which document the rules give with the entry
    decision_no: Named[str | None]
    recorded_at: Named[datetime] = Column(UtcDateTime)
    published_at: Named[datetime | None] = Column(UtcDateTime)
    title: Named[str] = Column(Text)
    note: Named[str | None] = Column(Text)
    is_sample: Named[bool] = Column(default=False)
    award: Named[str | None]
    reward_vnd: Named[int | None] = Column(BigInteger)  # taken from the fund of the book
    score: Named[int | None]
    score_of: Named[int | None]
    band: Named[str | None]


entries = Table(
    "entries",
    metadata,
    _Entries,
    UniqueConstraint("book", "unit_id", "year", "number"),
    UniqueConstraint("book", "nomination_id"),
    Index(None, "nomination_id"),
    Index(None, "recorded_at", "id"),
)
