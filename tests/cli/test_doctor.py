"""`sovang doctor` on data folders with one fault each; what it says is compared by code."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from cli.doctor import examine
from cli.lock import hold
from cli.server import DYNAMIC_CONFIG, FILE
from keys import BALLOTS, make_keys
from settings import RUNNING, Settings, load
from store import audit, evidence, instance, ledger
from store import tables as t
from store.engine import Database
from store.evidence import Attachment
from store.files import INCOMING, Files
from store.migrating import migrate
from tests.cli.houses import House, sovang
from words.operations import OPERATIONS
from workflows.connection import TASK_QUEUE, register

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A healthy data folder on which nothing runs."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    make_keys(folder / "keys")
    with opened(folder) as database:
        migrate(database)
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    database = Database(settings_of(folder).database_url)
    yield database
    database.close()


def settings_of(folder: Path, **environ: str) -> Settings:
    return load(environ, data=folder)


async def problems_of(settings: Settings) -> dict[str, str]:
    """The problems found (check -> code)."""
    return {finding.check: finding.code for finding in await examine(settings) if finding.state == "problem"}


async def test_a_healthy_house_has_no_problem(data: Path) -> None:
    assert await problems_of(settings_of(data)) == {}


async def test_a_house_that_was_never_started_has_no_problem(tmp_path: Path) -> None:
    assert await problems_of(settings_of(tmp_path / "data")) == {}
    assert list(tmp_path.iterdir()) == []


async def test_looking_changes_nothing(data: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in data.rglob("*") if file.suffix != ".sqlite-shm"}

    await examine(settings_of(data))

    assert {file: file.stat().st_mtime_ns for file in before} == before


async def test_a_folder_that_others_can_enter_is_a_problem(data: Path) -> None:
    data.chmod(0o755)

    assert await problems_of(settings_of(data)) == {"data": "data_open"}


async def test_a_key_that_others_can_read_is_a_problem(data: Path) -> None:
    (data / "keys" / BALLOTS).chmod(0o644)

    assert await problems_of(settings_of(data)) == {"keys": "key_open_to_others"}


async def test_a_lost_key_is_a_problem(data: Path) -> None:
    (data / "keys" / BALLOTS).unlink()

    assert await problems_of(settings_of(data)) == {"keys": "key_missing"}


def attached(data: Path) -> Path:
    """A file of evidence with its row."""
    files = Files(data / "files")
    with files.arriving() as file, opened(data) as database, database.write() as conn:
        file.add(b"as it came")
        file.settle()
        about = Attachment(
            id="e-1",
            nomination_id="n-1",
            name="x.pdf",
            kind="pdf",
            size=file.size,
            hash=file.hash,
            copy_size=None,
            copy_hash=None,
            added_by="an",
            added_at=NOW,
        )
        evidence.attach(conn, files, about, file.path, None)
        return files.path(file.hash)


async def test_evidence_that_changed_or_was_lost_is_a_problem(data: Path) -> None:
    file = attached(data)
    assert await problems_of(settings_of(data)) == {}

    file.write_bytes(b"As it came")
    assert await problems_of(settings_of(data)) == {"evidence": "evidence_damaged"}

    file.unlink()
    assert await problems_of(settings_of(data)) == {"evidence": "evidence_damaged"}


async def test_files_that_no_row_names_are_told_once_they_are_old(data: Path) -> None:
    kept = attached(data)
    left = [kept.with_name("0123"), data / "files" / INCOMING / "4567"]
    for file in left:
        file.write_bytes(b"of nobody")
    arriving = [finding.code for finding in await examine(settings_of(data)) if finding.check == "evidence"]
    for file in (kept, *left):
        os.utime(file, (0, 0))

    found = [finding for finding in await examine(settings_of(data)) if finding.check == "evidence"]

    assert arriving == ["evidence_ok"]
    assert [(one.state, one.code, one.params["count"]) for one in found] == [("note", "evidence_nobodys", 2)]


async def test_a_disk_that_is_nearly_full_is_a_problem(data: Path) -> None:
    assert await problems_of(settings_of(data, SOVANG_FREE_DISK_MB="999999999")) == {"disk": "disk_low"}


async def test_a_damaged_database_is_a_problem(data: Path) -> None:
    file = data / "sovang.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as pages:
        pages.seek(4096 * 10)
        pages.write(b"\xff" * 4096 * 5)

    assert await problems_of(settings_of(data)) == {"database": "database_damaged"}


async def test_a_file_that_is_no_database_is_a_problem(data: Path) -> None:
    (data / "sovang.sqlite").write_bytes(b"no database " * 1000)

    assert await problems_of(settings_of(data)) == {"database": "database_damaged"}


@pytest.mark.parametrize(("revision", "code"), [("0001", "database_behind"), ("9999", "database_newer")])
async def test_tables_of_another_revision_are_a_problem(data: Path, revision: str, code: str) -> None:
    with closing(sqlite3.connect(data / "sovang.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        database.commit()

    assert await problems_of(settings_of(data)) == {"database": code}


async def test_a_database_that_does_not_answer_is_a_problem(data: Path) -> None:
    settings = settings_of(data, SOVANG_DATABASE_URL="postgresql+psycopg://127.0.0.1:1/sovang")

    assert await problems_of(settings) == {"database": "database_away"}


async def test_an_audit_entry_changed_behind_the_programs_back_is_a_problem(data: Path) -> None:
    with opened(data) as database, database.write() as conn:
        audit.append(conn, [audit.AuditLine(NOW, "an", "test", f"units:{number}") for number in range(3)])
    with closing(sqlite3.connect(data / "sovang.sqlite")) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE audit SET actor_id = 'binh' WHERE seq = 2")
        database.commit()

    assert (await problems_of(settings_of(data)))["audit"] == "audit_broken"


async def test_an_event_changed_behind_the_programs_back_is_a_problem(data: Path) -> None:
    lines = [ledger.LedgerLine(number, "logged", NOW, "an", {"title": "Tìm người lạc"}) for number in (1, 2)]
    with opened(data) as database, database.write() as conn:
        ledger.append(conn, "n-1", lines, instance.epoch(conn), "r")
    assert await problems_of(settings_of(data)) == {}
    with closing(sqlite3.connect(data / "sovang.sqlite")) as database:
        for trigger in ("events_refuse_update", "events_refuse_delete"):
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute('UPDATE events SET body = \'{"title": "Cứu người"}\' WHERE number = 1')
        database.commit()

    (found,) = [one for one in await examine(settings_of(data)) if one.check == "audit"]

    assert (found.state, found.code, found.params) == (
        "problem",
        "audit_disagrees",
        {"objects": "events:n-1#1", "count": 1},
    )


async def test_what_a_killed_up_left_running_is_a_problem(data: Path) -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "start-dev", str(data / FILE)])
    write_running(data, server_pid=left.pid)

    found = await problems_of(settings_of(data))

    left.kill()
    left.wait()
    assert found["lock"] == "leftovers"


async def test_a_server_that_does_not_answer_is_a_problem(data: Path) -> None:
    write_running(data)

    with hold(data):
        assert await problems_of(settings_of(data)) == {"api": "api_away", "server": "server_away"}


async def test_a_stated_server_that_does_not_answer_is_a_problem(data: Path) -> None:
    assert await problems_of(settings_of(data, TEMPORAL_ADDRESS="127.0.0.1:1")) == {"server": "server_away"}


async def test_a_server_without_our_retention_and_nobody_who_works_are_problems(data: Path, bare: Client) -> None:
    settings = settings_of(data, TEMPORAL_ADDRESS=bare.service_client.config.target_host)

    assert await problems_of(settings) == {"server": "server_unprepared", "worker": "worker_none"}


@workflow.defn(name="Faulty")
class Faulty:
    @workflow.run
    async def run(self) -> None:
        raise RuntimeError("a fault of the program")


async def test_a_workflow_that_stands_on_a_fault_is_a_problem(data: Path, bare: Client) -> None:
    await register(bare)
    settings = settings_of(data, TEMPORAL_ADDRESS=bare.service_client.config.target_host)
    async with Worker(bare, task_queue=TASK_QUEUE, workflows=[Faulty], workflow_runner=UnsandboxedWorkflowRunner()):
        await bare.start_workflow(Faulty.run, id="faulty", task_queue=TASK_QUEUE)
        found: dict[str, str] = {}
        while not found:
            found = await problems_of(settings)

    assert found == {"stuck": "stuck_some"}


async def test_a_message_that_waits_is_no_problem_while_nothing_sends(data: Path, bare: Client) -> None:
    await register(bare)
    with opened(data) as database, database.write() as conn:
        told_at = datetime.now(UTC) - timedelta(hours=1)
        conn.execute(
            t.outbox.insert().values(
                dedupe="1", to_person_id="an", kind="due", params={}, created_at=told_at, state="queued"
            )
        )

    found = await problems_of(settings_of(data, TEMPORAL_ADDRESS=bare.service_client.config.target_host))

    assert found == {"worker": "worker_none"}


def test_a_running_house_is_well(tmp_path: Path) -> None:
    up = House(tmp_path / "data")
    try:
        up.until_ready()

        examined = sovang("doctor", "--data", str(up.data), "--json")

        told = json.loads(examined.stdout)
        assert (examined.returncode, told["ok"]) == (0, True)
        assert {check["check"]: check["code"] for check in told["checks"] if check["check"] != "sqlite"} == {
            "versions": "versions_ok",
            "data": "data_ok",
            "lock": "lock_held",
            "keys": "keys_ok",
            "disk": "disk_ok",
            "database": "database_ok",
            "audit": "audit_ok",
            "evidence": "evidence_ok",
            "channels": "channels_off",
            "api": "api_ok",
            "server": "server_ok",
            "worker": "worker_ok",
            "stuck": "stuck_none",
            "backlog": "backlog_ok",
        }
    finally:
        up.end()


def test_a_problem_is_said_in_words_with_exit_code_1(data: Path) -> None:
    (data / "keys" / BALLOTS).chmod(0o644)

    examined = sovang("doctor", "--data", str(data))

    assert examined.returncode == 1
    assert f"Run: chmod 600 {data / 'keys' / BALLOTS}" in examined.stdout
    assert "Problems to see to: 1." in examined.stdout


def test_every_check_has_a_name_in_the_catalogue(data: Path) -> None:
    examined = sovang("doctor", "--data", str(data), "--json")

    assert {f"check.{check['check']}" for check in json.loads(examined.stdout)["checks"]} == {
        code for code in OPERATIONS if code.startswith("check.")
    }


def write_running(data: Path, *, server_pid: int = 0) -> None:
    """Write what `up` writes, with addresses at which nobody listens."""
    running = {"pid": 0, "server_pid": server_pid, "app_pid": 0, "temporal": "127.0.0.1:1", "api": "http://127.0.0.1:1"}
    (data / RUNNING).write_text(json.dumps(running))


@pytest.fixture
async def bare() -> AsyncIterator[Client]:
    """A client of a real server on which nothing is registered and nobody works."""
    binary = Path(sys.executable).with_name("temporal")
    config = [part for value in DYNAMIC_CONFIG for part in ("--dynamic-config-value", value)]
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(binary), dev_server_extra_args=config
    ) as env:
        yield env.client
