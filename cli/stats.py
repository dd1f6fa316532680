"""`sovang stats`: how long things take, by stage, unit and month. Reads; changes nothing."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from cli.database import reading
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from rules.spread import Spread
from store import organisation
from store.nominations import EVERYTHING
from store.rulebook import Rulebook
from store.statistics import Statistics, statistics

app = typer.Typer()


@app.command()
def stats(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Số ngày gần đây / the last so many days.")] = 365,
    unit: Annotated[str | None, typer.Option(help="Đơn vị và mọi đơn vị trực thuộc / a unit and all below it.")] = None,
    by_unit: Annotated[
        bool, typer.Option("--by-unit", help="Các bước theo đơn vị và tháng / stages by unit and month, too.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Mỗi bước mất bao lâu, bước nào giữ lâu nhất / Days in each stage, and which holds longest."""
    speech = context.ensure_object(Speech)
    now = datetime.now(UTC)
    with reading(data) as conn:
        rules = Rulebook().all_in_force(conn, now)
        units = organisation.tree(conn)
        if unit is not None and unit not in units:
            raise RefusalError("no_such_unit", unit=unit)
        found = statistics(
            conn,
            EVERYTHING,
            since=now - timedelta(days=days),
            until=now,
            zone=rules[0].clock.zone,
            unit_ids=units.reach([unit], rules[0].clock.day(now)) if unit else None,
        )
    if as_json:
        speech.hand_over(asdict(found))
    elif not found.stages and not found.act_to_decision:
        speech.say("stats_none")
    else:
        _tell(speech, found, by_unit=by_unit)


def _tell(speech: Speech, found: Statistics, *, by_unit: bool) -> None:
    stages = _table(speech, "stage")
    for stage, days in found.stages.items():
        stages.add_row(stage, *_cells(days))
    speech.out.print(stages)
    if found.slowest is not None:
        speech.say("stats_slowest", stage=found.slowest)
    groups = _table(speech, "kind", "unit", "month")
    for stay in found.stages_by_unit if by_unit else ():
        groups.add_row(stay.stage, stay.unit_id, stay.month, *_cells(stay.days))
    for name in ("act_to_decision", "decision_to_publication"):
        for one in getattr(found, name):
            groups.add_row(speech.sentence(name), one.unit_id, one.month, *_cells(one.days))
    speech.out.print(groups)


def _table(speech: Speech, *names: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(speech.sentence(f"column.{name}"), overflow="fold")
    for name in ("count", "median", "ninetieth"):
        table.add_column(speech.sentence(f"column.{name}"), justify="right")
    return table


def _cells(days: Spread) -> tuple[str, str, str]:
    return str(days.count), f"{days.median:.1f}", f"{days.ninetieth:.1f}"
