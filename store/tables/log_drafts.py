"""Log entries that are still being written, one a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Named, Table, TypedColumns

from store.tables.schema import metadata
from store.types import UtcDateTime


class _LogDrafts(TypedColumns):
    person_id: Named[str] = Column(primary_key=True)
    fields: Named[list[Any]] = Column(JSON)  # pairs of name and text, as typed
    saved_at: Named[datetime] = Column(UtcDateTime)


log_drafts = Table("log_drafts", metadata, _LogDrafts)
