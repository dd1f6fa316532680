"""What may be asked of a nomination, and where what happens leaves it."""

from datetime import datetime, timedelta

import pytest

from rules.commands import (
    Adopt,
    Amend,
    Command,
    Decline,
    Extend,
    FileDossier,
    Reassign,
    Recommend,
    Return,
    Withdraw,
)
from rules.errors import RuleBroken
from rules.events import (
    Adopted,
    Amended,
    Declined,
    DossierFiled,
    Event,
    Extended,
    Reassigned,
    Recommended,
    Returned,
    Withdrawn,
)
from rules.nomination import State, decide, evolve, fold
from tests.rules.makers import DEED, FRIDAY, LOGGED, MONDAY, SUNDAY, WEDNESDAY, make_entry, make_state

LATER = SUNDAY + timedelta(days=30)
BETTER = DEED.model_copy(update={"place": "xã Nam Đà"})
BOTH = ("minutes", "report")


def refusal(state: State, asked: Command, now: datetime = MONDAY) -> str:
    with pytest.raises(RuleBroken) as refused:
        decide(state, asked, now=now)
    return refused.value.code


# ── what follows from what is asked ──


@pytest.mark.parametrize(
    ("stage", "asked", "happened"),
    [
        pytest.param(
            "team",
            Recommend(by="chi", note="rất tốt"),
            Recommended(at=MONDAY, by="chi", note="rất tốt", leads_to="unit-month"),
            id="a leader recommends",
        ),
        pytest.param(
            "team",
            Return(by="chi", because="thiếu ảnh"),
            Returned(at=MONDAY, by="chi", because="thiếu ảnh", leads_to="log"),
            id="a leader returns",
        ),
        pytest.param(
            "team",
            Decline(by="chi", because="việc thường ngày"),
            Declined(at=MONDAY, by="chi", because="việc thường ngày", leads_to="end"),
            id="a leader declines",
        ),
        pytest.param(
            "log",
            Amend(by="an", deed=BETTER),
            Amended(at=MONDAY, by="an", deed=BETTER, leads_to="team"),
            id="an author amends",
        ),
        pytest.param(
            "unit-month",
            Withdraw(by="an", because="nhầm người"),
            Withdrawn(at=MONDAY, by="an", because="nhầm người"),
            id="an author withdraws while a council sits",
        ),
        pytest.param(
            "record",
            Withdraw(by="an"),
            Withdrawn(at=MONDAY, by="an"),
            id="an author withdraws in the time for comment",
        ),
        pytest.param(
            "dossier",
            FileDossier(by="thu", documents=("report", "minutes", "photos")),
            DossierFiled(at=MONDAY, by="thu", documents=("report", "minutes", "photos"), leads_to="province"),
            id="a secretary files more than is needed",
        ),
        pytest.param(
            "team",
            Extend(by="head", until=LATER, because="nghỉ Tết"),
            Extended(at=MONDAY, by="head", until=LATER, because="nghỉ Tết"),
            id="a deadline is extended",
        ),
        pytest.param(
            "dossier",
            Reassign(by="head", to="dung", because="đi học"),
            Reassigned(at=MONDAY, by="head", to="dung", because="đi học"),
            id="another person is asked",
        ),
        pytest.param(
            "record",
            Adopt(by="admin", entry=make_entry("record", edition="sv1-new"), because="QĐ mới"),
            Adopted(at=MONDAY, by="admin", entry=make_entry("record", edition="sv1-new"), because="QĐ mới"),
            id="a new edition is taken over",
        ),
    ],
)
def test_what_is_asked_happens_once_and_leads_where_the_entry_says(stage: str, asked: Command, happened: Event) -> None:
    assert decide(make_state(stage), asked, now=MONDAY) == (happened,)


# ── what is refused ──


@pytest.mark.parametrize(
    ("stage", "asked", "code"),
    [
        pytest.param("team", Recommend(by="an"), "own_deed", id="an author does not recommend"),
        pytest.param("team", Return(by="binh", because="-"), "own_deed", id="the honoured does not return"),
        pytest.param("team", Decline(by="binh", because="-"), "own_deed", id="the honoured does not decline"),
        pytest.param("team", Reassign(by="head", to="an", because="-"), "own_deed", id="no author is asked instead"),
        pytest.param(
            "dossier", Reassign(by="head", to="binh", because="-"), "own_deed", id="no honoured is asked instead"
        ),
        pytest.param("team", Withdraw(by="binh"), "not_author", id="only the author withdraws"),
        pytest.param("log", Amend(by="binh", deed=BETTER), "not_author", id="only the author amends"),
        pytest.param("log", Recommend(by="chi"), "wrong_stage", id="nothing is recommended while it is amended"),
        pytest.param("team", Amend(by="an", deed=BETTER), "wrong_stage", id="nothing is amended unless returned"),
        pytest.param("team", FileDossier(by="thu", documents=BOTH), "wrong_stage", id="no dossier before its stage"),
        pytest.param("province", Recommend(by="chi"), "wrong_stage", id="nobody decides beside a council"),
        pytest.param(
            "province", Extend(by="head", until=LATER, because="-"), "wrong_stage", id="a council's dates are its own"
        ),
        pytest.param("record", Reassign(by="head", to="dung", because="-"), "wrong_stage", id="nobody has to record"),
        pytest.param("log", Reassign(by="head", to="dung", because="-"), "wrong_stage", id="only the author amends"),
        pytest.param(
            "province",
            Adopt(by="admin", entry=make_entry("province"), because="-"),
            "wrong_stage",
            id="a council has its rules",
        ),
        pytest.param(
            "team",
            Adopt(by="admin", entry=make_entry("dossier"), because="-"),
            "wrong_stage",
            id="terms of another stage",
        ),
        pytest.param(
            "team",
            Adopt(by="admin", entry=make_entry("team", kind="council"), because="-"),
            "wrong_stage",
            id="terms of another kind",
        ),
        pytest.param(
            "dossier", FileDossier(by="thu", documents=("report",)), "documents_missing", id="a paper is missing"
        ),
    ],
)
def test_what_the_stage_does_not_allow_is_refused(stage: str, asked: Command, code: str) -> None:
    assert refusal(make_state(stage), asked) == code


def test_missing_papers_are_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        decide(make_state("dossier"), FileDossier(by="thu", documents=()), now=MONDAY)

    assert refused.value.params == {"documents": ["minutes", "report"]}


@pytest.mark.parametrize(
    ("until", "now"),
    [
        pytest.param(WEDNESDAY, MONDAY, id="not after the deadline"),
        pytest.param(FRIDAY, FRIDAY, id="not after now"),
        pytest.param(LATER.replace(tzinfo=None), MONDAY, id="without a zone"),
    ],
)
def test_a_deadline_moves_only_to_an_instant_still_to_come(until: datetime, now: datetime) -> None:
    assert refusal(make_state(), Extend(by="head", until=until, because="-"), now) == "not_later"


def test_what_has_no_deadline_is_not_extended() -> None:
    state = make_state("log", entry=make_entry("log", due_at=None))

    assert refusal(state, Extend(by="head", until=LATER, because="-")) == "no_deadline"


ALL_COMMANDS: list[Command] = [
    Recommend(by="chi"),
    Return(by="chi", because="-"),
    Decline(by="chi", because="-"),
    Amend(by="an", deed=BETTER),
    Withdraw(by="an"),
    FileDossier(by="thu", documents=BOTH),
    Extend(by="head", until=LATER, because="-"),
    Reassign(by="head", to="dung", because="-"),
    Adopt(by="admin", entry=make_entry(), because="-"),
]


@pytest.mark.parametrize("asked", ALL_COMMANDS, ids=lambda asked: asked.ask)
def test_nothing_is_asked_of_a_nomination_that_has_ended(asked: Command) -> None:
    ended = evolve(make_state(), Withdrawn(at=MONDAY, by="an"))

    with pytest.raises(RuleBroken) as refused:
        decide(ended, asked, now=MONDAY)

    assert (refused.value.code, refused.value.params) == ("ended", {"outcome": "withdrawn"})


@pytest.mark.parametrize("asked", ALL_COMMANDS, ids=lambda asked: asked.ask)
def test_until_the_terms_of_a_stage_are_known_only_a_withdrawal_is_heard(asked: Command) -> None:
    opening = fold("n-1", [LOGGED])

    if isinstance(asked, Withdraw):
        assert decide(opening, asked, now=MONDAY) == (Withdrawn(at=MONDAY, by="an"),)
    else:
        assert refusal(opening, asked) == "stage_opening"


def test_nobody_withdraws_what_is_being_written_in_the_book() -> None:
    assert refusal(make_state("record"), Withdraw(by="an"), FRIDAY) == "wrong_stage"
