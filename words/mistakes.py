"""What a rule file's author is told about each mistake, on one line: where, what is wrong, what to write instead.

`…_near` is said instead of `…` where a word was nearly right, `…_share` where a share was meant.
"""

from rules.mistakes import Mistake
from words.catalogue import Language, Sentences, said
from words.mistakes_of_circumstance import MISTAKES_OF_CIRCUMSTANCE
from words.mistakes_of_clusters import MISTAKES_OF_CLUSTERS
from words.mistakes_of_form import MISTAKES_OF_FORM
from words.mistakes_of_scores import MISTAKES_OF_SCORES
from words.mistakes_of_sense import MISTAKES_OF_SENSE

MISTAKES: Sentences = {
    **MISTAKES_OF_FORM,
    **MISTAKES_OF_SENSE,
    **MISTAKES_OF_SCORES,
    **MISTAKES_OF_CLUSTERS,
    **MISTAKES_OF_CIRCUMSTANCE,
}

WHOLE_FILE = ("cả tệp", "whole file")


def sentence(mistake: Mistake, language: Language) -> str:
    """Return what is wrong and what to write instead."""
    code = mistake.code
    if mistake.params.get("nearest") and f"{code}_near" in MISTAKES:
        code = f"{code}_near"
    if mistake.key.endswith(("passes_with", "quorum")) and f"{code}_share" in MISTAKES:
        code = f"{code}_share"
    return said(MISTAKES, code, language, mistake.params)


def line(mistake: Mistake, language: Language) -> str:
    """Return the mistake on one line: `file:line: key: what is wrong; what to write instead`."""
    key = mistake.key or WHOLE_FILE[language == "en"]
    return f"{mistake.file}:{mistake.line}: {key}: {sentence(mistake, language)}"
