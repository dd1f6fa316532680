"""`sovang stuck`, `unstick` and `stats` on a real house, and what they say of wrong input."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.houses import sovang
from tests.stories.conftest import open_house
from tests.stories.force import found
from tests.stories.visitors import Visitors


class Desk:
    """The commands in front of one running house, and everybody's tokens in files."""

    def __init__(self, data: Path, tokens: dict[str, str], visitors: Visitors) -> None:
        self.data, self.visitors = data, visitors
        self.files = {who: data.parent / f"{number}.token" for number, who in enumerate(tokens)}
        for who, file in self.files.items():
            file.write_text(f"{tokens[who]}\n", "utf-8")

    def run(self, *arguments: str) -> tuple[int, str, str]:
        done = sovang(*arguments, "--data", str(self.data))
        return done.returncode, done.stdout, done.stderr

    def told(self, *arguments: str) -> Any:
        code, out, err = self.run(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    def unstick(self, who: str, *arguments: str) -> tuple[int, str, str]:
        return self.run("unstick", *arguments, "--because", "diễn tập", "--token", str(self.files[who]))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("stuck")
    tokens = found(folder / "data")
    with open_house(folder / "data", tokens) as (_, visitors):
        yield Desk(folder / "data", tokens, visitors)


@pytest.fixture(scope="module")
def waiting(desk: Desk) -> str:
    """A deed of team A that waits for its leader."""
    return desk.visitors.log("doi-a.officer", "Tìm người lạc")


def test_what_waits_is_listed_and_filters_narrow_it(desk: Desk, waiting: str) -> None:
    lines = {line["id"]: line for line in desk.told("stuck", "--all", "--unit", "huyen-a")["items"]}
    others = {line["id"] for line in desk.told("stuck", "--all", "--unit", "huyen-b")["items"]}
    code, shown, _ = desk.run("stuck", "--all", "--stage", "team")

    assert (lines[waiting]["cause"], lines[waiting]["unblocks"]) == ("person", ["doi-a.leader"])
    assert waiting not in others
    assert code == 0
    assert waiting in shown.splitlines()  # alone on its line, to be copied
    assert "(doi-a.leader)" in shown


def test_the_forecast_names_the_sittings_that_nobody_stands_before(desk: Desk) -> None:
    items = desk.told("stuck", "--forecast")["items"]
    code, shown, _ = desk.run("stuck", "--forecast")

    under_a = {one["unit_id"] for one in desk.told("stuck", "--forecast", "--unit", "huyen-a")["items"]}

    assert {one["programme"] for one in items} == {"so-vang"}
    assert under_a < {one["unit_id"] for one in items}
    assert all(unit_id.endswith("-a") for unit_id in under_a), under_a
    assert all(one["risks"] and datetime.fromisoformat(one["until"]) for one in items)
    assert code == 0
    assert shown.strip()


def test_statistics_have_their_numbers_or_say_that_there_are_none(desk: Desk, waiting: str) -> None:
    before = desk.told("stats", "--days", "30", "--unit", "huyen-b")
    code, said, _ = desk.run("stats", "--unit", "huyen-b")
    desk.visitors.ask("doi-a.leader", waiting, "recommend")
    after = desk.told("stats", "--unit", "huyen-a")

    assert (before["stages"], code, said.strip()) == ({}, 0, "Nothing came to its end in this time.")
    assert after["stages"]["team"]["count"] == 1
    (stay,) = after["stages_by_unit"]
    assert (stay["stage"], stay["unit_id"], stay["days"]["count"]) == ("team", "doi-a", 1)
    assert desk.run("stats", "--unit", "huyen-a", "--by-unit")[1].count("team") >= 3
    assert desk.run("stats", "--unit", "huyen-a")[1].count("team") >= 2  # in the table, and as the slowest


def test_a_remedy_is_looked_at_and_done_and_keeps_its_reason(desk: Desk) -> None:
    id_ = desk.visitors.log("doi-b.officer", "Cứu người đuối nước")
    chief = "huyen-b.uv-1"
    due = datetime.fromisoformat(desk.visitors.get(chief, f"/nominations/{id_}")["due_at"])
    until = ("--until", (due + timedelta(days=1)).isoformat())

    looked = desk.unstick(chief, "extend", id_, *until, "--preview")
    same = desk.visitors.get(chief, f"/nominations/{id_}")["due_at"]
    done = desk.unstick(chief, "extend", id_, *until)
    (move,) = desk.visitors.get(chief, f"/nominations/{id_}/explanation")["deadline"]["moves"]
    extended = desk.visitors.get(chief, f"/nominations/{id_}/events")["events"][-1]["body"]

    assert (looked[0], done[0]) == (0, 0), (looked, done)
    assert looked[1].startswith(f"✓ {id_}")
    assert datetime.fromisoformat(same) == due
    assert (move["by"], move["because"]) == (chief, "diễn tập")
    assert datetime.fromisoformat(move["due_at"]) == due + timedelta(days=1)
    assert extended["dates"]["lapse_at"], "what follows is counted by the rules, and not moved by as many hours"


def test_a_remedy_that_does_not_apply_says_why_with_exit_code_1(desk: Desk) -> None:
    code, said, _ = desk.unstick("tinh.admin", "retry", "n-nowhere")

    assert code == 1
    assert said.startswith("✗ n-nowhere: ")


@pytest.mark.parametrize(
    ("arguments", "exits", "says"),
    [
        pytest.param(("stuck", "--cause", "bad weather"), 1, "bad weather", id="no such cause"),
        pytest.param(("stuck", "--unit", "nowhere"), 1, "There is no unit nowhere", id="no such unit"),
        pytest.param(("stuck", "--stage", "nowhere"), 1, "There is no stage nowhere", id="no such stage"),
        pytest.param(("stuck", "--programme", "nix"), 1, "There is no programme nix", id="no such programme"),
        pytest.param(("stuck", "--forecast", "--unit", "nowhere"), 1, "no unit nowhere", id="nothing to foresee for"),
        pytest.param(("stuck", "--over", "soon"), 1, "soon", id="no length of time"),
        pytest.param(("stuck", "--cursor", "x"), 1, "", id="a cursor of nothing"),
        pytest.param(("stuck", "--limit", "0"), 2, "--limit", id="no lines at all"),
        pytest.param(("stats", "--unit", "nowhere"), 1, "There is no unit nowhere", id="no such unit to count"),
        pytest.param(("stats", "--days", "0"), 2, "--days", id="no days at all"),
        pytest.param(("unstick", "nudge", "n-1", "--because", "x"), 2, "--token", id="whose token?"),
        pytest.param(
            ("unstick", "nudge", "n-1", "--because", "x", "--token", "/nowhere/token"),
            1,
            "/nowhere/token",
            id="no file",
        ),
    ],
)
def test_wrong_input_is_told_and_nothing_is_on_stdout(
    desk: Desk, arguments: tuple[str, ...], exits: int, says: str
) -> None:
    code, out, err = desk.run(*arguments)

    assert (code, out) == (exits, "")
    assert says in err
    assert "Traceback" not in err


def test_the_api_refuses_what_no_remedy_is_and_whose_token_is_none(desk: Desk) -> None:
    unknown = desk.unstick("tinh.admin", "pray", "n-1")
    without_reason = desk.run("unstick", "nudge", "n-1", "--because", "", "--token", str(desk.files["tinh.admin"]))
    desk.files["nobody"] = desk.data.parent / "nobody.token"
    desk.files["nobody"].write_text("sv_wrong", "utf-8")
    stranger = desk.unstick("nobody", "nudge", "n-1")

    assert [one[:2] for one in (unknown, without_reason, stranger)] == [(2, "")] * 3
    assert all(one[2].strip() and "Traceback" not in one[2] for one in (unknown, without_reason, stranger))


def test_without_a_house_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("x", "utf-8")
    asked = [
        ("stuck",),
        ("stuck", "--forecast"),
        ("stats",),
        ("unstick", "nudge", "n-1", "--because", "x", "--token", str(token)),
    ]

    for arguments in asked:
        done = sovang(*arguments, "--data", str(tmp_path / "none"))
        assert (done.returncode, done.stdout) == (1, ""), (arguments, done.stderr)
        assert "Traceback" not in done.stderr
