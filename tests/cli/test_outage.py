"""`sovang outage`: what is no outage is refused, when it is only looked at too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.outage import app
from cli.refusals import RefusalError
from cli.speech import Speech
from settings import load
from store.engine import Database
from store.migrating import migrate

LONG_AGO, LATER = "2026-01-05T08:00", "2026-01-06T08:00"
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outage")
    database = Database(load(data=folder).database_url)
    migrate(database)
    database.close()
    return folder


@pytest.mark.parametrize("looks", [(), ("--preview",)], ids=["done", "looked at"])
@pytest.mark.parametrize(
    ("start", "end", "because", "code"),
    [
        pytest.param(LATER, LONG_AGO, "mất điện", "outage_backwards", id="it ends before it begins"),
        pytest.param(LONG_AGO, TOMORROW, "mất điện", "outage_not_over", id="it is not over"),
        pytest.param("hôm nọ", LATER, "mất điện", "not_an_instant", id="some day or other"),
        pytest.param(LONG_AGO, LATER, "  ", "because_missing", id="no reason"),
    ],
)
def test_what_is_no_outage_is_refused(
    house: Path, looks: tuple[str, ...], start: str, end: str, because: str, code: str
) -> None:
    asked = ["--from", start, "--to", end, "--because", because, "--data", str(house), *looks]

    result = CliRunner().invoke(app, asked, obj=Speech("en"))

    assert isinstance(result.exception, RefusalError), result.output
    assert (result.exception.code, result.stdout) == (code, "")
