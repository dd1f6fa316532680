"""Every sentence exists in both languages and asks for the same numbers in both."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Mapping
from string import Formatter

import pytest

import words
from words.catalogue import LANGUAGES, Sentences, said
from words.mistakes import MISTAKES

MODULES = [importlib.import_module(f"words.{module.name}") for module in pkgutil.iter_modules(words.__path__)]
CATALOGUES: dict[str, Sentences] = {
    f"{module.__name__}.{name}": catalogue
    for module in MODULES
    for name, catalogue in vars(module).items()
    if name.isupper() and isinstance(catalogue, Mapping) and not name.startswith("_")
}


def asked_for(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_say_something_and_ask_for_the_same_numbers(name: str) -> None:
    wrong = [
        code
        for code, (vi, en) in CATALOGUES[name].items()
        if not vi.strip() or not en.strip() or asked_for(vi) != asked_for(en)
    ]

    assert wrong == []


def test_no_theme_of_the_pages_says_another_thing_under_the_code_of_a_second() -> None:
    themes = [name for name in CATALOGUES if name.startswith("words.page_") and not name.endswith("_FOR_PEOPLE")]
    codes = Counter(code for theme in themes for code in CATALOGUES[theme])

    assert len(themes) > 1
    assert [code for code, count in codes.items() if count > 1] == []


def test_a_mistake_says_what_is_wrong_and_what_to_write_instead() -> None:
    ill = {
        code
        for code, sentences in MISTAKES.items()
        for sentence in sentences
        if "; " not in sentence or sentence.endswith(".")
    }

    assert ill == set()


def test_a_sentence_is_said_in_the_language_asked_for() -> None:
    sentences = {"count": ("{count} phiếu", "{count} ballots")}

    assert [said(sentences, "count", language, {"count": 3}) for language in LANGUAGES] == ["3 phiếu", "3 ballots"]


def test_a_sentence_that_is_missing_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        said(MISTAKES, "no_such_code", "vi")
