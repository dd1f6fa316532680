"""What is kept or shown of files besides evidence: scans of written ballots, photos that the public may see."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index, Named, Table, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime


class _Scans(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    sitting_id: Named[str]
    round: Named[int]
    person_id: Named[str]  # whose ballot on paper it belongs to
    kind: Named[str]  # jpeg | pdf: of any picture its copy is kept, and nothing else
    size: Named[int] = Column(BigInteger)  # bytes
    hash: Named[str]  # SHA-256
    added_by: Named[str]
    added_on: Named[date]
    withdrawn_on: Named[date | None]


scans = Table(
    "scans",
    metadata,
    _Scans,
    ForeignKeyConstraint(["sitting_id", "person_id"], ["roster.sitting_id", "roster.person_id"]),
    Index(None, "sitting_id", "round", "person_id"),
    Index(None, "hash"),
)
"""A file beside a written ballot. Of a secret vote it is the member's signed receipt and shows no choice."""


class _Photos(TypedColumns):
    evidence_id: Named[str] = Column(ForeignKey("evidence.id"), primary_key=True)
    is_public: Named[bool]
    changed_by: Named[str]
    changed_at: Named[datetime] = Column(UtcDateTime)


photos = Table("photos", metadata, _Photos)
"""Whether everybody may see a photo beside the line of a book; one without a row is seen by nobody more."""
