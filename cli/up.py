"""`sovang up`: looks whether the house can run on this data folder, then hands it to the supervisor."""

import asyncio
import os
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.children import end_leftover
from cli.database import there
from cli.house import House, leftovers
from cli.lock import hold
from cli.options import Data
from cli.refusals import RefusalError
from cli.server import back_up_before_change, choose_port, is_newer, read_versions, server_version
from cli.speech import Speech
from keys import make_keys, read_keys
from settings import API_PORT, RUNNING, TEMPORAL_PORT, Settings, load, version
from store import founding
from store.engine import Database

app = typer.Typer()


@app.command()
def up(
    context: typer.Context,
    data: Data = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Khi sẵn sàng, in một dòng JSON / one line when ready.")
    ] = False,
) -> None:
    """Chạy toàn hệ thống trên máy này / Run the whole system on this machine."""
    raise typer.Exit(run(load(data=data), context.ensure_object(Speech), as_json=as_json))


def run(
    settings: Settings, speech: Speech, *, as_json: bool = False, when_ready: Callable[[str], None] | None = None
) -> int:
    """Run the house until SIGINT or SIGTERM; return 0 when stopped, 1 when it never became ready.

    `when_ready` is called once, with the address of the API.

    Raise RefusalError, KeyFileError if it cannot run on this data folder.
    """
    began = time.monotonic()
    os.umask(0o077)  # what we and our children make in the data folder is ours alone
    speech.note("starting", data=settings.data)
    _make_folder(settings.data)
    with hold(settings.data):
        _end_leftovers(settings.data, speech)
        _look_at_disk(settings)
        _settle(settings, speech)
        api_port = choose_port(settings.api_host, "SOVANG_API_PORT", settings.api_port, API_PORT)
        temporal_port = choose_port("127.0.0.1", "SOVANG_TEMPORAL_PORT", settings.temporal_port, TEMPORAL_PORT)
        house = House(settings, speech, api_port=api_port, temporal_port=temporal_port)
        try:
            return asyncio.run(
                house.live(began, as_json=as_json, when_ready=partial(_when_ready, settings, speech, when_ready))
            )
        finally:
            (settings.data / RUNNING).unlink(missing_ok=True)


def _when_ready(settings: Settings, speech: Speech, then: Callable[[str], None] | None, api: str) -> None:
    database = Database(settings.database_url)
    try:
        with database.write() as conn:
            code = founding.issue_code(conn)
    finally:
        database.close()
    if code is not None:
        speech.note("first_code", api=api, secret=code)
    if then is not None:
        then(api)


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RefusalError("data_not_writable", data=data, reason=error.strerror) from error
    if not os.access(data, os.W_OK):
        raise RefusalError("data_not_writable", data=data, reason="permission denied")


def _end_leftovers(data: Path, speech: Speech) -> None:
    """End what an `up` that was killed left running: two servers on one file stand still."""
    for pid in leftovers(data):
        end_leftover(pid, patience_s=15)
        speech.note("leftover_stopped", pid=pid)


def _look_at_disk(settings: Settings) -> None:
    free_mb = shutil.disk_usage(settings.data).free // 1_000_000
    if free_mb < settings.free_disk_mb:
        raise RefusalError("disk_low", data=settings.data, free=free_mb, wanted=settings.free_disk_mb)


def _settle(settings: Settings, speech: Speech) -> None:
    """See that keys, database and versions belong together. Keys are made for new data only, never beside old data."""
    earlier = read_versions(settings.data)
    if not earlier:
        for file in make_keys(settings.keys):
            speech.note("key_made", file=file)
    elif is_newer(earlier["sovang"], version()):
        raise RefusalError("data_newer", theirs=earlier["sovang"], ours=version())
    else:
        there(settings)
    read_keys(settings.keys)
    if changes := back_up_before_change(settings.data):
        old, file = changes
        speech.note("server_backed_up", old=old, new=server_version(), file=file)
