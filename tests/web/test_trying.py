"""A preview says what a remedy would do to each, and refuses what the case itself would refuse."""

from typing import Any

import pytest

from store.engine import Database
from tests.store.cases import log
from tests.web.callers import Api

FRIDAY, LATER = "2026-11-27T17:00:00+07:00", "2026-12-01T17:00:00+07:00"
WOULD = [
    pytest.param({"remedy": "extend", "until": LATER}, "", "Dời hạn: 17:00 27/11/2026 → 17:00 01/12/2026.", id="when"),
    pytest.param({"remedy": "extend", "until": FRIDAY}, "not_later", "", id="the deadline that it has"),
    pytest.param({"remedy": "extend", "until": "2020-01-01T09:00:00+07:00"}, "not_later", "", id="years ago"),
    pytest.param({"remedy": "extend", "until": "2027-12-31T17:00:00+07:00"}, "beyond_limit", "", id="too far"),
    pytest.param({"remedy": "reassign", "to": "head"}, "", "Giao cho Cán bộ head.", id="whom"),
    pytest.param({"remedy": "reassign", "to": "an"}, "own_deed", "", id="the author of the deed"),
    pytest.param(
        {"remedy": "deputise", "to": "chi", "until": LATER},
        "",
        "Cử Cán bộ chi thay Cán bộ binh đến 17:00 01/12/2026.",
        id="for whom and until when",
    ),
    pytest.param(
        {"remedy": "deputise", "to": "binh", "until": LATER}, "stands_in_for_herself", "", id="who is asked herself"
    ),
    pytest.param(
        {"remedy": "deputise", "to": "chi", "until": "2026-11-20T17:00:00+07:00"}, "not_later", "", id="until last week"
    ),
    pytest.param({"remedy": "nudge"}, "", "Nhắc ngay: Cán bộ binh.", id="who is reminded"),
    pytest.param({"remedy": "override", "outcome": "recommended"}, "not_silent", "", id="nobody is silent yet"),
]


@pytest.mark.parametrize(("asked", "code", "says"), WOULD)
async def test_what_a_remedy_would_do_is_said_before_it_is_done(
    api_on_both: Api, db: Database, asked: dict[str, Any], code: str, says: str
) -> None:
    log(db)
    body = {"ids": ["n-1"], "because": "gần hết hạn", **asked}

    speaks = {"Accept-Language": "vi"}
    told = (await api_on_both.post("/stuck/preview", body, as_="head", headers=speaks)).json()["items"]

    assert [(one["id"], one["applies"], one["code"]) for one in told] == [("n-1", not code, code)]
    assert told[0]["says"] == says if says else told[0]["says"]
