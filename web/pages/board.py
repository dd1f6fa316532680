"""The board: what is stuck and why, where everything stands by unit and stage, and how the quarter goes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Response
from sqlalchemy import Connection

from rules.periods import Period
from rules.programme import CouncilStage
from rules.rights import Action
from rules.stuck import Cause
from store import board as counting
from store.board import Cell
from web.access import Needs, Visitor
from web.api.stuck import Filters, StuckPage, look_over
from web.house import House, HouseDep
from web.lists import Size
from web.pages.forms import LeftEmpty, pages
from web.pages.remedying import REMEDIES, offered
from web.pages.shown import Names, units_offered
from web.rendering import Reader, ReaderDep, render

router = pages()

Overseer = Annotated[
    Visitor, Depends(Needs(Action.STUCK_READ, Action.STATISTICS_READ, Action.NOMINATIONS_READ, refuses=("bad_cursor",)))
]


class AskedBoard(LeftEmpty, Filters):
    """The filters of the board."""

    limit: Size = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A stage on the board: how much waits there, how much of it is late, since when the oldest."""

    stage: str
    title: str
    waiting: int
    late: int
    oldest_since: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A unit on the heat map, a cell for each stage: (waiting, late, how hot from 0 to 4)."""

    unit_id: str
    name: str
    cells: list[tuple[str, int, int, int]]


@router.get("/board")
async def board(
    asked: Annotated[AskedBoard, Query()], house: HouseDep, visitor: Overseer, reader: ReaderDep
) -> Response:
    """Show the board of the units that the visitor looks after."""
    looking = visitor.only(Action.STUCK_READ)
    stuck, counts = await look_over(asked, house, looking, reader.language)
    return await asyncio.to_thread(_page, reader, house, visitor, asked, stuck, counts.causes)


def _page(
    reader: Reader, house: House, visitor: Visitor, asked: AskedBoard, stuck: StuckPage, causes: Mapping[Cause, int]
) -> Response:
    offers = {one.id: offered(visitor, one, reader.now) for one in stuck.items}
    quarter = Period.containing(reader.today(), "quarter")
    with house.database.read() as conn:
        names = Names(conn, reader)
        seen = visitor.only(Action.STATISTICS_READ)
        units = names.units.reach([asked.unit] if asked.unit else seen.sight().unit_ids, visitor.today)
        if asked.unit:
            units &= names.units.reach(seen.sight().unit_ids, visitor.today)
        cells = counting.heat(conn, units, now=reader.now)
        columns = _columns(names, cells)
        rows = _heat(reader, names, units, cells, [column.stage for column in columns])
        funnels = _funnels(conn, house, reader, names, units, quarter)
        choices = units_offered(names, seen)
    return render(
        reader,
        "board.html",
        visitor,
        asked=asked,
        stuck=stuck,
        stuck_items=stuck.items,
        offers=offers,
        several=[which for which in REMEDIES if any(which in some for some in offers.values())],
        causes=causes,
        columns=columns,
        rows=rows,
        funnels=funnels,
        quarter=quarter.key,
        units=choices,
        names=names,
    )


def _columns(names: Names, cells: Sequence[Cell]) -> list[Column]:
    """Return a column for each stage where something waits, in the order of the rules."""
    titles = names.stages()
    by_stage: dict[str, list[Cell]] = {stage: [] for stage in titles}
    for cell in cells:
        by_stage.setdefault(cell.stage, []).append(cell)  # a stage may run on that no rules in force have any more
    return [
        Column(
            stage,
            titles.get(stage, stage),
            sum(cell.waiting for cell in of_stage),
            sum(cell.late for cell in of_stage),
            min(cell.oldest_since for cell in of_stage),
        )
        for stage, of_stage in by_stage.items()
        if of_stage
    ]


def _heat(reader: Reader, names: Names, units: frozenset[str], cells: Sequence[Cell], stages: list[str]) -> list[Row]:
    """Return a row for each unit right under the highest shown, with all that lies below it; late ones first."""
    today = reader.today()
    sums: dict[str, dict[str, list[int]]] = {}
    for cell in cells:
        way = [id_ for id_ in names.units.looked_after_at(cell.unit_id, today) if id_ in units]
        of_unit = sums.setdefault(way[-2] if len(way) > 1 else cell.unit_id, {})
        of_cell = of_unit.setdefault(cell.stage, [0, 0])
        of_cell[0] += cell.waiting
        of_cell[1] += cell.late
    rows = [
        Row(unit_id, names.unit(unit_id), [_told(stage, *of_unit.get(stage, (0, 0))) for stage in stages])
        for unit_id, of_unit in sums.items()
    ]
    return sorted(rows, key=lambda row: (-sum(late for _, _, late, _ in row.cells), row.name))


def _told(stage: str, waiting: int, late: int) -> tuple[str, int, int, int]:
    """Return a cell of the map: how hot it is grows with the part that is late."""
    return stage, waiting, late, -(-late * 4 // waiting) if waiting else 0


def _funnels(
    conn: Connection, house: House, reader: Reader, names: Names, units: frozenset[str], quarter: Period
) -> list[tuple[str, list[tuple[str, int]], int]]:
    """Return for each programme the steps of its quarter (title, count) and the largest of them."""
    funnels = []
    for rules in house.rulebook.all_in_force(conn, reader.now):
        programme = rules.programme
        logged = counting.logged(conn, programme.programme, units, quarter.start, quarter.end)
        reached = {
            one.stage: one for one in counting.funnel(conn, programme.programme, units, quarter.start, quarter.end)
        }
        steps = [(names.stage(programme.programme, programme.stages[0].stage), logged)]
        for stage in programme.stages:
            if isinstance(stage, CouncilStage):
                found = reached.get(stage.stage)
                steps.append((names.stage(programme.programme, stage.stage), found.selected if found else 0))
        funnels.append((names.programmes[programme.programme], steps, max(count for _, count in steps)))
    return funnels
