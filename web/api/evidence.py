"""Files of evidence: attached by the author one at a time, seen by whoever sees the nomination, as downloads only.

A file comes as the raw body; its kind is told by its bytes. Of a picture everybody but the author gets a copy without
the place where it was taken.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from fastapi import BackgroundTasks, Depends, Header, Path, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from rules.errors import RuleBroken
from rules.evidence import (
    BEGINNING,
    END,
    MEGABYTE,
    judge_content,
    judge_count,
    judge_time,
    judge_withdrawal,
)
from rules.programme import Evidence, LogStage
from rules.rights import Action, Resource
from store import answers, audit, evidence, nominations, organisation, resources
from store.answers import Answered
from store.evidence import Attachment
from store.files import Arriving
from store.nominations import Nomination
from store.pictures import COPY_KIND
from web.access import Needs, Visitor
from web.api.nominations import read_nomination
from web.house import House, HouseDep
from web.ids import NominationId
from web.kept_files import DOWNLOAD, FILE_REFUSES, SENT, handed_out, sweep
from web.problems import Problem
from web.repeats import KeyDep, Repeatable, RepeatableDep, repeatable
from web.routing import PREFIX, routes
from web.uploads import Copy, copied, judge_told, name_of, receive

router = routes("/nominations", "nominations")

UPLOADS = re.compile(
    rf"({PREFIX})?/nominations/[^/]+/evidence|/my-log|({PREFIX}/sittings|/sitting-room)/.+/written-ballots/[^/]+/scan"
)
LARGEST_FILE = 100 * MEGABYTE
"""Bytes: what the rule language lets a programme take at most; and what one form of the pages may bring."""

_STATE_REFUSES = ("ended", "stage_opening", "wrong_stage")
_REFUSES = ("file_attached_already", "file_name_unfit", "too_many_files", "no_rules", "no_such_stage")

_attaches = Needs(Action.EVIDENCE_ATTACH, refuses=(*_STATE_REFUSES, *FILE_REFUSES, *_REFUSES))
_withdraws = Needs(Action.EVIDENCE_WITHDRAW, refuses=(*_STATE_REFUSES, "evidence_seen"))
Author = Annotated[Visitor, Depends(_attaches)]
Withdrawer = Annotated[Visitor, Depends(_withdraws)]
Reader = Annotated[Visitor, Depends(Needs(Action.EVIDENCE_READ))]
Downloader = Annotated[Visitor, Depends(Needs(Action.EVIDENCE_READ, refuses=("file_damaged", "files_unavailable")))]
Owner = Annotated[Visitor, Depends(Needs(Action.EVIDENCE_READ_ORIGINAL, refuses=("file_damaged", "files_unavailable")))]

EvidenceId = Annotated[str, Path(pattern=r"^[\x21-\x7e]+$", max_length=64, examples=["e-0123456789abcdef"])]
FileName = Annotated[
    str,
    Header(
        alias="File-Name",
        max_length=5000,
        description="what the file is called, as UTF-8 in percent-encoding; 200 characters at most, no slashes",
        examples=["bi%C3%AAn%20b%E1%BA%A3n.pdf"],
    ),
]


class AttachedFile(BaseModel):
    """A file of evidence; `size` is in bytes, `hash` the SHA-256 of the original. `has_copy`: others see a copy."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    nomination_id: str
    name: str
    kind: Literal["jpeg", "png", "webp", "pdf"]
    size: int
    hash: str
    has_copy: bool
    added_by: str
    added_at: datetime


class AttachedFiles(BaseModel):
    """What is attached to a nomination, the oldest first."""

    items: list[AttachedFile]


class WithdrawnFile(BaseModel):
    """A file that was taken back."""

    id: str
    nomination_id: str


@router.post("/{nomination_id}/evidence", status_code=201, openapi_extra=SENT)
async def attach_evidence(
    nomination_id: NominationId, request: Request, house: HouseDep, visitor: Author, key: KeyDep, name: FileName
) -> AttachedFile:
    """Attach one file to a nomination of one's own, within what the rules take, before a council has it."""
    called = name_of(name)
    limits = await asyncio.to_thread(limits_of, house, visitor, nomination_id, key)
    judge_told(request, limits)
    return await take_file(request, house, visitor, nomination_id, key, called, limits, request.stream())


async def take_file(
    request: Request,
    house: House,
    visitor: Visitor,
    nomination_id: str,
    key: str,
    called: str,
    limits: Evidence,
    portions: AsyncIterable[bytes],
) -> AttachedFile:
    """Attach the file that comes in `portions`, under `key`, within `limits`; its name is fit already."""
    with house.files.arriving() as file:
        await receive(portions, file, limits)
        kind = judge_content(limits, *await asyncio.to_thread(file.edges, BEGINNING, END))
        asked = repeatable(request, house, key, f"{called}\n{file.hash}")
        async with copied(house, file, kind) as copy:
            return await asyncio.to_thread(_keep, house, visitor, nomination_id, asked, called, kind, file, copy)


@router.get("/{nomination_id}/evidence")
def list_evidence(nomination_id: NominationId, house: HouseDep, visitor: Reader) -> AttachedFiles:
    """Return what is attached to a nomination."""
    with house.database.read() as conn:
        read_nomination(conn, nomination_id, visitor)
        found = evidence.of_nomination(conn, nomination_id)
    return AttachedFiles(items=[_told(one) for one in found])


@router.get("/{nomination_id}/evidence/{evidence_id}", response_class=FileResponse, responses=DOWNLOAD)
def download_evidence(
    nomination_id: NominationId, evidence_id: EvidenceId, house: HouseDep, visitor: Downloader
) -> FileResponse:
    """Return a file; of a picture the copy, resized and without the place where it was taken."""
    found = _found(house, visitor, nomination_id, evidence_id)
    if found.copy_hash is not None:
        return handed_out(house, found.name, found.copy_hash, COPY_KIND)
    return handed_out(house, found.name, found.hash, found.kind)


@router.get("/{nomination_id}/evidence/{evidence_id}/original", response_class=FileResponse, responses=DOWNLOAD)
def download_original(
    nomination_id: NominationId, evidence_id: EvidenceId, house: HouseDep, visitor: Owner
) -> FileResponse:
    """Return a file to its author exactly as it came."""
    found = _found(house, visitor, nomination_id, evidence_id)
    return handed_out(house, found.name, found.hash, found.kind)


@router.delete("/{nomination_id}/evidence/{evidence_id}")
def withdraw_evidence(
    nomination_id: NominationId,
    evidence_id: EvidenceId,
    house: HouseDep,
    visitor: Withdrawer,
    asked: RepeatableDep,
    later: BackgroundTasks,
) -> WithdrawnFile:
    """Take a file of one's own nomination back, before a council has had it. What it held is removed."""
    by, now = asked.by(visitor), house.now()
    told = WithdrawnFile(id=evidence_id, nomination_id=nomination_id)
    with house.database.write() as conn:
        before = answers.begin(conn, by, now=now)
        if before is not None:
            return WithdrawnFile.model_validate(before.body)
        evidence.hold(conn, nomination_id)
        nomination, before_council = _judged(conn, visitor, nomination_id)
        found = evidence.one(conn, nomination_id, evidence_id)
        if found is None:
            raise Problem("not_found")
        judge_withdrawal(before_council=before_council)
        _judge_time(nomination, before_council=before_council)
        was = audit.row_hash(conn, "evidence", evidence_id)
        evidence.withdraw(conn, evidence_id, now=now)
        answers.finish(conn, by, Answered(200, told.model_dump()))
        audit.append(conn, [_line(conn, now, visitor, "evidence_withdrawn", found, was)])
    later.add_task(sweep, house, [hash_ for hash_ in (found.hash, found.copy_hash) if hash_])
    return told


def limits_of(house: House, visitor: Visitor, nomination_id: str, key: str) -> Evidence:
    """Return what may be sent, before anything is. A file that was taken under this key may be sent again."""
    with house.database.read() as conn:
        nomination, before_council = _judged(conn, visitor, nomination_id)
        limits = _clause(conn, house, nomination)
        if not answers.has_answered(conn, visitor.person_id, key):
            _judge_time(nomination, before_council=before_council)
            judge_count(limits, evidence.count(conn, nomination_id))
    return limits


def limits_now(conn: Connection, house: House, nomination: Nomination, attached: int) -> Evidence | None:
    """Return what may still be attached to a nomination with so many files; None if nothing may. For what is shown."""
    try:
        limits = _clause(conn, house, nomination)
        judge_count(limits, attached)
    except RuleBroken:
        return None
    return limits


def takes_files(nomination: Nomination, about: Resource) -> bool:
    """Return whether the files of a nomination, as the judge sees it, may still change. For what is shown."""
    try:
        _judge_time(nomination, before_council=not about.council_ids)
    except RuleBroken:
        return False
    return True


def _clause(conn: Connection, house: House, nomination: Nomination) -> Evidence:
    """Return the clause under which, and as of when, the deed was logged."""
    in_force = house.rulebook.at(conn, nomination.programme, nomination.logged_at)
    day = in_force.clock.day(nomination.logged_at)
    stage = in_force.log_terms(organisation.tree(conn).whereabouts(nomination.unit_id, day), day).stage
    if not isinstance(stage, LogStage):  # the loader sees to it
        raise RuleBroken("no_such_stage", stage=stage.stage)
    return stage.evidence


def _judged(conn: Connection, visitor: Visitor, nomination_id: str) -> tuple[Nomination, bool]:
    """Return a nomination that is the visitor's to change, and whether no council has had it."""
    nomination = nominations.by_id(conn, nomination_id)
    if nomination is None:
        raise Problem("not_found")
    resource = resources.of_nomination(conn, nomination, organisation.tree(conn), visitor.today)
    visitor.judge(resource)
    return nomination, not resource.council_ids


def _judge_time(nomination: Nomination, *, before_council: bool) -> None:
    judge_time(
        status=nomination.status,
        outcome=nomination.outcome,
        stage=nomination.stage,
        kind=str(nomination.entry["kind"]) if nomination.entry else None,
        before_council=before_council,
    )


def _keep(
    house: House,
    visitor: Visitor,
    nomination_id: str,
    asked: Repeatable,
    called: str,
    kind: str,
    file: Arriving,
    copy: Copy | None,
) -> AttachedFile:
    """Judge once more, now that nobody else can change the nomination's evidence; place the file, write its row."""
    by, now = asked.by(visitor), house.now()
    with house.database.write() as conn:
        before = answers.begin(conn, by, now=now)
        if before is not None:
            return AttachedFile.model_validate(before.body)
        evidence.hold(conn, nomination_id)
        nomination, before_council = _judged(conn, visitor, nomination_id)
        _judge_time(nomination, before_council=before_council)
        judge_count(_clause(conn, house, nomination), evidence.count(conn, nomination_id))
        attachment = Attachment(
            id=f"e-{secrets.token_hex(8)}",
            nomination_id=nomination_id,
            name=called,
            kind=kind,
            size=file.size,
            hash=file.hash,
            copy_size=copy.size if copy else None,
            copy_hash=copy.hash if copy else None,
            added_by=visitor.person_id,
            added_at=now,
        )
        evidence.attach(conn, house.files, attachment, file.path, copy.path if copy else None)
        told = _told(attachment)
        answers.finish(conn, by, Answered(201, told.model_dump(mode="json")))
        audit.append(conn, [_line(conn, now, visitor, "evidence_attached", attachment)])
    return told


def _told(one: Attachment) -> AttachedFile:
    return AttachedFile.model_validate({**asdict(one), "has_copy": one.copy_hash is not None})


def _line(
    conn: Connection, now: datetime, visitor: Visitor, action: str, about: Attachment, was: str | None = None
) -> audit.AuditLine:
    return audit.AuditLine(
        now,
        visitor.person_id,
        action,
        f"evidence:{about.id}",
        {"nomination_id": about.nomination_id, "kind": about.kind, "size": about.size, "hash": about.hash},
        was,
        audit.row_hash(conn, "evidence", about.id),
    )


def _found(house: House, visitor: Visitor, nomination_id: str, evidence_id: str) -> Attachment:
    with house.database.read() as conn:
        read_nomination(conn, nomination_id, visitor)
        found = evidence.one(conn, nomination_id, evidence_id)
    if found is None:
        raise Problem("not_found")
    return found
