"""The forms of ids in addresses: what cannot be one is refused before any database is asked."""

from typing import Annotated

from fastapi import Path

_PLAIN = r"^[\x21-\x7e]+$"

NominationId = Annotated[str, Path(pattern=_PLAIN, max_length=64, examples=["n-abcdefghijklmnop"])]
SittingId = Annotated[
    str, Path(pattern=_PLAIN, max_length=300, examples=["sitting/golden-book/unit-month/dn-pc08/2026-11"])
]
PeriodId = Annotated[str, Path(pattern=_PLAIN, max_length=300, examples=["period/golden-book/unit-month/2026-11"])]
PersonId = Annotated[str, Path(pattern=_PLAIN, max_length=64)]
UnitId = Annotated[str, Path(pattern=_PLAIN, max_length=64)]
EntryId = Annotated[str, Path(pattern=_PLAIN, max_length=300, examples=["province/ca-tinh-dak-nong/2026/7"])]
ChangeId = Annotated[str, Path(pattern=_PLAIN, max_length=64, examples=["rc-0123456789abcdef"])]
EditionHash = Annotated[str, Path(pattern=_PLAIN, max_length=64, examples=["sv1-0123456789abcdef"])]
