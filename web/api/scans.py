"""The scan kept with a written ballot: put there by whoever enters it, seen by whoever handles papers, as a download.

Of a secret vote no paper is scanned: what is kept shows that the member has sent one, and no choice.
"""

import asyncio
import secrets
from collections.abc import AsyncIterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from fastapi import BackgroundTasks, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.evidence import BEGINNING, END, SCAN, judge_content
from rules.rights import Action
from store import answers, audit, organisation, resources, scans, sitting_lists, written_ballots
from store.answers import Answered
from store.pictures import COPY_KIND
from store.scans import Scan
from store.sitting_lists import Sitting
from web.access import Needs, Visitor
from web.api.ballots import held
from web.api.sittings import DECIDED
from web.house import House, HouseDep
from web.ids import PersonId, SittingId
from web.kept_files import DOWNLOAD, FILE_REFUSES, SENT, handed_out, sweep
from web.problems import Problem
from web.repeats import KeyDep, Repeatable, RepeatableDep, repeatable
from web.routing import routes
from web.uploads import copied, judge_told, receive

router = routes("/sittings", "ballots")

PATH = "/{sitting_id:path}/written-ballots/{person_id}/scan"
REFUSES = ("own_deed", "own_ballot", "no_paper", "scan_may_show_choices", *FILE_REFUSES)

Clerk = Annotated[Visitor, Depends(Needs(Action.BALLOTS_ENTER, Action.SITTINGS_READ, refuses=REFUSES))]
Withdrawer = Annotated[
    Visitor, Depends(Needs(Action.BALLOTS_ENTER, Action.SITTINGS_READ, refuses=("own_deed", "own_ballot")))
]
Reader = Annotated[Visitor, Depends(Needs(Action.BALLOTS_READ_SCAN, Action.SITTINGS_READ, refuses=("own_deed",)))]
Downloader = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.BALLOTS_READ_SCAN,
            Action.SITTINGS_READ,
            refuses=("own_deed", "file_damaged", "files_unavailable"),
        )
    ),
]

Round = Annotated[
    int | None,
    Query(alias="round", ge=1, le=2, description="of the vote; the one under way, or the last, unless given"),
]
NoChoice = Annotated[
    bool, Query(description="whoever sends it has looked: no choice can be seen. A secret vote takes nothing else.")
]


class KeptScan(BaseModel):
    """The file kept with a member's written ballot; `size` in bytes, `hash` the SHA-256 of what is kept."""

    model_config = ConfigDict(from_attributes=True)

    sitting_id: str
    round: int
    person_id: str
    kind: Annotated[Literal["jpeg", "pdf"], Field(description="of any picture a copy is kept, and nothing else")]
    size: int
    hash: str
    added_by: str
    added_on: date


class KeptScans(BaseModel):
    """The scans of a sitting, by round and member."""

    items: list[KeptScan]


class WithdrawnScan(BaseModel):
    """A scan that was taken back."""

    sitting_id: str
    round: int
    person_id: str


@router.put(PATH, openapi_extra=SENT)
async def keep_scan(
    sitting_id: SittingId,
    person_id: PersonId,
    request: Request,
    house: HouseDep,
    visitor: Clerk,
    key: KeyDep,
    later: BackgroundTasks,
    *,
    shows_no_choice: NoChoice = False,
) -> KeptScan:
    """Keep one file with a member's written ballot, in place of the one before; of a picture only the copy stays."""
    await asyncio.to_thread(judge_scan, house, visitor, sitting_id, person_id, shows_no_choice=shows_no_choice)
    judge_told(request, SCAN)
    return await take_scan(request, house, visitor, sitting_id, person_id, key, later, request.stream())


@router.get("/{sitting_id:path}/scans")
def list_scans(sitting_id: SittingId, house: HouseDep, visitor: Reader) -> KeptScans:
    """Return which scans are kept with the written ballots of a sitting."""
    with house.database.read() as conn:
        sitting = _known(conn, sitting_id)
        _judge(conn, visitor, sitting, Action.BALLOTS_READ_SCAN)
        found = [KeptScan.model_validate(one) for one in seen(conn, sitting)]
    return KeptScans(items=found)


@router.get(PATH, response_class=FileResponse, responses=DOWNLOAD)
def download_scan(
    sitting_id: SittingId, person_id: PersonId, house: HouseDep, visitor: Downloader, voted_in: Round = None
) -> FileResponse:
    """Return the scan of a member's written ballot."""
    with house.database.read() as conn:
        sitting = _known(conn, sitting_id)
        _judge(conn, visitor, sitting, Action.BALLOTS_READ_SCAN)
        whose = (voted_in or sitting.round, person_id)
        found = next((one for one in seen(conn, sitting) if (one.round, one.person_id) == whose), None)
    if found is None:
        raise Problem("not_found")
    return handed_out(house, f"{person_id}-{found.round}", found.hash, found.kind)


@router.delete(PATH)
def withdraw_scan(
    sitting_id: SittingId,
    person_id: PersonId,
    house: HouseDep,
    visitor: Withdrawer,
    asked: RepeatableDep,
    later: BackgroundTasks,
) -> WithdrawnScan:
    """Take the scan of a written ballot of the last round back. What it held is removed."""
    by, now = asked.by(visitor), house.now()
    with house.database.write() as conn:
        before = answers.begin(conn, by, now=now)
        if before is not None:
            return WithdrawnScan.model_validate(before.body)
        sitting = held(conn, sitting_id)
        _judge_clerk(conn, visitor, sitting, person_id)
        found = scans.one(conn, sitting_id, sitting.round, person_id)
        if found is None:
            raise Problem("not_found")
        told = WithdrawnScan(sitting_id=sitting_id, round=sitting.round, person_id=person_id)
        line = _withdrawn(conn, house, visitor, found)
        answers.finish(conn, by, Answered(200, told.model_dump()))
        audit.append(conn, [line])
    later.add_task(sweep, house, [found.hash])
    return told


def judge_scan(house: House, visitor: Visitor, sitting_id: str, person_id: str, *, shows_no_choice: bool) -> None:
    """Return if the visitor may put a scan beside this ballot now, before anything is read of what she sends.

    Raise RuleBroken or Problem: `no_paper`, or `scan_may_show_choices` of a secret vote.
    """
    with house.database.read() as conn:
        sitting = _known(conn, sitting_id)
        _judge_clerk(conn, visitor, sitting, person_id)
        _judge_paper(conn, sitting, person_id)
    if is_secret(sitting) and not shows_no_choice:
        raise Problem("scan_may_show_choices")


async def take_scan(
    request: Request,
    house: House,
    visitor: Visitor,
    sitting_id: str,
    person_id: str,
    key: str,
    later: BackgroundTasks,
    portions: AsyncIterable[bytes],
) -> KeptScan:
    """Keep the file that comes in `portions`, under `key`; `judge_scan` has let it come."""
    with house.files.arriving() as file:
        await receive(portions, file, SCAN)
        kind = judge_content(SCAN, *await asyncio.to_thread(file.edges, BEGINNING, END))
        asked = repeatable(request, house, key, file.hash)
        async with copied(house, file, kind) as copy:
            said = (COPY_KIND, copy.size, copy.hash) if copy else (kind, file.size, file.hash)
            path = copy.path if copy else file.path
            return await asyncio.to_thread(_keep, house, visitor, sitting_id, person_id, asked, said, path, later)


def is_secret(sitting: Sitting) -> bool:
    """Return whether a paper of this sitting shows what nobody may see."""
    return (sitting.policy or {}).get("ballot") != "open"


def seen(conn: Connection, sitting: Sitting) -> list[Scan]:
    """Return the scans that may be seen now: while a second round is open, nobody looks at papers of the first."""
    found = scans.of_sitting(conn, sitting.id)
    return [one for one in found if sitting.status == DECIDED or one.round == sitting.round]


def _keep(
    house: House,
    visitor: Visitor,
    sitting_id: str,
    person_id: str,
    asked: Repeatable,
    said: tuple[str, int, str],
    path: Path,
    later: BackgroundTasks,
) -> KeptScan:
    """Judge once more, now that nobody else can change the sitting; place the file, write its row."""
    by, now = asked.by(visitor), house.now()
    with house.database.write() as conn:
        before = answers.begin(conn, by, now=now)
        if before is not None:
            return KeptScan.model_validate(before.body)
        sitting = held(conn, sitting_id)
        _judge_clerk(conn, visitor, sitting, person_id)
        _judge_paper(conn, sitting, person_id)
        earlier = scans.one(conn, sitting_id, sitting.round, person_id)
        lines = [_withdrawn(conn, house, visitor, earlier)] if earlier else []
        kind, size, hash_ = said
        scan = Scan(
            id=f"s-{secrets.token_hex(8)}",
            sitting_id=sitting_id,
            round=sitting.round,
            person_id=person_id,
            kind=kind,
            size=size,
            hash=hash_,
            added_by=visitor.person_id,
            added_on=house.today(now),
        )
        scans.keep(conn, house.files, scan, path)
        told = KeptScan.model_validate(scan)
        answers.finish(conn, by, Answered(200, told.model_dump(mode="json")))
        audit.append(conn, [*lines, _line(conn, house, visitor, "scan_kept", scan)])
    if earlier:
        later.add_task(sweep, house, [earlier.hash])
    return told


def _known(conn: Connection, sitting_id: str) -> Sitting:
    sitting = sitting_lists.by_id(conn, sitting_id)
    if sitting is None:
        raise Problem("not_found")
    return sitting


def _judge(conn: Connection, visitor: Visitor, sitting: Sitting, action: Action) -> None:
    """Nobody handles papers on which a deed of her own stands; who does not see the sitting hears nothing of it."""
    units = organisation.tree(conn)
    visitor.judge(resources.of_sitting(conn, sitting, units, visitor.today), Action.SITTINGS_READ)
    visitor.judge(resources.of_written_ballots(conn, sitting, units, visitor.today), action)


def _judge_clerk(conn: Connection, visitor: Visitor, sitting: Sitting, person_id: str) -> None:
    _judge(conn, visitor, sitting, Action.BALLOTS_ENTER)
    if person_id == visitor.person_id:
        raise Problem("own_ballot")


def _judge_paper(conn: Connection, sitting: Sitting, person_id: str) -> None:
    if not written_ballots.is_there(conn, sitting.id, sitting.round, person_id):
        raise Problem("no_paper")


def _withdrawn(conn: Connection, house: House, visitor: Visitor, scan: Scan) -> audit.AuditLine:
    """Take a scan back and return what the audit chain says of it."""
    was = audit.row_hash(conn, "scans", scan.id)
    scans.withdraw(conn, scan.id, on=house.today(house.now()))
    return _line(conn, house, visitor, "scan_withdrawn", scan, was)


def _line(
    conn: Connection, house: House, visitor: Visitor, action: str, scan: Scan, was: str | None = None
) -> audit.AuditLine:
    detail = {
        "sitting_id": scan.sitting_id,
        "round": scan.round,
        "person_id": scan.person_id,
        "kind": scan.kind,
        "size": scan.size,
        "hash": scan.hash,
    }
    after = audit.row_hash(conn, "scans", scan.id)
    return audit.AuditLine(house.now(), visitor.person_id, action, f"scans:{scan.id}", detail, was, after)
