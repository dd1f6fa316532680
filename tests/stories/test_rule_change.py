"""The story of a change of the rules: 20 places become 25 for one quarter while three votes are open.

Nobody is disturbed: rosters, ballots and thresholds stay, running deadlines move as the change says, and a worker that
is killed half-way through the adoption finishes it. Its transcript is printed; see it with `-s`.
"""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from rules.loading import programme_file, read_programme, text_of
from rules.period_keys import Period
from store import audit
from store import tables as t
from store.engine import Database
from tests.cli.houses import House, sovang
from tests.stories.conftest import open_house
from tests.stories.force import THREE, council, found, rule_text, team_of
from tests.stories.visitors import Body, Visitors, deed

MANY = 130  # so that an adoption takes long enough to be killed half-way
NOMINATED = {"huyen-a": 24, "huyen-b": 2, "huyen-c": 2}
TODAY = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))
_THIRTY = "{name: passes, times: 30, ayes: 5, of: 5}"  # the real programme has no limit in a month

_UNLIMITED = (
    "      at_least: 1\n      at_most: no limit\n      rank_by: [ayes, beneficiaries, earlier deed]  # our choice\n"
)
_TWENTY = _UNLIMITED.replace("no limit", "20")


def before() -> str:
    """The rules of the story: a month's sitting selects 20 at most."""
    text = rule_text()
    assert _UNLIMITED in text
    return text.replace(_UNLIMITED, _TWENTY, 1)


def after(quarter: str) -> str:
    """The same with 25 places for one quarter, and five working days instead of three for the team."""
    exception = f"""
exceptions:
  - for: {{periods: [{quarter}]}}
    because: "Kế hoạch cao điểm"
    set: {{stages.unit-month.select.at_most: 25}}
"""
    return before().replace("within: 3 working days", "within: 5 working days", 1) + exception


def say(line: str) -> None:
    sys.stdout.write(f"{datetime.now(UTC):%H:%M:%S}  {line}\n")


def log_many(visitors: Visitors, count: int, district: str) -> list[str]:
    def one(_: int) -> str:
        told = visitors.call(f"{team_of(district)}.officer", "POST", "/nominations", deed("Trả lại của rơi"))
        assert told.is_success, told.text
        return str(told.json()["id"])

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def nominate(visitors: Visitors, district: str, count: int) -> list[str]:
    ids = log_many(visitors, count, district)
    for id_ in ids:
        visitors.until(lambda id_=id_: visitors.stage(f"{team_of(district)}.leader", id_) == "team")
        visitors.ask(f"{team_of(district)}.leader", id_, "recommend")
    return ids


def frozen(sitting: Body) -> object:
    """What an open vote must keep."""
    roster = sorted((one["person_id"], one["voting"]) for one in sitting["roster"])
    return roster, sitting["policy"]["quorum"], sitting["policy"]["passes_with"], sitting["members"]


@pytest.mark.timeout(300)
def test_twenty_places_become_twenty_five_while_three_votes_are_open(tmp_path: Path) -> None:
    quarter = Period.containing(TODAY, "quarter").key
    tokens = found(tmp_path, adopted=read_programme(before(), "so-vang.yaml"), districts=THREE)
    with open_house(tmp_path, tokens) as (house, visitors):
        candidates = {district: nominate(visitors, district, count) for district, count in NOMINATED.items()}
        waiting = log_many(visitors, MANY, "huyen-a")
        sittings = {one: visitors.open_now(f"{one}.secretary", "unit-month", one) for one in THREE}
        say(f"three votes are open: {', '.join(sittings.values())}")
        for district, sitting_id in sittings.items():
            for member in council(district)[:2]:
                visitors.vote(member, sitting_id, dict.fromkeys(candidates[district], "for"))
        as_opened = {one: frozen(visitors.get(f"{one}.secretary", f"/sittings/{id_}")) for one, id_ in sittings.items()}
        due = {id_: visitors.get("doi-a.leader", f"/nominations/{id_}")["due_at"] for id_ in waiting[:3]}

        change_id = propose_by_command(tmp_path, tokens, after(quarter))
        assert visitors.refused("tinh.admin", "POST", f"/rules/changes/{change_id}/commands", {"ask": "approve"}) == (
            403,
            "own_change",
        )
        approve_by_command(tmp_path, tokens, change_id)
        kill_half_way(house, visitors, change_id)

        visitors.until(lambda: change(visitors, change_id)["phase"] == "done")
        told = change(visitors, change_id)
        say(f"done: moved {told['moved']} of {told['of']}, stayed {told['kept']}, failed {told['failed']}")
        assert (told["failed"], told["moved"] + told["kept"], told["of"]) == (0, MANY + 3, MANY + 3)
        for id_, old in due.items():
            new = visitors.get("doi-a.leader", f"/nominations/{id_}")["due_at"]
            assert new > old
        say(f"a deadline of the team: {old} -> {new}")
        for one, id_ in sittings.items():
            visitors.until(
                lambda one=one, id_=id_: (
                    visitors.get(f"{one}.secretary", f"/sittings/{id_}")["edition"] == told["edition"]
                )
            )
            assert frozen(visitors.get(f"{one}.secretary", f"/sittings/{id_}")) == as_opened[one]
        for district, sitting_id in sittings.items():
            for member in council(district)[2:]:
                visitors.vote(member, sitting_id, dict.fromkeys(candidates[district], "for"))
        for district, sitting_id in sittings.items():
            visitors.until(
                lambda district=district, sitting_id=sitting_id: (
                    visitors.get(f"{district}.secretary", f"/sittings/{sitting_id}")["status"] == "decided"
                )
            )
            outcome = visitors.get(f"{district}.secretary", f"/sittings/{sitting_id}")["outcome"]
            say(f"{sitting_id}: {outcome}")
            assert outcome == {"selected": NOMINATED[district]}
    chain_is_whole(tmp_path)


def propose_by_command(data: Path, tokens: dict[str, str], text: str) -> str:
    file = data / "so-vang.yaml"
    file.write_text(text, "utf-8")
    file.with_name("so-vang.cases.yaml").write_text(CASES.replace(_THIRTY, _THIRTY.replace("30", "20")), "utf-8")
    done = sovang(
        "rules", "apply", str(file), "--from", TODAY.isoformat(), "--running", "now", "--because", "QĐ 25/2026",
        "--data", str(data), SOVANG_TOKEN=tokens["tinh.admin"],
    )  # fmt: skip
    say(done.stdout.strip().replace("\n", " | "))
    assert done.returncode == 0, done.stderr
    return done.stdout.split(":")[0]


def approve_by_command(data: Path, tokens: dict[str, str], change_id: str) -> None:
    done = sovang("rules", "approve", change_id, "--data", str(data), SOVANG_TOKEN=tokens["tinh.uv-1"])
    say(done.stdout.strip())
    assert done.returncode == 0, done.stderr


def kill_half_way(house: House, visitors: Visitors, change_id: str) -> None:
    """Kill the program, worker and API in one, as soon as some have moved and some have not."""
    while True:
        told = change(visitors, change_id)
        if told["moved"] and told["moved"] < told["of"]:
            break
        assert told["phase"] not in {"done", "refused"}, told
        time.sleep(0.01)
    os.kill(house.running().app_pid, signal.SIGKILL)
    say(f"kill -9 of the worker when {told['moved']} of {told['of']} had moved")
    visitors.until(lambda: not house.answers())
    visitors.until(house.answers)


def change(visitors: Visitors, change_id: str) -> Body:
    return visitors.get("tinh.uv-1", f"/rules/changes/{change_id}")


def chain_is_whole(data: Path) -> None:
    database = Database(f"sqlite:///{data / 'sovang.sqlite'}")
    e = t.events.c
    try:
        with database.read() as conn:
            findings = audit.verify(conn)
            adopted = conn.execute(select(func.count()).where(e.kind == "adopted")).scalar_one()
            twice = conn.execute(
                select(e.stream).where(e.kind == "adopted").group_by(e.stream).having(func.count() > 1)
            ).all()
    finally:
        database.close()
    assert (findings.is_unbroken, findings.agrees) == (True, True)
    assert (adopted, twice) == (MANY + 3, [])
    say(f"audit: {findings.entries} entries, unbroken; {adopted} adoptions, none twice")
