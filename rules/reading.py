"""The text of a rule file read as a small, strict part of YAML: text in, tree and faults out.

Pure. No anchors, aliases, tags, merge keys, duplicate keys, directives or second documents; bounded in size, depth
and number, so that the worst file takes no longer than a large good one. It does not know the rule language.
"""

import re
from collections.abc import Iterator
from unicodedata import is_normalized, normalize

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.scanner import ScannerError

from rules.mistakes import FAULTS_AT_MOST
from rules.nodes import Fault, List, Map, Node, Path, Unreadable, Word
from rules.scalars import Plain, ScalarError, check_text, odd_characters, plain

BYTES_AT_MOST = 256 * 1024
DEPTH_AT_MOST = 20
NODES_AT_MOST = 5_000

_TAB = re.compile(r"^ *\t", re.MULTILINE)


def read_tree(text: str) -> tuple[Node | None, list[Fault]]:
    """Return the tree of `text`, None if it can't be read to its end, and all faults of its form."""
    if len(text.encode(errors="replace")) > BYTES_AT_MOST:
        return None, [Fault((), 1, 1, "file_too_large", {"limit": BYTES_AT_MOST // 1024})]
    text, faults = _clean(text)
    if tab := _TAB.search(text):
        line = text.count("\n", 0, tab.start()) + 1
        return None, [*faults, Fault((), line, tab.end() - tab.start(), "tab_indents", {})]
    reader = _Reader(text, faults)
    try:
        return reader.document(), faults
    except _Stop:
        return None, faults


def _clean(text: str) -> tuple[str, list[Fault]]:
    """Return `text` fit for reading on, and what was wrong with its characters, comments included."""
    faults: list[Fault] = []
    odd = odd_characters(text)
    composed = is_normalized("NFC", text)
    if not odd and composed:
        return text, faults
    for number, line in enumerate(text.split("\n"), start=1):
        if len(faults) >= FAULTS_AT_MOST:
            break
        at = next((column for column, letter in enumerate(line, start=1) if letter in odd), 0)
        if at:
            faults.append(Fault((), number, at, "invisible_character", {"found": f"U+{ord(line[at - 1]):04X}"}))
        if not is_normalized("NFC", line):
            at = next(i for i in range(1, len(line) + 1) if not is_normalized("NFC", line[:i]))
            faults.append(Fault((), number, at, "not_nfc", {}))
    return normalize("NFC", text.translate({ord(letter): " " if letter.isspace() else None for letter in odd})), faults


class _Stop(Exception):
    """What follows can't be read; its reason is the last fault."""


class _Reader:
    """Builds the tree out of YAML's events, and stops at the first that breaks a bound."""

    def __init__(self, text: str, faults: list[Fault]) -> None:
        self._events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
        self._faults = faults
        self._nodes = 0
        self._line = self._column = 1

    def document(self) -> Node:
        """Return the root of the only document. Raise _Stop if there is none, or a second one."""
        self._next()  # the stream's own start
        start = self._next()
        if not isinstance(start, DocumentStartEvent):
            self._line = 1
            raise self._stop((), "file_is_empty")
        if start.version or start.tags:
            self._fault((), "directive_refused")
        root = self._node(self._next(), (), 1)
        while not isinstance(event := self._next(), StreamEndEvent):
            if not isinstance(event, DocumentEndEvent):
                raise self._stop((), "second_document")
        return root

    def _next(self) -> Event:
        try:
            event = next(self._events)
        except (YAMLError, ValueError, OverflowError) as no:
            mark = no.problem_mark if isinstance(no, MarkedYAMLError) else None
            if isinstance(no, ScannerError) and no.context_mark is not None:
                mark = no.context_mark  # where a quote was opened says more than where the file ended
            if mark is not None:
                self._line, self._column = mark.line + 1, mark.column + 1
            raise self._stop((), "not_yaml") from no
        self._line, self._column = event.start_mark.line + 1, event.start_mark.column + 1
        return event

    def _fault(self, path: Path, code: str, **params: object) -> None:
        self._add(Fault(path, self._line, self._column, code, params))

    def _add(self, fault: Fault) -> None:
        self._faults.append(fault)
        if len(self._faults) >= FAULTS_AT_MOST:
            raise _Stop

    def _stop(self, path: Path, code: str, **params: object) -> _Stop:
        self._fault(path, code, **params)
        return _Stop()

    def _node(self, event: Event, path: Path, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > NODES_AT_MOST:
            raise self._stop(path, "too_many_values", limit=NODES_AT_MOST)
        if depth > DEPTH_AT_MOST:
            raise self._stop(path, "too_deep", limit=DEPTH_AT_MOST)
        self._refuse_ornaments(event, path)
        if isinstance(event, MappingStartEvent):
            return self._map(path, depth)
        if isinstance(event, SequenceStartEvent):
            return self._list(path, depth)
        return self._word(event, path)

    def _refuse_ornaments(self, event: Event, path: Path) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, AliasEvent):
            self._fault(path, "alias_refused", found=f"*{anchor}")
        elif anchor is not None:
            self._fault(path, "anchor_refused", found=f"&{anchor}")
        if tag is not None:
            self._fault(path, "tag_refused", found=str(tag).replace("tag:yaml.org,2002:", "!!"))

    def _map(self, path: Path, depth: int) -> Map:
        found = Map(self._line, self._column)
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event, path, depth)
            below = self._node(self._next(), (*path, str(key.value)), depth + 1)
            if isinstance(key.value, str) and key.value not in found.entries:
                found.keys[key.value] = key
                found.entries[key.value] = below
            elif isinstance(key.value, str):
                first = found.keys[key.value].line
                params = {"found": key.value, "first": first}
                self._add(Fault((*path, key.value), key.line, key.column, "key_twice", params))
        return found

    def _key(self, event: Event, path: Path, depth: int) -> Word:
        line, column = self._line, self._column
        if isinstance(event, ScalarEvent) and event.value != "<<":
            self._refuse_ornaments(event, (*path, event.value))
            return Word(line, column, self._said(event, path, is_text=True))
        self._fault(path, "merge_refused" if isinstance(event, ScalarEvent) else "key_not_a_word")
        self._node(event, path, depth + 1)
        return Word(line, column, Unreadable())

    def _list(self, path: Path, depth: int) -> List:
        found = List(self._line, self._column)
        seen: set[Plain] = set()
        while not isinstance(event := self._next(), SequenceEndEvent):
            item = self._node(event, (*path, len(found.items)), depth + 1)
            found.items.append(item)
            if isinstance(item, Word) and not isinstance(item.value, Unreadable):
                if item.value in seen:
                    self._fault((*path, len(found.items) - 1), "listed_twice", found=str(item.value))
                seen.add(item.value)
        return found

    def _word(self, event: Event, path: Path) -> Word:
        line, column = self._line, self._column
        if not isinstance(event, ScalarEvent):
            return Word(line, column, Unreadable())
        return Word(line, column, self._said(event, path, is_text=event.style is not None))

    def _said(self, event: ScalarEvent, path: Path, *, is_text: bool) -> Plain | Unreadable:
        try:
            check_text(event.value)
            return event.value if is_text else plain(event.value)
        except ScalarError as no:
            self._fault(path, no.code, **no.params)
            return Unreadable()
