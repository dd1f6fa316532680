"""How commands speak: one language, results on stdout, everything else on stderr."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console

from words.backups import BACKUPS
from words.catalogue import Language, said
from words.demo import DEMO
from words.imports import IMPORTS
from words.operations import OPERATIONS
from words.problems import PROBLEMS
from words.stuck import STUCK

_SENTENCES = {**PROBLEMS, **OPERATIONS, **DEMO, **IMPORTS, **STUCK, **BACKUPS}


def _console(*, stderr: bool = False) -> Console:
    """Return a console that shows texts as they are, in tables too: rich's own marks in them mean nothing."""
    return Console(markup=False, emoji=False, highlight=False, soft_wrap=True, stderr=stderr)


@dataclass(slots=True)
class Speech:
    """The language of one run of a command, and its two consoles."""

    language: Language
    out: Console = field(default_factory=_console)
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def sentence(self, code: str, **params: object) -> str:
        """Return the sentence of `code`. Raise KeyError if the catalogue lacks it."""
        return said(_SENTENCES, code, self.language, params)

    def say(self, code: str, **params: object) -> None:
        """Print a sentence that belongs to the result."""
        self.out.print(self.sentence(code, **params))

    def note(self, code: str, **params: object) -> None:
        """Print a sentence beside the result: progress, warnings, refusals."""
        self.err.print(self.sentence(code, **params))

    def hand_over(self, result: Mapping[str, object]) -> None:
        """Print a result for another program, on one line."""
        self.out.print(json.dumps(result, ensure_ascii=False))
