"""What a check found, before it is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer: `check` and `code` name sentences of the catalogue. A problem is for somebody to see to."""

    check: str
    state: State
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def well(check: str, code: str, **params: object) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, "ok", code, params)


def note(check: str, code: str, **params: object) -> Finding:
    """Return a finding to know about."""
    return Finding(check, "note", code, params)


def problem(check: str, code: str, **params: object) -> Finding:
    """Return a finding that somebody has to see to."""
    return Finding(check, "problem", code, params)
