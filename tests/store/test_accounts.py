"""Accounts, codes, sessions and failed tries, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.errors import RuleBroken
from rules.signing_in import (
    CODE_IS_GOOD_FOR,
    FORGOTTEN_AFTER,
    FRESH,
    IDLE,
    OF_ONE_NAME_FROM_ONE_PLACE,
    OVERLAP,
    WHOLE,
)
from store import accounts, attempts, audit, challenges, credentials, passwords, sessions
from store import tables as t
from store.accounts import Account
from store.engine import Database
from tests.store import racers
from tests.store.makers import NOW, make_force, make_person

SECOND = timedelta(seconds=1)


@pytest.fixture
def account(db: Database) -> Account:
    with db.write() as conn:
        make_force(conn)
        make_person(conn, "an")
        make_person(conn, "binh")
        make_person(conn, "doi-1", kind="collective", number=None)
        return accounts.create(conn, "an", "An", now=NOW, by="admin")


def code_of(act) -> str:
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize(
    ("person", "name", "code"),
    [
        ("nobody", "x", "unknown_person"),
        ("doi-1", "x", "not_an_officer"),
        ("binh", " ", "account_name_unfit"),
        ("binh", "a b", "account_name_unfit"),
        ("binh", "a\u200bb", "account_name_unfit"),
        ("binh", "a" * 101, "account_name_unfit"),
        ("binh", " AN ", "account_name_taken"),
    ],
)
@pytest.mark.usefixtures("account")
def test_an_account_has_an_officer_and_a_name_of_its_own(db: Database, person: str, name: str, code: str) -> None:
    with db.write() as conn:
        assert code_of(lambda: accounts.create(conn, person, name, now=NOW, by=None)) == code


def test_a_person_may_have_several_accounts(db: Database, account: Account) -> None:
    with db.write() as conn:
        second = accounts.create(conn, "an", "an-2", now=NOW, by=None)

    with db.read() as conn:
        assert accounts.of_person(conn, "an") == accounts.everybody(conn) == (account, second)
        assert accounts.by_name(conn, "AN-2") == accounts.by_id(conn, second.id) == second


def test_a_code_sets_a_password_once_and_ends_the_one_before(db: Database, account: Account) -> None:
    with db.write() as conn:
        credentials.set_password(conn, account.id, "first", now=NOW, by="an")
        earlier = credentials.issue_code(conn, account.id, now=NOW, by="admin")
        code = credentials.issue_code(conn, account.id, now=NOW, by="admin")

        assert credentials.password_hash(conn, account.id) is None
        assert code_of(lambda: credentials.take_code(conn, earlier, now=NOW)) == "code_not_accepted"
        assert credentials.take_code(conn, f" {code.upper()} ", now=NOW) == account.id
        assert code_of(lambda: credentials.take_code(conn, code, now=NOW)) == "code_not_accepted"


def test_a_code_expires(db: Database, account: Account) -> None:
    with db.write() as conn:
        code = credentials.issue_code(conn, account.id, now=NOW, by="admin")

        assert code_of(lambda: credentials.take_code(conn, code, now=NOW + CODE_IS_GOOD_FOR)) == "code_not_accepted"


def test_a_code_that_several_use_at_once_opens_once(db: Database, account: Account) -> None:
    with db.write() as conn:
        code = credentials.issue_code(conn, account.id, now=NOW, by="admin")

    def take() -> str:
        with db.write() as conn:
            return credentials.take_code(conn, code, now=NOW)

    came_of_it = racers.in_threads([take] * 8)

    assert [one for one in came_of_it if one == account.id] == [account.id]
    assert {getattr(one, "code", one) for one in came_of_it} == {account.id, "code_not_accepted"}


def test_what_opens_one_account_opens_no_other(db: Database, account: Account) -> None:
    with db.write() as conn:
        other = accounts.create(conn, "binh", "binh", now=NOW, by=None)
        key = credentials.add(conn, account.id, "passkey", now=NOW, by="an", handle="k", secret="public")

        assert (
            code_of(lambda: credentials.add(conn, other.id, "passkey", now=NOW, by="binh", handle="k"))
            == "credential_taken"
        )
        assert not credentials.remove(conn, other.id, key, now=NOW, by="binh")
        assert credentials.found_by(conn, "oidc", "k") is None
        assert credentials.remove(conn, account.id, key, now=NOW, by="an")
        assert credentials.found_by(conn, "passkey", "k") is None
        credentials.add(conn, other.id, "passkey", now=NOW, by="binh", handle="k")
        assert credentials.of_account(conn, account.id) == ()


def test_every_change_is_in_the_audit_chain_and_no_secret(db: Database, account: Account) -> None:
    with db.write() as conn:
        code = credentials.issue_code(conn, account.id, now=NOW, by="admin")
        credentials.take_code(conn, code, now=NOW)
        credentials.set_password(conn, account.id, passwords.hashed("một câu đủ dài"), now=NOW, by="an")
        key = credentials.add(conn, account.id, "passkey", now=NOW, by="an", handle="k", secret="public")
        credentials.note_use(conn, key, now=NOW, uses=7)
        accounts.disable(conn, account.id, now=NOW, by="admin")
        accounts.disable(conn, account.id, now=NOW, by="admin")
        accounts.enable(conn, account.id, now=NOW, by="admin")

    with db.read() as conn:
        lines = conn.execute(select(t.audit.c.action, t.audit.c.actor_id).order_by(t.audit.c.seq)).all()
        told = conn.execute(select(t.audit.c.detail)).scalars().all()
        findings = audit.verify(conn)
    assert [tuple(line) for line in lines] == [
        ("account_created", "admin"),
        ("code_added", "admin"),
        ("code_used", "an"),
        ("password_added", "an"),
        ("passkey_added", "an"),
        ("account_disabled", "admin"),
        ("account_enabled", "admin"),
    ]
    assert code not in str(told)
    assert (findings.is_unbroken, findings.changed) == (True, ())


def test_a_session_is_found_by_its_secret_until_it_lies_idle(db: Database, account: Account) -> None:
    with db.write() as conn:
        secret = sessions.begin(conn, account.id, "password", now=NOW)

    with db.read() as conn:
        found = sessions.holder(conn, secret, now=NOW)
        assert found is not None
        assert (found.person_id, found.account_id, found.is_fresh, found.is_to_be_noted) == (
            "an", account.id, True, False,
        )  # fmt: skip
        assert sessions.holder(conn, secret[:-1], now=NOW) is None
        late = sessions.holder(conn, secret, now=NOW + IDLE - SECOND)
        assert late is not None
        assert (late.is_fresh, late.is_to_be_noted) == (False, True)
        assert sessions.holder(conn, secret, now=NOW + IDLE) is None
        assert secret not in str(conn.execute(select(t.sessions)).all())


def test_a_session_that_is_used_lasts_twelve_hours_and_no_longer(db: Database, account: Account) -> None:
    with db.write() as conn:
        secret = sessions.begin(conn, account.id, "password", now=NOW)
        id_ = sessions.of_account(conn, account.id, now=NOW)[0].id
        sessions.note_use(conn, id_, now=NOW + WHOLE - SECOND)

        assert sessions.holder(conn, secret, now=NOW + WHOLE - SECOND) is not None
        assert sessions.holder(conn, secret, now=NOW + WHOLE) is None
        assert sessions.of_account(conn, account.id, now=NOW + WHOLE) == ()
        assert sessions.forget(conn, NOW + timedelta(days=40)) == 1


def test_a_proof_changes_the_secret_and_the_former_one_is_good_for_a_moment_but_proves_nothing(
    db: Database, account: Account
) -> None:
    later = NOW + FRESH
    with db.write() as conn:
        former = sessions.begin(conn, account.id, "password", now=NOW)
        id_ = sessions.of_account(conn, account.id, now=NOW)[0].id
        secret = sessions.renew(conn, id_, now=later)
        assert secret is not None

        held, holds = sessions.holder(conn, former, now=later), sessions.holder(conn, secret, now=later)
        assert (held and held.is_fresh, holds and holds.is_fresh) == (False, True)
        assert sessions.holder(conn, former, now=later + OVERLAP) is None


def test_a_session_that_is_revoked_is_over_at_once(db: Database, account: Account) -> None:
    with db.write() as conn:
        first, second = (sessions.begin(conn, account.id, "password", now=NOW) for _ in range(2))
        held = sessions.holder(conn, first, now=NOW)
        assert held
        assert not sessions.revoke(conn, "another", held.session_id, now=NOW)
        assert sessions.revoke(conn, account.id, held.session_id, now=NOW)
        assert sessions.renew(conn, held.session_id, now=NOW) is None
        assert sessions.holder(conn, first, now=NOW) is None
        assert sessions.holder(conn, second, now=NOW) is not None
        accounts.disable(conn, account.id, now=NOW, by="admin")
        assert sessions.holder(conn, second, now=NOW) is None
        assert sessions.revoke_all(conn, account.id, now=NOW) == 1


def test_failures_make_wait_and_are_forgotten(db: Database) -> None:
    asked = {"a": OF_ONE_NAME_FROM_ONE_PLACE}
    with db.write() as conn:
        for _ in range(6):
            attempts.begin(conn, asked, now=NOW)

        with pytest.raises(RuleBroken) as refused:
            attempts.begin(conn, asked, now=NOW)
        assert (refused.value.code, refused.value.params) == ("too_many_tries", {"seconds": 1})
        attempts.begin(conn, {"b": OF_ONE_NAME_FROM_ONE_PLACE}, now=NOW)
        attempts.begin(conn, asked, now=NOW + SECOND)
        attempts.begin(conn, asked, now=NOW + FORGOTTEN_AFTER + 2 * SECOND)
        assert conn.execute(select(t.attempts.c.failures).where(t.attempts.c.key == "a")).scalar() == 1
        assert attempts.forget(conn, NOW + 3 * FORGOTTEN_AFTER) == 2


def test_success_clears_what_is_its_own_and_gives_back_the_rest(db: Database) -> None:
    asked = {"here": OF_ONE_NAME_FROM_ONE_PLACE, "place": OF_ONE_NAME_FROM_ONE_PLACE}
    with db.write() as conn:
        for _ in range(4):
            attempts.begin(conn, asked, now=NOW)
        attempts.succeed(conn, forgotten=["here"], given_back=["place"], now=NOW)

        left = conn.execute(select(t.attempts.c.key, t.attempts.c.failures)).all()
    assert [tuple(row) for row in left] == [("place", 3)]


def test_guesses_that_come_at_the_same_moment_are_each_counted(db: Database) -> None:
    def guess() -> None:
        with db.write() as conn:
            attempts.begin(conn, {"a": OF_ONE_NAME_FROM_ONE_PLACE, "b": OF_ONE_NAME_FROM_ONE_PLACE}, now=NOW)

    came_of_it = racers.in_threads([guess] * 20)

    assert came_of_it.count(None) == OF_ONE_NAME_FROM_ONE_PLACE.free + 1
    assert {getattr(one, "code", one) for one in came_of_it} == {None, "too_many_tries"}


def test_a_challenge_is_answered_once_for_its_purpose_and_in_time(db: Database) -> None:
    with db.write() as conn:
        secret = challenges.keep(conn, "passkey", {"n": 1}, now=NOW)
        other = challenges.keep(conn, "passkey", {"n": 2}, now=NOW)

        assert challenges.take(conn, "oidc", secret, now=NOW) is None
        assert challenges.take(conn, "passkey", secret, now=NOW) == {"n": 1}
        assert challenges.take(conn, "passkey", secret, now=NOW) is None
        assert challenges.take(conn, "passkey", other, now=NOW + challenges.GOOD_FOR) is None
        challenges.keep(conn, "passkey", {}, now=NOW)
        assert challenges.forget(conn, NOW + timedelta(hours=1)) == 1


def test_a_password_is_known_again_and_no_other_is() -> None:
    kept = passwords.hashed("một câu đủ dài")

    assert kept.startswith("$argon2id$")
    assert passwords.is_it(kept, "một câu đủ dài")
    assert not passwords.is_it(kept, "một câu đủ dai")
    assert not passwords.is_it("no hash", "một câu đủ dài")
    assert not passwords.is_it(None, "nobody's")
