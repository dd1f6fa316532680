"""The copy of a picture that others see: upright, no larger than a screen, without place, camera or anything else.

A picture is read by a process of its own with little memory and time: whatever a stranger's file does to the decoder,
it does there. Run as a program, this module is that process; it imports nothing of ours.
"""

import contextlib
import errno
import io
import os
import resource
import subprocess
import sys
import warnings
from pathlib import Path

LONGEST_SIDE = 2048  # pixels
PIXELS_AT_MOST = 50_000_000  # of what is decoded; a JPEG is decoded smaller if it is larger
COPY_KIND = "jpeg"

_MEMORY = 1_500_000_000  # bytes
_SECONDS = 30
_BROKEN, _FULL = 3, 4  # how the process ends


def make_copy(picture: Path, kind: str, copy: Path) -> bool:
    """Write the copy of a picture to `copy`; return whether the picture could be read at all.

    Raise OSError with ENOSPC if the disk had no room for the copy.
    """
    command = [sys.executable, "-I", str(Path(__file__).resolve()), str(picture), kind, str(copy)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own file; the paths are ours too
            command, check=False, capture_output=True, timeout=2 * _SECONDS, env={}, cwd="/"
        ).returncode
    except subprocess.TimeoutExpired:
        return False
    if ended == _FULL:
        raise OSError(errno.ENOSPC, "no room for the copy")
    return ended == 0


def _copy(picture: Path, kind: str, copy: Path) -> int:
    from PIL import Image, ImageOps  # noqa: PLC0415 - only the process that reads pictures loads the decoders

    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours
    with Image.open(picture, formats=[kind]) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        if opened.width * opened.height > PIXELS_AT_MOST:
            return _BROKEN
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        seen = upright.convert("RGBA")
        flat = Image.new("RGB", seen.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
    written = io.BytesIO()  # what goes wrong while writing to the disk, the encoder would not tell apart
    flat.save(written, "JPEG", quality=85)
    try:
        with copy.open("xb") as file:
            file.write(written.getbuffer())
    except OSError as failed:
        return _FULL if failed.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else _BROKEN
    return 0


def _alone() -> int:
    """Do what the command line asks; whatever goes wrong with a stranger's file means that it cannot be read."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    picture, kind, copy = sys.argv[1:]
    with contextlib.suppress(Exception):
        return _copy(Path(picture), kind.upper(), Path(copy))
    return _BROKEN


if __name__ == "__main__":
    sys.exit(_alone())
