"""A front door: the HTTP API, and under `sovang up` the worker beside it. Reads the settings and wires.

One process and one loop for both: a client that shares its process with the worker starts workflows eagerly.
"""

import argparse
import asyncio
import hmac
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import uvicorn
import uvloop

from keys import read_keys
from logs import write_logs
from preparing import prepare
from settings import API_PORT, Settings, load, version
from store.engine import Database
from web.app import create_app
from web.oidc import Provider
from wiring import LAST_BREATH_S, reach, stop_event
from worker import make_worker
from workflows.connection import connect

_OPEN_REQUESTS_S = 5  # how long open requests may take to finish after a stop


def _provider(settings: Settings) -> Provider | None:
    oidc = settings.oidc
    return Provider(oidc.issuer, oidc.client_id, oidc.client_secret, oidc.name) if oidc else None


class Server(uvicorn.Server):
    """Uvicorn that leaves the signals to us: it would end the process by the signal, before the worker is done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(settings: Settings) -> None:
    """Serve until told to stop, then finish what is under way, the worker last."""
    stop = stop_event()
    keys = read_keys(settings.keys)
    database = Database(settings.database_url)
    async with AsyncExitStack() as running:
        if settings.is_embedded:
            client = await reach(settings.temporal, keys.payload)
            await prepare(database, client)
            await running.enter_async_context(make_worker(database, client, keys, settings.channels))
        else:
            client = await connect(settings.temporal, keys.payload, lazy=True)
        pepper = hmac.digest(keys.ballots, b"sovang api pepper", "sha256")
        app = create_app(
            database,
            client,
            files=settings.files,
            pepper=pepper,
            version=version(),
            address=settings.address,
            provider=_provider(settings),
        )
        server = Server(
            uvicorn.Config(
                app,
                host=settings.api_host,
                port=settings.api_port or API_PORT,
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=_OPEN_REQUESTS_S,
            )
        )
        serving = asyncio.create_task(server.serve())
        serving.add_done_callback(lambda _: stop.set())
        await stop.wait()
        server.should_exit = True
        await serving
    database.close()
    await asyncio.sleep(LAST_BREATH_S)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, help="the data folder")
    write_logs()
    uvloop.run(serve(load(data=arguments.parse_args().data)))
