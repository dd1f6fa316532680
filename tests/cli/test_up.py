"""`sovang up` with the real Temporal server, as its own processes."""

import json
import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.envconfig import ClientConfigProfile

from cli.refusals import RefusalError
from cli.server import back_up_before_change, choose_port, server_version, write_versions
from keys import BALLOTS, read_keys
from settings import RUNNING
from tests.cli.houses import House, free_port, is_alive, sovang, until
from workflows import attributes
from workflows.connection import connect, registered


@contextmanager
def house(data: Path, **environ: str) -> Iterator[House]:
    up = House(data, **environ)
    try:
        yield up
    finally:
        up.end()


async def client_of(up: House) -> Client:
    where = up.until_ready()
    return await connect(ClientConfigProfile(address=str(where["temporal"])), read_keys(up.data / "keys").payload)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_when_told(tmp_path: Path, number: signal.Signals) -> None:
    with house(tmp_path / "dữ liệu") as up:
        up.until_ready()
        children = up.running()

        code, said = up.stop(number)

        assert (code, said.splitlines()[-2:]) == (0, ["Stopping ...", "Stopped."])
        assert not is_alive(children.app_pid)
        assert not is_alive(children.server_pid)
        assert not (up.data / RUNNING).exists()


async def test_a_new_house_has_keys_tables_retention_and_search_attributes(tmp_path: Path) -> None:
    with house(tmp_path / "data") as up:
        client = await client_of(up)

        assert {key.name for key in attributes.ALL} == (await registered(client)).keys()
        with closing(sqlite3.connect(up.data / "sovang.sqlite")) as database:
            assert database.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
        assert up.data.stat().st_mode & 0o777 == 0o700
        assert {file.name: file.stat().st_mode & 0o077 for file in up.data.iterdir() if file.is_file()} == {
            file.name: 0 for file in up.data.iterdir() if file.is_file()
        }


def test_a_second_up_on_the_same_data_is_refused_with_words(tmp_path: Path) -> None:
    with house(tmp_path / "data") as up:
        up.until_ready()

        second = sovang("up", "--data", str(up.data))

        assert second.returncode == 1
        assert f"is in use by process {up.process.pid}" in second.stderr
        assert up.answers()


def test_a_killed_server_is_started_again(tmp_path: Path) -> None:
    with house(tmp_path / "data") as up:
        up.until_ready()
        killed = up.running().server_pid

        os.kill(killed, signal.SIGKILL)
        until(lambda: up.running().server_pid != killed and sovang_is_well(up))

        assert up.stop()[0] == 0


def test_a_killed_program_is_started_again(tmp_path: Path) -> None:
    with house(tmp_path / "data") as up:
        up.until_ready()
        killed = up.running().app_pid

        os.kill(killed, signal.SIGKILL)
        until(lambda: up.running().app_pid != killed and up.answers())

        assert up.stop()[0] == 0


def test_what_a_killed_up_left_behind_is_ended_by_the_next(tmp_path: Path) -> None:
    with house(tmp_path / "data") as killed:
        killed.until_ready()
        left = killed.running()
        os.kill(killed.process.pid, signal.SIGKILL)
        killed.process.wait()

        with house(tmp_path / "data") as up:
            up.until_ready()

            assert not is_alive(left.app_pid)
            assert not is_alive(left.server_pid)
            assert up.stop()[0] == 0


async def test_a_restart_keeps_keys_and_cases(tmp_path: Path) -> None:
    with house(tmp_path / "data") as first:
        client = await client_of(first)
        await client.start_workflow("Waits", id="case", task_queue="of nobody")
        keys = read_keys(first.data / "keys")
        first.stop()

    with house(tmp_path / "data") as second:
        client = await client_of(second)
        case = await client.get_workflow_handle("case").describe()

        assert case.status is WorkflowExecutionStatus.RUNNING
        assert read_keys(second.data / "keys") == keys


def test_a_program_that_cannot_run_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    (tmp_path / "sovang.sqlite").write_bytes(b"no database at all" * 1000)
    with house(tmp_path) as up:
        _, said = up.process.communicate(timeout=60)

        assert up.process.returncode == 1
        assert "Sổ Vàng could not be started" in said
        assert "file is not a database" in said


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        pytest.param({"SOVANG_FREE_DISK_MB": "999999999"}, "MB left and at least 999999999 MB", id="a full disk"),
        pytest.param({"SOVANG_API_PORT": "many"}, "SOVANG_API_PORT must be a number", id="a wrong setting"),
        pytest.param({"SOVANG_DATA": "/dev/null/data"}, "/dev/null/data cannot be written to", id="no folder"),
    ],
)
def test_what_cannot_be_run_is_refused_with_words(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    refused = sovang("up", **{"SOVANG_DATA": str(tmp_path), **environ})

    assert (refused.returncode, refused.stdout) == (1, "")
    assert words in refused.stderr


def test_keys_are_not_made_beside_old_data(tmp_path: Path) -> None:
    write_versions(tmp_path, "0.1.0")
    (tmp_path / "sovang.sqlite").touch()

    refused = sovang("up", "--data", str(tmp_path))

    assert refused.returncode == 1
    assert f"The key file {tmp_path / 'keys' / BALLOTS} is missing" in refused.stderr


def test_a_database_is_not_made_beside_old_data(tmp_path: Path) -> None:
    write_versions(tmp_path, "0.1.0")

    refused = sovang("up", "--data", str(tmp_path))

    assert refused.returncode == 1
    assert "sovang.sqlite is missing" in refused.stderr


def test_data_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    write_versions(tmp_path, "99.10.0")

    refused = sovang("up", "--data", str(tmp_path))

    assert refused.returncode == 1
    assert "The data was made by Sổ Vàng 99.10.0" in refused.stderr


def test_a_usual_port_in_use_is_passed_over_for_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        usual = taken.getsockname()[1]

        chosen = choose_port("127.0.0.1", "SOVANG_API_PORT", None, usual)

        assert chosen != usual


def test_a_stated_port_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(RefusalError) as refused:
            choose_port("127.0.0.1", "SOVANG_API_PORT", port, free_port())

        assert (refused.value.code, refused.value.params) == ("port_taken", {"name": "SOVANG_API_PORT", "port": port})


def test_the_servers_file_is_backed_up_before_its_version_changes(tmp_path: Path) -> None:
    (tmp_path / "versions.json").write_text(json.dumps({"sovang": "0.1.0", "temporal": "1.0.0"}))
    with closing(sqlite3.connect(tmp_path / "temporal.sqlite")) as database:
        database.execute("CREATE TABLE cases (id)")

    changed = back_up_before_change(tmp_path)

    assert changed == ("1.0.0", tmp_path / "backups" / "temporal-1.0.0.sqlite")
    with closing(sqlite3.connect(changed[1])) as backup:
        assert backup.execute("SELECT name FROM sqlite_master").fetchall() == [("cases",)]


def test_a_backup_of_that_version_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "versions.json").write_text(json.dumps({"sovang": "0.1.0", "temporal": "1.0.0"}))
    sqlite3.connect(tmp_path / "temporal.sqlite").close()
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "temporal-1.0.0.sqlite").write_text("the first backup")

    back_up_before_change(tmp_path)

    assert (tmp_path / "backups" / "temporal-1.0.0.sqlite").read_text() == "the first backup"


def test_an_unchanged_server_is_not_backed_up(tmp_path: Path) -> None:
    (tmp_path / "versions.json").write_text(json.dumps({"sovang": "0.1.0", "temporal": server_version()}))
    (tmp_path / "temporal.sqlite").touch()

    assert back_up_before_change(tmp_path) is None


def sovang_is_well(up: House) -> bool:
    return sovang("doctor", "--data", str(up.data)).returncode == 0
