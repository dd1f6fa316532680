"""How a state paper becomes a PDF: data into the one template, set by typst in this process. It knows no database.

Nobody's words reach typst as its language: the template is ours, and all it says comes to it as JSON.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

_TEMPLATE = Path(__file__).parent / "typeset" / "paper.typ"
# What turns the direction of the letters around it shows as its number: a paper that is signed says what it says.
_MARKS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_TURNING = {number: f"[U+{number:04X}]" for number in _MARKS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the body: `is_` is basis, line, strong, heading, article (with a `name`) or table."""

    is_: str
    says: str = ""
    name: str = ""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()
    numbers: Sequence[int] = ()  # the columns of a table that stand in the middle


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs: the post above the empty space, the name below it, "" if only the paper will tell."""

    post: str
    hint: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One state paper, every field as it is printed; `code` is a picture (SVG) beside `code_says`, "" for none."""

    above: str
    issuer: str
    nation: str
    motto: str
    number: str
    day: str
    kind: str
    about: str
    authority: str = ""
    body: Sequence[Part]
    receivers_title: str
    receivers: Sequence[str]
    signs: Sequence[Signature]
    code: str = ""
    code_says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The papers of one PDF, each begun on a page of its own; `mark` lies behind every page, `foot` under it."""

    title: str
    foot: str
    mark: str = ""
    papers: Sequence[Paper] = field(default_factory=tuple)


def pdf(file: File) -> bytes:
    """Return the PDF of `file`."""
    return _set(file, "pdf")[0]


def pictures(file: File) -> list[bytes]:
    """Return the pages of `file` as PNG, to look at."""
    return _set(file, "png")


def code_as_svg(address: str) -> str:
    """Return the QR code of an address as a whole SVG document."""
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind="svg", border=2, scale=4)
    return written.getvalue().decode()


def code_in_page(address: str) -> str:
    """Return the QR code of an address as SVG inside a page, dark on light in every scheme."""
    made = segno.make(address, error="m", micro=False)
    return str(made.svg_inline(border=2, scale=4, light="#fff", svgclass=None, lineclass=None, omitsize=True))


def _set(file: File, form: Any) -> list[bytes]:  # noqa: ANN401 - one of typst's words
    said = json.dumps(_shown(asdict(file)), ensure_ascii=False)
    # A compiler of its own each time: threads share only the fonts, which are read once.
    made = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts()).compile(
        format=form, sys_inputs={"said": said}
    )
    return made if isinstance(made, list) else [made or b""]


def _shown(said: Any) -> Any:  # noqa: ANN401 - any JSON
    match said:
        case str():
            return said.translate(_TURNING)
        case Mapping():
            return {("is" if key == "is_" else key): _shown(value) for key, value in said.items()}
        case list() | tuple():
            return [_shown(value) for value in said]
    return said


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()
