import json
import re
from pathlib import Path

import pytest

from settings import HOME, RUNNING, VARIABLES, Running, SettingsError, language_of, load, read_running

RUNS = {"pid": 1, "server_pid": 2, "app_pid": 3, "temporal": "127.0.0.1:4444", "api": "http://127.0.0.1:5555"}


def test_everything_has_a_default_under_the_data_folder(tmp_path: Path) -> None:
    settings = load({}, data=tmp_path)

    assert settings.database_file == tmp_path / "sovang.sqlite"
    assert settings.keys == tmp_path / "keys"
    assert (settings.api_host, settings.api_port, settings.is_embedded) == ("127.0.0.1", None, False)


def test_the_data_folder_is_beside_the_launcher_unless_set() -> None:
    assert load({}).data == HOME / "data"


def test_an_argument_is_stronger_than_the_environment(tmp_path: Path) -> None:
    assert load({"SOVANG_DATA": "/elsewhere"}, data=tmp_path).data == tmp_path


def test_a_running_house_tells_where_its_server_is(tmp_path: Path) -> None:
    (tmp_path / RUNNING).write_text(json.dumps(RUNS))

    assert load({}, data=tmp_path).temporal.address == "127.0.0.1:4444"
    assert read_running(tmp_path) == Running(**RUNS)


def test_a_stated_server_is_stronger_than_a_running_house(tmp_path: Path) -> None:
    (tmp_path / RUNNING).write_text(json.dumps(RUNS))

    settings = load({"TEMPORAL_ADDRESS": "cluster:7233", "TEMPORAL_NAMESPACE": "sovang"}, data=tmp_path)

    assert (settings.temporal.address, settings.temporal.namespace) == ("cluster:7233", "sovang")


def test_a_damaged_note_of_a_running_house_is_none(tmp_path: Path) -> None:
    (tmp_path / RUNNING).write_text('{"pid": 1')

    assert read_running(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SOVANG_API_PORT", "80a", "setting_not_a_number"),
        ("SOVANG_API_PORT", "-1", "setting_not_a_number"),
        ("SOVANG_EMBEDDED", "maybe", "setting_not_understood"),
        ("SOVANG_LANG", "fr", "setting_not_understood"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str, code: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({name: value}, data=tmp_path)

    assert refused.value.code == code


def test_a_profile_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "temporal.toml").write_text("[profile")

    with pytest.raises(SettingsError) as refused:
        load({"TEMPORAL_CONFIG_FILE": str(tmp_path / "temporal.toml")}, data=tmp_path)

    assert refused.value.code == "setting_not_understood"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_GB.UTF-8", "SOVANG_LANG": "vi"}, "vi"),
        ({"SOVANG_LANG": "en"}, "en"),
    ],
)
def test_vietnamese_comes_first(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


def test_the_operators_guide_lists_every_setting_and_no_other() -> None:
    guide = (HOME / "docs" / "operations.md").read_text("utf-8")

    assert re.findall(r"^\| `([A-Z_]+)` \|", guide, re.MULTILINE) == list(VARIABLES)


def test_nothing_else_reads_the_environment() -> None:
    rooms = ("rules", "words", "store", "activities", "workflows", "web")
    readers = [
        str(file.relative_to(HOME))
        for room in rooms
        for file in (HOME / room).rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b", file.read_text("utf-8"))
    ]

    assert readers == []
