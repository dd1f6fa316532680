"""Whose rules are asked for: a unit with all above it, found in the house's data, or told by its kind alone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.database import reading
from rules.errors import RuleBroken
from rules.exceptions import Whereabouts
from store import organisation

Unit = Annotated[str | None, typer.Option(help="Đơn vị nào, để tính ngoại lệ / whose exceptions apply.")]
Kind = Annotated[str | None, typer.Option(help="Loại đơn vị, khi không có --data / its kind, without --data.")]
PeriodKey = Annotated[str | None, typer.Option("--period", help="Kỳ: 2026-11, 2026-Q4, 2026 / the period.")]
Data = Annotated[Path | None, typer.Option(help="Thư mục dữ liệu, để biết đơn vị cấp trên / the data folder.")]


def whereabouts(unit: str | None, kind: str | None, data: Path | None) -> Whereabouts | None:
    """Return the unit with all above it as the data have them today; without data, itself; None if none is named.

    Raise RuleBroken `unknown_unit` if the data have no such unit.
    """
    if unit is None and kind is None:
        return None
    if data is None or unit is None:
        return Whereabouts((unit,) if unit else (), (kind,) if kind else ())
    with reading(data) as conn:
        units = organisation.tree(conn)
        if unit not in units:
            raise RuleBroken("unknown_unit", unit=unit)
        return units.whereabouts(unit, datetime.now(UTC).date())
