"""Nominations as rows, for what only reads them: as the projection would have written them, at full speed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from benchmarks.house import Store
from cli.demo.people import officer
from store import tables as t
from store.folding import searchable
from store.writing import portions

_DEEDS = ("Đưa cụ già đi lạc về với gia đình", "Trao trả ví tiền", "Hiến máu cứu người", "Giúp dân chạy bão")
_STORY = "Dữ liệu mẫu để đo, không phải sự việc có thật. " * 4
_KINDS = {"team": "review"}
_STAGES = (("team", "open", "review"), ("unit-month", "open", "council"), *((("end", "ended", ""),) * 18))


def plant(
    conn: Connection, here: Store, count: int, units: Sequence[str], *, stage: str = "", council: str = ""
) -> list[str]:
    """Insert `count` nominations of `units` and return their ids.

    One of ten runs, half of those at a team and half before a council, the others have ended; or all stand in `stage`,
    before the council of the unit `council`.
    """
    ids = [f"n-{number:016d}" for number in range(count)]
    for some in portions(range(count)):
        rows = [_row(here, ids[number], number, units[number % len(units)], stage) for number in some]
        for row in rows if council else ():
            row["council_unit_id"] = council
        conn.execute(t.nominations.insert(), rows)
        honours = [{"nomination_id": row["id"], "person_id": row["author_id"]} for row in rows]
        conn.execute(t.honours.insert(), honours)
    return ids


def _row(here: Store, id_: str, number: int, unit_id: str, stage: str) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(minutes=5 * number)
    where, status, kind = (
        (stage, "open", _KINDS.get(stage, "council")) if stage else _STAGES[number // 7 % len(_STAGES)]
    )
    is_review = kind == "review"
    title = f"[Mẫu] {_DEEDS[number % len(_DEEDS)]} lần {number}"
    entry = {"stage": where, "kind": kind, "edition": here.rules.edition, "leads_to": {}} if kind else None
    return {
        "id": id_,
        "programme": here.programme,
        "unit_id": unit_id,
        "council_unit_id": here.units.meant(
            here.rules.programme.where("unit"), unit_id, here.rules.clock.day(datetime.now(UTC))
        ),
        "author_id": officer(unit_id),
        "honoured": [officer(unit_id)],
        "subject": "individual",
        "title": title,
        "story": _STORY,
        "deed_on": at.date(),
        "beneficiaries": number % 9,
        "logged_at": at,
        "stage": where,
        "stage_since": at,
        "status": status,
        "outcome": "not_selected" if status == "ended" else None,
        "waits_for_role": "leader" if is_review else None,
        "waits_for_unit_id": unit_id if is_review else None,
        "due_at": at + timedelta(days=3) if is_review else None,
        "entry": entry,
        "edition": here.rules.edition,
        "number": 2,
        "epoch": here.epoch,
        "is_sample": True,
        "search": searchable(title, _STORY),
        "updated_at": at,
    }
