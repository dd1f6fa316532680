"""Is the house alive, is it ready, and its figures. The first two are open to everybody and say nothing else."""

import asyncio
from typing import Annotated, Literal

from fastapi import Depends, Response
from pydantic import BaseModel

from rules.rights import Action
from store import instance, organisation, resources
from store.engine import Database
from store.errors import StoreError
from web import metrics
from web.access import PUBLIC, Needs, Visitor
from web.house import HouseDep
from web.routing import routes

router = routes("", "health")


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What the house needs to do its work, each there or not."""

    status: Literal["ready", "not_ready"]
    database: bool
    engine: bool


@router.get("/health", dependencies=[PUBLIC])
async def health() -> Health:
    """Say that the process answers; nothing else is looked at."""
    return Health()


@router.get("/ready", dependencies=[PUBLIC], responses={503: {"model": Readiness}})
async def ready(house: HouseDep, response: Response) -> Readiness:
    """Say whether the database and the Temporal server answer; 503 if one does not."""
    database, engine = await asyncio.gather(asyncio.to_thread(_answers, house.database), house.engine.is_reachable())
    response.status_code = 200 if database and engine else 503
    return Readiness(status="ready" if database and engine else "not_ready", database=database, engine=engine)


@router.get("/metrics", response_class=Response, responses={200: {"content": {metrics.MEDIA_TYPE: {}}}})
def figures(house: HouseDep, visitor: Annotated[Visitor, Depends(Needs(Action.METRICS_READ))]) -> Response:
    """Return the figures of this process for Prometheus."""
    with house.database.read() as conn:
        visitor.judge(resources.house(organisation.tree(conn), visitor.today))
    return Response(house.metrics.text(), media_type=metrics.MEDIA_TYPE)


def _answers(database: Database) -> bool:
    try:
        with database.read() as conn:
            return bool(instance.epoch(conn))
    except StoreError:
        return False
