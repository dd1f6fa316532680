"""What can be set, read once from the environment and the data folder; nothing reads a variable anywhere else.

`VARIABLES` is the list that docs/operations.md prints; a test compares them.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from words.catalogue import Language

if TYPE_CHECKING:
    from temporalio.envconfig import ClientConfigProfile

HOME = Path(__file__).resolve().parent
API_PORT = 8087
TEMPORAL_PORT = 7233
RUNNING = "running.json"

VARIABLES: Mapping[str, str] = {
    "SOVANG_DATA": "the data folder; `data` beside the launcher unless set",
    "SOVANG_DATABASE_URL": "the application database; a SQLite file in the data folder unless set",
    "SOVANG_KEYS": "the folder of the key files; `keys` in the data folder unless set",
    "SOVANG_API_HOST": "the address the API listens on; 127.0.0.1 unless set",
    "SOVANG_API_PORT": f"the port of the API; {API_PORT}, or under `up` a free one if that is taken, unless set",
    "SOVANG_TEMPORAL_PORT": f"the port of the embedded server; {TEMPORAL_PORT}, or a free one, unless set",
    "SOVANG_EMBEDDED": "`yes` when `up` runs the server: the API process then is the worker too",
    "SOVANG_TEMPORAL_SYNC": "`normal` or `full`: whether the embedded server syncs every commit; `normal` unless set",
    "SOVANG_FREE_DISK_MB": "how much free disk `up` wants before it starts; 500 unless set",
    "SOVANG_LANG": "`vi` or `en`: the language of the commands; the locale's unless set",
    "TEMPORAL_ADDRESS": "the Temporal server; with it no embedded server is looked for",
    "TEMPORAL_NAMESPACE": "the namespace there; `default` unless set",
    "TEMPORAL_API_KEY": "the key for Temporal Cloud; a secret",
    "TEMPORAL_TLS": "`true` to speak TLS; TEMPORAL_TLS_* name the certificates",
    "TEMPORAL_PROFILE": "a profile of Temporal's own configuration file",
    "TEMPORAL_CONFIG_FILE": "where that file is",
}


class SettingsError(Exception):
    """A variable has a value that can't be used; `code` is "setting_not_a_number" or "setting_not_understood"."""

    def __init__(self, code: str, name: str, value: str) -> None:
        super().__init__(f"{code}: {name}={value!r}")
        self.code = code
        self.params = {"name": name, "value": value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. `api_port` and `temporal_port` are None when nothing states them."""

    data: Path
    database_url: str
    keys: Path
    api_host: str
    api_port: int | None
    temporal_port: int | None
    temporal_sync: str
    is_embedded: bool
    free_disk_mb: int
    language: Language
    temporal: "ClientConfigProfile"

    @property
    def database_file(self) -> Path | None:
        """The file of the application database, None if it is no SQLite file."""
        kind, _, file = self.database_url.partition(":///")
        return Path(file) if kind == "sqlite" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What `up` says about itself in the data folder while it runs: addresses and process ids."""

    pid: int
    server_pid: int
    app_pid: int
    temporal: str  # host:port
    api: str  # http://host:port


def load(environ: Mapping[str, str] = os.environ, *, data: Path | None = None) -> Settings:
    """Return the settings of this process; `data` is stronger than SOVANG_DATA.

    Raise SettingsError for a value that can't be used.
    """
    folder = (data or Path(environ.get("SOVANG_DATA") or HOME / "data")).expanduser().resolve()
    return Settings(
        data=folder,
        database_url=environ.get("SOVANG_DATABASE_URL") or f"sqlite:///{folder / 'sovang.sqlite'}",
        keys=Path(environ.get("SOVANG_KEYS") or folder / "keys"),
        api_host=environ.get("SOVANG_API_HOST") or "127.0.0.1",
        api_port=_number(environ, "SOVANG_API_PORT"),
        temporal_port=_number(environ, "SOVANG_TEMPORAL_PORT"),
        temporal_sync=_one_of(environ, "SOVANG_TEMPORAL_SYNC", ("normal", "full")),
        is_embedded=_one_of(environ, "SOVANG_EMBEDDED", ("no", "yes")) == "yes",
        free_disk_mb=500 if (stated := _number(environ, "SOVANG_FREE_DISK_MB")) is None else stated,
        language=language_of(environ),
        temporal=_temporal(environ, folder),
    )


def first_programmes() -> tuple[str, ...]:
    """Return the programmes that are adopted when the house starts on new data, as pyproject.toml names them."""
    return tuple(tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["tool"]["sovang"]["programmes"])


def version() -> str:
    """Return the version of this program, from pyproject.toml."""
    return str(tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def read_running(data: Path) -> Running | None:
    """Return what a running `up` wrote in the data folder, or None. After a crash it may be out of date."""
    try:
        return Running(**json.loads((data / RUNNING).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _temporal(environ: Mapping[str, str], data: Path) -> "ClientConfigProfile":
    from temporalio.envconfig import ClientConfigProfile  # noqa: PLC0415 - `rules` need not wait for it

    embedded = read_running(data)
    if embedded and not environ.get("TEMPORAL_ADDRESS"):
        return ClientConfigProfile(address=embedded.temporal, namespace="default")
    try:
        return ClientConfigProfile.load(override_env_vars=dict(environ))
    except RuntimeError as error:
        raise SettingsError("setting_not_understood", "TEMPORAL_*", str(error)) from error


def language_of(environ: Mapping[str, str]) -> Language:
    """Return the language to speak: Vietnamese, unless English is asked for or the locale is English."""
    stated = _one_of(environ, "SOVANG_LANG", ("", "vi", "en"))
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "en" if stated == "en" or (not stated and locale.startswith("en")) else "vi"


def _number(environ: Mapping[str, str], name: str) -> int | None:
    stated = environ.get(name)
    if not stated:
        return None
    if not (stated.isascii() and stated.isdigit()):
        raise SettingsError("setting_not_a_number", name, stated)
    return int(stated)


def _one_of(environ: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    """Return the stated value, the first of `values` if none is stated."""
    stated = environ.get(name) or values[0]
    if stated not in values:
        raise SettingsError("setting_not_understood", name, stated)
    return stated
