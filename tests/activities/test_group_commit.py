"""Many small writes in one transaction: each caller gets its own answer or its own error, and nobody waits for ever."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, select

from activities.group_commit import GroupCommit
from store import tables as t
from store.engine import Database
from store.errors import StoreBusy
from store.instance import keep
from tests.activities.torn import Torn


class Slate:
    """Writes words down, and remembers in which company each came. A word that is `bad` is refused."""

    def __init__(self, database: Database) -> None:
        self.batches: list[list[str]] = []
        self.commit: GroupCommit[str, str] = GroupCommit(database, self.write)

    def write(self, conn: Connection, words: Sequence[str]) -> list[str]:
        self.batches.append(list(words))
        for word in words:
            keep(conn, word, word)
        if any(word.startswith("bad") for word in words):
            raise ValueError("a bad word")
        return [word.upper() for word in words]

    async def submit(self, *words: str) -> list[str | BaseException]:
        return await asyncio.gather(*(self.commit.submit(word) for word in words), return_exceptions=True)


def kept(database: Database) -> set[str]:
    with database.read() as conn:
        return set(conn.execute(select(t.meta.c.key).where(t.meta.c.key.not_in(["epoch", "instance"]))).scalars())


@contextmanager
def busy(database: Database) -> Iterator[Database]:
    """Somebody else writes meanwhile, and whoever comes is not patient."""
    impatient = Database(database.url, wait_s=0.05)
    with database.write() as conn:
        keep(conn, "first", "first")
        yield impatient
    impatient.close()


async def test_what_comes_together_is_committed_together_and_answered_in_order(db: Database) -> None:
    slate = Slate(db)

    answers = await slate.submit("a", "b", "c")

    assert (answers, slate.batches, kept(db)) == (["A", "B", "C"], [["a", "b", "c"]], {"a", "b", "c"})


async def test_what_comes_while_a_commit_is_under_way_shares_the_next(db: Database) -> None:
    slate = Slate(db)
    first = asyncio.create_task(slate.commit.submit("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    rest = await slate.submit("b", "c")

    assert (await first, rest) == ("A", ["B", "C"])
    assert [word for batch in slate.batches for word in batch] == ["a", "b", "c"]


async def test_a_bad_call_harms_only_itself(db: Database) -> None:
    slate = Slate(db)

    one, bad, two = await slate.submit("a", "bad", "b")

    assert (one, two, kept(db)) == ("A", "B", {"a", "b"})
    assert isinstance(bad, ValueError)
    assert slate.batches == [["a", "bad", "b"], ["a"], ["bad"], ["b"]]


async def test_a_bad_call_alone_is_tried_once(sqlite_db: Database) -> None:
    slate = Slate(sqlite_db)

    (bad,) = await slate.submit("bad")

    assert (isinstance(bad, ValueError), slate.batches, kept(sqlite_db)) == (True, [["bad"]], set())


async def test_after_a_pause_it_goes_on(sqlite_db: Database) -> None:
    slate = Slate(sqlite_db)
    await slate.submit("a")
    await asyncio.sleep(0.01)

    assert await slate.submit("b") == ["B"]


async def test_very_many_come_in_several_batches(sqlite_db: Database) -> None:
    slate = Slate(sqlite_db)
    words = [f"w{number}" for number in range(450)]

    answers = await slate.submit(*words)

    assert answers == [word.upper() for word in words]
    assert [len(batch) for batch in slate.batches] == [200, 200, 50]


async def test_while_somebody_else_writes_all_are_told_at_once(sqlite_db: Database) -> None:
    with busy(sqlite_db) as impatient:
        slate = Slate(impatient)
        answers = await slate.submit("a", "b", "c")

    assert [type(answer) for answer in answers] == [StoreBusy] * 3
    assert (slate.batches, kept(sqlite_db)) == ([], {"first"})


async def test_when_the_database_goes_while_calls_are_written_one_by_one_the_rest_are_told(sqlite_db: Database) -> None:
    torn = Torn(sqlite_db.url)
    slate = Slate(torn)

    bad, *lost = await slate.submit("bad", "a", "b")
    torn.close()

    assert isinstance(bad, ValueError)
    assert [type(answer).__name__ for answer in lost] == ["StoreUnavailable"] * 2
    assert kept(sqlite_db) == {"a"}


async def test_a_caller_who_gives_up_takes_nobody_along(sqlite_db: Database) -> None:
    slate = Slate(sqlite_db)
    gives_up = asyncio.create_task(slate.commit.submit("a"))
    await asyncio.sleep(0)
    gives_up.cancel()

    answers = await slate.submit("b")

    assert (answers, gives_up.cancelled(), kept(sqlite_db)) == (["B"], True, {"a", "b"})


async def test_a_writer_that_forgets_an_answer_commits_nothing(sqlite_db: Database) -> None:
    def forgetful(conn: Connection, words: Sequence[str]) -> list[str]:
        keep(conn, words[0], words[0])
        return []

    commit: GroupCommit[str, str] = GroupCommit(sqlite_db, forgetful)

    with pytest.raises(ValueError, match="1 calls were answered with 0 results"):
        await commit.submit("a")

    assert kept(sqlite_db) == set()
