"""What is done about stuck things: each is judged for itself, so that one that is refused keeps no other from help."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection
from temporalio.service import RPCError

from rules.errors import RuleBroken
from rules.remedies import Remedy, Stuck, needs, why_not
from rules.rights import Action, Resource, authorize, sight
from store import actors, limits, nominations, organisation, remedying, resources, sitting_lists
from store.nominations import Scope
from store.remedying import Act
from store.stuck import pages
from store.stuck.details import Line, deeper
from store.stuck.pages import Wanted
from store.unit_tree import UnitTree
from web.access import Visitor
from web.engine import NotRunningError
from web.house import House
from web.problems import Problem
from web.reading_back import is_shown
from web.trying import Asked, Sent, Step, command, tried
from workflows import troubles
from workflows.connection import PATIENCE, TASK_QUEUE
from workflows.nomination import Ask
from workflows.reconcile import REMINDERS
from workflows.requests import Rescheduled
from workflows.troubles import Technical

_AT_ONCE = 8


async def judged(house: House, visitor: Visitor, asked: Asked) -> list[Step]:
    """Return what the remedy would do to each, in the order that was asked. Nothing is changed.

    Raise RuleBroken `unknown_person` for somebody who is not in service.
    """
    try:
        client = await house.engine.client()
    except Problem:
        client = None
    technical = await troubles.technical(client)
    read = await asyncio.to_thread(_read, house, visitor, asked, technical)
    beyond = await asyncio.to_thread(_beyond, house, visitor, asked)
    suspects = [line.id for line, _ in read.values() if line.kind != "obligation" and line.cause != "second_approval"]
    if asked.remedy in ("retry", "reproject", "rebuild"):
        told = await troubles.described(client, suspects)
        read = {id_: (deeper([line], told)[0], resource) for id_, (line, resource) in read.items()}
    steps = [_step(house, visitor, asked, id_, read.get(id_)) for id_ in dict.fromkeys(asked.ids)]
    steps = [replace(one, **beyond[one.id]) if not one.refused and one.id in beyond else one for one in steps]
    return await asyncio.to_thread(tried, house, visitor, asked, steps)


def _beyond(house: House, visitor: Visitor, asked: Asked) -> dict[str, dict[str, Any]]:
    """Return the nominations whose sum is beyond what the person who would decide may approve, and how to say so."""
    approves = asked.remedy == "override" and asked.outcome == "recommended"
    person_id = asked.to if asked.remedy == "reassign" else visitor.person_id if approves else ""
    if not person_id:
        return {}
    with house.database.read() as conn:
        found = [one for id_ in asked.ids if (one := nominations.by_id(conn, id_)) is not None]
        return {
            one.id: {
                "refused": "beyond_their_limit",
                "params": {"person": person_id, "reward_vnd": one.reward_vnd},
            }
            for one in found
            if not limits.may_approve(conn, one, person_id, house.rulebook, visitor.today)
        }


def _read(house: House, visitor: Visitor, asked: Asked, technical: Technical) -> dict[str, tuple[Line, Resource]]:
    with house.database.read() as conn:
        if asked.to and actors.actor(conn, asked.to, visitor.today) is None:
            raise RuleBroken("unknown_person", person=asked.to)
        units = organisation.tree(conn)
        seen = sight(visitor.actor, Action.STUCK_READ)
        scope = Scope(units.reach(seen.unit_ids, visitor.today), seen.person_id, seen.council_ids)
        wanted = Wanted(ids=frozenset(asked.ids), healthy=True)
        page = pages.page(
            conn, house.rulebook, scope, wanted, now=house.now(), troubles=technical.cases, size=len(asked.ids)
        )
        return {line.id: (line, _resource(conn, line, units, visitor.today)) for line in page.lines}


def _resource(conn: Connection, line: Line, units: UnitTree, on: date) -> Resource:
    if line.kind == "nomination":
        nomination = nominations.by_id(conn, line.id)
        if nomination is not None:
            return resources.of_nomination(conn, nomination, units, on)
    elif (sitting := sitting_lists.by_id(conn, line.id)) is not None:
        return resources.of_sitting(conn, sitting, units, on)
    return resources.of_unit(units, line.unit_id, on)


def _step(house: House, visitor: Visitor, asked: Asked, id_: str, read: tuple[Line, Resource] | None) -> Step:
    if read is None:
        return Step(id_, None, "not_found")
    line, resource = read
    decision = authorize(visitor.actor, needs(asked.remedy, line.kind), resource)
    if not decision.allowed:
        return Step(id_, line, decision.code)
    what = Stuck(
        kind=line.kind,
        stage_kind=line.stage_kind,
        cause=line.cause,
        due_at=line.due_at,
        owing=len(line.deciders) if asked.remedy == "deputise" else len(line.unblocks),
        trouble=line.trouble,
    )
    return Step(id_, line, why_not(asked.remedy, what, now=house.now()))


async def done(house: House, visitor: Visitor, asked: Asked, steps: Sequence[Step], command_id: str) -> list[Step]:
    """Do it to those to which it applies; what is refused only then comes back with its code. Twice is once.

    What the program itself does afterwards (a reminder sent, an activity tried) is not waited for.
    """
    act = Act(visitor.person_id, asked.because, house.now())
    helped = [step for step in steps if not step.refused]
    if asked.remedy in ("nudge", "deputise"):
        await asyncio.to_thread(_write, house, visitor, asked, [step.line for step in helped if step.line], act)
        if asked.remedy == "nudge" and helped:
            await _sweep(house)
        return list(steps)
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(step: Step) -> Step:
        if step.refused or step.line is None:
            return step
        try:
            async with gate:
                await _do(house, visitor, asked, step.line, _own_id(command_id, step.id))
        except NotRunningError:
            return Step(step.id, step.line, "not_running")
        except Problem as no:
            return Step(step.id, step.line, no.code, no.params)
        return step

    after = list(await asyncio.gather(*(one(step) for step in steps)))
    changed = [step.id for step in after if not step.refused]
    if asked.remedy in _NOTED and changed:
        await asyncio.to_thread(_note, house, changed, _NOTED[asked.remedy], act)
    if asked.remedy == "rebuild" and changed:
        await _reconcile(house)
    return after


_NOTED: dict[Remedy, str] = {"retry": "retried", "reproject": "reprojected", "rebuild": "rebuilt"}
"""Remedies that leave no event of their own, and what the audit calls them."""


def _own_id(command_id: str, id_: str) -> str:
    return hashlib.sha256(f"{command_id}\n{id_}".encode()).hexdigest()[:32]


def _write(house: House, visitor: Visitor, asked: Asked, lines: Sequence[Line], act: Act) -> None:
    if not lines:
        return
    with house.database.write() as conn:
        if asked.remedy == "nudge":
            remedying.nudge(conn, lines, act)
        elif asked.until is not None:
            away = sorted({person_id for line in lines for person_id in line.deciders} - {asked.to})
            until = asked.until.astimezone(house.zone).date()
            remedying.deputise(conn, away, asked.to, until, visitor.today, act)


def _note(house: House, ids: Sequence[str], action: str, act: Act) -> None:
    with house.database.write() as conn:
        remedying.note(conn, ids, action, act)


async def _do(house: House, visitor: Visitor, asked: Asked, line: Line, command_id: str) -> None:
    sent = await asyncio.to_thread(_sent, house, visitor, asked, line.id) if line.kind == "nomination" else None
    if sent is not None:
        await _ask(house, line.id, Ask(command_id=command_id, command=sent))
    elif asked.remedy == "extend":
        await _move(house, asked, line, command_id, visitor.person_id)
    else:
        await _repair(house, asked.remedy, line)


def _sent(house: House, visitor: Visitor, asked: Asked, id_: str) -> Sent | None:
    with house.database.read() as conn:
        return command(conn, house, visitor, asked, id_)


async def _ask(house: House, id_: str, asked: Ask) -> None:
    """Ask a nomination, and wait for as long as a person would not notice until the lists show it."""
    answer = await house.engine.ask(id_, asked)
    await is_shown(house, id_, answer.number)


async def _move(house: House, asked: Asked, line: Line, command_id: str, by: str) -> None:
    is_open = await asyncio.to_thread(_has_open_vote, house, line.id)
    to = {"votes_close_at": asked.until} if is_open else {"votes_open_at": asked.until}
    move = Rescheduled(sitting_id=line.id, command_id=command_id, by=by, because=asked.because, **to)
    await house.engine.reschedule(move)


def _has_open_vote(house: House, sitting_id: str) -> bool:
    with house.database.read() as conn:
        return remedying.has_open_vote(conn, sitting_id)


async def _repair(house: House, remedy: Remedy, line: Line) -> None:
    client = await house.engine.client()
    handle = client.get_workflow_handle(line.id)
    repairs: dict[str, Callable[[], Awaitable[object]]] = {
        "retry": lambda: troubles.retry_now(client, line.id),
        "reproject": lambda: _reproject(house, line.id),
        "rebuild": lambda: handle.terminate("rebuilt from the ledger", rpc_timeout=PATIENCE),
    }
    try:
        await repairs[remedy]()
    except RPCError as failed:
        if line.trouble is None or line.trouble.kind != "not_running":
            raise Problem("engine_not_ready") from failed


async def _reproject(house: House, id_: str) -> None:
    def known() -> int:
        with house.database.read() as conn:
            return remedying.last_number(conn, id_)

    await house.engine.reproject(id_, await asyncio.to_thread(known))


async def _sweep(house: House) -> None:
    """Have due reminders sent now, not at the next sweep."""
    client = await house.engine.client()
    id_ = f"{REMINDERS}-now-{uuid4().hex[:12]}"
    await client.start_workflow("Reminders", id=id_, task_queue=TASK_QUEUE)


async def _reconcile(house: House) -> None:
    client = await house.engine.client()
    id_ = f"reconcile-now-{datetime.now(UTC):%Y%m%d%H%M%S}-{uuid4().hex[:6]}"
    await client.execute_workflow("Reconcile", id=id_, task_queue=TASK_QUEUE)
