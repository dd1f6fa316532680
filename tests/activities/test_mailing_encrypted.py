"""Letters to a real mail server that encrypts and asks for a password: or nothing at all, and why in clear words."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import pytest

from cli.checkup.channels import channels
from settings import Channels, Mail
from store.deliveries import MailFault
from store.engine import Database
from tests.activities.certified import PASSWORD, USER, Root, open_certified
from tests.activities.post import PostOffice, open_post, secret
from tests.activities.test_mailing import deliver, house, states, tell
from words.operations import OPERATIONS
from words.stuck import STUCK

__all__ = ["house"]

pytestmark = [  # of the server that the tests have: it does not see that it is encrypted from the first word on
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
]

Tls = Literal["starttls", "tls"]
TLS: tuple[Tls, ...] = ("starttls", "tls")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Root:
    """A root that this process trusts, as an operator has it trusted: SSL_CERT_FILE."""
    made = Root(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


async def doctor(post: Mail) -> tuple[str, str]:
    (found,) = await asyncio.to_thread(lambda: list(channels(Channels(mail=post), None)))
    assert found.code in OPERATIONS
    return found.state, found.code


@pytest.mark.parametrize("tls", TLS)
async def test_a_letter_goes_encrypted_and_under_our_name(
    house: Database, root: Root, tmp_path: Path, tls: Tls
) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_certified(office, root, tls, secret(tmp_path, f"{PASSWORD}\n")) as post:
        done = await deliver(house, post)
        seen = await doctor(post)

    assert (done.sent, office.to, seen) == (1, ["binh@cong-an.example"], ("ok", "mail_ok"))
    assert states(house) == [("sent", None, 1)]


@pytest.mark.parametrize("tls", TLS)
async def test_with_a_wrong_password_nothing_is_sent_and_that_is_said(
    house: Database, root: Root, tmp_path: Path, tls: Tls
) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_certified(office, root, tls, secret(tmp_path, "đoán mò")) as post:
        await deliver(house, post)
        seen = await doctor(post)

    assert (office.letters, seen) == ([], ("problem", "mail_password"))
    assert states(house)[0][:2] == ("queued", "unreachable: password")


@pytest.mark.parametrize("tls", TLS)
@pytest.mark.parametrize("fault", ["another name", "nobody's root"])
async def test_to_a_server_that_cannot_show_who_it_is_nothing_is_sent_not_even_the_password(
    house: Database, root: Root, tmp_path: Path, tls: Tls, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()
    if fault == "nobody's root":
        monkeypatch.delenv("SSL_CERT_FILE")

    with open_certified(
        office, root, tls, secret(tmp_path, PASSWORD), host="mail.example" if fault == "another name" else "127.0.0.1"
    ) as post:
        await deliver(house, post)
        seen = await doctor(post)

    assert (office.letters, seen) == ([], ("problem", "mail_certificate"))
    assert states(house)[0][:2] == ("queued", "unreachable: certificate")


async def test_a_server_that_cannot_encrypt_gets_neither_letter_nor_password(house: Database, tmp_path: Path) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_post(office) as plain:
        post = replace(plain, tls="starttls", user=USER, password_file=secret(tmp_path, PASSWORD))
        await deliver(house, post)
        seen = await doctor(post)

    assert (office.letters, seen) == ([], ("problem", "mail_no_encryption"))
    assert states(house)[0][:2] == ("queued", "unreachable: no_encryption")


async def test_a_plain_server_on_the_port_of_an_encrypted_one_gets_nothing(house: Database, tmp_path: Path) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_post(office) as plain:
        post = replace(plain, tls="tls", user=USER, password_file=secret(tmp_path, PASSWORD))
        await deliver(house, post, patience_s=2)
        seen = await doctor(post)

    assert (office.letters, seen[0], states(house)[0][0]) == ([], "problem", "queued")


async def test_a_server_that_is_away_and_one_that_lets_nobody_sign_in_are_told_apart(tmp_path: Path) -> None:
    with open_post(PostOffice()) as plain:
        silent = replace(plain, user=USER, password_file=secret(tmp_path, PASSWORD))
        seen = await doctor(silent)

    assert (seen, await doctor(plain)) == (("problem", "mail_no_sign_in"), ("problem", "mail_away"))


@pytest.mark.parametrize("fault", get_args(MailFault))
def test_every_fault_has_its_sentence(fault: str) -> None:
    assert f"mail.{fault}" in STUCK
    assert f"mail_{fault}" in OPERATIONS
