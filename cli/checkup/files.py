"""Looks at this machine and the data folder: versions, modes, lock, keys, disk."""

import platform
import shutil
import time

from cli.checkup.findings import Finding, note, problem, well
from cli.house import leftovers
from cli.lock import holder
from cli.server import read_versions, server_version
from keys import KeyFileError, read_keys
from settings import Settings, version
from store import evidence as rows
from store.engine import Database
from store.errors import FilesUnavailable
from store.files import Files

_ARRIVED_S = 3600  # a file that is older has its row, or belongs to nobody


def versions(settings: Settings) -> Finding:
    """Look whether the data was last used with the server installed here."""
    ours = server_version()
    theirs = read_versions(settings.data).get("temporal", ours)
    if theirs != ours:
        return note("versions", "versions_differ", theirs=theirs, ours=ours)
    return well("versions", "versions_ok", sovang=version(), python=platform.python_version(), temporal=ours)


def data_folder(settings: Settings) -> Finding:
    """Look whether the data folder is there, and ours alone."""
    if not settings.data.exists():
        return note("data", "data_none", data=settings.data)
    if settings.data.stat().st_mode & 0o077:
        return problem("data", "data_open", data=settings.data)
    return well("data", "data_ok", data=settings.data)


def lock(settings: Settings) -> Finding:
    """Look who holds the data folder, and for what a killed `up` left behind."""
    if pid := holder(settings.data):
        return well("lock", "lock_held", pid=pid)
    if alive := leftovers(settings.data):
        return problem("lock", "leftovers", pids=", ".join(map(str, alive)))
    return well("lock", "lock_free")


def keys(settings: Settings) -> Finding:
    """Look whether both key files are there, whole, and readable by their owner only."""
    if not settings.data.exists():
        return note("keys", "keys_none_yet")
    try:
        read_keys(settings.keys)
    except KeyFileError as ill:
        return problem("keys", ill.code, **ill.params)
    return well("keys", "keys_ok")


def disk(settings: Settings) -> Finding:
    """Look at the free space where the data is, or will be."""
    folder = next(folder for folder in (settings.data, *settings.data.parents) if folder.exists())
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < settings.free_disk_mb:
        return problem("disk", "disk_low", data=settings.data, free=free_mb, wanted=settings.free_disk_mb)
    return well("disk", "disk_ok", free=free_mb)


def evidence(settings: Settings, store: Database) -> Finding:
    """Look whether every file that a row names is there and whole, and for files that no row names.

    Reads every file. Only for a database that has its tables.
    """
    files = Files(settings.files)
    with store.read() as conn:
        named = rows.named_files(conn)
    try:
        damaged = [hash_ for hash_ in sorted(named) if not files.is_whole(hash_)]
        old = [path for path in files.all() if path.stat().st_mtime < time.time() - _ARRIVED_S]
    except (FilesUnavailable, OSError) as failed:
        return problem("evidence", "evidence_unreadable", files=settings.files, reason=failed)
    if damaged:
        return problem("evidence", "evidence_damaged", files=settings.files, count=len(damaged), hashes=_some(damaged))
    if nobodys := [path.name for path in old if path.name not in named]:
        return note("evidence", "evidence_nobodys", files=settings.files, count=len(nobodys), hashes=_some(nobodys))
    return well("evidence", "evidence_ok", count=len(named))


def _some(hashes: list[str]) -> str:
    return ", ".join(hashes[:5])
