"""Whatever stands in a rule file, reading it ends soon, in a programme or in mistakes that have words."""

import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.loading import read_programme
from rules.mistakes import MISTAKES_AT_MOST, Mistake, RuleFileError
from rules.nodes import Map, values
from rules.reading import read_tree
from words.catalogue import LANGUAGES
from words.mistakes import line

SMALL = (Path(__file__).parent / "programmes" / "small.yaml").read_text(encoding="utf-8")
LINES = SMALL.splitlines(keepends=True)

# what people and machines get wrong: YAML's ornaments, words that change their kind, letters that look alike
SPOILS = [
    "no", "Yes", "~", "null", "true", "0.8", "-1", "1e3", "0x1F", ".nan", "2O", "800%", "2026-02-30", "2026-01-31", "7",
    "&a ", "*a", "!!int 5", "! x", "<<: x", "? [a]", ": ", "- ", "[", "]", "{", "}", "'", '"', "|", ">", "%", "@", "#",
    "\t", "\r\n", "\n", "\n---\n", "\n...\n", "\u200b", "\u00a0", "\u202e", "e\u0301", "\ufeff", "\x00", "\x07", "\\",
    '"\\UFFFFFFFF"', '"\\ud800"', "\ud800", "\uffff", "end", "next sitting", "log", "month",
    "kind: council", "stage: x",
]  # fmt: skip


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    try:
        read_programme(text, "file.yaml")
    except RuleFileError as refused:
        return refused.mistakes
    return ()


def told(text: str) -> list[str]:
    """Return the mistakes of `text` in words, none if it is a programme."""
    mistakes = mistakes_in(text)
    assert len(mistakes) <= MISTAKES_AT_MOST + 1
    assert all(mistake.line >= 1 and mistake.column >= 1 for mistake in mistakes)
    return [line(mistake, language) for mistake in mistakes for language in LANGUAGES]


@settings(deadline=None)
@given(st.text())
@example('"\\UFFFFFFFF"')
@example("\ud800: x")
@example("&a *a: x")
@example("? ? ? x")
def test_any_text_is_a_programme_or_has_mistakes_in_words(text: str) -> None:
    assert told(text)


@settings(deadline=None)
@given(st.integers(0, len(SMALL)), st.integers(0, 30), st.sampled_from(SPOILS))
def test_a_spoilt_programme_is_one_or_has_mistakes_in_words(start: int, length: int, spoil: str) -> None:
    told(SMALL[:start] + spoil + SMALL[start + length :])


@settings(deadline=None)
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1), st.sampled_from(SPOILS))
def test_a_programme_with_wrong_values_has_mistakes_in_words(first: int, second: int, spoil: str) -> None:
    lines = list(LINES)
    for number in (first, second):
        lines[number] = lines[number].partition(": ")[0] + f": {spoil}\n"

    told("".join(lines))


@settings(deadline=None)
@given(st.permutations(range(len(LINES))).map(lambda order: order[:40]))
def test_lines_in_disorder_have_mistakes_in_words(order: list[int]) -> None:
    told("".join(LINES[number] for number in order))


def _stages(number: int, clauses: str) -> str:
    return "stages:\n" + "".join(f"  - {{stage: s{i}, kind: council, {clauses}}}\n" for i in range(number))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("".join(f"in_force_fro{i}: x\n" for i in range(4_999)), id="nearly right keys"),
        pytest.param(
            _stages(39, "leads_to: {" + ", ".join(f"selecte{i}: mont" for i in range(120)) + "}"), id="targets"
        ),
        pytest.param(_stages(40, ", ".join(f"votes_clos{i}: mont" for i in range(120))), id="nearly right clauses"),
        pytest.param("a: x\n" * 9_999, id="one key again and again"),
        pytest.param("e\u0301: x\n" * 30_000, id="letters put together"),
        pytest.param("a: " + "x " * 130_000, id="a long line"),
        pytest.param("a: x\n" + "\n" * 260_000, id="blank lines"),
        pytest.param("[" * 260_000, id="brackets"),
        pytest.param("a:" * 130_000, id="colons"),
        pytest.param("programme: " + "a-" * 130_000 + "!", id="a long name"),
        pytest.param("".join(f"a{i}: &a{i} [" + f"*a{i - 1}, " * 9 + "]\n" for i in range(900)), id="aliases"),
    ],
)
def test_the_worst_file_takes_less_than_two_seconds(text: str) -> None:
    allowed = 20 if sys.gettrace() else 2  # a coverage tracer slows everything down
    began = time.process_time()

    told(text)

    assert time.process_time() - began < allowed


def test_words_are_text_numbers_dates_and_truth_and_nothing_else() -> None:
    root, faults = read_tree('{a: x y, b: 7, c: 2026-01-31, d: true, e: false, f: "7", g: 0, h: [1, x], i: {j: 1.2.3}}')

    assert faults == []
    assert isinstance(root, Map)
    assert values(root) == {
        "a": "x y",
        "b": 7,
        "c": date(2026, 1, 31),
        "d": True,
        "e": False,
        "f": "7",
        "g": 0,
        "h": (1, "x"),
        "i": {"j": "1.2.3"},
    }
