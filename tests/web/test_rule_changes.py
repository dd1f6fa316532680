"""Changing the rules over the API: who may, what is refused with which words, and what a plan and a replay answer."""

from datetime import timedelta

import pytest

from rules.loading import programme_file, text_of
from tests.web.callers import Api
from web.house import now_utc

TEXT = text_of(programme_file("so-vang"))
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))
LONGER = TEXT.replace("within: 3 working days  # our choice", "within: 4 working days", 1)
TOMORROW = (now_utc() + timedelta(days=2)).date().isoformat()


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
        pytest.param(body(**{"from": "2025-01-01"}), 422, "date_past", id="a day that is over"),
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


async def test_there_is_no_such_change(api: Api) -> None:
    missing = await api.get("/rules/changes/rc-0", as_="admin")
    asked = await api.post("/rules/changes/rc-0/commands", {"ask": "approve"}, as_="admin")

    assert (missing.status_code, asked.status_code) == (404, 404)
    assert (await api.get("/rules/changes", as_="an")).json() == {"items": []}
