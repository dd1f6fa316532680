"""What is wrong in a rule file: the mistakes, each with its place, and the error that carries all of them.

A mistake is a code with parameters; `words` has the sentence. Nothing here reads a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from rules.errors import RulesError

MISTAKES_AT_MOST = 100  # more than that is one mistake made many times
FAULTS_AT_MOST = 200  # nothing is looked for after so many, so that the worst file takes no longer than a good one
_LONGEST_GUESS = 60  # characters; comparing longer words costs time and helps nobody


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where (line and column from 1), which clause (`stages.province.quorum`), and what."""

    file: str
    line: int
    column: int
    key: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class RuleFileError(RulesError):
    """A rule file with mistakes: all that could be found, in the order in which they are handed in."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        told = list(mistakes)
        more = len(told) - MISTAKES_AT_MOST
        if more > 0:
            last = told[MISTAKES_AT_MOST]
            rest = Mistake(last.file, last.line, last.column, "", "more_mistakes", {"count": more})
            told = [*told[:MISTAKES_AT_MOST], rest]
        self.mistakes = tuple(told)
        super().__init__("rule_file", mistakes=[f"{m.file}:{m.line}: {m.key}: {m.code}" for m in told])


def nearest(found: str, known: Iterable[str]) -> str:
    """Return the known word that `found` was probably meant to be, or "" if none is near."""
    if len(found) > _LONGEST_GUESS:
        return ""
    return next(iter(get_close_matches(found.lower(), list(known), n=1, cutoff=0.6)), "")
