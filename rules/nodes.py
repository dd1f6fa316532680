"""A rule file as a tree that knows its places. Pure; it knows neither YAML's text nor the rule language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rules.scalars import Plain


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where a fault was already found, so that it is told once."""


@dataclass(frozen=True, slots=True)
class Word:
    """A single value and its place (line and column from 1)."""

    line: int
    column: int
    value: Plain | Unreadable


@dataclass(frozen=True, slots=True)
class List:
    """Several values in their order."""

    line: int
    column: int
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Map:
    """Keys with their values; `keys` holds the place of each key."""

    line: int
    column: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, Word] = field(default_factory=dict)


Node = Word | List | Map
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path of the tree; it becomes a `Mistake` once the file's name is known."""

    path: Path
    line: int
    column: int
    code: str
    params: dict[str, object]


def values(node: Node) -> object:
    """Return the plain values below `node`: dicts, tuples and single values."""
    if isinstance(node, Map):
        return {key: values(below) for key, below in node.entries.items()}
    if isinstance(node, List):
        return tuple(values(below) for below in node.items)
    return node.value


def child(node: Node, at: str | int) -> Node | None:
    """Return what `node` holds at a key or an index, or None."""
    if isinstance(node, Map):
        return node.entries.get(str(at))
    if isinstance(node, List) and isinstance(at, int) and at < len(node.items):
        return node.items[at]
    return None


def word(node: Node, key: str) -> str:
    """Return the text at `key` of `node`, "" if there is none."""
    found = child(node, key)
    return found.value if isinstance(found, Word) and isinstance(found.value, str) else ""


def items(node: Node, key: str) -> list[Node]:
    """Return what the list at `key` of `node` holds, nothing if there is no list."""
    found = child(node, key)
    return found.items if isinstance(found, List) else []


def laid(root: Node, path: Path, value: Node) -> Node:
    """Return `root` with `value` at a path, `root` itself unchanged; what is missing above it is made.

    Raise LookupError if the path leads through a list that is too short.
    """
    if not path:
        return value
    at, rest = path[0], path[1:]
    if isinstance(root, List) and isinstance(at, int):
        items = list(root.items)
        items[at] = laid(items[at], rest, value)
        return List(root.line, root.column, items)
    entries, keys = (root.entries, root.keys) if isinstance(root, Map) else ({}, {})
    below = laid(entries.get(str(at), Map(value.line, value.column)), rest, value)
    key = keys.get(str(at), Word(value.line, value.column, str(at)))
    return Map(root.line, root.column, {**entries, str(at): below}, {**keys, str(at): key})


def fault_at(root: Node, path: Path, code: str, **params: object) -> Fault:
    """Return a fault placed at `path`: at its value if that is there, else at what would hold it."""
    node, holder = root, root
    for at in path:
        below = child(node, at)
        if below is None:
            break
        holder, node = node, below
    key = holder.keys.get(str(path[-1])) if isinstance(holder, Map) and path and node is not holder else None
    place = key if key is not None and not isinstance(node, Word) else node
    return Fault(path, place.line, place.column, code, params)


def fault_at_key(root: Node, path: Path, code: str, **params: object) -> Fault:
    """Return a fault placed at the key that ends `path`."""
    holder: Node | None = root
    for at in path[:-1]:
        holder = child(holder, at) if holder else None
    key = holder.keys.get(str(path[-1])) if isinstance(holder, Map) else None
    return Fault(path, key.line, key.column, code, params) if key else fault_at(root, path, code, **params)


def named_twice(root: Node, path: Path, name: str, names: Sequence[str]) -> Iterator[Fault]:
    """Yield `<name>_twice` for each of `names` that an item of the list at `path` has before it; "" is no name."""
    for number, found in enumerate(names):
        if found and found in names[:number]:
            yield fault_at(root, (*path, number, name), f"{name}_twice", found=found)


def spoken(root: Node | None, path: Path) -> str:
    """Return `path` as a person says it: `stages.province.quorum`, a stage by its name, an item by its number."""
    node = root
    said: list[str] = []
    for number, at in enumerate(path):
        node = child(node, at) if node else None
        name = child(node, "stage") if node and number == 1 and path[0] == "stages" else None
        if isinstance(name, Word) and isinstance(name.value, str):
            said.append(name.value[:40])
        else:
            said.append(str(at + 1 if isinstance(at, int) else at)[:80])
    return ".".join(said)
