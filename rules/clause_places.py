"""Where in a file each clause stands, by the name that `rules.differences` gives it. Pure."""

from collections.abc import Iterator

from rules.differences import NAMED
from rules.nodes import List, Map, Node, Word

Place = tuple[int, int]
"""Line and column, from 1."""


def clause_places(root: Node) -> dict[str, Place]:
    """Return where each clause of a file stands: its name → the place of its key, or of a list's item."""
    return dict(_places(root, ""))


def _places(node: Node, above: str) -> Iterator[tuple[str, Place]]:
    if not isinstance(node, Map):
        return
    for key, below in node.entries.items():
        name, place = f"{above}{key}", (node.keys[key].line, node.keys[key].column)
        yield name, place
        if not above and key in (*NAMED, "exceptions") and isinstance(below, List):
            yield f"{name}.order", place
            for number, item in enumerate(below.items, start=1):
                label = f"{name}.{_name_of(key, item, number)}"
                yield label, (item.line, item.column)
                yield from _places(item, f"{label}.")
        else:
            yield from _places(below, f"{name}.")


def _name_of(key: str, item: Node, number: int) -> str:
    word = item.entries.get(NAMED.get(key, "")) if isinstance(item, Map) else None
    return str(word.value) if isinstance(word, Word) else str(number)
