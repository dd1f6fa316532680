"""`sovang prepare`: what a cluster needs once before each new version; `up` does it by itself."""

import asyncio
from typing import Annotated

import typer

from cli.options import Data
from cli.refusals import RefusalError
from cli.speech import Speech
from keys import read_keys
from settings import Settings, load
from store.engine import Database
from store.errors import StoreBusy, StoreUnavailable, UnknownRevision
from store.migrating import migrate
from wiring import LAST_BREATH_S, reach
from workflows.connection import RegisteredOtherwiseError, register

app = typer.Typer()

_PATIENCE_S = 5.0


@app.command()
def prepare(
    context: typer.Context,
    data: Data = None,
    only_tables: Annotated[bool, typer.Option("--only-tables", help="Chỉ cơ sở dữ liệu / only the database.")] = False,
) -> None:
    """Đưa cơ sở dữ liệu và Temporal lên bản này / Bring the database and Temporal to this version."""
    settings = load(data=data)
    _tables(settings)
    if not only_tables:
        asyncio.run(_temporal(settings))
    context.ensure_object(Speech).say("tables_prepared" if only_tables else "prepared")


def _tables(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        migrate(database)
    except (StoreBusy, StoreUnavailable) as away:
        raise RefusalError("database_away", reason=away) from away
    except UnknownRevision as newer:
        raise RefusalError("database_newer", found=newer.revision) from newer
    finally:
        database.close()


async def _temporal(settings: Settings) -> None:
    try:
        await register(await reach(settings.temporal, read_keys(settings.keys).payload, patience_s=_PATIENCE_S))
    except RuntimeError as away:
        raise RefusalError("temporal_away", reason=away) from away
    except RegisteredOtherwiseError as otherwise:
        raise RefusalError("registered_otherwise", names=", ".join(otherwise.names)) from otherwise
    finally:
        await asyncio.sleep(LAST_BREATH_S)
