"""What can be set, read once from the environment and the data folder; nothing reads a variable anywhere else.

`VARIABLES` is the list that docs/operations.md prints; a test compares them.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
    "SOVANG_FILES": "the folder of the files of evidence; `files` in the data folder unless set",
    "SOVANG_KEYS": "the folder of the key files; `keys` in the data folder unless set",
    "SOVANG_API_HOST": "the address the API listens on; 127.0.0.1 unless set",
    "SOVANG_API_PORT": f"the port of the API; {API_PORT}, or under `up` a free one if that is taken, unless set",
    "SOVANG_TEMPORAL_PORT": f"the port of the embedded server; {TEMPORAL_PORT}, or a free one, unless set",
    "SOVANG_OIDC_ISSUER": "by way of which issuer people may sign in, exactly as it writes itself; none unless set",
    "SOVANG_OIDC_CLIENT_ID": "who we are to that issuer",
    "SOVANG_OIDC_SECRET_FILE": "the file with our secret there",
    "SOVANG_OIDC_NAME": "what people call that issuer; its host unless set",
    "SOVANG_EMBEDDED": "`yes` when `up` runs the server: the API process then is the worker too",
    "SOVANG_TEMPORAL_SYNC": "`normal` or `full`: whether the embedded server syncs every commit; `normal` unless set",
    "SOVANG_FREE_DISK_MB": "how much free disk `up` wants before it starts; 500 unless set",
    "SOVANG_MAIL_HOST": "the SMTP server; no mail leaves the house unless set",
    "SOVANG_MAIL_PORT": "its port; 587 unless set, 465 with `tls`, 25 with `none`",
    "SOVANG_MAIL_TLS": "`starttls`, `tls` or `none`; `starttls` unless set",
    "SOVANG_MAIL_USER": "the user to sign in there as; nobody unless set",
    "SOVANG_MAIL_PASSWORD_FILE": "the file with that user's password",
    "SOVANG_MAIL_FROM": "the sender's address; needed with SOVANG_MAIL_HOST",
    "SOVANG_MAIL_PER_MINUTE": "how many letters go out in a minute at most; 120 unless set",
    "SOVANG_PAGES_URL": "the address of the pages as people reach them; no links in letters, no OIDC unless set",
    "SOVANG_WEBHOOK_URL": "where every message is posted, signed, by ids only; nowhere unless set",
    "SOVANG_WEBHOOK_KEY_FILE": "the file with the secret that signs them; needed with SOVANG_WEBHOOK_URL",
    "SOVANG_APPRISE_FILE": "a file of lines `person_id URL` for other channels, in Apprise's form; none unless set",
    "SOVANG_LANG": "`vi` or `en`: the language of the commands; the locale's unless set",
    "SOVANG_TOKEN": "the token of whoever changes the rules by command (`sovang token`); a secret",
    "TEMPORAL_ADDRESS": "the Temporal server; with it no embedded server is looked for",
    "TEMPORAL_NAMESPACE": "the namespace there; `default` unless set",
    "TEMPORAL_API_KEY": "the key for Temporal Cloud; a secret",
    "TEMPORAL_TLS": "`true` to speak TLS; TEMPORAL_TLS_* name the certificates",
    "TEMPORAL_PROFILE": "a profile of Temporal's own configuration file",
    "TEMPORAL_CONFIG_FILE": "where that file is",
}


class SettingsError(Exception):
    """A variable has a value that can't be used, or none where one is needed; `code` says which."""

    def __init__(self, code: str, name: str, value: str) -> None:
        super().__init__(f"{code}: {name}={value!r}")
        self.code = code
        self.params = {"name": name, "value": value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The SMTP server that takes our letters. `tls` is starttls, tls or none."""

    host: str
    port: int
    tls: str
    sender: str
    user: str | None
    password_file: Path | None
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where messages are posted, and the file of the secret that signs them."""

    url: str
    key_file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """How messages leave the house; None does not. `pages` is the address of the pages, "" if nobody said."""

    mail: Mail | None = None
    webhook: Webhook | None = None
    apprise_file: Path | None = None
    pages: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. `api_port` and `temporal_port` are None when nothing states them."""

    data: Path
    database_url: str
    keys: Path
    files: Path
    address: str | None
    oidc: "Oidc | None"
    api_host: str
    api_port: int | None
    temporal_port: int | None
    temporal_sync: str
    is_embedded: bool
    free_disk_mb: int
    language: Language
    token: str = field(default="", repr=False)
    temporal: "ClientConfigProfile"
    channels: Channels = field(default_factory=Channels)

    @property
    def database_file(self) -> Path | None:
        """The file of the application database, None if it is no SQLite file."""
        kind, _, file = self.database_url.partition(":///")
        return Path(file) if kind == "sqlite" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """The house by way of which people may sign in, and who we are there."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str


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
        files=Path(environ.get("SOVANG_FILES") or folder / "files"),
        address=_address(environ),
        oidc=_oidc(environ),
        api_host=environ.get("SOVANG_API_HOST") or "127.0.0.1",
        api_port=_number(environ, "SOVANG_API_PORT"),
        temporal_port=_number(environ, "SOVANG_TEMPORAL_PORT"),
        temporal_sync=_one_of(environ, "SOVANG_TEMPORAL_SYNC", ("normal", "full")),
        is_embedded=_one_of(environ, "SOVANG_EMBEDDED", ("no", "yes")) == "yes",
        free_disk_mb=500 if (stated := _number(environ, "SOVANG_FREE_DISK_MB")) is None else stated,
        language=language_of(environ),
        channels=_channels(environ),
        token=environ.get("SOVANG_TOKEN", ""),
        temporal=_temporal(environ, folder),
    )


def _channels(environ: Mapping[str, str]) -> Channels:
    apprise = environ.get("SOVANG_APPRISE_FILE")
    return Channels(
        mail=_mail(environ) if environ.get("SOVANG_MAIL_HOST") else None,
        webhook=_webhook(environ) if environ.get("SOVANG_WEBHOOK_URL") else None,
        apprise_file=Path(apprise) if apprise else None,
        pages=(environ.get("SOVANG_PAGES_URL") or "").rstrip("/"),
    )


def _mail(environ: Mapping[str, str]) -> Mail:
    tls = _one_of(environ, "SOVANG_MAIL_TLS", ("starttls", "tls", "none"))
    password = environ.get("SOVANG_MAIL_PASSWORD_FILE")
    user = environ.get("SOVANG_MAIL_USER") or None
    if (user is None) != (not password):
        raise SettingsError("setting_not_understood", "SOVANG_MAIL_PASSWORD_FILE", password or "")
    return Mail(
        host=environ["SOVANG_MAIL_HOST"],
        port=_number(environ, "SOVANG_MAIL_PORT") or {"starttls": 587, "tls": 465, "none": 25}[tls],
        tls=tls,
        sender=_needed(environ, "SOVANG_MAIL_FROM"),
        user=user,
        password_file=Path(password) if password else None,
        per_minute=_number(environ, "SOVANG_MAIL_PER_MINUTE") or 120,
    )


def _webhook(environ: Mapping[str, str]) -> Webhook:
    return Webhook(url=environ["SOVANG_WEBHOOK_URL"], key_file=Path(_needed(environ, "SOVANG_WEBHOOK_KEY_FILE")))


def _needed(environ: Mapping[str, str], name: str) -> str:
    stated = environ.get(name)
    if not stated:
        raise SettingsError("setting_missing", name, "")
    return stated


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


def _address(environ: Mapping[str, str]) -> str | None:
    """Return scheme, host and port of the pages, None where nothing states them."""
    stated = environ.get("SOVANG_PAGES_URL")
    if not stated:
        return None
    parts = urlsplit(stated)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/") or parts.query:
        raise SettingsError("setting_not_understood", "SOVANG_PAGES_URL", stated)
    return f"{parts.scheme}://{parts.netloc}"


def _oidc(environ: Mapping[str, str]) -> "Oidc | None":
    """Return the issuer, None if none is set. One that is set needs the rest too, and our own address."""
    issuer = environ.get("SOVANG_OIDC_ISSUER")
    if not issuer:
        return None
    _needed(environ, "SOVANG_PAGES_URL")
    file = Path(_needed(environ, "SOVANG_OIDC_SECRET_FILE"))
    try:
        client_secret = file.read_text("utf-8").strip()
    except OSError as no:
        raise SettingsError("setting_not_understood", "SOVANG_OIDC_SECRET_FILE", str(file)) from no
    return Oidc(
        issuer=issuer,
        client_id=_needed(environ, "SOVANG_OIDC_CLIENT_ID"),
        client_secret=client_secret,
        name=environ.get("SOVANG_OIDC_NAME") or urlsplit(issuer).hostname or issuer,
    )


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


def apprise_addresses(file: Path) -> dict[str, list[str]]:
    """Return the addresses of each person in an Apprise file, `person_id URL` a line. They are secrets."""
    found: dict[str, list[str]] = {}
    for line in file.read_text("utf-8").splitlines():
        person_id, _, url = line.strip().partition(" ")
        if url and not person_id.startswith("#"):
            found.setdefault(person_id, []).append(url.strip())
    return found
