"""`sovang reconcile`: looks now whether everything that should run does, and starts from the ledger what does not."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cli.options import AsJson
from cli.refusals import RefusalError
from cli.speech import Speech
from keys import read_keys
from settings import Settings, load
from wiring import LAST_BREATH_S, reach
from workflows.connection import TASK_QUEUE
from workflows.reconcile import Started

app = typer.Typer()


@app.command()
def reconcile(
    context: typer.Context,
    as_json: AsJson = False,
    data: Annotated[Path | None, typer.Option(help="Thư mục dữ liệu / the data folder.")] = None,
) -> None:
    """Khởi động lại những gì sổ cái có mà chưa chạy / Start what the ledger says should run."""
    speech = context.ensure_object(Speech)
    started = asyncio.run(_reconcile(load(data=data)))
    if as_json:
        speech.hand_over(started.model_dump())
    else:
        speech.say("reconciled", **started.model_dump())


async def _reconcile(settings: Settings) -> Started:
    try:
        client = await reach(settings.temporal, read_keys(settings.keys).payload, patience_s=2)
    except RuntimeError:
        raise RefusalError("house_not_running") from None
    started: Started = await client.execute_workflow(
        "Reconcile", id=f"reconcile-{uuid4()}", task_queue=TASK_QUEUE, result_type=Started
    )
    await asyncio.sleep(LAST_BREATH_S)
    return started
