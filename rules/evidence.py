"""What may be attached to a nomination as evidence, and until when: the clause `evidence` of the log stage.

Also what may be kept with a ballot on paper (`SCAN`), which is judged alike.

The kind of a file is told by its bytes. What its name says, or whoever sent it, counts for nothing.
"""

import unicodedata
from collections.abc import Mapping

from rules.errors import RuleBroken
from rules.programme import Evidence

MEGABYTE = 1024 * 1024
"""Bytes, as file managers count: a file that one of them calls 20 MB is no larger than 20 of these."""

LONGEST_NAME = 200  # characters
BEGINNING = 12  # bytes: so many tell the kind
END = 2048  # bytes: so many tell whether a PDF was cut off

MEDIA_TYPES: Mapping[str, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
PICTURES = frozenset({"jpeg", "png", "webp"})

SCAN = Evidence(files_at_most=1, megabytes_each_at_most=10, kinds=("jpeg", "png", "webp", "pdf"))
"""What is taken as the scan that is kept with a written ballot."""

_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "jpeg": (".jpg", ".jpeg"),
    "png": (".png",),
    "webp": (".webp",),
    "pdf": (".pdf",),
}
_BEFORE_A_COUNCIL = ("log", "review")


def kind_of(beginning: bytes) -> str | None:
    """Return the kind that the first bytes of a file tell, a key of MEDIA_TYPES; None if it is none of them."""
    if beginning.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return "webp"
    return "pdf" if beginning.startswith(b"%PDF-") else None


def fit_name(said: str) -> str:
    """Return a file's name as it is kept, composed (NFC). It is only ever shown, and never a path.

    Raise RuleBroken `file_name_unfit` for one that is empty or too long, or has slashes or what cannot be seen.
    """
    name = unicodedata.normalize("NFC", said).strip()
    unseen = any(unicodedata.category(letter).startswith("C") for letter in name)
    if not 0 < len(name) <= LONGEST_NAME or unseen or {"/", "\\"} & set(name) or not name.strip("."):
        raise RuleBroken("file_name_unfit", at_most=LONGEST_NAME)
    return name


def download_name(name: str, kind: str) -> str:
    """Return the name under which a file of `kind` is handed out: it ends as the kind does, whatever it was called."""
    suffixes = _SUFFIXES[kind]
    return name if name.lower().endswith(suffixes) else name + suffixes[0]


def judge_size(limits: Evidence, size: int) -> None:
    """Raise RuleBroken `file_too_large` if so many bytes are more than the rules take."""
    if size > limits.megabytes_each_at_most * MEGABYTE:
        raise RuleBroken("file_too_large", megabytes=limits.megabytes_each_at_most)


def judge_content(limits: Evidence, beginning: bytes, end: bytes) -> str:
    """Return the kind of a file by its first and last bytes.

    Raise RuleBroken `file_empty`, `file_kind_refused`, or `file_broken` for a PDF whose end is not there.
    """
    if not beginning:
        raise RuleBroken("file_empty")
    kind = kind_of(beginning)
    if kind is None or kind not in limits.kinds:
        raise RuleBroken("file_kind_refused", kinds=", ".join(limits.kinds))
    if kind == "pdf" and b"%%EOF" not in end:
        raise RuleBroken("file_broken")
    return kind


def judge_count(limits: Evidence, attached: int) -> None:
    """Raise RuleBroken `too_many_files` if `attached` files leave no room for another."""
    if attached >= limits.files_at_most:
        raise RuleBroken("too_many_files", at_most=limits.files_at_most)


def judge_time(*, status: str, outcome: str | None, stage: str, kind: str | None, before_council: bool) -> None:
    """Raise RuleBroken unless the evidence of a nomination may still grow: before any council has it, or sent back.

    `kind` is that of its stage, None while it is just entering it; `before_council`: no council has had it.
    The codes are `ended`, `stage_opening` and `wrong_stage`.
    """
    if status == "ended":
        raise RuleBroken("ended", outcome=outcome)
    if status == "returned":
        return
    if kind is None:
        raise RuleBroken("stage_opening", stage=stage)
    if kind not in _BEFORE_A_COUNCIL or not before_council:
        raise RuleBroken("wrong_stage", stage=stage)


def judge_withdrawal(*, before_council: bool) -> None:
    """Raise RuleBroken `evidence_seen` once a council has had the nomination: what it saw stays."""
    if not before_council:
        raise RuleBroken("evidence_seen")
