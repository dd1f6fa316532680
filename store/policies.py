"""What a sitting was opened under, frozen as JSON beside it: the stage as it was for that unit and period, and why.

Whatever happens to the vote later follows this, not what the rules or the units have become. Decides nothing.
"""

import json
from collections.abc import Mapping
from typing import Any

from rules.exceptions import explained
from rules.programme import CouncilStage
from rules.reasons import Because
from store.rulebook import CouncilTerms, Rules

EXCEPTIONS = "exceptions"


def policy(terms: CouncilTerms, rules: Rules) -> dict[str, Any]:
    """Return the stage as JSON; where exceptions made it so, `exceptions` says which, what they set, and why."""
    said = terms.stage.model_dump(mode="json")
    why = explained(rules.programme, terms.stage.stage, terms.exceptions)
    return said | ({EXCEPTIONS: [[reason.code, reason.params] for reason in why]} if why else {})


def exceptions_of(policy: Mapping[str, Any] | None) -> tuple[Because, ...]:
    """Return why a sitting was not held under the default: one reason an exception, none before it has opened."""
    return tuple(Because(code, params) for code, params in (policy or {}).get(EXCEPTIONS, ()))


def stage_of(policy: Mapping[str, Any]) -> CouncilStage:
    """Return the stage that a policy froze."""
    said = {key: value for key, value in policy.items() if key != EXCEPTIONS}
    return CouncilStage.model_validate_json(json.dumps(said))
