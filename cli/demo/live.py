"""The live part of the demo: officers of this month's units log a dozen deeds through the API, as anybody would."""

import http.client
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cli.demo.people import officer, post
from settings import Settings
from store import organisation, tokens
from store.engine import Database

DEEDS = 12
_TITLES = (
    "Hỗ trợ người dân làm căn cước ngoài giờ",
    "Trao trả tài sản cho người đánh rơi",
    "Giúp thu hoạch nông sản chạy bão",
    "Đưa cụ già đi lạc về với gia đình",
)
_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """How many deeds are under way, and a token with which one may look around."""

    logged: int
    person: str
    token: str


def log_this_month(settings: Settings, api: str, programme: str) -> Shown:
    """Log the deeds of this month; return how many were taken, and a token of the provincial office."""
    now = datetime.now(UTC)
    database = Database(settings.database_url)
    try:
        with database.write() as conn:
            tree = organisation.tree(conn)
            there = {id_: unit.kind for id_, unit in sorted(tree.units.items()) if unit.exists_on(now.date())}
            units = [id_ for id_, kind in there.items() if kind == "commune"]
            top = next(id_ for id_, kind in there.items() if kind == "province")
            secrets = {
                unit_id: tokens.issue(conn, officer(unit_id), label="demo", now=now, expires_at=now + _SOON).secret
                for unit_id in units[:DEEDS]
            }
            office = tokens.issue(conn, post(top, "office"), label="demo", now=now, expires_at=now + _SOON).secret
    finally:
        database.close()
    logged = sum(
        _log(api, programme, unit_id, secret, number, now) for number, (unit_id, secret) in enumerate(secrets.items())
    )
    return Shown(logged, post(top, "office"), office)


def _log(api: str, programme: str, unit_id: str, secret: str, number: int, now: datetime) -> bool:
    place = urlsplit(api)
    connection = http.client.HTTPConnection(place.hostname or "127.0.0.1", place.port, timeout=10)
    body = {
        "programme": programme,
        "unit_id": unit_id,
        "deed": {
            "title": f"[Mẫu] {_TITLES[number % len(_TITLES)]}",
            "story": "Dữ liệu mẫu của bản chạy thử, không phải sự việc có thật.",
            "place": "Địa bàn đơn vị",
            "done_on": (now - timedelta(days=1 + number % 3)).date().isoformat(),
            "subject": "individual",
            "honoured": [officer(unit_id)],
            "beneficiaries": 1 + number % 4,
        },
    }
    headers = {
        "Authorization": f"Bearer {secret}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"demo-{now:%Y%m%d%H%M%S}-{number:02}",
    }
    try:
        connection.request("POST", "/api/v1/nominations", json.dumps(body), headers)
        return connection.getresponse().status in (201, 202)
    finally:
        connection.close()
