"""A programme written as a rule file again, and a rule file dated anew. Pure.

What is written is read back as the same programme; comments live only in the text that somebody wrote.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rules.nodes import Map, Word
from rules.programme import Programme
from rules.reading import read_tree

_WIDTH = 100  # of a map or list that stays on its line


def written(programme: Programme) -> str:
    """Return `programme` as the text of a rule file, in the order of the rule language."""
    said = programme.model_dump(mode="json", exclude_defaults=True)
    said["in_force_from"] = programme.in_force_from
    for clause, one in zip(programme.exceptions, said.get("exceptions", ()), strict=True):
        one.update({"until": clause.until} if clause.until else {})
    return "\n".join([*_block(said, 0), ""])


def redated(text: str, on: date) -> str:
    """Return a rule file's text with another `in_force_from`, every other letter as it was.

    Raise LookupError if it has none, which no sound file is without.
    """
    root, _ = read_tree(text)
    word = root.entries.get("in_force_from") if isinstance(root, Map) else None
    was = word.value if isinstance(word, Word) else None
    if word is None or not isinstance(was, date):
        raise LookupError("in_force_from")
    lines = text.split("\n")
    line, at = lines[word.line - 1], word.column - 1
    lines[word.line - 1] = f"{line[:at]}{on.isoformat()}{line[at + len(was.isoformat()) :]}"
    return "\n".join(lines)


def _block(said: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in said.items():
        flat = _flow(value)
        if not isinstance(value, dict | list) or (len(flat) <= _WIDTH and depth):
            yield f"{indent}{key}: {flat}"
        elif isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _block(value, depth + 1)
        else:
            yield f"{indent}{key}:"
            for item in value:
                yield from _item(item, depth + 1)


def _item(item: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - any JSON
    indent = "  " * depth
    if not isinstance(item, dict):
        yield f"{indent}- {_flow(item)}"
        return
    first, *rest = _block(item, depth + 1)
    yield f"{indent}- {first.lstrip()}"
    yield from rest


def _flow(value: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(below) for below in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
