"""The API and the pages as one application: their routes, and what surrounds each answer.

It starts nothing and reads no setting: the front door hands in what it belongs to.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from temporalio.client import Client

from store.engine import Database
from store.files import Files
from web import assets, pages
from web.access import check_declared
from web.api import ROUTERS
from web.api.evidence import LARGEST_FILE, UPLOADS
from web.engine import Engine
from web.envelope import Envelope
from web.failures import tell_failures
from web.house import House, now_utc
from web.oidc import Oidc, Provider
from web.openapi import DescribedApi
from web.origins import OwnPagesOnly
from web.repeats import forget_now_and_then
from web.routing import BodyLimit

_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def create_app(
    database: Database,
    client: Client,
    *,
    pepper: bytes,
    files: Path | None = None,
    version: str = "0",
    now: Callable[[], datetime] = now_utc,
    address: str | None = None,
    provider: Provider | None = None,
    onto: FastAPI | None = None,
) -> FastAPI:
    """Return the application; `pepper` is a secret of this instance, `address` where browsers reach it (see `House`).

    `provider`: the house by way of which people may sign in, if any.

    `files` is the folder of the files of evidence; None: the folder `files` beside the database's own file.

    `onto`: one that `app_without_house` has made, whose house this becomes; None: a new one.

    Raise UndeclaredRouteError if a route does not say what it does.
    """
    app = onto or app_without_house(version)
    app.state.house = House(
        database=database,
        files=Files(files or _beside(database)),
        engine=Engine(client),
        now=now,
        pepper=pepper,
        address=address,
        oidc=Oidc(provider) if provider else None,
    )
    return app


def app_without_house(version: str = "0") -> FastAPI:
    """Return the routes and what surrounds each answer; it answers once its state has a `house`.

    Raise UndeclaredRouteError if a route does not say what it does.
    """

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(forget_now_and_then(app.state.house))
        yield
        sweeper.cancel()

    # Our own pages describe the API: the usual ones load scripts from other machines.
    app = DescribedApi(
        title="Sổ Vàng",
        version=version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=living,
        telemetry=_NO_TELEMETRY,
        # The routes as they are: to include a router works out anew what each of its routes depends on.
        routes=[route for router in (*ROUTERS, assets.router, *pages.ROUTERS) for route in router.routes],
    )
    app.state.assets = assets.read_assets()
    check_declared(app)
    tell_failures(app)
    app.add_middleware(BodyLimit, wider={UPLOADS: LARGEST_FILE})
    app.add_middleware(OwnPagesOnly)
    app.add_middleware(Envelope)
    return app


def _beside(database: Database) -> Path:
    if database.path is None:
        raise ValueError("a database on a server has no folder beside it: the folder of the files must be named")
    return database.path.with_name("files")
