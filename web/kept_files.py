"""Files that are kept: handed out for saving, and removed once nobody names them any more."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from fastapi.responses import FileResponse

from rules.evidence import MEDIA_TYPES, download_name
from store import evidence
from store.errors import StoreError
from web.house import House
from web.problems import Problem

DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, as a download.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()},
    }
}
SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as it is. Its Content-Type is not looked at.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FILE_REFUSES = (
    "file_broken",
    "file_empty",
    "file_kind_refused",
    "file_too_large",
    "too_large",
    "upload_cut_short",
    "disk_full",
    "files_unavailable",
)
"""How a file can be refused, whatever it is for."""


def handed_out(house: House, name: str, hash_: str, kind: str) -> FileResponse:
    """Hand a file out for saving only: whatever it holds, no browser shows it as a page of ours.

    Raise Problem `file_damaged` if it is not whole.
    """
    if not house.files.is_whole(hash_):
        raise Problem("file_damaged", {"hash": hash_})
    return FileResponse(
        house.files.path(hash_),
        media_type=MEDIA_TYPES[kind],
        filename=download_name(name, kind),
        content_disposition_type="attachment",
        headers={"Content-Security-Policy": "sandbox; default-src 'none'"},
    )


def sweep(house: House, hashes: Collection[str]) -> None:
    """Remove what nobody names any more, behind the answer; what stays for a fault, `sovang doctor` tells of."""
    with suppress(StoreError):
        evidence.sweep(house.database, house.files, hashes)
