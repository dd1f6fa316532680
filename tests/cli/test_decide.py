"""`rules try`, `rules select`, `rules when`: answers, and words for every question that makes no sense."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.rules import app
from cli.speech import Speech
from rules.loading import PROGRAMMES

LAW = "Bộ luật Lao động 2019 (45/2019/QH14), Điều 112; từ 2026 thêm ngày 24/11 (Nghị quyết 80-NQ/TW)"
WEEK = "Quyết định 188/1999/QĐ-TTg (tuần làm việc 40 giờ)"
TRY = ("try", "so-vang", "--stage", "province")


def run(*said: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in said], obj=Speech("en"))


def answer(*said: object) -> dict[str, Any]:
    result = run(*said, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return dict(json.loads(result.stdout))


def refused(*said: object) -> str:
    result = run(*said)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_twelve_of_fifteen_pass() -> None:
    found = answer(*TRY, "--members", 15, "--for", 12, "--against", 3)

    assert (found["outcome"], found["needed"], found["base"], found["share"]) == ("passed", 12, 15, "4/5")
    assert [because["code"] for because in found["explanation"]] == ["members_counted", "quorum_met", "ayes_enough"]


@pytest.mark.parametrize(
    ("numbers", "outcome", "needed", "base"),
    [
        (("--members", 15, "--for", 11, "--against", 4), "failed", 12, 15),
        (("--members", 5, "--for", 4, "--recused", 1), "passed", 4, 4),
        (("--members", 15, "--for", 8, "--abstain", 1), "no_quorum", 12, 15),
        (("--members", 0, "--for", 0), "no_quorum", 1, 0),
        (("--members", 3, "--for", 0, "--recused", 3, "--present", 3), "no_quorum", 1, 0),
    ],
)
def test_a_count_has_its_outcome(numbers: tuple[object, ...], outcome: str, needed: int, base: int) -> None:
    found = answer(*TRY, *numbers)

    assert (found["outcome"], found["needed"], found["base"]) == (outcome, needed, base)


def test_a_count_is_told_in_sentences() -> None:
    result = run(*TRY, "--members", 15, "--for", 12, "--against", 3)

    assert result.stdout.splitlines() == [
        "PASSED",
        "- Members of the council: 15; ballots sent: 15.",
        "- There is a quorum: 15 of 15 took part, 10 were needed (at least 2/3 of all members).",
        "- There are enough ayes: 12 of 15, 12 were needed (at least 80% of all members).",
    ]


def test_it_speaks_vietnamese_when_asked() -> None:
    result = run(*TRY, "--members", 15, "--for", 11, "--lang", "vi")

    assert result.stdout.splitlines()[0] == "KHÔNG ĐẠT"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ((*TRY, "--members", -1, "--for", 0), "--members is -1"),
        ((*TRY, "--members", 15, "--for", -1), "--for is -1"),
        ((*TRY, "--members", 15, "--for", 1, "--against", -2), "--against is -2"),
        ((*TRY, "--members", 15, "--for", 1, "--abstain", -2), "--abstain is -2"),
        ((*TRY, "--members", 15, "--for", 10, "--against", 3, "--recused", 3), "make 16, more than the members: 15"),
        ((*TRY, "--members", 15, "--for", 10, "--present", 16), "Present are 16, more than the members: 15"),
        (("try", "so-vang", "--stage", "vilage", "--members", 1, "--for", 1), "has no stage vilage"),
        (("try", "so-vang", "--stage", "dossier", "--members", 1, "--for", 1), "No council votes in the stage dossier"),
        (("try", "no-such", "--stage", "province", "--members", 1, "--for", 1), "no-such.yaml"),
        ((*TRY, "--members", "many", "--for", 1), "--members"),
        ((*TRY, "--for", 1), "--members"),
    ],
)
def test_a_wrong_count_is_refused_in_words(question: tuple[object, ...], words: str) -> None:
    assert words in refused(*question)


def test_a_share_of_those_present_asks_for_their_number(tmp_path: Path) -> None:
    text = (PROGRAMMES / "so-vang.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "here.yaml"
    changed.write_text(
        text.replace("absent: written ballot", "absent: does not vote").replace(
            "passes_with: at least 80% of members", "passes_with: at least 80% of those present"
        ),
        encoding="utf-8",
    )
    question = ("try", changed, "--stage", "province", "--members", 15, "--for", 12)

    assert "--present" in refused(*question)
    assert answer(*question, "--present", 15)["outcome"] == "passed"


Table = Callable[[str | bytes], Path]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "results.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def select(path: Path, stage: str = "province") -> tuple[str, ...]:
    return ("select", "so-vang", "--stage", stage, "--results", str(path))


def test_the_best_twenty_of_a_quarter_are_selected(table: Table) -> None:
    rows = [f"n{n:02},{12 + n % 4},15,{n}" for n in range(1, 25)]

    found = answer(*select(table("\n".join(["id,ayes,base,beneficiaries", *rows, "short,11,15,900"]))))

    assert len(found["selected"]) == 20
    assert found["selected"][:2] == ["n23", "n19"]
    assert found["waiting"] == ["n16", "n12", "n08", "n04"]
    assert found["not_selected"] == ["short"]
    assert found["because"]["n16"]["says"] == "Passed, but rank 21 is beyond the limit of 20."
    assert (found["places_left"], found["run_off"]) == (0, [])


def test_a_tie_at_the_limit_is_handed_to_a_run_off(table: Table) -> None:
    rows = [f"n{n:02},13,15" for n in range(21)]

    found = answer(*select(table("\n".join(["id,ayes,base", *rows]))))

    assert (found["selected"], len(found["run_off"]), found["places_left"]) == ([], 21, 20)


def test_what_a_spreadsheet_writes_is_read(table: Table) -> None:
    written = "\ufeffid;ayes;base;deed_on;logged_at\r\nđội 1;12;15;2026-01-05;2026-01-05T08:00+07:00\r\n\r\nb;0;0;;\r\n"

    found = answer(*select(table(written)))

    assert (found["selected"], found["not_selected"]) == (["đội 1"], ["b"])
    assert found["because"]["b"]["code"] == "vote_without_quorum"


def test_a_selection_is_told_in_groups(table: Table) -> None:
    result = run(*select(table("id,ayes,base\na,14,15\nb,3,15\n")))

    assert result.stdout.splitlines() == [
        "Selected",
        "- a: Selected: rank 1 of 1 that passed.",
        "Not selected",
        "- b: Did not pass: 3 ayes of 15.",
    ]


def test_fewer_than_asked_for_is_said(table: Table) -> None:
    result = run(*select(table("id,ayes,base\nb,3,15\n"), stage="unit-month"))

    assert result.stdout.splitlines()[-1] == "The rules ask for 1 more at least."


def test_every_wrong_row_is_named_with_its_line(table: Table) -> None:
    path = table(
        "id,ayes,base,beneficiaries,deed_on,logged_at\n"
        "a,twelve,15,,,\n"
        "b,12,15,-3,2026-02-30,2026-01-05T08:00\n"
        '"c\nd",12,15,,,\n'
        "e,12\n"
        "f,12,15,,,\n"
        "f,13,15,,,\n"
        ",12,15,,20260105,\n"
        "g,16,15,,,\n"
    )

    told = refused(*select(path))

    assert [line.removeprefix(f"{path}:").split(":")[0] for line in told.splitlines()] == [*"23336899", "10"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no header"),
        ("\n\n", "no header"),
        ("id,ayes\n", "column base is missing"),
        ("id,ayes,base,ayes\n", "column ayes is there twice"),
        ("id,ayes,base,benificiaries\n", "no column benificiaries"),
        ('id,ayes,base\n"a,1,2\n', "can't be read as CSV"),
        ("id,ayes,base\nđội,1,2\n".encode("utf-16"), "not UTF-8"),
        ("id,ayes,base\nĐàn,1,2\n".encode("cp1258"), "results.csv:2: the file is not UTF-8"),
        (b"x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_table_that_is_none_is_refused_in_words(table: Table, content: str | bytes, words: str) -> None:
    assert words in refused(*select(table(content)))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    assert "can't be read" in refused(*select(tmp_path / "none.csv"))


def test_a_deadline_over_new_year_names_the_days_that_do_not_count() -> None:
    found = answer("when", "5 working days", "--from", "2026-02-12T09:00+07:00")

    assert found["at"] == "2026-02-26T17:00:00+07:00"
    assert [skipped["day"][-2:] for skipped in found["skipped"]] == [str(day) for day in range(14, 23)]
    assert found["skipped"][3]["reason"] == "Lunar New Year"
    assert not found["is_estimated"]


def test_a_deadline_knows_the_swap_of_january_2026() -> None:
    assert answer("when", "1 working day", "--from", "2026-01-01T09:00+07:00")["at"].startswith("2026-01-05")
    assert answer("when", "2 working days", "--from", "2026-01-08T09:00+07:00")["at"].startswith("2026-01-10")


def test_a_deadline_is_told_in_sentences() -> None:
    result = run("when", "1 working day", "--from", "2026-12-31T02:00Z")

    assert result.stdout.splitlines() == [
        "Due: 17:00 04/01/2027 (+0700)",
        "- The day of the event, 31/12/2026, is not counted (Civil Code 2015, art. 147).",
        "- Days of rest that are not counted: 3.",
        "- The term ends when the office closes, at 17:00.",
        "- Estimated: holidays are announced until 31/12/2026 only; a later notice may move the deadline.",
        f"01/01/2027: New Year's Day ({LAW})",
        f"02/01/2027: Saturday ({WEEK})",
        f"03/01/2027: Sunday ({WEEK})",
    ]


def test_a_deadline_is_told_in_vietnamese() -> None:
    result = run("when", "1 working day", "--from", "2026-01-02T09:00+07:00", "--lang", "vi")

    assert "03/01/2026: Thứ Bảy" in result.stdout


@pytest.mark.parametrize(
    ("span", "start", "words"),
    [
        ("5 workdays", "2026-02-12T09:00+07:00", "5 workdays is not a span"),
        ("0 days", "2026-02-12T09:00+07:00", "leaves no time"),
        ("5 days", "2026-02-12T09:00", "lacks its offset"),
        ("5 days", "tomorrow", "tomorrow is not an instant"),
        ("5 days", "9999-12-31T23:59-14:00", "outside the calendar vietnam"),
        ("24 hours", "0001-01-01T00:00+14:00", "outside the calendar vietnam"),
        ("9999 months", "2026-02-12T09:00+07:00", "outside the calendar vietnam"),
    ],
)
def test_a_wrong_deadline_is_refused_in_words(span: str, start: str, words: str) -> None:
    assert words in refused("when", span, "--from", start)


def test_a_part_of_holders_asks_how_many_there_are_and_says_what_follows(table: Table) -> None:
    results = table("id,ayes,base\na,10,10\nb,9,10\nc,6,10")
    question = ("select", "grassroots-fighter", "--stage", "council", "--results", results)

    found = answer(*question, "--holders", 7)

    assert "add --holders N" in refused(*question)
    assert (found["selected"], found["not_selected"]) == (["a"], ["b", "c"])
    assert [one["says"] for one in found["quota"]] == [
        "The limit is 1: 15% of 7 holders of advanced-soldier, rounded down."
    ]


def test_nobody_is_counted_where_the_quota_is_a_number(table: Table) -> None:
    assert "leave out --holders" in refused(*select(table("id,ayes,base\na,15,15")), "--holders", 7)
