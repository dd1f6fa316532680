"""What a filled score sheet leads to, by the terms of its stage. Pure; whose turn it is, `rules.nomination` judges."""

from datetime import datetime
from typing import Literal

from rules.commands import Score
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.events import Scored
from rules.sheets import add_up


def scored(entry: Entry, asked: Score, *, now: datetime) -> Scored:
    """Return the event of a sheet that was filled in the stage whose terms are `entry`.

    Raise RuleBroken `wrong_stage` where no sheet is to be filled, `not_open_yet` before it may be, or what
    `rules.sheets.add_up` says of the points.
    """
    form = entry.sheet
    if form is None:
        raise RuleBroken("wrong_stage", stage=entry.stage)
    if entry.opens_at is not None and now < entry.opens_at:
        raise RuleBroken("not_open_yet", opens_at=entry.opens_at.isoformat())
    total = add_up(form, asked.points)
    outcome: Literal["scored", "fell_short"] = "scored" if total.passes else "fell_short"
    return Scored(
        at=now,
        by=asked.by,
        stage=entry.stage,
        sheet=form.sheet,
        points={item: asked.points[item] for item, _ in form.items},
        total=total.points,
        of=total.of,
        band=total.band,
        note=asked.note,
        outcome=outcome,
        leads_to=entry.leads_to[outcome],
    )
