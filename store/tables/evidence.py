"""What is attached to nominations. The files themselves lie in a folder, each under its hash (`store.files`)."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Named, Table, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime


class _Evidence(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    nomination_id: Named[str]
    name: Named[str]  # as it was called where it came from, composed; empty once it is withdrawn
    kind: Named[str]  # jpeg | png | webp | pdf, by its bytes
    size: Named[int] = Column(BigInteger)  # bytes
    hash: Named[str]  # SHA-256
    copy_size: Named[int | None] = Column(BigInteger)
    copy_hash: Named[str | None]  # of the copy of a picture that others see, without where it was taken
    added_by: Named[str]
    added_at: Named[datetime] = Column(UtcDateTime)
    withdrawn_at: Named[datetime | None] = Column(UtcDateTime)


evidence = Table(
    "evidence",
    metadata,
    _Evidence,
    Index(None, "nomination_id", "added_at", "id"),
    Index(None, "hash"),
    Index(None, "copy_hash"),
)
