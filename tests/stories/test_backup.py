"""A backup that was made while the house ran is put into an empty folder: the house goes on from that moment."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.houses import House, sovang
from tests.stories.conftest import open_house
from tests.stories.force import found

OFFICER, LEADER = "doi-a.officer", "doi-a.leader"


@pytest.mark.timeout(240)
def test_what_was_there_when_the_backup_was_made_goes_on_from_it(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(mode=0o700)
    tokens = found(first)
    with open_house(first, tokens) as (house, visitors):
        kept = visitors.log(OFFICER, "Trước khi sao lưu")
        made = json.loads(sovang("backup", "--data", str(first), "--json").stdout)["backups"][0]
        visitors.log(OFFICER, "Sau khi sao lưu")
        house.stop()
    _restore(first / "backups" / str(made["name"]), first, second)

    with open_house(second, tokens) as (house, visitors):
        again = sovang("reconcile", "--after-restore", "--data", str(second))
        visitors.until(lambda: _is_well(house))
        titles = [one["title"] for one in visitors.get(OFFICER, "/nominations")["items"]]
        visitors.ask(LEADER, kept, "recommend")
        visitors.until(lambda: visitors.stage(OFFICER, kept) == "unit-month")
        house.stop()

    assert (made["wrong"], again.returncode, titles) == ([], 0, ["Trước khi sao lưu"])


def _restore(backup: Path, before: Path, to: Path) -> None:
    """Do what docs/operations.md says: database and files into an empty folder, with the keys."""
    to.mkdir(mode=0o700)
    shutil.copy(backup / "sovang.sqlite", to)
    if (backup / "files").is_dir():
        shutil.copytree(backup / "files", to / "files")
    shutil.copytree(before / "keys", to / "keys")


def _is_well(house: House) -> bool:
    return bool(json.loads(sovang("doctor", "--data", str(house.data), "--json").stdout)["ok"])
