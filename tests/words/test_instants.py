from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.errors import RuleBroken
from words.instants import instant

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("next Monday 08:00", "2026-11-30T08:00"),
        ("Friday at 7:30", "2026-11-27T07:30"),
        ("thứ Hai tới 08:00", "2026-11-30T08:00"),
        ("thứ 6 lúc 7h30", "2026-11-27T07:30"),
        ("Chủ nhật 8h", "2026-11-29T08:00"),
        ("ngày mai 17:00", "2026-11-24T17:00"),
        ("tomorrow", "2026-11-24T08:00"),
        ("17:00", "2026-11-23T17:00"),
        ("30/11/2026 08:00", "2026-11-30T08:00"),
        ("2026-11-30", "2026-11-30T08:00"),
        ("2026-11-30 08:00", "2026-11-30T08:00"),
        ("2026-11-30T01:00+00:00", "2026-11-30T08:00"),
    ],
)
def test_an_instant_is_understood_as_it_is_said(said: str, meant: str) -> None:
    assert instant(said, MONDAY, HANOI) == datetime.fromisoformat(meant).replace(tzinfo=HANOI)


@pytest.mark.parametrize("said", ["soon", "Blursday 08:00", "thứ 9 8h", "31/02/2026 08:00", "25:00", "tomorrow 8:75"])
def test_what_is_no_instant_is_refused(said: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        instant(said, MONDAY, HANOI)

    assert refused.value.code == "not_an_instant"
