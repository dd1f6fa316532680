"""Rule files: bytes in, a programme out, or all the mistakes at once.

Reads files by name and nothing else of the world; what stands in them is never run as code.
"""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from rules.checks import check_programme
from rules.editions import canonical_json, edition_hash
from rules.exception_checks import check_exceptions
from rules.mistakes import FAULTS_AT_MOST, Mistake, RuleFileError
from rules.nodes import Fault, Node, spoken
from rules.programme import Programme
from rules.reading import BYTES_AT_MOST, read_tree
from rules.schema import read_as

__all__ = [
    "PROGRAMMES",
    "Mistake",
    "RuleFileError",
    "calendars",
    "canonical_json",
    "edition_hash",
    "find_programme",
    "mistakes_in",
    "programme_file",
    "read_clause",
    "read_programme",
    "read_rooted",
    "text_of",
]

PROGRAMMES = Path(__file__).parent / "programmes"

Model = TypeVar("Model", bound=BaseModel)


def calendars() -> frozenset[str]:
    """Return the names of the calendars there are."""
    return frozenset(path.stem for path in (PROGRAMMES / "calendars").glob("*.yaml"))


def programme_file(name_or_path: str) -> Path:
    """Return the file of a programme: a file as it stands, a bare name in the folder of programmes."""
    path = Path(name_or_path)
    is_bare = not path.suffix and len(path.parts) == 1 and not path.is_file()
    return PROGRAMMES / f"{path.name}.yaml" if is_bare else path


def find_programme(name_or_path: str) -> Programme:
    """Return the programme of that name or file. Raise RuleFileError with all its mistakes."""
    path = programme_file(name_or_path)
    return read_programme(text_of(path), str(path))


def read_programme(text: str, file: str) -> Programme:
    """Return the programme that `text` says; `file` is only its name. Raise RuleFileError with all its mistakes."""
    programme, root, faults = checked_programme(text)
    if programme is None or faults:
        raise RuleFileError(mistakes_in(file, root, faults))
    return programme


def checked_programme(text: str) -> tuple[Programme | None, Node | None, list[Fault]]:
    """Return the programme that `text` says, the tree it stands in, and all faults; None for what can't be read."""
    programme, root, faults = read_rooted(Programme, text)
    if root is not None:
        faults += islice(check_programme(root, calendars()), FAULTS_AT_MOST)
    if programme is not None and root is not None and not faults:
        faults += islice(check_exceptions(root, programme, calendars()), FAULTS_AT_MOST)
    return programme, root, faults


def read_clause(model: type[Model], text: str, file: str) -> Model:
    """Return what `text` says as a `model`, read as strictly as a programme. Raise RuleFileError."""
    clause, root, faults = read_rooted(model, text)
    if clause is None or faults:
        raise RuleFileError(mistakes_in(file, root, faults))
    return clause


def read_rooted(model: type[Model], text: str) -> tuple[Model | None, Node | None, list[Fault]]:
    """Return what `text` says as a `model`, the tree it stands in, and all faults; None for what can't be read."""
    root, faults = read_tree(text)
    if root is None:
        return None, None, faults
    clause, wrong = read_as(model, root)
    return clause, root, faults + wrong


def mistakes_in(file: str, root: Node | None, faults: Iterable[Fault]) -> list[Mistake]:
    """Return the faults of a tree as mistakes of a file in its order, each clause by its spoken name."""
    in_order = sorted(faults, key=lambda fault: (fault.line, fault.column))
    return [Mistake(file, f.line, f.column, spoken(root, f.path), f.code, f.params) for f in in_order]


def text_of(path: Path) -> str:
    """Return the text of a rule file. Raise RuleFileError if it is missing, too large or not plain UTF-8."""
    try:
        with path.open("rb") as opened:
            data = opened.read(BYTES_AT_MOST + 1)
    except FileNotFoundError as no:
        raise _refused(path, "file_missing") from no
    except OSError as no:
        raise _refused(path, "file_not_readable") from no
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(path, "file_is_utf16")
    if data.startswith(b"\xef\xbb\xbf"):
        raise _refused(path, "file_has_bom")
    try:
        return data.decode()
    except UnicodeDecodeError as no:
        # a file that was cut at the limit may end inside a letter; it is refused for its size in any case
        if len(data) > BYTES_AT_MOST:
            return data.decode(errors="replace")
        raise _refused(path, "file_not_utf8", line=data.count(b"\n", 0, no.start) + 1) from no


def _refused(path: Path, code: str, line: int = 1) -> RuleFileError:
    return RuleFileError([Mistake(str(path), line, 1, "", code)])
