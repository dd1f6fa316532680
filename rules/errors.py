"""The errors of the rules.

RulesError
├── PhraseError     a phrase that can't be read; carries a code
├── RuleFileError   a rule file with mistakes, all of them (see `rules.loading`)
└── RuleBroken      a person asked for what the rules do not allow; carries a code

The code and its parameters are the contract; nobody parses a message.
"""


class RulesError(Exception):
    """Anything the rules object to."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({told})" if told else self.code


class PhraseError(RulesError):
    """A phrase of the rule language that can't be read."""


class RuleBroken(RulesError):
    """A person asked for what the rules do not allow."""
