"""Why something is so: a code with its numbers, never a sentence. `words` has the sentences in both languages."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Because:
    """One step of an explanation. `params` (name → number or text) fill the sentence of `code`."""

    code: str
    params: dict[str, int | str] = field(default_factory=dict)
