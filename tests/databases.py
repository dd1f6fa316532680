"""Databases for tests: every test that asks for `db` runs on SQLite and on PostgreSQL, each time on tables of its own.

A `Database` serves one test after another, so that SQLAlchemy compiles a statement once, as it does in a running house.
PostgreSQL is the system's server where there is one, else the `pgserver` wheel; without either the tests fail.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from store import tables as t
from store.engine import Database
from store.migrating import migrate

OneFile = Callable[[], AbstractContextManager[Database]]

TEMPLATE = "sovang_template"
SETTINGS = {
    "listen_addresses": "",  # a socket in the server's own directory only
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


# What the tables are: their columns, and their triggers with whether they fire.
SHAPE = """
SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
  SELECT c.relname || '.' || a.attname AS line FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT tgname::text || tgenabled::text FROM pg_trigger) AS lines
"""
# Faster than a new copy: most tests write a few rows in a few of the tables.
NO_TRIGGERS = "SET LOCAL session_replication_role = replica"
EMPTIED = """
DO $$ DECLARE one text; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
  LOOP PERFORM setval(one::regclass, 1, false); END LOOP;
END $$
"""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server of this test session, with a database whose tables are there."""

    directory: Path
    user: str = "sovang"
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    clean: list[Database] = field(default_factory=list)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.directory}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[str, ...]]":
        return psycopg.connect(host=str(self.directory), user=self.user, dbname=database, autocommit=True)

    def execute(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement.encode())

    def lend(self) -> Database:
        """Return a database as the migrations make it: one that was given back clean, or a new copy."""
        if self.clean:
            return self.clean.pop()
        name = f"t{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return Database(self.url(name))

    def give_back(self, database: Database) -> None:
        """Empty a database for the next test; drop it if its tables are no longer what they were."""
        with database.write() as conn:
            is_whole = conn.exec_driver_sql(SHAPE).scalar_one() == self.template.shape
            if is_whole:
                conn.exec_driver_sql(NO_TRIGGERS)
                conn.exec_driver_sql(EMPTIED)
                conn.execute(t.meta.insert(), self.template.meta)
        if is_whole:
            self.clean.append(database)
        else:
            database.close()
            self.execute(f"DROP DATABASE {make_url(database.url).database} WITH (FORCE)")

    @cached_property
    def template(self) -> "Template":
        database = Database(self.url(TEMPLATE))
        with database.read() as conn:
            meta = [dict(row) for row in conn.execute(t.meta.select()).mappings()]
            template = Template(conn.exec_driver_sql(SHAPE).scalar_one(), meta)
        database.close()  # nobody may be connected to what is copied
        return template


@dataclass(frozen=True)
class Template:
    """How the migrations leave a database: the shape of its tables, and the only rows there are."""

    shape: str
    meta: list[dict[str, str]]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    directory = Path(tempfile.mkdtemp(prefix="sovang-pg-", dir="/tmp"))
    binaries = _binaries()
    somebody = _unprivileged()
    if somebody:
        os.chown(directory, somebody.pw_uid, somebody.pw_gid)
    as_somebody = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []} if somebody else {}
    data = directory / "data"
    made = ["-U", "sovang", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run([binaries / "initdb", "-D", data, *made], as_somebody)
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", directory, *options],
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd="/",
            **as_somebody,
        )
    try:
        server = Server(directory)
        _wait_until_ready(server, process)
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        _migrate(server.url(TEMPLATE))
        yield server
        for database in server.clean:
            database.close()
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "app.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def one_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> OneFile:
    """Lends the same `Database` again and again, each time on a new file with its tables, alone in its folder."""
    folder = tmp_path_factory.mktemp("sqlite") / "new"
    database = Database(f"sqlite:///{folder / 'app.db'}")

    @contextmanager
    def lend() -> Iterator[Database]:
        folder.mkdir()
        shutil.copyfile(sqlite_template, folder / "app.db")
        try:
            yield database
        finally:
            database.close()
            shutil.rmtree(folder)

    return lend


@pytest.fixture
def sqlite_db(one_file: OneFile) -> Iterator[Database]:
    """A database of one file, with its tables, for this test only."""
    with one_file() as database:
        yield database


@pytest.fixture
def postgres_db(postgres: Server) -> Iterator[Database]:
    """A PostgreSQL database with its tables, for this test only."""
    database = postgres.lend()
    yield database
    postgres.give_back(database)


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Database:
    """A database with its tables, for this test only: once SQLite, once PostgreSQL."""
    return request.getfixturevalue("sqlite_db" if request.param == "sqlite" else "postgres_db")


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def _binaries() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if installed:
        return installed[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    wheel = importlib.util.find_spec("pgserver")  # found, not imported: importing it looks at the machine
    if wheel is None or wheel.origin is None:
        pytest.fail("no PostgreSQL: install the package postgresql, or the wheel pgserver (requirements-dev.txt)")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _unprivileged() -> pwd.struct_passwd | None:
    """Return the user to run the server as: it refuses root. None if this process may run it itself."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _run(command: list[object], as_somebody: dict[str, object]) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, cwd="/", check=False, **as_somebody)
    if done.returncode:
        pytest.fail(f"{command[0]} failed: {done.stderr.decode(errors='replace')}")


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError as not_yet:
            if process.poll() is not None or time.monotonic() > give_up_at:
                pytest.fail(f"PostgreSQL did not start: {not_yet}\n{(server.directory / 'log').read_text()}")
            time.sleep(0.05)
        else:
            return
