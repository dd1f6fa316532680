"""`sovang prepare`: what a cluster needs once before each new version; `up` does it by itself."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.speech import Speech
from keys import read_keys
from settings import Settings, load
from store.engine import Database
from wiring import LAST_BREATH_S, reach
from wiring import prepare as prepare_both

app = typer.Typer()


@app.command()
def prepare(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Thư mục dữ liệu / the data folder.")] = None,
) -> None:
    """Đưa cơ sở dữ liệu và Temporal lên bản này / Bring the database and Temporal to this version."""
    asyncio.run(_prepare(load(data=data)))
    context.ensure_object(Speech).say("prepared")


async def _prepare(settings: Settings) -> None:
    keys = read_keys(settings.keys)
    database = Database(settings.database_url)
    await prepare_both(database, await reach(settings.temporal, keys.payload, patience_s=10))
    database.close()
    await asyncio.sleep(LAST_BREATH_S)
