"""Who may do what: one table of people and acts, and the duties that are kept apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rights import (
    PROVED,
    ROLES,
    Action,
    Actor,
    Grant,
    Principal,
    Resource,
    authorize,
    clash,
    scope_of,
    sight,
)

PATH = ("team-1", "unit-1", "province")
NOMINATION = Resource(
    path=PATH,
    author_id="an",
    honoured=frozenset({"binh"}),
    waits_for=(Grant("leader", "team-1"),),
    council_ids=frozenset({"council-1"}),
)
OUT_FOR_COMMENT = replace(NOMINATION, is_out_for_comment=True)
SITTING = Resource(
    path=("unit-1", "province"), roster=frozenset({"member", "boss", "root"}), council_ids=frozenset({"council-1"})
)
HOUSE = Resource.house(["province"])

PEOPLE = {
    "an": Actor("an", (Grant("officer", "team-1"),)),
    "binh": Actor("binh", (Grant("officer", "team-1"),)),
    "colleague": Actor("colleague", (Grant("officer", "team-1"),)),
    "leader": Actor("leader", (Grant("leader", "team-1"),)),
    "other leader": Actor("other", (Grant("leader", "team-2"),)),
    "deputy": Actor("deputy", stands_in_for=(Principal("leader", (Grant("leader", "team-1"),)),)),
    "head": Actor("head", (Grant("head", "unit-1"),)),
    "secretary": Actor("secretary", (Grant("secretary", "unit-1"),)),
    "office": Actor("office", (Grant("standing_office", "province"),)),
    "member": Actor("member", council_ids=frozenset({"council-1"})),
    "other member": Actor("other", council_ids=frozenset({"council-2"})),
    "root": Actor("root", (Grant("administrator", "province"),)),
    "small root": Actor("small", (Grant("administrator", "unit-1"),)),
    "auditor": Actor("auditor", (Grant("auditor", "province"),)),
    "publisher": Actor("publisher", (Grant("publisher", "province"),)),
    "nobody": Actor("nobody"),
    "stranger": Actor(""),
}

CASES = [
    ("an", Action.NOMINATIONS_READ, NOMINATION, "allowed"),
    ("binh", Action.NOMINATIONS_READ, NOMINATION, "allowed"),
    ("colleague", Action.NOMINATIONS_READ, NOMINATION, "not_found"),
    ("leader", Action.NOMINATIONS_READ, NOMINATION, "allowed"),
    ("deputy", Action.NOMINATIONS_READ, NOMINATION, "allowed"),
    ("other leader", Action.NOMINATIONS_READ, NOMINATION, "not_found"),
    ("head", Action.NOMINATIONS_READ, NOMINATION, "allowed"),
    ("member", Action.NOMINATIONS_READ, NOMINATION, "allowed"),
    ("other member", Action.NOMINATIONS_READ, NOMINATION, "not_found"),
    ("root", Action.NOMINATIONS_READ, NOMINATION, "allowed"),
    ("auditor", Action.NOMINATIONS_READ, NOMINATION, "not_found"),
    ("publisher", Action.NOMINATIONS_READ, NOMINATION, "not_found"),
    ("nobody", Action.NOMINATIONS_READ, NOMINATION, "not_found"),
    ("nobody", Action.NOMINATIONS_READ, HOUSE, "allowed"),
    ("leader", Action.NOMINATIONS_RECOMMEND, NOMINATION, "allowed"),
    ("deputy", Action.NOMINATIONS_RECOMMEND, NOMINATION, "allowed"),
    ("head", Action.NOMINATIONS_RECOMMEND, NOMINATION, "not_allowed"),
    ("root", Action.NOMINATIONS_RECOMMEND, NOMINATION, "not_allowed"),
    ("an", Action.NOMINATIONS_RECOMMEND, NOMINATION, "not_allowed"),
    ("other leader", Action.NOMINATIONS_RECOMMEND, NOMINATION, "not_found"),
    ("head", Action.NOMINATIONS_RECOMMEND, replace(NOMINATION, waits_for=(Grant("head", "unit-1"),)), "allowed"),
    ("head", Action.NOMINATIONS_RECOMMEND, replace(NOMINATION, waits_for=(Grant("head", "province"),)), "not_allowed"),
    ("head", Action.NOMINATIONS_RECOMMEND, replace(NOMINATION, waits_for=(Grant("head", "unit-2"),)), "not_allowed"),
    ("colleague", Action.NOMINATIONS_RETURN, replace(NOMINATION, assignee_id="colleague"), "allowed"),
    ("secretary", Action.NOMINATIONS_FILE, replace(NOMINATION, waits_for=(Grant("secretary", "unit-1"),)), "allowed"),
    ("leader", Action.NOMINATIONS_SCORE, NOMINATION, "allowed"),
    ("an", Action.NOMINATIONS_SCORE, NOMINATION, "not_allowed"),
    ("an", Action.NOMINATIONS_SCORE, replace(NOMINATION, assignee_id="an", waits_for=()), "allowed"),
    ("leader", Action.NOMINATIONS_SCORE, replace(NOMINATION, assignee_id="an", waits_for=()), "not_allowed"),
    ("binh", Action.NOMINATIONS_SCORE, replace(NOMINATION, assignee_id="binh", waits_for=()), "own_deed"),
    ("colleague", Action.NOMINATIONS_OBJECT, OUT_FOR_COMMENT, "allowed"),
    ("auditor", Action.NOMINATIONS_OBJECT, OUT_FOR_COMMENT, "allowed"),
    ("stranger", Action.NOMINATIONS_OBJECT, OUT_FOR_COMMENT, "not_found"),
    ("colleague", Action.NOMINATIONS_OBJECT, NOMINATION, "not_found"),
    ("leader", Action.NOMINATIONS_OBJECT, NOMINATION, "not_allowed"),
    ("colleague", Action.NOMINATIONS_READ, OUT_FOR_COMMENT, "not_found"),
    ("colleague", Action.EVIDENCE_READ, OUT_FOR_COMMENT, "not_found"),
    ("leader", Action.NOMINATIONS_RULE, OUT_FOR_COMMENT, "allowed"),
    ("head", Action.NOMINATIONS_RULE, OUT_FOR_COMMENT, "not_allowed"),
    ("an", Action.NOMINATIONS_WITHDRAW, NOMINATION, "allowed"),
    ("binh", Action.NOMINATIONS_WITHDRAW, NOMINATION, "not_allowed"),
    ("leader", Action.NOMINATIONS_AMEND, NOMINATION, "not_allowed"),
    ("head", Action.NOMINATIONS_EXTEND, NOMINATION, "allowed"),
    ("root", Action.NOMINATIONS_REASSIGN, NOMINATION, "allowed"),
    ("leader", Action.NOMINATIONS_EXTEND, NOMINATION, "not_allowed"),
    ("an", Action.NOMINATIONS_LOG, Resource(PATH), "allowed"),
    ("nobody", Action.NOMINATIONS_LOG, Resource(PATH), "not_found"),
    ("auditor", Action.NOMINATIONS_LOG, Resource(PATH), "not_found"),
    ("member", Action.BALLOTS_CAST, SITTING, "allowed"),
    ("member", Action.BALLOTS_READ, SITTING, "allowed"),
    ("other member", Action.BALLOTS_CAST, SITTING, "not_found"),
    ("head", Action.BALLOTS_CAST, SITTING, "not_allowed"),
    ("secretary", Action.BALLOTS_READ, SITTING, "not_allowed"),
    ("root", Action.BALLOTS_CAST, SITTING, "not_allowed"),
    ("secretary", Action.BALLOTS_ENTER, SITTING, "allowed"),
    ("head", Action.BALLOTS_ENTER, SITTING, "not_allowed"),
    ("head", Action.BALLOTS_CONFIRM, SITTING, "allowed"),
    ("member", Action.BALLOTS_CONFIRM, SITTING, "not_allowed"),
    ("secretary", Action.BALLOTS_READ_SCAN, SITTING, "allowed"),
    ("head", Action.BALLOTS_READ_SCAN, SITTING, "allowed"),
    ("member", Action.BALLOTS_READ_SCAN, SITTING, "not_allowed"),
    ("root", Action.BALLOTS_READ_SCAN, SITTING, "not_allowed"),
    ("secretary", Action.BALLOTS_READ_SCAN, replace(SITTING, honoured=frozenset({"secretary"})), "own_deed"),
    ("secretary", Action.BALLOTS_ENTER, replace(SITTING, honoured=frozenset({"secretary"})), "own_deed"),
    ("member", Action.SITTINGS_READ, SITTING, "allowed"),
    ("secretary", Action.SITTINGS_RESCHEDULE, SITTING, "allowed"),
    ("head", Action.SITTINGS_RESCHEDULE, SITTING, "not_allowed"),
    ("secretary", Action.SITTINGS_CLOSE, SITTING, "allowed"),
    ("member", Action.SITTINGS_CLOSE, SITTING, "not_allowed"),
    ("office", Action.SITTINGS_TAKE_ROLL, SITTING, "allowed"),
    ("auditor", Action.AUDIT_READ, HOUSE, "allowed"),
    ("root", Action.AUDIT_READ, HOUSE, "not_allowed"),
    ("root", Action.RULES_CHANGE, HOUSE, "allowed"),
    ("small root", Action.RULES_CHANGE, HOUSE, "not_allowed"),
    ("small root", Action.PEOPLE_CHANGE, Resource(("team-1", "unit-1", "province")), "allowed"),
    ("small root", Action.PEOPLE_CHANGE, Resource(("team-9", "unit-9", "province")), "not_found"),
    ("nobody", Action.RULES_READ, HOUSE, "allowed"),
    ("colleague", Action.PEOPLE_READ, Resource(PATH, owner_id="an"), "allowed"),
    ("colleague", Action.REMINDERS_READ, Resource(PATH, owner_id="an"), "not_found"),
    ("nobody", Action.PEOPLE_READ, Resource(PATH, owner_id="nobody"), "allowed"),
    ("nobody", Action.DEPUTIES_NAME, Resource(PATH, owner_id="nobody"), "allowed"),
    ("leader", Action.DEPUTIES_NAME, Resource(PATH, owner_id="nobody"), "not_allowed"),
    ("head", Action.DEPUTIES_NAME, Resource(PATH, owner_id="nobody"), "allowed"),
    ("root", Action.RULES_APPROVE, replace(HOUSE, author_id="an"), "allowed"),
    ("root", Action.RULES_APPROVE, replace(HOUSE, author_id="root"), "own_change"),
    ("publisher", Action.BOOKS_PUBLISH, Resource(("province",)), "allowed"),
    ("nobody", Action.BOOKS_READ, Resource(PATH, is_public=True), "allowed"),
    ("nobody", Action.BOOKS_READ, Resource(PATH), "not_found"),
]


@pytest.mark.parametrize(("who", "action", "resource", "code"), CASES, ids=lambda value: str(value)[:30])
def test_each_may_do_what_the_table_says(who: str, action: Action, resource: Resource, code: str) -> None:
    decision = authorize(PEOPLE[who], action, resource)

    assert (decision.code, decision.allowed) == (code, code == "allowed")


OWN = [
    pytest.param("leader", replace(NOMINATION, author_id="leader"), (), id="the author's own recommendation"),
    pytest.param("other", replace(NOMINATION, honoured=frozenset({"other", "binh"})), (), id="one of those honoured"),
    pytest.param("other", replace(NOMINATION, assignee_id="other", author_id="other"), (), id="asked by name"),
    pytest.param(
        "deputy",
        replace(NOMINATION, author_id="leader"),
        (Principal("leader", (Grant("leader", "team-1"),)),),
        id="in the name of the author",
    ),
    pytest.param(
        "deputy",
        replace(NOMINATION, author_id="deputy"),
        (Principal("leader", (Grant("leader", "team-1"),)),),
        id="the author in the name of the leader",
    ),
]


@pytest.mark.parametrize(("person", "resource", "stands_in_for"), OWN)
def test_nobody_judges_a_deed_of_their_own(
    person: str, resource: Resource, stands_in_for: tuple[Principal, ...]
) -> None:
    grants = () if stands_in_for else (Grant("leader", "team-1"),)

    decision = authorize(Actor(person, grants, stands_in_for=stands_in_for), Action.NOMINATIONS_RECOMMEND, resource)

    assert decision.code == "own_deed"


@pytest.mark.parametrize("tie", ["author", "honoured"])
def test_a_member_does_not_vote_on_a_deed_of_her_own(tie: str) -> None:
    ties = {"author_id": "member"} if tie == "author" else {"honoured": frozenset({"member"})}

    assert authorize(PEOPLE["member"], Action.BALLOTS_CAST, replace(SITTING, **ties)).code == "own_deed"


def test_an_auditor_judges_nothing_even_when_asked_by_name() -> None:
    resource = replace(NOMINATION, assignee_id="auditor")

    assert authorize(PEOPLE["auditor"], Action.NOMINATIONS_DECLINE, resource).code == "not_allowed"


def test_a_deputy_takes_over_offices_but_neither_the_vote_nor_the_keys() -> None:
    away = (Principal("member", (Grant("administrator", "province"), Grant("auditor", "province"))),)
    deputy = Actor("deputy", stands_in_for=away)

    assert authorize(deputy, Action.BALLOTS_CAST, SITTING).code == "not_found"
    assert authorize(deputy, Action.RULES_CHANGE, HOUSE).code == "not_allowed"
    assert authorize(deputy, Action.AUDIT_READ, HOUSE).code == "not_allowed"


@pytest.mark.parametrize(
    ("roles", "sits", "code"),
    [
        (["officer", "leader"], True, None),
        (["officer", "auditor"], False, None),
        (["auditor", "leader"], False, "auditor_with_other_role"),
        (["auditor"], True, "auditor_with_other_role"),
        (["administrator"], False, None),
        (["administrator"], True, "administrator_on_council"),
    ],
)
def test_some_offices_do_not_go_together(roles: list[str], sits: bool, code: str | None) -> None:
    assert clash(roles, sits=sits) == code


def test_actions_are_sorted_and_named_after_things_and_verbs() -> None:
    names = [action.value for action in Action]

    assert names == sorted(names)
    assert all(action.name == action.value.replace(".", "_").upper() for action in Action)


units = st.sampled_from(["team-1", "team-2", "unit-1", "unit-2", "province"])
grants = st.builds(Grant, st.sampled_from(ROLES), units)
people = st.sampled_from(["an", "binh", "chi"])
actors = st.builds(
    Actor,
    people,
    st.lists(grants, max_size=3).map(tuple),
    st.frozensets(st.sampled_from(["council-1", "council-2"])),
    st.lists(st.builds(Principal, people, st.lists(grants, max_size=2).map(tuple)), max_size=1).map(tuple),
)
resources = st.builds(
    Resource,
    path=st.sampled_from([(), ("province",), ("unit-1", "province"), PATH, ("team-2", "unit-2", "province")]),
    author_id=people,
    honoured=st.frozensets(people),
    assignee_id=st.none() | people,
    waits_for=st.lists(grants, max_size=2).map(tuple),
    council_ids=st.frozensets(st.sampled_from(["council-1", "council-2"])),
    roster=st.frozensets(people),
)
VOTING = [Action.BALLOTS_CAST, Action.BALLOTS_CONFIRM, Action.BALLOTS_ENTER, Action.BALLOTS_READ_SCAN]
JUDGING = [
    *VOTING,
    Action.NOMINATIONS_DECLINE,
    Action.NOMINATIONS_FILE,
    Action.NOMINATIONS_RECOMMEND,
    Action.NOMINATIONS_RETURN,
]


@given(actors, resources, st.sampled_from(JUDGING))
def test_whoever_has_a_tie_to_a_deed_never_judges_it(actor: Actor, resource: Resource, action: Action) -> None:
    if authorize(actor, action, resource).allowed:
        assert actor.person_id not in {resource.author_id, *resource.honoured}


@given(actors, resources, st.sampled_from(VOTING))
def test_an_administrator_never_votes(actor: Actor, resource: Resource, action: Action) -> None:
    administrator = replace(actor, grants=(*actor.grants, Grant("administrator", "province")))

    assert not authorize(administrator, action, resource).allowed


@given(actors, resources, st.sampled_from(Action))
def test_what_cannot_be_read_is_not_found_whatever_is_asked(actor: Actor, resource: Resource, action: Action) -> None:
    decision = authorize(actor, action, resource)

    if decision.code == "not_found":
        assert not authorize(actor, Action.NOMINATIONS_READ, resource).allowed


@given(actors, resources)
def test_a_list_shows_what_can_be_read_one_by_one(actor: Actor, resource: Resource) -> None:
    seen = sight(actor, Action.NOMINATIONS_READ)
    theirs = {resource.author_id, resource.assignee_id, *resource.honoured, *resource.roster}
    is_listed = (
        actor.person_id in theirs
        or not seen.unit_ids.isdisjoint(resource.path)
        or not seen.council_ids.isdisjoint(resource.council_ids)
    )

    assert authorize(actor, Action.NOMINATIONS_READ, resource).allowed == is_listed


@given(actors, resources, st.sampled_from(Action), grants)
def test_one_more_grant_takes_nothing_away_but_the_vote_and_judging(
    actor: Actor, resource: Resource, action: Action, grant: Grant
) -> None:
    more = replace(actor, grants=(*actor.grants, grant))

    if grant.role not in ("administrator", "auditor") and authorize(actor, action, resource).allowed:
        assert authorize(more, action, resource).allowed


@pytest.mark.parametrize("action", [Action.BOOKS_ANNOTATE, Action.BOOKS_PUBLISH])
def test_nobody_publishes_or_annotates_an_entry_about_herself(action: Action) -> None:
    both = (Grant("standing_office", "province"), Grant("publisher", "province"))
    entry = Resource(path=PATH, author_id="an", honoured=frozenset({"me"}), is_public=True)

    assert authorize(Actor("me", both), action, entry).code == "own_deed"
    assert authorize(Actor("other", both), action, entry).code == "allowed"


def test_an_auditor_stands_in_for_nobody() -> None:
    away = Principal("x", (Grant("head", "unit-1"),))
    looks_into = Actor("me", (Grant("auditor", "province"),), stands_in_for=(away,))

    assert authorize(looks_into, Action.NOMINATIONS_READ, NOMINATION).code == "not_found"
    assert authorize(replace(looks_into, grants=()), Action.NOMINATIONS_READ, NOMINATION).code == "allowed"


def test_a_token_is_good_for_its_scope_and_nothing_else() -> None:
    leader = replace(PEOPLE["leader"], scope=scope_of(["reading"]))

    assert authorize(leader, Action.NOMINATIONS_READ, NOMINATION).code == "allowed"
    assert authorize(leader, Action.NOMINATIONS_RECOMMEND, NOMINATION).code == "out_of_scope"
    assert authorize(leader, Action.RULES_CHANGE, HOUSE).code == "out_of_scope"


def test_a_scope_is_told_in_words() -> None:
    assert scope_of(["everything", "reading"]) is None
    assert scope_of(["ballots.cast"]) == {Action.BALLOTS_CAST}
    assert scope_of(["audit", "metrics.read"]) == {Action.AUDIT_READ, Action.METRICS_READ}
    assert {action for action in Action if action.endswith(".read")} == scope_of(["reading"])
    with pytest.raises(ValueError, match="nonsense"):
        scope_of(["reading", "nonsense"])


@pytest.mark.parametrize("action", sorted(PROVED))
def test_what_counts_most_asks_for_a_proof_that_is_fresh(action: Action) -> None:
    everything = Resource(path=PATH, owner_id="me", roster=frozenset({"me"}), author_id="an")
    roles = {"administrator": ("administrator",), "other": ("standing_office", "secretary")}
    told = set()
    for role in roles.values():
        somebody = Actor("me", tuple(Grant(one, "province") for one in role))
        stale = replace(somebody, is_fresh=False)
        told.add((authorize(somebody, action, everything).code, authorize(stale, action, everything).code))

    assert ("allowed", "not_proved") in told
    assert told <= {("allowed", "not_proved"), ("not_allowed", "not_allowed")}


def test_whoever_is_not_let_in_is_not_asked_for_a_proof_first() -> None:
    stale = replace(PEOPLE["nobody"], is_fresh=False)

    assert authorize(stale, Action.BALLOTS_CAST, SITTING).code == "not_found"


def test_nobody_at_all_sees_what_is_public_and_nothing_else() -> None:
    assert authorize(Actor(""), Action.BOOKS_READ, Resource(path=PATH, is_public=True)).code == "allowed"
    assert authorize(Actor(""), Action.BOOKS_READ, Resource(path=PATH)).code == "not_found"
    assert authorize(Actor(""), Action.ACCOUNTS_KEEP, Resource(owner_id="an")).code == "not_found"
