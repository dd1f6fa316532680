"""The pages for tests: browsers without scripts, before the small town of the API's tests."""

from collections.abc import AsyncIterator, Callable

import pytest

from store import tables as t
from store.engine import Database
from tests.pages.browsers import Browser
from tests.store.makers import make_nomination, make_sitting
from tests.web.callers import Api
from tests.web.conftest import NOW, Live, api, live, nowhere
from tests.web.town import MEMBERS

__all__ = ["api", "live", "nowhere"]

ENTRY = "unit/district/2026/1"
SITTING = "sitting/so-vang/unit-month/district/2026-11"

Sit = Callable[..., Browser]


@pytest.fixture
async def sit(api: Api, sqlite_db: Database) -> AsyncIterator[Sit]:
    """Sits somebody down before the pages, without an engine behind them: `sit("an")`, `sit(None, "en")`.

    A deed waits for the team's leader (n-2), another one is before an open vote (n-1) and already in a book.
    """
    _make_cases(sqlite_db)
    browsers: list[Browser] = []

    def sits(who: str | None, language: str = "vi") -> Browser:
        browsers.append(Browser(api.app, api.tokens[who] if who else None, language))
        return browsers[-1]

    yield sits
    for browser in browsers:
        await browser.close()


@pytest.fixture
async def sit_live(live: Live) -> AsyncIterator[Sit]:
    """The same before the whole house, engine and worker included."""
    browsers: list[Browser] = []

    def sits(who: str | None, language: str = "vi") -> Browser:
        browsers.append(Browser(live.api.app, live.api.tokens[who] if who else None, language))
        return browsers[-1]

    yield sits
    for browser in browsers:
        await browser.close()


def _make_cases(database: Database) -> None:
    with database.write() as conn:
        make_nomination(conn, "n-1", sitting_id=SITTING, stage="unit-month", council_unit_id="district")
        make_nomination(conn, "n-2", stage="team", waits_for_role="leader", waits_for_unit_id="team", due_at=NOW)
        make_sitting(conn, SITTING, members=MEMBERS, candidates=["n-1"], period="2026-11")
        line = {"id": ENTRY, "book": "unit", "unit_id": "district", "year": 2026, "number": 1, "nomination_id": "n-1"}
        times = {"recorded_at": NOW, "published_at": NOW}
        conn.execute(t.entries.insert().values(line | times | {"title": "Tìm người lạc", "is_sample": False}))
