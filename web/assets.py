"""What pages load: styles, scripts and letters, as the installation built them. Nothing else is served.

A file's name tells what it holds, so a browser may keep it for ever.
"""

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from web.access import PUBLIC
from web.problems import Problem

router = APIRouter(include_in_schema=False)

BUILT = Path(__file__).parents[1] / "build" / "ui"
_FOR_EVER = "public, max-age=31536000, immutable"
mimetypes.add_type("font/woff2", ".woff2")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file and, if that is smaller, the same packed."""

    kind: str
    content: bytes
    packed: bytes | None


class Assets:
    """The built files by name, and the names by source."""

    def __init__(self, files: Mapping[str, Asset], names: Mapping[str, str]) -> None:
        self.files = files
        self._names = names

    def url(self, source: str) -> str:
        """Return where a source's file is: `site.css` → `/assets/site-XYZ.css`; the source's own name if not built."""
        return f"/assets/{self._names.get(source, source)}"


def read_assets(folder: Path = BUILT) -> Assets:
    """Return what was built into `folder`; nothing if nothing was, and pages are then plain."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return Assets({}, {})
    names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    return Assets({file.name: _asset(file) for file in folder.iterdir() if file.suffix not in {".gz", ".json"}}, names)


def _asset(file: Path) -> Asset:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed = file.with_name(f"{file.name}.gz")
    return Asset(kind, file.read_bytes(), packed.read_bytes() if packed.exists() else None)


@router.get("/assets/{name}", dependencies=[PUBLIC])
async def asset(name: str, request: Request) -> Response:
    """Return a built file."""
    assets: Assets = request.app.state.assets
    found = assets.files.get(name)
    if found is None:
        raise Problem("not_found")
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.content, media_type=found.kind, headers=headers)
