"""Looks at the application database: sound, at the newest revision, its audit chain unbroken."""

import sqlite3

from cli.checkup.findings import Finding, note, problem, well
from store import audit, health, ledger
from store.engine import Database
from store.errors import StoreBusy, StoreUnavailable
from store.migrating import is_known

SAFE_SQLITE = (3, 51, 3)  # from here on SQLite itself keeps two writers from harming the write-ahead log


def sqlite_version() -> Finding:
    """Look at the SQLite that this Python brings."""
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        return note("sqlite", "sqlite_old", version=sqlite3.sqlite_version)
    return well("sqlite", "sqlite_ok", version=sqlite3.sqlite_version)


def database(store: Database) -> Finding:
    """Look whether the database can be asked, is whole, and has the tables of this program."""
    if store.path is not None and not store.path.exists():
        return note("database", "database_none")
    try:
        found = health.soundness(store)
    except (StoreBusy, StoreUnavailable) as away:
        return problem("database", "database_away", reason=away)
    if found.damage is not None:
        return problem("database", "database_damaged", reason=found.damage)
    if found.revision is not None and not is_known(found.revision):
        return problem("database", "database_newer", found=found.revision)
    if found.revision != found.newest:
        return problem("database", "database_behind", found=found.revision or "-", wanted=found.newest)
    return well("database", "database_ok", revision=found.revision)


def audit_chain(store: Database) -> Finding:
    """Look whether anybody changed the audit chain, or a row or an event behind its back. Only for a sound database."""
    with store.read() as conn:
        found = audit.verify(conn)
        spoiled = [f"events:{stream}#{number}" for stream, number in ledger.spoiled(conn)]
    if found.broken_at is not None:
        return problem("audit", "audit_broken", seq=found.broken_at)
    if changed := [*found.changed, *spoiled]:
        return problem("audit", "audit_disagrees", objects=", ".join(changed[:5]), count=len(changed))
    return well("audit", "audit_ok", entries=found.entries)
