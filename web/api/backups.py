"""Backups: which there are, and one more now. None is handed out over the network: it holds everything of everybody."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.rights import Action
from store import backups, organisation, resources
from web.access import Needs, Visitor
from web.house import House, HouseDep
from web.repeats import RepeatableDep, once
from web.routing import routes

router = routes("/backups", "backups")

Reader = Annotated[Visitor, Depends(Needs(Action.METRICS_READ))]
Maker = Annotated[
    Visitor,
    Depends(
        Needs(Action.BACKUPS_MAKE, refuses=("backup_on_server", "backup_under_way", "disk_full", "files_unavailable"))
    ),
]


class OneBackup(BaseModel):
    """A backup on the machine of the house; `wrong` names what was not whole when it was looked at last."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    made_at: datetime
    made_by: Annotated[str | None, Field(description="who made it on a page or here; null for the command")]
    size: Annotated[int, Field(description="of the database, in bytes")]
    files: Annotated[int, Field(description="of evidence")]
    audit_seq: Annotated[int, Field(description="the last entry of the audit chain in it")]
    verified_at: datetime
    wrong: list[str]


class Backups(BaseModel):
    """The backups, the newest first; null where the database is on a server of its own, with tools of its own."""

    items: list[OneBackup] | None


@router.get("")
def list_backups(house: HouseDep, visitor: Reader) -> Backups:
    """Return the backups that lie on the machine of the house."""
    with house.database.read() as conn:
        visitor.judge(resources.house(organisation.tree(conn), visitor.today))
    folder = backups.folder_of(house.database)
    if folder is None:
        return Backups(items=None)
    return Backups(items=[OneBackup.model_validate(one) for one in backups.all_in(folder)])


@router.post("")
async def make_backup(house: HouseDep, visitor: Maker, repeatable: RepeatableDep) -> OneBackup:
    """Make a backup while the house runs, and look whether it is whole."""

    def judge(conn: Connection) -> None:
        visitor.judge(resources.house(organisation.tree(conn), visitor.today))

    async def act(_judged: None) -> Mapping[str, Any]:
        made = await asyncio.to_thread(_make, house, visitor.person_id)
        return OneBackup.model_validate(made).model_dump(mode="json")

    return OneBackup.model_validate(await once(house, repeatable.by(visitor), judge, act))


def _make(house: House, by: str) -> backups.Backup:
    return backups.make(house.database, house.files, now=house.now(), by=by)
