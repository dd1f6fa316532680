"""One deed's way from an officer's log to the provincial Golden Book, and what is refused on that way.

On the real server, through HTTP only; every write is sent twice with its key, and answered the same.
"""

from collections.abc import Iterable
from uuid import uuid4

import pytest

from tests.stories.force import PROVINCE, council
from tests.stories.visitors import Body, Visitors, deed

UNIT, TEAM = "huyen-a", "doi-a"
OFFICER, LEADER, SECRETARY, OFFICE = f"{TEAM}.officer", f"{TEAM}.leader", f"{UNIT}.secretary", f"{PROVINCE}.office"
STRANGER = "doi-b.leader"
PAPERS = ["submission letter", "minutes", "achievement report"]


@pytest.mark.timeout(180)
def test_a_deed_goes_from_the_log_to_the_golden_book(visitors: Visitors) -> None:
    id_ = visitors.log(OFFICER, "Đưa cụ già đi lạc về nhà")
    _nobody_else_hears_of_it(visitors, id_)
    _nobody_recommends_herself(visitors)
    recommended = _recommend(visitors, id_)
    assert (recommended["stage"], recommended["number"]) == ("unit-month", 2)

    month = visitors.open_now(SECRETARY, "unit-month", UNIT)
    _the_council_votes(visitors, month, id_)
    (entry,) = visitors.get(SECRETARY, f"/books/entries?nomination={id_}")["items"]
    assert (entry["book"], entry["unit_id"], entry["number"]) == ("unit", UNIT, 1)
    assert (entry["document"], entry["decision_no"]) == ("recognition-decision", "1/QĐ-CNVT")

    quarter = visitors.open_now(SECRETARY, "unit-quarter", UNIT)
    *present, absent = council(UNIT)
    _all_vote_for(visitors, present, quarter, id_)
    _vote_on_paper(visitors, quarter, absent, {id_: "for"})
    visitors.until(lambda: visitors.get(OFFICER, f"/nominations/{id_}")["waits_for_role"] == "secretary")

    _file(visitors, id_)

    province = visitors.open_now(OFFICE, "province", PROVINCE)
    *most, last = council(PROVINCE)
    _all_vote_for(visitors, most, province, id_)
    visitors.vote(last, province, {id_: "against"})
    visitors.until(lambda: visitors.get(OFFICER, f"/nominations/{id_}")["status"] == "ended")

    _is_in_both_books(visitors, id_)
    _is_told_in_full(visitors, id_, [month, quarter, province])


@pytest.mark.timeout(120)
def test_a_unit_that_nominates_nobody_has_its_sitting_all_the_same(visitors: Visitors) -> None:
    sitting_id = visitors.open_now("huyen-b.secretary", "unit-month", "huyen-b")

    sitting = visitors.get("huyen-b.secretary", f"/sittings/{sitting_id}")

    assert (sitting["status"], sitting["candidates"]) == ("none", [])
    assert visitors.refused(council("huyen-b")[0], "PUT", f"/sittings/{sitting_id}/ballot", {"choices": {}})[0] == 409


def _vote_on_paper(visitors: Visitors, sitting_id: str, absent: str, choices: dict[str, str]) -> None:
    """The secretary enters the paper of who is absent; the head of the unit, not she, has read the same."""
    paper, body = f"/sittings/{sitting_id}/written-ballots/{absent}", {"choices": choices}
    visitors.write(SECRETARY, "PUT", paper, body)
    assert visitors.refused(SECRETARY, "POST", f"{paper}/confirm", body) == (403, "same_person")
    visitors.write(council(UNIT)[0], "POST", f"{paper}/confirm", body)


def _nobody_else_hears_of_it(visitors: Visitors, id_: str) -> None:
    for path in (f"/nominations/{id_}", f"/nominations/{id_}/events", f"/nominations/{id_}/explanation"):
        assert visitors.refused(STRANGER, "GET", path) == (404, "not_found")
    asked = visitors.refused(STRANGER, "POST", f"/nominations/{id_}/commands", {"ask": "recommend"})
    assert asked == (404, "not_found")
    assert visitors.get(STRANGER, "/nominations")["items"] == []


def _nobody_recommends_herself(visitors: Visitors) -> None:
    own = visitors.log(LEADER, "Giúp dân gặt lúa chạy lũ")
    named = visitors.log(OFFICER, "Cứu người đuối nước", honoured=[LEADER])
    for id_ in (own, named):
        refused = visitors.refused(LEADER, "POST", f"/nominations/{id_}/commands", {"ask": "recommend"})
        assert refused == (403, "own_deed")
        assert visitors.stage(LEADER, id_) == "team"


def _recommend(visitors: Visitors, id_: str) -> Body:
    path, key = f"/nominations/{id_}/commands", str(uuid4())
    first = visitors.call(LEADER, "POST", path, {"ask": "recommend"}, key)
    other = visitors.call(LEADER, "POST", path, {"ask": "decline", "because": "nhầm"}, key)
    assert first.status_code == 200, first.text
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    again: Body = visitors.call(LEADER, "POST", path, {"ask": "recommend"}, key).json()
    assert again == first.json()
    assert visitors.refused(LEADER, "POST", path, {"ask": "recommend"}) == (403, "not_allowed")
    return again


def _the_council_votes(visitors: Visitors, sitting_id: str, id_: str) -> None:
    """Four of five vote, one of them twice; the fifth stands aside, and with that the vote closes early."""
    *voters, tied = council(UNIT)
    ballot = f"/sittings/{sitting_id}/ballot"
    visitors.vote(voters[0], sitting_id, {id_: "against"})
    assert visitors.refused(SECRETARY, "PUT", ballot, {"choices": {id_: "for"}}) == (403, "not_allowed")
    assert visitors.refused(STRANGER, "PUT", ballot, {"choices": {id_: "for"}}) == (404, "not_found")
    assert visitors.refused(voters[0], "PUT", ballot, {"choices": {"n-nothing": "for"}}) == (422, "unknown_candidate")

    revised = visitors.vote(voters[0], sitting_id, {id_: "for"})
    _all_vote_for(visitors, voters[1:], sitting_id, id_)
    assert revised["revision"] == 2
    assert visitors.get(SECRETARY, f"/sittings/{sitting_id}")["candidates"][0]["result"] is None
    visitors.vote(tied, sitting_id, {}, stands_aside=[{"nomination_id": id_, "reason": "họ hàng"}])
    visitors.until(lambda: visitors.get(SECRETARY, f"/sittings/{sitting_id}")["status"] == "decided")

    late = visitors.refused(voters[0], "PUT", ballot, {"choices": {id_: "against"}})
    sitting = visitors.get(SECRETARY, f"/sittings/{sitting_id}")
    result = sitting["candidates"][0]["result"]
    assert late == (409, "voting_closed")
    assert sitting["stood_aside"] == [{"person_id": tied, "nomination_id": id_, "by": tied}]
    assert (result["outcome"], result["ayes"], result["base"], result["recused"]) == ("selected", 4, 4, 1)


def _all_vote_for(visitors: Visitors, members: Iterable[str], sitting_id: str, id_: str) -> None:
    for member in members:
        visitors.vote(member, sitting_id, {id_: "for"})


def _file(visitors: Visitors, id_: str) -> None:
    path = f"/nominations/{id_}/commands"
    for documents in ([], PAPERS[1:]):
        refused = visitors.refused(SECRETARY, "POST", path, {"ask": "file", "documents": documents})
        assert refused == (422, "documents_missing")
    assert visitors.refused(OFFICER, "POST", path, {"ask": "file", "documents": PAPERS}) == (403, "not_allowed")
    assert visitors.ask(SECRETARY, id_, "file", documents=PAPERS)["stage"] == "province"


def _is_in_both_books(visitors: Visitors, id_: str) -> None:
    lines = visitors.get(OFFICE, f"/books/entries?nomination={id_}&sort=recorded_at")["items"]
    assert [(line["book"], line["unit_id"], line["number"]) for line in lines] == [
        ("unit", UNIT, 1),
        ("province", PROVINCE, 1),
    ]
    read = visitors.get(STRANGER, f"/books/entries/{lines[1]['id']}")
    assert (read["title"], read["decision_no"]) == ("Đưa cụ già đi lạc về nhà", "1/SV")


def _is_told_in_full(visitors: Visitors, id_: str, sittings: list[str]) -> None:
    events = visitors.get(OFFICER, f"/nominations/{id_}/events")["events"]
    assert [(line["number"], line["event"], line["by"]) for line in events] == [
        (1, "logged", OFFICER),
        (2, "recommended", LEADER),
        (3, "heard", None),
        (4, "filed", SECRETARY),
        (5, "heard", None),
        (6, "recorded", None),
    ]
    told = visitors.get(OFFICER, f"/nominations/{id_}/explanation")
    assert [(word["sitting_id"], word["outcome"]) for word in told["councils"]] == [
        (sitting_id, "selected") for sitting_id in sittings
    ]
    last = told["councils"][-1]
    assert (last["ayes"], last["noes"], last["base"], last["needed"]) == (6, 1, 7, 6)
    assert all(word["because"] for word in told["councils"])


def test_a_deed_of_tomorrow_is_refused_and_nothing_is_begun(visitors: Visitors) -> None:
    told = deed("Chưa xảy ra", done_on="2999-01-01")

    refused = visitors.refused(OFFICER, "POST", "/nominations", told)

    assert refused == (422, "deed_in_future")
    assert visitors.get(OFFICER, "/nominations")["items"] == []
