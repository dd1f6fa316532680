"""Changing the rules over the API: who may, what is refused with which words, and what a plan and a replay answer."""

import asyncio
from datetime import timedelta

import pytest

from rules.loading import PROGRAMMES, programme_file, text_of
from tests.web.callers import Api, code
from tests.web.conftest import Live
from web.house import VIETNAM, now_utc

TEXT = text_of(programme_file("so-vang"))
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))
LONGER = TEXT.replace("within: 3 working days  # our choice", "within: 4 working days", 1)
TOMORROW = (now_utc() + timedelta(days=2)).date().isoformat()


CALENDAR = text_of(PROGRAMMES / "calendars" / "vietnam.yaml")


def with_notice(day: str, what: str = "day off", more: str = "") -> str:
    """The calendar with one notice more."""
    name = "{vi: Theo thông báo, en: By notice}"
    return CALENDAR + f"  - day: {day}\n    is: {what}\n{more}    name: {name}\n    source: TB 1\n    note: TB\n"


def body(text: str = LONGER, **told: object) -> dict[str, object]:
    return {"text": text, "cases": CASES, "from": TOMORROW, "because": "QĐ"} | told


async def test_an_administrator_sees_what_a_draft_would_move(api: Api) -> None:
    response = await api.post("/rules/plan", {"text": LONGER, "cases": CASES, "from": TOMORROW}, as_="admin", key=None)

    told = response.json()
    assert response.status_code == 200
    assert [one["clause"] for one in told["clauses"]] == ["in_force_from", "stages.team.within"]
    assert [one["running"] for one in told["choices"]] == ["pin", "next stage", "now"]


async def test_a_replay_of_nothing_flips_nothing(api: Api) -> None:
    asked = {"text": LONGER, "cases": CASES, "over": "2023-Q1..2023-Q4"}

    told = (await api.post("/rules/replay", asked, as_="admin", key=None)).json()

    assert (told["sittings"], told["flips"], told["left_out"]) == (0, [], [])


@pytest.mark.parametrize("path", ["/rules/plan", "/rules/changes"])
async def test_only_an_administrator_plans_and_proposes(api: Api, path: str) -> None:
    asked = body() if path.endswith("changes") else {"text": LONGER, "cases": CASES}

    response = await api.post(path, asked, as_="binh", key="new" if path.endswith("changes") else None)

    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        pytest.param(
            body(TEXT.replace("  at_most: 20\n", "  at_most: 2O\n")), 422, "rule_file_broken", id="a letter for a digit"
        ),
        pytest.param(body(cases=None), 422, "rule_file_broken", id="no cases"),
        pytest.param(body(**{"from": "2025-01-01"}), 422, "date_past", id="over"),
        pytest.param(body(running="later"), 422, "invalid", id="no such choice"),
        pytest.param(body(because=""), 422, "invalid", id="no reason"),
    ],
)
async def test_a_change_that_cannot_be_is_refused_with_the_reason(
    api: Api, asked: dict[str, object], status: int, code: str
) -> None:
    response = await api.post("/rules/changes", asked, as_="admin")

    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_every_mistake_of_a_file_is_told_with_its_line(api: Api) -> None:
    response = await api.post("/rules/changes", body(TEXT.replace("  at_most: 20\n", "  at_most: 2O\n")), as_="admin")

    (mistake,) = response.json()["params"]["mistakes"]
    line = next(number for number, said in enumerate(TEXT.splitlines(), 1) if said == "      at_most: 20")
    assert (mistake["line"], mistake["key"], mistake["code"]) == (line, "stages.province.select.at_most", "not_a_quota")


@pytest.mark.parametrize(
    ("asked", "status", "refused"),
    [
        pytest.param(
            body(LONGER + "\nexceptions:\n  - {for: {units: [nowhere], periods: [2027]}, because: Thử,\n     set: "
                 "{stages.team.within: 9 working days}}\n"), 422, "rule_file_broken", id="a unit that nobody knows"
        ),
        pytest.param(
            body(LONGER.replace("is: right under a province", "is: right under a provnce")),
            422, "rule_file_broken", id="a misspelt kind of unit",
        ),
        pytest.param(
            body(with_notice("2027-03-02", "office closed", "    units: [nowhere]\n")), 422, "rule_file_broken",
            id="an office of a unit that nobody knows",
        ),
        pytest.param(
            body(with_notice("2027-03-02").replace("calendar: vietnam", "calendar: mars", 1)), 422, "calendar_unknown",
            id="a calendar by which nobody goes",
        ),
        pytest.param(body(with_notice("2027-03-02"), **{"from": "2025-01-01"}), 422, "date_past", id="over"),
        pytest.param(
            body(CALENDAR.replace("last: 2060", "last: 2025")), 422, "calendar_ends", id="it ends before what runs"
        ),
    ],
)  # fmt: skip
async def test_what_does_not_fit_the_house_is_neither_planned_nor_proposed(
    api: Api, asked: dict[str, object], status: int, refused: str
) -> None:
    drafted = {name: asked[name] for name in ("text", "cases", "from")}

    answers = [
        await api.post("/rules/plan", drafted, as_="admin", key=None),
        await api.post("/rules/changes", asked, as_="admin"),
    ]

    assert [code(answer) for answer in answers] == [(status, refused)] * 2


async def test_a_calendar_counts_for_all_that_runs_and_says_which_days_differ(api: Api) -> None:
    drafted = {"text": with_notice("2027-03-02"), "from": TOMORROW}

    told = (await api.post("/rules/plan", drafted, as_="admin", key=None)).json()
    pinned = await api.post("/rules/changes", body(with_notice("2027-03-02"), running="pin"), as_="admin")

    assert (told["kind"], told["programme"], [one["running"] for one in told["choices"]]) == (
        "calendar",
        "vietnam",
        ["now"],
    )
    assert told["days"] == [{"day": "2027-03-02", "unit": "", "before": "", "after": "day_off", "is_estimated": True}]
    assert code(pinned) == (422, "calendar_counts_now")


async def test_a_day_off_that_a_second_person_approves_moves_a_running_deadline(live: Live) -> None:
    api = live.api
    today = now_utc().astimezone(VIETNAM).date()
    deed = {"title": "Tìm người lạc", "done_on": today.isoformat(), "place": "chợ", "story": "Cháu bé."}
    id_ = (await api.post("/nominations", {"programme": "so-vang", "deed": deed}, as_="an")).json()["id"]
    before = (await api.get(f"/nominations/{id_}/terms", as_="an")).json()["terms"][-1]
    due_on = before["due_at"][:10]
    asked = {"text": with_notice(due_on), "from": today.isoformat(), "because": "Thông báo 1"}

    proposed = (await api.post("/rules/changes", asked, as_="admin")).json()
    own = await api.post(f"/rules/changes/{proposed['id']}/commands", {"ask": "approve"}, as_="admin")
    await api.post(f"/rules/changes/{proposed['id']}/commands", {"ask": "approve"}, as_="boss")
    for _ in range(100):
        change = (await api.get(f"/rules/changes/{proposed['id']}", as_="an")).json()
        if change["phase"] == "done":
            break
        await asyncio.sleep(0.1)

    after = (await api.get(f"/nominations/{id_}/terms", as_="an")).json()["terms"][-1]
    assert (proposed["phase"], code(own)) == ("proposed", (403, "own_change"))
    assert (change["kind"], change["phase"], change["running"], change["failed"]) == ("calendar", "done", "now", 0)
    assert change["moved"] >= 1
    assert after["due_at"][:10] > due_on
    assert (after["calendar_edition"], before["calendar_edition"]) == (change["edition"], change["base"])


async def test_there_is_no_such_change(api: Api) -> None:
    missing = await api.get("/rules/changes/rc-0", as_="admin")
    asked = await api.post("/rules/changes/rc-0/commands", {"ask": "approve"}, as_="admin")

    assert (missing.status_code, asked.status_code) == (404, 404)
    assert (await api.get("/rules/changes", as_="an")).json() == {"items": []}
