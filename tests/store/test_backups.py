"""Backups that are made while somebody writes: whole, looked at, and honest about what is damaged."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from rules.errors import RuleBroken
from store import audit, backups
from store import tables as t
from store.engine import Database
from store.files import Files
from tests.store.makers import NOW, make_force, make_nomination, make_person


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def fill(database: Database, files: Files) -> str:
    """A nomination with one file of evidence; return the file's hash."""
    with files.arriving() as file:
        file.add(b"%PDF-1.7 ...")
        file.settle()
        hash_ = file.hash
        files.keep(file.path, hash_)
    with database.write() as conn:
        make_force(conn)
        make_person(conn, "an")
        make_nomination(conn, "n-1")
        row = {"id": "e-1", "nomination_id": "n-1", "name": "a.pdf", "kind": "pdf", "hash": hash_, "size": 12}
        conn.execute(t.evidence.insert().values(row | {"added_at": NOW, "added_by": "an"}))
        audit.append(conn, [audit.AuditLine(NOW, "an", "attached", "evidence:e-1")])
    return hash_


def folder_of(database: Database) -> Path:
    folder = backups.folder_of(database)
    assert folder
    return folder


def test_a_backup_is_the_house_of_that_moment_and_whole(sqlite_db: Database, files: Files) -> None:
    hash_ = fill(sqlite_db, files)

    made = backups.make(sqlite_db, files, now=NOW, by="admin")

    assert (made.made_by, made.files, made.audit_seq, made.wrong) == ("admin", 1, 1, ())
    assert backups.all_in(folder_of(sqlite_db)) == (made,)
    kept = folder_of(sqlite_db) / made.name
    assert Files(kept / "files").is_whole(hash_)
    with closing(sqlite3.connect(kept / "sovang.sqlite")) as copy:
        assert copy.execute("SELECT id FROM nominations").fetchall() == [("n-1",)]
    assert sorted(path.name for path in kept.iterdir()) == ["backup.json", "files", "sovang.sqlite"]
    with sqlite_db.read() as conn:
        assert conn.execute(select(t.audit.c.action).order_by(t.audit.c.seq)).scalars().all()[-1] == "backup_made"


def test_one_is_made_while_somebody_else_is_writing(sqlite_db: Database, files: Files) -> None:
    fill(sqlite_db, files)
    with closing(sqlite3.connect(str(sqlite_db.path), isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM nominations").fetchall()
        made = backups.make(sqlite_db, files, now=NOW, by=None)

    assert made.wrong == ()


def test_what_is_lost_or_damaged_later_is_found_when_somebody_looks_again(sqlite_db: Database, files: Files) -> None:
    hash_ = fill(sqlite_db, files)
    made = backups.make(sqlite_db, files, now=NOW, by=None)
    folder, later = folder_of(sqlite_db), NOW + timedelta(days=1)
    (folder / made.name / "files" / hash_[:2] / hash_).unlink()

    lost = backups.verify(folder, made.name, now=later)
    with closing(sqlite3.connect(folder / made.name / "sovang.sqlite")) as copy:
        for trigger in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f"DROP TRIGGER {trigger[0]}")
        copy.execute("UPDATE audit SET actor_id = 'binh'")
        copy.commit()
    changed = backups.verify(folder, made.name, now=later)

    assert (lost.wrong, lost.verified_at, lost.made_at) == (("evidence",), later, NOW)
    assert changed.wrong == ("audit", "evidence")
    assert backups.all_in(folder) == (changed,)


def test_evidence_that_was_lost_before_is_told(sqlite_db: Database, files: Files) -> None:
    files.remove(fill(sqlite_db, files))

    assert backups.make(sqlite_db, files, now=NOW, by=None).wrong == ("evidence",)


def test_two_in_one_moment_are_one(sqlite_db: Database, files: Files) -> None:
    fill(sqlite_db, files)
    backups.make(sqlite_db, files, now=NOW, by=None)

    with pytest.raises(RuleBroken) as refused:
        backups.make(sqlite_db, files, now=NOW, by=None)

    assert refused.value.code == "backup_under_way"
    assert len(list(folder_of(sqlite_db).iterdir())) == 1


def test_what_is_no_backup_is_none(sqlite_db: Database, files: Files) -> None:
    folder = folder_of(sqlite_db)
    fill(sqlite_db, files)
    made = backups.make(sqlite_db, files, now=NOW, by=None)
    (folder / ".cut-off").mkdir()
    (folder / "temporal-1.0.0.sqlite").write_text("the server's")
    for name, said in (("a", "{"), ("b", json.dumps({"name": "b"}))):
        (folder / name).mkdir()
        (folder / name / "backup.json").write_text(said)

    assert backups.all_in(folder) == (made,)
    for name in ("none", "../backups", made.name + "/../a"):
        with pytest.raises(RuleBroken, match="no_such_backup"):
            backups.verify(folder, name, now=NOW)


def test_a_database_on_a_server_has_its_own_tools(postgres_db: Database, files: Files) -> None:
    with pytest.raises(RuleBroken, match="backup_on_server"):
        backups.make(postgres_db, files, now=NOW, by=None)
