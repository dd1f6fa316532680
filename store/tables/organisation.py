"""Units, people, and who holds which office when. Nothing here is deleted: it ends on a date, the last day included."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Named, Table, TypedColumns

from store.tables.schema import metadata


class _Units(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    name_vi: Named[str]
    name_en: Named[str | None]
    kind: Named[str]  # a word of the register; places of a programme name it
    # Checked at commit: a file may name a parent or a successor before the line that brings it.
    parent_id: Named[str | None] = Column(ForeignKey("units.id", deferrable=True, initially="DEFERRED"))
    cluster: Named[str | None]
    valid_from: Named[date | None]  # None: since ever
    valid_to: Named[date | None]  # the last day; None: still there
    successor_id: Named[str | None] = Column(ForeignKey("units.id", deferrable=True, initially="DEFERRED"))
    source: Named[str | None]


units = Table("units", metadata, _Units, Index(None, "parent_id"), Index(None, "successor_id"))


class _People(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    name: Named[str]
    unit_id: Named[str] = Column(ForeignKey("units.id"))
    kind: Named[str] = Column(default="officer")  # officer | collective
    number: Named[str | None] = Column(unique=True)  # the officer's number: who it is, however the name is spelt
    email: Named[str | None]
    lang: Named[str] = Column(default="vi")
    active_from: Named[date | None]
    active_to: Named[date | None]
    is_sample: Named[bool] = Column(default=False)
    search: Named[str] = Column(default="")  # name and number, folded (store.folding)


people = Table("people", metadata, _People, Index(None, "unit_id"))


class _Grants(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    person_id: Named[str] = Column(ForeignKey("people.id"))
    role: Named[str]
    unit_id: Named[str] = Column(ForeignKey("units.id"))  # for this unit and all below it
    valid_from: Named[date | None]
    valid_to: Named[date | None]


grants = Table("grants", metadata, _Grants, Index(None, "person_id"), Index(None, "unit_id", "role"))


class _Councils(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    unit_id: Named[str] = Column(ForeignKey("units.id"))
    stage_council: Named[str]  # the place of a programme that the council is called after
    name: Named[str]


councils = Table("councils", metadata, _Councils, Index(None, "unit_id", "stage_council", unique=True))


class _Seats(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    council_id: Named[str] = Column(ForeignKey("councils.id"))
    person_id: Named[str] = Column(ForeignKey("people.id"))
    post: Named[str]  # chair | deputy_chair | member | secretary
    category: Named[str | None]  # a word of the rules, for a quorum that asks for one
    voting: Named[bool]
    valid_from: Named[date | None]
    valid_to: Named[date | None]


seats = Table("seats", metadata, _Seats, Index(None, "council_id"), Index(None, "person_id"))


class _Deputies(TypedColumns):
    id: Named[str] = Column(primary_key=True)
    person_id: Named[str] = Column(ForeignKey("people.id"))  # who is away
    deputy_id: Named[str] = Column(ForeignKey("people.id"))  # who acts instead
    valid_from: Named[date | None]
    valid_to: Named[date | None]
    reason: Named[str | None]


deputies = Table("deputies", metadata, _Deputies, Index(None, "person_id"), Index(None, "deputy_id"))
