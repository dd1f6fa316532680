"""The rehearsal's summary as a person reads it: tables and sentences in one language."""

from typing import Any

from rich.table import Table

from cli.speech import Speech
from words.catalogue import said
from words.demo import DEMO


def show(speech: Speech, summary: dict[str, Any], units: dict[str, str], stages: dict[str, str]) -> None:
    """Print the provincial book by quarter, the unit books, what was not selected and why, and the numbers.

    `units` and `stages` (id → name) say what they are called.
    """

    def word(code: str, **params: object) -> str:
        return said(DEMO, code, speech.language, params)

    for quarter, lines in summary["provincial_book"].items():
        table = Table(title=word("book_of_quarter", quarter=quarter, count=len(lines)), title_justify="left")
        for heading in ("number", "deed", "unit", "ayes"):
            table.add_column(word(f"column_{heading}"), overflow="fold")
        for line in lines:
            ayes = f"{line['ayes']}/{line['members']}"
            table.add_row(f"{line['number']}/{line['year']}", line["title"], units[line["unit_id"]], ayes)
        speech.out.print(table)
    books = Table(title=word("unit_books"), title_justify="left")
    books.add_column(word("column_unit"), overflow="fold")
    books.add_column(word("column_entries"), justify="right")
    for unit_id, count in summary["unit_books"].items():
        books.add_row(units[unit_id], str(count))
    speech.out.print(books)
    why = Table(title=word("not_selected"), title_justify="left")
    for heading in ("stage", "reason", "deeds"):
        why.add_column(word(f"column_{heading}"), overflow="fold")
    for stage, reasons in summary["not_selected"]["counts"].items():
        for reason, count in reasons.items():
            why.add_row(stages[stage], word(f"why_{reason}"), str(count))
    speech.out.print(why)
    numbers = summary["numbers"]
    left_out = summary["deeds"]["left_out"]
    speech.out.print(word("deeds", **summary["deeds"], **left_out))
    speech.out.print(word("simulated", seed=summary["seed"]))
    by_status = numbers["sittings_by_status"]
    outcomes = numbers["candidates_by_outcome"]
    speech.out.print(
        word(
            "numbers",
            nominations=numbers["nominations"],
            sittings=numbers["sittings"],
            none=by_status.get("none", 0),
            ballots=numbers["ballots"],
            reminders=numbers["reminders"],
            run_offs=numbers["run_offs"],
            no_quorum=outcomes.get("no_quorum", 0),
            seconds=summary["machine"]["rehearsal_s"],
        )
    )
