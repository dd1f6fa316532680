"""The folder of files: whole or not there, under the hash of what they hold, and the copies of pictures."""

import hashlib
import io
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from store.errors import DiskFull, FilesUnavailable
from store.files import INCOMING, Files
from store.pictures import LONGEST_SIDE, make_copy

GPS = 0x8825


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def put(files: Files, content: bytes) -> str:
    with files.arriving() as file:
        file.add(content)
        file.settle()
        files.keep(file.path, file.hash)
        return file.hash


@contextmanager
def no_file_beyond(bytes_: int) -> Iterator[None]:
    """Let the system refuse to write more into any file, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def picture(size: tuple[int, int] = (64, 48), form: str = "JPEG", **saved: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, form, **saved)
    return written.getvalue()


def with_place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110] = "Some camera"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (12.0, 0.0, 1.0)
    return exif


def test_a_file_lies_under_its_hash_readable_by_its_owner_only(files: Files) -> None:
    hash_ = put(files, b"abc" * 1000)

    kept = files.path(hash_)
    assert hash_ == hashlib.sha256(b"abc" * 1000).hexdigest()
    assert kept.read_bytes() == b"abc" * 1000
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [stat.S_IMODE(one.stat().st_mode) for one in (kept.parent, files.folder)] == [0o700, 0o700]
    assert list(files.all()) == [kept]


def test_what_was_not_kept_is_gone(files: Files) -> None:
    with files.arriving() as file:
        file.add(b"half")
        file.settle()

    assert list(files.all()) == []


def test_the_first_and_the_last_bytes_are_found_in_a_short_file_too(files: Files) -> None:
    with files.arriving() as file:
        file.add(b"0123456789")
        file.settle()

        assert file.edges(4, 3) == (b"0123", b"789")
        assert file.edges(40, 30) == (b"0123456789", b"0123456789")


def test_a_flipped_byte_and_a_lost_file_are_seen(files: Files) -> None:
    hash_ = put(files, b"as it came")
    assert files.is_whole(hash_)

    files.path(hash_).write_bytes(b"As it came")
    assert not files.is_whole(hash_)

    put(files, b"as it came")
    assert files.is_whole(hash_)

    files.remove(hash_)
    files.remove(hash_)
    assert not files.is_whole(hash_)


def test_a_full_disk_keeps_nothing_of_a_file(files: Files) -> None:
    with no_file_beyond(100_000), pytest.raises(DiskFull), files.arriving() as file:
        file.add(bytes(150_000))

    assert list(files.all()) == []
    assert put(files, bytes(150_000))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")

    with pytest.raises(FilesUnavailable), Files(tmp_path / "files").arriving():
        pass


def test_what_a_crash_left_is_seen(files: Files) -> None:
    put(files, b"x")
    (files.folder / INCOMING / "0123").write_bytes(b"half")

    assert [path.parent.name for path in files.all() if path.name == "0123"] == [INCOMING]


@pytest.mark.parametrize(("form", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_the_copy_is_upright_small_and_says_no_place(tmp_path: Path, form: str, kind: str) -> None:
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(picture((4000, 3000), form, exif=with_place()))

    assert make_copy(source, kind, copy)

    with Image.open(copy) as seen:
        assert (seen.format, seen.size) == ("JPEG", (LONGEST_SIDE * 3 // 4, LONGEST_SIDE))
        assert dict(seen.getexif()) == {}
    assert b"camera" not in copy.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("jpeg", b"\xff\xd8\xff\xe0 no picture", id="only the first bytes"),
        pytest.param("jpeg", picture((640, 480), quality=95)[:-400], id="cut off"),
        pytest.param("png", picture((640, 480), "PNG")[:-100], id="png cut off"),
        pytest.param("png", picture(form="JPEG"), id="another kind than it was told to be"),
        pytest.param("png", picture((9000, 9000), "PNG"), id="a bomb"),
    ],
)
def test_a_picture_that_cannot_be_read_has_no_copy(tmp_path: Path, kind: str, content: bytes) -> None:
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(content)

    assert not make_copy(source, kind, copy)
    assert not copy.exists()


def test_no_room_for_the_copy_is_told_as_that(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(picture())

    with no_file_beyond(100), pytest.raises(OSError, match="no room"):
        make_copy(source, "jpeg", tmp_path / "copy")
