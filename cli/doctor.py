"""`sovang doctor`: looks at everything, changes nothing, says what is wrong and what to do about it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.text import Text
from temporalio.service import RPCError

from cli.checkup import channels, database, files, temporal
from cli.checkup.findings import Finding, note, problem, well
from cli.house import LOGS, is_healthy
from cli.lock import holder
from cli.options import Data
from cli.speech import Speech
from settings import Settings, load, read_running
from store.engine import Database
from wiring import LAST_BREATH_S, reach
from workflows.key_ring import KeyRing

app = typer.Typer()

_NO_KEY = KeyRing(current="none", keys={"none": bytes(32)})  # doctor reads no payload, so it needs no key
_MARKS = {"ok": ("✓", "green"), "note": ("•", "yellow"), "problem": ("✗", "red")}


@app.command()
def doctor(
    context: typer.Context,
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON / the result as JSON.")] = False,
) -> None:
    """Khám hệ thống: có gì sai, cần làm gì (mã thoát 1) / Say what is wrong, and what to do (exit code 1)."""
    speech = context.ensure_object(Speech)
    findings = asyncio.run(examine(load(data=data)))
    problems = sum(finding.state == "problem" for finding in findings)
    if as_json:
        checks = [
            {"check": f.check, "state": f.state, "code": f.code, "says": speech.sentence(f.code, **f.params)}
            for f in findings
        ]
        speech.hand_over({"ok": not problems, "checks": checks})
    else:
        for finding in findings:
            name = speech.sentence(f"check.{finding.check}")
            says = speech.sentence(finding.code, **finding.params)
            # On one line each: a command or a path that is broken in two cannot be copied.
            speech.out.print(Text.assemble(_MARKS[finding.state], f" {name:<20} {says}"))
        speech.say("problems" if problems else "all_well", count=problems)
    raise typer.Exit(1 if problems else 0)


async def examine(settings: Settings) -> list[Finding]:
    """Return what every check found, in the order they are shown."""
    findings = [
        files.versions(settings),
        files.data_folder(settings),
        files.lock(settings),
        files.keys(settings),
        files.disk(settings),
        database.sqlite_version(),
    ]
    store = Database(settings.database_url)
    try:
        findings.append(database.database(store))
        has_tables = findings[-1].code == "database_ok"
        if has_tables:
            findings.append(database.audit_chain(store))
            findings.append(await asyncio.to_thread(files.evidence, settings, store))
        findings += await asyncio.to_thread(list, channels.channels(settings.channels, store if has_tables else None))
        return findings + [finding async for finding in _running_system(settings, store if has_tables else None)]
    finally:
        store.close()
        await asyncio.sleep(LAST_BREATH_S)


async def _running_system(settings: Settings, store: Database | None) -> AsyncIterator[Finding]:
    """Yield what the running parts say; nothing is expected of an embedded system that is not running."""
    embedded = read_running(settings.data)
    if holder(settings.data) is None and (embedded or not settings.temporal.address):
        for check in ("api", "server", "worker", "stuck", "backlog"):
            yield note(check, "not_running")
        return
    logs = settings.data / LOGS
    if embedded:
        yield await _api(embedded.api, logs)
    address = settings.temporal.address or "127.0.0.1:7233"
    log = logs / "temporal.log"
    try:
        client = await reach(settings.temporal, _NO_KEY, patience_s=2)
    except RuntimeError:
        yield problem("server", "server_away", address=address, log=log)
        return
    yield await _asked("server", temporal.server(client, address))
    yield await _asked("worker", temporal.worker(client, logs))
    yield await _asked("stuck", temporal.stuck(client))
    if store is not None:
        yield await _asked("backlog", temporal.backlog(client, store, logs))


async def _asked(check: str, look: Awaitable[Finding]) -> Finding:
    """Return what `look` finds; a server need not tell everybody everything, the Cloud does not."""
    try:
        return await look
    except RPCError as refused:
        return note(check, "server_does_not_tell", reason=refused.status.name)


async def _api(url: str, logs: Path) -> Finding:
    where = urlsplit(url)
    if await asyncio.to_thread(is_healthy, where.hostname or "", where.port or 0):
        return well("api", "api_ok", url=url)
    return problem("api", "api_away", url=url, log=logs / "sovang.log")
