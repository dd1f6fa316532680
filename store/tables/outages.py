"""When the house was dark, as its operator wrote it down: such times do not count against anybody."""

from datetime import datetime

from sqlalchemy import Column, Index, Named, Table, Text, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime


class _Outages(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    from_at: Named[datetime] = Column(UtcDateTime)
    to_at: Named[datetime] = Column(UtcDateTime)
    because: Named[str] = Column(Text)
    recorded_at: Named[datetime] = Column(UtcDateTime)
    applied_at: Named[datetime | None] = Column(UtcDateTime)  # every workflow it touches has been told


outages = Table("outages", metadata, _Outages, Index(None, "applied_at"))
