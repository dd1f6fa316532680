"""Every sentence exists in both languages and asks for the same numbers in both."""

import importlib
import pkgutil
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
SENTENCES = [
    pytest.param(*sentence, id=f"{name}[{code}]")
    for name, catalogue in CATALOGUES.items()
    for code, sentence in catalogue.items()
]


def asked_for(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize(("vi", "en"), SENTENCES)
def test_both_languages_say_the_same_numbers(vi: str, en: str) -> None:
    assert vi.strip()
    assert en.strip()
    assert asked_for(vi) == asked_for(en)


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_says_what_is_wrong_and_what_to_write_instead(code: str) -> None:
    sentences = [MISTAKES[code][number] for number in range(len(LANGUAGES))]

    assert [("; " in sentence, sentence.endswith(".")) for sentence in sentences] == [(True, False)] * 2


def test_a_sentence_is_said_in_the_language_asked_for() -> None:
    sentences = {"count": ("{count} phiếu", "{count} ballots")}

    assert [said(sentences, "count", language, {"count": 3}) for language in LANGUAGES] == ["3 phiếu", "3 ballots"]


def test_a_sentence_that_is_missing_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        said(MISTAKES, "no_such_code", "vi")
