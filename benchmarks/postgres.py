"""A PostgreSQL of our own for a benchmark: from the machine's package or the wheel, on a socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, text

_USER = "sovang"


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of an empty database, with the settings a server has when nobody has tuned it."""
    folder = Path(tempfile.mkdtemp(prefix="sovang-bench-pg-", dir="/tmp"))  # a socket's path must be short
    binaries, as_somebody = _binaries(), _somebody()
    if as_somebody:
        os.chown(folder, as_somebody["user"], as_somebody["group"])
    init = [binaries / "initdb", "-D", folder / "data", "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C"]
    how = {"cwd": "/", **as_somebody}
    subprocess.run([str(part) for part in init], check=True, capture_output=True, **how)  # noqa: S603 - our own
    command = [binaries / "postgres", "-D", folder / "data", "-k", folder, "--listen_addresses="]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, **how)  # noqa: S603 - our own
    try:
        _until_ready(folder)
        yield f"postgresql+psycopg://{_USER}@/postgres?host={folder}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def tidy(url: str) -> None:
    """Do at once what the server does by and by after many writes: count the rows, note which pages all may see."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _until_ready(folder: Path) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user=_USER, dbname="postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return


def _binaries() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    wheel = find_spec("pgserver")
    if wheel is None or wheel.origin is None:
        raise FileNotFoundError("no PostgreSQL: install the package postgresql, or the wheel pgserver")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _somebody() -> dict[str, int]:
    """Return the user to run the server as: it refuses root. Nothing if this process may run it itself."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid}
