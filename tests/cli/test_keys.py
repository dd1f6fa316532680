import json
from pathlib import Path

import pytest

from keys import BALLOTS, PAYLOAD, KeyFileError, add_payload_key, make_keys, read_keys
from tests.cli.houses import sovang


def test_new_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"

    made = make_keys(folder)

    assert made == (folder / BALLOTS, folder / PAYLOAD)
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, *made)] == ["0o700", "0o600", "0o600"]


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = read_keys(tmp_path)

    assert make_keys(tmp_path) == ()
    assert read_keys(tmp_path) == before


def test_two_houses_have_different_keys(tmp_path: Path) -> None:
    make_keys(tmp_path / "a")
    make_keys(tmp_path / "b")

    one, other = read_keys(tmp_path / "a"), read_keys(tmp_path / "b")

    assert one.ballots != other.ballots
    assert one.payload.keys.values() != other.payload.keys.values()


def test_a_new_payload_key_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = read_keys(tmp_path).payload

    key_id = add_payload_key(tmp_path)

    after = read_keys(tmp_path).payload
    assert after.current == key_id
    assert after.keys[before.current] == before.keys[before.current]
    assert (tmp_path / PAYLOAD).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", [BALLOTS, PAYLOAD])
def test_a_missing_key_is_named(tmp_path: Path, name: str) -> None:
    make_keys(tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(KeyFileError) as refused:
        read_keys(tmp_path)

    assert (refused.value.code, refused.value.params) == ("key_missing", {"file": tmp_path / name})


@pytest.mark.parametrize("name", [BALLOTS, PAYLOAD])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, name: str) -> None:
    make_keys(tmp_path)
    (tmp_path / name).chmod(0o640)

    with pytest.raises(KeyFileError) as refused:
        read_keys(tmp_path)

    assert (refused.value.code, refused.value.params) == ("key_open_to_others", {"file": tmp_path / name})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(BALLOTS, "", id="no ballots key"),
        pytest.param(BALLOTS, "c2hvcnQ=", id="a short ballots key"),
        pytest.param(BALLOTS, "đắk nông", id="no base64"),
        pytest.param(PAYLOAD, "", id="no ring"),
        pytest.param(PAYLOAD, "[]", id="a list"),
        pytest.param(PAYLOAD, json.dumps({"current": "a", "keys": {}}), id="a ring without its current key"),
        pytest.param(PAYLOAD, json.dumps({"current": "a", "keys": {"a": "c2hvcnQ="}}), id="a short key"),
    ],
)
def test_a_damaged_key_is_refused_and_not_shown(tmp_path: Path, name: str, content: str) -> None:
    make_keys(tmp_path)
    (tmp_path / name).write_text(content)

    with pytest.raises(KeyFileError) as refused:
        read_keys(tmp_path)

    assert (refused.value.code, refused.value.params) == ("key_unreadable", {"file": tmp_path / name})
    assert refused.value.__cause__ is None


def test_keys_do_not_show_in_a_log(tmp_path: Path) -> None:
    make_keys(tmp_path)

    keys = read_keys(tmp_path)

    assert repr(keys) == f"Keys(payload=KeyRing(current={keys.payload.current!r}))"


def test_the_commands_make_and_rotate(tmp_path: Path) -> None:
    made = sovang("keys", "make", "--data", str(tmp_path))
    first = read_keys(tmp_path / "keys").payload
    rotated = sovang("keys", "rotate", "--data", str(tmp_path))
    second = read_keys(tmp_path / "keys").payload

    assert (made.returncode, rotated.returncode) == (0, 0)
    assert set(first.keys) < set(second.keys)
    assert f"{second.current} is the current key now" in rotated.stdout
